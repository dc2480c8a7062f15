"""Compare two graphs statement by statement, and gather what differs by the thing that it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.diff.model import Difference, EntityChange, Move
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
    classes, such as person. Each statement is looked up in the other graph, so that memory holds no more than what
    differs. Raises ``UsageError`` for a location that is no graph, or for a class that neither graph has.
    """
    before, after = Side(old, evidence=evidence), Side(new, evidence=evidence)
    found: _Quads = defaultdict(lambda: ([], []))
    for side, other, place in ((after, before, 0), (before, after, 1)):
        for quad in _find_missing(side, other):
            found[side.owner(quad)][place].append(quad)
    entities = [_describe(subject, *found[subject], before, after) for subject in found]
    if kinds:
        entities = _keep(entities, kinds)
    entities.sort(key=lambda entity: (_rank(entity.kind), entity.kind, entity.iri))
    return Difference(
        old=str(old),
        new=str(new),
        base=after.base or before.base or BASE,
        entities=tuple(entities),
        moves=tuple(_moves(entities, before, after)),
        names=_name(entities, before, after),
        notes=tuple(_notes(before, after)),
    )


def _find_missing(side: Side, other: Side) -> list[ox.Quad]:
    """List the statements of a graph that another has not."""
    missing = [quad for quad in side.quads() if quad not in other.store]
    for quad in missing:
        side.learn(quad)
    return missing


def _rank(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _describe(
    subject: Subject, added: list[ox.Quad], removed: list[ox.Quad], before: Side, after: Side
) -> EntityChange:
    change = "changed"
    if before.stands(subject) != after.stands(subject):
        now = after.stands(subject)
        led = (before if now else after).replaced_by(subject)
        change = ("split" if led else "added") if now else ("merged" if led else "removed")
    kind = after.kind(subject) or before.kind(subject)
    return EntityChange(_write(subject), kind, change, tuple(sorted(added, key=str)), tuple(sorted(removed, key=str)))


def _write(subject: Subject) -> str:
    return subject.value if isinstance(subject, ox.NamedNode) else str(subject)


def _keep(entities: Iterable[EntityChange], kinds: Collection[str]) -> list[EntityChange]:
    held = list(entities)
    wanted = {kind.casefold() for kind in kinds}
    known = {kind.casefold(): kind for kind in (*_ORDER, *(e.kind for e in held)) if kind}
    if unknown := sorted(wanted - set(known)):
        raise UsageError(f"no kind of thing is called {unknown[0]!r}: choose among {', '.join(sorted(known))}")
    return [entity for entity in held if entity.kind.casefold() in wanted]


def _moves(entities: Iterable[EntityChange], before: Side, after: Side) -> Iterator[Move]:
    for entity in entities:
        if entity.change in ("merged", "split"):
            split = entity.change == "split"
            yield Move(entity.iri, entity.kind, _follow(entity.iri, before if split else after), split=split)


def _follow(iri: str, side: Side) -> str:
    seen = {iri}
    while (onward := side.replaced_by(ox.NamedNode(iri))) and onward not in seen:
        seen.add(onward)
        iri = onward
    return iri


def _name(entities: Iterable[EntityChange], before: Side, after: Side) -> dict[str, str]:
    """Give names to the entities, to the parts of them, and to what the differing statements lead to."""
    spoken: set[ox.NamedNode] = set()
    for entity in entities:
        for quad in (*entity.added, *entity.removed):
            spoken |= {term for term in (quad.subject, quad.object) if isinstance(term, ox.NamedNode)}
        if not entity.iri.startswith("_:"):
            spoken.add(ox.NamedNode(entity.iri))
    spoken |= {ox.NamedNode(move.other) for move in _moves(entities, before, after)}
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
