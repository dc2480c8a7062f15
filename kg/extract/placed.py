"""Names at their places in a sentence: lists of names, runs of numbers, and what ties a name to a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.extract.claims import is_bracketed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.extract.claims import Claim
    from kg.model import Mention

__all__ = [
    "NOUN",
    "Bond",
    "Placed",
    "find_runs",
    "group_names",
    "has_names",
    "is_list_member",
    "list_members",
    "outermost",
    "weaken",
]

Placed = tuple[int, int, "Mention"]
"""A mention at (start, end) of a sentence."""

NOUN = (
    r"(?:data\s?sets?|benchmarks?|corp(?:us|ora)|test[\s-]?sets?|tasks?|sets?|splits?|problems?|challenges?"
    r"|leaderboards?)"
)
"""Nouns that data sets and tasks bear."""

_RUN_GAP = re.compile(
    r"\s*(?:points?\s*)?(?:(?!(?:on|for|in|over|to|from|with|while|but)\b)[\w@-]+\s+){0,3}(?:(?!(?:on|for|in|to|with|while|but)\b)[\w@-]+)?\s*(?:,|/|\band|&|\bor|,\s*and)\s*"
    r"(?:(?:an?|the)\s+)?(?:[\w@-]+\s+){0,3}?(?:of\s+)?"
)
_AND = re.compile(
    rf"\s*(?:\[\d+\]\s*|\([^()\d]{{0,20}}\)\s*)?(?:{NOUN}\s*)?(?:,\s*and|,\s*or|,|/|and|or|&|as\s+well\s+as)\s*(?:on\s+|in\s+|for\s+)?(?:the\s+)?"
    r"(?:[a-z-]+\s+)?"
)
_LIST_OPENING = re.compile(r"\b(?:on|for|in|across|over)\s+(?:both\s+)?(?:the\s+)?")
_LIST_END = re.compile(
    r"[.;()\d]|\b(?:with|under|using|for|in|by|when)\b|,?\s*\brespectively\b|,\s+(?:we|our|it|the|which|by|with|outperform\w*|surpass\w*)\b"
)
_SEPARATOR = re.compile(r"\s*(?:,\s*and\b|,|\band\b|/|&)\s*")
_JOINED_AFTER = re.compile(
    rf"\s*(?:(?!(?:under|with|using|for|in|by|from)\b)[\w.-]+\s+){{0,2}}?(?:{NOUN}\s*)?(?:,\s*)?and\s+(?!\w+ing\b|achiev|outperform|\d)"
)
_JOINED_BEFORE = re.compile(r"(?<![\d%]\s)(?<![\d%])\band\s+(?:[a-z-]+\s+)?$|[A-Z]\w*(?:\s\d+)?\s*,\s*$")


@dataclass(frozen=True, slots=True)
class Bond:
    """A name that a number was given, and how: order, beside, near, only, carried, these, before, sole."""

    name: Mention
    how: str


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


def find_runs(claims: Sequence[Claim], groups: list[list[Placed]], text: str) -> list[range]:
    """Group numbers of one kind that stand in one list, whose names stand before or after them all."""
    runs: list[range] = []
    for i in range(len(claims)):
        since, until = claims[i - 1].quantity.reach if i else 0, claims[i].quantity.outer_start
        alike = i and claims[i - 1].value_type == claims[i].value_type and not has_names(groups, since, until)
        if alike and _RUN_GAP.fullmatch(text, since, until) and not is_bracketed(text, claims[i].quantity):
            runs[-1] = range(runs[-1].start, i + 1)
        else:
            runs.append(range(i, i + 1))
    return runs


def list_members(text: str, group: Sequence[Placed]) -> list[tuple[int, int]]:
    """Give the spans of all members, known or not, of the list that some names stand in; none if no list opens."""
    opened = list(_LIST_OPENING.finditer(text, 0, group[0][0]))
    if not opened:
        return []
    ended = _LIST_END.search(text, group[-1][1])
    start, end = opened[-1].end(), ended.start() if ended else len(text)
    cuts = [(start, start), *((m.start(), m.end()) for m in _SEPARATOR.finditer(text, start, end)), (end, end)]
    return [(left[1], right[0]) for left, right in pairwise(cuts)]


def is_list_member(name: Placed, text: str) -> bool:
    """Say whether a name stands in a list whose other members are no names."""
    return bool(_JOINED_AFTER.match(text, name[1]) or _JOINED_BEFORE.search(text[max(0, name[0] - 40) : name[0]]))


def has_names(groups: list[list[Placed]], start: int, end: int) -> bool:
    """Say whether one of the groups stands between two positions."""
    return any(start <= a and b <= end for group in groups for a, b, _ in group)


def weaken(bond: Bond | None, how: str) -> Bond | None:
    """Give the same name as another bond, but found in another way."""
    return bond and Bond(bond.name, how)
