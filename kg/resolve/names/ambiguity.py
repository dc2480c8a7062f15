"""Estimate from a name alone how many people share it."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from kg.resolve.names.parsing import is_short, parse_name
from kg.resolve.names.syllables import is_pinyin

__all__ = ["ambiguity"]

#: ``ambiguity`` is the logarithm of how many of this many authors are expected to print a name.
AUTHORS = 1_000_000


@dataclass(frozen=True, slots=True)
class _Counts:
    """In how many authors' names each token is the given and the family name, and how many authors there are."""

    given: Counter[str]
    family: Counter[str]
    total: int


@cache
def _read_counts() -> tuple[_Counts, _Counts]:
    """Read the counts of Chinese names in pinyin, and of all others; an initial has those of all that begin with it."""
    text = files("kg.resolve.names").joinpath("namecounts.tsv").read_text(encoding="utf-8")
    _, (_, total, _), *rows = (line.split("\t") for line in text.splitlines())
    tables = {chinese: (Counter[str](), Counter[str]()) for chinese in (True, False)}
    for token, given, family in rows:
        for table, count in zip(tables[is_pinyin(token)], (given, family), strict=True):
            table.update({token: int(count), token[0]: int(count)})
    number = sum(n for token, n in tables[True][1].items() if len(token) > 1)
    return _Counts(*tables[True], number), _Counts(*tables[False], int(total) - number)


@lru_cache(maxsize=1 << 18)
def ambiguity(name: str) -> float:
    """Return the natural logarithm of how many of a million authors are expected to print this very name.

    The shares of the first given and of the last family name are multiplied, among Chinese authors if both names can be
    pinyin, among all others else. An initial has the share of all given names that begin with it. Each further name or
    initial makes it a tenth. The commonest names in pinyin get about 4; a name is hardly shared by two below -3.

    >>> ambiguity("W. Liu") > ambiguity("Wei Liu") > 3, ambiguity("Hitomi Yanaka") < -3
    (True, True)
    """
    parsed = parse_name(name)
    if not parsed.tokens:
        return math.log(AUTHORS)
    family, given = parsed.family[-1], parsed.given[:1]
    chinese, others = _read_counts()
    counts = chinese if is_pinyin(family) and all(is_short(t) or is_pinyin(t) for t in given) else others
    further = len(parsed.tokens) - len(given) - 1
    shares = _share(family, counts.family, counts.total)
    for token in given:
        shares += _share(token, counts.given, counts.total)
    return math.log(AUTHORS * counts.total / sum(c.total for c in _read_counts())) + shares - further * math.log(10)


def _share(token: str, counts: Counter[str], total: int) -> float:
    """Return the logarithm of the share of a token; what the table lacks counts for half a name."""
    return math.log(max(counts[token[0] if is_short(token) else token], 0.5) / total)
