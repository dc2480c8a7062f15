"""Co-authorship as rows: people by rank, ties by weight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import MissingExtraError, UsageError
from kg.network.measures import measure_coauthors

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

__all__ = ["ORDERS", "AuthorRow", "TieRow", "list_ties", "rank_authors", "to_dataframe"]

#: What people can be ranked by.
ORDERS = ("degree", "strength", "betweenness", "papers", "clustering", "name")


@dataclass(frozen=True, slots=True)
class AuthorRow:
    """One person of the table; ``truncated`` counts the papers whose co-authors "et al." hides."""

    rank: int
    name: str
    papers: int
    degree: int
    strength: int
    betweenness: float
    clustering: float
    community: int
    community_name: str
    component: int
    truncated: int
    iri: str


@dataclass(frozen=True, slots=True)
class TieRow:
    """One pair of people who wrote together, by IRI; ``papers`` are IRIs."""

    source: str
    target: str
    source_name: str
    target_name: str
    weight: int
    fractional: float
    papers: tuple[str, ...]


def rank_authors(graph: nx.Graph[str], *, by: str = "degree", top: int | None = None) -> list[AuthorRow]:
    """Return people ranked by a measure of ``ORDERS``, highest first, or by name; equal ones share a rank.

    Ties are listed by degree, strength, papers, then name and IRI. A network without measures is measured first.
    """
    if by not in ORDERS:
        raise UsageError(f"{by!r} is no measure: expected one of {', '.join(ORDERS)}")
    if any("community" not in attributes for _, attributes in graph.nodes(data=True)):
        graph = measure_coauthors(graph)

    def lead(iri: str) -> str | float:
        return str(graph.nodes[iri]["name"]).casefold() if by == "name" else -float(graph.nodes[iri][by])

    def key(iri: str) -> tuple[Any, ...]:
        own = graph.nodes[iri]
        return (lead(iri), -own["degree"], -own["strength"], -own["papers"], own["name"], iri)

    rows: list[AuthorRow] = []
    previous: str | float | None = None
    for place, iri in enumerate(sorted(graph, key=key)[:top], 1):
        rank = rows[-1].rank if rows and lead(iri) == previous else place
        rows.append(_author_row(rank, iri, graph.nodes[iri]))
        previous = lead(iri)
    return rows


def _author_row(rank: int, iri: str, own: dict[str, Any]) -> AuthorRow:
    return AuthorRow(
        rank=rank,
        name=own["name"],
        papers=own["papers"],
        degree=own["degree"],
        strength=own["strength"],
        betweenness=own["betweenness"],
        clustering=own["clustering"],
        community=own["community"],
        community_name=own["community_name"],
        component=own["component"],
        truncated=own.get("truncated", 0),
        iri=iri,
    )


def list_ties(graph: nx.Graph[str]) -> list[TieRow]:
    """Return pairs of people, those with most papers together first, then by fractional weight, names and IRIs."""
    rows = [
        TieRow(
            source=source,
            target=target,
            source_name=graph.nodes[source].get("name", source),
            target_name=graph.nodes[target].get("name", target),
            weight=data.get("weight", 1),
            fractional=data.get("fractional", 1.0),
            papers=tuple(iri for iri, _ in data.get("papers", ())),
        )
        for a, b, data in graph.edges(data=True)
        for source, target in [sorted((a, b))]
    ]
    return sorted(
        rows, key=lambda row: (-row.weight, -row.fractional, row.source_name, row.target_name, row.source, row.target)
    )


def to_dataframe(rows: Iterable[AuthorRow | TieRow]) -> pd.DataFrame:
    """Return rows as a pandas DataFrame with one column per field. Needs the extra ``pandas``."""
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError("pandas", "pandas") from error
    found = list(rows)
    columns = list(asdict(found[0])) if found else list(AuthorRow.__dataclass_fields__)
    return pd.DataFrame([asdict(row) for row in found], columns=columns)
