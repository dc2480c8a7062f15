"""Find what a part of a paper means: ``PAPER#2`` is its second author, ``PAPER#CLIP`` what it calls so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kg.errors import UsageError
from kg.explain.printed import PROLOGUE
from kg.iris import BASE, KG, Minter
from kg.standing import expand_iri, find_standing
from kg.turtle import Abbreviator
from kg.view.rows import describe

if TYPE_CHECKING:
    from rdflib import Dataset
    from rdflib.query import ResultRow

__all__ = ["find_part", "split_part"]

_PART = re.compile(r"((?:[^#]*[/#])?paper[:/][^#]+)#(.+)", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NAMED = "kg:Method kg:Dataset kg:Task kg:Metric kg:Organization kg:Person"
#: So many of a paper's names are offered.
_OFFERED = 10


def split_part(text: str) -> tuple[str, int | str] | None:
    """Split a reference into the paper and its author's position or a printed name; None if the text is no such.

    >>> split_part("paper:a#2"), split_part('paper:a#"2"'), split_part("paper:a#image  net"), split_part("C#")
    (('paper:a', 2), ('paper:a', '2'), ('paper:a', 'image net'), None)
    """
    match = _PART.fullmatch(text.strip())
    if not match:
        return None
    if match[2].isdecimal():
        return match[1], int(match[2])
    quoted = _QUOTED.fullmatch(match[2])
    return match[1], " ".join((re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else match[2]).split())


def find_part(dataset: Dataset, text: str, *, base: str = BASE) -> str | None:
    """Return the IRI of the signature or the first mention that a reference names, or None if the text is no such.

    Raises ``UsageError`` if the paper is there but not the part, or if the name means several things.
    """
    split = split_part(text)
    if not split:
        return None
    written, part = split
    paper = find_standing(dataset, expand_iri(written, Abbreviator(base).prefixes) or written)
    if not paper.startswith(f"{base}paper/"):
        return None
    facts = describe(dataset, [paper]).get(paper)
    if not facts:
        raise UsageError(f"{written} is not in the graph")
    if isinstance(part, int):
        return _find_signature(dataset, paper, part, len(facts.get(f"{KG}hasAuthorship", ())), base)
    return _find_mention(dataset, paper, part)


def _find_signature(dataset: Dataset, paper: str, author: int, authors: int, base: str) -> str:
    iri = Minter(base).part("authorship", paper, str(author))
    if not describe(dataset, [iri]):
        raise UsageError(f"{paper} has no author {author}: it has {authors}")
    return iri


def _find_mention(dataset: Dataset, paper: str, name: str) -> str:
    """Find where a paper first prints a name, in its title or else in its abstract, whatever the case."""
    said = f"?m kg:mentionedIn <{paper}> ; nif:anchorOf ?t ; kg:denotes ?e ; kg:field ?f ; nif:beginIndex ?n"
    said = f"GRAPH ?g {{ {said} }} VALUES ?c {{ {_NAMED} }} ?e a ?c FILTER(?f != 'authors' || ?c = kg:Person)"
    same = f"FILTER(LCASE(?t) = {ox.Literal(name.casefold())})"
    found = list(_ask(dataset, f"SELECT DISTINCT ?m ?e WHERE {{ {said} {same} }} ORDER BY DESC(?f) ?n ?m ?e"))
    things = sorted({thing for _, thing in found})
    if len(things) > 1:
        raise UsageError(f"{name!r} in {paper} may be {' or '.join(things)}: take one by its IRI")
    if not found:
        printed = [
            t for (t,) in _ask(dataset, f"SELECT DISTINCT ?t WHERE {{ {said} FILTER(?c != kg:Person) }} ORDER BY ?t")
        ]
        more = f" and {len(printed) - _OFFERED} more" if len(printed) > _OFFERED else ""
        known = f": it prints {', '.join(printed[:_OFFERED])}{more}" if printed else ""
        raise UsageError(f"nothing that {paper} prints is known as {name!r}{known}")
    return found[0][0]


def _ask(dataset: Dataset, query: str) -> Iterator[tuple[str, ...]]:
    for row in dataset.default_graph.query(PROLOGUE + query):
        yield tuple(map(str, cast("ResultRow", row)))
