"""Place entities under the concepts of the vocabulary, and list the broader concepts that no record names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.iris import Minter
from kg.model import Entity
from kg.resolve.vocabulary.concepts import Concept, Fact, Vocabulary
from kg.resolve.vocabulary.matching import find_broader, match_entities

__all__ = ["Broader", "Placed", "place_terms"]


@dataclass(frozen=True, slots=True)
class Broader:
    """A broader concept: its IRI, where that is said, and how sure it is that the narrower one belongs there."""

    iri: str
    fact: Fact
    score: float


@dataclass(frozen=True, slots=True)
class Placed:
    """What the vocabulary says about one IRI.

    ``defined`` gives its name, if it is a concept; ``entity`` is None where no record names it, else the entity.
    ``replaces`` is the IRI that the concept has in graphs whose records do not name it.
    """

    iri: str
    kind: str
    entity: Entity | None
    defined: Fact | None
    score: float
    broader: tuple[Broader, ...]
    direction: Fact | None
    unit: Fact | None
    replaces: str = ""

    @property
    def names_entity(self) -> bool:
        """Whether the entity has its preferred name from the vocabulary alone: no record prints it so."""
        if not self.entity or not self.defined or self.entity.name != self.defined.value:
            return False
        return all(m.surface != self.entity.name for m in self.entity.mentions)


class _Places:
    """Knows the IRI of every concept: an entity's if one is it, else one minted from its name."""

    def __init__(self, entities: Sequence[Entity], vocabulary: Vocabulary, minter: Minter) -> None:
        self.vocabulary, self.minter = vocabulary, minter
        self.matches = match_entities(entities, vocabulary)
        self.taken = {iri: entity.iri for entity in entities for iri in (entity.iri, *entity.replaces)}
        self.named: dict[int, str] = {}
        for entity in entities:
            if entity.iri in self.matches:
                self.named.setdefault(id(self.matches[entity.iri].concept), entity.iri)
        self.reached: dict[int, Concept] = {}

    def locate(self, concept: Concept) -> str:
        """Return the IRI of a broader concept and remember that it is needed."""
        self.reached.setdefault(id(concept), concept)
        return self.named.get(id(concept)) or self.mint(concept)

    def mint(self, concept: Concept) -> str:
        iri = self.minter.term(concept.kind, concept.name)
        return self.minter.term(concept.kind, concept.name, sense="vocabulary") if iri in self.taken else iri

    def list_broader(self, iri: str, concept: Concept, score: float) -> tuple[Broader, ...]:
        edges = ((self.locate(above), fact) for above, fact in self.vocabulary.broader(concept))
        return tuple(Broader(target, fact, score) for target, fact in edges if target != iri)


def place_terms(entities: Sequence[Entity], vocabulary: Vocabulary, *, minter: Minter) -> Iterator[Placed]:
    """Yield what the vocabulary says about entities, in their order, then about broader concepts up to the areas."""
    places = _Places(entities, vocabulary, minter)
    for entity in entities:
        if placed := _place_entity(entity, places):
            yield placed
    done: set[int] = set()
    while todo := [concept for key, concept in places.reached.items() if key not in done]:
        for concept in todo:
            done.add(id(concept))
            if id(concept) not in places.named:
                yield _place_concept(concept, places)
    for key, concept in places.reached.items():
        iri = minter.term(concept.kind, concept.name)
        if key in places.named and iri not in places.taken:
            yield Placed(places.named[key], concept.kind, None, None, 1.0, (), None, None, replaces=iri)


def _place_entity(entity: Entity, places: _Places) -> Placed | None:
    known = places.vocabulary
    if match := places.matches.get(entity.iri):
        concept = match.concept
        broader = places.list_broader(entity.iri, concept, match.score)
        return Placed(entity.iri, entity.kind, entity, concept.defined, match.score, broader,
                      known.inherit(concept, "direction"), known.inherit(concept, "unit"))  # fmt: skip
    if not (match := find_broader(entity, known)):
        return None
    target = places.locate(match.concept)
    broader = () if target == entity.iri else (Broader(target, match.concept.defined, match.score),)
    return Placed(entity.iri, entity.kind, entity, None, match.score, broader,
                  known.inherit(match.concept, "direction"), known.inherit(match.concept, "unit"))  # fmt: skip


def _place_concept(concept: Concept, places: _Places) -> Placed:
    iri, known = places.mint(concept), places.vocabulary
    return Placed(iri, concept.kind, None, concept.defined, 1.0, places.list_broader(iri, concept, 1.0),
                  known.inherit(concept, "direction"), known.inherit(concept, "unit"))  # fmt: skip
