"""Tell slips and other spellings of one name from other names."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["is_near", "sound"]

#: Spellings of one sound: romanisations of Japanese, Slavic, Indian and Arabic names, old and new spellings.
_RULES = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("sch|sh(?=[aeiou])|sy(?=[aou])", "s"),
        ("ph", "f"),
        ("tch|ty(?=[aou])", "ch"),
        ("tsu", "tu"),
        ("tz|ts|cz", "z"),
        ("ck|c(?=[aoulrkt]|$)|q(?!u)", "k"),
        ("x", "ks"),
        ("(?<=[aeioubdgkptrjl])h", ""),
        ("w", "v"),
        ("[jy](?=[aeou])|ie|ij|ee|y", "i"),
        ("ou|oo", "u"),
        ("z", "s"),
        (r"(.)\1+", r"\1"),
    )
]


@lru_cache(maxsize=1 << 16)
def sound(token: str) -> str:
    """Reduce a name to its sound, roughly; not made for Chinese names in pinyin, where each letter counts.

    >>> sound("tsuyoshi") == sound("tsuyosi"), sound("phillippe") == sound("philippe")
    (True, True)
    """
    for pattern, replacement in _RULES:
        token = pattern.sub(replacement, token)
    return token


def is_near(a: str, b: str) -> bool:
    """Tell whether two long tokens that begin alike differ by one edit, or longer ones by two.

    An edit inserts, drops or replaces a letter or swaps two neighbours.

    >>> is_near("eiichiro", "eiichro"), is_near("hirschman", "hirshman"), is_near("brown", "braun")
    (True, True, False)
    """
    if len(a) > len(b):
        a, b = b, a
    if len(a) < 4 or len(b) - len(a) > 2 or a[0] != b[0]:
        return False
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    j = 0
    while j < len(a) - i and a[-1 - j] == b[-1 - j]:
        j += 1
    x, y = a[i : len(a) - j], b[i : len(b) - j]
    return len(y) <= 1 or (len(y) == 2 and x == y[::-1]) or (len(a) >= 9 and len(y) <= 2)
