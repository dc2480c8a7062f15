"""Refuse decisions of one file that contradict each other, directly or through merges between them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from kg.errors import ReadError
from kg.resolve.curation.lines import CuratedLine, Reference

__all__ = ["Ties", "name_lines", "refuse_contradictions"]

Node = TypeVar("Node", bound=Hashable)


class Ties(Generic[Node]):
    """Things that lines of a file merge, and which lines join any two of them."""

    def __init__(self) -> None:
        """Start with nothing merged."""
        self._ties: dict[Node, list[tuple[Node, CuratedLine]]] = defaultdict(list)
        self._parent: dict[Node, Node] = {}

    def find(self, node: Node) -> Node:
        """Return one thing of all that are merged with this one, always the same."""
        top = node
        while self._parent.get(top, top) != top:
            top = self._parent[top]
        while self._parent.get(node, node) != top:
            self._parent[node], node = top, self._parent.get(node, node)
        return top

    def add(self, a: Node, b: Node, line: CuratedLine) -> None:
        """Merge two things."""
        self._ties[a].append((b, line))
        self._ties[b].append((a, line))
        self._parent[self.find(b)] = self.find(a)

    def path(self, a: Node, b: Node) -> list[CuratedLine]:
        """Return the lines of the shortest way from one to another that is merged with it."""
        before: dict[Node, tuple[Node, CuratedLine] | None] = {a: None}
        queue = deque([a])
        while b not in before and queue:
            node = queue.popleft()
            for other, line in self._ties.get(node, ()):
                if other not in before:
                    before[other] = (node, line)
                    queue.append(other)
        way, step = [], before.get(b)
        while step:
            way.append(step[1])
            step = before[step[0]]
        return way[::-1]


def name_lines(lines: Iterable[CuratedLine]) -> str:
    """Name lines by number, in order: ``line 3`` or ``lines 1 and 3``."""
    numbers = [str(n) for n in sorted({c.line for c in lines})]
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    return f"lines {', '.join(numbers[:-1])} and {numbers[-1]}"


def refuse_contradictions(lines: Sequence[CuratedLine], *, same: Callable[[Reference], str] = str) -> None:
    """Raise ``ReadError`` if decisions that hold contradict each other; the message names every line that takes part.

    ``same`` gives references to one thing one name.
    """
    ties: Ties[str] = Ties()
    _tie_merges([c for c in lines if c.verb == "merge"], ties, same)
    for c in lines:
        if c.verb == "split":
            a, b = (same(t) for t in c.targets)
            if a == b:
                raise ReadError(f"splits {c.targets[0]} from itself: name what else it means", path=c.path, line=c.line)
            if ties.find(a) == ties.find(b):
                _refuse([c, *ties.path(a, b)], f"{c.targets[0]} and {c.targets[1]} are kept apart and merged")
    _compare_names([c for c in lines if c.verb == "rename"], ties, same)
    _compare_rejects(lines, same)


def _refuse(lines: Iterable[CuratedLine], why: str) -> None:
    """Raise at the last of the lines, naming the others."""
    *others, last = sorted({c.line: c for c in lines}.values(), key=lambda c: c.line)
    told = f"contradicts {name_lines(others)}: {why}; undo one of them"
    raise ReadError(told, path=last.path, line=last.line)


def _tie_merges(lines: Sequence[CuratedLine], ties: Ties[str], same: Callable[[Reference], str]) -> None:
    merged: dict[str, CuratedLine] = {}
    for c in lines:
        kept, away = (same(t) for t in c.targets)
        if kept == away and c.targets[0] == c.targets[1]:
            raise ReadError(f"merges {c.targets[0]} with itself", path=c.path, line=c.line)
        if kept == away:
            continue
        if other := merged.get(away):
            first = other.targets[0]
            if same(first) != kept:
                told = f"{c.targets[1]} is already merged on line {other.line}, into {first}"
                raise ReadError(f"{told}: undo one, or merge {first} instead", path=c.path, line=c.line)
        elif ties.find(kept) == ties.find(away):
            told = f"merges in a circle with {name_lines(ties.path(kept, away))}: undo one"
            raise ReadError(told, path=c.path, line=c.line)
        merged[away] = c
        ties.add(kept, away, c)


def _compare_names(lines: Sequence[CuratedLine], ties: Ties[str], same: Callable[[Reference], str]) -> None:
    named: dict[str, CuratedLine] = {}
    for c in lines:
        node = same(c.targets[0])
        other = named.setdefault(ties.find(node), c)
        if other.arguments[1] != c.arguments[1]:
            why = f"{c.targets[0]} gets two names, {other.arguments[1]!r} and {c.arguments[1]!r}"
            _refuse([other, c, *ties.path(same(other.targets[0]), node)], why)


def _compare_rejects(lines: Sequence[CuratedLine], same: Callable[[Reference], str]) -> None:
    """Refuse to reject what another line keeps, and to send what one paper prints two ways."""
    used: dict[tuple[str, ...], CuratedLine] = {}
    for c in lines:
        if c.verb in ("merge", "rename"):
            for target in c.targets:
                used.setdefault((same(target),), c)
        elif c.verb == "split":
            used.setdefault(tuple(same(t) for t in c.targets), c)
    for c in lines:
        if c.verb != "reject":
            continue
        if other := used.get(tuple(same(t) for t in c.targets)):
            first, last = sorted((c, other), key=lambda line: line.line)
            does, did = ("rejects", "keeps") if last is c else ("keeps", "rejects")
            told = f"{does} {c.targets[0]}, which line {first.line} {did}: undo one of them"
            raise ReadError(told, path=last.path, line=last.line)
