"""Tell which numbers of a sentence say how well something does: an absolute value, or an improvement."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extract.metrics import lower_is_better

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.extract.quantities import Quantity
    from kg.model import Mention

__all__ = ["Claim", "find_claims", "is_list_gap", "judge_aside"]

_BETTER = (
    r"improvements?|improving|gains?|boosts?|increases?|increments?|enhancements?|uplifts?|lifts?|advantages?|margins?|better|higher"
    r"|faster|speed-?ups?|superior|more\s+(?:accurate|efficient|precise|effective)|outperform\w*|growth|absolute(?!\s+error)|relative"
)
_LESS = r"reductions?|decreases?|lower|less|fewer|smaller|savings?|cheaper|shorter"
_NEUTRAL = r"drops?|declines?|loss|losses|degradations?|worse|behind|below|gaps?|differences?|discrepanc(?:y|ies)|disparity|agreement|variance"
_FILLER = (
    r"(?:\((?:absolute|relative)\)\s+)?"
    r"(?:(?!(?:and|or|with|on|for|while|when|than|over|at|by|to|from|which|that|of|in|as|but|compared|respectively)\b)"
    r"(?:[^\W\d]|\\)[\w'’@/.$-]*\s+){0,5}?"
)
_RIGHT = re.compile(
    rf"[\s$)]*(?:of\s+|in\s+)?{_FILLER}(?:(?P<up>{_BETTER})|(?P<down>{_LESS})|(?P<none>{_NEUTRAL}))\b", re.IGNORECASE
)

_OVERTAKE = r"outperform\w*|out-perform\w*|surpass\w*|exceed\w*|beat\w*|outstrip\w*"
_RAISE = (
    rf"{_OVERTAKE}|improv\w*|increas\w*|boost\w*|gain\w*|enhanc\w*|advanc\w*|rais\w*"
    r"|better(?:s|ing|ed)?|push\w*|lift\w*|uplift\w*|advantages?|margins?|speed-?ups?|lead(?:s|ing)?|rises?|rising"
    r"|accelerat\w*|speed(?:s|ing)?"
)
_LOWER = (
    r"reduc\w*|decreas\w*|lower\w*|cut(?:s|ting)?|sav(?:e|es|ing|ings)|shorten\w*|shrink\w*|drop\w*|declin\w*|degrad\w*|worsen\w*"
    r"|los(?:e|es|ing|t|s|ses)|fall\w*"
)
_CHANGE = re.compile(rf"\b(?:(?P<up>{_RAISE})|(?P<down>{_LOWER}))(?![\w-])", re.IGNORECASE)
_OVERTAKING = re.compile(
    rf"\b(?:{_OVERTAKE})\b(?!.*(?:\b(?:with|achiev\w*|reach\w*|obtain\w*|attain\w*|to|at|on|scor\w+)\b|[,:(]))",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:by|of|over|ranging|reaching|up|additional|extra|further)[\s:(,]*(?:about|around|nearly|almost|roughly|approximately|an?|another|only"
    r"|just|additional|average|the|absolute|relative|respectively|a\s+(?:large\s+|significant\s+)?margin\s+of|an\s+average(?:\s+of)?|\s)*$",
    re.IGNORECASE,
)
_NOUN_OPEN = re.compile(rf"\b(?:{_BETTER})\s*(?:\(|:|,)?\s*(?:e\.g\.,?\s*|i\.e\.,?\s*|by\s+|of\s+)?$", re.IGNORECASE)
_TOWARDS = re.compile(
    r"\b(?:to|at|reaching|achieving|attaining|with|as)\s+(?:an?\s+|only\s+|about\s+|around\s+|nearly\s+|over\s+)?$",
    re.IGNORECASE,
)

_REPORT = re.compile(
    r"\b(?:achiev\w*|obtain\w*|reach\w*|attain\w*|yield\w*|gets?|got|scores|scored|scoring|report\w*|record\w*|perform(?:s|ed|ing)?|produc\w*"
    r"|establish\w*|deliver\w*|result(?:s|ing)?\s+in|show\w*|demonstrat\w*|accomplish\w*|push\w*|bring\w*|leads?|leading|improv\w*|with|has"
    r"|have|had|is|are|was|were|hits?|hitting|giv(?:es?|ing)|boost\w*|surpass\w*|exceed\w*|increas\w*|rais\w*|exhibit\w*|retain\w*"
    r"|maintain\w*|reduc\w*|lower\w*|outperform\w*)\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:achiev\w*|obtain\w*|reach\w*|attain\w*|yield\w*|scores|scored|scoring|establish\w*|accomplish\w*|hits?|hitting|pushing"
    r"|(?:state[\s-]of[\s-]the[\s-]art|SOTA|performances?|results?|scores?|numbers?)(?:\s+(?:results?|performances?|scores?))?\s+"
    r"(?:of|with|at|is|to|are)|(?:improv\w+|advanc\w+|rais\w+)\b[^,;]*\bto\s*$|we\s+report|records?\s+of)[^;]{0,160}$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"[\s$)]*(?:of\s+(?!accuracy|relative|absolute|F1)|[^\W\d][\w-]*\s+parameters?\b|parameters?\b)", re.IGNORECASE
)
_COUNTED_NOUN = re.compile(
    r"[\s$)]*(?:[\w-]+\s+){0,3}?(?:params|data|samples?|examples?|labels?|tokens?|layers?|training|images?|instances?"
    r"|sentences?|words?|documents?|questions?|queries|cases|users?|participants?|respondents?|people|humans?|time|classes|categories|languages?"
    r"|tasks?|datasets?|benchmarks?|neurons?|heads?|pairs?|annotat\w*|budget|supervision|sparsity|confidence|probability|width|noise|shots?"
    r"|epochs?|iterations?|steps?|years?|months?|days?|hours?|GPUs?|models?|papers|experiments?|demonstrations?|domains?|scenarios?|features?)\b",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"\b(?:on|in)\s+average\b|\b(?:averaged|macro-averaged?)\b", re.IGNORECASE)
_AVERAGE_OF = re.compile(r"\b(?:an?|the|with|its|of)\s+(average|mean|median|overall\s+average)\b(?:\s+[^\W\d][\w'’@-]*){0,5}\s*(?:of|by|:|is|=)?[\s$(]*$", re.IGNORECASE)  # fmt: skip
_AVERAGED = re.compile(
    r"[\s$)]*(?:[^\W\d][\w'’@-]*\s+){0,1}(?:(average|mean|median)(?!\s+(?:average\s+precision|IoU|IU|intersection))|(?:on|in)\s+average)\b"
)
_COST = re.compile(
    r"\b(?:latency|time|costs?|memory|FLOPs|FLOPS|computations?|computational|errors?|energy|size|footprint|overhead|carbon|power|bandwidth"
    r"|inference|training|gap|hallucinations?|toxicity|bias|perplexity|WER|CER|regret|rate)\b"
)
_COMPARED = re.compile(
    r"\b(?:compar\w+\s+(?:to|with)|vs\.?|versus|as\s+opposed\s+to|than|against|instead\s+of|whereas|while|previous(?:ly)?|prior|baselines?"
    r"|existing|humans?|original(?:ly)?|up\s+from|previous\s+best|behind|competitor\w*|second[- ]best|best\s+(?:published|reported|known|existing)"
    r"|only|chance|random)\b(?![^()]*\b(?:achiev|obtain|reach|attain|yield|scor|by|we|our)\w*\b)",
    re.IGNORECASE,
)


_SIGN_OPEN = re.compile(r"\(\s*(?:by\s+)?$", re.IGNORECASE)
_LIST_GAP = re.compile(r"\s*(?:,|/|and|or|&|-|–|to|,\s*and)\s*")
_HUMAN = re.compile(r"\b(?:humans?|experts?|annotators?|chance|random)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that reports performance: what kind of number it is and how it was aggregated."""

    quantity: Quantity
    value_type: str
    aggregation: str | None = None


def find_claims(text: str, quantities: Sequence[Quantity], metrics: Sequence[Mention | None]) -> list[Claim]:
    """Judge each number of a sentence; ``metrics`` holds the measure that stands right beside each number, or None."""
    claims: list[Claim] = []
    unbroken = False
    for i, quantity in enumerate(quantities):
        last = _end_of_list(text, quantities, i)
        until = quantities[last + 1].outer_start if last + 1 < len(quantities) else len(text)
        gap = text[quantities[i - 1].reach if i else 0 : quantity.outer_start]
        previous = claims[-1] if unbroken else None
        if previous and previous.value_type == "absolute" and _COMPARED.search(gap) and _is_plain(quantity):
            claims[-1] = previous if _HUMAN.search(gap) else _with_baseline(previous, quantity)
            continue
        right = text[quantities[last].reach : until]
        kind = _judge(text, quantity, gap, right, metrics[i], previous)
        unbroken = kind is not None
        if kind:
            right = text[quantity.reach : until]
            claims.append(Claim(_same_comparator(quantity, previous, gap), kind, _aggregation(text, quantity, right)))
    return claims


def judge_aside(text: str, main: Claim, aside: Quantity, metric: Mention | None) -> Claim | None:
    """Judge a number in the bracket right after another: "83.1 (+3.5)", "85.4% (97.6% top-5)"."""
    gap, right = text[main.quantity.outer_end : aside.outer_start], text[aside.outer_end : main.quantity.reach]
    if _COMPARED.search(gap):
        return None
    change = _change(gap, right, aside)
    if change == "up" or (change == "down" and aside.signed):
        return Claim(aside, "improvement")
    return Claim(aside, "absolute") if metric and change is None else None


def _end_of_list(text: str, quantities: Sequence[Quantity], i: int) -> int:
    """Give the index of the last number of a list such as "8.6%, 7.1% and 11.1%", whose noun serves them all."""
    while i + 1 < len(quantities) and is_list_gap(text[quantities[i].reach : quantities[i + 1].outer_start]):
        i += 1
    return i


def is_list_gap(gap: str) -> bool:
    """Say whether only a comma, slash, dash or "and" stands between two numbers."""
    return bool(_LIST_GAP.fullmatch(gap))


def _is_plain(quantity: Quantity) -> bool:
    return not quantity.signed and quantity.comparator == "=" and quantity.baseline is None


def _with_baseline(claim: Claim, other: Quantity) -> Claim:
    if claim.quantity.baseline is not None or (other.unit or claim.quantity.unit) != claim.quantity.unit:
        return claim
    return replace(claim, quantity=replace(claim.quantity, baseline=other.value))


def _same_comparator(quantity: Quantity, previous: Claim | None, gap: str) -> Quantity:
    """Let "up to 10% and 5%" carry its comparator to the second number."""
    if previous is None or quantity.comparator != "=" or not is_list_gap(gap):
        return quantity
    return replace(quantity, comparator=previous.quantity.comparator)


def _judge(
    text: str, quantity: Quantity, gap: str, right: str, metric: Mention | None, previous: Claim | None
) -> str | None:
    whole = quantity.unit is None and "." not in text[quantity.start : quantity.end]
    if (whole and metric is None) or _COUNTED.match(right) or (metric is None and _COUNTED_NOUN.match(right)):
        return None
    if quantity.baseline is not None:
        return "absolute"
    change = _change(gap, right, quantity)
    if change == "down":
        good = lower_is_better(metric.name) if metric else bool(_COST.search(gap) or _COST.search(right[:60]))
        return "improvement" if good and (metric or quantity.unit) else None
    if change:
        return "improvement" if change == "up" else None
    if previous is not None and not _REPORT.search(gap) and ";" not in gap:
        return previous.value_type
    if quantity.unit in {"x", "points"} and metric is None:
        return None
    if metric is not None or (quantity.unit in {None, "%"} and _STRONG.search(gap)):
        return "absolute"
    return None


def _change(gap: str, right: str, quantity: Quantity) -> str | None:
    """Say whether the words around a number call it a rise ("up"), a fall ("down") or a mere difference ("none")."""
    if quantity.signed:
        return "up"
    if match := _RIGHT.match(right[:90]):
        return match.lastgroup
    if _TOWARDS.search(gap):
        return None
    verbs = list(_CHANGE.finditer(gap))
    if not verbs:
        return None
    if _BY.search(gap) or _NOUN_OPEN.search(gap) or quantity.comparator != "=" or _OVERTAKING.search(gap):
        return verbs[-1].lastgroup
    return "up" if _SIGN_OPEN.search(gap) and verbs[-1]["up"] else None


def _aggregation(text: str, quantity: Quantity, right: str) -> str | None:
    left = text[max(0, quantity.outer_start - 70) : quantity.outer_start]
    if match := _AVERAGE_OF.search(left) or _AVERAGED.match(right):
        return (match[1] or "average").split()[-1].lower()
    left = left.rsplit(",", 1)[-1] if left.count(",") > 1 else left
    return "average" if _AVERAGE.search(right.split(";")[0]) or _AVERAGE.search(left) else None
