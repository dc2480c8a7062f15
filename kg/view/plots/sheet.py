"""The sheet that every plot is drawn on: its size, its letters, its note."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kg.errors import MissingExtraError, UsageError
from kg.view.plots.lettering import find_fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "ACCENT",
    "GREY",
    "INK",
    "MM_PER_POINT",
    "PALE",
    "SINGLE_COLUMN",
    "add_note",
    "drawing",
    "make_figure",
    "say_instead",
    "wrap_note",
    "write_note",
]

#: The width of a column in millimetres, as most journals print it.
SINGLE_COLUMN = 85.0
MM_PER_POINT = 25.4 / 72
NARROWEST, WIDEST = 60.0, 1000.0
INK, GREY, ACCENT, PALE = "#1d2530", "#5c6675", "#2f66c9", "#b4c9ee"
_NOTE_SIZE = 5.8

_STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.labelsize": 7.0,
    "axes.linewidth": 0.5,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.dpi": 150,
    "figure.facecolor": "white",
    "font.size": 7.0,
    "legend.fontsize": 6.2,
    "legend.frameon": False,
    "savefig.facecolor": "white",
    # What a page prints is no formula, whatever signs are in it.
    "text.parse_math": False,
    "text.usetex": False,
    "text.color": INK,
    "xtick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.color": GREY,
    "ytick.labelcolor": INK,
}


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in the style of this package; the caller's own settings are back in force afterwards."""
    try:
        from matplotlib import style
    except ImportError as error:
        raise MissingExtraError("matplotlib", "plots") from error
    with style.context(["default", {**_STYLE, "font.family": list(find_fonts())}]):
        yield


def make_figure(width: float, height: float, *, constrained: bool = True) -> Figure:
    """Return an empty figure of a size in millimetres, on a canvas that needs no screen.

    Raises ``UsageError`` for a width that leaves no room to read.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    if not NARROWEST <= width <= WIDEST:
        raise UsageError(f"a figure {width:g} mm wide can't be read: give {NARROWEST:g} to {WIDEST:g} mm")
    layout = ConstrainedLayoutEngine(w_pad=0.03, h_pad=0.03) if constrained else None
    figure = Figure((width / 25.4, height / 25.4), layout=layout)
    FigureCanvasAgg(figure)
    return figure


def wrap_note(width: float, sentences: Iterable[str]) -> str:
    """Break sentences into lines that fit under a figure of that width in millimetres."""
    return textwrap.fill(" ".join(sentences), int(width / MM_PER_POINT / (_NOTE_SIZE * 0.53)))


def write_note(figure: Figure, note: str, *, y: float) -> None:
    """Write what a figure leaves out at its lower edge."""
    figure.text(0.01, y, note, ha="left", va="bottom", fontsize=_NOTE_SIZE, color=GREY, linespacing=1.3)


def add_note(figure: Figure, sentences: Iterable[str]) -> None:
    """Say under a figure what it leaves out; the plot makes room for it."""
    if note := wrap_note(figure.get_figwidth() * 25.4, sentences):
        figure.supxlabel(note, x=0.01, ha="left", fontsize=_NOTE_SIZE, color=GREY, linespacing=1.3)


def say_instead(axes: Axes, sentence: str) -> None:
    """Say why there is nothing to see."""
    axes.axis("off")
    axes.text(0.5, 0.5, sentence, ha="center", va="center", color=GREY, transform=axes.transAxes)
