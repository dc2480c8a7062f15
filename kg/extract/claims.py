"""Tell which numbers of a sentence say how well something does: an absolute value, or an improvement."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extract.metrics import lower_is_better
from kg.extract.wording import (
    COMPARED,
    COST,
    COUNTED,
    COUNTED_NOUN,
    HUMAN,
    OTHERS,
    PERFORMS,
    REPORT,
    SAVED,
    SETTING,
    STRONG,
    SURPASSED,
    find_aggregation,
    find_change,
    is_list_gap,
)

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from kg.extract.quantities import Quantity
    from kg.model import Mention

__all__ = ["Claim", "drop_bare", "find_claims", "is_bracketed", "judge_aside"]

_COSTS = frozenset(
    [
        "memory",
        "latency",
        "FLOPs",
        "throughput",
        "running time",
        "training time",
        "inference time",
        "energy consumption",
    ]
)
_ALSO_COMPARED = re.compile(r"\s*(?:by|for|of|from|with)\s+[^.;()]{1,40}?(?:,|\band|,\s*and)\s+(?:an?\s+)?")
_NEXT_BRACKET = re.compile(r"[^()]{0,30}\)\s*(?:,\s*and|,|and)\s+[^().]{1,60}\(\s*")
_COMPARATIVE = re.compile(r"[\s$]*(?:points?\s+)?(?:better|higher|lower|faster|smaller|more|less|fewer)\b")
_BY_NUMBER = re.compile(r"\bby\s+(?:about|around|nearly|over|an?|additional|\s)*$")
_MEASURED_LIST_GAP = re.compile(r"\s*(?:points?\s+)?(?:[\w@-]+\s+){0,3}[\w@-]*(?:,|\band|,\s*and)\s+")


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that reports performance: what kind of number it is and how it was aggregated."""

    quantity: Quantity
    value_type: str
    aggregation: str | None = None


@dataclass(frozen=True, slots=True)
class _Setting:
    """A number of a sentence with the words before it, the words that follow it (or its list), and its measure."""

    quantity: Quantity
    is_decimal: bool
    gap: str
    right: str
    metric: Mention | None
    placed: bool


def find_claims(
    text: str, quantities: Sequence[Quantity], metrics: Sequence[Mention | None], placed: Container[int] = ()
) -> list[Claim]:
    """Judge each number of a sentence; ``metrics`` holds the measure that stands right beside each number, or None.

    ``placed`` are the starts of the numbers that a data set stands right beside.
    """
    claims: list[Claim] = []
    previous: Claim | None = None  # the claim right before, outside brackets
    chained: Claim | None = None  # the claim right before, brackets or not
    skipped = compared = -1
    for i in range(len(quantities)):
        if i <= skipped:
            continue
        setting = _set(text, quantities, metrics, i, placed)
        bracketed = is_bracketed(text, setting.quantity)
        before = previous if not bracketed else chained if _continues_bracket(setting.gap) else None
        if previous and _is_compared(previous, setting):
            compared = i
            skipped = _end_of_list(text, quantities, i, metrics)
            if not HUMAN.search(setting.gap):
                previous = _set_baselines(claims, previous, quantities[i : skipped + 1])
            continue
        if compared == i - 1 >= 0 and _ALSO_COMPARED.fullmatch(setting.gap):
            compared = i
            continue
        if _is_foreign(setting):
            skipped = _end_of_list(text, quantities, i, metrics) if not bracketed else i
            chained, previous = None, previous if bracketed else None
            continue
        gained = compared == i - 1 >= 0 or any(c.value_type == "improvement" for c in claims)
        kind = _judge(setting, before, gained=gained)
        chained = _make_claim(text, setting, kind, before) if kind else None
        if chained:
            claims.append(chained)
        if not bracketed:
            previous = chained
    return claims


def drop_bare(
    quantities: Sequence[Quantity], text: str, metrics: Sequence[Mention | None], placed: Container[int]
) -> list[Quantity]:
    """Leave out whole numbers that nothing marks as results, so that none stands between those that are."""
    return [
        q
        for q, metric in zip(quantities, metrics, strict=True)
        if metric or q.unit or q.signed or q.start in placed or q.baseline is not None or "." in text[q.start : q.end]
    ]


def _is_foreign(setting: _Setting) -> bool:
    """Say whether the words before a number make it somebody else's."""
    surpassed = setting.quantity.baseline is None and SURPASSED.search(setting.gap)
    return _is_human(setting.gap) or bool(OTHERS.search(setting.gap) or surpassed)


def _set_baselines(claims: list[Claim], previous: Claim, others: Sequence[Quantity]) -> Claim:
    """Make numbers what the last claims are compared with: one for the last, or one for each of as many."""
    count = len(others) if claims and claims[-1] is previous and len(claims) >= len(others) else 1
    if count == 1:
        index = claims.index(previous)
        claims[index] = _with_baseline(previous, others[0])
        return claims[index]
    claims[-count:] = [_with_baseline(c, q) for c, q in zip(claims[-count:], others, strict=True)]
    return claims[-1]


def is_bracketed(text: str, quantity: Quantity) -> bool:
    """Say whether a bracket is open where the number stands."""
    return text.rfind("(", 0, quantity.outer_start) > text.rfind(")", 0, quantity.outer_start)


def _continues_bracket(gap: str) -> bool:
    """Say whether a number stands in the bracket of the one before, or in the next of a list: "A (1.2), B (3.4)"."""
    return not set("()") & set(gap) or bool(_NEXT_BRACKET.fullmatch(gap))


def judge_aside(text: str, main: Claim, aside: Quantity, metric: Mention | None) -> Claim | None:
    """Judge a number in the bracket right after another: "83.1 (+3.5)", "85.4% (97.6% top-5)", "2% (90% to 92%)"."""
    gap, right = text[main.quantity.outer_end : aside.outer_start], text[aside.outer_end : main.quantity.reach]
    if COMPARED.search(gap):
        return None
    if aside.baseline is not None:
        fell = aside.value < aside.baseline and not (metric and lower_is_better(metric.name))
        if main.value_type == "improvement" and fell:
            (start, end), old = aside.baseline_span, (aside.start, aside.end)
            aside = replace(aside, start=start, end=end, value=aside.baseline, baseline=aside.value, baseline_span=old)
        return Claim(aside, "absolute")
    change = find_change(gap, right, aside, metric.surface if metric else None)
    if change == "up" or (change == "down" and aside.signed):
        return Claim(aside, "improvement")
    return Claim(aside, "absolute") if metric and change is None else None


def _set(
    text: str, quantities: Sequence[Quantity], metrics: Sequence[Mention | None], i: int, placed: Container[int]
) -> _Setting:
    last = _end_of_list(text, quantities, i, metrics)
    until = quantities[last + 1].outer_start if last + 1 < len(quantities) else len(text)
    gap = text[quantities[i - 1].reach if i else 0 : quantities[i].outer_start]
    is_decimal = "." in text[quantities[i].start : quantities[i].end]
    return _Setting(quantities[i], is_decimal, gap, text[quantities[last].reach : until], metrics[i],
                    quantities[i].start in placed)  # fmt: skip


def _end_of_list(text: str, quantities: Sequence[Quantity], i: int, metrics: Sequence[Mention | None]) -> int:
    """Give the index of the last number of a list such as "8.6%, 7.1% and 11.1%", whose noun serves them all."""
    while i + 1 < len(quantities):
        left, right = quantities[i], quantities[i + 1]
        gap = text[left.reach : right.outer_start]
        alike = left.unit == right.unit and metrics[i] and metrics[i + 1] and not _COMPARATIVE.match(text, right.reach)
        measured = alike and _MEASURED_LIST_GAP.fullmatch(gap)
        if not is_list_gap(gap) and not measured:
            break
        i += 1
    return i


def _is_human(gap: str) -> bool:
    return bool(COMPARED.search(gap) and HUMAN.search(gap[-60:]))


def _is_compared(previous: Claim, setting: _Setting) -> bool:
    """Say whether a number only tells what the number before it is compared with."""
    quantity = setting.quantity
    plain = not quantity.signed and quantity.comparator == "=" and quantity.baseline is None
    alike = quantity.unit is not None or setting.is_decimal
    compared = ";" not in setting.gap and COMPARED.search(setting.gap)
    return previous.value_type == "absolute" and plain and alike and bool(compared)


def _with_baseline(claim: Claim, other: Quantity) -> Claim:
    if claim.quantity.baseline is not None or (other.unit or claim.quantity.unit) != claim.quantity.unit:
        return claim
    return replace(claim, quantity=replace(claim.quantity, baseline=other.value))


def _make_claim(text: str, setting: _Setting, kind: str, previous: Claim | None) -> Claim:
    """Let "an average of up to 10% and 5%" carry comparator and average to the second number."""
    quantity = setting.quantity
    own_right = text[quantity.reach : quantity.reach + len(setting.right)]
    aggregation = find_aggregation(text[max(0, quantity.outer_start - 70) : quantity.outer_start], _cut(own_right))
    if previous and is_list_gap(setting.gap):
        comparator = previous.quantity.comparator if quantity.comparator == "=" else quantity.comparator
        return Claim(replace(quantity, comparator=comparator), kind, aggregation or previous.aggregation)
    return Claim(quantity, kind, aggregation)


def _cut(right: str) -> str:
    """Cut the words after a number at the next number that has words of its own."""
    match = re.search(r"\s\$?\d", right)
    return right[: match.start()] if match and not is_list_gap(right[: match.start() + 1]) else right


def _judge(setting: _Setting, previous: Claim | None, *, gained: bool) -> str | None:
    quantity, metric = setting.quantity, setting.metric
    bare = quantity.unit is None and not setting.is_decimal
    if (bare and metric is None and not setting.placed) or _is_share(setting) or SETTING.search(setting.gap):
        return None
    if quantity.baseline is not None:
        return "absolute" if metric or previous or setting.placed or REPORT.search(setting.gap) else None
    change = find_change(setting.gap, setting.right, quantity, metric.surface if metric else None)
    if change is None and gained and (quantity.unit or metric) and _BY_NUMBER.search(setting.gap):
        change = "up"
    named = metric is not None and setting.right.lstrip(" $)").startswith(metric.surface)
    if change or ((metric is None or (bare and not named)) and COUNTED_NOUN.match(setting.right)):
        return (
            "improvement"
            if (change == "up" and quantity.comparator != "<") or (change == "down" and _is_good_fall(setting))
            else None
        )
    if quantity.unit == "x" and metric and metric.name == "speedup":
        return "improvement"
    if previous is not None and not REPORT.search(setting.gap) and ";" not in setting.gap:
        return previous.value_type
    return "absolute" if _is_value(setting) else None


def _is_share(setting: _Setting) -> bool:
    """Say whether a number is a share ("5% of the data") rather than a saving ("saves 90% of the time")."""
    return bool(COUNTED.match(setting.right)) and not _is_saving(setting)


def _is_saving(setting: _Setting) -> bool:
    saved = setting.right[:40]
    return bool(SAVED.search(setting.gap) and COST.search(saved) and "param" not in saved)


def _is_good_fall(setting: _Setting) -> bool:
    if setting.metric:
        return lower_is_better(setting.metric.name)
    about_cost = COST.search(setting.gap) or COST.search(setting.right[:60])
    return setting.quantity.unit is not None and bool(about_cost)


def _is_value(setting: _Setting) -> bool:
    unit, metric = setting.quantity.unit, setting.metric
    if metric is None:
        told = STRONG.search(setting.gap) or (setting.placed and PERFORMS.search(setting.gap))
        return unit in {None, "%"} and bool(told)
    return not (metric.name in _COSTS and unit == "%")
