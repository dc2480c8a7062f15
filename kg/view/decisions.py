"""Reads why names were taken, or not taken, for one thing: the decisions of the evidence graph, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.iris import KG, PREFIXES
from kg.view.rows import describe_texts, number_of, read_subjects, text_of
from kg.view.scene import Trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import Dataset

__all__ = ["choose_merges", "read_doubts", "read_merges"]

_VERDICTS = {"merge": "Taken for one", "possible": "Possibly the same", "apart": "Kept apart"}
_TOLD = tuple(f"{KG}{name}" for name in ("reason", "reasonAgainst", "verdict", "confidence"))


def read_merges(dataset: Dataset, entities: Iterable[str]) -> Iterator[tuple[str, Trace]]:
    """Read (entity, reasons) for each decision that made an entity of several names."""
    for entity, _, several in choose_merges(dataset, entities, most=None):
        yield from ((entity, trace) for trace in several)


def choose_merges(
    dataset: Dataset, entities: Iterable[str], *, most: int | None
) -> Iterator[tuple[str, int, list[Trace]]]:
    """Read (entity, count, reasons) of the decisions that made an entity of several names; only ``most`` are read."""
    made: dict[str, list[str]] = {}
    for decision, entity in sorted(read_subjects(dataset, f"{PREFIXES['prov']}generated", entities, evidence=True)):
        made.setdefault(entity, []).append(decision)
    traces = _read_traces(dataset, {decision for found in made.values() for decision in found[:most]})
    for entity, found in made.items():
        yield entity, len(found), [traces[decision] for decision in found[:most]]


def read_doubts(dataset: Dataset, entities: Iterable[str]) -> Iterator[tuple[tuple[str, str], Trace]]:
    """Read ((entity, entity), reasons) for each decision that compared two entities; the pair is in order."""
    compared: dict[str, list[str]] = {}
    for decision, entity in sorted(read_subjects(dataset, f"{KG}compares", entities, evidence=True)):
        compared.setdefault(decision, []).append(entity)
    pairs = {decision: (found[0], found[1]) for decision, found in compared.items() if len(found) == 2}
    traces = _read_traces(dataset, pairs)
    yield from ((pair, traces[decision]) for decision, pair in sorted(pairs.items()))


def _read_traces(dataset: Dataset, decisions: Iterable[str]) -> dict[str, Trace]:
    traces = {}
    for decision, facts in describe_texts(dataset, decisions, only=_TOLD).items():
        told = ("; ".join(facts.get(f"{KG}{name}", ())) for name in ("reason", "reasonAgainst"))
        reasons = " — but ".join(part for part in told if part)
        verdict = _VERDICTS.get(text_of(facts, f"{KG}verdict"), "Decided")
        score = number_of(facts, f"{KG}confidence")
        traces[decision] = Trace(field="resolution", note=f"{verdict}: {reasons}", confidence=score)
    return traces
