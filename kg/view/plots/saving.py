"""Write a figure to a file, the same bytes every time."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import OutputError, UsageError
from kg.view.plots.sheet import drawing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FORMATS", "save_figure"]

#: What each format would otherwise say about the day and the version that drew it.
_UNSAID: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
FORMATS = tuple(_UNSAID)
# Letters are outlines in SVG, which look the same everywhere, and embedded TrueType in PDF, which publishers ask for.
_FIXED: dict[Any, Any] = {"svg.hashsalt": "scholar-kg", "svg.fonttype": "path", "pdf.fonttype": 42}


def save_figure(figure: Figure, path: str | Path, *, dpi: int = 300) -> Path:
    """Write a figure as SVG, PNG or PDF, as the suffix says, whole or not at all; ``dpi`` matters for PNG alone.

    Raises ``UsageError`` for another suffix and ``OutputError`` for a path that can't be written.
    """
    target = Path(path)
    name = target.suffix.lower().removeprefix(".")
    if name not in FORMATS:
        shown = f"the suffix {target.suffix}" if target.suffix else "no suffix"
        raise UsageError(f"{target} has {shown}: a figure is written as one of {' '.join(f'.{f}' for f in FORMATS)}")
    _write(target, _render(figure, name, dpi))
    return target


def _render(figure: Figure, name: str, dpi: int) -> bytes:
    with drawing():
        import matplotlib as mpl

        buffer = BytesIO()
        with mpl.rc_context(_FIXED):
            figure.savefig(buffer, format=name, dpi=dpi, metadata=_UNSAID[name])
    return buffer.getvalue()


def _write(target: Path, content: bytes) -> None:
    final = Path(os.path.realpath(target))
    direct = final.exists() and not final.is_file()  # a pipe is written through
    part = final if direct else final.with_name(f".kg-{os.getpid()}.part")
    try:
        part.write_bytes(content)
        if not direct:
            part.replace(final)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        if not direct:
            part.unlink(missing_ok=True)
