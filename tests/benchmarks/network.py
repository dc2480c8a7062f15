"""Co-authorship: published figures beside ours, and the time of projection and measures beside plain networkx.

Run by hand: ``python tests/benchmarks/network.py [--data DIR] [--papers N]``. Plain networkx projects the same
author-paper graph with ``bipartite.collaboration_weighted_projected_graph`` (Newman's weights) and takes the same
measures; both must agree, and our communities must have no less modularity. Needs scipy for networkx's PageRank.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import networkx as nx
import numpy as np
import pyoxigraph as ox
from networkx.algorithms import bipartite
from oxrdflib import OxigraphStore
from rdflib import Dataset

from kg.iris import PREFIXES
from kg.network import (
    SignedPaper,
    measure_coauthors,
    project_coauthors,
    project_papers,
    read_signed_papers,
    summarise_network,
)
from kg.network.arrays import Arrays
from kg.network.betweenness import measure_betweenness
from kg.network.centrality import measure_clustering, measure_core, measure_pagerank
from kg.network.communities import find_communities, measure_modularity

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
#: SNAP's page of ca-GrQc, and Newman, Phys. Rev. E 74, 036104 (2006).
PUBLISHED = {
    "CA-GrQc": {"nodes": 5242, "edges": 14496, "triangles": 48260, "clustering": 0.5296},
    "netscience": {"nodes": 1589, "edges": 2742, "giant": 379},
}

PIVOTS = 200


def timed(label: str, call: Callable[[], Any]) -> tuple[Any, float]:
    """Run once and print the seconds."""
    start = time.perf_counter()
    result = call()
    seconds = time.perf_counter() - start
    print(f"  {label:<58}{seconds:9.2f} s")
    return result, seconds


def compare_published(data: Path) -> None:
    """Print the published figures and ours."""
    graphs = {
        "CA-GrQc": nx.read_edgelist(data / "networks" / "CA-GrQc.txt"),
        "netscience": nx.read_gml(data / "networks" / "netscience.gml", label="id"),
    }
    print(f"{'network':<12}{'figure':<12}{'published':>12}{'here':>12}")
    for name, figures in PUBLISHED.items():
        summary = summarise_network(graphs[name])
        for figure, published in figures.items():
            print(f"{name:<12}{figure:<12}{published:>12,}{round(getattr(summary, figure), 4):>12,}")


def read_papers(data: Path, limit: int) -> list[SignedPaper]:
    """Read the Anthology's papers; an author is the identifier, or else the printed name."""
    papers = []
    with gzip.open(data / "corpora" / "anthology_meta_2025.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line, _ in zip(lines, range(limit), strict=False):
            row = json.loads(line)
            people = sorted({author[1] or author[0] for author in row["a"]})
            if people:
                year = int(row["y"]) if row["y"] else None
                papers.append(SignedPaper(f"urn:paper:{row['id']}", row["t"], tuple(people), year))
    return sorted(papers, key=lambda paper: paper.iri)


def make_quads(papers: list[SignedPaper]) -> Iterator[ox.Quad]:
    """Write papers as the statements that projection reads."""
    prefixed = lambda prefix, name: ox.NamedNode(PREFIXES[prefix] + name)  # noqa: E731
    kind, label = prefixed("rdf", "type"), prefixed("rdfs", "label")
    paper_class, has, author = prefixed("kg", "Paper"), prefixed("kg", "hasAuthorship"), prefixed("kg", "author")
    for paper in papers:
        node = ox.NamedNode(paper.iri)
        yield ox.Quad(node, kind, paper_class)
        yield ox.Quad(node, label, ox.Literal(paper.title))
        for i, person in enumerate(paper.people):
            signature = ox.NamedNode(f"{paper.iri}/{i}")
            yield ox.Quad(node, has, signature)
            yield ox.Quad(signature, author, ox.NamedNode(f"urn:person:{person.encode().hex()}"))


def project_plainly(papers: list[SignedPaper]) -> nx.Graph:
    """Project with networkx alone."""
    both: nx.Graph = nx.Graph()
    both.add_edges_from((("paper", paper.iri), person) for paper in papers for person in paper.people)
    return bipartite.collaboration_weighted_projected_graph(both, {p for paper in papers for p in paper.people})


def compare_measures(graph: nx.Graph) -> tuple[float, float]:
    """Time each measure beside networkx's and check that they agree; return both sums."""
    plain: nx.Graph = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_weighted_edges_from((a, b, data["weight"]) for a, b, data in graph.edges(data=True))
    arrays, reading = timed("arrays of the network", lambda: Arrays(graph))
    chosen = Random(1).sample(range(len(arrays)), PIVOTS)
    rows: list[tuple[str, Callable[[], Any], Callable[[], Any], float]] = [
        (
            "PageRank",
            lambda: measure_pagerank(arrays),
            lambda: nx.pagerank(plain, tol=1e-9 / len(plain), max_iter=1000),
            1e-8,
        ),
        ("k-core", lambda: measure_core(arrays), lambda: nx.core_number(plain), 0),
        ("clustering", lambda: measure_clustering(arrays), lambda: nx.clustering(plain), 1e-12),
        (
            f"betweenness from {PIVOTS} pivots",
            lambda: measure_betweenness(arrays, chosen),
            lambda: nx.betweenness_centrality(plain, k=PIVOTS, seed=1),
            1e-9,
        ),
    ]
    ours, theirs = reading, 0.0
    for label, mine, other, tolerance in rows:
        (found, fast), (known, slow) = timed(label, mine), timed(f"{label}, networkx", other)
        gap = max(abs(found[i] - known[iri]) for i, iri in enumerate(arrays.order))
        print(f"  {slow / fast:.1f} times faster, largest difference {gap:.1e}")
        assert gap <= tolerance
        ours, theirs = ours + fast, theirs + slow
    groups, fast = timed("communities (Leiden)", lambda: find_communities(arrays))
    label = np.zeros(len(arrays), np.int64)
    for number, group in enumerate(groups):
        label[group] = number
    known, slow = timed("communities (Louvain), networkx", lambda: nx.community.louvain_communities(plain, seed=1))
    better, worse = measure_modularity(arrays, label), nx.community.modularity(plain, known)
    print(f"  {slow / fast:.1f} times faster, modularity {better:.4f} beside {worse:.4f}")
    assert better >= worse
    return ours + fast, theirs + slow


def compare_speed(data: Path, limit: int) -> None:
    """Time projection from papers and from a store, and the measures."""
    papers = read_papers(data, limit)
    print(f"\n{len(papers):,} papers of the Anthology")
    ours, fast = timed("project papers", lambda: project_papers(papers))
    plain, slow = timed("the same with networkx's bipartite projection", lambda: project_plainly(papers))
    print(
        f"  {slow / fast:.1f} times faster, with titles and counts; {len(ours):,} people, "
        f"{ours.number_of_edges():,} ties"
    )
    assert set(ours) == set(plain)
    assert all(abs(plain.edges[a, b]["weight"] - data["fractional"]) < 1e-9 for a, b, data in ours.edges(data=True))
    mine, theirs = compare_measures(ours)
    print(f"  all of this, projection too: {(slow + theirs) / (fast + mine):.1f} times faster than plain networkx")
    store = ox.Store()
    store.bulk_extend(make_quads(papers))
    dataset = Dataset(store=OxigraphStore(store=store))
    read, _ = timed("read signed papers from a store", lambda: read_signed_papers(dataset))
    assert len(read) == len(papers)
    timed("project from a store, names and all", lambda: project_coauthors(dataset))
    measured, _ = timed("measure (degree, betweenness, clustering, communities)", lambda: measure_coauthors(ours))
    facts = measured.graph
    print(
        f"  betweenness {facts['betweenness']}; {facts['communities']:,} communities, "
        f"modularity {facts['modularity']:.3f}"
    )


def main() -> None:
    """Print both comparisons."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--papers", type=int, default=200_000, help="how many papers at most")
    arguments = parser.parse_args()
    compare_published(arguments.data)
    compare_speed(arguments.data, arguments.papers)


if __name__ == "__main__":
    main()
