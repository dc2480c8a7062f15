"""One of the two graphs of a comparison: its statements, and what they say of things."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.diff.blank import name_blank_nodes
from kg.iris import KG, PREFIXES
from kg.store import MANIFEST, base_of, open_store, read_quads

__all__ = ["REPLACED", "Side", "Subject"]

Subject = ox.NamedNode | ox.BlankNode
_RDF, _PROV, _RDFS = (PREFIXES[prefix] for prefix in ("rdf", "prov", "rdfs"))
_TYPE, _LABEL = ox.NamedNode(f"{_RDF}type"), ox.NamedNode(f"{_RDFS}label")
_PAPER = ox.NamedNode(f"{KG}Paper")
REPLACED = ox.NamedNode(f"{PREFIXES['dcterms']}isReplacedBy")
_NAMING = tuple(
    ox.NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("rdfs", "label"), ("skos", "prefLabel"), ("foaf", "name"), ("dcterms", "title"),
                         ("kg", "printedName"), ("skos", "notation"))
)  # fmt: skip
#: How a whole points at its parts, and how a part of each kind points at what it belongs to.
_TO_PART = (ox.NamedNode(f"{KG}hasAuthorship"), ox.NamedNode(f"{KG}reports"))
_TO_WHOLE = {
    "Mention": (ox.NamedNode(f"{KG}mentionedIn"),),
    "Decision": (ox.NamedNode(f"{_PROV}generated"), ox.NamedNode(f"{KG}compares")),
    "Statement": (ox.NamedNode(f"{_RDF}subject"),),
}
_PARTS = {"Authorship": _TO_PART[:1], "Result": _TO_PART[1:]}
_DEEPEST = 20


class Side:
    """Looks things up in a graph; what is compared is the default graph, or with ``evidence`` every graph."""

    def __init__(self, location: str | Path, *, evidence: bool) -> None:
        """Open the graph. Raises ``UsageError`` if there is none."""
        self.location, self.evidence = str(location), evidence
        self._graph = None if evidence else ox.DefaultGraph()
        # What an endpoint holds is copied, and so is what has blank nodes, with names that say what they are.
        local = Path(self.location) / MANIFEST
        self._dataset = open_store(location)
        inner = getattr(self._dataset.store, "_inner", None)
        self.store: ox.Store = inner if isinstance(inner, ox.Store) else _hold(read_quads(self._dataset))
        self.blank = not local.is_file() and any(_is_blank(quad) for quad in self.store)
        if self.blank:
            self.store = _hold(name_blank_nodes(list(self.store)))
        self._kinds: dict[Subject, str] = {}
        self._names: dict[Subject, str] = {}
        self._wholes: dict[Subject, Subject] = {}
        self._standing: set[Subject] = set()

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the statements that are compared."""
        return self.store.quads_for_pattern(None, None, None, self._graph)

    @cached_property
    def base(self) -> str | None:
        """The IRI that the data was minted under, if that can be told."""
        if (Path(self.location) / MANIFEST).is_file():
            return base_of(self.location)
        paper = next(self.store.quads_for_pattern(None, _TYPE, _PAPER, ox.DefaultGraph()), None)
        stem, found, _ = str(paper.subject).removeprefix("<").partition("paper/") if paper else ("", "", "")
        return stem if found else None

    def learn(self, quad: ox.Quad) -> None:
        """Remember what a statement says, so that it need not be looked up: a lookup takes ten times as long."""
        subject, obj = quad.subject, quad.object
        if isinstance(subject, ox.Triple):
            return
        if quad.predicate == _TYPE and isinstance(obj, ox.NamedNode) and obj.value.startswith(KG):
            self._kinds[subject] = min(_local(obj.value), self._kinds.get(subject, "~"))
        elif quad.predicate == _LABEL and isinstance(obj, ox.Literal):
            self._names[subject] = min(obj.value, self._names.get(subject, obj.value))
        elif quad.predicate in _TO_PART and isinstance(obj, ox.NamedNode):
            self._wholes[obj] = subject
        if quad.predicate != REPLACED and isinstance(quad.graph_name, ox.DefaultGraph):
            self._standing.add(subject)

    def objects(self, subject: Subject, predicate: ox.NamedNode) -> list[str]:
        """List what a subject has for a predicate, sorted."""
        quads = self.store.quads_for_pattern(subject, predicate, None, self._graph)
        return sorted(str(getattr(quad.object, "value", quad.object)) for quad in quads)

    def stands(self, subject: Subject) -> bool:
        """Tell whether the default graph says anything of a thing but what replaces it."""
        if subject in self._standing:
            return True
        quads = self.store.quads_for_pattern(subject, None, None, ox.DefaultGraph())
        return any(quad.predicate != REPLACED for quad in quads)

    def replaced_by(self, subject: Subject) -> str | None:
        """Return what an IRI was merged into, in one step."""
        return next(iter(self.objects(subject, REPLACED)), None)

    def follow(self, iri: str) -> str:
        """Return what an IRI was merged into, to the end; itself if it was not."""
        seen = {iri}
        while (onward := self.replaced_by(ox.NamedNode(iri))) and onward not in seen:
            seen.add(onward)
            iri = onward
        return iri

    def kind(self, subject: Subject) -> str:
        """Name the class of a thing: this package's, else the first of any; empty if there is none."""
        if subject not in self._kinds:
            kinds = sorted(self.objects(subject, _TYPE), key=lambda iri: (not iri.startswith(KG), iri))
            self._kinds[subject] = _local(kinds[0]) if kinds else ""
        return self._kinds[subject]

    def name(self, subject: Subject) -> str:
        """Give a thing's readable name, or an empty string."""
        if subject not in self._names:
            found = (self.objects(subject, predicate) for predicate in _NAMING)
            self._names[subject] = next((names[0] for names in found if names), "")
        return self._names[subject]

    def owner(self, quad: ox.Quad) -> Subject:
        """Return the thing under which people look for a statement."""
        if quad.predicate == REPLACED and isinstance(quad.object, ox.NamedNode):
            return self.whole(quad.object)
        return self.whole(quad.subject)  # type: ignore[arg-type]  # RDF 1.2 has no triples for subjects

    def parts(self, whole: Subject) -> list[ox.NamedNode]:
        """List the signatures and results of a paper, and with evidence its mentions."""
        found = [q.object for to in _TO_PART for q in self.store.quads_for_pattern(whole, to, None, self._graph)]
        within = (self.store.quads_for_pattern(None, to, whole, self._graph) for to in _TO_WHOLE["Mention"])
        found += [quad.subject for quads in within for quad in quads]
        return [part for part in found if isinstance(part, ox.NamedNode)]

    def whole(self, part: Subject) -> Subject:
        """Return what a thing is a part of, to the end; itself if it is part of nothing."""
        found, steps = part, 0
        while steps < _DEEPEST and (above := self._above(found)) is not None and above != found:
            found, steps = above, steps + 1
        return found

    def _above(self, part: Subject) -> Subject | None:
        if part not in self._wholes:
            self._wholes[part] = self._find_above(part) or part
        return self._wholes[part]

    def _find_above(self, part: Subject) -> Subject | None:
        if isinstance(part, ox.BlankNode):
            return self._first(quad.subject for quad in self.store.quads_for_pattern(None, None, part, self._graph))
        kind = self.kind(part)
        for node in _PARTS.get(kind, ()):
            if found := self._first(q.subject for q in self.store.quads_for_pattern(None, node, part, self._graph)):
                return found
        for node in _TO_WHOLE.get(kind, ()):
            if found := self._first(q.object for q in self.store.quads_for_pattern(part, node, None, self._graph)):
                return found
        return None

    @staticmethod
    def _first(nodes: Iterator[object]) -> Subject | None:
        found = (node for node in nodes if isinstance(node, ox.NamedNode | ox.BlankNode))
        return min(found, key=str, default=None)


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def _hold(quads: Iterator[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(quads)
    return store


def _is_blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
