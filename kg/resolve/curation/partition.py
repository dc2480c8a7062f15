"""Join and divide the groups that the rules made, as little as the decisions ask for.

A merge is a bond between two atoms, a split a bar between an atom and others. Bonded groups become one; then, of each
group that a bar runs through, the barred atoms leave with what they are bonded to, and nothing else does. Which lines
hold is settled in the order of the file; what comes of them does not depend on that order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.errors import ReadError
from kg.model import Skipped
from kg.resolve.curation.contradictions import Ties, name_lines
from kg.resolve.curation.lines import CuratedLine
from kg.resolve.curation.targets import Atom, Index

__all__ = ["Bar", "Block", "Bond", "LeaveOut", "Partition", "drop_contradictions", "make_leave_out", "settle"]

LeaveOut = Callable[[CuratedLine, str], None]
"""Takes a line that cannot hold, and why."""


def make_leave_out(on_skip: Callable[[Skipped], None] | None) -> LeaveOut:
    """Return what hands a line on as skipped; without ``on_skip``, what raises ``ReadError``."""

    def leave_out(c: CuratedLine, why: str) -> None:
        if on_skip is None:
            raise ReadError(why, path=c.path, line=c.line)
        on_skip(Skipped(c.path, c.line, str(c), f"curation: {why}"))

    return leave_out


Block = tuple[int, int]
"""Atoms of one entity that stay together: the entity, and 0 for what no line moved or the number of the part."""


@dataclass(frozen=True, slots=True)
class Bond:
    """A merge: the entity of the second atom goes into that of the first."""

    line: CuratedLine
    kept: Atom
    away: Atom


@dataclass(frozen=True, slots=True)
class Bar:
    """A split: none of the atoms is what the first one is."""

    line: CuratedLine
    atom: Atom
    others: frozenset[Atom]


class Partition:
    """The groups of one resolution under bonds and bars."""

    def __init__(self, index: Index, bonds: Iterable[Bond], bars: Iterable[Bar], home: dict[Atom, int]) -> None:
        """Divide what the bars run through; ``home`` is the entity of every atom that a line names."""
        self.index, self.home = index, home
        self.bonds, self.bars = list(bonds), list(bars)
        self.moved: dict[Atom, Block] = {}
        self.parts: dict[int, int] = defaultdict(int)
        self._bonded: dict[Atom, list[Atom]] = defaultdict(list)
        self._anchors: dict[int, dict[Atom, None]] = defaultdict(dict)
        self._groups: dict[Block, frozenset[Block]] = {}
        for bond in self.bonds:
            for atom, other in ((bond.kept, bond.away), (bond.away, bond.kept)):
                self._bonded[atom].append(other)
                self._anchors[home[atom]][atom] = None
        for bar in sorted(self.bars, key=lambda b: (sorted(map(str, b.others)), str(b.atom))):
            self._divide(bar)

    def block(self, atom: Atom) -> Block:
        """Return the block of an atom that a line names."""
        return self.moved.get(atom) or (self.home[atom], 0)

    def group(self, block: Block) -> frozenset[Block]:
        """Return the blocks that are one with a block, and the block itself."""
        if block in self._groups:
            return self._groups[block]
        seen, todo = {block}, [block]
        while todo:
            current = todo.pop()
            for anchor in self._anchors.get(current[0], ()):
                if self.block(anchor) == current:
                    found = {self.block(other) for other in self._bonded[anchor]} - seen
                    seen |= found
                    todo += found
        group = frozenset(seen)
        self._groups |= dict.fromkeys(group, group)
        return group

    def _divide(self, bar: Bar) -> None:
        group = self.group(self.block(bar.atom))
        leaving = {atom for atom in bar.others if self.block(atom) in group}
        todo = list(leaving)
        while todo:
            found = set(self._bonded.get(todo.pop(), ())) - leaving
            leaving |= found
            todo += found
        parts: dict[Block, Block] = {}
        for atom in sorted(leaving, key=str):
            block = self.block(atom)
            if block not in parts:
                self.parts[block[0]] += 1
                parts[block] = (block[0], self.parts[block[0]])
            self.moved[atom] = parts[block]
        self._groups.clear()

    def members(self, block: Block) -> Iterator[Atom]:
        """Yield the atoms of a block, in order of mention."""
        entity, part = block
        return (a for a in self.index.atoms(entity) if self.moved.get(a, (entity, 0))[1] == part)

    def groups(self) -> Iterator[frozenset[Block]]:
        """Yield every group that a line joins or divides, in the order of the entities."""
        entities = {*(self.home[a] for bond in self.bonds for a in (bond.kept, bond.away)), *self.parts}
        blocks = sorted((e, part) for e in entities for part in range(self.parts.get(e, 0) + 1))
        done: set[Block] = set()
        for block in blocks:
            if block not in done and any(True for _ in self.members(block)):
                group = self.group(block)
                done |= group
                yield group

    def ties(self, group: frozenset[Block]) -> Ties[Block]:
        """Return the merges within a group."""
        ties: Ties[Block] = Ties()
        for bond in self.bonds:
            if self.block(bond.kept) in group:
                ties.add(self.block(bond.kept), self.block(bond.away), bond.line)
        return ties

    def root(self, group: frozenset[Block]) -> Block:
        """Return the block whose IRI stands for a group: the one that its merges keep."""
        inside = [b for b in self.bonds if self.block(b.kept) in group]
        kept = {self.block(b.kept) for b in inside} - {self.block(b.away) for b in inside}
        return min(kept or group)


def settle(index: Index, bonds: list[Bond], bars: list[Bar], home: dict[Atom, int], leave_out: LeaveOut) -> Partition:
    """Return the partition under all lines that can hold together; of lines that cannot, the last is left out."""
    bonds, bars = drop_contradictions(bonds, bars, leave_out)
    while True:
        partition = Partition(index, bonds, bars, home)
        clash = next((c for group in partition.groups() if (c := _find_clash(partition, group))), None)
        if clash is None:
            return partition
        leave_out(*clash)
        bonds = [b for b in bonds if b.line is not clash[0]]


def drop_contradictions(bonds: list[Bond], bars: list[Bar], leave_out: LeaveOut) -> tuple[list[Bond], list[Bar]]:
    """Leave out the last line of every chain of merges that a split contradicts."""
    while True:
        ties: Ties[Atom] = Ties()
        for bond in bonds:
            ties.add(bond.kept, bond.away, bond.line)
        pairs = ((bar, other) for bar in bars for other in sorted(bar.others, key=str))
        found = next((p for p in pairs if ties.find(p[1]) == ties.find(p[0].atom)), None)
        if not found:
            return bonds, bars
        bar, other = found
        *others, last = sorted([bar.line, *ties.path(bar.atom, other)], key=lambda c: c.line)
        leave_out(last, f"contradicts {name_lines(others)}: the same two are merged and kept apart; undo one of them")
        bonds, bars = [b for b in bonds if b.line is not last], [b for b in bars if b.line is not last]


def _find_clash(partition: Partition, group: frozenset[Block]) -> tuple[CuratedLine, str] | None:
    """Find two authors of one paper that merges make one person, and the last line that does it."""
    if len(group) < 2 or partition.index.entities[min(group)[0]].kind != "person":
        return None
    signed: dict[str, tuple[Block, Atom]] = {}
    for block in sorted(group):
        for atom in partition.members(block):
            other, first = signed.setdefault(atom[0], (block, atom))
            if first != atom and other != block:
                line = max(partition.ties(group).path(other, block), key=lambda c: c.line)
                low, high = sorted((int(first[2]), int(atom[2])))
                told = f"would make one person of authors {low} and {high} of {atom[0]}"
                return line, f"{told}: undo it, or first split off whoever that paper means (split IRI {atom[0]} N)"
    return None
