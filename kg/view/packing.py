"""Lays the pieces of a drawing beside each other, the largest in the middle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Cells = NDArray[np.int64]

__all__ = ["pack_pieces"]

#: The width of a cell in edge lengths.
_CELL = 0.9
#: So many steps of the spiral are looked at together.
_BLOCK = 1024
_AROUND = np.array([(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)])


def pack_pieces(pieces: Sequence[Points]) -> list[tuple[float, float]]:
    """Return how far to move each piece, the largest first, so that its cells meet no taken cell.

    Cells are tried on a spiral from the middle outwards. After Freivalds, Dogrusoz and Kikusts, "Disconnected graph
    layout and the polyomino packing approach" (2001).
    """
    shapes = [_cover_points(points) for points in pieces]
    widest = max((int(np.abs(shape).max()) for shape in shapes), default=0)
    side = 2 * max(widest, math.isqrt(sum(map(len, shapes)))) + 8
    taken = np.zeros((2 * side, 2 * side), dtype=bool)
    spiral = _spiral(side)
    moves: list[tuple[float, float]] = []
    tried: dict[int, int] = {}
    for shape in shapes:
        # Where a shape of so many cells found no room, the next of as many is not tried; small ones are all alike.
        step = _find_room(shape, taken, spiral, tried.get(len(shape), 0))
        tried[len(shape)] = step
        x, y = (shape + spiral[step] - shape[0] + side).T
        taken[x, y] = True
        move = (spiral[step] - shape[0]) * _CELL
        moves.append((float(move[0]), float(move[1])))
    return moves


def _find_room(shape: Cells, taken: NDArray[np.bool_], spiral: Cells, start: int) -> int:
    """Return the first step of the spiral, from a start on, where a shape fits whose first cell lies there."""
    side = len(taken) // 2
    own = shape - shape[0] + side
    low, high = own.min(axis=0), own.max(axis=0)
    for begin in range(start, len(spiral), _BLOCK):
        block = spiral[begin : begin + _BLOCK]
        for place in np.flatnonzero(~taken[block[:, 0] + side, block[:, 1] + side]).tolist():
            spot = block[place]
            if (low + spot >= 0).all() and (high + spot < 2 * side).all():
                x, y = (own + spot).T
                if not taken[x, y].any():
                    return begin + int(place)
    return len(spiral) - 1


def _cover_points(points: Points) -> Cells:
    """List the cells that hold a point and those around them as a margin; the first is that of the middlemost point."""
    own = np.unique(np.round(points / _CELL).astype(np.int64), axis=0)
    wide = np.unique((own[:, None] + _AROUND).reshape(-1, 2), axis=0)
    first: Cells = wide[np.lexsort((wide[:, 1], wide[:, 0], (wide**2).sum(axis=1)))]
    return first


def _spiral(side: int) -> Cells:
    """List the cells of a square from the middle outwards, nearer ones first on an oval as wide as a screen."""
    steps = np.arange(-side, side)
    grid = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
    far = np.hypot(grid[:, 0] / 1.35, grid[:, 1])
    ordered: Cells = grid[np.lexsort((grid[:, 1], grid[:, 0], np.round(far, 6)))]
    return ordered
