"""State what the vocabulary says: broader concepts, directions and units, derived from its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.resolve.vocabulary.concepts import Fact, Source
from kg.resolve.vocabulary.placing import Placed
from kg.triples.assertions import Assertions
from kg.triples.literals import Term, literal

__all__ = ["VocabularyWriter", "describe_vocabulary"]

#: The run that names things by the vocabulary, and the one that goes by the head of a name.
KNOWN, HEAD = "resolve-vocabulary", "resolve-head"


class VocabularyWriter:
    """Writes placed terms."""

    def __init__(self, out: Assertions) -> None:
        """Take where to state things."""
        self.out = out

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
        source = _mint_source(self.out, fact.source)
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
        source = _mint_source(self.out, fact.source)
        self.out.add(subject, predicate, obj, by=by, mention=source, score=score, extra=line)
        if mention:
            self.out.add(subject, predicate, obj, by=by, mention=mention, score=score)

    def _locate(self, placed: Placed, iris: Mapping[str, str]) -> str:
        """Return the mention that first names a placed entity, or nothing if none does."""
        if not placed.entity:
            return ""
        first = placed.entity.mentions[0]
        return self.out.mention_iri(iris[first.record], first.field, first.start, first.end, first.kind)


def describe_vocabulary(shared: Assertions, terms: Iterable[Placed]) -> None:
    """Describe each vocabulary file that something derives from."""
    for source in dict.fromkeys(fact.source for placed in terms for fact in _facts_of(placed)):
        iri = _mint_source(shared, source)
        shared.type(iri, "Vocabulary", by=KNOWN)
        label = f"scholar-kg vocabulary: {source.name}" if source.shipped else source.name
        shared.add(iri, "rdfs:label", literal(label), by=KNOWN)
        shared.add(iri, "kg:sha256", literal(source.sha256), by=KNOWN)
        if source.shipped:
            shared.add(iri, "schema:softwareVersion", literal(shared.version), by=KNOWN)


def _mint_source(out: Assertions, source: Source) -> str:
    return out.minter.source(path=source.name, sha256=source.sha256)


def _facts_of(placed: Placed) -> Iterator[Fact]:
    """Yield the facts that a placed term's statements derive from."""
    facts = (placed.defined, *(broader.fact for broader in placed.broader), placed.direction, placed.unit)
    yield from (fact for fact in facts if fact)
