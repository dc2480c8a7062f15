"""Find unnamed parts of a contribution: ``we design a foreground biased sampling strategy``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language

from kg.extract.candidates import Words, add_candidate, get_words
from kg.extract.lexicon import CLOSED, GENERIC, METHOD_HEADS, load_words, word_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

__all__ = ["find_components", "mark_components"]

_ACTIVE = word_list("proposing")
_BROAD = word_list("broad_heads")
_PASSIVE = word_list("proposed")
_TECHNIQUES = word_list("technique_words")
_HEADS = (METHOD_HEADS | load_words("component_heads")) - word_list("no_component_heads")


def find_components(words: Words) -> Iterator[tuple[int, int]]:
    """Yield (first, last) tokens of distinctive noun phrases that the abstract proposes, introduces or designs."""
    for i in range(words.title_end, len(words)):
        if words.lower[i] in _ACTIVE and words.lower[i - 1] not in {"to", "been"}:
            if phrase := _phrase_from(words, i + 1):
                yield phrase
        elif words.lower[i] in _PASSIVE and words.lower[i - 1] in {"is", "are", "further", "also", "then"}:
            yield from _phrases_before(words, i)


def _phrase_from(words: Words, start: int) -> tuple[int, int] | None:
    i = start
    while i < len(words) and (words.lower[i] in {"a", "an", "the", "two"} or words.lower[i] in GENERIC):
        i += 1
    last = i
    while last < len(words) and last - i < 7 and _is_inside(words, last, start):
        last += 1
    return _bounded(words, i, last - 1)


def _phrases_before(words: Words, verb: int) -> Iterator[tuple[int, int]]:
    last = verb - 1
    while last > 0 and words.lower[last] in {"is", "are", "further", "also", "then"}:
        last -= 1
    while last > 0:
        first = last
        while (
            first > 0
            and last - first < 7
            and _is_inside(words, first - 1, last)
            and words.lower[first - 1] not in GENERIC
        ):
            first -= 1
        if not (phrase := _bounded(words, first, last)):
            return
        yield phrase
        if words.lower[phrase[0] - 1] != "and":
            return
        last = phrase[0] - 2


def _is_inside(words: Words, i: int, start: int) -> bool:
    lower = words.lower[i]
    return (
        words.sentence[i] == words.sentence[start]
        and words.text[i].islower()
        and lower[0].isalpha()
        and lower not in CLOSED
    )


def _bounded(words: Words, first: int, last: int) -> tuple[int, int] | None:
    """Cut a phrase to its head noun; None if no distinctive words stand before it."""
    while last > first and words.lower[last] not in _HEADS:
        last -= 1
    while first < last and words.lower[first].endswith("ly"):
        first += 1
    distinctive = [w for w in words.lower[first:last] if w not in GENERIC and w not in _TECHNIQUES]
    if words.lower[last] in _BROAD:
        enough = len([w for w in distinctive if not w.endswith("-based")]) >= 2
    else:
        enough = len(distinctive) >= 2 or any("-" in w for w in distinctive)
    return (first, last) if enough and words.lower[last] in _HEADS else None


@Language.component("kg_components")
def mark_components(doc: Doc) -> Doc:
    """Add unnamed components as candidates for introduced methods."""
    words = get_words(doc)
    for first, last in find_components(words):
        add_candidate(doc, *words.span(first, last), "method", evidence="component", weight=0.5, role="introduced")
    return doc
