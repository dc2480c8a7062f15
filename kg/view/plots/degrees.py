"""How many co-authors people have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.view.plots.sheet import ACCENT, GREY, SINGLE_COLUMN, add_note, drawing, make_figure, say_instead

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

__all__ = ["plot_degrees"]


def plot_degrees(graph: nx.Graph[str], *, width: float = SINGLE_COLUMN) -> Figure:
    """Plot which share of people has at least so many co-authors, on two logarithmic axes.

    The cumulative form needs no bins (Newman, Contemp. Phys. 46, 2005). For comparison, what ties drawn at random would
    give with the same mean: a Poisson distribution (Erdős & Rényi, Publ. Math. Debrecen 6, 1959). No power law is
    fitted: a straight line on such axes is no evidence for one (Clauset, Shalizi & Newman, SIAM Rev. 51, 2009), and
    long author lists alone bend the tail. ``width`` is in millimetres.
    """
    graph = graph.to_undirected() if graph.is_directed() else graph
    degrees = sorted(len(set(graph[iri]) - {iri}) for iri in graph)
    with drawing():
        figure = make_figure(width, min(0.8 * width, 90))
        axes = figure.add_subplot()
        if degrees and degrees[-1]:
            _draw(axes, degrees)
            figure.legend(*_legend(axes), loc="outside upper left", handlelength=1.6, borderpad=0.1, labelspacing=0.3)
        else:
            say_instead(axes, "Nobody here has a co-author.")
        add_note(figure, _describe(graph, degrees))
    return figure


def _draw(axes: Axes, degrees: list[int]) -> None:
    import numpy as np

    ks = np.unique([1, *(k for k in degrees if k)])
    shares = (len(degrees) - np.searchsorted(degrees, ks)) / len(degrees)
    mean = sum(degrees) / len(degrees)
    axes.set(xscale="log", yscale="log", xlabel="Co-authors, k", ylabel="People with ≥ k co-authors (%)")
    axes.axvline(mean, color=GREY, linewidth=0.6, linestyle=(0, (1, 2)), label=f"mean, {mean:.3g} co-authors", zorder=1)
    at, chance = _poisson_tail(mean, degrees[-1], 0.5 / len(degrees))
    axes.plot(at, 100 * chance, color=GREY, linewidth=0.8, label="ties at random, same mean", zorder=2)
    axes.plot(ks, 100 * shares, "o", color=ACCENT, markersize=2.4, markeredgewidth=0, label=_people(degrees), zorder=3)
    axes.set_xlim(0.85, max(1.25 * float(ks[-1]), 3))
    axes.set_ylim(60 / len(degrees), 140)
    _tick(axes)


def _legend(axes: Axes) -> tuple[list[Artist], list[str]]:
    handles, labels = axes.get_legend_handles_labels()
    return handles[::-1], labels[::-1]


def _people(degrees: list[int]) -> str:
    return f"{len(degrees):,} people" if len(degrees) > 1 else "1 person"


def _poisson_tail(mean: float, largest: int, floor: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return where, from 1, and with what chance a Poisson variable is at least that large, down to ``floor``."""
    import numpy as np

    ks = np.arange(max(largest, int(mean + 12 * mean**0.5)) + 20)
    log_factorials = np.append(0.0, np.cumsum(np.log(ks[1:])))
    tail = np.cumsum(np.exp(ks * np.log(mean) - mean - log_factorials)[::-1])[::-1]
    kept = (ks >= 1) & (tail >= floor)
    return ks[kept], tail[kept]


def _tick(axes: Axes) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(subs=(1.0,) if _decades(axis.get_view_interval()) > 2.2 else (1, 2, 5)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        axis.set_minor_formatter(NullFormatter())
    axes.tick_params(which="major", labelsize=6.5, width=0.5, length=2.5)
    axes.tick_params(which="minor", width=0.4, length=1.5)


def _decades(interval: tuple[float, float]) -> float:
    import math

    return math.log10(interval[1] / interval[0])


def _describe(graph: nx.Graph[str], degrees: list[int]) -> Iterator[str]:
    if 0 < (alone := degrees.count(0)) < len(degrees):
        yield f"Counted, but not on a logarithmic axis: {alone:,} without a co-author."
    if truncated := graph.graph.get("truncated", 0):
        yield f"“et al.” hides co-authors on {truncated:,} of {graph.graph['papers']:,} papers."
