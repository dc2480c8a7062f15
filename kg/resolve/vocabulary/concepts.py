"""Concepts of a vocabulary: tasks, metrics and data sets, their names and what is broader, from one or more files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from kg.errors import ReadError
from kg.resolve.terms import plain_key

__all__ = ["KINDS", "Concept", "Fact", "Row", "Source", "Vocabulary", "bare_key", "concept_key"]

KINDS = ("task", "metric", "dataset")

_TAIL = {
    "task": re.compile(r"(?<=\w)\s+(?:tasks?|problems?)$", re.IGNORECASE),
    "metric": re.compile(r"^%\s*|\s*(?:[\[(](?:%|ms|s|mm|dB|M|G)[\])]|\(?%\)?)$"),
    "dataset": re.compile(r"(?<=\w)\s+(?:data ?sets?|benchmarks?|corpus|corpora|challenge|test set)$", re.IGNORECASE),
}
_BRITISH = ((re.compile("(?<=[iy])s(?=ation|ing$|ed$|e$)"), "z"), (re.compile("(?<=[ae])ll(?=ing|ed)"), "l"))


def concept_key(text: str, kind: str) -> str:
    """Reduce a name to a key that its spellings share, British and American ones too.

    >>> concept_key("Language Modelling", "task") == concept_key("language modeling", "task")
    True
    """
    squared = re.sub(r"\^\{?2\}?|²", " squared", text) if kind == "metric" else text
    key = plain_key(re.sub(r"^the\s+", "", squared.strip(), flags=re.IGNORECASE), kind)
    for pattern, letters in _BRITISH:
        key = pattern.sub(letters, key)
    return key


def bare_key(text: str, kind: str) -> str:
    """Reduce a name to a key without the noun or unit that says its kind.

    >>> bare_key("the SNLI corpus", "dataset") == concept_key("SNLI", "dataset")
    True
    """
    return concept_key(_TAIL[kind].sub("", text.strip()) or text, kind)


@dataclass(frozen=True, slots=True)
class Source:
    """A vocabulary file: its name and the hash of its bytes; ``shipped`` if it is part of this package.

    Where ``strict``, a circle of broader concepts is an error of the file; else its last edge is left out.
    """

    name: str
    sha256: str
    path: str = field(default="", compare=False)
    shipped: bool = False
    strict: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a file says, and where: the line is 1-based, 0 where the format has none."""

    value: str
    source: Source
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """What one place of a file says about one name."""

    kind: str
    name: str
    source: Source
    line: int
    broader: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    direction: str = ""
    unit: str = ""


@dataclass(slots=True)
class Concept:
    """One task, metric or data set; ``broader`` holds names of other concepts of its kind."""

    kind: str
    name: str
    defined: Fact
    aliases: list[str] = field(default_factory=list)
    broader: dict[str, Fact] = field(default_factory=dict)
    direction: Fact | None = None
    unit: Fact | None = None


class Vocabulary:
    """Concepts by kind and key; ``notes`` are sentences about edges that were left out.

    Rows that share a name or another name say one thing together: the first names it, broader concepts and other names
    add up, and a later direction or unit wins.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        """Put rows together in their order. Raises ``ReadError`` for rows that contradict each other."""
        self._concepts: dict[tuple[str, str], Concept] = {}
        self.notes: list[str] = []
        self.sources: list[Source] = []
        for source, group in groupby(rows, key=lambda row: row.source):
            self.sources.append(source)
            said = list(group)
            for take in (self._name, self._name_otherwise, self._relate):
                for row in said:
                    take(row)

    def __len__(self) -> int:
        """Count the concepts."""
        return len({id(concept) for concept in self._concepts.values()})

    def __iter__(self) -> Iterator[Concept]:
        """Yield every concept once, in the order of the files."""
        return iter({id(concept): concept for concept in self._concepts.values()}.values())

    def find(self, kind: str, name: str) -> Concept | None:
        """Return the concept of that name in any spelling, with or without "task", "dataset" or the like, or None."""
        if kind not in KINDS:
            return None
        found = self._concepts.get((kind, concept_key(name, kind)))
        return found or self._concepts.get((kind, bare_key(name, kind)))

    def broader(self, concept: Concept) -> list[tuple[Concept, Fact]]:
        """Return the directly broader concepts and where that is said."""
        return [(self._concepts[concept.kind, key], fact) for key, fact in concept.broader.items()]

    def ancestors(self, concept: Concept) -> list[Concept]:
        """Return all broader concepts, nearest first."""
        found: dict[str, Concept] = {}
        level = [concept]
        while level:
            level = [up for one in level for up, _ in self.broader(one) if up.name not in found]
            found |= {up.name: up for up in level}
        return list(found.values())

    def inherit(self, concept: Concept, name: str) -> Fact | None:
        """Return the direction or unit of a concept, or of the nearest broader one that has it."""
        facts = (getattr(one, name) for one in (concept, *self.ancestors(concept)))
        return next((fact for fact in facts if fact), None)

    def _name(self, row: Row) -> None:
        key = (row.kind, concept_key(row.name, row.kind))
        if key not in self._concepts:
            known = next(filter(None, (self.find(row.kind, alias) for alias in row.aliases)), None)
            defined = Fact(row.name, row.source, row.line)
            same = known if known and known.defined.source != row.source else None
            self._concepts[key] = same or Concept(row.kind, row.name, defined)

    def _name_otherwise(self, row: Row) -> None:
        concept = self._concepts[row.kind, concept_key(row.name, row.kind)]
        for alias in row.aliases:
            key = (row.kind, concept_key(alias, row.kind))
            other = self._concepts.get(key)
            if other is None:
                self._concepts[key] = concept
                concept.aliases.append(alias)
            elif other is not concept and row.source.strict:
                self._note(row, f"{alias!r} names {other.name!r} already, not {concept.name!r} too", other.defined)

    def _relate(self, row: Row) -> None:
        concept = self._concepts[row.kind, concept_key(row.name, row.kind)]
        if row.direction:
            concept.direction = self._last(concept.direction, Fact(row.direction, row.source, row.line))
        if row.unit:
            concept.unit = Fact(row.unit, row.source, row.line)
        for name in row.broader:
            key = (row.kind, concept_key(name, row.kind))
            if key not in self._concepts:
                self._concepts[key] = Concept(row.kind, name, Fact(name, row.source, row.line))
            above = self._concepts[key]
            if not self._closes_circle(row, concept, above):
                fact = Fact(above.name, row.source, row.line)
                concept.broader.setdefault(concept_key(above.name, row.kind), fact)

    def _last(self, before: Fact | None, now: Fact) -> Fact:
        if before and before.source == now.source and before.value != now.value:
            message = f"the direction is {now.value!r} here and {before.value!r} on line {before.line}"
            raise ReadError(message, path=now.source.path or now.source.name, line=now.line)
        return now

    def _closes_circle(self, row: Row, concept: Concept, above: Concept) -> bool:
        if above is concept:
            if row.source.strict:
                message = f"{row.name!r} is broader than itself"
                raise ReadError(message, path=row.source.path or row.source.name, line=row.line)
            return True
        way = self._way_up(above, concept)
        if way:
            steps = " < ".join(repr(name) for name in (concept.name, above.name, *(fact.value for fact in way)))
            self._note(row, f"the broader concepts go round in a circle: {steps}", way[-1])
        return bool(way)

    def _way_up(self, start: Concept, end: Concept) -> list[Fact]:
        """Return the edges that lead from a concept up to another; empty if none do."""
        ways: list[tuple[Concept, list[Fact]]] = [(start, [])]
        seen = {start.name}
        for one, way in ways:
            for up, fact in self.broader(one):
                if up is end:
                    return [*way, fact]
                if up.name not in seen:
                    seen.add(up.name)
                    ways.append((up, [*way, fact]))
        return []

    def _note(self, row: Row, message: str, other: Fact) -> None:
        """Raise if a strict file contradicts itself, else note what was left out."""
        path = row.source.path or row.source.name
        if row.source.strict and other.source == row.source:
            raise ReadError(f"{message}: see line {other.line}" if other.line else message, path=path, line=row.line)
        self.notes.append(f"{path}:{row.line}: {message}: left out")
