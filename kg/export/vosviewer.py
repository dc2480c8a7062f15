"""Write a network for VOSviewer (van Eck & Waltman, Scientometrics 84, 2010) and VOSviewer Online.

The map, network and JSON files follow https://app.vosviewer.com/docs/file-types/ and the manual of version 1.6.
VOSviewer opens networks of at least three items, and without links only those that have coordinates.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from kg.export.flat import flatten, label_of, list_edges, list_nodes, measure_ties, years_of
from kg.export.xml import legal_text
from kg.network import describe_coverage

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["write_vosviewer_json", "write_vosviewer_map", "write_vosviewer_network"]

#: VOSviewer knows no cluster beyond this number.
LAST_CLUSTER = 1000
#: What a score is called, and the attribute that it comes from.
SCORES = {
    "Betweenness": "betweenness",
    "Closeness": "closeness",
    "PageRank": "pagerank",
    "Eigenvector": "eigenvector",
    "Core": "core",
    "Clustering": "clustering",
    "Constraint": "constraint",
    "Effective size": "effective_size",
    "Participation": "participation",
}

Number = int | float
Links = list[tuple[int, int, Number]]


@dataclass(frozen=True, slots=True)
class Item:
    """One node as VOSviewer knows it; ``cluster`` is None where it has none, or one that VOSviewer can't number."""

    id: int
    label: str
    description: str
    place: tuple[float, float] | None
    cluster: int | None
    weights: dict[str, Number]
    scores: dict[str, Number]


def write_vosviewer_map(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield the map file: tab-separated items with their cluster, weights and scores; a score not known is ``NaN``.

    Coordinates are given where every node has ``x`` and ``y``; without them VOSviewer lays out the network.
    """
    items, _ = _read(graph)
    placed = any(item.place for item in items)
    clustered = any(item.cluster for item in items)
    weights = list(items[0].weights) if items else ["Links", "Total link strength"]
    scores = [name for name in ("Avg. pub. year", *SCORES) if any(name in item.scores for item in items)]
    yield _write_line([
        *("id", "label", "description"), *(("x", "y") if placed else ()), *(("cluster",) if clustered else ()),
        *(f"weight<{name}>" for name in weights), *(f"score<{name}>" for name in scores),
    ])  # fmt: skip
    for item in items:
        yield _write_line([
            *(item.id, item.label, item.description), *((item.place or ()) if placed else ()),
            *((item.cluster or "",) if clustered else ()), *item.weights.values(),
            *(item.scores.get(name, "NaN") for name in scores),
        ])  # fmt: skip


def write_vosviewer_network(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield the network file: the ids of two items, the smaller first, and the strength of their link.

    VOSviewer knows no direction, so the ties of two nodes in both directions are one link; loops are left out.
    """
    for a, b, strength in _link(graph):
        yield f"{a}\t{b}\t{strength}\n"


def write_vosviewer_json(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield VOSviewer's JSON, which VOSviewer Online opens as well: items, links, clusters with names, and a note."""
    items, links = _read(graph)
    network = {
        "items": [_describe(item) for item in items],
        "links": [{"source_id": a, "target_id": b, "strength": strength} for a, b, strength in links],
        "clusters": [{"cluster": number, "label": name} for number, name in sorted(_name_clusters(graph).items())],
    }
    document: dict[str, Any] = {"network": network}
    if "single_author" in graph.graph:
        document["info"] = {"title": "Co-authors", "description": escape(" ".join(describe_coverage(graph)))}
    elif view := flatten(graph.graph.get("view")):
        document["info"] = {"title": _one_line(str(view)).capitalize()}
    yield json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _read(graph: nx.Graph[str]) -> tuple[list[Item], Links]:
    links, order = _link(graph), list_nodes(graph)
    count: dict[int, int] = defaultdict(int)
    strength: dict[int, Number] = defaultdict(int)
    for a, b, value in links:
        for end in (a, b):
            count[end] += 1
            strength[end] += value
    documented = any(_papers(own) is not None for _, own in graph.nodes(data=True))
    places = _places(graph, order)
    items = []
    for number, node in enumerate(order, 1):
        own = graph.nodes[node]
        weights: dict[str, Number] = {"Links": count[number], "Total link strength": strength[number]}
        if documented:
            weights["Documents"] = _papers(own) or 0
        label, description = _label(graph, node), escape(_one_line(str(node)))
        items.append(Item(number, label, description, places.get(node), _cluster(own), weights, _score(own)))
    return items, links


def _link(graph: nx.Graph[str]) -> Links:
    index = {node: number for number, node in enumerate(list_nodes(graph), 1)}
    found: dict[tuple[int, int], Number] = defaultdict(int)
    for a, b, data in list_edges(graph):
        if a != b:
            first, second = sorted((index[a], index[b]))
            found[first, second] += measure_ties(data)
    return [(*pair, found[pair]) for pair in sorted(found)]


def _label(graph: nx.Graph[str], node: str) -> str:
    """Return the name of a node, with its IRI where VOSviewer would take the name, "Nan" or "null", for nothing."""
    label = _plain(label_of(graph, node))
    return f"{label} ‹{_plain(str(node))}›".lstrip() if label.lower() in {"", "nan", "null"} else label


def _plain(text: str) -> str:
    """Return text in which VOSviewer Online, which reads labels as HTML, finds no tag."""
    return _one_line(text).replace("<", "‹").replace(">", "›")


def _one_line(text: str) -> str:
    return " ".join(legal_text(text).replace('"', "'").split())


def _papers(own: dict[str, Any]) -> int | None:
    papers = own.get("papers")
    if isinstance(papers, list | tuple):
        return len(papers)
    value = flatten(papers)
    return value if isinstance(value, int) and value >= 0 else None


def _cluster(own: dict[str, Any]) -> int | None:
    number = flatten(own.get("community"))
    return number if isinstance(number, int) and 1 <= number <= LAST_CLUSTER else None


def _name_clusters(graph: nx.Graph[str]) -> dict[int, str]:
    return {
        number: _plain(str(own["community_name"]))
        for own in (graph.nodes[node] for node in list_nodes(graph))
        if (number := _cluster(own)) is not None and own.get("community_name")
    }


def _score(own: dict[str, Any]) -> dict[str, Number]:
    years = years_of(own)
    scores: dict[str, Number] = {"Avg. pub. year": sum(years) / len(years)} if years else {}
    for name, attribute in SCORES.items():
        value = flatten(own.get(attribute))
        if isinstance(value, int | float):
            scores[name] = value
    return scores


def _places(graph: nx.Graph[str], order: list[str]) -> dict[str, tuple[float, float]]:
    """Return the coordinates of all nodes, or none where one lacks them."""
    found = {}
    for node in order:
        x, y = (flatten(graph.nodes[node].get(axis)) for axis in ("x", "y"))
        if isinstance(x, int | float) and isinstance(y, int | float):
            found[node] = (float(x), float(y))
    return found if len(found) == len(order) else {}


def _describe(item: Item) -> dict[str, object]:
    found: dict[str, object] = {"id": item.id, "label": item.label, "description": item.description}
    if item.place:
        found["x"], found["y"] = item.place
    if item.cluster:
        found["cluster"] = item.cluster
    return found | {"weights": item.weights, "scores": item.scores}


def _write_line(cells: Iterable[object]) -> str:
    """Write a line of a map file; a comma or a semicolon, which VOSviewer may take for a separator, needs quotes."""
    texts = (str(cell) for cell in cells)
    return "\t".join(f'"{text}"' if "," in text or ";" in text else text for text in texts) + "\n"
