"""State what the vocabulary says: broader concepts, directions and units, derived from its files."""

from __future__ import annotations

from collections.abc import Mapping

from kg.resolve.vocabulary.concepts import Fact, Source
from kg.resolve.vocabulary.placing import Placed
from kg.triples.assertions import Assertions
from kg.triples.literals import Term, literal

__all__ = ["VocabularyWriter"]

#: The run that names things by the vocabulary, and the one that goes by the head of a name.
KNOWN, HEAD = "resolve-vocabulary", "resolve-head"


class VocabularyWriter:
    """Writes placed terms, and describes each vocabulary file that something derives from."""

    def __init__(self, out: Assertions, shared: Assertions) -> None:
        """Take where to state things, and where to describe files that many statements share."""
        self.out, self.shared = out, shared

    def write(self, placed: Placed, iris: Mapping[str, str]) -> None:
        """State one placed term; ``iris`` are those of the papers, by record id."""
        if placed.defined:
            self._define(placed, placed.defined)
        by = KNOWN if placed.defined else HEAD
        printed = "" if placed.defined else self._locate(placed, iris)
        for broader in placed.broader:
            self._say(
                placed.iri, "skos:broader", broader.iri, broader.fact, by=by, score=broader.score, mention=printed
            )
        for predicate, fact in (("kg:direction", placed.direction), ("kg:usualUnit", placed.unit)):
            if fact:
                self._say(placed.iri, predicate, literal(fact.value), fact, by=by, score=placed.score, mention=printed)
        if placed.replaces:
            self.out.add(placed.replaces, "dcterms:isReplacedBy", placed.iri, by=KNOWN)

    def _define(self, placed: Placed, fact: Fact) -> None:
        source = self.describe(fact.source)
        self._say(placed.iri, "skos:inScheme", source, fact, by=KNOWN, score=placed.score)
        if entity := placed.entity:
            if placed.names_entity:
                for predicate in ("rdfs:label", "skos:prefLabel"):
                    self._say(placed.iri, predicate, literal(fact.value), fact, by=KNOWN, score=placed.score)
            elif fact.value not in (entity.name, *entity.aliases):
                self._say(placed.iri, "skos:altLabel", literal(fact.value), fact, by=KNOWN, score=placed.score)
            return
        self.out.type(placed.iri, placed.kind.capitalize(), by=KNOWN, mention=source)
        for predicate in ("rdfs:label", "skos:prefLabel"):
            self._say(placed.iri, predicate, literal(fact.value), fact, by=KNOWN)

    def _say(self, subject: str, predicate: str, obj: Term | str, fact: Fact, *, by: str, score: float = 1.0,
             mention: str = "") -> None:  # fmt: skip
        line = [("kg:sourceLine", literal(fact.line))] if fact.line else []
        source = self.describe(fact.source)
        self.out.add(subject, predicate, obj, by=by, mention=source, score=score, extra=line)
        if mention:
            self.out.add(subject, predicate, obj, by=by, mention=mention, score=score)

    def describe(self, source: Source) -> str:
        """Return the IRI of a vocabulary file and describe it once."""
        iri = self.out.minter.source(path=source.name, sha256=source.sha256)
        self.shared.type(iri, "Vocabulary", by=KNOWN)
        label = f"scholar-kg vocabulary: {source.name}" if source.shipped else source.name
        self.shared.add(iri, "rdfs:label", literal(label), by=KNOWN)
        self.shared.add(iri, "kg:sha256", literal(source.sha256), by=KNOWN)
        if source.shipped:
            self.shared.add(iri, "schema:softwareVersion", literal(self.out.version), by=KNOWN)
        return iri

    def _locate(self, placed: Placed, iris: Mapping[str, str]) -> str:
        """Return the mention that first names a placed entity, or nothing if none does."""
        if not placed.entity:
            return ""
        first = placed.entity.mentions[0]
        return self.out.mention_iri(iris[first.record], first.field, first.start, first.end, first.kind)
