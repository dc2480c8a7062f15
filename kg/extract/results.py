"""Assemble results: the numbers that a text reports, with their task, data set, measure and method."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from spacy.language import Language

from kg.extract.attribution import attribute, choose_own_method
from kg.extract.claims import Claim, find_claims, judge_aside
from kg.extract.document import get_record
from kg.extract.measured import measures_beside, pair_measures
from kg.extract.metrics import find_metric_names, find_thresholds
from kg.extract.pairing import group_names, outermost, pair_names
from kg.extract.quantities import find_quantities, split_text
from kg.model import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc

    from kg.extract.pairing import Placed
    from kg.extract.quantities import Quantity
    from kg.model import Mention

__all__ = ["ResultFinder", "find_results"]

EXTRACTOR = "kg_results"

_DIGIT = re.compile(r"\d")
_BEGUN = re.compile(r"\b(?:we|our|this\s+(?:paper|work|article|study)|proposed?)\b", re.IGNORECASE)
_TRAINED_ON = re.compile(
    r"\b(?:pre-?)?(?:train|fine-?tun|pretrain|learn)\w*\s+(?:\w+\s+)?(?:on|with|using|from|by)\s+(?:the\s+)?(?:[\w-]+\s+){0,4}$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:on|in|for|of|to|at|across|over|tasks?)\s+(?:[\w-]+\s+){0,3}$|\b(?:tasks?|benchmarks?)\s*[(,:]\s*$",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"\b(?:from|with|using|by|via|through|without|than|over|versus)\s+(?:(?!on\b|for\b|in\b)[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
_ON_NAME = re.compile(r"[\s$)]*(?:[\w-]+\s+){0,3}?(?:on|for|in)\s+(?:the\s+)?[A-Z]")
_IN_TASK = re.compile(r"[\s$)]*(?:[\w-]+\s+){0,3}?(?:on|for|in)\s+(?:the\s+)?(?:[a-z-]+\s+){1,3}tasks?\b")
_DESCRIBES = re.compile(
    r"\s+(?:methods?|models?|frameworks?|approach(?:es)?|systems?|networks?|algorithms?|techniques?)\b"
)
_THESE = re.compile(
    r"\b(?:this|the|these|both|all|two|our)\s+(?:[\w-]+\s+){0,2}?(benchmarks?|data\s?sets?|corpus|corpora|test\s+sets?)\b",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:(?:tasks|datasets|benchmarks|languages|domains|settings|corpora|data\s+sets|test\s+sets)\b|on\s+average)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a sentence is read against: the record's mentions, its own method, and the data sets named before."""

    mentions: Sequence[Mention]
    own_method: Mention | None
    datasets: Sequence[Mention] = ()


def find_results(text: str, *, record: str, field: str, mentions: Sequence[Mention]) -> list[Result]:
    """Find the results that a text field reports; ``mentions`` are those of the whole record.

    Task, data set, measure and method are mentions out of ``mentions``, or None where the text does not say.
    """
    found: list[Result] = []
    measured = {(m.field, i) for m in mentions if m.kind == "metric" for i in range(m.start, m.end)}
    mentions = [m for m in mentions if m.kind != "method" or (m.field, m.start) not in measured]
    scene = _Scene(mentions, choose_own_method(mentions))
    begun = False
    for start, end in split_text(text):
        inside = [
            (m.start - start, m.end - start, m)
            for m in mentions
            if m.field == field and start <= m.start and m.end <= end
        ]
        # What stands before the paper speaks of itself is background: others' numbers.
        begun = begun or bool(_BEGUN.search(text, start, end)) or any(m.role == "introduced" for *_, m in inside)
        if begun and _DIGIT.search(text, start, end):
            found.extend(
                replace(result, record=record, field=field, start=result.start + start, end=result.end + start)
                for result in _read_sentence(text[start:end], inside, scene)
            )
        if datasets := [m for *_, m in inside if m.kind == "dataset"]:
            scene = replace(scene, datasets=datasets)
    return found


def _read_sentence(text: str, inside: list[Placed], scene: _Scene) -> Iterator[Result]:
    names = [(a, b) for a, b, m in inside if m.kind in {"method", "dataset", "task"}]
    measured = [(n.start, n.end) for n in find_metric_names(text)]
    quantities = find_quantities(text, avoid=[*names, *find_thresholds(text)], measures=measured)
    if not quantities:
        return
    mains, asides = _split_asides(text, quantities)
    measures = outermost(inside, "metric")
    beside = measures_beside(text, mains, measures)
    claims = find_claims(text, mains, beside)
    metrics = pair_measures(text, claims, mains, beside, measures)
    datasets = _pair_datasets(text, claims, inside, scene)
    tasks = pair_names(claims, _eligible_tasks(text, inside, claims), text, unknown=_IN_TASK)
    _unbind(tasks, metrics, inside)
    for claim, metric, dataset, task in zip(claims, metrics, datasets, tasks, strict=True):
        known, method = attribute(text, claim.quantity.outer_start, inside, scene.own_method)
        if known:
            result = Result("", "", 0, 0, "", Decimal(0), task=task, dataset=dataset, metric=metric, method=method)
            result = _fill(result, text, claim)
            yield result
            yield from _read_asides(text, claim, asides.get(claim.quantity.start, []), measures, result)


def _split_asides(text: str, quantities: list[Quantity]) -> tuple[list[Quantity], dict[int, list[Quantity]]]:
    """Set apart the numbers in a bracket that follows right after a number; the latter then reaches to its end."""
    mains: list[Quantity] = []
    asides: dict[int, list[Quantity]] = {}
    for quantity in quantities:
        last = mains[-1] if mains else None
        if last and quantity.outer_end <= last.reach:
            asides[last.start].append(quantity)
        elif last and (opened := re.match(r"\s*\(", text[last.outer_end : quantity.outer_start])):
            end = text.find(")", last.outer_end + opened.end())
            if end > quantity.outer_start:
                mains[-1] = replace(last, reach=end + 1)
                asides[last.start] = [quantity]
            else:
                mains.append(quantity)
        else:
            mains.append(quantity)
    return mains, asides


def _read_asides(
    text: str, main: Claim, asides: list[Quantity], measures: list[Placed], result: Result
) -> Iterator[Result]:
    inside = [p for p in measures if main.quantity.outer_end <= p[0] < main.quantity.reach]
    for quantity, own in zip(asides, measures_beside(text, asides, inside), strict=True):
        if claim := judge_aside(text, main, quantity, own):
            yield _fill(replace(result, metric=own or result.metric), text, claim)


def _fill(result: Result, text: str, claim: Claim) -> Result:
    """Put a claim's number into a result that has its names already."""
    quantity = claim.quantity
    return replace(
        result,
        start=quantity.start,
        end=quantity.end,
        text=text[quantity.start : quantity.end],
        value=quantity.value,
        unit=quantity.unit,
        value_type=claim.value_type,
        comparator=quantity.comparator,
        baseline_value=quantity.baseline,
        aggregation=claim.aggregation,
        score=0.9 if result.metric or result.dataset else 0.7,
        extractor=EXTRACTOR,
    )


def _pair_datasets(text: str, claims: list[Claim], inside: list[Placed], scene: _Scene) -> list[Mention | None]:
    named = outermost(inside, "dataset")
    if placed := [p for p in named if not _TRAINED_ON.search(text[max(0, p[0] - 80) : p[0]])]:
        return pair_names(claims, placed, text, unknown=_ON_NAME)
    if match := _THESE.search(text):
        meant = _meant(match[1], scene)
        if len(meant) == len(claims) > 1:
            return list(meant)
        return [meant[0] if len(meant) == 1 else None] * len(claims)
    before = [m for m in scene.datasets if m.role in {"evaluated_on", "introduced"}]
    if len({m.name for m in before}) == 1 and not _MANY.search(text) and not named:
        return [before[0] if c.value_type == "absolute" else None for c in claims]
    return [None] * len(claims)


def _meant(noun: str, scene: _Scene) -> list[Mention]:
    """Resolve "this benchmark" or "these data sets": what the paper introduces, else what was named last."""
    introduced = _distinct([m for m in scene.mentions if m.kind == "dataset" and m.role == "introduced"])
    if len(introduced) == 1:
        return introduced
    last = _distinct(scene.datasets)
    return last if noun.lower().endswith(("s", "corpora")) or len(last) == 1 else last[-1:]


def _distinct(mentions: Sequence[Mention]) -> list[Mention]:
    return list({m.name: m for m in reversed(mentions)}.values())[::-1]


def _eligible_tasks(text: str, inside: list[Placed], claims: list[Claim]) -> list[Placed]:
    """Leave out tasks that only describe the method ("our image retrieval method reaches ...")."""
    if not claims:
        return []
    first = claims[0].quantity.outer_start
    methods = [(a, b) for a, b, m in inside if m.kind == "method"]
    free = [p for p in outermost(inside, "task") if not any(a <= p[0] and p[1] <= b for a, b in methods)]
    kept: list[Placed] = []
    for group in group_names(free, text):
        before = text[max(0, group[0][0] - 60) : group[0][0]]
        measured = any(0 <= a - group[-1][1] <= 2 for a, _, m in inside if m.kind == "metric")
        led = measured or not _MEANS.search(before) if group[0][0] > first else measured or _PREPOSITION.search(before)
        if led and not _DESCRIBES.match(text, group[-1][1]):
            kept.extend(group)
    return kept


def _unbind(tasks: list[Mention | None], metrics: list[Mention | None], inside: list[Placed]) -> None:
    """Take a task that names one measure ("POS tagging accuracy") away from the numbers of other measures."""
    starts = {m.start: m for *_, m in inside if m.kind == "metric"}
    for i, task in enumerate(tasks):
        bound = task and (starts.get(task.end + 1) or starts.get(task.end))
        if bound and metrics[i] is not bound and bound in metrics:
            tasks[i] = None


class ResultFinder:
    """The spaCy component ``kg_results``: fills ``doc._.kg_results`` from the mentions found before it."""

    def __call__(self, doc: Doc) -> Doc:
        """Add the results of the Doc's record."""
        record = get_record(doc)
        for field in ("title", "abstract"):
            text = getattr(record, field)
            doc._.kg_results.extend(find_results(text, record=record.id, field=field, mentions=doc._.kg_mentions))
        return doc


@Language.factory("kg_results")
def make_result_finder(nlp: Language, name: str) -> ResultFinder:  # noqa: ARG001
    """Make the component that assembles results."""
    return ResultFinder()
