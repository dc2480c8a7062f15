"""Find the things that have another IRI in the second graph than in the first, and what that alone changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg.diff.side import REPLACED, Side
from kg.iris import BASE, PREFIXES, Minter

__all__ = ["Renamed", "find_renamed", "says_the_same", "take_parts"]

_REIFIED = tuple(ox.NamedNode(f"{PREFIXES['rdf']}{name}") for name in ("subject", "predicate", "object"))

#: The IRI in one graph, and the IRI of the same thing in the other.
Renamed = Mapping[ox.NamedNode, ox.NamedNode]
_Pairs = Iterator[tuple[ox.NamedNode, ox.NamedNode]]


def find_renamed(before: Side, after: Side, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> Renamed:
    """Map the old IRI of a thing to its new one, given the statements that only one of the graphs holds.

    The old IRI stands in the first graph alone, the new one in the second alone. Either each graph lets the other's
    IRI lead to its own, or one does, for one thing only, and the other graph has not heard of the IRI that is led to.
    """
    forth = dict(_lead(added, before, after))
    back = dict(_lead(removed, after, before))
    renamed = {old: new for old, new in forth.items() if back.get(new) == old}
    renamed |= {old: new for old, new in _lead_alone(forth) if before.replaced_by(new) is None}
    return renamed | {old: new for new, old in _lead_alone(back) if after.replaced_by(old) is None}


def _lead(quads: Iterable[ox.Quad], there: Side, here: Side) -> _Pairs:
    """Yield what stands in one graph alone and leads, in the other, to what stands in that one alone."""
    for quad in quads:
        gone = quad.subject
        if quad.predicate != REPLACED or not isinstance(gone, ox.NamedNode) or not _is_whole(gone, there, here):
            continue
        if _is_whole(now := ox.NamedNode(here.follow(gone.value)), here, there):
            yield gone, now


def _is_whole(node: ox.NamedNode, here: Side, there: Side) -> bool:
    """Tell whether a thing stands by itself, as part of nothing, in one of two graphs."""
    return here.stands(node) and not there.stands(node) and here.whole(node) == node


def _lead_alone(leads: Renamed) -> _Pairs:
    times = Counter(leads.values())
    return ((source, target) for source, target in leads.items() if times[target] == 1)


def take_parts(renamed: Renamed, before: Side, after: Side, removed: Iterable[ox.Quad]) -> Renamed:
    """Add to things with another IRI what has an IRI made of theirs: their parts, and the statements that name them."""
    found = dict(renamed)
    for old, new in renamed.items():
        found.update(_pair_parts(old, new, before, after))
    if found and before.evidence:
        found.update(_pair_statements(found, before, after, removed))
    return found


def _pair_parts(old: ox.NamedNode, new: ox.NamedNode, before: Side, after: Side) -> _Pairs:
    """Yield the parts of a thing with their new IRIs, which begin as its own do (``Minter.part``)."""
    stem, now = (_local(iri, before.base or "") for iri in (old, new))
    known = set(after.parts(new))
    for part in before.parts(old):
        heir = ox.NamedNode(part.value.replace(f"/{stem}.", f"/{now}.", 1))
        if heir != part and heir in known:
            yield part, heir


def _local(iri: ox.NamedNode, base: str) -> str:
    return iri.value.removeprefix(base).partition("/")[2]


def _pair_statements(renamed: Renamed, before: Side, after: Side, removed: Iterable[ox.Quad]) -> _Pairs:
    """Yield the reified statements that name such things, with their new IRIs (``Minter.statement``)."""
    minter = Minter(before.base or BASE)
    for node in {quad.subject for quad in removed if quad.predicate == _REIFIED[0]}:
        said = [next(before.store.quads_for_pattern(node, term, None, None), None) for term in _REIFIED]
        heir = ox.NamedNode(minter.statement(*(str(_rename(quad.object, renamed)) for quad in said if quad)))
        if isinstance(node, ox.NamedNode) and heir != node and after.kind(heir) == "Statement":
            yield node, heir


def says_the_same(quad: ox.Quad, renamed: Renamed, other: Side) -> bool:
    """Tell whether the other graph says this of the same things under their IRIs there.

    That one of the two IRIs leads to the other is no more than the renaming itself.
    """
    subject, obj = _rename(quad.subject, renamed), _rename(quad.object, renamed)
    if (subject, obj) == (quad.subject, quad.object):
        return False
    if quad.predicate == REPLACED and subject == obj:
        return True
    return ox.Quad(subject, quad.predicate, obj, quad.graph_name) in other.store  # type: ignore[arg-type]


def _rename(term: object, renamed: Renamed) -> object:
    return renamed.get(term, term) if isinstance(term, ox.NamedNode) else term
