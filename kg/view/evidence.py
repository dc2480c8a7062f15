"""Finds the printed sentence behind each statement: reifications and mentions of the evidence graph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.iris import KG, PREFIXES
from kg.view.decisions import read_doubts, read_merges
from kg.view.rows import describe, number_of, read_statements, read_subjects, term_key, text_of
from kg.view.scene import Trace
from kg.view.words import local_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Dataset

    from kg.view.rows import Descriptions, Facts

__all__ = ["Backing", "Evidence", "PrintedText", "find_sentence", "gather_evidence", "read_printed"]

_RDF, _RDFS, _NIF, _PROV, _DCT = (PREFIXES[prefix] for prefix in ("rdf", "rdfs", "nif", "prov", "dcterms"))

# Full stops that end no sentence, and the space after one that does. The look-behind needs a fixed width.
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|et al|cf|vs|Fig|Eq|Sec|Tab|resp|approx|w\.r\.t|(?-i:[A-Z]))\.$", re.IGNORECASE
)
_BREAK = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[$\\]*[A-Z0-9])")


def find_sentence(text: str, begin: int, end: int) -> tuple[int, int]:
    """Give the bounds of the sentence that holds characters ``begin`` to ``end``.

    >>> text = "We use BERT, e.g. In short. It works."
    >>> text[slice(*find_sentence(text, 28, 30))]
    'It works.'
    """
    left, right = 0, len(text)
    for match in _BREAK.finditer(text):
        if _ABBREVIATION.search(text, 0, match.start()):
            continue
        if match.end() <= begin:
            left = match.end()
        elif match.start() >= end:
            right = match.start()
            break
    return left, right


@dataclass(frozen=True, slots=True)
class PrintedText:
    """The text fields of one paper, and its printed author names in order."""

    title: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()

    def locate(self, trace: Trace, start: int, stop: int) -> Trace:
        """Add the sentence at the given positions; a position that does not fit leaves the words alone."""
        if trace.field == "authors" and 0 <= start < len(self.authors):
            before = sum(len(name) + 2 for name in self.authors[:start])
            name = self.authors[start]
            return replace(trace, text=", ".join(self.authors), begin=before, end=before + len(name))
        text = {"title": self.title, "abstract": self.abstract}.get(trace.field, "")
        if not trace.anchor or text[start:stop] != trace.anchor:
            return trace
        left, right = (0, len(text)) if trace.field == "title" else find_sentence(text, start, stop)
        return replace(trace, text=text[left:right], begin=start - left, end=stop - left)


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind one statement."""

    confidence: float | None = None
    detail: str = ""
    traces: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Backing by statement key (subject, predicate, object) and mentions by the entity that they denote."""

    statements: dict[tuple[str, str, str], Backing] = field(default_factory=dict)
    mentions: dict[str, tuple[Trace, ...]] = field(default_factory=dict)

    def back(self, *keys: tuple[str, str, str]) -> Backing:
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
) -> Evidence:
    """Read the evidence for all statements about the subjects, and all mentions of the entities.

    Statements with the predicates in ``leave_out`` are not asked for: types and labels are most of what is backed.
    Those with one of ``objects`` are read in any case.
    """
    reified = set(read_statements(dataset, subjects, leave_out))
    reified |= {r for r, _ in read_subjects(dataset, f"{_RDF}object", objects, evidence=True)}
    statements = describe(dataset, reified, evidence=True, only=_STATEMENT)
    denoting = sorted(read_subjects(dataset, f"{KG}denotes", entities, evidence=True))
    sources = {str(o) for facts in statements.values() for o in facts.get(f"{_PROV}wasDerivedFrom", ())}
    mentions = describe(dataset, sources | {mention for mention, _ in denoting}, evidence=True, only=_MENTION)
    traces = {iri: _trace(facts, printed) for iri, facts in mentions.items()}
    by_entity: dict[str, list[Trace]] = {}
    for mention, entity in denoting:
        by_entity.setdefault(entity, []).append(traces[mention])
    for entity, trace in read_merges(dataset, entities):
        by_entity.setdefault(entity, []).append(trace)
    makers = _name_makers(dataset, statements)
    found = dict(_back(facts, traces, makers) for _, facts in sorted(statements.items()))
    _add_doubts(found, read_doubts(dataset, entities))
    return Evidence(found, {entity: _in_order(some) for entity, some in by_entity.items()})


def _name_makers(dataset: Dataset, statements: Descriptions) -> dict[str, str]:
    makers = {str(o) for facts in statements.values() for o in facts.get(f"{_PROV}wasGeneratedBy", ())}
    return {iri: text_of(facts, f"{_RDFS}label") for iri, facts in describe(dataset, makers, evidence=True).items()}


def _add_doubts(found: dict[tuple[str, str, str], Backing], doubts: Iterable[tuple[tuple[str, str], Trace]]) -> None:
    for pair, trace in doubts:
        for left, right in (pair, pair[::-1]):
            key = (left, f"{KG}possiblySameAs", right)
            old = found.get(key, Backing(trace.confidence))
            found[key] = replace(old, traces=(*old.traces, trace))


def _in_order(traces: Iterable[Trace]) -> tuple[Trace, ...]:
    order = {"title": 0, "authors": 1}
    return tuple(sorted(dict.fromkeys(traces), key=lambda t: (order.get(t.field, 2), t.paper, t.text, t.begin, t.note)))


def _trace(facts: Facts, printed: dict[str, PrintedText]) -> Trace:
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


def _back(facts: Facts, traces: dict[str, Trace], makers: dict[str, str]) -> tuple[tuple[str, str, str], Backing]:
    key = tuple(term_key(facts[f"{_RDF}{part}"][0]) if facts.get(f"{_RDF}{part}") else "" for part in _PARTS)
    maker = text_of(facts, f"{_PROV}wasGeneratedBy")
    maker = makers.get(maker, "") or _readable(maker)
    found = [traces[str(o)] for o in facts.get(f"{_PROV}wasDerivedFrom", ()) if str(o) in traces]
    comment = text_of(facts, f"{_RDFS}comment")
    if comment:
        found.append(Trace(note=comment))
    signed = _in_order(trace if trace.extractor else replace(trace, extractor=maker) for trace in found)
    backing = Backing(number_of(facts, f"{KG}confidence"), text_of(facts, f"{KG}linkStatus"), signed)
    return (key[0], key[1], key[2]), backing


_STATEMENT = (
    *(f"{_RDF}{part}" for part in ("subject", "predicate", "object")),
    f"{_PROV}wasDerivedFrom",
    f"{_PROV}wasGeneratedBy",
    f"{KG}confidence",
    f"{KG}linkStatus",
    f"{_RDFS}comment",
)
_MENTION = (
    *(f"{_NIF}{part}" for part in ("anchorOf", "beginIndex", "endIndex")),
    *(f"{KG}{part}" for part in ("mentionedIn", "field", "confidence", "extractor")),
    f"{_RDFS}comment",
    f"{_RDFS}label",
)
_PARTS = ("subject", "predicate", "object")


def read_printed(papers: Descriptions, authorships: Descriptions) -> dict[str, PrintedText]:
    """Take the printed title, abstract and author names of each paper from its description."""
    printed = {}
    for iri, facts in papers.items():
        signed = (authorships.get(str(o), {}) for o in facts.get(f"{KG}hasAuthorship", ()))
        names = sorted((number_of(one, f"{KG}ordinal") or 0, text_of(one, f"{KG}printedName")) for one in signed)
        printed[iri] = PrintedText(
            title=text_of(facts, f"{_DCT}title"),
            abstract=text_of(facts, f"{_DCT}abstract"),
            authors=tuple(name for _, name in names),
        )
    return printed
