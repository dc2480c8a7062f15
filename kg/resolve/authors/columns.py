"""What is known of every signature and paper, in columns: the form in which signatures are compared."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from copy import copy

import numpy as np
import numpy.typing as npt

from kg.model import Author, Paper, Record
from kg.resolve.authors.topics import TopicSpace, WordVectors
from kg.resolve.names import ambiguity, name_key
from kg.resolve.organizations import organization_key

__all__ = ["Columns", "Signature"]

Signature = tuple[int, int]
"""A paper and the position of an author in it, both from 0."""

#: Names of people that this many of a million share say nothing as co-authors (a logarithm).
_COMMON_NAME = 2.5
_RAREST = 12.0
#: In longer lists of authors, not all know each other.
_CIRCLE = 50


class Columns:
    """The papers of a corpus and their signatures, each attribute as numbers.

    ``names`` holds the numbers of the authors' names for each paper; equal names in any order have one number. So does
    ``people``, until the columns are settled: then it holds the numbers of persons. ``tellings`` says how much the name
    of each of ``people`` tells, from 0 (many share it) to 12.
    """

    def __init__(self, papers: Sequence[Paper], *, vectors: WordVectors | None = None) -> None:
        """Read the papers once."""
        self.papers = papers
        self._numbers: dict[str, int] = {}
        names = [[name_key(a.name) for a in p.record.authors] for p in papers]
        self.names = [[self._numbers.setdefault(n, len(self._numbers)) for n in row] for row in names]
        self.signatures = np.bincount([n for row in self.names for n in row], minlength=len(self._numbers))
        self._know(self.names, self._weigh_names())
        self.years = np.array([_year(p.record) for p in papers], np.float32)
        self.topics = TopicSpace([p.record for p in papers], vectors=vectors)
        self._organizations: list[dict[int, frozenset[str]]] = [_organizations(p.record) for p in papers]
        self._shared = [frozenset(k for k in map(organization_key, p.record.affiliations) if k) for p in papers]
        self.organization_weights = self._rarity(self.paper_organizations(i) for i in range(len(papers)))
        self.venues = [p.record.venue.casefold() if p.record.venue else "" for p in papers]
        self.venue_weights = self._rarity([v] if v else [] for v in self.venues)
        self.terms = [_terms(p) for p in papers]
        self.term_weights = self._rarity(self.terms)

    def _know(self, people: Sequence[Sequence[int]], tellings: npt.NDArray[np.float32]) -> None:
        self.people, self.tellings = people, tellings
        self._circles: dict[int, frozenset[int]] = {}
        self._of_person: dict[int, list[int]] = defaultdict(list)
        for i, row in enumerate(people):
            for number in row:
                self._of_person[number].append(i)

    def settle(self, people: Sequence[Sequence[int]]) -> Columns:
        """Return these columns with a person in the place of each name: their numbers for each paper, from 0."""
        told = np.zeros(1 + max((number for row in people for number in row), default=-1), np.float32)
        for numbers, row in zip(people, self.names, strict=True):
            for number, name in zip(numbers, row, strict=True):
                told[number] = max(told[number], self.tellings[name])
        settled = copy(self)
        settled._know(people, told)  # noqa: SLF001 - another of this class
        return settled

    def _weigh_names(self) -> npt.NDArray[np.float32]:
        told = np.full(len(self._numbers), _RAREST, np.float32)
        for paper, row in zip(self.papers, self.names, strict=True):
            for author, number in zip(paper.record.authors, row, strict=True):
                told[number] = min(told[number], max(_COMMON_NAME - ambiguity(author.name), 0.01))
        return told

    def _rarity(self, sets: Iterable[Iterable[str]]) -> dict[str, float]:
        counts = Counter(item for items in sets for item in items)
        return {item: math.log((1 + len(self.papers)) / n) for item, n in counts.items()}

    def author(self, signature: Signature) -> Author:
        """Return what is printed."""
        return self.papers[signature[0]].record.authors[signature[1]]

    def coauthors(self, signature: Signature) -> set[int]:
        """Return the numbers of the other people on the paper."""
        row = self.people[signature[0]]
        return set(row) - {row[signature[1]]}

    def circle(self, number: int) -> frozenset[int]:
        """Return who signs any paper with one of the people."""
        if (known := self._circles.get(number)) is None:
            rows = (self.people[i] for i in self._of_person[number])
            known = self._circles[number] = frozenset(n for row in rows if len(row) <= _CIRCLE for n in row) - {number}
        return known

    def organizations(self, signature: Signature) -> frozenset[str]:
        """Return the keys of where the author works, from affiliations and e-mail."""
        return self._organizations[signature[0]].get(signature[1], frozenset())

    def paper_organizations(self, paper: int) -> frozenset[str]:
        """Return the keys of where any author of the paper works."""
        return self._shared[paper].union(*self._organizations[paper].values())


def _year(record: Record) -> float:
    return float(record.date[:4]) if record.date else math.nan


def _organizations(record: Record) -> dict[int, frozenset[str]]:
    found = {}
    for position, author in enumerate(record.authors):
        domain = (author.email or "").rpartition("@")[2]
        keys = frozenset(k for text in (*author.affiliations, domain) if text and (k := organization_key(text)))
        if keys:
            found[position] = keys
    return found


def _terms(paper: Paper) -> frozenset[str]:
    return frozenset(f"{m.kind} {m.name.casefold()}" for m in paper.extraction.mentions)
