"""Read how common given and family names are among authors."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.resolve.names.syllables import is_pinyin

__all__ = ["Counts", "are_common", "read_counts"]

#: A name of so many authors is no slip.
COMMON = 10


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many authors' names each token is the given and the family name, and how many authors there are."""

    given: Counter[str]
    family: Counter[str]
    total: int


@cache
def read_counts() -> tuple[Counts, Counts]:
    """Read the counts of Chinese names in pinyin, and of all others; an initial has those of all that begin with it."""
    text = files("kg.resolve.names").joinpath("namecounts.tsv").read_text(encoding="utf-8")
    _, (_, total, _), *rows = (line.split("\t") for line in text.splitlines())
    tables = {chinese: (Counter[str](), Counter[str]()) for chinese in (True, False)}
    for token, given, family in rows:
        for table, count in zip(tables[is_pinyin(token)], (given, family), strict=True):
            table.update({token: int(count), token[0]: int(count)})
    number = sum(n for token, n in tables[True][1].items() if len(token) > 1)
    return Counts(*tables[True], number), Counts(*tables[False], int(total) - number)


def are_common(a: str, b: str) -> bool:
    """Tell whether both are names of several authors, so that neither is a slip.

    >>> are_common("julia", "julian"), are_common("eiichiro", "eiichro")
    (True, False)
    """
    return _is_common(a) and _is_common(b)


def _is_common(token: str) -> bool:
    return any(max(counts.given[token], counts.family[token]) >= COMMON for counts in read_counts())
