"""Check decisions against a graph before they are written: what they name is there, and they can be carried out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kg.errors import UsageError
from kg.iris import KG, PREFIXES, Minter, is_iri
from kg.resolve.curation import CuratedLine, Reference, parse_reference

if TYPE_CHECKING:
    from rdflib import Dataset
    from rdflib.query import ResultRow

__all__ = ["Known"]

_KINDS = ("person", "organization", "method", "dataset", "task", "metric", "paper")
_FORCE = "--force writes the line all the same"


@dataclass(frozen=True, slots=True)
class Thing:
    """What a reference means in a graph: the IRI that stands, and its kind."""

    iri: str
    kind: str


class Known:
    """What one graph knows; without a graph, nothing is checked."""

    def __init__(self, location: str | None, *, base_at: str = "kg-out") -> None:
        """Open the graph. Raises ``UsageError`` if there is none."""
        from kg.cli.talk import open_dataset
        from kg.store import base_of

        self.base = base_of(location or base_at)
        self.dataset: Dataset | None = open_dataset(location) if location else None
        self.same = cache(self._same)

    def write(self, text: str) -> str:
        """Write a reference as it stands in a file: IRIs in full, names of a paper in quotes. Raises ``UsageError``."""
        from kg.explain import split_part
        from kg.standing import full_iri

        text = text.strip()
        if split := split_part(text):
            paper, part = full_iri(split[0], base=self.base), split[1]
            return str(Reference(paper, author=part) if isinstance(part, int) else Reference(paper, name=part))
        try:
            return str(parse_reference(full_iri(text, base=self.base)))
        except UsageError:
            if self.dataset is None:
                raise
            from kg.graph import find_node

            return find_node(self.dataset, text, base=self.base)

    def check(self, c: CuratedLine) -> list[str]:
        """Return what is worth saying of a decision. Raises ``UsageError`` where it cannot be carried out."""
        if self.dataset is None or not c.targets:
            return []
        things = [self._find(t) for t in c.targets]
        first, kind = things[0], things[0].kind
        if kind == "paper" and c.verb in ("merge", "split") and not any(t.is_exact for t in c.targets):
            return self._check_papers(c, *things)
        if kind == "paper":
            raise UsageError(
                f"{c.targets[0]} is a paper: name an author of it (PAPER#1) or what it prints (PAPER#NAME)"
            )
        if c.verb == "reject" and kind in ("person", "organization"):
            raise UsageError(f"a {kind} is printed, not found: split or merge it")
        if c.verb in ("merge", "split") and things[1].kind not in (kind, "paper" if c.verb == "split" else kind):
            raise UsageError(f"{first.iri} and {things[1].iri} are of different kinds: {kind}, {things[1].kind}")
        if c.verb == "merge":
            return self._check_merge(c, first, things[1])
        if c.verb in ("split", "reject") and len(things) > 1:
            return self._check_part(c, first, things[1])
        return []

    def _check_papers(self, c: CuratedLine, a: Thing, b: Thing) -> list[str]:
        if b.kind != "paper":
            raise UsageError(f"{a.iri} and {b.iri} are of different kinds: paper, {b.kind}")
        if c.verb == "merge":
            return ["they are one already; the line keeps them so, whatever data is added"] if a.iri == b.iri else []
        return [] if a.iri == b.iri else ["they are two already; the line keeps them so"]

    def _check_merge(self, c: CuratedLine, a: Thing, b: Thing) -> list[str]:
        if a.iri == b.iri:
            return ["they are one already; the line keeps them so, whatever data is added"]
        one, other = c.targets
        if one.author and other.author and one.iri == other.iri:
            raise UsageError(f"authors {one.author} and {other.author} of one paper are two people: {one.iri}")
        if a.kind == "person":
            both = f"?paper dcterms:creator <{a.iri}>, <{b.iri}> ; rdfs:label ?title"
            for paper, title in self._ask(f"SELECT ?paper ?title WHERE {{ {both} }} ORDER BY ?paper LIMIT 1"):
                raise UsageError(
                    f"both are authors of {paper} (“{title}”), so they are two people; if one of them only seems to "
                    f"be, split it off first: kg curate split {b.iri} {paper}"
                )
        return []

    def _check_part(self, c: CuratedLine, entity: Thing, other: Thing) -> list[str]:
        """Check that what a split or a reject takes away is there, and that a split leaves something."""
        if other.kind != "paper":
            return [] if entity.iri == other.iri else ["they are two already; the line keeps them so"]
        papers = {str(paper) for (paper,) in self._ask(_NAMING.format(iri=entity.iri))}
        if other.iri not in papers:
            raise UsageError(f"{other.iri} does not name {entity.iri}: there is nothing to {c.verb} ({_FORCE})")
        if c.verb == "split" and len(papers) == 1:
            raise UsageError(f"only {other.iri} names {entity.iri}: there is nothing to split it from ({_FORCE})")
        return []

    def _find(self, ref: Reference) -> Thing:
        """Find what a reference means, or raise ``UsageError`` that offers what is near."""
        from kg.standing import find_standing

        iri = find_standing(self.dataset, ref.iri) if self.dataset else ref.iri
        thing = self._describe(iri)
        if thing is None or (ref.is_exact and thing.kind != "paper"):
            near = ", ".join(self._list_near(ref.iri))
            raise UsageError(f"{ref.iri} is not in the graph{f'; near: {near}' if near else ''} ({_FORCE})")
        if not ref.is_exact:
            return thing
        found = list(dict.fromkeys(self._printed(iri, ref)))
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"{ref} may be {' or '.join(t.iri for t in found)}: take one by its IRI")
        what = f"author {ref.author}" if ref.author is not None else f"{ref.name!r}"
        raise UsageError(f"{iri} has no {what} ({_FORCE})")

    def _describe(self, iri: str) -> Thing | None:
        classes = {f"{KG}{kind.capitalize()}": kind for kind in _KINDS}
        found = [classes[str(c)] for (c,) in self._ask(f"SELECT ?c WHERE {{ <{iri}> a ?c }}") if str(c) in classes]
        return Thing(iri, min(found)) if found else None

    def _printed(self, paper: str, ref: Reference) -> Iterator[Thing]:
        if ref.author is not None:
            query = f"<{paper}> kg:hasAuthorship [ kg:ordinal {ref.author} ; kg:author ?e ]"
        else:
            name = ox.Literal((ref.name or "").casefold())
            said = f"?m kg:mentionedIn <{paper}> ; nif:anchorOf ?t ; kg:denotes ?e"
            query = f"GRAPH ?g {{ {said} }} FILTER(LCASE(?t) = {name})"
        for (iri,) in self._ask(f"SELECT DISTINCT ?e WHERE {{ {query} }} ORDER BY ?e"):
            if thing := self._describe(str(iri)):
                yield thing

    def _list_near(self, iri: str) -> list[str]:
        """List IRIs that look like one that is not there, as tables show them."""
        from kg.turtle import Abbreviator

        words = sorted(re.findall(r"[a-z]{3,}", iri.removeprefix(self.base).lower()), key=len)[-2:]
        parts = " || ".join(f"CONTAINS(LCASE(STR(?s)), {ox.Literal(word)})" for word in words) or "false"
        types = " ".join(f"kg:{kind.capitalize()}" for kind in _KINDS)
        rows = self._ask(f"SELECT DISTINCT ?s WHERE {{ VALUES ?c {{ {types} }} ?s a ?c FILTER({parts}) }} LIMIT 2000")
        short = Abbreviator(self.base)
        near = get_close_matches(iri, [str(s) for (s,) in rows], n=3, cutoff=0.6)
        return [short.term(ox.NamedNode(found)).strip("<>") for found in near]

    def _same(self, ref: Reference) -> str:
        """Give references to one thing one name: the signature that a person's IRI was minted from, or what stands."""
        from kg.standing import find_standing

        if self.dataset is None:
            return str(ref)
        iri = find_standing(self.dataset, ref.iri)
        if iri.startswith(f"{self.base}paper/") and not ref.is_exact:
            return ref.iri  # a record's own: a split tells it from what it was merged into
        if ref.is_exact:
            return str(Reference(iri, ref.author, ref.name))
        minter = Minter(self.base)
        for paper, n, name in self._ask(_SIGNED.format(iri=iri)) if is_iri(iri) else ():
            if minter.person(name=str(name), paper=str(paper), ordinal=int(str(n))) == ref.iri:
                return f"{paper}#{n}"
        return iri

    def _ask(self, query: str) -> Iterator[tuple[object, ...]]:
        prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
        rows = self.dataset.default_graph.query(prologue + query) if self.dataset else ()
        for row in rows:
            yield tuple(cast("ResultRow", row))


_NAMING = """SELECT DISTINCT ?paper WHERE {{
  {{ ?paper a kg:Paper ; ?p <{iri}> }} UNION {{ ?paper kg:hasAuthorship/kg:affiliation <{iri}> }}
  UNION {{ GRAPH ?g {{ ?m kg:denotes <{iri}> ; kg:mentionedIn ?paper }} }} }}"""
_SIGNED = """SELECT ?paper ?n ?name WHERE {{
  ?a kg:author <{iri}> ; kg:ordinal ?n ; kg:printedName ?name . ?paper kg:hasAuthorship ?a }}"""
