"""Names beside dots, where they hide neither another name nor a dot."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Spot", "label_spots"]

_SIZE, _GAP, _POINTS = 5.8, 1.2, 8
#: How near another dot a name may stand before one could take it for that one's.
_CLEAR = 2.5
#: How much farther out than beside its dot a name is tried, in points.
_RINGS = (0.0, 5.0, 10.0, 16.0)


@dataclass(frozen=True, slots=True)
class Spot:
    """A dot on a map, in points."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float

    def grown(self, by: float) -> _Box:
        return _Box(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )

    def nearest(self, spot: Spot) -> tuple[float, float]:
        return min(max(spot.x, self.left), self.right), min(max(spot.y, self.bottom), self.top)

    def covers(self, spot: Spot) -> bool:
        x, y = self.nearest(spot)
        return (x - spot.x) ** 2 + (y - spot.y) ** 2 < spot.radius**2


def label_spots(axes: Axes, wanted: Iterable[tuple[Spot, str, str]], *, most: int) -> int:
    """Name dots in order of importance on axes that measure points, and return how many names found a place.

    Each is tried in eight places around its dot (Imhof, Am. Cartogr. 2, 1975), then farther out at the end of a line,
    and stands where it covers no other name and no dot, and nears the fewest; greedily, as the best choice for all is
    NP-hard (Marks & Shieber, Harvard TR-05-91, 1991).
    """
    candidates = list(wanted)
    spots = [spot for spot, _, _ in candidates]
    taken: list[_Box] = []
    named = 0
    for spot, name, colour in candidates:
        if named >= most:
            break
        if box := _find_place(axes, spot, name, spots, taken):
            taken += [box, *_line(spot, box)]
            _write(axes, spot, box, name, colour)
            named += 1
    return named


def _line(spot: Spot, box: _Box) -> list[_Box]:
    """Return points of the line that leads from a name farther out to its dot; a name beside it needs none."""
    x, y = box.nearest(spot)
    far = math.hypot(x - spot.x, y - spot.y)
    if far <= 1.2 * spot.radius + _CLEAR + 1:
        return []
    shares = [i / _POINTS for i in range(_POINTS + 1) if i / _POINTS * far > spot.radius]
    at = [(spot.x + (x - spot.x) * share, spot.y + (y - spot.y) * share) for share in shares]
    return [_Box(a - 0.5, b - 0.5, a + 0.5, b + 0.5) for a, b in at]


def _write(axes: Axes, spot: Spot, box: _Box, name: str, colour: str) -> None:
    from matplotlib.patheffects import withStroke

    if _line(spot, box):
        x, y = box.nearest(spot)
        axes.plot([spot.x, x], [spot.y, y], color=colour, linewidth=0.4, zorder=2)
    axes.text(
        box.left,
        (box.bottom + box.top) / 2,
        name,
        fontsize=_SIZE,
        color=colour,
        va="center_baseline",
        zorder=5,
        path_effects=[withStroke(linewidth=1.2, foreground="white")],
    )


def _find_place(axes: Axes, spot: Spot, name: str, spots: list[Spot], taken: list[_Box]) -> _Box | None:
    right, top = axes.get_xlim()[1], axes.get_ylim()[1]
    others = [other for other in spots if other is not spot]
    wide, high = _measure(axes, name)

    def is_free(box: _Box) -> bool:
        parts = [box, *_line(spot, box)]
        return not any(part.meets(other) for part in parts for other in taken) and not any(
            part.covers(other) for part in parts for other in others
        )

    for farther in _RINGS:
        inside = [
            box
            for box in _boxes(spot, wide, high, farther)
            if box.left >= 0 and box.bottom >= 0 and box.right <= right and box.top <= top
        ]
        if free := [box for box in inside if is_free(box)]:
            return min(free, key=lambda box: sum(map(box.grown(_CLEAR).covers, others)))
    return None


def _measure(axes: Axes, name: str) -> tuple[float, float]:
    """Return width and height of a name in points."""
    text = axes.text(0, 0, name, fontsize=_SIZE)
    box = text.get_window_extent()
    text.remove()
    scale = 72 / axes.figure.dpi
    return box.width * scale, 1.15 * _SIZE


def _boxes(spot: Spot, wide: float, high: float, farther: float) -> Iterator[_Box]:
    away, slant = 1.2 * spot.radius + _GAP + farther, 0.8 * spot.radius + 0.7 * farther + _GAP  # corners stick out
    for x, y in (
        (away, -high / 2),
        (slant, slant),
        (slant, -slant - high),
        (-wide / 2, away),
        (-wide / 2, -away - high),
        (-away - wide, -high / 2),
        (-slant - wide, slant),
        (-slant - wide, -slant - high),
    ):
        yield _Box(spot.x + x, spot.y + y, spot.x + x + wide, spot.y + y + high)
