"""State who signs a paper, in which order, and where they work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.model import Mention, Paper
from kg.triples.assertions import Assertions
from kg.triples.literals import literal
from kg.triples.names import Named

__all__ = ["assert_people"]


def assert_people(out: Assertions, paper: Paper, listed: Iterable[Mention], denotes: Mapping[Mention, Named]) -> None:
    """State the signatures and affiliations of a paper from the list items that name people and organisations."""
    _replace_signatures(out, paper)
    for m in listed:
        entity = denotes[m]
        where = out.mention(paper.iri, m.field, m.start, m.end, m.surface, kind=m.kind, by=m.extractor, score=m.score,
                            denotes=entity.iri)  # fmt: skip
        signature = out.minter.part("authorship", paper.iri, str(m.start + 1))
        if m.kind == "person":
            _assert_signature(out, paper, signature, m, person=entity.iri, where=where)
        else:
            subject = signature if m.field == "authors" else paper.iri
            out.add(subject, "kg:affiliation", entity.iri, by=m.extractor, mention=where)


def _replace_signatures(out: Assertions, paper: Paper) -> None:
    """Let the signatures that the paper may have had under the IRI of a source lead to its own, by position."""
    for iri, _ in paper.sources:
        for n in range(1, len(paper.record.authors) + 1):
            signature, now = (out.minter.part("authorship", of, str(n)) for of in (iri, paper.iri))
            if signature != now:
                out.add(signature, "dcterms:isReplacedBy", now, by="resolve-paper")


def _assert_signature(out: Assertions, paper: Paper, node: str, m: Mention, *, person: str, where: str) -> None:
    out.type(node, "Authorship", by=m.extractor, mention=where)
    out.add(paper.iri, "kg:hasAuthorship", node, by=m.extractor, mention=where)
    out.add(node, "kg:ordinal", literal(m.start + 1), by=m.extractor, mention=where)
    out.add(node, "kg:printedName", literal(m.surface), by=m.extractor, mention=where)
    out.add(node, "kg:author", person, by="resolve-person", mention=where, score=m.score)
    out.add(paper.iri, "dcterms:creator", person, by="resolve-person", mention=where, score=m.score)
