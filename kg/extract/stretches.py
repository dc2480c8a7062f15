"""Pair numbers with the names in the stretch of text before or after them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.claims import is_bracketed
from kg.extract.placed import NOUN, Bond, find_runs, weaken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.extract.claims import Claim
    from kg.extract.placed import Placed

__all__ = ["BREAK", "Sentence", "pair_by_stretch"]

_OPENING = re.compile(
    rf"\s*(?:(?:[a-z]+\s+){{0,2}}{NOUN}|partition|test|dev|validation|\s)*\s*(?:with\s+)?[(:\[]\s*(?:e\.g\.,?|i\.e\.,?|from|by|up\s+to|with|about|~|\s)*"
)
_LEADS_TO_NAME = re.compile(r"\b(?:on|for|in)\s+(?:the\s+)?$")
BREAK = re.compile(
    r";|,?\s*\b(?:outperform|surpass|exceed|beat|compar|while|whereas|than\b|which\b|but\b|versus|improving\s+over)|,\s*and\s+(?:it|we|they|also|further)\b|\.\s"
)
"""Where another clause begins, whose names belong to other numbers."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the numbers to be paired, and which of them have names that are not known."""

    text: str
    claims: Sequence[Claim]
    shut: Sequence[bool]


def pair_by_stretch(sentence: Sentence, groups: list[list[Placed]]) -> list[Bond | None]:
    """Give each run of numbers the names that stand next to it, between the numbers before and after."""
    claims, text = sentence.claims, sentence.text
    runs = find_runs(claims, groups, text)
    sides = [_sides(claims, run, groups, text) for run in runs]
    leading = len(runs) > 1 and bool(sides[0][0]) and not sides[-1][1]
    out: list[Bond | None] = []
    for run, (left, right) in zip(runs, sides, strict=True):
        if is_bracketed(text, claims[run[0]].quantity):
            out.extend([_name_of_bracket(claims, run[0], groups, text)] * len(run))
            continue
        closed = sentence.shut[run[-1]]
        gain = not leading and not right and len(run) > 1 and claims[run[0]].value_type == "improvement"
        if gain and (above := _names_above(claims, run, out)):
            out.extend(above)
            continue
        group = (left or right) if leading else (right or ([] if closed else left))
        out.extend(_share(group, run, claims, text))
    return out


def _names_above(claims: Sequence[Claim], run: range, out: list[Bond | None]) -> list[Bond | None]:
    """Give as many improvements as there are values before them the names of those."""
    values = [i for i in range(run.start) if claims[i].value_type == "absolute" and out[i]]
    return [weaken(out[i], "order") for i in values] if len(values) == len(run) else []


def _share(group: list[Placed], run: range, claims: Sequence[Claim], text: str) -> list[Bond | None]:
    """Give a run of numbers as many names in order, or one name to all."""
    if len(group) == len(run) > 1:
        return [Bond(name[2], "order") for name in group]
    if len(group) != 1:
        return [None] * len(run)
    [(start, end, name)] = group
    first, last = claims[run[0]].quantity, claims[run[-1]].quantity
    gap = text[last.reach : start] if start >= last.end else text[end : first.outer_start]
    how = "beside" if len(gap) < 40 and "," not in gap else "near"
    return [Bond(name, how)] * len(run)


def _sides(
    claims: Sequence[Claim], run: range, groups: list[list[Placed]], text: str
) -> tuple[list[Placed], list[Placed]]:
    """Find the names in the stretch before, and in the one after, a run of numbers."""
    first, last = claims[run[0]].quantity, claims[run[-1]].quantity
    since = claims[run[0] - 1].quantity.reach if run[0] else 0
    until = claims[run[-1] + 1].quantity.outer_start if run[-1] + 1 < len(claims) else len(text)
    before = [g for g in groups if since <= g[0][0] and g[-1][1] <= first.outer_start]
    after = [g for g in groups if last.outer_end <= g[0][0] and g[-1][1] <= until]
    after = [g for g in after if not BREAK.search(text, last.outer_end, g[0][0])]
    return _usable(before[-1:], run), _usable(after[:1], run)


def _usable(groups: list[list[Placed]], run: range) -> list[Placed]:
    return groups[0] if groups and len(groups[0]) in {1, len(run)} else []


def _name_of_bracket(claims: Sequence[Claim], i: int, groups: list[list[Placed]], text: str) -> Bond | None:
    """Find the name inside the bracket of a number, else the one right before it: "PTB (95.9 F1)"."""
    quantity = claims[i].quantity
    opened, closed = text.rfind("(", 0, quantity.outer_start), text.find(")", quantity.outer_end)
    since = max([opened, *(c.quantity.reach for c in claims[:i])])
    until = min([closed if closed > 0 else len(text), *(c.quantity.outer_start for c in claims[i + 1 :])])
    left = [g for g in groups if since <= g[0][0] and g[-1][1] <= quantity.outer_start]
    right = [g for g in groups if quantity.outer_end <= g[0][0] and g[-1][1] <= until]
    if right and (not left or _LEADS_TO_NAME.search(text, quantity.outer_end, right[0][0][0])):
        return _only(right[:1])
    if left:
        return _only(left[-1:])
    before = [p for g in groups for p in g if p[1] <= opened]
    if before and _OPENING.fullmatch(text, before[-1][1], opened + 1):
        return Bond(before[-1][2], "beside")
    return None


def _only(groups: list[list[Placed]]) -> Bond | None:
    return Bond(groups[0][0][2], "beside") if groups and len(groups[0]) == 1 else None
