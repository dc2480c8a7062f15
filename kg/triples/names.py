"""What a paper's statements say of the things it mentions: which they are, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Entity

__all__ = ["Named", "name_entity"]


@dataclass(frozen=True, slots=True)
class Named:
    """An entity as a paper's statements need it, whatever else becomes known of it."""

    iri: str
    kind: str
    name: str


def name_entity(entity: Entity) -> Named:
    """Leave out all but an entity's IRI, kind and preferred name."""
    return Named(entity.iri, entity.kind, entity.name)
