"""Read what governs a name in its sentence and what the name does there, from words alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.candidates import has_name_shape
from kg.extract.lexicon import CLOSED, DATASET_HEADS, DETERMINERS, METHOD_HEADS, load_words
from kg.extract.names import skip_parenthesis
from kg.extract.role_words import TASK_NOUNS, plain_word, verb_senses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.extract.candidates import Words

__all__ = ["SUBJECTS", "Feature", "describe_left", "describe_right", "describe_title"]

Feature = tuple[str, str]
"""A template and what fills it, such as ("verb", "evaluate on")."""

SUBJECTS = frozenset(
    ["we", "i", "paper", "work", "study", "article", "authors", "survey", "thesis", "report", "letter"]
)
_REACH = 14
_PREPOSITIONS = load_words("role_prepositions")
_BREAKS = frozenset([";", ".", "?", "!", "that", "which", "while", "whereas", "but", "where"])
_LINKS = frozenset(["to", "and", "also", "can", "may", "then", "they", "further", "first", "not", "will", "could"])
_BE = frozenset(["is", "are", "was", "were", "be", "been", "being"])
_BEFORE_BASE = _LINKS | SUBJECTS
# "the notion of X" names X itself; "a variant of X" names something else.
_CLASSES = frozenset(["notion", "concept", "idea", "class", "family", "type", "kind", "form", "series"])
_JOINERS = frozenset([",", "and", "or", "&", "/"])
_ROMAN = frozenset(["i", "ii", "iii", "iv", "a", "b", "c"])


def describe_title(words: Words, first: int, last: int) -> Iterator[Feature]:
    """Say where in the title a name stands: what comes before it, before or after a colon, at the beginning or end."""
    lower, end, verbs = words.lower, words.title_end, verb_senses()
    colon = next((i for i in range(end) if lower[i] == ":"), -1)
    side = "" if colon < 0 else "before " if first < colon else "after "
    begin = colon + 1 if first > colon else 0
    before = next((w for w in reversed(lower[begin:first]) if w in _PREPOSITIONS or w in verbs), "")
    yield "title", f"{side}{before}{' start' if first == begin else ''}"
    yield "title side", side
    yield "title before", before
    if first == 0 and last + 1 == colon:
        yield "title", "name"
    if last + 1 < end:
        yield "title right", plain_word(lower[last + 1])
    if first:
        yield "title left", plain_word(lower[first - 1])
    yield "title", "end" if last + 2 >= end else "inside"


def describe_left(words: Words, first: int, start: int) -> Iterator[Feature]:
    """Describe the words before a name in its sentence, which begins at ``start``, and the verb that governs it."""
    lower = words.lower
    one = plain_word(lower[first - 1]) if first > start else "^"
    two = plain_word(lower[first - 2]) if first - 1 > start else "^"
    yield "left", one
    yield "left 2", f"{two} {one}"
    if one in _JOINERS:
        yield "listed", "left"
    if one == ")" and first - 1 > start and (lower[first - 2].isdigit() or lower[first - 2] in _ROMAN):
        yield "left", "(1)"
    yield from _describe_governor(words, first, start)


def _describe_governor(words: Words, first: int, start: int) -> Iterator[Feature]:
    lower, verbs, preposition = words.lower, verb_senses(), ""
    for i in range(first - 1, max(start, first - _REACH) - 1, -1):
        word = lower[i]
        if (verb := verbs.get(word)) and (verb[1] != "base" or i == start or lower[i - 1] in _BEFORE_BASE):
            subject = _find_subject(words, i, start)
            yield "verb", f"{verb[0]} {preposition}"
            yield "verb form", f"{verb[0]} {verb[1]} {subject} {preposition}"
            yield "verb word", f"{word} {preposition}"
            yield "subject", f"{verb[0]} {subject}"
            return
        if word in _BREAKS:
            yield "break", f"{word} {preposition}"
            return
        if not preposition and word in _PREPOSITIONS and (i == start or lower[i - 1] not in _CLASSES):
            preposition = word
            yield "preposition", word
            if i > start:
                yield "noun", f"{plain_word(lower[i - 1])} {word}"
    yield "verb", f"none {preposition}"


def _find_subject(words: Words, verb: int, start: int) -> str:
    """Say who does what a verb says: we, to (an infinitive), be (a passive), a name or something else."""
    for i in range(verb - 1, max(start, verb - 4) - 1, -1):
        word = words.lower[i]
        if word in SUBJECTS:
            return "we"
        if word == "to":
            return "to"
        if word in _BE:
            return "be"
        if word not in _LINKS and not word.endswith("ly"):
            return "name" if has_name_shape(words.text[i]) else "other"
    return "start"


def describe_right(words: Words, last: int, end: int) -> Iterator[Feature]:
    """Describe the words after a name in its sentence, which stops before ``end``, and the verb it governs."""
    lower, verbs = words.lower, verb_senses()
    i = skip_parenthesis(words, last + 1)
    if i > last + 1:
        yield "right", "(...)"
    i += i < end and lower[i] == ")"
    one = plain_word(lower[i]) if i < end else "$"
    yield "right", one
    yield "right 2", f"{one} {plain_word(lower[i + 1]) if i + 1 < end else '$'}"
    if one in _JOINERS:
        yield "listed", "right"
    for j in range(i, min(end, i + 5)):
        word = lower[j]
        if (verb := verbs.get(word)) and verb[1] != "ing" and verb[0] != "say":
            yield "does", f"{verb[0]} {'passive' if lower[j - 1] in _BE else verb[1]}"
            break
        if word in _BREAKS or word in _PREPOSITIONS:
            break
    yield from _describe_apposition(words, i, end)


def _describe_apposition(words: Words, i: int, end: int) -> Iterator[Feature]:
    """Look for the noun of ``X dataset`` and of ``X, a large benchmark``."""
    lower = words.lower
    apposed = i + 1 < end and lower[i] in {",", "is", "-", "—", "–"} and lower[i + 1] in DETERMINERS
    for j in range(i + 2 if apposed else i, min(end, i + (10 if apposed else 3))):
        word = lower[j]
        if word in DATASET_HEADS or word in METHOD_HEADS or word in TASK_NOUNS:
            head = "dataset" if word in DATASET_HEADS else "method" if word in METHOD_HEADS else "task"
            yield ("apposed" if apposed else "head"), head
            return
        if word in CLOSED or not word[0].isalpha():
            return
