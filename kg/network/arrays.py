"""A network as arrays, on which measures of hundreds of thousands of ties take seconds; numbers are networkx's."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kg.errors import UsageError
from kg.garbage import uncollected

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Arrays", "Floats", "Numbers"]

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: So many third corners of triangles are counted at once.
_MANY = 1_000_000


class Arrays:
    """An undirected network without loops.

    ``order`` are its nodes, sorted; the neighbours of node i stand in ``neighbours[bounds[i]:bounds[i + 1]]``, sorted,
    and the ``weights`` of the ties to them at the same places.
    """

    def __init__(self, graph: nx.Graph[str], *, weight: str = "weight") -> None:
        """Read the ties; one without the attribute weighs 1, and those of a directed graph are summed both ways.

        Raises ``UsageError`` for a weight that is no number above 0.
        """
        self.order = sorted(graph)
        index = {iri: i for i, iri in enumerate(self.order)}
        with uncollected():
            edges = graph.edges(data=weight, default=1)
            ties = [(index[a], index[b], _weigh(w, a, b)) for a, b, w in edges if a != b]
            ties = _sum_both_ways(ties) if graph.is_directed() else ties
            left, right, weights = zip(*ties, strict=True) if ties else ((), (), ())
        starts = np.array(left + right, np.int64)
        ends = np.array(right + left, np.int64)
        place = np.lexsort((ends, starts))
        self.neighbours: Numbers = ends[place]
        self.weights: Floats = np.array(weights + weights, np.float64)[place]
        self.starts: Numbers = starts[place]
        self.degree: Numbers = np.bincount(starts, minlength=len(self.order))
        self.bounds: Numbers = np.append(0, np.cumsum(self.degree))

    def __len__(self) -> int:
        """Count the nodes."""
        return len(self.order)

    @cached_property
    def ties(self) -> int:
        """The number of ties."""
        return len(self.neighbours) // 2

    @cached_property
    def strength(self) -> Floats:
        """The weights of each node's ties, summed."""
        return np.bincount(self.starts, self.weights, len(self)).astype(np.float64)

    def near(self, level: Numbers) -> tuple[Numbers, Numbers]:
        """Return, of all ties of some nodes, the position in ``level`` and the place in ``neighbours``."""
        counts = self.degree[level]
        before = np.append(0, np.cumsum(counts)[:-1])
        position = np.repeat(np.arange(len(level)), counts)
        return position, np.arange(counts.sum()) + np.repeat(self.bounds[level] - before, counts)

    def search(self, source: int, unseen: npt.NDArray[np.bool_] | None = None) -> Iterator[Numbers]:
        """Yield the nodes at distance 0, 1, 2, … of a node (breadth first); ``unseen`` marks those not yet found."""
        left = np.ones(len(self), bool) if unseen is None else unseen
        level = np.array([source], np.int64)
        while len(level):
            left[level] = False
            yield level
            ends = self.neighbours[self.near(level)[1]]
            level = np.unique(ends[left[ends]])

    @cached_property
    def components(self) -> list[Numbers]:
        """The connected components, the largest first, then the one with the first node."""
        unseen = np.ones(len(self), bool)
        parts = [np.sort(np.concatenate(list(self.search(i, unseen)))) for i in range(len(self)) if unseen[i]]
        return sorted(parts, key=lambda part: (-len(part), int(part[0])))

    @cached_property
    def triangles(self) -> Numbers:
        """The number of triangles in which each node stands (each found once, from its node of lowest degree)."""
        rank = np.empty(len(self), np.int64)
        rank[np.lexsort((np.arange(len(self)), self.degree))] = np.arange(len(self))
        up = rank[self.neighbours] > rank[self.starts]
        above: dict[int, set[int]] = {}
        for a, b in zip(self.starts[up].tolist(), self.neighbours[up].tolist(), strict=True):
            above.setdefault(a, set()).add(b)
        count: Numbers = np.zeros(len(self), np.int64)
        thirds: list[int] = []
        for a, others in above.items():
            for b in others:
                if (last := above.get(b)) and (common := others & last):
                    count[a] += len(common)
                    count[b] += len(common)
                    thirds.extend(common)
            if len(thirds) > _MANY:
                count += np.bincount(thirds, minlength=len(self))
                thirds.clear()
        count += np.bincount(np.array(thirds, np.int64), minlength=len(self))
        return count


def _weigh(weight: object, a: str, b: str) -> float:
    """Read a weight, which may be a number in words, as some formats write it."""
    try:
        value = float(weight)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        value = math.nan
    if not 0 < value < math.inf:
        raise UsageError(f"the tie of {a} and {b} weighs {weight!r}: expected a number above 0")
    return value


def _sum_both_ways(ties: Sequence[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    total: dict[tuple[int, int], float] = {}
    for a, b, weight in ties:
        pair = (min(a, b), max(a, b))
        total[pair] = total.get(pair, 0.0) + weight
    return [(a, b, weight) for (a, b), weight in total.items()]
