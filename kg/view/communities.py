"""Finds the communities of a page and names each by what it is about."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import networkx as nx

from kg.iris import KG
from kg.network.arrays import Arrays
from kg.network.communities import find_communities
from kg.view.words import COMMUNITY_COLOURS, Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.view.scene import Edge, Node

__all__ = ["MORE", "colour_communities"]

MORE = Look("Smaller communities", "dot", "#5c6675", "#aab4c3")
_TERMS = {f"{KG}Method", f"{KG}Dataset", f"{KG}Task"}
#: Fewer nodes are no community, and a single one tells nothing.
_SMALLEST = 3


def colour_communities(nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[dict[str, str], dict[str, Look]]:
    """Return the community of each node and how each looks: a colour for the largest, one for all the others.

    Where there are not two of them, nothing is returned.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(node.iri for node in nodes)
    graph.add_edges_from((edge.source, edge.target) for edge in edges)
    parts = _find_parts(graph)
    large = [part for part in parts if len(part) >= _SMALLEST][: len(COMMUNITY_COLOURS)]
    if len(large) < 2:
        return {}, {}
    by_iri = {node.iri: node for node in nodes}
    member: dict[str, str] = dict.fromkeys(by_iri, "more")
    looks: dict[str, Look] = {}
    for place, part in enumerate(large):
        key = f"{place:02}"
        looks[key] = Look(_name_part(graph, [by_iri[iri] for iri in part]), "dot", *COMMUNITY_COLOURS[place])
        member |= dict.fromkeys(part, key)
    return member, looks | ({"more": MORE} if "more" in member.values() else {})


def _find_parts(graph: nx.Graph[str]) -> list[list[str]]:
    arrays = Arrays(graph)
    return [[arrays.order[place] for place in part] for part in find_communities(arrays)]


def _name_part(graph: nx.Graph[str], part: Sequence[Node]) -> str:
    """Name a community by the terms that have most ties in it and few elsewhere, or else by any such nodes."""
    inside = {node.iri for node in part}
    within = Counter({iri: sum(other in inside for other in graph[iri]) for iri in inside})
    score = {node.iri: within[node.iri] ** 2 / max(graph.degree(node.iri), 1) for node in part}
    ranked = sorted(part, key=lambda node: (-score[node.iri], node.name, node.iri))
    terms = [node for node in ranked if node.group in _TERMS and within[node.iri] > 1]
    return ", ".join(dict.fromkeys(node.short for node in (terms or ranked)[:3]))
