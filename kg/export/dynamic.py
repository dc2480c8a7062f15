"""Write a network through time, for Gephi's timeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from kg.export.flat import flat_graph, years_of
from kg.export.networks import build_gexf, print_xml

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["write_dynamic_gexf"]

#: Gephi's intervals hold both their ends, so a year ends just before the next one starts.
_WHOLE_YEAR = 0.999
_WEIGHT = "weight through time"

Steps = list[tuple[float, float, float]]


def write_dynamic_gexf(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield GEXF 1.2 in which nodes and edges come with their first year and stay (https://gexf.net/dynamics.html).

    Their ``years`` say when. ``papers_so_far`` of a node and the weight of an edge grow with each dated paper; networkx
    reads the weight as the whole one. What bears no date is there all the time, with its whole weight, and a
    description says how much that is.
    """
    flat = flat_graph(graph)
    span = sorted(year for _, own in graph.nodes(data=True) for year in years_of(own))
    span += sorted(year for _, _, own in graph.edges(data=True) for year in years_of(own))
    if span:
        _date_nodes(graph, flat, max(span) + _WHOLE_YEAR)
        _date_edges(graph, flat, float(min(span)), max(span) + _WHOLE_YEAR)
    root = build_gexf(flat, ("start", "end"))
    _name_weight(root)
    _describe(root, graph)
    return print_xml(root)


def _date_nodes(graph: nx.Graph[str], flat: nx.Graph[str], end: float) -> None:
    for node, own in flat.nodes(data=True):
        _free(own)
        if years := years_of(graph.nodes[node]):
            own.update(start=float(years[0]), end=end, papers_so_far=_count(years, end))


def _date_edges(graph: nx.Graph[str], flat: nx.Graph[str], start: float, end: float) -> None:
    for a, b, own in flat.edges(data=True):
        _free(own)
        if years := years_of(graph.edges[a, b]):
            own.update({"start": float(years[0]), "end": end, _WEIGHT: _count(years, end)})
        else:
            own[_WEIGHT] = [(float(own.get("weight", 1)), start, end)]


def _free(attributes: dict[str, Any]) -> None:
    """Rename what would be taken for the start or the end of a node."""
    for word in ("start", "end"):
        if word in attributes:
            attributes[f"{word}_"] = attributes.pop(word)


def _count(years: Sequence[int], end: float) -> Steps:
    """Return how many papers there are so far, from each year that has one until the next such year, or the end.

    >>> _count([2019, 2019, 2021], 2022.999)
    [(2.0, 2019.0, 2020.999), (3.0, 2021.0, 2022.999)]
    """
    new: Mapping[int, int] = Counter(years)
    starts = sorted(new)
    ends = [after - 1 + _WHOLE_YEAR for _, after in pairwise(starts)] + [end]
    totals = accumulate(new[year] for year in starts)
    return [(float(total), float(start), stop) for total, start, stop in zip(totals, starts, ends, strict=True)]


def _name_weight(root: Element) -> None:
    """Call the weight through time what Gephi knows it by: an attribute of edges whose id is ``weight``."""
    declared = [element for element in _find(root, "attribute") if element.get("title") == _WEIGHT]
    for attribute in declared:
        number = attribute.get("id")
        attribute.attrib.update(id="weight", title="Weight")
        for edge in _find(root, "edge"):
            for value in _find(edge, "attvalue"):
                if value.get("for") == number:
                    value.set("for", "weight")


def _find(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == name)


def _describe(root: Element, graph: nx.Graph[str]) -> None:
    nodes = sum(not years_of(own) for _, own in graph.nodes(data=True))
    edges = sum(not years_of(own) for _, _, own in graph.edges(data=True))
    meta = Element("meta")
    SubElement(meta, "description").text = (
        f"Without a date, and there all the time: {nodes:,} of {len(graph):,} nodes, "
        f"{edges:,} of {graph.number_of_edges():,} edges."
    )
    root.insert(0, meta)
