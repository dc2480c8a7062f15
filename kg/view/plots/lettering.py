"""Text that a figure can show: fonts that are there, letters that they have."""

from __future__ import annotations

import unicodedata
from functools import cache

__all__ = ["clean_name", "find_fonts"]

#: matplotlib brings the first one; of the others those that are installed are used where it lacks a letter.
_FAMILIES = (
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Tamil",
    "Noto Sans Thai",
)
_SPACES = ("Zs", "Zl", "Zp", "Cc")


@cache
def find_fonts() -> tuple[str, ...]:
    """Return the families of fonts to draw with, in order; naming one that is not installed makes matplotlib warn."""
    from matplotlib import font_manager

    there = set(font_manager.get_font_names())
    return tuple(family for family in _FAMILIES if family in there)


@cache
def _letters(family: str) -> frozenset[int]:
    from matplotlib import font_manager

    return frozenset(font_manager.get_font(font_manager.findfont(family)).get_charmap())


def _has_glyph(char: str) -> bool:
    return char == " " or any(ord(char) in _letters(family) for family in find_fonts())


def clean_name(text: str, *, limit: int = 30) -> str:
    r"""Return a name on one line in letters that the fonts have, cut after ``limit`` of them.

    Invisible characters, which could turn the direction of what follows, are dropped. What no font can draw is spelled
    in Latin letters (anyascii). So is what runs from right to left: matplotlib before 3.11 draws it backwards.

    >>> clean_name(" Ada\u202e\tLovelace\x00")
    'Ada Lovelace'
    """
    from anyascii import anyascii

    plain = "".join(
        " " if unicodedata.category(char) in _SPACES else char for char in unicodedata.normalize("NFC", text)
    )
    seen = [char for char in " ".join(plain.split()) if unicodedata.category(char)[0] != "C"]
    drawn = [char if _has_glyph(char) and not _turns(char) else anyascii(char) for char in seen]
    name = " ".join("".join(drawn).split()) or "(no name)"
    return name if len(name) <= limit else name[: limit - 1].rstrip(" ,.-") + "…"


def _turns(char: str) -> bool:
    return unicodedata.bidirectional(char) in {"R", "AL"}
