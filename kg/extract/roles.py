"""Say what part a name plays in its paper."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from kg.extract.lexicon import EVALUATION_WORDS, OURS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.extract.candidates import Words

__all__ = ["judge_role"]


def judge_role(words: Words, kind: str, hints: Sequence[str | None], spans: Sequence[tuple[int, int]]) -> str:
    """Choose one role from what the evidence said and from the sentences that hold the name.

    Methods are introduced or used; datasets introduced, evaluated_on or used; tasks addressed or mentioned.
    """
    if kind == "task":
        return _judge_task(words, spans)
    if "introduced" in hints:
        return "introduced"
    if kind == "method":
        return "used"
    if "evaluated_on" in hints or _beside_any(words, spans, EVALUATION_WORDS):
        return "evaluated_on"
    return "used"


def _judge_task(words: Words, spans: Sequence[tuple[int, int]]) -> str:
    tokens = [bisect_right(words.start, start) - 1 for start, _ in spans]
    opening = words.sentence[words.title_end] if words.title_end < len(words) else 0
    if len(spans) > 1 or any(words.sentence[t] <= opening for t in tokens):
        return "addressed"
    return "addressed" if _beside_any(words, spans, OURS) else "mentioned"


def _beside_any(words: Words, spans: Sequence[tuple[int, int]], wanted: frozenset[str]) -> bool:
    """Say whether one of the words stands in a sentence with one of the spans, at most 80 tokens away."""
    for start, _ in spans:
        token = bisect_right(words.start, start) - 1
        near = range(max(0, token - 80), min(len(words), token + 80))
        if any(words.lower[i] in wanted for i in near if words.sentence[i] == words.sentence[token]):
            return True
    return False
