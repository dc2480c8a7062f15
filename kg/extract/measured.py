"""Find which measure each number of a sentence is a value of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.claims import is_list_gap
from kg.extract.pairing import group_names, pair_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.extract.claims import Claim
    from kg.extract.pairing import Placed
    from kg.extract.quantities import Quantity
    from kg.model import Mention

__all__ = ["measures_beside", "pair_measures"]

_AFTER = re.compile(
    r"[\s$)\]*]*(?:(?!(?:and|or|with|while|compared|than|over|on|for|from|which|at|by|in|of|to)\b)[^\W\d][\w'’/-]*\s+){0,4}"
    r"(?:(?:in|in\s+terms\s+of|on)\s+(?:the\s+)?(?:[\w-]+\s+){0,3})?[$(]*"
)
_BEFORE = re.compile(
    r"\s*(?:scores?|rates?|values?|points?|performances?|results?|metric)?\s*(?:\([^()\d]{1,20}\)\s*)?[\s:=(~$]*"
    r"(?:(?:is|are|was|of|to|from|by|at|reach\w*|increas\w*|decreas\w*|improv\w*|enhanc\w*|gains?|boosts?|reductions?|ris\w*|drop\w*|as|equal"
    r"|about|around|up|over|only|score|the|an?|on|for|in|with|test|set|best|record|respectively|level|[A-Z][\w-]*)[\s:=(~$]+){0,8}"
)
_CLOSE = re.compile(r"[\s$)*]*(?:[^\W\d][\w-]*\s)?[\s$(]*")


def measures_beside(text: str, quantities: Sequence[Quantity], measures: Sequence[Placed]) -> list[Mention | None]:
    """Find for each number the measure right after it ("28.4 BLEU") or right before it ("a BLEU of 28.4")."""
    out: list[Mention | None] = []
    for i, quantity in enumerate(quantities):
        since = quantities[i - 1].reach if i else 0
        until = quantities[i + 1].outer_start if i + 1 < len(quantities) else len(text)
        out.append(_beside(text, quantity, [p for p in measures if since <= p[0] < until]))
    for i in range(len(quantities) - 2, -1, -1):
        if out[i] is None and is_list_gap(text[quantities[i].reach : quantities[i + 1].outer_start]):
            out[i] = out[i + 1]
    return out


def _beside(text: str, quantity: Quantity, measures: Sequence[Placed]) -> Mention | None:
    end = quantity.reach
    after = next((p for p in measures if end <= p[0] and _AFTER.fullmatch(text, end, p[0])), None)
    before = next(
        (
            p
            for p in reversed(measures)
            if p[1] <= quantity.outer_start and _BEFORE.fullmatch(text, p[1], quantity.outer_start)
        ),
        None,
    )
    if after and (not before or _CLOSE.fullmatch(text, end, after[0])):
        return after[2]
    return before[2] if before else None


def pair_measures(
    text: str,
    claims: Sequence[Claim],
    quantities: Sequence[Quantity],
    beside: Sequence[Mention | None],
    measures: Sequence[Placed],
) -> list[Mention | None]:
    """Give each claim its measure: from a list in order, from beside it, or carried on from the number before."""
    lists = [group for group in group_names(measures, text) if len(group) > 1]
    if len(lists) == 1 and len(lists[0]) == len(claims):
        paired = pair_names(claims, lists[0], text)
        if all(paired):
            return paired
    own = {q.start: m for q, m in zip(quantities, beside, strict=True)}
    out = [own.get(claim.quantity.start) for claim in claims]
    taken = {m for q, m in own.items() if m and q not in {c.quantity.start for c in claims}}
    if not any(out) and len(measures) == 1 and measures[0][2] not in taken:
        return [measures[0][2]] * len(out)
    _carry(text, claims, out)
    return out


def _carry(text: str, claims: Sequence[Claim], out: list[Mention | None]) -> None:
    """Carry measures along the sentence, forwards and then backwards, among numbers of one kind and unit."""
    for i in range(1, len(out)):
        left, right = claims[i - 1].quantity, claims[i].quantity
        if (
            out[i] is None
            and (left.unit == right.unit or right.unit is None)
            and ";" not in text[left.reach : right.outer_start]
        ):
            out[i] = out[i - 1]
    if len(out) > 1 and out.count(None) == len(out) - 1 and out[-1]:
        same = [claim.quantity.unit == claims[-1].quantity.unit for claim in claims]
        for i in range(len(out) - 1):
            if same[i] and claims[i].value_type == claims[-1].value_type:
                out[i] = out[-1]
