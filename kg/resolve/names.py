"""Compare printed names of people: equal, reordered, abbreviated, or no possible match."""

from __future__ import annotations

from functools import lru_cache

from kg.iris import fold

__all__ = ["block_keys", "name_key", "relate_names"]


def name_key(name: str) -> str:
    """Reduce a name to its folded tokens in alphabetical order, so that name order does not matter.

    >>> name_key("Qi Qian") == name_key("QIAN, Qi")
    True
    """
    return " ".join(sorted(fold(name).split()))


def block_keys(name: str) -> set[str]:
    """Return the keys under which a name may meet its variants: a token and the initial of the token it goes with.

    Either end of the name may be the family name.

    >>> sorted(block_keys("Juhua Hu"))
    ['hu j', 'juhua h']
    """
    tokens = fold(name).split()
    if len(tokens) < 2:
        return set(tokens)
    return {f"{tokens[-1]} {tokens[0][0]}", f"{tokens[0]} {tokens[-1][0]}"}


@lru_cache(maxsize=1 << 16)
def relate_names(left: str, right: str) -> str | None:
    """Say how two printed names may name one person: same, spelling, order, middle, initials; None if they can't.

    >>> relate_names("Qi Qian", "Qian Qi"), relate_names("C. P. Rosé", "Carolyn Penstein Rose")
    ('order', 'initials')
    >>> relate_names("Jian-Long Yuan", "Jianlong Yuan"), relate_names("Carolyn P. Rose", "Carolyn Rose")
    ('spelling', 'middle')
    >>> relate_names("Yi Xu", "Yuanhong Xu")
    """
    a, b = fold(left).split(), fold(right).split()
    if not a or not b:
        return "same" if a == b and left == right else None
    if "".join(a) == "".join(b):
        return "same" if a == b else "spelling"
    if sorted(a) == sorted(b) or _rotated(a) == "".join(b) or _rotated(b) == "".join(a):
        return "order"
    return _relate_given(a[:-1], b[:-1]) if a[-1] == b[-1] and len(a) > 1 and len(b) > 1 else None


def _rotated(tokens: list[str]) -> str:
    """Write the given names after the family name that stands first, or before one that stands last."""
    return "".join(tokens[1:] + tokens[:1])


def _relate_given(a: list[str], b: list[str]) -> str | None:
    if len(a) > len(b):
        a, b = b, a
    if a[0] == b[0] and _subsequence(a[1:], b[1:]):
        return "middle"
    shortened = a[0][0] == b[0][0] and 1 in (len(a[0]), len(b[0]))
    if (shortened or a[0] == b[0]) and all(
        x[0] == y[0] and (x == y or 1 in (len(x), len(y))) for x, y in zip(a, b, strict=False)
    ):
        return "initials"
    return None


def _subsequence(short: list[str], long: list[str]) -> bool:
    rest = iter(long)
    return all(any(token == other for other in rest) for token in short)
