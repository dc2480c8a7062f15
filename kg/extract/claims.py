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

__all__ = ["Claim", "find_claims", "is_list_gap"]

_BETTER = (
    r"improvements?|improving|gains?|boosts?|increases?|increments?|enhancements?|uplifts?|lifts?|advantages?|margins?|better|higher"
    r"|faster|speed-?ups?|superior|more\s+(?:accurate|efficient|precise|effective)|outperform\w*|growth|absolute(?!\s+error)|relative"
)
_LESS = r"reductions?|decreases?|lower|less|fewer|smaller|savings?|cheaper|shorter|drops?|declines?|loss|losses|degradations?|worse|behind|gap"
_FILLER = (
    r"(?:(?!(?:and|or|with|on|for|while|when|than|over|at|by|to|from|which|that|of|in|as|but|compared|respectively)\b)"
    r"(?:[^\W\d]|\\)[\w'’@/.$-]*\s+){0,5}?"
)
_RIGHT_BETTER = re.compile(rf"[\s$)]*(?:of\s+|in\s+)?{_FILLER}(?:{_BETTER})\b", re.IGNORECASE)
_RIGHT_LESS = re.compile(rf"[\s$)]*{_FILLER}(?:{_LESS})\b", re.IGNORECASE)

_RAISE = (
    r"improv\w*|increas\w*|boost\w*|outperform\w*|out-perform\w*|surpass\w*|exceed\w*|beat\w*|gain\w*|enhanc\w*|advanc\w*|rais\w*"
    r"|better(?:s|ing|ed)?|push\w*|lift\w*|uplift\w*|advantages?|margins?|speed-?ups?|outstrip\w*|lead(?:s|ing)?|rises?|rising"
    r"|accelerat\w*|speed(?:s|ing)?"
)
_LOWER = r"reduc\w*|decreas\w*|lower\w*|cut(?:s|ting)?|sav(?:e|es|ing|ings)|shorten\w*|shrink\w*|drop\w*|declin\w*|degrad\w*|worsen\w*|los\w+|fall\w*"
_CHANGE_VERB = re.compile(rf"\b(?:(?P<up>{_RAISE})|(?P<down>{_LOWER}))(?![\w-])", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|of|over|ranging|reaching|up|additional|extra|further)[\s:(,]*(?:about|around|nearly|almost|roughly|approximately|an?|another"
                 r"|additional|average|the|absolute|relative|respectively|a\s+(?:large\s+|significant\s+)?margin\s+of|an\s+average(?:\s+of)?|\s)*$", re.IGNORECASE)  # fmt: skip
_NOUN_OPEN = re.compile(rf"\b(?:{_BETTER})\s*(?:\(|:|,)?\s*(?:e\.g\.,?\s*|i\.e\.,?\s*|by\s+|of\s+)?$", re.IGNORECASE)
_SIGN_OPEN = re.compile(r"\(\s*(?:by\s+)?$", re.IGNORECASE)

_REPORT = re.compile(
    r"\b(?:achiev\w*|obtain\w*|reach\w*|attain\w*|yield\w*|gets?|got|scor(?:e|es|ed|ing)|report\w*|record\w*|perform\w*|produc\w*|set(?:s|ting)?"
    r"|establish\w*|deliver\w*|provid\w*|result\w*|show\w*|demonstrat\w*|state-of-the-art|SOTA|accomplish\w*|rank\w*|push\w*|bring\w*"
    r"|lead\w*|improv\w*|with|has|have|had|is|are|was|were|hit(?:s|ting)?|giv(?:es?|ing)|boost\w*|surpass\w*|exceed\w*|increas\w*|rais\w*"
    r"|perform\w*|exhibit\w*|retain\w*|maintain\w*|reduc\w*|lower\w*)\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:achiev\w*|obtain\w*|reach\w*|attain\w*|yield\w*|scor(?:e|es|ed|ing)|report\w*|record\w*|establish\w*|deliver\w*|accomplish\w*"
    r"|state-of-the-art|SOTA|sets?|setting|performances?|results?|pushing|surpass\w*|exceed\w*)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"[\s$)]*(?:of\s|(?:[\w-]+\s+){0,3}?(?:parameters?|params|data|samples?|examples?|labels?|tokens?|layers?|training|images?|instances?"
    r"|sentences?|words?|documents?|questions?|queries|cases|users?|participants?|respondents?|people|humans?|time|classes|categories|languages?"
    r"|tasks?|datasets?|benchmarks?|neurons?|heads?|pairs?|annotat\w*|budget|supervision|sparsity|confidence|probability|width|noise|shots?"
    r"|epochs?|iterations?|steps?|years?|months?|days?|hours?|GPUs?|models?|papers|experiments?|demonstrations?|domains?|scenarios?)\b)",
    re.IGNORECASE,
)  # fmt: skip
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


_LIST_GAP = re.compile(r"\s*(?:,|/|and|or|&|,\s*and)\s*")


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that reports performance: what kind of number it is and how it was aggregated."""

    quantity: Quantity
    value_type: str
    aggregation: str | None = None


def find_claims(text: str, quantities: Sequence[Quantity], metrics: Sequence[Mention | None]) -> list[Claim]:
    """Judge each number of a sentence; ``metrics`` holds the measure that stands right beside each number, or None."""
    claims: list[Claim] = []
    previous: Claim | None = None
    for i, quantity in enumerate(quantities):
        since = quantities[i - 1].outer_end if i else 0
        last = _end_of_list(text, quantities, i)
        until = quantities[last + 1].outer_start if last + 1 < len(quantities) else len(text)
        gap, right = text[since : quantity.outer_start], text[quantities[last].outer_end : until]
        if previous is not None and previous.value_type == "absolute" and _COMPARED.search(gap) and _is_plain(quantity):
            claims[-1] = previous = _with_baseline(previous, quantity)
            continue
        kind = _judge(
            text,
            quantity,
            gap,
            right,
            metrics[i],
            previous if previous and since == previous.quantity.outer_end else None,
        )
        if kind:
            previous = Claim(_same_comparator(quantity, previous, gap), kind, _aggregation(text, quantity, right))
            claims.append(previous)
    return claims


def _end_of_list(text: str, quantities: Sequence[Quantity], i: int) -> int:
    """Give the index of the last number of a list such as "8.6%, 7.1% and 11.1%", whose noun serves them all."""
    while i + 1 < len(quantities) and is_list_gap(text[quantities[i].outer_end : quantities[i + 1].outer_start]):
        i += 1
    return i


def is_list_gap(gap: str) -> bool:
    """Say whether only a comma, slash or "and" stands between two numbers."""
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
    whole = quantity.unit is None and quantity.value == quantity.value.to_integral_value()
    decimal = quantity.unit is None and "." in text[quantity.start : quantity.end]
    if (whole and metric is None) or (metric is None and _COUNTED.match(right)):
        return None
    if quantity.baseline is not None:
        return "absolute"
    change = _change(gap, right, quantity)
    if change == "down":
        good = lower_is_better(metric.name) if metric else bool(_COST.search(gap) or _COST.search(right[:60]))
        return "improvement" if good and (metric or quantity.unit) else None
    if change == "up":
        return "improvement"
    if previous is not None and not _REPORT.search(gap) and ";" not in gap:
        return previous.value_type
    if quantity.unit in {"x", "points"} and metric is None:
        return None
    if metric is not None:
        return "absolute"
    if _STRONG.search(gap) and (decimal or quantity.unit == "%"):
        return "absolute"
    return None


def _change(gap: str, right: str, quantity: Quantity) -> str | None:
    """Say whether the words around a number call it a rise ("up") or a fall ("down")."""
    if quantity.signed:
        return "up"
    near = right[:90]
    if _RIGHT_BETTER.match(near):
        return "up"
    if _RIGHT_LESS.match(near):
        return "down"
    if re.search(r"\b(?:to|at|reaching|achieving)\s+(?:an?\s+|only\s+|about\s+|around\s+)?$", gap):
        return None
    verbs = list(_CHANGE_VERB.finditer(gap))
    if verbs and (_BY.search(gap) or _NOUN_OPEN.search(gap) or quantity.comparator != "=" or _SIGN_OPEN.search(gap)):
        return "up" if verbs[-1]["up"] else "down"
    return None


def _aggregation(text: str, quantity: Quantity, right: str) -> str | None:
    left = text[max(0, quantity.outer_start - 70) : quantity.outer_start]
    if match := _AVERAGE_OF.search(left) or _AVERAGED.match(right):
        return (match[1] or "average").split()[-1].lower()
    if _AVERAGE.search(right.split(";")[0]) or _AVERAGE.search(
        left.rsplit(",", 1)[-1] if left.count(",") > 1 else left
    ):
        return "average"
    return None
