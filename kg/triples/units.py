"""Cut the graph into units: what is stated together, and all that it depends on.

A unit whose basis is that of the last build states what it stated then. What decides about reuse is hashed from the
dataclasses as they are, whatever fields they have; and a unit's statements are made from its basis alone.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from functools import cache, partial
from operator import attrgetter
from typing import Any

import pyoxigraph as ox

from kg.iris import Minter
from kg.model import Decision, Entity, Extraction, Mention, Origin, Paper, Record, Resolution
from kg.resolve.vocabulary.concepts import Vocabulary
from kg.resolve.vocabulary.placing import Placed, place_terms
from kg.triples.assertions import CLASSES, Assertions
from kg.triples.entities import assert_entity
from kg.triples.literals import Term, confidence, expand, literal
from kg.triples.names import Named, name_entity
from kg.triples.papers import assert_paper, assert_sources, describe_shared
from kg.triples.people import assert_people
from kg.triples.vocabulary import VocabularyWriter, describe_vocabulary

__all__ = ["Unit", "describe_runs", "list_units"]


@dataclass(frozen=True, slots=True)
class Unit:
    """What is stated together: ``state`` says it, from nothing but what is in ``basis``."""

    basis: tuple[object, ...]
    state: Callable[[Assertions], None]

    def fingerprint(self) -> bytes:
        """Hash the basis to 16 bytes; equal ones, and no others, have equal hashes."""
        text = json.dumps(self.basis, default=_take_apart, separators=(",", ":"))
        return hashlib.sha256(text.encode("ascii")).digest()[:16]


@cache
def _getter(cls: type[Any]) -> Callable[[Any], Any]:
    return attrgetter(*(f.name for f in fields(cls)))


def _take_apart(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__name__, _getter(type(value))(value)
    if isinstance(value, Decimal):
        return "Decimal", str(value)
    raise TypeError(f"{value!r} cannot be part of a unit's basis")


def list_units(
    resolution: Resolution, *, minter: Minter, version: str, vocabulary: Vocabulary | None = None
) -> Iterator[Unit]:
    """Yield the units of a graph: three of each paper, one of each entity, concept and decision, one that they share.

    The runs of extractors are described last, when all are known: see ``describe_runs``.
    """
    placed = list(place_terms(resolution.entities, vocabulary, minter=minter)) if vocabulary else []
    yield from _cut_papers(resolution)
    yield from _cut_entities(resolution, placed)
    for term in placed:
        if not term.entity:
            yield Unit(("concept", term), partial(_state_concept, term))
    for decision in resolution.decisions:
        yield Unit(("decision", decision), partial(_state_decision, decision))
    yield _gather_shared(resolution.papers, placed, Assertions(minter, version))


def _paper_iris(papers: Iterable[Paper]) -> dict[str, str]:
    return {record: paper.iri for paper in papers for record in paper.records}


def _cut_papers(resolution: Resolution) -> Iterator[Unit]:
    """Yield what a paper's text says, who signs it, and which files it derives from.

    They change for different reasons: when one paper of a file is edited, all of them derive from a new file.
    """
    iris = _paper_iris(resolution.papers)
    names = {m: name_entity(e) for e in resolution.entities for m in e.mentions}
    listed: dict[str, list[tuple[Mention, Named]]] = defaultdict(list)
    for mention, named in names.items():
        if named.kind in ("person", "organization"):
            listed[iris[mention.record]].append((mention, named))
    for paper in resolution.papers:
        bare = _leave_out_origins(paper)
        printed = tuple((m, names[m]) for m in paper.extraction.mentions)
        yield Unit(("paper", bare, printed), partial(_state_paper, bare, printed))
        unread, signed = replace(bare, extraction=Extraction()), tuple(listed[paper.iri])
        yield Unit(("people", unread, signed), partial(_state_people, unread, signed))
        whole = Paper(paper.iri, Record(paper.record.id, paper.record.title), (), paper.origins, Extraction())
        yield Unit(("sources", whole), partial(_state_sources, whole))


def _leave_out_origins(paper: Paper) -> Paper:
    """Leave out in which file and line a paper stands, unless it has several sources, and what was dropped from it."""
    reader = tuple(Origin("", "", 0, origin.reader) for origin in paper.origins[:1])
    kept = replace(paper.extraction, dropped=())
    return replace(paper, record=replace(paper.record, origin=None), origins=reader, extraction=kept)


def _cut_entities(resolution: Resolution, placed: Iterable[Placed]) -> Iterator[Unit]:
    iris = _paper_iris(resolution.papers)
    places = {place.iri: place for place in placed if place.entity}
    for entity in resolution.entities:
        where = tuple({m.record: iris[m.record] for m in entity.mentions}.items())
        place = places.get(entity.iri)
        yield Unit(("entity", entity, where, place), partial(_state_entity, entity, where, place))


def _gather_shared(papers: Iterable[Paper], placed: Iterable[Placed], shared: Assertions) -> Unit:
    for paper in papers:
        describe_shared(shared, paper)
    describe_vocabulary(shared, placed)
    basis = tuple(
        (subject, predicate, str(term), *s.basis()) for (subject, predicate, term), s in shared.support.items()
    )
    return Unit(("shared", basis), partial(_state_shared, shared))


def _state_paper(paper: Paper, printed: Iterable[tuple[Mention, Named]], out: Assertions) -> None:
    assert_paper(out, paper, dict(printed))


def _state_people(paper: Paper, signed: Iterable[tuple[Mention, Named]], out: Assertions) -> None:
    assert_people(out, paper, [m for m, _ in signed], dict(signed))


def _state_sources(paper: Paper, out: Assertions) -> None:
    assert_sources(out, paper)


def _state_entity(entity: Entity, where: Iterable[tuple[str, str]], place: Placed | None, out: Assertions) -> None:
    assert_entity(out, entity, dict(where), canonical=bool(place and place.names_entity))
    if place:
        VocabularyWriter(out).write(place, dict(where))


def _state_concept(placed: Placed, out: Assertions) -> None:
    VocabularyWriter(out).write(placed, {})


def _state_shared(shared: Assertions, out: Assertions) -> None:
    out.support.update(shared.support)
    out.runs |= shared.runs


def _state_decision(d: Decision, out: Assertions) -> None:
    facts: list[tuple[str, Term]] = [("rdf:type", expand(cls)) for cls in ("kg:Decision", *CLASSES["Decision"])]
    facts += [("kg:verdict", literal(d.verdict)), ("kg:confidence", confidence(d.score))]
    facts += [("kg:compares", ox.NamedNode(iri)) for iri in d.compared]
    facts += [("kg:reason", literal(reason)) for reason in d.reasons]
    facts += [("kg:reasonAgainst", literal(reason)) for reason in d.against]
    if d.entity:
        facts.append(("prov:generated", ox.NamedNode(d.entity)))
    out.describe(out.minter.decision(d.verdict, *d.compared, *d.reasons, *d.against), facts)


def describe_runs(runs: Iterable[str]) -> Unit:
    """Return the unit that describes the runs of these extractors."""
    names = tuple(sorted(runs))
    return Unit(("runs", names), partial(_state_runs, names))


def _state_runs(runs: Iterable[str], out: Assertions) -> None:
    for name in runs:
        facts: list[tuple[str, Term]] = [("rdf:type", expand("prov:Activity"))]
        facts += [("rdfs:label", literal(f"{name} {out.version}")), ("schema:softwareVersion", literal(out.version))]
        out.describe(out.minter.activity(name, out.version), facts)
