"""What a comparison of two graphs finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

__all__ = ["Difference", "EntityChange", "Move"]


@dataclass(frozen=True, slots=True)
class EntityChange:
    """What changed about one thing and its parts, such as the signatures and results of a paper.

    ``change`` is added, removed, merged (it is replaced by another now), split (it was, and stands by itself now),
    renamed (it has another IRI now, which is ``iri``) or changed.
    """

    iri: str
    kind: str
    change: str
    added: tuple[ox.Quad, ...] = ()
    removed: tuple[ox.Quad, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """An IRI that stood in the old graph and leads to another in the new one; if ``split``, the other way round.

    If ``renamed``, nothing was merged: both are IRIs of one thing.
    """

    iri: str
    kind: str
    other: str
    split: bool = False
    renamed: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that only one of two graphs says, by entity, in a fixed order.

    ``names`` has a readable name for what is spoken of. ``notes`` say what the comparison could not see. ``renamed``
    leads from the old IRI of a thing, or of a part of it, to its new one. ``restated`` has the statements that differ
    by such IRIs alone; they are changes of the graph's text only, and are not among ``entities``.
    """

    old: str
    new: str
    base: str
    entities: tuple[EntityChange, ...] = ()
    moves: tuple[Move, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    restated: tuple[EntityChange, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether the graphs differ."""
        return bool(self.entities)

    @property
    def added(self) -> int:
        """How many statements only the new graph holds."""
        return sum(len(entity.added) for entity in self.entities)

    @property
    def removed(self) -> int:
        """How many statements only the old graph holds."""
        return sum(len(entity.removed) for entity in self.entities)

    def count(self) -> Counter[tuple[str, str]]:
        """Count entities by kind and change, in the order of ``entities``."""
        return Counter((entity.kind, entity.change) for entity in self.entities)
