"""Pair the numbers of a sentence with the names they belong to: by nearness, by order, or one name for all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.claims import is_bracketed
from kg.extract.placed import Bond, group_names, has_names, is_list_member, list_members, weaken
from kg.extract.stretches import BREAK, Sentence, pair_by_stretch
from kg.extract.wording import is_list_gap

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kg.extract.claims import Claim
    from kg.extract.placed import Placed

__all__ = ["follow", "pair_names"]

_CLAUSE = re.compile(r";|,\s*and\s+(?:it|we|they|also|further)\b")


def pair_names(
    claims: Sequence[Claim],
    names: Sequence[Placed],
    text: str,
    *,
    unknown: re.Pattern[str] | None = None,
    taken: Collection[int] = (),
) -> list[Bond | None]:
    """Give each claim of a sentence at most one of the names.

    A list of as many names as there are numbers pairs in order. Otherwise a name in the stretch after a number (up to
    the next one) or before it wins, and a single name serves all numbers; where several could be meant, none is taken.
    A number followed by what matches ``unknown`` ("2.8 on X") has a name of its own and takes none from another number,
    unless what matches is a name of another kind, which begins at one of ``taken``.
    """
    if not claims or not names:
        return [None] * len(claims)
    upper = {i for i in range(1, len(claims)) if _is_range(claims[i - 1], claims[i], text)}
    lower = [c for i, c in enumerate(claims) if i not in upper]
    shut = [unknown is not None and len(lower) > 1 and _has_unknown_name(c, text, unknown, taken) for c in lower]
    paired = iter(_pair(Sentence(text, lower, shut), names))
    out: list[Bond | None] = []
    for i in range(len(claims)):
        out.append(out[-1] if i in upper else next(paired))
    return out


def _is_range(left: Claim, right: Claim, text: str) -> bool:
    """Say whether two numbers are the bounds of one range, which have all their names in common."""
    bounds = (left.quantity.comparator, right.quantity.comparator) == (">=", "<=")
    return bounds and is_list_gap(text[left.quantity.reach : right.quantity.outer_start])


def _pair(sentence: Sentence, names: Sequence[Placed]) -> list[Bond | None]:
    claims, text = sentence.claims, sentence.text
    groups = group_names(names, text)
    if (ordered := _pair_in_order(claims, groups)) is not None:
        return ordered
    own = pair_by_stretch(sentence, groups)
    if len(claims) > 1 and re.search(r"\brespectively\b", text):
        if (positioned := _pair_by_position(claims, groups, text)) is not None:
            return positioned
        names = [p for p in names if not is_list_member(p, text)]
        groups = group_names(names, text)
        own = pair_by_stretch(sentence, groups)
    if not names:
        return own
    if len({p[2].name for p in names}) == 1:
        return [b or _only_name(sentence, i, names) for i, b in enumerate(own)]
    follow(claims, own)
    for i in range(1, len(own)):
        since, until = claims[i - 1].quantity.reach, claims[i].quantity.outer_start
        if own[i] is None and not sentence.shut[i] and not has_names(groups, since, until):
            own[i] = weaken(own[i - 1], "carried")
    for i in range(len(own) - 2, -1, -1):
        if own[i] is None and _is_list(claims[i], claims[i + 1], text):
            own[i] = weaken(own[i + 1], "carried")
    return own


def _only_name(sentence: Sentence, i: int, names: Sequence[Placed]) -> Bond | None:
    """Let the only name of a sentence serve a number, unless another clause holds it."""
    end = sentence.claims[i].quantity.outer_end
    other = _CLAUSE if names[0][2].kind == "dataset" else BREAK
    if sentence.shut[i] or (names[0][0] >= end and other.search(sentence.text, end, names[0][0])):
        return None
    return Bond(names[0][2], "only")


def _pair_in_order(claims: Sequence[Claim], groups: list[list[Placed]]) -> list[Bond | None] | None:
    for group in groups:
        for kind in ("absolute", "improvement") if len(group) > 1 else ():
            same = [i for i, claim in enumerate(claims) if claim.value_type == kind]
            before = [i for i in same if claims[i].quantity.end <= group[0][0]]
            after = [i for i in same if claims[i].quantity.start >= group[-1][1]]
            run = next((r for r in (before, after) if len(r) == len(group)), None)
            if run and not any(_between(claims, run, g) for g in groups if g is not group):
                paired: list[Bond | None] = [None] * len(claims)
                for i, name in zip(run, group, strict=True):
                    paired[i] = Bond(name[2], "order")
                follow(claims, paired)
                return paired
    return None


def _between(claims: Sequence[Claim], run: list[int], group: list[Placed]) -> bool:
    return claims[run[0]].quantity.end <= group[0][0] and group[-1][1] <= claims[run[-1]].quantity.start


def _pair_by_position(claims: Sequence[Claim], groups: list[list[Placed]], text: str) -> list[Bond | None] | None:
    """Pair in order a list of which not every member is known: "84 and 79 on DataA and our own set, respectively"."""
    if len(groups) != 1:
        return None
    members = list_members(text, groups[0])
    known = [(i, p[2]) for p in groups[0] for i, (a, b) in enumerate(members) if a <= p[0] and p[1] <= b]
    for kind in ("absolute", "improvement"):
        same = [i for i, claim in enumerate(claims) if claim.value_type == kind]
        if len(same) == len(members) > len(known) > 0:
            paired: list[Bond | None] = [None] * len(claims)
            for i, name in known:
                paired[same[i]] = Bond(name, "order")
            return paired
    return None


def follow(claims: Sequence[Claim], paired: list[Bond | None]) -> None:
    """Let nameless improvements take the names of as many absolute values before them, in order."""
    values = [i for i, claim in enumerate(claims) if claim.value_type == "absolute"]
    gains = [i for i, claim in enumerate(claims) if claim.value_type == "improvement"]
    after = values and gains and values[-1] < gains[0]
    alike = all(claims[i].quantity.unit != "x" for i in gains)
    if (
        after
        and alike
        and len(values) == len(gains)
        and all(paired[i] for i in values)
        and not any(paired[i] for i in gains)
    ):
        for i, j in zip(gains, values, strict=True):
            paired[i] = weaken(paired[j], "carried")


def _has_unknown_name(claim: Claim, text: str, unknown: re.Pattern[str], taken: Collection[int]) -> bool:
    if not is_bracketed(text, claim.quantity):
        match = unknown.match(text, claim.quantity.reach)
        return match is not None and match.end() - 1 not in taken
    start = text.rfind("(", 0, claim.quantity.outer_start)
    word = text[max(0, start - 30) : start].split()[-1:]
    return bool(word and unknown.match(f" on {word[0]}"))


def _is_list(left: Claim, right: Claim, text: str) -> bool:
    same = left.value_type == right.value_type
    return same and is_list_gap(text[left.quantity.reach : right.quantity.outer_start])
