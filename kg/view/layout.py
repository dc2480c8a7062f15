"""Node positions computed before the page opens, so that it opens in order and is the same every time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float32]

__all__ = ["place"]

EDGE_LENGTH = 70.0
CELL = 0.9


def place(graph: nx.Graph[int], *, seed: int = 7) -> dict[int, tuple[int, int]]:
    """Place each connected component by forces, then pack the components, the largest first.

    Memory grows with the square of the largest component: some 0.2 GB for 3,000 nodes in one piece.
    """
    components = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))
    discs = [_centre(_spring(graph.subgraph(part), part, seed)) for part in components]
    placed: dict[int, tuple[int, int]] = {}
    for part, points, (x, y) in zip(components, discs, _pack(discs), strict=True):
        for node, point in zip(part, points, strict=True):
            placed[node] = (round((float(point[0]) + x) * EDGE_LENGTH), round((float(point[1]) + y) * EDGE_LENGTH))
    return placed


def _spring(graph: nx.Graph[int], order: list[int], seed: int) -> Points:
    """Fruchterman and Reingold, "Graph drawing by force-directed placement" (1991), with unit edge length."""
    count = len(order)
    random = np.random.default_rng(seed)
    points = ((random.random((count, 2)) - 0.5) * math.sqrt(count)).astype(np.float32)
    if count == 1:
        return points * 0
    pull = _adjacency(graph, order)
    rounds = int(min(50 + 5 * count, 300, max(60, 60_000 / count)))
    room = np.empty((3, count, count), dtype=np.float32)
    for step in range(rounds):
        heat = 0.25 * math.sqrt(count) * (1 - step / rounds) ** 1.5 + 0.01
        points = points + _limited(_forces(points, pull, room), heat)
    return points


def _adjacency(graph: nx.Graph[int], order: list[int]) -> Points:
    spot = {node: index for index, node in enumerate(order)}
    pull = np.zeros((len(order), len(order)), dtype=np.float32)
    for a, b in graph.edges:
        pull[spot[a], spot[b]] = pull[spot[b], spot[a]] = 1
    return pull


def _forces(points: Points, pull: Points, room: Points) -> Points:
    """Return the force on each point; ``room`` holds what is computed for all pairs, as making it anew is slow."""
    across, down, factor = room
    np.subtract(points[:, None, 0], points[None, :, 0], out=across)
    np.subtract(points[:, None, 1], points[None, :, 1], out=down)
    square = across * across
    square += down * down
    square += np.float32(1e-3)
    # Repulsion 1/d and attraction d², each divided by d because it multiplies the difference vector. The weak third
    # term draws everything inwards, lest long chains fly apart.
    np.divide(1, square, out=factor)
    np.sqrt(square, out=square)
    square *= pull
    factor -= square
    across *= factor
    down *= factor
    inward = points * np.float32(0.02)
    moved: Points = np.stack([across.sum(axis=1), down.sum(axis=1)], axis=1) - inward
    return moved


def _limited(forces: Points, heat: float) -> Points:
    size = np.hypot(forces[:, 0], forces[:, 1])[:, None] + np.float32(1e-9)
    limited: Points = forces / size * np.minimum(size, np.float32(heat))
    return limited


def _centre(points: Points) -> Points:
    centred: Points = points - (points.max(axis=0) + points.min(axis=0)) / 2
    return centred


def _pack(parts: list[Points]) -> list[tuple[float, float]]:
    """Lay components, largest first, where their cells meet no taken cell, on a spiral from the middle outwards.

    After Freivalds, Dogrusoz and Kikusts, "Disconnected graph layout and the polyomino packing approach" (2001).
    """
    shapes = [_cells(points) for points in parts]
    side = (
        2 * max(max((int(np.abs(shape).max()) for shape in shapes), default=0), int(math.sqrt(sum(map(len, shapes)))))
        + 8
    )
    taken = np.zeros((2 * side, 2 * side), dtype=bool)
    spiral = _spiral(side)
    spots: list[tuple[float, float]] = []
    start, before = 0, 0
    for shape in shapes:
        start = start if len(shape) == before else 0
        before = len(shape)
        for step in range(start, len(spiral)):
            x, y = (shape + spiral[step] + side).T
            inside = x.min() >= 0 and y.min() >= 0 and x.max() < 2 * side and y.max() < 2 * side
            if inside and not taken[x, y].any():
                start = step
                break
        taken[x, y] = True
        spots.append((float(spiral[start][0]) * CELL, float(spiral[start][1]) * CELL))
    return spots


def _cells(points: Points) -> NDArray[np.int64]:
    """Mark the cells that hold a point, and those around them as a margin."""
    own = {(int(x), int(y)) for x, y in np.round(points / CELL)}
    wide = {(x + dx, y + dy) for x, y in own for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    return np.array(sorted(wide))


def _spiral(side: int) -> NDArray[np.int64]:
    """List the cells of a square from the middle outwards, nearer ones first on an oval as wide as a screen."""
    grid = np.array([(x, y) for x in range(-side, side) for y in range(-side, side)])
    far = np.hypot(grid[:, 0] / 1.35, grid[:, 1])
    ordered: NDArray[np.int64] = grid[np.lexsort((grid[:, 1], grid[:, 0], np.round(far, 6)))]
    return ordered
