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

EDGE_LENGTH = 100.0


def place(graph: nx.Graph[int], *, seed: int = 7) -> dict[int, tuple[int, int]]:
    """Place each connected component by forces, then pack the components, the largest in the middle.

    Needs memory for the square of the largest component's size.
    """
    components = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))
    discs = [_centre(_spring(graph.subgraph(part), part, seed)) for part in components]
    radii = [float(np.hypot(points[:, 0], points[:, 1]).max()) + 0.55 for points in discs]
    placed: dict[int, tuple[int, int]] = {}
    for part, points, (x, y) in zip(components, discs, _pack(radii), strict=True):
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
    pull = nx.to_numpy_array(graph, nodelist=order, weight=None, dtype=np.float32)
    rounds = int(max(60, min(300, 60_000 / count)))
    for step in range(rounds):
        heat = 0.25 * math.sqrt(count) * (1 - step / rounds) ** 1.5 + 0.01
        points = points + _limited(_forces(points, pull), heat)
    return points


def _forces(points: Points, pull: Points) -> Points:
    dx = points[:, None, 0] - points[None, :, 0]
    dy = points[:, None, 1] - points[None, :, 1]
    square = dx * dx + dy * dy + np.float32(1e-3)
    # Repulsion 1/d and attraction d², each divided by d because it multiplies the difference vector. The weak third
    # term draws everything inwards, lest long chains fly apart.
    factor = 1 / square - pull * np.sqrt(square)
    inward = points * np.float32(0.02)
    return np.stack([(factor * dx).sum(axis=1), (factor * dy).sum(axis=1)], axis=1) - inward


def _limited(forces: Points, heat: float) -> Points:
    size = np.hypot(forces[:, 0], forces[:, 1])[:, None] + np.float32(1e-9)
    return forces / size * np.minimum(size, np.float32(heat))


def _centre(points: Points) -> Points:
    return points - (points.max(axis=0) + points.min(axis=0)) / 2


def _pack(radii: list[float]) -> list[tuple[float, float]]:
    """Lay discs, largest first, on a spiral that turns until each one is clear of all before it."""
    spots: list[tuple[float, float]] = []
    taken = np.zeros((0, 3))
    angle = 0.0
    for index, radius in enumerate(radii):
        if index and radius < radii[index - 1] * 0.5:
            angle *= 0.5
        while True:
            reach = 0.12 * angle
            x, y = reach * math.cos(angle) * 1.25, reach * math.sin(angle)
            if not len(taken) or (np.hypot(taken[:, 0] - x, taken[:, 1] - y) >= taken[:, 2] + radius).all():
                break
            angle += 0.5 / (1 + 0.12 * angle)
        spots.append((x, y))
        taken = np.vstack([taken, [x, y, radius]])
    return spots
