"""Where the nodes of a scene stand and how large they are: by pyvis for vis-network, in bare columns for WebGL."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.view.layout import place

if TYPE_CHECKING:
    from kg.view.scene import Edge, Node, Scene

__all__ = ["draw_columns", "draw_network"]


def draw_network(scene: Scene, place_of: dict[str, int], options: str) -> dict[str, Any]:
    """Build the network with pyvis; what it gives for nodes and edges is returned in columns, its options as they are.

    pyvis looks through all its nodes for each that is added, so this is for some thousands at most.
    """
    from pyvis.network import Network

    network = Network(directed=True)
    spots = _spots(scene, place_of)
    for index, node in enumerate(scene.nodes):
        x, y = spots[index]
        shape = scene.groups[node.group].shape
        network.add_node(index, node.short or "·", shape=shape, x=x, y=y, size=_size(node), group=node.group)
    for edge in scene.edges:
        network.add_edge(place_of[edge.source], place_of[edge.target], width=_width(edge), dashes=edge.dashed)
    network.set_options(options)
    nodes, edges = network.nodes, network.edges
    return _columns(nodes, edges) | {"options": network.options}


def draw_columns(scene: Scene, place_of: dict[str, int]) -> dict[str, Any]:
    """Place and measure the nodes and edges of a large scene."""
    spots = _spots(scene, place_of)
    nodes = [{"x": spots[i][0], "y": spots[i][1], "size": _size(node)} for i, node in enumerate(scene.nodes)]
    return _columns(nodes, [{"width": _width(edge), "dashes": edge.dashed} for edge in scene.edges])


def _columns(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {key: [node[key] for node in nodes] for key in ("x", "y", "size")}
    found["width"] = [edge["width"] for edge in edges]
    return found | {"dashed": [i for i, edge in enumerate(edges) if edge["dashes"]]}


def _size(node: Node) -> float:
    return round(min(7 + 3.2 * math.sqrt(node.weight), 34), 1)


def _width(edge: Edge) -> float:
    return round(min(1 + 0.9 * (edge.weight - 1), 9), 2)


def _spots(scene: Scene, place_of: dict[str, int]) -> dict[int, tuple[int, int]]:
    """Lay out what is shown at first; nodes that are switched off gather round their neighbours."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(scene.nodes)))
    graph.add_edges_from((place_of[edge.source], place_of[edge.target]) for edge in scene.edges)
    shown = [index for index, node in enumerate(scene.nodes) if scene.groups[node.group].on]
    spots = place(graph.subgraph(shown))
    for index in sorted(set(graph) - set(shown)):
        near = [spots[other] for other in sorted(graph[index]) if other in spots] or [(0, 0)]
        turn, reach = index * 2.4, 40 + index % 5 * 8
        x, y = (sum(axis) / len(near) for axis in zip(*near, strict=True))
        spots[index] = round(x + reach * math.cos(turn)), round(y + reach * math.sin(turn))
    return spots
