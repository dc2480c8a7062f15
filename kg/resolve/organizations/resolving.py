"""Decide which printed affiliations are one organisation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from kg.iris import Minter
from kg.model import Entity, Mention, Paper
from kg.resolve.spelling import term_key

__all__ = ["resolve_organizations"]


def resolve_organizations(papers: Sequence[Paper], *, minter: Minter) -> list[Entity]:
    """Return one organisation per printed name or slug, folded; author-level names count from the author's position."""
    found: dict[str, list[Mention]] = defaultdict(list)
    for paper in papers:
        record = paper.record
        for i, name in enumerate(record.affiliations):
            text = record.affiliations[i : i + 1]
            found[term_key(name)].append(
                Mention(record.id, "affiliations", i, i + 1, text, "organization", name, extractor="read")
            )
        for i, author in enumerate(record.authors):
            signature = record.authors[i : i + 1]
            for name in author.affiliations:
                found[term_key(name)].append(
                    Mention(record.id, "authors", i, i + 1, signature, "organization", name, extractor="read")
                )
    entities: list[Entity] = []
    taken: set[str] = set()
    for key, mentions in found.items():
        names = Counter(m.name for m in mentions)
        name = max(names, key=lambda n: (names[n], n))
        iri = minter.term("organization", mentions[0].name)
        if iri in taken:
            iri = minter.term("organization", mentions[0].name, sense=key)
        taken.add(iri)
        entities.append(Entity(iri, "organization", name, tuple(sorted(set(names) - {name})), tuple(mentions)))
    return entities
