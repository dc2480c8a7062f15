"""Finds the printed sentence behind each statement: reifications and mentions of the evidence graph."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.iris import KG, PREFIXES
from kg.view.choosing import DECISIONS, FEW, MENTIONS, choose_mentions, choose_traces, order_traces
from kg.view.decisions import choose_merges, read_doubts
from kg.view.printed import PrintedText, find_sentence, read_printed, trim_trace
from kg.view.reified import describe_statements, find_statements
from kg.view.rows import describe_texts, number_of, read_statements, read_subjects, text_of
from kg.view.scene import Trace
from kg.view.words import local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib import Dataset

    from kg.view.reified import Key
    from kg.view.rows import Texts

__all__ = ["Backing", "Evidence", "PrintedText", "find_sentence", "gather_evidence", "read_printed"]

_RDF, _RDFS, _NIF, _PROV, _DCT = (PREFIXES[prefix] for prefix in ("rdf", "rdfs", "nif", "prov", "dcterms"))


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind one statement."""

    confidence: float | None = None
    detail: str = ""
    traces: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Backing by statement key (subject, predicate, object) and mentions by the entity that they denote.

    ``counts`` says how many traces an entity has in all, where ``mentions`` may hold a choice of them.
    """

    statements: dict[Key, Backing] = field(default_factory=dict)
    mentions: dict[str, tuple[Trace, ...]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def back(self, *keys: Key) -> Backing:
        """Join the backing of several statements that are shown as one."""
        found = [self.statements[key] for key in keys if key in self.statements]
        traces = dict.fromkeys(trace for backing in found for trace in backing.traces)
        confidence = max((b.confidence for b in found if b.confidence is not None), default=None)
        return Backing(confidence, next((b.detail for b in found if b.detail), ""), tuple(traces))


def gather_evidence(
    dataset: Dataset,
    subjects: Iterable[str],
    printed: dict[str, PrintedText],
    entities: Iterable[str],
    *,
    leave_out: Iterable[str] = (),
    objects: Iterable[str] = (),
    only: Iterable[Key] | None = None,
    few: bool = False,
) -> Evidence:
    """Read the evidence for all statements about the subjects, and all mentions of the entities.

    Statements with the predicates in ``leave_out`` are not asked for: types and labels are most of what is backed.
    Those with one of ``objects`` are read in any case. Where ``only`` is given, the evidence for no other statements is
    read. With ``few``, of many mentions no more are read than a page shows.
    """
    if only is None:
        reified = set(read_statements(dataset, subjects, leave_out))
        reified |= {r for r, _ in read_subjects(dataset, f"{_RDF}object", objects, evidence=True)}
        statements = list(describe_statements(dataset, reified))
    else:
        statements = list(find_statements(dataset, only))
    sources = {source for _, facts in statements for source in _sources(facts, few=few)}
    denoting: dict[str, list[str]] = {}
    for mention, entity in read_subjects(dataset, f"{KG}denotes", entities, evidence=True):
        denoting.setdefault(entity, []).append(mention)
    counts = Counter({entity: len(found) for entity, found in denoting.items()})
    if few:
        denoting = {entity: choose_mentions(found, sources) for entity, found in denoting.items()}
    mentions = describe_texts(dataset, sources.union(*denoting.values()), only=_MENTION)
    traces = {iri: _trace(facts, printed) for iri, facts in mentions.items()}
    by_entity = {entity: _keep((traces[one] for one in found), MENTIONS if few else None)
                 for entity, found in denoting.items()}  # fmt: skip
    for entity, count, several in choose_merges(dataset, entities, most=DECISIONS if few else None):
        by_entity[entity] = order_traces((*by_entity.get(entity, ()), *several))
        counts[entity] += count
    makers = _name_makers(dataset, statements)
    found = {key: _back(facts, traces, makers, few=few) for key, facts in statements}
    _add_doubts(found, read_doubts(dataset, entities))
    return Evidence(found, by_entity, counts)


def _sources(facts: Texts, *, few: bool) -> list[str]:
    """List the mentions from which a statement was read; of many those of the title and the first of the rest."""
    sources = facts.get(f"{_PROV}wasDerivedFrom", [])
    return sources[: 2 * FEW] if few else sources


def _keep(traces: Iterable[Trace], most: int | None) -> tuple[Trace, ...]:
    return order_traces(traces) if most is None else tuple(map(trim_trace, choose_traces(traces, most)))


def _name_makers(dataset: Dataset, statements: Iterable[tuple[Key, Texts]]) -> dict[str, str]:
    label = f"{_RDFS}label"
    makers = {maker for _, facts in statements for maker in facts.get(f"{_PROV}wasGeneratedBy", ())}
    return {iri: text_of(facts, label) for iri, facts in describe_texts(dataset, makers, only=[label]).items()}


def _add_doubts(found: dict[Key, Backing], doubts: Iterable[tuple[tuple[str, str], Trace]]) -> None:
    for pair, trace in doubts:
        for left, right in (pair, pair[::-1]):
            key = (left, f"{KG}possiblySameAs", right)
            old = found.get(key, Backing(trace.confidence))
            found[key] = replace(old, traces=(*old.traces, trace))


def _trace(facts: Texts, printed: dict[str, PrintedText]) -> Trace:
    trace = Trace(
        anchor=text_of(facts, f"{_NIF}anchorOf"),
        paper=text_of(facts, f"{KG}mentionedIn"),
        field=text_of(facts, f"{KG}field"),
        confidence=number_of(facts, f"{KG}confidence"),
        extractor=_readable(text_of(facts, f"{KG}extractor")),
    )
    if not trace.anchor:
        return replace(trace, note=text_of(facts, f"{_RDFS}comment", f"{_DCT}description", f"{_RDFS}label"))
    start, stop = number_of(facts, f"{_NIF}beginIndex"), number_of(facts, f"{_NIF}endIndex")
    if start is None or stop is None:
        return trace
    return printed.get(trace.paper, PrintedText()).locate(trace, int(start), int(stop))


def _readable(name: str) -> str:
    return local_name(name) if "://" in name else name


def _back(facts: Texts, traces: dict[str, Trace], makers: dict[str, str], *, few: bool) -> Backing:
    maker = text_of(facts, f"{_PROV}wasGeneratedBy")
    maker = makers.get(maker, "") or _readable(maker)
    found = [traces[source] for source in _sources(facts, few=few) if source in traces]
    comment = text_of(facts, f"{_RDFS}comment")
    if comment:
        found.append(Trace(note=comment))
    signed = (trace if trace.extractor else replace(trace, extractor=maker) for trace in found)
    kept = _keep(signed, FEW if few else None)
    return Backing(number_of(facts, f"{KG}confidence"), text_of(facts, f"{KG}linkStatus"), kept)


_MENTION = (
    *(f"{_NIF}{part}" for part in ("anchorOf", "beginIndex", "endIndex")),
    *(f"{KG}{part}" for part in ("mentionedIn", "field", "confidence", "extractor")),
    f"{_RDFS}comment",
    f"{_RDFS}label",
)
