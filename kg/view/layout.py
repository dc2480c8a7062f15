"""Node positions computed before the page opens, so that it opens in order and is the same every time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

import networkx as nx
import numpy as np

from kg.network.arrays import Arrays
from kg.network.communities import find_communities
from kg.view.mesh import part_points, settle_points
from kg.view.packing import pack_pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Numbers = NDArray[np.int64]

__all__ = ["EDGE_LENGTH", "place"]

EDGE_LENGTH = 70.0
#: A tie between communities pulls so much less than one within.
_LOOSE = 0.1
_ROUNDS = 150
#: From so many nodes on communities start apart, and from so many on they are held together.
_SEVERAL, _MANY = 60, 300


def place(graph: nx.Graph[int], *, seed: int = 7) -> dict[int, tuple[int, int]]:
    """Place each connected component by forces, then pack the components, the largest first.

    Communities start in a place of their own each, and no node lies on another. Time and memory grow little faster
    than the number of nodes: ``tests/benchmarks/pages.py`` prints them.
    """
    components = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))
    pieces = [_centre(_arrange(graph.subgraph(part), seed)) for part in components]
    placed: dict[int, tuple[int, int]] = {}
    for part, points, move in zip(components, pieces, pack_pieces(pieces), strict=True):
        spots = np.round((points + move) * EDGE_LENGTH).astype(np.int64).tolist()
        placed.update((node, (x, y)) for node, (x, y) in zip(part, spots, strict=True))
    return placed


def _arrange(graph: nx.Graph[int], seed: int) -> Points:
    """Place the nodes of one component, in order, with unit edge length."""
    if len(graph) < 3:
        return np.array([[0.0, 0.0], [1.0, 0.0]])[: len(graph)]
    arrays = Arrays(cast("nx.Graph[str]", graph))
    once = arrays.starts < arrays.neighbours
    ties = arrays.starts[once], arrays.neighbours[once]
    groups = np.zeros(len(arrays), np.int64)
    for number, members in enumerate(find_communities(arrays) if len(arrays) > _SEVERAL else ()):
        groups[members] = number
    random = np.random.default_rng(seed)
    points = _scatter(groups, ties, random)
    pull = np.where(groups[ties[0]] == groups[ties[1]], 1.0, _LOOSE if len(arrays) > _MANY else 1.0)
    mass = np.sqrt(arrays.degree / arrays.degree.mean() + 0.3)
    rounds = int(min(20 + 5 * len(points), 300, max(_ROUNDS, 150_000 / len(points))))
    settled = settle_points(points, ties, pull, mass, rounds=rounds)
    return part_points(settled, _radii(arrays.degree), rounds=int(min(400, 60 + 600_000 / len(points))))


def _scatter(groups: Numbers, ties: tuple[Numbers, Numbers], random: np.random.Generator) -> Points:
    """Throw the members of each group into a disc of its own, near the groups to which they have ties."""
    sizes = np.bincount(groups)
    ends = np.sort(np.stack([groups[end] for end in ties], axis=1), axis=1)
    pairs, counts = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0, return_counts=True)
    middle = (random.random((len(sizes), 2)) - 0.5) * math.sqrt(len(groups))
    reach = 0.6 * np.sqrt(sizes)
    if len(pairs):
        joined: Any = (pairs[:, 0], pairs[:, 1])
        pull = counts / np.sqrt(sizes[joined[0]] * sizes[joined[1]])
        middle = settle_points(middle, joined, pull, sizes.astype(np.float64), rounds=_ROUNDS)
        middle = part_points(middle, reach, rounds=_ROUNDS)
    turn = random.random(len(groups)) * 2 * math.pi
    far = np.sqrt(random.random(len(groups))) * reach[groups]
    return middle[groups] + np.stack([np.cos(turn), np.sin(turn)], axis=1) * far[:, None]


def _radii(degree: Numbers) -> Points:
    """Return the room of each node, about as large as the page draws it."""
    radii: Points = np.minimum(7 + 3.2 * np.sqrt(degree), 34) / EDGE_LENGTH + 0.2
    return radii


def _centre(points: Points) -> Points:
    centred: Points = points - (points.max(axis=0) + points.min(axis=0)) / 2
    return centred
