"""Co-authorship as rows: people by rank, ties by weight."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import MissingExtraError, UsageError
from kg.network.measures import measure_coauthors

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from _typeshed import DataclassInstance

__all__ = ["FURTHER", "ORDERS", "AuthorRow", "TieRow", "list_ties", "rank_authors", "round_figure", "to_dataframe"]

#: Measures that a row has only if they were taken.
FURTHER = ("closeness", "pagerank", "eigenvector", "core", "constraint", "effective_size", "participation", "citations",
           "h_index")  # fmt: skip
_COUNTED = ("citations", "h_index")
#: What people can be ranked by.
ORDERS = ("degree", "strength", "betweenness", "papers", "clustering", "name", *FURTHER)


@dataclass(frozen=True, slots=True)
class AuthorRow:
    """One person of the table; ``truncated`` counts the papers whose co-authors "et al." hides.

    What was not measured is None.
    """

    rank: int
    name: str
    papers: int
    degree: int
    strength: float
    betweenness: float
    clustering: float
    community: int
    community_name: str
    component: int
    truncated: int
    iri: str
    closeness: float | None = None
    pagerank: float | None = None
    eigenvector: float | None = None
    core: int | None = None
    constraint: float | None = None
    effective_size: float | None = None
    participation: float | None = None
    citations: int | None = None
    h_index: int | None = None


_COLUMNS = tuple(name for name in AuthorRow.__dataclass_fields__ if name not in FURTHER)


@dataclass(frozen=True, slots=True)
class TieRow:
    """One pair of people who wrote together, by IRI; ``papers`` are IRIs."""

    source: str
    target: str
    source_name: str
    target_name: str
    weight: int
    fractional: float
    first_last: float
    papers: tuple[str, ...]


def rank_authors(graph: nx.Graph[str], *, by: str = "degree", top: int | None = None) -> list[AuthorRow]:
    """Return people ranked by a measure of ``ORDERS``, highest first, or by name; equal ones share a rank.

    Those for whom the measure is not defined (NaN) come last. Ties are listed by degree, strength, papers, then name
    and IRI. A network without measures is measured first.
    """
    if by not in ORDERS:
        raise UsageError(f"{by!r} is no measure: expected one of {', '.join(ORDERS)}")
    if by in _COUNTED and not any(by in own for _, own in graph.nodes(data=True)):
        raise UsageError(f"{by!r} can't be counted: no paper of the network cites another")
    wanted = {"community", by} - {"name", "papers", *_COUNTED}
    if top is not None and top < 0:
        raise UsageError(f"{top} rows are none: give 0 or more")
    if any(not wanted <= attributes.keys() for _, attributes in graph.nodes(data=True)):
        graph = measure_coauthors(graph, measures=[by] if by in FURTHER and by not in _COUNTED else [])

    def lead(iri: str) -> str | float:
        if by == "name":
            return str(graph.nodes[iri].get("name", iri)).casefold()
        return -round_figure(graph.nodes[iri].get(by, 0))

    def key(iri: str) -> tuple[Any, ...]:
        own = graph.nodes[iri]
        return (lead(iri), -own["degree"], -own["strength"], -own.get("papers", 0), str(own.get("name", iri)), iri)

    rows: list[AuthorRow] = []
    previous: str | float | None = None
    for place, iri in enumerate(sorted(graph, key=key)[:top], 1):
        rank = rows[-1].rank if rows and lead(iri) == previous else place
        rows.append(_author_row(rank, iri, graph.nodes[iri]))
        previous = lead(iri)
    return rows


def round_figure(value: float) -> float:
    """Round to what can be trusted, for equal people differ in the last digits; what is no number comes last."""
    return -math.inf if math.isnan(value) else float(f"{value:.9g}")


def _author_row(rank: int, iri: str, own: dict[str, Any]) -> AuthorRow:
    return AuthorRow(
        rank=rank,
        name=own.get("name", iri),
        papers=own.get("papers", 0),
        degree=own["degree"],
        strength=own["strength"],
        betweenness=own["betweenness"],
        clustering=own["clustering"],
        community=own["community"],
        community_name=own["community_name"],
        component=own["component"],
        truncated=own.get("truncated", 0),
        iri=iri,
        **{name: own[name] for name in FURTHER if name in own},
    )


def list_ties(graph: nx.Graph[str]) -> list[TieRow]:
    """Return pairs of people, the heaviest ties first, then by fractional weight, names and IRIs.

    What a tie weighs is what the network was measured by, else papers together.
    """
    by = graph.graph.get("weight", "weight")
    rows = [
        TieRow(
            source=source,
            target=target,
            source_name=graph.nodes[source].get("name", source),
            target_name=graph.nodes[target].get("name", target),
            weight=data.get("weight", 1),
            fractional=data.get("fractional", 1.0),
            first_last=data.get("first_last", 1.0),
            papers=tuple(iri for iri, _ in data.get("papers", ())),
        )
        for a, b, data in graph.edges(data=True)
        for source, target in [sorted((a, b))]
    ]
    return sorted(
        rows,
        key=lambda row: (
            -getattr(row, by),
            -row.weight,
            -row.fractional,
            row.source_name,
            row.target_name,
            row.source,
            row.target,
        ),
    )


def to_dataframe(rows: Iterable[DataclassInstance]) -> pd.DataFrame:
    """Return rows of any kind as a pandas DataFrame with one column per field that is known. Needs ``pandas``."""
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError("pandas", "pandas") from error
    found = list(rows)
    values = [asdict(row) for row in found]
    columns = [c for c in values[0] if any(row[c] is not None for row in values)] if found else list(_COLUMNS)
    return pd.DataFrame(values, columns=columns)
