"""Estimate from a name alone how many people share it."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache

from kg.resolve.names.counts import read_counts
from kg.resolve.names.parsing import is_short, parse_name
from kg.resolve.names.syllables import is_pinyin

__all__ = ["ambiguity"]

#: ``ambiguity`` is the logarithm of how many of this many authors are expected to print a name.
AUTHORS = 1_000_000


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
    chinese, others = read_counts()
    counts = chinese if is_pinyin(family) and all(is_short(t) or is_pinyin(t) for t in given) else others
    further = len(parsed.tokens) - len(given) - 1
    shares = _share(family, counts.family, counts.total)
    for token in given:
        shares += _share(token, counts.given, counts.total)
    return math.log(AUTHORS * counts.total / sum(c.total for c in read_counts())) + shares - further * math.log(10)


def _share(token: str, counts: Counter[str], total: int) -> float:
    """Return the logarithm of the share of a token; what the table lacks counts for half a name."""
    return math.log(max(counts[token[0] if is_short(token) else token], 0.5) / total)
