"""Turn resolved papers into RDF: the only room where a predicate is written.

Assertions go to the default graph. Each of them is backed in the evidence graph by an ``rdf:Statement`` that names the
mentions it derives from, the extractor's confidence and the run of the extractor that made it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.iris import Minter
from kg.model import Decision, Mention, Resolution
from kg.resolve.vocabulary.concepts import Vocabulary
from kg.resolve.vocabulary.placing import place_terms
from kg.triples.assertions import CLASSES, Assertions
from kg.triples.entities import assert_entity
from kg.triples.literals import Term, confidence, expand, literal
from kg.triples.papers import assert_paper
from kg.triples.people import assert_people
from kg.triples.vocabulary import VocabularyWriter

__all__ = ["CLASSES", "assert_graph"]


def assert_graph(
    resolution: Resolution, *, minter: Minter, version: str, vocabulary: Vocabulary | None = None
) -> Iterator[ox.Quad]:
    """Yield every quad of the graph, paper by paper: assertions in the default graph, evidence in the named one."""
    out, shared = Assertions(minter, version), Assertions(minter, version)
    iris = {record: paper.iri for paper in resolution.papers for record in paper.records}
    denotes = {m: e for e in resolution.entities for m in e.mentions}
    listed: dict[str, list[Mention]] = defaultdict(list)
    for mention, entity in denotes.items():
        if entity.kind in ("person", "organization"):
            listed[iris[mention.record]].append(mention)
    for paper in resolution.papers:
        assert_paper(out, paper, denotes, shared=shared)
        assert_people(out, paper, listed[paper.iri], denotes)
        yield from out.flush()
    placed = list(place_terms(resolution.entities, vocabulary, minter=minter)) if vocabulary else []
    writer, places = VocabularyWriter(out, shared), {p.iri: p for p in placed if p.entity}
    for entity in resolution.entities:
        place = places.get(entity.iri)
        assert_entity(out, entity, iris, canonical=bool(place and place.names_entity))
        if place:
            writer.write(place, iris)
        yield from out.flush()
    for place in placed:
        if not place.entity:
            writer.write(place, iris)
            yield from out.flush()
    yield from shared.flush()
    shared.activities |= out.activities
    yield from shared.describe_runs()
    yield from _decision_quads(resolution.decisions, minter)


def _decision_quads(decisions: Iterable[Decision], minter: Minter) -> Iterator[ox.Quad]:
    graph = ox.NamedNode(minter.evidence_graph)
    for d in decisions:
        node = ox.NamedNode(minter.decision(d.verdict, *d.compared, *d.reasons, *d.against))
        facts: list[tuple[str, Term]] = [("rdf:type", expand(cls)) for cls in ("kg:Decision", *CLASSES["Decision"])]
        facts += [("kg:verdict", literal(d.verdict)), ("kg:confidence", confidence(d.score))]
        facts += [("kg:compares", ox.NamedNode(iri)) for iri in d.compared]
        facts += [("kg:reason", literal(reason)) for reason in d.reasons]
        facts += [("kg:reasonAgainst", literal(reason)) for reason in d.against]
        if d.entity:
            facts.append(("prov:generated", ox.NamedNode(d.entity)))
        for predicate, term in facts:
            yield ox.Quad(node, expand(predicate), term, graph)
