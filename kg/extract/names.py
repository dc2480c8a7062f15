"""Runs of tokens that look like proper names, the lists they stand in, and the nouns beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from kg.extract.candidates import Words, get_words, has_name_shape, is_capitalised
from kg.extract.lexicon import CLOSED, DATASET_HEADS, LISTING, METHOD_HEADS, NAMING, stop_names

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Run", "find_runs", "get_runs", "list_from", "noun_after", "noun_before"]

Doc.set_extension("kg_runs", default=None, force=True)


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens ``first`` to ``last``; ``coined`` if one of them has the shape of a coined name, not only a capital."""

    first: int
    last: int
    coined: bool


def _is_namish(words: Words, i: int) -> bool:
    word = words.text[i]
    if not (word[0].isalnum() or word[0] == "$") or word.startswith(("http:", "https:", "www.")):
        return False
    return is_capitalised(word) or has_name_shape(word)


def _starts_sentence(words: Words, i: int) -> bool:
    return i == 0 or words.sentence[i - 1] != words.sentence[i] or words.text[i - 1] in {":", '"', "“"}


def find_runs(words: Words) -> Iterator[Run]:
    """Yield maximal runs of name-like tokens; in the title, and at a sentence's start, only coined tokens count."""
    stop, i, n = stop_names(), 0, len(words)
    while i < n:
        if not _is_namish(words, i):
            i += 1
            continue
        j = i
        while j + 1 < n and words.sentence[j + 1] == words.sentence[i] and _joins(words, j):
            j += 1
        yield from _trim(words, i, j, stop)
        i = j + 1


def _joins(words: Words, j: int) -> bool:
    if words.start[j + 1] - words.end[j] != 1:
        return False
    return _is_namish(words, j + 1) or (words.text[j + 1][0].isdigit() and len(words.text[j + 1]) < 6)


def _trim(words: Words, i: int, j: int, stop: frozenset[str]) -> Iterator[Run]:
    if i < words.title_end or words.text[i:j] == []:
        yield from (
            Run(k, k, True) for k in range(i, j + 1) if has_name_shape(words.text[k]) and words.text[k] not in stop
        )
        return
    while i < j and (
        words.lower[i] in CLOSED
        or words.text[i] in stop
        or (_starts_sentence(words, i) and not has_name_shape(words.text[i]))
    ):
        i += 1
    while i < j and (words.lower[j] in DATASET_HEADS or words.lower[j] in METHOD_HEADS):
        j -= 1
    coined = any(has_name_shape(words.text[k]) and words.text[k] not in stop for k in range(i, j + 1))
    if coined or not (words.lower[i] in CLOSED or words.text[i] in stop):
        yield Run(i, j, coined)


def get_runs(doc: Doc) -> dict[int, Run]:
    """Give the runs of a Doc by first token, found once."""
    if doc._.kg_runs is None:
        doc._.kg_runs = {run.first: run for run in find_runs(get_words(doc))}
    runs: dict[int, Run] = doc._.kg_runs
    return runs


def noun_after(words: Words, run: Run) -> tuple[str, int] | None:
    """Find the dataset or method noun that ends the noun phrase a run begins: (kind, distance), or None."""
    for distance in range(1, 4):
        i = run.last + distance
        if i >= len(words) or words.sentence[i] != words.sentence[run.last] or words.lower[i] in CLOSED:
            return None
        if (kind := _noun_kind(words, i)) is not None:
            return kind, distance
        if not words.text[i][0].isalpha() or not words.text[i].islower():
            return None
    return None


def noun_before(words: Words, run: Run) -> tuple[str, bool] | None:
    """Find the noun that a run names, as in ``dataset X``, ``a model, X,``, ``model called X``: (kind, named), or None."""
    i, named = run.first - 1, False
    while (
        i > 0
        and words.sentence[i] == words.sentence[run.first]
        and (
            words.text[i] in {",", '"', "``", "(", "{", ":", "“"}
            or words.lower[i] in NAMING
            or words.lower[i] in {"\\textbf", "\\emph", "\\textit", "\\textsc", "as", "is"}
        )
    ):
        named = named or words.lower[i] in NAMING
        if words.lower[i] in {"as", "is"} and not (words.lower[i - 1] in NAMING or words.lower[i - 1] == "is"):
            break
        i -= 1
    if i < 0 or words.sentence[i] != words.sentence[run.first]:
        return None
    kind = _noun_kind(words, i)
    return (kind, named) if kind else (("method", True) if named else None)


def _noun_kind(words: Words, i: int) -> str | None:
    lower = words.lower[i]
    if lower in DATASET_HEADS or (
        lower in {"set", "sets", "suite"}
        and i
        and words.lower[i - 1] in {"data", "test", "evaluation", "benchmark", "training"}
    ):
        return "dataset"
    return "method" if lower in METHOD_HEADS else None


def list_from(words: Words, runs: dict[int, Run], start: int) -> list[Run]:
    """Read runs joined by commas, ``and``, ``or``, ``&`` from token ``start`` on."""
    found, i = [], start
    while i < len(words) and words.sentence[i] == words.sentence[start]:
        while i < len(words) and words.lower[i] in {"the", "both", "popular"}:
            i += 1
        if not (run := runs.get(i)):
            break
        found.append(run)
        i = run.last + 1
        separator = False
        while i < len(words) and words.lower[i] in {",", "and", "or", "&", "/", "as", "well", "also"}:
            i, separator = i + 1, True
        if not separator:
            break
    return found


def list_opening(words: Words, head: int) -> int | None:
    """Find where the names begin that illustrate the plural noun at ``head``: ``datasets (A``, ``models such as A``."""
    i, n, opened = head + 1, len(words), False
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
