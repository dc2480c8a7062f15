"""Give groups of named things IRIs that later input cannot take away.

Each thing has an IRI that it would have by itself: the plain one of its name if it is the first in the input to bear
the name, else one made of the name and of what its own record says of it. A group stands under the IRI of one of its
things, the first whose record spells it out or that came first to its name. The IRIs of the others, which may have
stood before the input grew, are replaced by that one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.iris import Minter

__all__ = ["Named", "Naming"]


@dataclass(frozen=True, slots=True)
class Named:
    """What decides the IRI of a thing: kind, name, and keys of what its record prints.

    ``spelled`` says that the record spells the name out; then no thing of another group has the first key. The other
    keys are those that the first would be if the record printed less.
    """

    kind: str
    name: str
    keys: tuple[str, ...]
    spelled: bool


class Naming:
    """Names the groups of things that stand at positions of the input."""

    def __init__(self, things: Sequence[Named], minter: Minter, *, disputed: Iterable[str] = ()) -> None:
        """Find out which thing came first to each name.

        ``disputed`` are keys of bare names that records spell out in more than one way.
        """
        self._things, self._minter, self._disputed = things, minter, frozenset(disputed)
        self._plain: dict[tuple[str, str], str] = {}
        self._owners: dict[str, int] = {}
        senses: dict[str, set[str]] = defaultdict(set)
        for i, thing in enumerate(things):
            plain = self._plain_iri(thing)
            self._owners.setdefault(plain, i)
            senses[plain].add(_own_sense(thing))
        self._contested = {plain for plain, own in senses.items() if len(own) > 1}

    def name(self, groups: Sequence[Sequence[int]]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the IRI of each group and those that it replaces; groups and their members are in input order."""
        heads: dict[str, None] = {}
        for group in groups:
            iri = self._head(group)
            while iri in heads:  # no two groups should claim one, but no input may make them share it
                iri = self._sensed_iri(self._things[group[0]], f"not {iri}")
            heads[iri] = None
        taken, named = set(heads), []
        for iri, group in zip(heads, groups, strict=True):
            away = tuple(i for i in dict.fromkeys(self._others(group)) if i not in taken)
            taken.update(away)
            named.append((iri, away))
        return named

    def _head(self, group: Sequence[int]) -> str:
        i = next((i for i in group if self._things[i].spelled or self._owns(i)), group[0])
        thing = self._things[i]
        return self._plain_iri(thing) if self._owns(i) else self._sensed_iri(thing, _own_sense(thing))

    def _others(self, group: Sequence[int]) -> Iterator[str]:
        """Yield the IRIs under which things of a group may have stood."""
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for i in group:
            thing = self._things[i]
            if self._owns(i):
                yield self._plain_iri(thing)
            new = (thing.name, thing.keys) not in seen
            if new and (self._plain_iri(thing) in self._contested or self._disputed.intersection(thing.keys)):
                seen.add((thing.name, thing.keys))
                for key in thing.keys:
                    yield self._sensed_iri(thing, key)
                    yield self._sensed_iri(thing, f"bare {key}")

    def _owns(self, i: int) -> bool:
        return self._owners[self._plain_iri(self._things[i])] == i

    def _plain_iri(self, thing: Named) -> str:
        key = (thing.kind, thing.name)
        if key not in self._plain:
            self._plain[key] = self._minter.term(*key)
        return self._plain[key]

    def _sensed_iri(self, thing: Named, sense: str) -> str:
        return self._minter.term(thing.kind, thing.name, sense=sense)


def _own_sense(thing: Named) -> str:
    return thing.keys[0] if thing.spelled else f"bare {thing.keys[0]}"
