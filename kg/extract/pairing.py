"""Pair the numbers of a sentence with the names they belong to: by nearness, by order, or one name for all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.claims import is_bracketed
from kg.extract.wording import is_list_gap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.extract.claims import Claim
    from kg.model import Mention

__all__ = ["Placed", "follow", "group_names", "outermost", "pair_names"]

Placed = tuple[int, int, "Mention"]
"""A mention at (start, end) of a sentence."""

_NOUN = (
    r"(?:data\s?sets?|benchmarks?|corp(?:us|ora)|test[\s-]?sets?|tasks?|sets?|splits?|problems?|challenges?"
    r"|leaderboards?)"
)
_AND = re.compile(
    rf"\s*(?:\[\d+\]\s*|\([^()\d]{{0,20}}\)\s*)?(?:{_NOUN}\s*)?(?:,\s*and|,\s*or|,|/|and|or|&|as\s+well\s+as)\s*(?:on\s+|in\s+|for\s+)?(?:the\s+)?"
    r"(?:[a-z-]+\s+)?"
)
_OPENING = re.compile(
    rf"\s*(?:{_NOUN}|partition|test|dev|validation|\s)*\s*[(:\[]\s*(?:e\.g\.,?|i\.e\.,?|from|by|up\s+to|with|about|~|\s)*"
)
_JOINED_AFTER = re.compile(rf"\s*(?:[\w.-]+\s+){{0,2}}?(?:{_NOUN}\s*)?(?:,\s*)?and\s+(?!\w+ing\b|achiev|outperform|\d)")
_JOINED_BEFORE = re.compile(r"(?<![\d%]\s)(?<![\d%])\band\s+(?:[a-z-]+\s+)?$|[A-Z]\w*(?:\s\d+)?\s*,\s*$")
_BREAK = re.compile(
    r";|,?\s*\b(?:outperform|surpass|exceed|beat|compar|while|whereas|than\b|which\b|but\b|versus|improving\s+over)|\.\s"
)


def outermost(names: Sequence[Placed], kind: str) -> list[Placed]:
    """Give the mentions of one kind in order, without those inside another."""
    kept: list[Placed] = []
    for placed in sorted((p for p in names if p[2].kind == kind), key=lambda p: (p[0], -p[1])):
        if not kept or placed[0] >= kept[-1][1]:
            kept.append(placed)
    return kept


def group_names(names: Sequence[Placed], text: str) -> list[list[Placed]]:
    """Group names that stand in one list: "A, B and C"."""
    groups: list[list[Placed]] = []
    for name in names:
        if groups and _AND.fullmatch(text, groups[-1][-1][1], name[0]):
            groups[-1].append(name)
        else:
            groups.append([name])
    return groups


def pair_names(
    claims: Sequence[Claim], names: Sequence[Placed], text: str, *, unknown: re.Pattern[str] | None = None
) -> list[Mention | None]:
    """Give each claim of a sentence at most one of the names.

    A list of as many names as there are numbers pairs in order. Otherwise a name in the stretch after a number (up to
    the next one) or before it wins, and a single name serves all numbers; where several could be meant, none is taken.
    A number followed by what matches ``unknown`` ("2.8 on X") has a name of its own and takes none from another number.
    """
    if not claims or not names:
        return [None] * len(claims)
    upper = {i for i in range(1, len(claims)) if _is_range(claims[i - 1], claims[i], text)}
    paired = iter(_pair([c for i, c in enumerate(claims) if i not in upper], names, text, unknown))
    out: list[Mention | None] = []
    for i in range(len(claims)):
        out.append(out[-1] if i in upper else next(paired))
    return out


def _is_range(left: Claim, right: Claim, text: str) -> bool:
    """Say whether two numbers are the bounds of one range, which have all their names in common."""
    bounds = (left.quantity.comparator, right.quantity.comparator) == (">=", "<=")
    return bounds and is_list_gap(text[left.quantity.reach : right.quantity.outer_start])


def _pair(
    claims: Sequence[Claim], names: Sequence[Placed], text: str, unknown: re.Pattern[str] | None
) -> list[Mention | None]:
    groups = group_names(names, text)
    if (ordered := _pair_in_order(claims, groups)) is not None:
        return ordered
    shut = [unknown is not None and len(claims) > 1 and _has_unknown_name(c, text, unknown) for c in claims]
    own = _pair_by_stretch(claims, groups, text, shut)
    if len(claims) > 1 and re.search(r"\brespectively\b", text):
        names = [p for p in names if not _is_list_member(p, text)]
        groups = group_names(names, text)
        own = _pair_by_stretch(claims, groups, text, shut)
    if not names:
        return own
    if len(names) == 1:
        return [name or (None if closed else names[0][2]) for name, closed in zip(own, shut, strict=True)]
    follow(claims, own)
    for i in range(1, len(own)):
        if (
            own[i] is None
            and not shut[i]
            and not _has_names(groups, claims[i - 1].quantity.reach, claims[i].quantity.outer_start)
        ):
            own[i] = own[i - 1]
    for i in range(len(own) - 2, -1, -1):
        if own[i] is None and _is_list(claims[i], claims[i + 1], text):
            own[i] = own[i + 1]
    return own


def _pair_in_order(claims: Sequence[Claim], groups: list[list[Placed]]) -> list[Mention | None] | None:
    for group in groups:
        for kind in ("absolute", "improvement") if len(group) > 1 else ():
            same = [i for i, claim in enumerate(claims) if claim.value_type == kind]
            before = [i for i in same if claims[i].quantity.end <= group[0][0]]
            after = [i for i in same if claims[i].quantity.start >= group[-1][1]]
            run = next((r for r in (before, after) if len(r) == len(group)), None)
            if run and not any(_between(claims, run, g) for g in groups if g is not group):
                paired: list[Mention | None] = [None] * len(claims)
                for i, name in zip(run, group, strict=True):
                    paired[i] = name[2]
                follow(claims, paired)
                return paired
    return None


def _between(claims: Sequence[Claim], run: list[int], group: list[Placed]) -> bool:
    return claims[run[0]].quantity.end <= group[0][0] and group[-1][1] <= claims[run[-1]].quantity.start


def follow(claims: Sequence[Claim], paired: list[Mention | None]) -> None:
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
            paired[i] = paired[j]


def _pair_by_stretch(
    claims: Sequence[Claim], groups: list[list[Placed]], text: str, shut: list[bool]
) -> list[Mention | None]:
    sides = [_sides(claims, i, groups, text) for i in range(len(claims))]
    leading = len(claims) > 1 and sides[0][0] is not None and sides[-1][1] is None
    out: list[Mention | None] = []
    for claim, (left, right), closed in zip(claims, sides, shut, strict=True):
        if is_bracketed(text, claim.quantity):
            out.append(_name_of_bracket(claim, groups, text))
        else:
            out.append((left or right) if leading else (right or (None if closed else left)))
    return out


def _sides(
    claims: Sequence[Claim], i: int, groups: list[list[Placed]], text: str
) -> tuple[Mention | None, Mention | None]:
    """Find the single name in the stretch before, and the one after, the number of a claim."""
    quantity = claims[i].quantity
    since = claims[i - 1].quantity.reach if i else 0
    until = claims[i + 1].quantity.outer_start if i + 1 < len(claims) else len(text)
    before = [g for g in groups if since <= g[0][0] and g[-1][1] <= quantity.outer_start]
    after = [g for g in groups if quantity.outer_end <= g[0][0] and g[-1][1] <= until]
    after = [g for g in after if not _BREAK.search(text, quantity.outer_end, g[0][0])]
    return _only(before[-1:]), _only(after[:1])


def _only(groups: list[list[Placed]]) -> Mention | None:
    return groups[0][0][2] if groups and len(groups[0]) == 1 else None


def _name_of_bracket(claim: Claim, groups: list[list[Placed]], text: str) -> Mention | None:
    """Find the name inside the bracket of a number, else the one right before it: "PTB (95.9 F1)"."""
    start = text.rfind("(", 0, claim.quantity.outer_start)
    end = text.find(")", claim.quantity.outer_end)
    inside = [g for g in groups if start < g[0][0] and g[-1][1] <= (end if end > 0 else len(text))]
    if inside:
        return _only(inside[:1])
    before = [p for g in groups for p in g if p[1] <= start]
    if before and _OPENING.fullmatch(text, before[-1][1], start + 1):
        return before[-1][2]
    return None


def _is_list_member(name: Placed, text: str) -> bool:
    """Say whether a name stands in a list whose other members are no names."""
    return bool(_JOINED_AFTER.match(text, name[1]) or _JOINED_BEFORE.search(text[max(0, name[0] - 40) : name[0]]))


def _has_unknown_name(claim: Claim, text: str, unknown: re.Pattern[str]) -> bool:
    if not is_bracketed(text, claim.quantity):
        return bool(unknown.match(text, claim.quantity.reach))
    start = text.rfind("(", 0, claim.quantity.outer_start)
    word = text[max(0, start - 30) : start].split()[-1:]
    return bool(word and unknown.match(f" on {word[0]}"))


def _has_names(groups: list[list[Placed]], start: int, end: int) -> bool:
    return any(start <= a and b <= end for group in groups for a, b, _ in group)


def _is_list(left: Claim, right: Claim, text: str) -> bool:
    same = left.value_type == right.value_type
    return same and is_list_gap(text[left.quantity.reach : right.quantity.outer_start])
