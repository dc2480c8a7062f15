"""Where people stand on a map: communities apart, no dot on another, the whole as wide as the figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg.view.layout import EDGE_LENGTH, place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

__all__ = ["arrange"]

#: The longest that a tie may become, in points, lest two people stand at the two ends of a page.
_LONGEST = 42.0
#: Room for a name above the highest dot and below the lowest.
_MARGIN = 9.0
_ROUNDS = 200


def arrange(
    people: Sequence[str],
    communities: Iterable[Sequence[str]],
    ties: Iterable[tuple[str, str]],
    *,
    radii: Sequence[float],
    wide: float,
    high: float,
) -> tuple[list[tuple[float, float]], float]:
    """Return where each person stands on a map of that size, and how high a map they need, all in points.

    Forces place them as on the pages. An unseen point in the middle of each community holds it together, whose members
    may be tied by people who are not on the map. The map is turned to its broad side, and dots that overlap are moved.
    """
    import networkx as nx
    import numpy as np

    index = {iri: i for i, iri in enumerate(people)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(people)))
    graph.add_edges_from(sorted((min(index[a], index[b]), max(index[a], index[b])) for a, b in ties))
    for middle, members in enumerate(communities, len(people)):
        if len(members) > 3:
            graph.add_edges_from((index[iri], middle) for iri in members)
    at = place(graph)
    points = _stretch(_turn(np.array([at[i] for i in range(len(people))], dtype=float)))
    sizes = np.array(radii)
    edge = float(sizes.max()) + _MARGIN
    parted = _part(_fit(points, wide, high, edge, most=_LONGEST / EDGE_LENGTH), sizes)
    fitted = _fit(parted, wide, high, edge, most=1.0)
    lowest, highest = float(fitted[:, 1].min()), float(fitted[:, 1].max())
    return [(float(x), float(y) - lowest + edge) for x, y in fitted], highest - lowest + 2 * edge


def _turn(points: Points) -> Points:
    """Turn the direction of most spread to the horizontal."""
    import numpy as np

    centred = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    broad = axes[:, 1] if axes[0, 1] >= 0 else -axes[:, 1]
    turn = np.array([[broad[0], -broad[1]], [broad[1], broad[0]]])
    turned: Points = centred @ turn
    return turned


def _stretch(points: Points) -> Points:
    """Draw a map that is far wider than high apart, at most to twice its height, so that names find room."""
    import numpy as np

    wide, high = np.maximum(points.max(axis=0) - points.min(axis=0), 1e-9)
    stretched: Points = points * np.array([1.0, np.clip(0.6 * wide / high, 1.0, 2.0)])
    return stretched


def _fit(points: Points, wide: float, high: float, edge: float, *, most: float) -> Points:
    """Move points to the middle and scale them to the room there is, at most by ``most``."""
    import numpy as np

    size = np.maximum(points.max(axis=0) - points.min(axis=0), 1e-9)
    room = np.array([wide - 2 * edge - 0.1 * wide, high - 2 * edge])
    scale = min(float((room / size).min()), most)
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    fitted: Points = np.array([wide / 2, high / 2]) + (points - middle) * scale
    return fitted


def _part(points: Points, radii: Points) -> Points:
    """Push overlapping dots apart, both by half of what they share."""
    import numpy as np

    points = points.copy()
    apart = radii[:, None] + radii[None, :] + 0.8
    for _ in range(_ROUNDS):
        across = points[:, None, :] - points[None, :, :]
        far = np.hypot(across[..., 0], across[..., 1]) + 1e-6
        push = np.maximum(apart - far, 0)
        np.fill_diagonal(push, 0)
        if not push.any():
            break
        points += (across / far[..., None] * push[..., None]).sum(axis=1) * 0.3
    return points
