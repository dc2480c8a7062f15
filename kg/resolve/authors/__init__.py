"""Decide which signatures are one person, by evidence, and keep the evidence.

The stage needs all signatures at once. Signatures meet if their names may name one person; a learned model weighs
co-authors and theirs, topics, terms, affiliations, venues, years and how common the name is. Identifiers decide
outright, two authors of one paper are never one, and what is unsure stays apart. This is done twice: at first
co-authors are known by their names, then as the people that the first round made of them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
import numpy.typing as npt
from networkx.utils import UnionFind

from kg.iris import Minter
from kg.model import Decision, Entity, Mention, Paper
from kg.resolve.authors.columns import Columns, Signature
from kg.resolve.authors.evidence import tell_evidence
from kg.resolve.authors.grouping import SURE, Group, Merge, grow_groups, join_groups, pool, score_groups, start_groups
from kg.resolve.authors.model import Model, sigmoid
from kg.resolve.authors.pairs import Block
from kg.resolve.earlier import mint_earlier
from kg.resolve.names import is_short, pair_names, parse_name
from kg.resolve.proofs import identifiers_of

__all__ = ["MERGE", "POSSIBLE", "block_signatures", "group_block", "resolve_authors", "settle"]

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

#: Log-odds from which two groups are one person, and from which they possibly are.
MERGE, POSSIBLE = 1.0, -2.5
#: The fewer papers, the rarer a namesake: log-odds that each tenth of so many papers adds, and the most. Chosen among a
#: few: the corpora that the model learnt from were chosen for their namesakes, and cannot teach it.
MANY, FEWER, FEWEST = 1000, 0.75, 1.2
#: How many others each person is told apart from, the likeliest.
_OTHERS = 3


def block_signatures(papers: Sequence[Paper]) -> list[list[Signature]]:
    """Group signatures whose names may name one person, or that share an identifier, directly or through others.

    Groups of one are among them. Signatures stand in an order that hangs on their content alone, so that what becomes
    of them does not hang on the order of the papers.
    """
    of_name: dict[str, list[Signature]] = defaultdict(list)
    proven: dict[tuple[str, str], str] = {}
    linked: UnionFind[str] = UnionFind()
    for i, paper in enumerate(papers):
        for j, author in enumerate(paper.record.authors):
            of_name[author.name].append((i, j))
            for proof in identifiers_of(author):
                linked.union(author.name, proven.setdefault(proof, author.name))
    for left, right, _ in pair_names(of_name):
        linked.union(left, right)
    blocks: dict[str, list[Signature]] = defaultdict(list)
    for name, signatures in of_name.items():
        blocks[linked[name]] += signatures
    return sorted(sorted(block, key=lambda s: _order(papers, s)) for block in blocks.values())


def _order(papers: Sequence[Paper], signature: Signature) -> tuple[object, ...]:
    paper, position = signature
    record = papers[paper].record
    names = tuple(author.name for author in record.authors)
    return record.date or "", record.title, names, position, record.venue or "", record.abstract, paper


def group_block(block: Block, *, model: Model, until: float = MERGE) -> tuple[list[Group], list[Merge], Floats]:
    """Group a block's signatures. Return the groups, the merges that made them, and the log-odds of the signatures.

    Groups whose log-odds are below ``until`` stay apart.
    """
    groups, merges = start_groups(block)
    rarer = round(FEWER * math.log10(MANY / len(block.columns.papers)), 1)
    odds = model.pairs.score(block) + np.float32(min(max(rarer, 0.0), FEWEST))
    for i, j, score in grow_groups(groups, odds, block.barred, until=SURE):
        probability = float(sigmoid(model.slope * score + model.shift))
        merges.append(Merge(tuple(groups[i]), tuple(groups[j]), probability))
    groups = [group for group in groups if group]
    merges += join_groups(block, groups, odds, model, until=until)
    return groups, merges, odds


def settle(columns: Columns, blocks: Iterable[Sequence[Signature]], *, model: Model) -> Columns:
    """Group the signatures of every block and return the columns with the people found in the place of names.

    So two papers share a co-author if one person signs both, whatever names that person prints, and don't if two
    people of one name do.
    """
    people = [[0] * len(row) for row in columns.names]
    numbers = count()
    for signatures in blocks:
        groups = group_block(Block(columns, signatures), model=model)[0] if len(signatures) > 1 else [[0]]
        for group, number in zip(sorted(map(sorted, groups)), numbers):  # noqa: B905 - numbers never end
            for paper, position in (signatures[i] for i in group):
                people[paper][position] = number
    return columns.settle(people)


@dataclass(slots=True)
class _Writer:
    """Turns the groups of a block into people and decisions; ``earlier`` keeps what ``mint_earlier`` said of papers."""

    block: Block
    minter: Minter
    earlier: dict[int, dict[int, tuple[str, ...]]]

    @property
    def papers(self) -> Sequence[Paper]:
        return self.block.columns.papers

    def sort(self, group: Iterable[int]) -> Group:
        """Put signatures in the order of the papers."""
        return sorted(group, key=self.block.signatures.__getitem__)

    def signature_iri(self, i: int) -> str:
        paper, position = self.block.signatures[i]
        return self.minter.part("authorship", self.papers[paper].iri, str(position + 1))

    def person_iri(self, i: int) -> str:
        """Return the IRI of the person whose earliest signature this is, or would be."""
        paper, position = self.block.signatures[i]
        return self.minter.person(name=self.block.names[i], paper=self.papers[paper].iri, ordinal=position + 1)

    def mention(self, i: int, score: float) -> Mention:
        paper, position = self.block.signatures[i]
        record = self.papers[paper].record
        text = record.authors[position : position + 1]
        return Mention(
            record.id, "authors", position, position + 1, text, "person", text[0].name, score=score, extractor="read"
        )

    def person(self, group: Group, scores: Sequence[float]) -> Entity:
        members = self.sort(group)
        mentions = tuple(self.mention(i, scores[i]) for i in members)
        printed = [m.surface for m in mentions]
        name = max(dict.fromkeys(printed), key=lambda n: (*_fullness(n), printed.count(n), len(n)))
        orcids = sorted({value for i in group for scheme, value in self.block.proofs[i] if scheme == "orcid"})
        return Entity(
            self.person_iri(members[0]),
            "person",
            name,
            tuple(sorted(set(printed) - {name})),
            mentions,
            same_as=tuple(f"https://orcid.org/{orcid}" for orcid in orcids),
            replaces=self.replaced(members),
        )

    def replaced(self, members: Group) -> tuple[str, ...]:
        """Return the IRIs that the person would have had with fewer papers, or fewer sources of them."""
        found = [self.person_iri(i) for i in members]
        for paper, position in (self.block.signatures[i] for i in members):
            if self.papers[paper].sources:
                if paper not in self.earlier:
                    self.earlier[paper] = mint_earlier(self.papers[paper], minter=self.minter)
                found += self.earlier[paper].get(position, ())
        return tuple(iri for iri in dict.fromkeys(found) if iri != found[0])

    def decide_merge(self, merge: Merge, person: str) -> Decision:
        reasons, against = tell_evidence(self.block, merge.kept, merge.absorbed)
        heads = self.signature_iri(self.sort(merge.kept)[0]), self.signature_iri(self.sort(merge.absorbed)[0])
        return Decision("merge", "person", heads, reasons, round(merge.score, 4), person, against)

    def decide_apart(self, one: Group, other: Group, score: float) -> Decision:
        reasons, against = tell_evidence(self.block, sorted(one), sorted(other))
        verdict = "possible" if score >= sigmoid(POSSIBLE) else "apart"
        pair = self.person_iri(one[0]), self.person_iri(other[0])
        return Decision(verdict, "person", pair, reasons, round(score, 4), against=against)


def _fullness(name: str) -> tuple[bool, bool]:
    """Rank a printed name: one with a given name before one with initials, then one in natural order."""
    read = parse_name(name)
    return any(not is_short(token) for token in read.given), not read.inverted


def _likeliest(scores: Floats, fits: Flags) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs that stay apart although their names fit, at most a few of each, the likeliest."""
    count: dict[int, int] = defaultdict(int)
    left, right = np.nonzero(np.triu(fits, 1))
    chances = np.where(np.isfinite(scores[left, right]), sigmoid(scores[left, right]), 0.0)
    for row in np.lexsort((right, left, -chances)):
        i, j = int(left[row]), int(right[row])
        if count[i] < _OTHERS and count[j] < _OTHERS:
            count[i] += 1
            count[j] += 1
            yield i, j, float(chances[row])


def _resolve_block(writer: _Writer, model: Model) -> tuple[list[tuple[Signature, Entity]], list[Decision]]:
    block = writer.block
    if len(block.signatures) == 1:
        return [(block.signatures[0], writer.person([0], [1.0]))], []
    groups, merges, odds = group_block(block, model=model)
    groups = sorted(map(writer.sort, groups), key=lambda group: block.signatures[group[0]])
    scores = [1.0] * len(block.signatures)
    for merge in merges:
        for i in (*merge.kept, *merge.absorbed):
            scores[i] = min(scores[i], round(merge.score, 4))
    people = [writer.person(group, scores) for group in groups]
    owner = {i: person.iri for group, person in zip(groups, people, strict=True) for i in group}
    decisions = [writer.decide_merge(merge, owner[merge.kept[0]]) for merge in merges]
    if len(groups) > 1:
        fits = pool(block.relation, groups, np.maximum) >= 0
        for i, j, chance in _likeliest(score_groups(block, groups, odds, model), fits):
            decision = writer.decide_apart(groups[i], groups[j], chance)
            decisions.append(decision)
            if decision.verdict == "possible":
                link = (people[j].iri, decision.score)
                people[i] = replace(people[i], possibly_same=tuple(sorted((*people[i].possibly_same, link))))
    firsts = (block.signatures[group[0]] for group in groups)
    return list(zip(firsts, people, strict=True)), decisions


@np.errstate(invalid="ignore")  # OpenBLAS may say so of lanes that no number is in: numpy/numpy#24067
def resolve_authors(papers: Sequence[Paper], *, minter: Minter) -> tuple[list[Entity], list[Decision]]:
    """Return one person per cluster of signatures, in order of the earliest signature, and every decision taken."""
    model, blocks = Model.shipped(), block_signatures(papers)
    columns = settle(Columns(papers), blocks, model=model)
    people: list[tuple[Signature, Entity]] = []
    earlier: dict[int, dict[int, tuple[str, ...]]] = {}
    decisions: list[Decision] = []
    for signatures in blocks:
        found, decided = _resolve_block(_Writer(Block(columns, signatures), minter, earlier), model)
        people += found
        decisions += decided
    people.sort(key=lambda row: row[0])
    return [person for _, person in people], decisions
