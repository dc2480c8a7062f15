"""Find which measure each number of a sentence is a value of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.pairing import follow, pair_names
from kg.extract.placed import Bond, group_names
from kg.extract.stretches import BREAK
from kg.extract.wording import is_list_gap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.extract.claims import Claim
    from kg.extract.placed import Placed
    from kg.extract.quantities import Quantity
    from kg.model import Mention

__all__ = ["measures_beside", "pair_measures"]

_AFTER = re.compile(
    r"[\s$)\]*]*(?:(?:(?:of|for)\s+)?(?!(?:and|or|with|while|compared|than|over|on|for|from|which|at|by|in|of|to)\b)[^\W\d][\w'’/-]*\s+){0,4}"
    r"(?:(?:in|in\s+terms\s+of|on)\s+(?:the\s+)?(?:[\w-]+\s+){0,3})?[$(]*"
)
_BEFORE = re.compile(
    r"\s*(?:scores?|rates?|values?|points?|performances?|results?|metric)?\s*(?:\([^()\d]{1,20}\)\s*)?[\s:=(~$]*"
    r"(?:(?:of|on|in|for)\s+(?:(?!(?:by|to|from|and|with)\b)[\w’'-]+\s+){1,7}(?=(?:by|to|from)\b))?"
    r"(?:(?:is|are|was|of|to|from|by|at|reach\w*|increas\w*|decreas\w*|improv\w*|enhanc\w*|gains?|boosts?|reductions?|ris\w*|drop\w*|as|equal"
    r"|rang\w*|vary\w*|between|to\s+date|about|around|up|over|only|score|the|an?|on|for|in|with|test|set|best|record|respectively|level|achiev\w*|and(?=\s+[A-Z])|data\s?sets?|benchmarks?|[A-Z][\w-]*),?[\s:=(~$]+){0,8}"
)
_OWN_OBJECT = re.compile(r";|\b(?:the|its|their)\s+(?:[\w-]+\s+){1,5}(?:by|to|of|from)\b")
_OBJECT = re.compile(
    r"\b(?:in|terms\s+of|(?:improv|boost|increas|rais|enhanc|reduc|lower|decreas)\w*)\s+(?:[\w'’-]+\s+){0,4}$",
    re.IGNORECASE,
)
_IN = re.compile(r"(?:\(|\b(?:in|in\s+terms\s+of)\s+(?:[\w'’-]+\s+){0,2})$")
_IN_TERMS_OF = re.compile(r"\b(?:in\s+terms\s+of|measured\s+by)\s+(?:[\w'’-]+\s+){0,3}$")
_QUALITY = re.compile(r"[\s$]*(?:times\s+)?(?:faster|slower|smaller|fewer|less|cheaper|shorter)\b")
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
    _spread(text, quantities, out, measures)
    return out


def _spread(text: str, quantities: Sequence[Quantity], out: list[Mention | None], measures: Sequence[Placed]) -> None:
    """Give a list of numbers the list of as many measures that stands beside it: "UAS and LAS of 94.5 and 92.8"."""
    start = 0
    for end in range(1, len(quantities) + 1):
        if end < len(quantities) and is_list_gap(text[quantities[end - 1].reach : quantities[end].outer_start]):
            continue
        names = next((g for g in group_names(measures, text) if any(p[2] is out[start] for p in g)), [])
        if len(names) == end - start > 1:
            out[start:end] = [p[2] for p in names]
        start = end


def _beside(text: str, quantity: Quantity, measures: Sequence[Placed]) -> Mention | None:
    end = quantity.reach
    if within := [p for p in measures if quantity.outer_start <= p[0] and p[1] <= quantity.start]:
        return within[0][2]
    after = next((p for p in measures if end <= p[0] and _AFTER.fullmatch(text, end, p[0])), None)
    before = next(
        (
            p
            for p in reversed(measures)
            if p[1] <= quantity.outer_start and _BEFORE.fullmatch(text, p[1], quantity.outer_start)
        ),
        None,
    )
    if (
        before
        and not text[before[1] : quantity.outer_start].strip()
        and re.fullmatch(r"\d{1,2}", _printed(text, quantity))
    ):
        before = None  # a footnote mark, as in "accuracy 1"
    if after and (not before or _IN_TERMS_OF.search(text, end, after[0]) or _CLOSE.fullmatch(text, end, after[0])):
        return after[2]
    return before[2] if before else None


def _printed(text: str, quantity: Quantity) -> str:
    return text[quantity.start : quantity.outer_end]


def pair_measures(
    text: str,
    claims: Sequence[Claim],
    quantities: Sequence[Quantity],
    beside: Sequence[Mention | None],
    measures: Sequence[Placed],
    *,
    before: Sequence[Mention] = (),
) -> list[Bond | None]:
    """Give each claim its measure: from a list in order, from beside it, or carried on from the number before.

    ``before`` are the measures of the sentence before; a sentence that names none goes on with its sole one.
    """
    lists = [group for group in group_names(measures, text) if len(group) > 1]
    if len(lists) == 1 and len(lists[0]) == len(claims):
        paired = pair_names(claims, lists[0], text)
        if all(paired):
            return paired
    own = {q.start: m for q, m in zip(quantities, beside, strict=True)}
    out = [_bind(own.get(claim.quantity.start), "beside") for claim in claims]
    for i, claim in enumerate(claims):
        end = min((q.outer_start for q in quantities if q.start > claim.quantity.start), default=len(text))
        inside = [p for p in measures if claim.quantity.reach <= p[0] < end and _IN_TERMS_OF.search(text, 0, p[0])]
        out[i] = out[i] or _bind(inside[0][2] if inside else None, "near")
    taken = {m for q, m in own.items() if m and q not in {c.quantity.start for c in claims}}
    if not any(out) and len(measures) == 1 and measures[0][2] not in taken and _is_object(text, measures[0][0]):
        return [_bind(measures[0][2] if _speaks_of(text, c, measures[0]) else None, "near") for c in claims]
    _carry_on(text, claims, out, among_kind=True)
    follow(claims, out)
    _carry_on(text, claims, out, among_kind=False)
    _carry_back(text, claims, out, measures)
    if not any(out) and not taken:
        sole = [p[2] for p in measures] or before
        how = "sole" if measures else "before"
        out = [_bind(sole[0], how) if _may_take(claim, sole) else None for claim in claims]
    return out


def _bind(measure: Mention | None, how: str) -> Bond | None:
    return Bond(measure, how) if measure else None


def _speaks_of(text: str, claim: Claim, measure: Placed) -> bool:
    """Say whether no other clause, and no other quality ("15% faster"), comes between a number and a measure."""
    quantity = claim.quantity
    start, end = sorted((quantity.reach, measure[0])) if measure[0] > quantity.end else (measure[1], quantity.start)
    return not (BREAK.search(text, start, end) or _QUALITY.match(text, quantity.reach))


def _may_take(claim: Claim, sole: Sequence[Mention]) -> bool:
    """Say whether a number may be a value of the only measure that is named."""
    plain = claim.value_type == "absolute" and claim.quantity.unit in {None, "%"}
    return plain and len({m.name for m in sole}) == 1


def _carry_on(text: str, claims: Sequence[Claim], out: list[Bond | None], *, among_kind: bool) -> None:
    """Let a number take the measure of the last one before it of the same unit (and kind, if ``among_kind``)."""
    for i, claim in enumerate(claims):
        same_unit = [j for j in range(i) if claims[j].quantity.unit == claim.quantity.unit]
        same_kind = [j for j in same_unit if claims[j].value_type == claim.value_type]
        if out[i] is None and (same_kind if among_kind else same_unit):
            before = (same_kind or same_unit)[-1]
            between = text[claims[before].quantity.reach : claim.quantity.outer_start]
            told = same_kind or len({b and b.name for j in same_unit for b in (out[j],)}) == 1
            out[i] = _bind(_name(out[before]), "carried") if told and not _OWN_OBJECT.search(between) else None


def _name(bond: Bond | None) -> Mention | None:
    return bond.name if bond else None


def _carry_back(text: str, claims: Sequence[Claim], out: list[Bond | None], measures: Sequence[Placed]) -> None:
    """Let all numbers take the measure that the sentence closes with: "by 2% on A and 3% on B in F1"."""
    last = next((p for p in reversed(measures) if out and p[2] == _name(out[-1])), None)
    if last and out.count(None) == len(out) - 1 and _IN.search(text[max(0, last[0] - 30) : last[0]]):
        for i, claim in enumerate(claims[:-1]):
            out[i] = Bond(last[2], "carried") if _alike(claim, claims[-1]) else None


def _alike(left: Claim, right: Claim) -> bool:
    return left.value_type == right.value_type and left.quantity.unit == right.quantity.unit


def _is_object(text: str, at: int) -> bool:
    """Say whether the words before a measure make it what was improved: "boosts the F1", "in terms of F1"."""
    return bool(_OBJECT.search(text, max(0, at - 60), at))
