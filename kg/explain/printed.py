"""What papers call a thing: the names by which a curator can point at it in one paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from kg.iris import KG, PREFIXES, Minter, is_iri
from kg.latex import decode_latex

if TYPE_CHECKING:
    from rdflib import Dataset
    from rdflib.query import ResultRow

__all__ = ["PROLOGUE", "find_printed", "mints"]

PROLOGUE = f"PREFIX kg: <{KG}> PREFIX nif: <{PREFIXES['nif']}> "
_PRINTED = """SELECT DISTINCT ?paper ?text WHERE {{ GRAPH ?g {{
  ?m kg:denotes <{iri}> ; kg:mentionedIn ?paper ; nif:anchorOf ?text .
  FILTER NOT EXISTS {{ ?n kg:mentionedIn ?paper ; kg:denotes ?other ; nif:anchorOf ?same
    FILTER(?other != <{iri}> && LCASE(?same) = LCASE(?text)) }} }} }} ORDER BY ?paper ?text"""


def find_printed(dataset: Dataset, iri: str) -> Iterator[tuple[str, str]]:
    """Yield each paper and name by which it means a thing, and nothing else."""
    if not is_iri(iri):
        return
    for row in dataset.default_graph.query(PROLOGUE + _PRINTED.format(iri=iri)):
        paper, text = map(str, cast("ResultRow", row))
        if text == " ".join(text.split()):
            yield paper, text


def mints(text: str, iri: str, minter: Minter) -> bool:
    """Say whether a printed name gives a term its IRI.

    >>> mints("image classification", "https://w3id.org/scholar-kg/id/task/image-classification", Minter())
    True
    """
    kind = iri.removeprefix(minter.base).partition("/")[0]
    return minter.term(kind, decode_latex(text)) == iri
