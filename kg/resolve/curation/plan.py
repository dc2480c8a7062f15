"""What the lines of a curation file ask of one resolution: the groups that come of them, names, and what is dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.iris import Minter
from kg.model import Resolution
from kg.resolve.curation.lines import CuratedLine, Reference
from kg.resolve.curation.partition import Bar, Block, Bond, LeaveOut, Partition, settle
from kg.resolve.curation.targets import Atom, Index, MisfitError, Target

__all__ = ["Plan", "make_plan"]


@dataclass(slots=True)
class Plan:
    """The groups, the names that curators give and the atoms that they reject, with the lines that do so."""

    index: Index
    partition: Partition
    names: dict[frozenset[Block], CuratedLine] = field(default_factory=dict)
    rejected: dict[Atom, CuratedLine] = field(default_factory=dict)
    targets: dict[CuratedLine, tuple[Target, ...]] = field(default_factory=dict)
    lines: list[CuratedLine] = field(default_factory=list)
    applied: list[CuratedLine] = field(default_factory=list)

    def group_of(self, atom: Atom, entity: int) -> frozenset[Block]:
        """Return the group of an atom of an entity."""
        return self.partition.group(self.partition.moved.get(atom, (entity, 0)))

    def touched(self) -> list[frozenset[Block]]:
        """Return every group that a line changes, in the order of the entities."""
        groups = dict.fromkeys(self.partition.groups())
        groups |= dict.fromkeys(self.names)
        for c in self.applied:
            if c.verb == "reject" and (target := self.targets[c][0]):
                groups |= dict.fromkeys(self.group_of(a, target.entity) for a in target.atoms)
        return sorted(groups, key=min)


class _Planner:
    """Reads lines one by one against the index."""

    def __init__(self, index: Index, leave_out: LeaveOut) -> None:
        self.index, self.leave_out = index, leave_out
        self.bonds: list[Bond] = []
        self.bars: list[Bar] = []
        self.home: dict[Atom, int] = {}
        self.targets: dict[CuratedLine, tuple[Target, ...]] = {}
        self.lines: list[CuratedLine] = []

    def read(self, c: CuratedLine) -> None:
        """Take a line in, or leave it out."""
        try:
            found = self._resolve(c)
            if c.verb == "merge":
                self._merge(c, *found)
            elif c.verb == "split":
                self._split(c, *found)
        except MisfitError as error:
            self.leave_out(c, str(error))
            return
        self.targets[c] = found
        self.lines.append(c)
        for target in found:
            self.home |= dict.fromkeys(target.own, target.entity)

    def _resolve(self, c: CuratedLine) -> tuple[Target, ...]:
        first, *rest = c.targets
        if first.name is not None and rest and rest[0].name is None and not self._is_paper(rest[0]):
            second = self.index.find(rest[0])
            return self.index.find(first, [self._kind(second)]), second
        target = self.index.find(first)
        if not rest:
            return (target,)
        if self._is_paper(rest[0]):
            return target, self._cover(target, rest[0])
        return target, self.index.find(rest[0], [self._kind(target)])

    def _is_paper(self, ref: Reference) -> bool:
        return not ref.is_exact and self.index.find_paper(ref.iri) is not None

    def _kind(self, target: Target) -> str:
        return self.index.entities[target.entity].kind

    def _cover(self, target: Target, paper: Reference) -> Target:
        """Return all that a paper prints of the target's kind."""
        return Target(target.entity, (), self.index.printed(paper.iri, self._kind(target)))

    def _check_kinds(self, a: Target, b: Target) -> None:
        if self._kind(a) != self._kind(b):
            names = " and ".join(self.index.entities[t.entity].iri for t in (a, b))
            raise MisfitError(f"{names} are of different kinds: {self._kind(a)}, {self._kind(b)}")

    def _merge(self, c: CuratedLine, a: Target, b: Target) -> None:
        if self._is_paper(c.targets[1]):
            raise MisfitError(f"{c.targets[1].iri} is a paper: name one of its authors, or what it prints in quotes")
        self._check_kinds(a, b)
        if a.own[0] != b.own[0]:
            self.bonds.append(Bond(c, a.own[0], b.own[0]))

    def _split(self, c: CuratedLine, a: Target, b: Target) -> None:
        self._check_kinds(a, b)
        others = frozenset(b.own or b.atoms)
        # What a line names leaves, and what stays is the entity, even if the IRI was minted from what leaves.
        known = () if c.targets[0].is_exact else self.index.atoms(a.entity)
        stays = next((atom for atom in (*a.own, *known) if atom not in others), None)
        if stays and others:
            self.home[stays] = a.entity
            self.home |= {atom: self.index.entity_of(atom) for atom in (() if b.own else b.atoms)}
            self.bars.append(Bar(c, stays, others))


def make_plan(resolution: Resolution, lines: Iterable[CuratedLine], *, minter: Minter, leave_out: LeaveOut) -> Plan:
    """Work out what decisions ask for; what does not fit is given to ``leave_out``."""
    lines = list(lines)
    index = Index(resolution, lines, minter)
    gone: set[CuratedLine] = set()

    def drop(c: CuratedLine, why: str) -> None:
        gone.add(c)
        leave_out(c, why)

    planner = _Planner(index, drop)
    for c in lines:
        planner.read(c)
    partition = settle(index, planner.bonds, planner.bars, planner.home, drop)
    held = [c for c in planner.lines if c not in gone]
    plan = Plan(index, partition, targets=planner.targets, lines=held)
    for c in held:
        try:
            if c.verb == "rename":
                _rename(plan, c)
            elif c.verb == "reject":
                _reject(plan, c)
        except MisfitError as error:
            leave_out(c, str(error))
        else:
            plan.applied.append(c)
    return plan


def _rename(plan: Plan, c: CuratedLine) -> None:
    target = plan.targets[c][0]
    group = plan.group_of(target.own[0], target.entity)
    other = plan.names.setdefault(group, c)
    if other.arguments[1] != c.arguments[1]:
        raise MisfitError(f"contradicts line {other.line}, which names the same thing {other.arguments[1]!r}: undo one")
    if rejecting := next((plan.rejected[a] for a in target.own if a in plan.rejected), None):
        del plan.names[group]
        raise MisfitError(f"names what line {rejecting.line} rejects: undo one of them")


def _reject(plan: Plan, c: CuratedLine) -> None:
    target, *papers = plan.targets[c]
    kind = plan.index.entities[target.entity].kind
    if kind in ("person", "organization"):
        raise MisfitError(f"a {kind} is printed, not found: split or merge it, or undo the line")
    group = plan.group_of(target.own[0], target.entity)
    atoms = [a for a in target.atoms if plan.group_of(a, target.entity) == group]
    if papers:
        atoms = [a for a in atoms if a in papers[0].atoms]
    for other in plan.lines:
        if _uses(plan, other, atoms, partly=bool(papers)):
            raise MisfitError(f"rejects what line {other.line} keeps: undo one of them")
    plan.rejected |= dict.fromkeys(atoms, c)


def _uses(plan: Plan, line: CuratedLine, atoms: Sequence[Atom], *, partly: bool) -> bool:
    """Say whether a line merges or names what would be rejected."""
    if line.verb not in ("merge", "rename"):
        return False
    pairs = zip(line.targets, plan.targets[line], strict=True)
    return any(target.own[0] in atoms for ref, target in pairs if ref.is_exact or not partly)
