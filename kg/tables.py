"""Draw plain text tables for terminals, from text that nobody has vetted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

__all__ = ["draw_table", "neutralise"]

#: Characters that reorder or hide the text around them (Unicode TR 36, section 2.6).
_REORDERING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF, *range(0xE0000, 0xE0080)}
_NARROWEST = 6


def neutralise(text: str) -> str:
    r"""Return text on one line that cannot steer a terminal: control characters are shown, not sent.

    >>> neutralise("a\nb\x1b[31mred\u202e")
    'a b␛[31mred\\u202e'
    """
    return "".join(c if c.isalnum() else _show_character(c) for c in text)


def _show_character(char: str) -> str:
    code = ord(char)
    if char in "\t\n\r\x0b\x0c\x85\u2028\u2029":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if unicodedata.category(char) in ("Cc", "Cs") or code in _REORDERING:
        return f"\\u{code:04x}"
    return char


def measure(text: str) -> int:
    """Return how many terminal cells text takes.

    >>> measure("数据 é")
    6
    """
    if text.isascii():
        return len(text)
    return sum(_cells(c) for c in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _cut(text: str, width: int) -> str:
    if measure(text) <= width:
        return text
    taken, used = [], 0
    for char in text:
        used += _cells(char)
        if used > width - 1:
            break
        taken.append(char)
    return "".join(taken).rstrip() + "…"


def _pad(text: str, width: int, *, right: bool) -> str:
    space = " " * max(0, width - measure(text))
    return space + text if right else text + space


def _share(widths: list[int], total: int) -> list[int]:
    """Narrow the widest columns until all fit; none gets narrower than a few cells.

    >>> _share([30, 10, 50], 60)
    [23, 10, 23]
    """
    room = max(total - 2 * (len(widths) - 1), len(widths))
    limit = max(widths, default=0)
    while limit > _NARROWEST and sum(min(w, limit) for w in widths) > room:
        limit -= 1
    return [min(w, limit) for w in widths]


def draw_table(
    names: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[bool], width: int | None = None
) -> Iterator[str]:
    """Yield a table line by line: names, a rule, rows. ``right`` says which columns are set to the right.

    >>> print("".join(draw_table(["name", "papers"], [["Juhua Hu", "6"]], right=[False, True])), end="")
    name      papers
    --------  ------
    Juhua Hu       6
    """
    widths = [
        max(measure(text) for text in (name, *column))
        for name, column in zip(names, _turn(rows, len(names)), strict=True)
    ]
    if width is not None:
        widths = _share(widths, width)
    for row in (names, ["-" * w for w in widths], *rows):
        cells = (_pad(_cut(text, w), w, right=r) for text, w, r in zip(row, widths, right, strict=True))
        yield "  ".join(cells).rstrip() + "\n"


def _turn(rows: Sequence[Sequence[str]], count: int) -> list[tuple[str, ...]]:
    return list(zip(*rows, strict=True)) if rows else [()] * count
