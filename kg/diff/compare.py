"""Compare two graphs statement by statement, and gather what differs by the thing that it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from kg.diff.model import Difference, EntityChange, Move
from kg.diff.renaming import Renamed, find_renamed, says_the_same, take_parts
from kg.diff.side import Side, Subject
from kg.errors import UsageError
from kg.iris import BASE

__all__ = ["compare"]

_ORDER = ("Paper", "Person", "Organization", "Method", "Dataset", "Task", "Metric", "Repository", "Concept", "Source",
          "Vocabulary")  # fmt: skip
_Quads = dict[Subject, tuple[list[ox.Quad], list[ox.Quad]]]


def compare(old: str | Path, new: str | Path, *, evidence: bool = False, kinds: Collection[str] = ()) -> Difference:
    """Find what only one of two graphs says; each is a build directory, an RDF file or an endpoint's URL.

    Only the assertions are compared; with ``evidence``, the named graphs are too. ``kinds`` keeps only things of these
    classes, such as person. What is said of a thing that only has another IRI now is compared as if it had not. Each
    statement is looked up in the other graph, so that memory holds no more than what differs. Raises ``UsageError``
    for a location that is no graph, or for a class that neither graph has.
    """
    before, after = Side(old, evidence=evidence), Side(new, evidence=evidence)
    removed, added = _find_missing(before, after), _find_missing(after, before)
    whole = find_renamed(before, after, removed, added)
    renamed = take_parts(whole, before, after, removed)
    changed, same = _gather(removed, added, renamed, before, after)
    for subject in whole.values():
        changed[subject]  # told although nothing else of it may have changed
    entities, restated = (_describe_all(found, set(whole.values()), before, after) for found in (changed, same))
    if kinds:
        _check_kinds(kinds, (*entities, *restated))
        entities, restated = _keep(entities, kinds), _keep(restated, kinds)
    formers = {new.value: old.value for old, new in whole.items()}
    moves = tuple(_moves(entities, formers, before, after))
    return Difference(
        old=str(old),
        new=str(new),
        base=after.base or before.base or BASE,
        entities=tuple(entities),
        moves=moves,
        names=_name(entities, moves, before, after),
        notes=tuple(_notes(before, after)),
        renamed={old.value: new.value for old, new in sorted(renamed.items(), key=str)},
        restated=tuple(restated),
    )


def _find_missing(side: Side, other: Side) -> list[ox.Quad]:
    """List the statements of a graph that another has not."""
    missing = [quad for quad in side.quads() if quad not in other.store]
    for quad in missing:
        side.learn(quad)
    return missing


def _gather(
    removed: Iterable[ox.Quad], added: Iterable[ox.Quad], renamed: Renamed, before: Side, after: Side
) -> tuple[_Quads, _Quads]:
    """Gather statements by what they are about: those that differ, and those that differ by another IRI alone."""
    changed: _Quads = defaultdict(lambda: ([], []))
    same: _Quads = defaultdict(lambda: ([], []))
    former = {new: old for old, new in renamed.items()}
    sides = ((added, after, before, former, 0), (removed, before, after, renamed, 1))
    for quads, side, other, names, place in sides:
        for quad in quads:
            owner = side.owner(quad)
            if isinstance(owner, ox.NamedNode) and (now := renamed.get(owner, owner)) in former:
                owner = after.whole(now)
            found = same if says_the_same(quad, names, other) else changed
            found[owner][place].append(quad)
    return changed, same


def _rank(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _describe_all(found: _Quads, renamed: Collection[Subject], before: Side, after: Side) -> list[EntityChange]:
    entities = [_describe(subject, *found[subject], before, after, renamed=subject in renamed) for subject in found]
    return sorted(entities, key=lambda entity: (_rank(entity.kind), entity.kind, entity.iri))


def _describe(
    subject: Subject, added: list[ox.Quad], removed: list[ox.Quad], before: Side, after: Side, *, renamed: bool
) -> EntityChange:
    change = "renamed" if renamed else "changed"
    if not renamed and before.stands(subject) != after.stands(subject):
        now = after.stands(subject)
        led = (before if now else after).replaced_by(subject)
        change = ("split" if led else "added") if now else ("merged" if led else "removed")
    kind = after.kind(subject) or before.kind(subject)
    return EntityChange(_write(subject), kind, change, tuple(sorted(added, key=str)), tuple(sorted(removed, key=str)))


def _write(subject: Subject) -> str:
    return subject.value if isinstance(subject, ox.NamedNode) else str(subject)


def _check_kinds(kinds: Iterable[str], entities: Iterable[EntityChange]) -> None:
    known = {kind.casefold() for kind in (*_ORDER, *(entity.kind for entity in entities)) if kind}
    if unknown := sorted({kind.casefold() for kind in kinds} - known):
        raise UsageError(f"no kind of thing is called {unknown[0]!r}: choose among {', '.join(sorted(known))}")


def _keep(entities: Iterable[EntityChange], kinds: Iterable[str]) -> list[EntityChange]:
    wanted = {kind.casefold() for kind in kinds}
    return [entity for entity in entities if entity.kind.casefold() in wanted]


def _moves(entities: Iterable[EntityChange], formers: Mapping[str, str], before: Side, after: Side) -> Iterator[Move]:
    for entity in entities:
        if entity.change == "renamed":
            yield Move(formers[entity.iri], entity.kind, entity.iri, renamed=True)
        elif entity.change in ("merged", "split"):
            split = entity.change == "split"
            yield Move(entity.iri, entity.kind, (before if split else after).follow(entity.iri), split=split)


def _name(entities: Iterable[EntityChange], moves: Iterable[Move], before: Side, after: Side) -> dict[str, str]:
    """Give names to the entities, to the parts of them, and to what the differing statements lead to."""
    spoken: set[ox.NamedNode] = set()
    for entity in entities:
        for quad in (*entity.added, *entity.removed):
            spoken |= {term for term in (quad.subject, quad.object) if isinstance(term, ox.NamedNode)}
        if not entity.iri.startswith("_:"):
            spoken.add(ox.NamedNode(entity.iri))
    spoken |= {ox.NamedNode(iri) for move in moves for iri in (move.iri, move.other)}
    named = ((term.value, after.name(term) or before.name(term)) for term in spoken)
    return {iri: name for iri, name in sorted(named) if name}


def _notes(before: Side, after: Side) -> Iterator[str]:
    if before.base and after.base and before.base != after.base:
        bases = f"<{before.base}> and <{after.base}>"
        yield f"the graphs have different bases, {bases}: the same things have different IRIs in them"
    if before.blank or after.blank:
        yield "blank nodes are compared by what is said of them"
    for side in (before, after):
        if not side.evidence and next(side.quads(), None) is None and len(side.store):
            yield f"{side.location} says everything in named graphs, which only --evidence compares"
