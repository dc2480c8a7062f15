"""Decide which signatures are one person, by evidence, and keep the evidence.

The stage needs all signatures at once. Candidates meet through name keys that survive reordering and initials; they
are merged, best evidence first, while the log-odds of being one person stay above a threshold, and what a cluster has
learned (its co-authors, its papers) counts for the next comparison. Two authors of one paper are never merged.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import networkx as nx

from kg.iris import Minter
from kg.model import Decision, Entity, Mention, Paper
from kg.resolve.authors.evidence import MERGE, POSSIBLE, Cluster, Evidence, Linker
from kg.resolve.names import block_keys, relate_names

__all__ = ["resolve_authors"]


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
        a.absorb(b, evidence.score)
        b.papers = set()
        for k, other in enumerate(clusters):
            if k != i and other.papers:
                push(min(i, k), max(i, k))


def _mention_of(paper: Paper, position: int, score: float) -> Mention:
    record = paper.record
    return Mention(
        record=record.id,
        field="authors",
        start=position,
        end=position + 1,
        text=record.authors[position : position + 1],
        kind="person",
        name=record.authors[position].name,
        score=score,
        extractor="read",
    )


def _make_person(cluster: Cluster, papers: Sequence[Paper], minter: Minter) -> Entity:
    cluster.signatures.sort()
    mentions = tuple(_mention_of(papers[i], j, cluster.scores[i, j]) for i, j in cluster.signatures)
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
