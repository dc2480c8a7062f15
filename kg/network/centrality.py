"""How central people are, and how open their surroundings: one function a measure, an array over nodes each.

Each gives what networkx gives on the same network, within the tolerance of the iteration where there is one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kg.network.arrays import Arrays, Floats, Numbers

__all__ = [
    "choose_sources",
    "measure_closeness",
    "measure_clustering",
    "measure_constraint",
    "measure_core",
    "measure_effective_size",
    "measure_eigenvector",
    "measure_pagerank",
    "measure_participation",
]

#: How much all values together may still change when an iteration ends.
_TOLERANCE = 1e-9
_ROUNDS = 1000
#: How often a walk goes on instead of starting anew.
_DAMPING = 0.85
#: The fewest nodes of a component from which closeness is estimated.
_PIVOTS = 16


def measure_closeness(arrays: Arrays, pivots: Sequence[int] | None = None) -> Floats:
    """Return closeness, 1 over the mean distance to those whom a node reaches, times the share that it reaches.

    Freeman (Social Networks 1, 1979), for networks of several components after Wasserman & Faust (1994, p. 201). With
    ``pivots`` the mean distance is that to the pivots in the same component (Eppstein & Wang, J. Graph Algorithms Appl.
    8, 2004); where those are few, others are taken.
    """
    n = len(arrays)
    total, reached = np.zeros(n), np.zeros(n, np.int64)
    for part in arrays.components:
        size = len(part)
        own = choose_sources(part, pivots)
        for source in own:
            for distance, level in enumerate(arrays.search(source)):
                total[level] += distance
        # A pivot's distance to itself is none of those that are averaged.
        sources = np.full(size, len(own), np.int64) - np.isin(part, own)
        total[part] *= (size - 1) / np.maximum(sources, 1)
        reached[part] = size - 1
    known = total > 0
    closeness = np.zeros(n)
    closeness[known] = reached[known] / total[known] * (reached[known] / (n - 1))
    return closeness


def choose_sources(part: Numbers, pivots: Sequence[int] | None) -> list[int]:
    """Return the nodes of a component to search from: its pivots, or 16 spread over it where those are fewer."""
    chosen = None if pivots is None else set(pivots)
    own = [i for i in part.tolist() if chosen is None or i in chosen]
    few = min(_PIVOTS, len(part))
    return own if len(own) >= few else part[np.linspace(0, len(part) - 1, few).astype(np.int64)].tolist()


def measure_pagerank(arrays: Arrays) -> Floats:
    """Return PageRank on the weights (Page et al. 1999), the chance to be met on a walk; all sum to 1."""
    n = len(arrays)
    if not n:
        return np.zeros(0)
    strength = arrays.strength
    share = arrays.weights / strength[arrays.starts]
    alone = strength == 0
    rank = np.full(n, 1 / n)
    for _ in range(_ROUNDS):
        last = rank
        flow = np.bincount(arrays.neighbours, last[arrays.starts] * share, n)
        rank = _DAMPING * (flow + last[alone].sum() / n) + (1 - _DAMPING) / n
        if np.abs(rank - last).sum() < _TOLERANCE:
            break
    return rank


def measure_eigenvector(arrays: Arrays) -> Floats:
    """Return the leading eigenvector of the ties, of length 1 (Bonacich, Am. J. Sociol. 92, 1987).

    It says little outside the component where it is largest.
    """
    n = len(arrays)
    vector = np.full(n, 1 / n) if n else np.zeros(0)
    for _ in range(_ROUNDS):
        last = vector
        vector = last + np.bincount(arrays.neighbours, last[arrays.starts], n)
        vector = vector / (float(np.linalg.norm(vector)) or 1.0)
        if np.abs(vector - last).sum() < _TOLERANCE:
            break
    return vector


def measure_core(arrays: Arrays) -> Numbers:
    """Return the largest k such that a node is of a group where all have k ties (Seidman, Social Networks 5, 1983).

    After Batagelj & Zaversnik (2003), all nodes of too few ties at once.
    """
    left, core = arrays.degree.copy(), np.zeros(len(arrays), np.int64)
    stays = np.ones(len(arrays), bool)
    k = 0
    while stays.any():
        out = np.flatnonzero(stays & (left <= k))
        if not len(out):
            k = int(left[stays].min())
            continue
        core[out] = k
        stays[out] = False
        np.subtract.at(left, arrays.neighbours[arrays.near(out)[1]], 1)
    return core


def measure_clustering(arrays: Arrays) -> Floats:
    """Return the share of a node's neighbours that are tied (Watts & Strogatz, Nature 393, 1998)."""
    possible = arrays.degree * (arrays.degree - 1) / 2
    return np.where(possible > 0, arrays.triangles / np.maximum(possible, 1), 0.0)


def measure_effective_size(arrays: Arrays) -> Floats:
    """Return neighbours less the mean number of ties of each to the others (Burt 1992, p. 52; Borgatti 1997).

    NaN for a node without neighbours.
    """
    degree = arrays.degree.astype(np.float64)
    return np.where(degree > 0, degree - 2 * arrays.triangles / np.maximum(degree, 1), np.nan)


def measure_constraint(arrays: Arrays) -> Floats:
    """Return how much a node's ties, by weight, lead to the same people (Burt, Structural Holes, 1992, p. 54).

    NaN for a node without neighbours.
    """
    share = arrays.weights / np.maximum(arrays.strength[arrays.starts], 1e-300)
    place = np.full(len(arrays), -1, np.int64)
    constraint = np.full(len(arrays), np.nan)
    for i in np.flatnonzero(arrays.degree).tolist():
        own = slice(arrays.bounds[i], arrays.bounds[i + 1])
        others = arrays.neighbours[own]
        place[others] = np.arange(len(others))
        position, places = arrays.near(others)
        ends = place[arrays.neighbours[places]]
        known = ends >= 0
        through = share[own][position[known]] * share[places[known]]
        constraint[i] = ((share[own] + np.bincount(ends[known], through, len(others))) ** 2).sum()
        place[others] = -1
    return constraint


def measure_participation(arrays: Arrays, groups: Numbers) -> Floats:
    """Return how evenly a node's ties, by weight, spread over groups (Guimerà & Amaral, Nature 433, 2005).

    0 if all lead into one group, near 1 if each leads into another; 0 without ties.
    """
    _, group = np.unique(groups, return_inverse=True)
    width = int(group.max(initial=0)) + 1
    pairs, inverse = np.unique(arrays.starts * width + group[arrays.neighbours], return_inverse=True)
    sums = np.bincount(inverse, arrays.weights, len(pairs))
    strength = arrays.strength
    squares = np.bincount(pairs // width, (sums / strength[pairs // width]) ** 2, len(arrays))
    return np.where(strength > 0, 1 - squares, 0.0)
