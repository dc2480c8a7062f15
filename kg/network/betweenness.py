"""Betweenness after Brandes (J. Math. Sociol. 25, 2001), a whole level of the search at a time.

networkx visits one edge after the other; with numpy a network of tens of thousands takes a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kg.network.arrays import Arrays, Floats, Numbers

__all__ = ["measure_betweenness"]


def measure_betweenness(arrays: Arrays, pivots: Sequence[int] | None = None) -> Floats:
    """Return the share of shortest paths between others that lead through each node, from 0 to 1.

    With ``pivots`` only the paths from those nodes are counted (Brandes & Pich, Int. J. Bifurcat. Chaos 17, 2007).
    """
    n = len(arrays)
    if n < 3:
        return np.zeros(n)
    total = np.zeros(n)
    for source in range(n) if pivots is None else pivots:
        total += _depend(source, arrays)
    sources = np.full(n, n - 1 if pivots is None else len(pivots))
    if pivots is not None:
        sources[list(pivots)] -= 1  # a path from a node to itself leads through nothing
    shares: Floats = total / np.maximum(sources, 1) / (n - 2)
    return shares


def _depend(source: int, arrays: Arrays) -> Floats:
    """Return how much the paths from one node depend on each of the others."""
    n = len(arrays)
    paths = np.zeros(n)
    paths[source] = 1.0
    dependency = np.zeros(n)
    for start, end in reversed(list(_search(source, arrays, paths))):
        dependency += np.bincount(start, paths[start] / paths[end] * (1 + dependency[end]), n)
    dependency[source] = 0.0
    return dependency


def _search(source: int, arrays: Arrays, paths: Floats) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield the edges that lead from each level of a breadth-first search to the next, and count shortest paths."""
    unseen = np.ones(len(arrays), bool)
    level = np.array([source], np.int64)
    while len(level):
        unseen[level] = False
        position, places = arrays.near(level)
        start, end = level[position], arrays.neighbours[places]
        down = unseen[end]
        start, end = start[down], end[down]
        paths += np.bincount(end, paths[start], len(paths))
        yield start, end
        level = np.unique(end)
