"""State what people, organisations and terms are called and where."""

from __future__ import annotations

from collections.abc import Mapping

from kg.model import Entity, Mention, Paper
from kg.triples.assertions import Assertions
from kg.triples.literals import literal

__all__ = ["assert_entity"]


def assert_entity(out: Assertions, entity: Entity, papers: Mapping[str, Paper]) -> None:
    """State an entity's class, names and identifiers, and its place on each paper; ``papers`` are by record id."""
    if entity.kind == "person":
        _assert_signatures(out, entity, papers)
    elif entity.kind == "organization":
        _assert_affiliations(out, entity, papers)
    else:
        _assert_term(out, entity, papers)
    for iri in entity.same_as:
        out.add(entity.iri, "owl:sameAs", iri, by="read")
    for iri in entity.replaces:
        out.add(iri, "dcterms:isReplacedBy", entity.iri, by="curate")
    for iri, score in entity.possibly_same:
        out.add(entity.iri, "kg:possiblySameAs", iri, by=f"resolve-{entity.kind}", score=score)


def _locate(out: Assertions, entity: Entity, m: Mention, paper: Paper) -> str:
    kind = m.kind if m.field in ("title", "abstract") else entity.kind
    return out.mention(paper.iri, m.field, m.start, m.end, m.surface, kind=kind, by=m.extractor, score=m.score,
                       denotes=entity.iri, role=m.role)  # fmt: skip


def _assert_names(out: Assertions, entity: Entity, papers: Mapping[str, Paper], label: str) -> None:
    located = [(m, _locate(out, entity, m, papers[m.record])) for m in entity.mentions]
    cls = entity.kind.capitalize()
    first, where = located[0]
    out.type(entity.iri, cls, by=first.extractor, mention=where, score=max(m.score for m, _ in located))
    for name in (entity.name, *entity.aliases):
        predicate = label if name == entity.name else "skos:altLabel"
        m, iri = next(((m, iri) for m, iri in located if m.surface == name), located[0])
        out.add(entity.iri, predicate, literal(name), by=m.extractor, mention=iri, score=m.score)
    out.add(entity.iri, "rdfs:label", literal(entity.name), by=first.extractor, mention=where, score=first.score)


def _assert_term(out: Assertions, entity: Entity, papers: Mapping[str, Paper]) -> None:
    _assert_names(out, entity, papers, "skos:prefLabel")


def _assert_signatures(out: Assertions, person: Entity, papers: Mapping[str, Paper]) -> None:
    _assert_names(out, person, papers, "foaf:name")
    for m in person.mentions:
        paper = papers[m.record]
        where = _locate(out, person, m, paper)
        node = out.minter.part("authorship", paper.iri, str(m.start + 1))
        out.type(node, "Authorship", by="read", mention=where)
        out.add(paper.iri, "kg:hasAuthorship", node, by="read", mention=where)
        out.add(node, "kg:ordinal", literal(m.start + 1), by="read", mention=where)
        out.add(node, "kg:printedName", literal(m.surface), by="read", mention=where)
        out.add(node, "kg:author", person.iri, by="resolve-person", mention=where, score=m.score)
        out.add(paper.iri, "dcterms:creator", person.iri, by="resolve-person", mention=where, score=m.score)


def _assert_affiliations(out: Assertions, organization: Entity, papers: Mapping[str, Paper]) -> None:
    _assert_names(out, organization, papers, "foaf:name")
    for m in organization.mentions:
        paper = papers[m.record]
        where = _locate(out, organization, m, paper)
        own = m.field == "authors"
        subject = out.minter.part("authorship", paper.iri, str(m.start + 1)) if own else paper.iri
        out.add(subject, "kg:affiliation", organization.iri, by="read", mention=where)
