"""A network as files can hold it: names, numbers and text instead of Python's objects."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.export.xml import legal_text

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "Scalar",
    "flat_graph",
    "flatten",
    "label_of",
    "list_edges",
    "list_nodes",
    "measure_ties",
    "name_of",
    "years_of",
]

Scalar = str | int | float | bool


def flatten(value: object) -> Scalar | None:
    """Reduce an attribute to a scalar, or to None where it says nothing: items are joined by " | ", of pairs the first.

    >>> flatten([("p1", "Attention"), ("p2", "BERT")]), flatten((2019, 2021)), flatten(float("nan"))
    ('p1 | p2', '2019 | 2021', None)
    """
    if isinstance(value, str):
        return legal_text(value)
    if isinstance(value, bool) or type(value) is int:
        return value
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    if isinstance(value, list | tuple):
        return " | ".join(legal_text(str(item[0] if isinstance(item, tuple) and item else item)) for item in value)
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) and math.isfinite(value) else None


def name_of(graph: nx.Graph[str], node: str) -> str:
    """Return the name of a node as it is, or its IRI where it has none."""
    return str(graph.nodes[node].get("name") or node)


def label_of(graph: nx.Graph[str], node: str) -> str:
    """Return the name of a node on one line, without what XML can't hold."""
    return legal_text(name_of(graph, node))


def list_nodes(graph: nx.Graph[str]) -> list[str]:
    """Return the nodes in the order in which every format lists them."""
    return sorted(graph, key=str)


def list_edges(graph: nx.Graph[str]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return edges sorted by their ends; those of an undirected network start at the smaller one."""
    directed = graph.is_directed()
    ends = ((a, b) if directed or str(a) <= str(b) else (b, a) for a, b in graph.edges)
    return [(a, b, graph.edges[a, b]) for a, b in sorted(ends, key=lambda pair: (str(pair[0]), str(pair[1])))]


def measure_ties(data: Mapping[str, Any]) -> int | float:
    """Return the weight of an edge, 1 where it has none. Raises ``UsageError`` for what is no positive number."""
    weight = data.get("weight")
    if weight is None:
        return 1
    flat = flatten(weight)
    if isinstance(flat, str | bool) or flat is None or flat <= 0:
        raise UsageError(f"a tie weighs {weight!r}: this format needs a number above 0")
    return flat


def years_of(attributes: Mapping[str, Any]) -> list[int]:
    """Return the years of a node or an edge, sorted, one for each dated paper; a single ``year`` will do."""
    years = attributes.get("years")
    if years is None and attributes.get("year") is not None:
        years = (attributes["year"],)
    return sorted(int(year) for year in years or ())


def flat_graph(graph: nx.Graph[str]) -> nx.Graph[str]:
    """Copy a network with scalar attributes only, each of one type, nodes labelled, everything in sorted order."""
    import networkx as nx

    out: nx.Graph[str] = nx.DiGraph() if graph.is_directed() else nx.Graph()
    out.graph.update(_flat(graph.graph))
    nodes, edges = list_nodes(graph), list_edges(graph)
    labelled = ({"label": label_of(graph, node), **_flat(graph.nodes[node])} for node in nodes)
    out.add_nodes_from(zip(nodes, _agree(labelled), strict=True))
    agreed = _agree(_flat(data) for _, _, data in edges)
    out.add_edges_from((a, b, data) for (a, b, _), data in zip(edges, agreed, strict=True))
    return out


def _flat(attributes: Mapping[str, object]) -> dict[str, Scalar]:
    found = {str(key): flatten(attributes[key]) for key in sorted(attributes, key=str)}
    return {key: value for key, value in found.items() if value is not None}


def _agree(several: Iterable[dict[str, Scalar]]) -> Iterator[dict[str, Scalar]]:
    """Give each attribute one type: GraphML and GEXF declare it once for all."""
    rows = list(several)
    types: dict[str, set[type]] = defaultdict(set)
    for row in rows:
        for key, value in row.items():
            types[key].add(type(value))
    mixed = {key: float if found == {int, float} else str for key, found in types.items() if len(found) > 1}
    for row in rows:
        yield {key: mixed[key](value) if key in mixed else value for key, value in row.items()}
