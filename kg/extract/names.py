"""Runs of tokens that look like proper names, the lists they stand in, and the nouns beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from kg.extract.candidates import Words, get_words, has_name_shape, is_adjective, is_capitalised, is_measure
from kg.extract.lexicon import CLOSED, DATASET_HEADS, LISTING, METHOD_HEADS, load_words, stop_names

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Run",
    "find_runs",
    "get_runs",
    "iterate_lists",
    "list_after",
    "list_from",
    "list_opening",
    "skip_parenthesis",
]

_HEADS = DATASET_HEADS | METHOD_HEADS
Doc.set_extension("kg_runs", default=None, force=True)


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens ``first`` to ``last``; ``coined`` if one of them has the shape of a coined name, not only a capital."""

    first: int
    last: int
    coined: bool


def _is_fragment(words: Words, i: int) -> bool:
    """Say whether markup sets a token apart from the rest of its word, as in ``**Diff**usion``."""
    j = i + 1
    while j < len(words) and words.text[j] in {"*", "}"} and words.start[j] == words.end[j - 1]:
        j += 1
    return i + 1 < j < len(words) and words.start[j] == words.end[j - 1] and words.text[j][0].isalpha()


def _is_namish(words: Words, i: int) -> bool:
    word = words.text[i]
    if i + 1 < len(words) and words.text[i + 1] in {"*", "}"} and _is_fragment(words, i):
        return False
    if len(word) < 2 or not (word[0].isalnum() or word[0] == "$") or word.startswith(("http:", "https:", "www.")):
        return False
    return (is_capitalised(word) and not is_adjective(word) and not is_measure(word)) or has_name_shape(word)


@cache
def _is_stop(word: str) -> bool:
    """Say whether a token is a stop name, or a compound that only its stop names make look coined (``human-LLM``)."""
    parts = word.split("-")
    shaped = {p for p in parts[parts[0].isdecimal() :] if not (p.isalpha() and p.islower())}
    compound = 0 < len(shaped) < len(parts) and word[0] != "$"
    return word in stop_names() or (compound and stop_names() >= shaped)


def _starts_sentence(words: Words, i: int) -> bool:
    return i == 0 or words.sentence[i - 1] != words.sentence[i] or words.text[i - 1] in {":", '"', "“"}


def find_runs(words: Words) -> Iterator[Run]:
    """Yield maximal runs of name-like tokens; in the title, and at a sentence's start, only coined tokens count."""
    i, n = 0, len(words)
    while i < n:
        if not _is_namish(words, i):
            i += 1
            continue
        j = i
        while j + 1 < n and words.sentence[j + 1] == words.sentence[i] and _joins(words, j):
            j += 1
        yield from _trim(words, i, j)
        i = j + 1


def _joins(words: Words, j: int) -> bool:
    if words.start[j + 1] - words.end[j] != 1:
        return False
    following = words.text[j + 1]
    version = following[0].isdigit() or (following[0] == "v" and following[1:].isdecimal())
    return _is_namish(words, j + 1) or (version and len(following) < 6)


def _is_shouted(words: Words) -> bool:
    """Say whether the title is all capitals, so that they make no name of a word that the abstract writes small."""
    letters = [w for w in words.text[: words.title_end] if w.isalpha()]
    return len(letters) > 3 and all(w.isupper() for w in letters)


def _trim(words: Words, i: int, j: int) -> Iterator[Run]:
    if i < words.title_end:
        seen = set(words.text[words.title_end :]) if _is_shouted(words) else None
        for k in range(i, j + 1):
            if (
                has_name_shape(words.text[k])
                and not _is_stop(words.text[k])
                and (seen is None or words.text[k] in seen)
            ):
                yield Run(k, k, True)
        return
    while i < j and (
        words.lower[i] in CLOSED
        or _is_stop(words.text[i])
        or (_starts_sentence(words, i) and not has_name_shape(words.text[i]))
    ):
        i += 1
    while i < j and (words.lower[j] in _HEADS or _is_stop(words.text[j])) and words.text[j - 1] != "Neural":
        j -= 1
    plain = frozenset(words.text[i : j + 1]) <= load_words("name_adjectives") | load_words("plain_words")
    if plain or (i == j and _starts_sentence(words, i) and not has_name_shape(words.text[i])):
        return
    if (j + 1 < len(words) and words.lower[j + 1] == "et") or (i == j and is_measure(words.text[i])):
        return
    coined = any(has_name_shape(words.text[k]) and not _is_stop(words.text[k]) for k in range(i, j + 1))
    if coined or not (words.lower[i] in CLOSED or _is_stop(words.text[i])):
        yield Run(i, j, coined)


def get_runs(doc: Doc) -> dict[int, Run]:
    """Give the runs of a Doc by first token, found once."""
    if doc._.kg_runs is None:
        doc._.kg_runs = {run.first: run for run in find_runs(get_words(doc))}
    runs: dict[int, Run] = doc._.kg_runs
    return runs


def skip_parenthesis(words: Words, i: int) -> int:
    """Give the position after a short parenthesis that opens at token ``i``, else ``i``."""
    if i < len(words) and words.text[i] == "(":
        for j in range(i, min(i + 10, len(words))):
            if words.text[j] == ")":
                return j + 1
    return i


def list_from(words: Words, runs: dict[int, Run], start: int, *, parentheses: bool = False) -> list[Run]:
    """Read runs joined by commas, ``and``, ``or``, ``&`` from token ``start`` on."""
    found, i = [], start
    while i < len(words) and words.sentence[i] == words.sentence[start]:
        while i < len(words) and words.lower[i] in {"the", "both", "popular"}:
            i += 1
        if not (run := runs.get(i)):
            break
        found.append(run)
        i = skip_parenthesis(words, run.last + 1) if parentheses else run.last + 1
        separator = False
        while i < len(words) and words.lower[i] in {",", "and", "or", "&", "/", "as", "well", "also"}:
            i, separator = i + 1, True
        if not separator:
            break
    return found


def iterate_lists(words: Words, runs: dict[int, Run]) -> Iterator[list[Run]]:
    """Yield each list of two or more names; a parenthesis may follow a name: ``FUNSD (0.79), CORD (0.94)``."""
    done = -1
    for first in sorted(runs):
        if first > done and len(listed := list_from(words, runs, first, parentheses=True)) > 1:
            done = listed[-1].last
            yield listed


def _is_citation(words: Words, opening: int) -> bool:
    """Say whether a parenthesis holds a citation such as ``(Pang and Lee, 2004)``."""
    inside = words.text[opening + 1 : opening + 9]
    return any(a == "," and len(b) >= 4 and b[:4].isdecimal() and b[:2] in {"19", "20"} for a, b in pairwise(inside))


def list_opening(words: Words, head: int) -> int | None:
    """Find where the names begin that illustrate the plural noun at ``head``: ``datasets (A``, ``models such as A``."""
    i, n, opened = head + 1, len(words), False
    if (
        words.text[i : i + 1] == ["("]
        and (closed := skip_parenthesis(words, i)) + 1 < n
        and words.lower[closed] in {"such", "like"}
    ):
        i = closed
    if words.text[i : i + 1] == ["("] and _is_citation(words, i):
        return None
    while i < n and i < head + 7 and words.sentence[i] == words.sentence[head]:
        lower = words.lower[i]
        if lower in LISTING or lower in {"(", ":", "named", "called"}:
            opened = True
        elif lower == "such" and i + 1 < n and words.lower[i + 1] == "as":
            opened, i = True, i + 1
        elif lower not in {",", "-", "the", "both", "\\"}:
            break
        i += 1
    return i if opened else None


def list_after(words: Words, runs: dict[int, Run], head: int) -> list[Run]:
    """Read the names that illustrate the plural noun at ``head``, also ``models, A and B`` if both are coined."""
    if (start := list_opening(words, head)) is not None:
        return list_from(words, runs, start)
    if head + 2 < len(words) and words.text[head + 1] == ",":
        listed = list_from(words, runs, head + 2)
        return listed if len(listed) > 1 and all(run.coined for run in listed) else []
    return []
