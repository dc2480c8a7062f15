"""Compare each two signatures of a block in every respect: square arrays of numbers, NaN where nothing is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kg.iris import PERSON_REGISTRIES
from kg.resolve.authors.columns import Columns, Signature
from kg.resolve.names import LEVELS, ambiguity, relate_names
from kg.resolve.proofs import identifiers_of

__all__ = ["Block"]

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Block:
    """Signatures whose names may name one person; the arrays have one row and one column for each.

    What is asked for once is not kept, for common names have thousands of signatures.
    """

    columns: Columns
    signatures: Sequence[Signature]

    @cached_property
    def papers(self) -> list[int]:
        """The paper of each signature."""
        return [paper for paper, _ in self.signatures]

    @cached_property
    def names(self) -> list[str]:
        """The printed name of each signature."""
        return [self.columns.author(s).name for s in self.signatures]

    @cached_property
    def own(self) -> list[int]:
        """The number of each signature's name, or of its person where the columns are settled."""
        return [self.columns.people[paper][position] for paper, position in self.signatures]

    @cached_property
    def relation(self) -> Floats:
        """How the names relate: a position in ``LEVELS``, -1 where they can't name one person."""
        distinct = {name: i for i, name in enumerate(dict.fromkeys(self.names))}
        table = np.zeros((len(distinct), len(distinct)), np.float32)
        for a, i in distinct.items():
            for b, j in distinct.items():
                if i < j:
                    level = relate_names(a, b)
                    table[i, j] = table[j, i] = LEVELS.index(level) if level else -1
        index = [distinct[name] for name in self.names]
        levels: Floats = table[np.ix_(index, index)]
        return levels

    @cached_property
    def ambiguity(self) -> Floats:
        """How many share the commoner of the two names: see ``kg.resolve.names.ambiguity``."""
        each = np.array([ambiguity(name) for name in self.names], np.float32)
        both: Floats = np.maximum(each[:, None], each[None])
        return both

    @cached_property
    def known(self) -> tuple[list[int], Floats, Floats]:
        """Return the co-authors, which signature has which, and which their co-authors write with."""
        company = [self.columns.coauthors(s) for s in self.signatures]
        every = sorted(set().union(*company))
        column = {number: i for i, number in enumerate(every)}
        first = np.zeros((len(company), len(every)), np.float32)
        second = np.zeros_like(first)
        circles = {number: [column[n] for n in self.columns.circle(number) if n in column] for number in every}
        circles = {number: columns for number, columns in circles.items() if columns}
        own = [column[n] for n in set(self.own) if n in column]
        for i, names in enumerate(company):
            first[i, [column[n] for n in names]] = 1
            for number in names & circles.keys():
                second[i, circles[number]] = 1
        second[:, own] = 0
        return every, first, second

    @cached_property
    def company(self) -> Floats:
        """How much the names of the shared co-authors tell, summed."""
        every, first, _ = self.known
        return np.asarray((first * self.columns.tellings[every]) @ first.T, np.float32)

    @property
    def list_length(self) -> Floats:
        """The number of co-authors on the paper that has more; NaN after "et al."."""
        complete = [self.columns.papers[i].record.authors_complete for i in self.papers]
        counts: Floats = np.where(complete, self.known[1].sum(1), np.nan).astype(np.float32)
        most: Floats = np.maximum(counts[:, None], counts[None])
        return most

    @property
    def circle(self) -> Floats:
        """How many co-authors of one write with co-authors of the other; 0 where they share a co-author."""
        _, first, second = self.known
        one = first @ second.T
        return np.where(self.company > 0, 0, np.maximum(one, one.T)).astype(np.float32)

    @cached_property
    def topic(self) -> Floats:
        """The cosine of what the papers are about, by word vectors."""
        return self._cosine(self.columns.topics.texts)

    @property
    def title_topic(self) -> Floats:
        """The cosine of the titles alone, by word vectors."""
        return self._cosine(self.columns.topics.titles)

    def _cosine(self, vectors: Floats) -> Floats:
        own = vectors[self.papers]
        known = np.array([bool(row.any()) for row in own])
        return np.where(known[:, None] & known[None], own @ own.T, np.nan).astype(np.float32)

    @cached_property
    def wording(self) -> Floats:
        """The share of random pairs of papers whose words are less alike."""
        topics = self.columns.topics
        return topics.percentile(topics.cosines(self.papers))

    @property
    def terms(self) -> Floats:
        """How rare the methods, data sets, tasks and metrics that both papers name are, summed; NaN if one has none."""
        return self._overlap([self.columns.terms[i] for i in self.papers], self.columns.term_weights, best=False)

    @property
    def years(self) -> Floats:
        """Years between the papers."""
        own = self.columns.years[self.papers]
        between: Floats = np.abs(own[:, None] - own[None])
        return between

    @property
    def venue(self) -> Floats:
        """How rare the common venue is; 0 where the venues differ."""
        sets = [frozenset({v} if (v := self.columns.venues[i]) else ()) for i in self.papers]
        return self._overlap(sets, self.columns.venue_weights)

    @cached_property
    def organization(self) -> Floats:
        """How rare the rarest place is at which both work; 0 where the places differ."""
        sets = [self.columns.organizations(s) for s in self.signatures]
        return self._overlap(sets, self.columns.organization_weights)

    @property
    def paper_organization(self) -> Floats:
        """How rare the rarest place is that both papers name for any author."""
        sets = [self.columns.paper_organizations(i) for i in self.papers]
        return self._overlap(sets, self.columns.organization_weights)

    @staticmethod
    def _overlap(sets: Sequence[frozenset[str]], weights: Mapping[str, float], *, best: bool = True) -> Floats:
        total = np.zeros((len(sets), len(sets)), np.float32)
        holders: dict[str, list[int]] = {}
        for i, items in enumerate(sets):
            for item in items:
                holders.setdefault(item, []).append(i)
        for item in sorted(holders):
            if len(rows := holders[item]) > 1:
                square = np.ix_(rows, rows)
                total[square] = np.maximum(total[square], weights[item]) if best else total[square] + weights[item]
        known = np.array([bool(items) for items in sets])
        total[~(known[:, None] & known[None])] = np.nan
        return total

    @cached_property
    def signatures_of_name(self) -> Floats:
        """The geometric mean of how many signatures in the corpus print either name."""
        names = [self.columns.names[paper][position] for paper, position in self.signatures]
        each = np.log(self.columns.signatures[names].astype(np.float32))
        return np.asarray((each[:, None] + each[None]) / 2, np.float32)

    def feature(self, name: str) -> Floats:
        """Return one feature by its name in ``kg.resolve.authors.model.CUTS``."""
        array: Floats = getattr(self, "signatures_of_name" if name == "signatures" else name)
        return array

    @cached_property
    def proofs(self) -> list[frozenset[tuple[str, str]]]:
        """The identifiers of each signature."""
        return [frozenset(identifiers_of(self.columns.author(s))) for s in self.signatures]

    @cached_property
    def barred(self) -> Flags:
        """Which two can't be one: authors of one paper, names that don't fit, identifiers that differ."""
        papers = np.array(self.papers)
        barred: Flags = np.equal(papers[:, None], papers[None]) | (self.relation < 0)
        proven = [i for i, proof in enumerate(self.proofs) if proof]
        for i in proven:
            for j in proven:
                verdict = _compare_proofs(self.proofs[i], self.proofs[j])
                if verdict is not None:
                    barred[i, j] = papers[i] == papers[j] or not verdict
        np.fill_diagonal(barred, val=True)
        return barred


def _compare_proofs(left: frozenset[tuple[str, str]], right: frozenset[tuple[str, str]]) -> bool | None:
    """Tell whether the most trusted registry that has both says that they are one; None if no registry has both."""
    for registry in PERSON_REGISTRIES:
        one, other = ({value for kind, value in side if kind == registry} for side in (left, right))
        if one and other:
            return not one.isdisjoint(other)
    return None
