"""State what people, organisations and terms are called."""

from __future__ import annotations

from collections.abc import Mapping

from kg.model import Entity, Mention
from kg.triples.assertions import Assertions
from kg.triples.literals import literal

__all__ = ["assert_entity"]


def assert_entity(out: Assertions, entity: Entity, iris: Mapping[str, str], *, canonical: bool = False) -> None:
    """State an entity's class, names and identifiers; ``iris`` are those of the papers, by record id.

    Where ``canonical``, the vocabulary gives the preferred name and states it itself: no record prints it.
    """

    def locate(m: Mention) -> str:
        return out.mention_iri(iris[m.record], m.field, m.start, m.end, m.kind)

    first = entity.mentions[0]
    where, score = locate(first), max(m.score for m in entity.mentions)
    out.type(entity.iri, entity.kind.capitalize(), by=first.extractor, mention=where, score=score)
    label = "foaf:name" if entity.kind in ("person", "organization") else "skos:prefLabel"
    by_surface = {m.surface: m for m in reversed(entity.mentions)}
    if not canonical:
        out.add(entity.iri, "rdfs:label", literal(entity.name), by=first.extractor, mention=where, score=first.score)
    for name in (entity.name, *entity.aliases):
        if name == entity.name and canonical:
            continue
        m = by_surface.get(name, first)
        predicate = label if name == entity.name else "skos:altLabel"
        out.add(entity.iri, predicate, literal(name), by=m.extractor, mention=locate(m), score=m.score)
    for iri in entity.same_as:
        out.add(entity.iri, "owl:sameAs", iri, by=first.extractor, mention=where)
    for iri in entity.replaces:
        out.add(iri, "dcterms:isReplacedBy", entity.iri, by=f"resolve-{entity.kind}", mention=where)
    for iri, probability in entity.possibly_same:
        out.add(entity.iri, "kg:possiblySameAs", iri, by=f"resolve-{entity.kind}", mention=where, score=probability)
