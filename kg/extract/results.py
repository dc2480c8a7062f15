"""Assemble results: the numbers that a text reports, with their task, data set, measure and method."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from spacy.language import Language

from kg.extract.attribution import attribute, choose_own_method
from kg.extract.certainty import judge_confidence
from kg.extract.claims import Claim, drop_bare, find_claims, judge_aside
from kg.extract.document import get_record
from kg.extract.measured import measures_beside, pair_measures
from kg.extract.metrics import find_metric_names, find_thresholds
from kg.extract.placed import outermost
from kg.extract.places import Scene, is_training, pair_datasets, pair_tasks, place_numbers
from kg.extract.quantities import find_quantities, split_text
from kg.model import Mention, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc

    from kg.extract.metrics import MetricName
    from kg.extract.placed import Placed
    from kg.extract.quantities import Quantity

__all__ = ["ResultFinder", "find_results"]

EXTRACTOR = "kg_results"

_VAGUE = frozenset(["return", "reward", "coverage", "purity", "memory", "correlation", "error rate", "sensitivity"])
_NUMBER = re.compile(r"\d|\b(?:[Tt]wice|one|two|three|four|five|six|seven|eight|nine|ten)\b")
_BEGUN = re.compile(r"\b(?:we|our|this\s+(?:paper|work|article|study)|proposed?)\b", re.IGNORECASE)


def find_results(text: str, *, record: str, field: str, mentions: Sequence[Mention]) -> list[Result]:
    """Find the results that a text field reports; ``mentions`` are those of the whole record.

    Task, data set, measure and method are mentions out of ``mentions``, or None where the text does not say. Only the
    sole measure of a sentence may be a new one, as no number stands beside it.
    """
    found: list[Result] = []
    measured = {(m.field, i) for m in mentions if m.kind == "metric" for i in range(m.start, m.end)}
    mentions = [m for m in mentions if m.kind != "method" or (m.field, m.start) not in measured]
    scene = Scene(mentions, choose_own_method(mentions))
    begun = False
    here = [m for m in mentions if m.field == field]
    for start, end in split_text(text):
        inside = [(m.start - start, m.end - start, m) for m in here if start <= m.start and m.end <= end]
        # What stands before the paper speaks of itself is background: others' numbers.
        begun = begun or bool(_BEGUN.search(text, start, end)) or any(m.role == "introduced" for *_, m in inside)
        if begun and _NUMBER.search(text, start, end):
            found.extend(
                _shift(result, record, field, start) for result in _read_sentence(text[start:end], inside, scene)
            )
        datasets = [m for a, _, m in inside if m.kind == "dataset" and not is_training(text[start:end], a)]
        measures = [m for *_, m in inside if m.kind == "metric"]
        scene = replace(scene, datasets=datasets or scene.datasets, measures=measures)
    return found


def _shift(result: Result, record: str, field: str, by: int) -> Result:
    """Move a result, and a measure made for it, from the sentence to the field."""
    metric = result.metric
    if metric and not metric.field:
        metric = replace(metric, record=record, field=field, start=metric.start + by, end=metric.end + by)
    return replace(result, record=record, field=field, start=result.start + by, end=result.end + by, metric=metric)


def _read_sentence(text: str, inside: list[Placed], scene: Scene) -> Iterator[Result]:
    names = [(a, b) for a, b, m in inside if m.kind in {"method", "dataset", "task"}]
    thresholds = find_thresholds(text)
    measured = find_metric_names(text, thresholds=thresholds)
    spans = [(n.start, n.end) for n in measured]
    quantities = find_quantities(text, avoid=[*names, *thresholds], measures=spans)
    if not quantities:
        return
    mains, asides = _split_asides(text, quantities)
    measures = outermost(inside, "metric")
    placed = place_numbers(text, mains, inside)
    mains = drop_bare(mains, text, measures_beside(text, mains, measures), placed)
    beside = measures_beside(text, mains, measures)
    claims = find_claims(text, mains, beside, placed)
    measures = measures or _far_measures(text, measured)
    metrics = pair_measures(text, claims, mains, beside, measures, before=scene.measures)
    datasets = pair_datasets(text, claims, inside, scene)
    tasks = pair_tasks(text, claims, inside, metrics)
    for claim, *bonds in zip(claims, metrics, datasets, tasks, strict=True):
        known, method = attribute(text, claim.quantity.outer_start, inside, scene.own_method)
        if known:
            metric, dataset, task = (b.name if b else None for b in bonds)
            result = Result("", "", 0, 0, "", Decimal(0), task=task, dataset=dataset, metric=metric, method=method)
            result = replace(_fill(result, text, claim), score=judge_confidence(claim, *bonds))
            yield result
            yield from _read_asides(text, claim, asides.get(claim.quantity.start, []), measures, result)


def _far_measures(text: str, names: list[MetricName]) -> list[Placed]:
    """Make mentions of the measures of a sentence none of whose measures a number stands beside."""
    return [
        (
            n.start,
            n.end,
            Mention("", "", n.start, n.end, text[n.start : n.end], "metric", n.name, extractor="kg_metrics"),
        )
        for n in names
        if n.name not in _VAGUE
    ]


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
        extractor=EXTRACTOR,
    )


class ResultFinder:
    """The spaCy component ``kg_results``: fills ``doc._.kg_results`` from the mentions found before it."""

    def __call__(self, doc: Doc) -> Doc:
        """Add the results of the Doc's record."""
        record = get_record(doc)
        for field in ("title", "abstract"):
            text = getattr(record, field)
            found = find_results(text, record=record.id, field=field, mentions=doc._.kg_mentions)
            doc._.kg_results.extend(found)
            if far := {r.metric for r in found if r.metric} - {m for m in doc._.kg_mentions if m.kind == "metric"}:
                doc._.kg_mentions.extend(sorted(far, key=lambda m: m.start))
        return doc


@Language.factory("kg_results")
def make_result_finder(nlp: Language, name: str) -> ResultFinder:  # noqa: ARG001
    """Make the component that assembles results."""
    return ResultFinder()
