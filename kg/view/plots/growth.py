"""How a literature and its network grow, year by year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from kg.network.papers import SignedPaper
from kg.network.years import GrowthRow, describe_growth
from kg.view.plots.sheet import ACCENT, PALE, SINGLE_COLUMN, add_note, drawing, make_figure, say_instead

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_growth"]


def plot_growth(
    papers: Iterable[SignedPaper],
    *,
    cumulative: bool = False,
    year_from: int | None = None,
    year_to: int | None = None,
    width: float = SINGLE_COLUMN,
) -> Figure:
    """Plot papers, people who sign them and ties between these, by year; or how many there are so far.

    Who and what appears for the first time is told apart from what was there before, as ``describe_growth`` counts it
    (Barabási et al., Physica A 311, 2002). Years leave out what is shown, not what is known from before. Undated papers
    are counted below the plot. ``width`` is in millimetres.
    """
    signed = [paper for paper in papers if paper.people]
    rows = describe_growth(signed, year_from=year_from, year_to=year_to)
    with drawing():
        figure = make_figure(width, min(1.05 * width, 110))
        if not rows:
            dated = any(paper.year is not None for paper in signed)
            say_instead(figure.add_subplot(), "No paper is of these years." if dated else "No paper carries a date.")
        elif cumulative:
            _draw_accumulated(
                figure, rows, sum(paper.year is not None and paper.year < rows[0].year for paper in signed)
            )
        else:
            _draw_yearly(figure, rows)
        add_note(figure, _describe(signed, rows))
    return figure


def _panels(figure: Figure, labels: tuple[str, str, str]) -> list[Axes]:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    panels = list(figure.subplots(3, 1, sharex=True))
    for axes, label in zip(panels, labels, strict=True):
        axes.set_ylabel(label)
        axes.yaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.tick_params(labelsize=6.5, width=0.5, length=2.5)
        axes.grid(axis="y", color="#dfe4ea", linewidth=0.4)
    panels[-1].set_xlabel("Year of issue")
    panels[-1].xaxis.set_major_locator(MaxNLocator(7, integer=True, steps=[1, 2, 5, 10]))
    panels[-1].xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    figure.align_ylabels(panels)
    return panels


def _show_years(panels: list[Axes], first: int, last: int) -> None:
    pad = 0.7 if last - first > 1 else 1.7  # a tick for one year alone would be drawn several times
    for axes in panels:
        axes.set_xlim(first - pad, last + pad)


def _draw_yearly(figure: Figure, rows: list[GrowthRow]) -> None:
    at = [row.year for row in rows]
    panels = _panels(figure, ("Papers", "People", "Ties"))
    width = 0.8 if at[-1] - at[0] > 7 else 0.5

    def stack(axes: Axes, new: list[int], known: list[int]) -> None:
        # The edge keeps a year visible among thousands.
        axes.bar(at, new, width, color=ACCENT, edgecolor=ACCENT, linewidth=0.3, label="new in that year")
        if any(known):
            axes.bar(at, known, width, new, color=PALE, edgecolor=PALE, linewidth=0.3, label="seen in an earlier year")

    stack(panels[0], [row.papers for row in rows], [])
    stack(panels[1], [row.arrivals for row in rows], [row.returning for row in rows])
    stack(panels[2], [row.new_ties for row in rows], [row.repeated_ties for row in rows])
    _show_years(panels, at[0], at[-1])
    handles, labels = panels[1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=2, handlelength=1, borderpad=0.1, columnspacing=1.2)


def _draw_accumulated(figure: Figure, rows: list[GrowthRow], before: int) -> None:
    at = [row.year for row in rows]
    panels = _panels(figure, ("Papers so far", "People so far", "Ties so far"))
    papers = list(accumulate((row.papers for row in rows), initial=before))[1:]
    series = (papers, [row.people_so_far for row in rows], [row.ties_so_far for row in rows])
    edges = [*(year - 0.5 for year in at), at[-1] + 0.5]
    for axes, values in zip(panels, series, strict=True):
        axes.stairs(values, edges, fill=True, color=PALE)
        axes.stairs(values, edges, color=ACCENT, linewidth=1, baseline=None)
        axes.set_ylim(bottom=0)
    _show_years(panels, at[0], at[-1])


def _describe(papers: list[SignedPaper], rows: list[GrowthRow]) -> Iterator[str]:
    dated = sum(paper.year is not None for paper in papers)
    if undated := len(papers) - dated:
        yield f"Not shown: {undated:,} of {len(papers):,} papers, which carry no date."
    if outside := dated - sum(row.papers for row in rows):
        yield f"Of other years: {outside:,} papers."
    if truncated := sum(row.truncated for row in rows):
        yield f"“et al.” hides people and ties on {truncated:,} of the papers shown."
