"""Find data sets by the scores beside them: ``28.4 BLEU on NAME``, ``NAME (84.2)``, ``On NAME, X reaches 84.2%``."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from spacy.language import Language

from kg.extract.candidates import add_candidate, get_words
from kg.extract.document import get_text
from kg.extract.lexicon import METHOD_HEADS
from kg.extract.metrics import find_metric_names
from kg.extract.names import get_runs, list_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from kg.extract.candidates import Words
    from kg.extract.metrics import find_metric_names
from kg.extract.names import Run

__all__ = ["mark_scored"]

_SCORE = r"(?<![\w.])(?:\d{1,3}\.\d+|\.\d+|\d{1,3}(?=\s?\\?%))(?:\s?\\?%)?\$?"
_ON = re.compile(
    rf"{_SCORE}[^\S\n]*(?:points?\s+)?(?:(?!FPS|fps|ms\b|GFLOPs|FLOPs|latency|speed)[A-Za-z(][\w@()-]*\s+){{0,5}}?on\s+(?:the\s+)?(?=[A-Z])"
)
_BRACKET = re.compile(rf"(?<=[\w+])\s\((?:\+?{_SCORE})(?!\s?(?:FPS|fps|ms\b|[MBK]\b|x\b))")
_LEADING = re.compile(rf"\bOn\s+(?:the\s+)?(?=[A-Z])(?=[^.;]{{3,90}}?{_SCORE})")
_HARDWARE = re.compile(
    r"NVIDIA|Nvidia|GPU|CPU|TPU|[VAHTP]100|Titan|TITAN|[RG]TX|Tesla|Intel|ARM|Xeon|Snapdragon|Pixel|iPhone|Jetson|FPGA"
)


def _find_scored(text: str, words: Words, runs: dict[int, Run]) -> Iterator[Run]:
    for match in (*_ON.finditer(text), *_LEADING.finditer(text)):
        listed = list_from(words, runs, bisect_left(words.start, match.end()))
        after = listed[-1].last + 1 if listed else 0
        if listed and not (after < len(words) and words.lower[after] in METHOD_HEADS):
            yield from listed
    if brackets := [match.start() for match in _BRACKET.finditer(text)]:
        ending = {words.end[run.last]: run for run in runs.values()}
        yield from (ending[at] for at in brackets if at in ending)


@Language.component("kg_scored")
def mark_scored(doc: Doc) -> Doc:
    """Add the names that a score stands beside as candidates for data sets that something is evaluated on."""
    text, words, runs = get_text(doc), get_words(doc), get_runs(doc)
    for run in _find_scored(text, words, runs):
        start, end = words.span(run.first, run.last)
        if not (_HARDWARE.search(text, start, end) or find_metric_names(text[start:end])):
            weight = 0.6 if run.coined else 0.5
            add_candidate(doc, start, end, "dataset", evidence="scored", weight=weight, role="evaluated_on")
    return doc
