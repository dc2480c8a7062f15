"""Forces among many thousands of nodes: what lies far is felt through a grid, what lies near is pushed apart."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

__all__ = ["part_points", "settle_points"]

#: The width of a cell of the grid in edge lengths, and how many cells a side has at most.
_CELL, _WIDEST = 0.7, 512
#: Up to so many points each pair is computed.
_FEW = 500
#: The force inwards, lest long chains fly apart.
_INWARD = 0.02
_NEAR = ((0, 0), (1, 0), (-1, 1), (0, 1), (1, 1))


def settle_points(points: Floats, ties: tuple[Numbers, Numbers], pull: Floats, mass: Floats, *, rounds: int) -> Floats:
    """Move points until forces balance, by ever shorter steps.

    Every tie pulls by the square of its length (Fruchterman and Reingold, "Graph drawing by force-directed placement",
    1991); every pair repels by its masses over the square of the distance, which leaves the outer parts rounder than
    the distance itself (Hu, "Efficient and high quality force-directed graph drawing", 2005). Masses keep hubs apart
    (Jacomy et al., "ForceAtlas2", PLoS ONE 9, 2014). Repulsion among many is that of the particle-mesh method (Hockney
    and Eastwood, "Computer simulation using particles", 1981): masses are spread over a grid, whose field is a
    convolution, so that a round takes n + g log g steps and not n².
    """
    left, right = ties
    count = len(points)
    reach = math.sqrt(count)
    for step in range(rounds):
        force = _repel(points, mass)
        across = points[right] - points[left]
        across *= (np.hypot(across[:, 0], across[:, 1]) * pull)[:, None]
        for axis in (0, 1):
            force[:, axis] += np.bincount(left, across[:, axis], count) - np.bincount(right, across[:, axis], count)
        force -= points * (_INWARD * mass)[:, None]
        force /= mass[:, None]
        size = np.hypot(force[:, 0], force[:, 1]) + 1e-9
        heat = 0.05 * reach * (1 - step / rounds) ** 1.5 + 0.01
        points = points + force * (np.minimum(size, heat) / size)[:, None]
    return points


def _repel(points: Floats, mass: Floats) -> Floats:
    """Return the repulsion on each point by all the others: its mass times theirs over the square of the distance."""
    if len(points) <= _FEW:
        across = points[:, None] - points
        square = (across**2).sum(axis=2) + 0.1
        direct: Floats = (across * (mass / square**1.5)[:, :, None]).sum(axis=1) * mass[:, None]
        return direct
    low = points.min(axis=0)
    wide = float((points.max(axis=0) - low).max()) + 1e-6
    side = 1 << max(4, min(_WIDEST, int(wide / _CELL)).bit_length())
    cell = wide / (side - 2)
    shares = list(_share_cells((points - low) / cell, 2 * side))
    density = np.zeros(4 * side * side)
    for place, share in shares:
        density += np.bincount(place, share * mass, len(density))
    # The grid is twice as wide as the drawing, lest what leaves it on one side comes in on the other.
    field = np.fft.ifft2(np.fft.fft2(density.reshape(2 * side, 2 * side)) * _kernel(side)).ravel() / cell**2
    felt = sum((field[place] * share for place, share in shares), np.zeros(len(points), np.complex128)) * mass
    return np.stack([felt.real, felt.imag], axis=1)


def _share_cells(spots: Floats, width: int) -> Iterator[tuple[Numbers, Floats]]:
    """Yield the number of each of the four cells round the spots, and the share that it has in them."""
    corner = spots.astype(np.int64)
    across, down = (spots - corner).T
    for i, along in ((0, 1 - across), (1, across)):
        for j, beside in ((0, 1 - down), (1, down)):
            yield (corner[:, 0] + i) * width + corner[:, 1] + j, along * beside


@cache
def _kernel(side: int) -> NDArray[np.complex128]:
    """Transform the force of a unit of mass: across as the real part and down as the imaginary."""
    steps = np.fft.fftfreq(2 * side, 1 / (2 * side))
    square = steps[:, None] ** 2 + steps[None, :] ** 2
    square[0, 0] = 1
    return np.fft.fft2((steps[:, None] + 1j * steps[None, :]) / square**1.5)


def part_points(points: Floats, radii: Floats, *, rounds: int = 60) -> Floats:
    """Push discs apart that overlap, the smaller one further."""
    points = points.copy()
    for _ in range(rounds):
        one, two = (np.concatenate(column) for column in zip(*_touching_pairs(points, radii), strict=True))
        across = points[two] - points[one]
        far = np.hypot(across[:, 0], across[:, 1])
        lacking = radii[one] + radii[two] - far
        hit = lacking > 1e-3
        if not hit.any():
            break
        one, two, across, far, lacking = one[hit], two[hit], across[hit], far[hit], lacking[hit]
        flat = far < 1e-6
        across[flat] = np.stack([np.cos(one[flat] * 2.4), np.sin(one[flat] * 2.4)], axis=1)
        push = across / np.where(flat, 1, far)[:, None] * (0.5 * lacking)[:, None]
        share = (radii[two] ** 2 / (radii[one] ** 2 + radii[two] ** 2))[:, None] * 2
        for axis in (0, 1):
            back = np.bincount(one, (push * share)[:, axis], len(points))
            points[:, axis] += np.bincount(two, (push * (2 - share))[:, axis], len(points)) - back
    return points


def _touching_pairs(points: Floats, radii: Floats) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield the pairs of discs that touch, each pair once: a grid as wide as two discs leaves few to measure."""
    cells = np.floor((points - points.min(axis=0)) / (2 * float(radii.max()))).astype(np.int64) + 1
    width = int(cells[:, 0].max()) + 2
    key = cells[:, 1] * width + cells[:, 0]
    order = np.argsort(key, kind="stable")
    ranked, x, y, reach = key[order], points[order, 0], points[order, 1], radii[order]
    for across, down in _NEAR:
        target = ranked + down * width + across
        begin, end = np.searchsorted(ranked, target, "left"), np.searchsorted(ranked, target, "right")
        if not (across or down):
            begin = np.arange(1, len(ranked) + 1)
        counts = np.maximum(end - begin, 0)
        first = np.repeat(np.arange(len(ranked)), counts)
        second = np.arange(counts.sum()) + np.repeat(begin - np.cumsum(counts) + counts, counts)
        far = (x[second] - x[first]) ** 2 + (y[second] - y[first]) ** 2
        touching = np.flatnonzero(far < (reach[first] + reach[second]) ** 2)
        yield order[first[touching]], order[second[touching]]
