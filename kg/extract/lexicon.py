"""Word lists: names the field knows, and closed classes of words that bound a noun phrase."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

__all__ = [
    "CLOSED",
    "DATASET_HEADS",
    "DETERMINERS",
    "EVALUATION_WORDS",
    "FORMAL_HEADS",
    "GENERIC",
    "INTRODUCING",
    "LISTING",
    "METHOD_HEADS",
    "METRIC_HEADS",
    "NAMING",
    "OURS",
    "known_part",
    "load_lines",
    "load_names",
    "load_words",
    "stop_names",
    "task_acronyms",
    "word_list",
]


@cache
def load_lines(name: str) -> tuple[str, ...]:
    """Read a lexicon file's entries, one a line, without comments."""
    text = files("kg.extract").joinpath("lexicon", f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def _word_lists() -> dict[str, frozenset[str]]:
    lists: dict[str, frozenset[str]] = {}
    name = ""
    for line in load_lines("word_lists"):
        head, colon, words = line.partition(": ")
        name = head if colon else name
        lists[name] = lists.get(name, frozenset()) | frozenset((words if colon else line).split())
    return lists


def word_list(name: str) -> frozenset[str]:
    """Give one closed class of words.

    >>> "the" in word_list("determiners")
    True
    """
    return _word_lists()[name]


@cache
def load_words(name: str) -> frozenset[str]:
    """Read a lexicon file's whitespace-separated words."""
    return frozenset(word for line in load_lines(name) for word in line.split())


@cache
def load_names(name: str) -> dict[str, bool]:
    """Read a lexicon of names: each with True, or with False where the file marks other meanings with ``?``."""
    return {line.removesuffix(" ?"): not line.endswith(" ?") for line in load_lines(name)}


def known_part(word: str, name: str) -> bool:
    """Say whether a coined word extends a name of a lexicon by a version, size or variant.

    >>> known_part("ViT-L/14@336", "methods"), known_part("RBGNet", "methods")
    (True, False)
    """
    names = load_names(name)
    stem = word
    while stem := _VARIANT.sub("", stem) if _VARIANT.search(stem) else "":
        if names.get(stem) and len(stem) > 2:
            return True
    return False


_VARIANT = re.compile(r"(?:[-_/@.][^-_/@.]*|\d+)$")


@cache
def stop_names() -> frozenset[str]:
    """Give the tokens that look like names of methods or datasets and are none by themselves."""
    lists = ("stop_names", "stop_metrics", "family_acronyms")
    return frozenset(task_acronyms()).union(*(load_words(name) for name in lists))


@cache
def task_acronyms() -> dict[str, str]:
    """Map each known task acronym to its long form."""
    pairs = (line.partition(" = ") for line in load_lines("task_names"))
    return {short.strip(): long.strip() for long, _, shorts in pairs if shorts for short in shorts.split(",")}


def _nouns(name: str) -> frozenset[str]:
    words = word_list(name)
    return words | {f"{w}es" if w.endswith(("s", "x", "ch")) else f"{w}s" for w in words}


DETERMINERS = word_list("determiners")
CLOSED = DETERMINERS | word_list("function_words")
DATASET_HEADS = _nouns("dataset_heads") | {
    "corpora",
    "datasets",
}
METHOD_HEADS = _nouns("method_heads") | {"families", "strategies", "policy", "policies"}
FORMAL_HEADS = _nouns("formal_heads") | {
    "processes",
    "inequalities",
}
METRIC_HEADS = _nouns("metric_heads")
EVALUATION_WORDS = word_list("evaluation_words")
OURS = word_list("ours") | EVALUATION_WORDS
INTRODUCING = word_list("introducing")
NAMING = word_list("naming")
GENERIC = word_list("generic")
LISTING = word_list("listing")
