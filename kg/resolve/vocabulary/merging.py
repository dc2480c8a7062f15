"""Put entities together that the vocabulary knows as one, and give them its names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.model import Decision, Entity
from kg.resolve.vocabulary.concepts import Concept, Vocabulary
from kg.resolve.vocabulary.matching import Match, match_entities

__all__ = ["merge_known"]


def merge_known(
    entities: Sequence[Entity], decisions: Sequence[Decision], vocabulary: Vocabulary
) -> tuple[list[Entity], list[Decision]]:
    """Give known entities the vocabulary's name and merge those that are one concept into the first of them.

    No IRI changes: the first keeps its own, and those of the others are replaced by it.
    """
    matches = match_entities(entities, vocabulary)
    groups: dict[int, list[Entity]] = {}
    for entity in entities:
        key = id(matches[entity.iri].concept) if entity.iri in matches else id(entity)
        groups.setdefault(key, []).append(entity)
    merged = {e.iri: group[0].iri for group in groups.values() for e in group[1:]}
    kept = [_merge(group, matches.get(group[0].iri), merged) for group in groups.values()]
    told = [d for d in (_follow(d, merged) for d in decisions) if d]
    return kept, [*told, *(_explain(group, matches) for group in groups.values() if len(group) > 1)]


def _merge(group: Sequence[Entity], match: Match | None, merged: dict[str, str]) -> Entity:
    first = group[0]
    away = {entity.iri for entity in group}
    links = (link for entity in group for link in entity.possibly_same)
    possibly = tuple(
        dict.fromkeys((merged.get(iri, iri), score) for iri, score in links if merged.get(iri, iri) not in away)
    )
    if not match:
        return replace(first, possibly_same=possibly) if possibly != first.possibly_same else first
    return replace(
        first,
        name=match.concept.name,
        aliases=_other_names(group, match.concept),
        mentions=tuple(m for entity in group for m in entity.mentions),
        possibly_same=possibly,
        replaces=tuple(iri for entity in group for iri in (*entity.replaces, *((entity.iri,) * (entity is not first)))),
    )


def _other_names(group: Iterable[Entity], concept: Concept) -> tuple[str, ...]:
    """List the names that the records print, one of each spelling in small letters, but the concept's own."""
    names = [name for entity in group for name in (entity.name, *entity.aliases)]
    found = {name.casefold(): name for name in reversed(names) if name.casefold() != concept.name.casefold()}
    return tuple(sorted(found.values()))


def _follow(decision: Decision, merged: dict[str, str]) -> Decision | None:
    """Let a decision speak of what an entity was merged into; drop it if it told two apart that are now one."""
    compared = {merged.get(iri, iri) for iri in decision.compared}
    if decision.verdict != "merge" and len(compared) < len(set(decision.compared)):
        return None
    return replace(decision, entity=merged.get(decision.entity, decision.entity)) if decision.entity else decision


def _explain(group: Sequence[Entity], matches: dict[str, Match]) -> Decision:
    match = matches[group[0].iri]
    names = ", ".join(dict.fromkeys(entity.name for entity in group))
    reason = f"the vocabulary knows them as one, “{match.concept.name}”: {names}"
    score = min(matches[entity.iri].score for entity in group)
    return Decision("merge", group[0].kind, tuple(e.iri for e in group), (reason,), score, group[0].iri)
