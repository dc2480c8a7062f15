"""Decide which signatures are one person, by evidence, and keep the evidence.

The stage needs all signatures at once. Candidates meet through name keys that survive reordering and initials; they
are merged, best evidence first, while the log-odds of being one person stay above a threshold, and what a cluster has
learned (its co-authors, its papers) counts for the next comparison. Two authors of one paper are never merged.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import networkx as nx

from kg.iris import Minter, fold, normalise_orcid
from kg.latex import decode_latex
from kg.model import Decision, Entity, Mention, Paper
from kg.resolve.names import block_keys, name_key, relate_names
from kg.resolve.topics import TopicSpace

__all__ = ["resolve_authors"]

#: Log-odds that two signatures with so related names are one person, before any other evidence.
PRIOR = {"same": 1.3, "spelling": 0.9, "middle": 0.6, "order": -0.9, "initials": -0.6}
#: Log-odds of evidence. Calibrated by hand on ambiguous names (tests/benchmarks/authors.py).
FIRST_COAUTHOR, MORE_COAUTHORS, SAME_GROUP, AFFILIATION, PAPER_AFFILIATION = 2.6, 1.0, 0.9, 1.5, 0.7
BEST_TOPIC, MEAN_TOPIC = 0.5, 1.5
MERGE, POSSIBLE = 1.1, -2.5
#: The larger the corpus, the likelier a namesake: what the prior loses with every tenfold of this many papers.
SMALL_CORPUS, NAMESAKES = 100, 1.7


@dataclass(slots=True)
class Cluster:
    """Signatures taken for one person so far. ``papers`` are positions in the list of papers."""

    signatures: list[tuple[int, int]]
    names: Counter[str]
    papers: set[int]
    coauthors: dict[str, int]
    affiliations: set[str]
    paper_affiliations: set[str]
    orcids: set[str]
    version: int = 0

    def absorb(self, other: Cluster) -> None:
        """Take over another cluster's signatures and everything known of it."""
        self.signatures += other.signatures
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


def _group_signatures(papers: Sequence[Paper]) -> list[list[tuple[int, int]]]:
    """Group signatures whose names may name one person, directly or through others; in input order."""
    signatures: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, paper in enumerate(papers):
        for j, author in enumerate(paper.record.authors):
            signatures[author.name].append((i, j))
    blocks: dict[str, list[str]] = defaultdict(list)
    for name in signatures:
        for key in block_keys(name):
            blocks[key].append(name)
    related: nx.Graph[str] = nx.Graph()
    related.add_nodes_from(signatures)
    for names in blocks.values():
        related.add_edges_from((a, b) for a, b in combinations(names, 2) if relate_names(a, b))
    components = ([s for name in names for s in signatures[name]] for names in nx.connected_components(related))
    return sorted(sorted(component) for component in components)


def _merge_clusters(linker: Linker, clusters: list[Cluster]) -> Iterator[tuple[int, int, Evidence]]:
    """Merge in place, best evidence first, and yield (kept, absorbed, evidence); what is absorbed loses its papers."""
    heap: list[tuple[float, int, int, int, int]] = []

    def push(i: int, j: int) -> None:
        evidence = linker.compare(clusters[i], clusters[j])
        if evidence and not evidence.barred and evidence.odds >= MERGE:
            heapq.heappush(heap, (-evidence.odds, i, j, clusters[i].version, clusters[j].version))

    for j in range(len(clusters)):
        for i in range(j):
            push(i, j)
    while heap:
        _, i, j, seen_i, seen_j = heapq.heappop(heap)
        a, b = clusters[i], clusters[j]
        if not a.papers or not b.papers or (a.version, b.version) != (seen_i, seen_j):
            continue
        evidence = linker.compare(a, b)
        if evidence is None:
            continue
        yield i, j, evidence
        a.absorb(b)
        b.papers = set()
        for k, other in enumerate(clusters):
            if k != i and other.papers:
                push(min(i, k), max(i, k))


def _mention_of(paper: Paper, position: int) -> Mention:
    record = paper.record
    return Mention(
        record=record.id,
        field="authors",
        start=position,
        end=position + 1,
        text=record.authors[position : position + 1],
        kind="person",
        name=record.authors[position].name,
        extractor="read",
    )


def _make_person(cluster: Cluster, papers: Sequence[Paper], minter: Minter) -> Entity:
    cluster.signatures.sort()
    mentions = tuple(_mention_of(papers[i], j) for i, j in cluster.signatures)
    printed = [m.surface for m in mentions]
    name = max(dict.fromkeys(printed), key=lambda n: (printed.count(n), len(n)))
    first, position = cluster.signatures[0]
    iri = minter.person(name=printed[0], paper=papers[first].iri, ordinal=position + 1)
    aliases = tuple(sorted(set(printed) - {name}))
    same_as = tuple(f"https://orcid.org/{orcid}" for orcid in sorted(cluster.orcids))
    return Entity(iri, "person", name, aliases, mentions, same_as=same_as)


def _compare_rest(linker: Linker, clusters: list[Cluster]) -> Iterator[tuple[int, int, Evidence]]:
    """Yield the pairs that stay apart although their names fit; at most the five likeliest of each cluster."""
    rest = []
    for j, b in enumerate(clusters):
        for i, a in enumerate(clusters[:j]):
            if evidence := linker.compare(a, b):
                rest.append((i, j, evidence))
    count: dict[int, int] = defaultdict(int)
    for i, j, evidence in sorted(rest, key=lambda row: (-row[2].score, row[0], row[1])):
        if count[i] < 5 and count[j] < 5:
            count[i] += 1
            count[j] += 1
            yield i, j, evidence


def resolve_authors(papers: Sequence[Paper], *, minter: Minter) -> tuple[list[Entity], list[Decision]]:
    """Return one person per cluster of signatures, in order of the earliest signature, and every decision taken."""
    linker = Linker(papers)
    people: list[tuple[tuple[int, int], Entity]] = []
    decisions: list[Decision] = []
    for group in _group_signatures(papers):
        clusters = [linker.signature(i, j) for i, j in group]
        heads = [_authorship(papers, minter, c) for c in clusters]
        merges = [(i, j, e) for i, j, e in _merge_clusters(linker, clusters)]
        alive = {i: _make_person(c, papers, minter) for i, c in enumerate(clusters) if c.papers}
        order = sorted(alive, key=lambda i: clusters[i].signatures[0])
        owner = {s: alive[i].iri for i in order for s in clusters[i].signatures}
        for i, j, evidence in merges:
            decisions.append(
                Decision("merge", "person", (heads[i], heads[j]), evidence.reasons, evidence.score, owner[group[i]])
            )
        possible: dict[int, list[tuple[str, float]]] = defaultdict(list)
        for x, y, evidence in _compare_rest(linker, [clusters[i] for i in order]):
            i, j = order[x], order[y]
            maybe = not evidence.barred and evidence.odds >= POSSIBLE
            pair = (alive[i].iri, alive[j].iri)
            decisions.append(
                Decision("possible" if maybe else "apart", "person", pair, evidence.reasons, evidence.score)
            )
            if maybe:
                possible[i].append((alive[j].iri, round(evidence.score, 4)))
        for i in order:
            person = alive[i]
            if possible[i]:
                person = _with_possible(person, possible[i])
            people.append((clusters[i].signatures[0], person))
    people.sort(key=lambda row: row[0])
    return [person for _, person in people], decisions


def _with_possible(person: Entity, pairs: list[tuple[str, float]]) -> Entity:
    return replace(person, possibly_same=tuple(sorted(pairs)))


def _authorship(papers: Sequence[Paper], minter: Minter, cluster: Cluster) -> str:
    paper, position = cluster.signatures[0]
    return minter.part("authorship", papers[paper].iri, str(position + 1))
