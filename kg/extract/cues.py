"""What the words around a name say of it: which noun it bears, and whether the paper introduces it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.lexicon import CLOSED, DATASET_HEADS, DETERMINERS, INTRODUCING, METHOD_HEADS, NAMING, word_list
from kg.extract.names import skip_parenthesis

if TYPE_CHECKING:
    from kg.extract.candidates import Words
    from kg.extract.names import Run

__all__ = ["introduced_kind", "is_introduced", "is_related", "named_kind", "noun_kind"]

_NOT_INTRODUCING = word_list("republishing")
_ROMAN = frozenset(["i", "ii", "iii", "iv", "a", "b", "c"])
_COMPARING = word_list("comparing")
_SUBJECT_VERBS = word_list("subject_verbs") - {"first", "also"}
_RELATING = frozenset(
    (verb, preposition) for verb in word_list("relating") for preposition in ("of", "on", "upon", "to")
)
_PASSIVE = word_list("proposed_names")


def named_kind(words: Words, run: Run) -> str | None:
    """Say which kind of noun a run bears, as in ``X model``, ``the dataset X`` or ``X, a benchmark for``."""
    return _noun_after(words, run) or _noun_before(words, run) or _noun_apposed(words, run)


def _noun_after(words: Words, run: Run) -> str | None:
    """Find the dataset or method noun that ends the noun phrase a run begins."""
    for distance in range(1, 4):
        i = run.last + distance
        if i >= len(words) or words.sentence[i] != words.sentence[run.last] or words.lower[i] in CLOSED:
            return None
        if kind := noun_kind(words, i):
            return kind
        if not words.text[i][0].isalpha() or not words.text[i].islower():
            return None
    return None


def _noun_before(words: Words, run: Run) -> str | None:
    """Find the noun that a run names, as in ``dataset X``, ``a model, X,``, ``model called X``."""
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
    return noun_kind(words, i) or ("method" if named else None)


def noun_kind(words: Words, i: int) -> str | None:
    """Say what the noun at token ``i`` makes of a name beside it: dataset, method or None."""
    lower = words.lower[i]
    if lower in DATASET_HEADS or (
        lower in {"set", "sets", "suite"}
        and i
        and words.lower[i - 1] in {"data", "test", "evaluation", "benchmark", "training"}
    ):
        return "dataset"
    return "method" if lower in METHOD_HEADS else None


def _noun_apposed(words: Words, run: Run) -> str | None:
    """Find the noun of ``X, a large benchmark for`` and ``X is a model``."""
    i, n = skip_parenthesis(words, run.last + 1), len(words)
    if i + 1 >= n or words.lower[i] not in {",", "is", "are", ":", "-", "—", "–"}:
        return None
    i += 1
    if words.lower[i] not in DETERMINERS:
        return None
    for j in range(i + 1, min(i + 12, n)):
        if words.sentence[j] != words.sentence[run.last] or words.lower[j] in CLOSED - {"and"}:
            return None
        if kind := noun_kind(words, j):
            return kind
    return None


def is_introduced(words: Words, first: int, last: int) -> bool:
    """Say whether the text proposes the name at tokens ``first`` to ``last``, or calls it ours."""
    if last + 1 < len(words) and words.lower[last + 1] in {"based", "like", "style"}:
        return False
    return _proposed_before(words, first) or _proposed_after(words, last)


def _proposed_before(words: Words, first: int) -> bool:
    for i in range(first - 1, max(first - 12, -1), -1):
        lower = words.lower[i]
        if words.sentence[i] != words.sentence[first] or (i < words.title_end <= first):
            return False
        if lower in NAMING or lower == "our" or (lower in INTRODUCING and lower not in _NOT_INTRODUCING):
            return not (i and words.lower[i - 1] in {"previously", "recently", "been"})
        if lower in _COMPARING or lower in _SUBJECT_VERBS:
            return False
        if lower == "of" and words.lower[i - 1] in {"notion", "concept"}:
            continue
        if lower in CLOSED - {"a", "an", "the", "as", "it", "is"} or lower in {".", ";", ")", "("}:
            return False
    return False


def _proposed_after(words: Words, last: int) -> bool:
    n = len(words)
    i = skip_parenthesis(words, last + 1)
    i += i < n and words.text[i] == ")"
    if i + 1 >= n or words.sentence[i] != words.sentence[last] or words.lower[i] not in {"is", "are"}:
        return False
    return words.lower[i + 1] in _PASSIVE or (i + 2 < n and words.lower[i + 2] in _PASSIVE)


def is_related(words: Words, first: int, last: int) -> bool:
    """Say whether a name stands where methods do: ``outperforms X``, ``extension of X``, ``X, which``, ``(2) X,``."""
    before, after = words.lower[max(0, first - 3) : first], words.lower[last + 1 : last + 3]
    if before and (before[-1] in _COMPARING or tuple(before[-2:]) in _RELATING):
        return True
    listed = len(before) > 1 and before[-1] == ")" and (before[-2].isdecimal() or before[-2] in _ROMAN)
    return after[:2] == [",", "which"] or (listed and after[:1] in ([","], [":"]))


def introduced_kind(words: Words) -> str | None:
    """Say what kind of thing the abstract introduces, by the first object of an introducing verb that tells."""
    for verb in range(words.title_end, len(words)):
        if words.lower[verb] not in INTRODUCING or words.lower[verb - 1] not in {
            "we",
            "paper",
            "work",
            "also",
            "study",
            "to",
        }:
            continue
        for i in range(verb + 1, min(verb + 12, len(words))):
            if words.sentence[i] != words.sentence[verb] or words.lower[i] in CLOSED - {"a", "an", "the", "and"}:
                break
            if kind := noun_kind(words, i):
                return kind
    return None
