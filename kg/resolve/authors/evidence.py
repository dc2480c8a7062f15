"""Weigh what speaks for and against two groups of signatures being one person."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from kg.iris import fold, normalise_orcid
from kg.latex import decode_latex
from kg.model import Paper
from kg.resolve.names import name_key, relate_names
from kg.resolve.authors.topics import TopicSpace

__all__ = ["MERGE", "POSSIBLE", "Cluster", "Evidence", "Linker"]

#: Log-odds that two signatures with so related names are one person, before any other evidence.
PRIOR = {"same": 1.3, "spelling": 0.9, "middle": 0.6, "order": -0.9, "initials": -0.6, "nickname": -0.6,
         "given": -0.9, "family": -0.9, "typo": -1.5, "loose": -2.0}  # fmt: skip
#: Log-odds of evidence. Calibrated by hand on ambiguous names (tests/benchmarks/authors.py).
FIRST_COAUTHOR, MORE_COAUTHORS, SAME_GROUP, AFFILIATION, PAPER_AFFILIATION = 2.6, 1.0, 0.9, 1.5, 0.7
BEST_TOPIC, MEAN_TOPIC = 0.5, 1.5
MERGE, POSSIBLE = 1.1, -2.5
#: The larger the corpus, the likelier a namesake: what the prior loses with every tenfold of this many papers.
SMALL_CORPUS, NAMESAKES = 100, 1.7


@dataclass(slots=True)
class Cluster:
    """Signatures taken for one person so far: (paper, author) positions, and how surely each belongs.

    ``papers`` are positions in the list of papers.
    """

    signatures: list[tuple[int, int]]
    names: Counter[str]
    papers: set[int]
    coauthors: dict[str, int]
    affiliations: set[str]
    paper_affiliations: set[str]
    orcids: set[str]
    scores: dict[tuple[int, int], float]
    version: int = 0

    def absorb(self, other: Cluster, score: float) -> None:
        """Take over another cluster's signatures, as surely as ``score``, and everything known of it."""
        self.signatures += other.signatures
        self.scores |= {signature: min(own, score) for signature, own in other.scores.items()}
        self.names += other.names
        self.papers |= other.papers
        self.coauthors = other.coauthors | self.coauthors
        self.affiliations |= other.affiliations
        self.paper_affiliations |= other.paper_affiliations
        self.orcids |= other.orcids
        self.version += 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against two clusters being one person: log-odds and sentences."""

    odds: float
    reasons: tuple[str, ...]
    barred: bool = False

    @property
    def score(self) -> float:
        """The probability that the two are one person."""
        return 0.0 if self.barred else 1 / (1 + math.exp(-self.odds))


class Linker:
    """Compares and merges the signatures of a list of papers."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        """Index co-authors and topics of the papers."""
        self.papers = papers
        self.keys = [[name_key(a.name) for a in p.record.authors] for p in papers]
        self.topics = TopicSpace([p.record for p in papers], authors=[frozenset(k) for k in self.keys])
        self.namesakes = NAMESAKES * max(0.0, math.log10(max(len(papers), 1) / SMALL_CORPUS))
        self.circle: dict[str, set[str]] = defaultdict(set)
        for keys in self.keys:
            for key in keys:
                self.circle[key].update(k for k in keys if k != key)

    def signature(self, paper: int, position: int) -> Cluster:
        """Make a cluster of one signature."""
        record = self.papers[paper].record
        author = record.authors[position]
        orcid = normalise_orcid(author.orcid or "")
        return Cluster(
            signatures=[(paper, position)],
            names=Counter([author.name]),
            papers={paper},
            coauthors={key: paper for i, key in enumerate(self.keys[paper]) if i != position},
            affiliations={fold(a) for a in author.affiliations},
            paper_affiliations={fold(a) for a in record.affiliations},
            orcids={orcid} if orcid else set(),
            scores={(paper, position): 1.0},
        )

    def compare(self, a: Cluster, b: Cluster) -> Evidence | None:
        """Weigh the evidence; None if the names cannot belong to one person."""
        if not (relation := _relate_forms(a, b)):
            return None
        if shared := a.papers & b.papers:
            return Evidence(0.0, (f"both sign {self._title(min(shared))}",), barred=True)
        if a.orcids and b.orcids:
            same = bool(a.orcids & b.orcids)
            reason = f"{'the same ORCID' if same else 'different ORCIDs'}: {', '.join(sorted(a.orcids | b.orcids))}"
            return Evidence(9.0 if same else 0.0, (reason,), barred=not same)
        own = {name_key(n) for n in (*a.names, *b.names)}
        odds, reasons = PRIOR[relation] - self.namesakes, [self._name_reason(a, b, relation)]
        for gain, reason in self._weigh(a, b, own):
            odds += gain
            reasons.append(reason)
        return Evidence(odds, tuple(reasons))

    def _weigh(self, a: Cluster, b: Cluster, own: set[str]) -> Iterator[tuple[float, str]]:
        shared = sorted((set(a.coauthors) & set(b.coauthors)) - own)
        if shared:
            gain = FIRST_COAUTHOR + MORE_COAUTHORS * min(len(shared) - 1, 2)
            yield gain, f"shared co-authors: {'; '.join(self._coauthor_reason(k, a, b) for k in shared[:5])}"
        elif second := self._second_order(a, b, own):
            yield SAME_GROUP, f"co-authors who publish together: {', '.join(second[:3])}"
        if places := (a.affiliations & b.affiliations) - {""}:
            yield AFFILIATION, f"same affiliation: {', '.join(sorted(places))}"
        elif places := (a.paper_affiliations & b.paper_affiliations) - {""}:
            yield PAPER_AFFILIATION, f"papers with the same affiliation: {', '.join(sorted(places))}"
        yield from self._weigh_topics(a, b)
        yield from self._weigh_categories(a, b)

    def _weigh_topics(self, a: Cluster, b: Cluster) -> Iterator[tuple[float, str]]:
        """Weigh the likest pair of papers, corrected for the number of pairs tried (p to the n), and the mean pair."""
        shares = [(self.topics.percentile(i, j), i, j) for i in sorted(a.papers)[:30] for j in sorted(b.papers)[:30]]
        best, i, j = max(shares)
        mean = sum(share for share, _, _ in shares) / len(shares)
        if (chance := best ** len(shares)) >= 0.8:
            gain = BEST_TOPIC * min(-math.log10(max(1 - chance, 0.001)), 2.5)
            yield gain, f"{self._title(i)} and {self._title(j)} are more alike than {best:.1%} of unrelated papers"
        if mean != 0.5:
            yield (
                MEAN_TOPIC * (mean - 0.5),
                f"on average their papers are more alike than {mean:.0%} of unrelated papers",
            )

    def _weigh_categories(self, a: Cluster, b: Cluster) -> Iterator[tuple[float, str]]:
        left, right = ({c for i in x.papers for c in self.papers[i].record.categories} for x in (a, b))
        if both := left & right:
            yield 0.3, f"same category: {', '.join(sorted(both))}"
        elif left and right:
            yield -0.3, f"different categories: {', '.join(sorted(left))} against {', '.join(sorted(right))}"

    def _second_order(self, a: Cluster, b: Cluster, own: set[str]) -> list[str]:
        circle = set().union(*(self.circle[key] for key in a.coauthors)) if a.coauthors else set()
        return sorted((circle & set(b.coauthors)) - own)

    def _title(self, paper: int) -> str:
        record = self.papers[paper].record
        return f"“{decode_latex(record.title) or record.id}”"

    def _coauthor_reason(self, key: str, a: Cluster, b: Cluster) -> str:
        paper = a.coauthors[key]
        name = self.papers[paper].record.authors[self.keys[paper].index(key)].name
        return f"{name} ({self._title(paper)}; {self._title(b.coauthors[key])})"

    @staticmethod
    def _name_reason(a: Cluster, b: Cluster, relation: str) -> str:
        how = {
            "same": "the same name",
            "spelling": "one name in two spellings",
            "order": "one name in two orders",
            "middle": "one name with and without middle names",
            "initials": "one name with and without initials",
            "nickname": "two forms of one given name",
            "given": "one name with and without its first given name",
            "family": "one name with and without a part of its family name",
            "typo": "one name, but for a slip",
            "loose": "names that differ in two ways",
        }[relation]
        names = list(dict.fromkeys((*a.names, *b.names)))
        return f"{how}: {', '.join(names)}"


def _relate_forms(a: Cluster, b: Cluster) -> str | None:
    """Say how the usual printed names of two clusters relate; None if any two of their names can't name one person."""
    if any(relate_names(x, y) is None for x in a.names for y in b.names):
        return None
    usual = ([x for x, n in c.names.items() if n == max(c.names.values())] for c in (a, b))
    related = [r for x, y in product(*usual) if (r := relate_names(x, y))]
    return max(related, key=lambda r: PRIOR[r])
