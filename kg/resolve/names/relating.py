"""Say how two printed names may name one person."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from kg.resolve.names.blocking import find_keys
from kg.resolve.names.counts import are_common
from kg.resolve.names.nicknames import full_forms
from kg.resolve.names.parsing import Name, is_short, parse_name
from kg.resolve.names.sounds import is_near, sound
from kg.resolve.names.syllables import is_east_asian, is_pinyin

__all__ = ["LEVELS", "relate_names"]

#: How two names may relate, closest first; ``relate_names`` says what each means.
LEVELS = ("same", "spelling", "middle", "order", "initials", "nickname", "given", "family", "typo", "loose")


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
    if a.glued == b.glued:
        return "same" if a.plain == b.plain else "spelling"
    if a.glued == b.turned or b.glued == a.turned:
        return "order"
    if level := _relate_parts(a, b):
        return level
    if any(_relate_parts(x, _turn(y)) in {"spelling", "middle", "initials"} for x, y in ((a, b), (b, a))):
        return "loose"
    return None


def _turn(name: Name) -> Name:
    """Read a name as if the family name stood first."""
    given = (*name.given[1:], *name.family)
    return replace(name, given=given, spread=given, family=name.given[:1], surname=name.given[0])


def _relate_parts(a: Name, b: Name) -> str | None:
    """Relate two names that stand in one order."""
    if how := _relate_family(a, b):
        level = _combine(how, _relate_given(a, b))
        if level == "typo" and a.syllabic and b.syllabic and sound(a.glued) != sound(b.glued):
            return "loose"
        return "family" if level == "spelling" and a.surname != b.surname else level
    for short, long in ((a, b), (b, a)):
        if len(short.family) == 1 and short.family[0] in long.given[1:] and not long.chinese:
            given = long.given[: long.given.index(short.family[0], 1)]
            level = _combine("part", _relate_given(short, replace(long, given=given, spread=given)))
            doubtful = len(short.given) > len(given) or long.syllabic or "mohammed" in full_forms(given[0])
            return "loose" if level and doubtful else level
    return None


def _combine(family: str, given: str | None) -> str | None:
    """Give the level of two names from how their families and given names relate."""
    if given is None:
        return None
    if family == "equal":
        return "spelling" if given == "equal" else given
    if family == "part":
        return "family" if given in {"equal", "middle"} else "loose"
    return {"equal": "typo", "middle": "typo", "initials": "loose"}.get(given)


def _relate_family(a: Name, b: Name) -> str | None:
    """Say whether family names are equal, one a part of the other, or one a slip of the other."""
    if a.family == b.family or a.surname == b.surname:
        return "equal"
    if set(a.family) <= set(b.family) or set(b.family) <= set(a.family):
        return "part"
    x, y = sorted(("".join(a.family), "".join(b.family)), key=len)
    if len(x) > 5 and len(y) > len(x) + 2 and y.startswith(x):
        return "part"
    return "typo" if _may_slip(a, b) and _are_near(x, y) else None


def _may_slip(a: Name, b: Name) -> bool:
    return not (a.chinese and b.chinese)


def _relate_given(x: Name, y: Name) -> str | None:
    """Say how given names relate: equal, middle, initials, nickname, given, typo, loose, or None."""
    a, b = x.given, y.given
    if a == b or (a and "".join(a) == "".join(b)):
        return "equal"
    if not a or not b:
        return None
    a, b = _align(x.spread if any(map(is_short, b)) else a, y.spread if any(map(is_short, a)) else b)
    if len(a) > len(b):
        a, b = b, a
    slips = _may_slip(x, y)
    first = _relate_first(a[0], b[0], slips=slips, clips=not (x.syllabic and y.syllabic))
    exact = _fits(a[1:], b[1:])
    if first and exact is not None and (exact or first != "typo"):
        return "loose" if first == "initials" and _adds_name(a, b) else first
    if set(a) == set(b) or (not is_short(a[0]) and _is_part(a, b)):
        return "given"
    return "typo" if slips and not any(map(is_short, (*a, *b))) and _are_near("".join(a), "".join(b)) else None


def _adds_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Tell whether the one that abbreviates the first given name prints another in full that the other one lacks."""
    brief, full = (a, b) if is_short(a[0]) else (b, a)
    return not is_short(full[0]) and any(not is_short(t) and t not in full for t in brief[1:])


def _align(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Join the first two given names of one where the other prints them as one."""
    if a[0] == b[0]:
        return a, b
    if len(b) > 1 and b[0] + b[1] == a[0]:
        return a, (a[0], *b[2:])
    if len(a) > 1 and a[0] + a[1] == b[0]:
        return (b[0], *a[2:]), b
    return a, b


def _relate_first(a: str, b: str, *, slips: bool, clips: bool) -> str | None:
    if a == b:
        return "initials" if is_short(a) else "middle"
    if _abbreviates(a, b):
        return "initials"
    if is_short(a) or is_short(b):
        brief, full = (a, b) if is_short(a) else (b, a)
        return "loose" if slips and any(_abbreviates(brief, form) for form in full_forms(full)) else None
    if not full_forms(a).isdisjoint(full_forms(b)) or (clips and _is_clipped(a, b)):
        return "nickname"
    return "typo" if slips and _are_near(a, b) and not _differ_in_gender(a, b) else None


def _differ_in_gender(a: str, b: str) -> bool:
    return a[:-1] == b[:-1] and {a[-1], b[-1]} <= {"a", "e", "o"}


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
    """Tell whether two names sound alike, or one is a slip of the other."""
    return sound(a) == sound(b) or (is_near(a, b) and not are_common(a, b))


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
