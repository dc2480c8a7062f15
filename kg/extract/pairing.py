"""Pair the numbers of a sentence with the names they belong to: by nearness, by order, or one name for all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.claims import is_list_gap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.extract.claims import Claim
    from kg.model import Mention

__all__ = ["Placed", "group_names", "pair_names"]

Placed = tuple[int, int, "Mention"]

_NOUN = r"(?:data\s?sets?|benchmarks?|corp(?:us|ora)|test(?:\s|-)?sets?|tasks?|sets?|splits?|problems?|challenges?|leaderboards?)"
_AND = re.compile(
    rf"\s*(?:\({{0,1}}[^()]{{0,20}}\)\s*)?(?:{_NOUN}\s*)?(?:,\s*and|,\s*or|,|/|and|or|&|as\s+well\s+as)\s*(?:on\s+|in\s+|for\s+)?(?:the\s+)?(?:[a-z-]+\s+)?"
)
_BEFORE_BRACKET = re.compile(
    rf"\s*(?:{_NOUN}|partition|test|dev|validation|\s)*\s*[(:\[]\s*(?:e\.g\.,?|i\.e\.,?|from|by|up\s+to|with|about|~|\s)*$"
)
_BREAK = re.compile(
    r";|,?\s*\b(?:outperform|surpass|exceed|beat|compar|while|whereas|than\b|which\b|but\b|versus|improving\s+over)|\.\s"
)


def group_names(names: Sequence[Placed], text: str) -> list[list[Placed]]:
    """Group names that stand in one list: "A, B and C"."""
    groups: list[list[Placed]] = []
    for name in names:
        if groups and _AND.fullmatch(text, groups[-1][-1][1], name[0]):
            groups[-1].append(name)
        else:
            groups.append([name])
    return groups


def pair_names(claims: Sequence[Claim], names: Sequence[Placed], text: str) -> list[Mention | None]:
    """Give each claim of a sentence at most one of the names.

    A list of as many names as there are numbers pairs in order. Otherwise a name in the stretch after a number (up to
    the next one) or before it wins, and a single name serves all numbers; where several could be meant, none is taken.
    """
    if not claims or not names:
        return [None] * len(claims)
    groups = group_names(names, text)
    if (ordered := _pair_in_order(claims, groups)) is not None:
        return ordered
    own = _pair_by_stretch(claims, groups, text)
    if len(groups) == 1 and len(groups[0]) == 1:
        return [name or groups[0][0][2] for name in own]
    for i in range(1, len(own)):
        if own[i] is None and not _has_names(groups, claims[i - 1].quantity.outer_end, claims[i].quantity.outer_start):
            own[i] = own[i - 1]
    for i in range(len(own) - 2, -1, -1):
        if (
            own[i] is None
            and claims[i].value_type == claims[i + 1].value_type
            and _is_list(claims[i], claims[i + 1], text)
        ):
            own[i] = own[i + 1]
    return own


def _pair_in_order(claims: Sequence[Claim], groups: list[list[Placed]]) -> list[Mention | None] | None:
    for group in groups:
        if len(group) < 2:
            continue
        for kind in ("absolute", "improvement"):
            same = [i for i, claim in enumerate(claims) if claim.value_type == kind]
            run = _nearest_run(claims, same, group)
            if len(run) == len(group):
                paired: list[Mention | None] = [None] * len(claims)
                for i, name in zip(run, group, strict=True):
                    paired[i] = name[2]
                return _follow(claims, paired, run)
    return None


def _nearest_run(claims: Sequence[Claim], same: list[int], group: list[Placed]) -> list[int]:
    """Take the claims of one kind that all stand before, or all after, the list of names."""
    before = [i for i in same if claims[i].quantity.end <= group[0][0]]
    after = [i for i in same if claims[i].quantity.start >= group[-1][1]]
    if len(before) == len(group):
        return before
    return after if len(after) == len(group) else []


def _follow(claims: Sequence[Claim], paired: list[Mention | None], run: list[int]) -> list[Mention | None]:
    """Let as many improvements follow the names of as many absolute values, in order."""
    rest = [i for i in range(len(claims)) if i not in run]
    if len(rest) == len(run):
        for i, j in zip(rest, run, strict=True):
            paired[i] = paired[j]
    return paired


def _pair_by_stretch(claims: Sequence[Claim], groups: list[list[Placed]], text: str) -> list[Mention | None]:
    found: list[tuple[Mention | None, Mention | None]] = []
    for i, claim in enumerate(claims):
        since = claims[i - 1].quantity.outer_end if i else 0
        until = claims[i + 1].quantity.outer_start if i + 1 < len(claims) else len(text)
        before = [g for g in groups if since <= g[0][0] and g[-1][1] <= claim.quantity.outer_start]
        after = [g for g in groups if claim.quantity.outer_end <= g[0][0] and g[-1][1] <= until]
        after = [g for g in after if not _BREAK.search(text, claim.quantity.outer_end, g[0][0])]
        found.append((_only(before[-1:]), _only(after[:1])))
    bracketed = [_in_brackets(claim, groups, text) for claim in claims]
    leading = found[0][0] is not None and found[-1][1] is None and len(claims) > 1
    out: list[Mention | None] = []
    for (left, right), inside in zip(found, bracketed, strict=True):
        out.append(inside or ((left or right) if leading else (right or left)))
    return out


def _only(groups: list[list[Placed]]) -> Mention | None:
    return groups[0][0][2] if groups and len(groups[0]) == 1 else None


def _in_brackets(claim: Claim, groups: list[list[Placed]], text: str) -> Mention | None:
    """Find the name right before the bracket or colon that opens on the number: "PTB (95.9 F1)"."""
    for group in groups:
        end = group[-1][1]
        if 0 <= claim.quantity.outer_start - end < 40 and _BEFORE_BRACKET.fullmatch(
            text, end, claim.quantity.outer_start
        ):
            return group[-1][2]
    return None


def _has_names(groups: list[list[Placed]], start: int, end: int) -> bool:
    return any(start <= a and b <= end for group in groups for a, b, _ in group)


def _is_list(left: Claim, right: Claim, text: str) -> bool:
    return is_list_gap(text[left.quantity.outer_end : right.quantity.outer_start])
