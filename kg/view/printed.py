"""What a paper prints: the sentence round a mention, and the byline."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.iris import KG, PREFIXES
from kg.view.rows import number_of, text_of

if TYPE_CHECKING:
    from kg.view.rows import Descriptions
    from kg.view.scene import Trace

__all__ = ["PrintedText", "find_sentence", "read_printed", "trim_trace"]

_DCT = PREFIXES["dcterms"]
#: So many characters of a sentence stand on either side of the words marked; many a "sentence" is a whole abstract.
_AROUND = 240

# Full stops that end no sentence, and the space after one that does. The look-behind needs a fixed width.
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|et al|cf|vs|Fig|Eq|Sec|Tab|resp|approx|w\.r\.t|(?-i:[A-Z]))\.$", re.IGNORECASE
)
_BREAK = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[$\\]*[A-Z0-9])")


def find_sentence(text: str, begin: int, end: int) -> tuple[int, int]:
    """Give the bounds of the sentence that holds characters ``begin`` to ``end``.

    >>> text = "We use BERT, e.g. In short. It works."
    >>> text[slice(*find_sentence(text, 28, 30))]
    'It works.'
    """
    left, right = 0, len(text)
    for stop, start in _find_breaks(text):
        if start <= begin:
            left = start
        elif stop >= end:
            right = stop
            break
    return left, right


@lru_cache(1 << 12)
def _find_breaks(text: str) -> tuple[tuple[int, int], ...]:
    """List where sentences stop and the next ones start."""
    return tuple(match.span() for match in _BREAK.finditer(text) if not _ABBREVIATION.search(text, 0, match.start()))


@dataclass(frozen=True, slots=True)
class PrintedText:
    """The text fields of one paper, and its printed author names in order."""

    title: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()

    def locate(self, trace: Trace, start: int, stop: int) -> Trace:
        """Add the sentence at the given positions; a position that does not fit leaves the words alone."""
        if trace.field == "authors" and 0 <= start < len(self.authors):
            before = sum(len(name) + 2 for name in self.authors[:start])
            name = self.authors[start]
            return replace(trace, text=", ".join(self.authors), begin=before, end=before + len(name))
        text = {"title": self.title, "abstract": self.abstract}.get(trace.field, "")
        if not trace.anchor or text[start:stop] != trace.anchor:
            return trace
        left, right = (0, len(text)) if trace.field == "title" else find_sentence(text, start, stop)
        return replace(trace, text=text[left:right], begin=start - left, end=stop - left)


def trim_trace(trace: Trace) -> Trace:
    """Cut a long sentence to whole words round those that are marked; ``…`` stands for the rest."""
    left, right = trace.begin - _AROUND, trace.end + _AROUND
    left = 0 if left <= 0 else trace.text.find(" ", left, trace.begin) + 1 or left
    right = len(trace.text) if right >= len(trace.text) else trace.text.rfind(" ", trace.end, right)
    right = right if right >= trace.end else trace.end + _AROUND
    if not left and right >= len(trace.text):
        return trace
    before, after = "…" if left else "", "…" if right < len(trace.text) else ""
    moved = len(before) - left
    text = f"{before}{trace.text[left:right]}{after}"
    return replace(trace, text=text, begin=trace.begin + moved, end=trace.end + moved)


def read_printed(papers: Descriptions, authorships: Descriptions) -> dict[str, PrintedText]:
    """Take the printed title, abstract and author names of each paper from its description."""
    printed = {}
    for iri, facts in papers.items():
        signed = (authorships.get(str(o), {}) for o in facts.get(f"{KG}hasAuthorship", ()))
        names = sorted((number_of(one, f"{KG}ordinal") or 0, text_of(one, f"{KG}printedName")) for one in signed)
        printed[iri] = PrintedText(
            title=text_of(facts, f"{_DCT}title"),
            abstract=text_of(facts, f"{_DCT}abstract"),
            authors=tuple(name for _, name in names),
        )
    return printed
