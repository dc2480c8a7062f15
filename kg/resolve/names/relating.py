"""Say how two printed names may name one person."""

from __future__ import annotations

from functools import lru_cache

from kg.resolve.names.blocking import find_keys
from kg.resolve.names.nicknames import full_forms
from kg.resolve.names.parsing import Name, is_short, parse_name
from kg.resolve.names.sounds import is_near, sound
from kg.resolve.names.syllables import is_east_asian, is_pinyin

__all__ = ["LEVELS", "relate_names"]

#: How two names may relate, closest first; ``relate_names`` says what each means.
LEVELS = ("same", "spelling", "middle", "order", "initials", "nickname", "given", "family", "typo", "loose")

#: The level of a pair whose family names are equal, a part or a slip of each other, from how the given names relate.
_COMBINED = {
    "equal": {"equal": "spelling", "typo": "typo"},
    "part": {"equal": "family", "middle": "family"},
    "typo": {"equal": "typo", "middle": "typo"},
}


def relate_names(left: str, right: str) -> str | None:
    """Say how two printed names may name one person, or None if they can't.

    - ``same``: but for case, full stops and a dblp number
    - ``spelling``: accents, umlauts, hyphens, spaces, another script, order told by a comma or a lone initial
    - ``middle``: a middle name or initial, or "Jr.", in one only, or a middle name abbreviated in one
    - ``order``: given and family name change places
    - ``initials``: the first given name is abbreviated in one or both, and all else fits
    - ``nickname``: the first given name is another form of the other one
    - ``given``: one lacks the other's first given name, or has the given names in another order
    - ``family``: one lacks a part or particle of the other's family name
    - ``typo``: a slip, or another spelling of the same sound, in a given or family name
    - ``loose``: two such differences at once

    >>> relate_names("Qi Qian", "Qian Qi"), relate_names("C. P. Rosé", "Carolyn Penstein Rose")
    ('order', 'initials')
    >>> relate_names("Jian-Long Yuan", "Jianlong Yuan"), relate_names("Carolyn P. Rose", "Carolyn Rose")
    ('spelling', 'middle')
    >>> relate_names("Yi Xu", "Yuanhong Xu"), relate_names("Wei Wang 0001", "Wei Wang 0002")
    (None, None)
    """
    return _relate(left, right) if left <= right else _relate(right, left)


@lru_cache(maxsize=1 << 18)
def _relate(left: str, right: str) -> str | None:
    if left == right:
        return "same"
    if not find_keys(left).meets(find_keys(right)):
        return None
    a, b = parse_name(left), parse_name(right)
    if (a.number and b.number and a.number != b.number) or len({a.generation, b.generation} - {""}) > 1:
        return None
    level = _relate_order(a, b)
    return "middle" if level in {"same", "spelling"} and a.generation != b.generation else level


def _relate_order(a: Name, b: Name) -> str | None:
    if a.plain == b.plain and a.glued == b.glued:
        return "same"
    if a.glued == b.glued:
        return "spelling"
    if a.glued == b.turned or b.glued == a.turned:
        return "order"
    if level := _relate_parts(a.given, a.family, b.given, b.family, surnames=a.surname == b.surname):
        return level
    for x, y in ((a, b), (b, a)):
        turned = y.tokens[1:] + y.tokens[:1]
        found = _relate_parts(x.given, x.family, turned[:-1], turned[-1:])
        if found in {"spelling", "middle", "initials"}:
            return "order" if found == "spelling" else "loose"
    return None


def _relate_parts(
    given: tuple[str, ...],
    family: tuple[str, ...],
    other_given: tuple[str, ...],
    other_family: tuple[str, ...],
    *,
    surnames: bool = False,
) -> str | None:
    """Relate two names whose parts are known, or a name with a longer one that has more family names."""
    how = "equal" if surnames or family == other_family else _relate_family(family, other_family)
    if how:
        level = _combine(how, relate_given(given, other_given))
        return "family" if level == "spelling" and how == "equal" and family == other_family and not surnames else level
    for a_given, a_family, b_given, b_family in (
        (given, family, other_given, other_family),
        (other_given, other_family, given, family),
    ):
        place = b_given.index(a_family[-1], 1) if a_family[-1] in b_given[1:] else 0
        if place and not all(map(is_pinyin, (*b_given, *b_family))) and len(a_family) == 1:
            return _combine("part", relate_given(a_given, b_given[:place]))
    return None


def _combine(family: str, given: str | None) -> str | None:
    if given is None:
        return None
    if family == "equal":
        return _COMBINED["equal"].get(given, given)
    return _COMBINED[family].get(given, "loose" if family == "part" else None)


def _relate_family(a: tuple[str, ...], b: tuple[str, ...]) -> str | None:
    """Say whether family names are equal, one a part of the other, or one a slip of the other."""
    x, y = "".join(a), "".join(b)
    if x == y:
        return "equal"
    if set(a) <= set(b) or set(b) <= set(a):
        return "part"
    return "typo" if is_near(x, y) or sound(x) == sound(y) else None


@lru_cache(maxsize=1 << 18)
def relate_given(a: tuple[str, ...], b: tuple[str, ...]) -> str | None:
    """Say how given names relate: equal, middle, initials, nickname, given, typo, or None."""
    if a == b or (a and "".join(a) == "".join(b)):
        return "equal"
    if not a or not b:
        return None
    a, b = _align(a, b) if len(a) <= len(b) else _align(b, a)
    if len(a) > len(b):
        a, b = b, a
    first = _relate_first(a[0], b[0])
    if first and (exact := _fits(a[1:], b[1:])) is not None:
        if first == "typo" and not exact:
            return None
        return first
    if set(a) == set(b) or (not is_short(a[0]) and len(a[0]) > 1 and _is_part(a, b)):
        return "given"
    return "typo" if _are_near("".join(a), "".join(b)) and not any(map(is_short, (*a, *b))) else None


def _align(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Join the first two given names of one where the other prints them as one."""
    if a[0] == b[0]:
        return a, b
    if len(b) > 1 and b[0] + b[1] == a[0]:
        return a, (a[0], *b[2:])
    if len(a) > 1 and a[0] + a[1] == b[0]:
        return (b[0], *a[2:]), b
    return a, b


def _relate_first(a: str, b: str) -> str | None:
    if a == b:
        return "initials" if is_short(a) else "middle"
    if _abbreviates(a, b):
        return "initials"
    if is_short(a) or is_short(b):
        return None
    if not full_forms(a).isdisjoint(full_forms(b)) or _is_clipped(a, b):
        return "nickname"
    return "typo" if _are_near(a, b) else None


def _abbreviates(a: str, b: str) -> bool:
    """Tell whether one is an abbreviation of the other."""
    if len(a) > len(b):
        a, b = b, a
    return is_short(a) and b.startswith(a.rstrip("."))


def _is_clipped(a: str, b: str) -> bool:
    """Tell whether one is the beginning of the other, as Mitch is of Mitchell."""
    if len(a) > len(b):
        a, b = b, a
    if len(a) < 4 or len(b) < len(a) + 2 or not b.startswith(a):
        return False
    return not is_pinyin(a) and not is_east_asian((a, b[len(a) :]))


def _are_near(a: str, b: str) -> bool:
    return is_near(a, b) or sound(a) == sound(b)


def _fits(a: tuple[str, ...], b: tuple[str, ...]) -> bool | None:
    """Say whether one list has all given names of the other, in order; None if not, False if some abbreviated."""
    if len(a) > len(b):
        a, b = b, a
    exact = True
    rest = iter(b)
    for token in a:
        for other in rest:
            if token == other:
                break
            if _abbreviates(token, other):
                exact = False
                break
        else:
            return None
    return exact


def _is_part(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Tell whether all tokens stand in the other list, in order."""
    rest = iter(b)
    return all(any(token == other for other in rest) for token in a)
