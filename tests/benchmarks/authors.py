"""Who is who: macro B-cubed F1 of the author stage on ambiguous names, beside two simple rules on the same data.

Run by hand: ``python tests/benchmarks/authors.py [--data DIR]``. Identifiers are not given to the linker. The rules are
"equal names are one person" and "equal names that share a co-author are one person" (transitively).
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path

import networkx as nx

from kg.iris import Minter
from kg.model import Author, Extraction, Paper, Record
from kg.resolve.authors import resolve_authors
from kg.resolve.names import name_key

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "authors"
SETS = {
    "Anthology by id": ("anthology_ambiguous_by_id.jsonl", "anthology_ambiguous_papers.jsonl"),
    "Anthology by ORCID": ("anthology_ambiguous_by_orcid.jsonl", "anthology_ambiguous_papers.jsonl"),
    "OpenReview": ("openreview_ambiguous.jsonl", "openreview_papers.jsonl"),
}


def read_lines(path: Path) -> list[dict]:
    """Read JSON lines."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def make_papers(rows: list[dict]) -> list[Paper]:
    """Turn rows of a papers file into papers without identifiers."""
    papers = []
    for row in rows:
        authors = tuple(Author(a["name"], tuple(a.get("affiliation_norm") or ())) for a in row["authors"])
        record = Record(
            row["id"], row.get("title") or "", authors, abstract=row.get("abstract") or "", venue=row.get("venue")
        )
        papers.append(Paper(f"https://example.org/paper/{row['id']}", record, (row["id"],), (), Extraction()))
    return papers


def same_profile(rows: list[dict]) -> dict[str, str]:
    """Map OpenReview profiles that share a dblp id or an ORCID to one of them."""
    graph = nx.Graph()
    for row in rows:
        for a in row["authors"]:
            if profile := a.get("openreview"):
                graph.add_node(profile)
                for key in ("dblp", "orcid"):
                    if value := str(a.get(key) or "").removesuffix(".html"):
                        graph.add_edge(profile, f"{key}:{value}")
    return {node: min(c) for c in nx.connected_components(graph) for node in c}


def b_cubed(gold: dict, found: dict) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F1 (Bagga & Baldwin 1998) of two labellings of the same signatures."""
    by_gold, by_found = defaultdict(set), defaultdict(set)
    for key in gold:
        by_gold[gold[key]].add(key)
        by_found[found[key]].add(key)
    both = {k: len(by_gold[gold[k]] & by_found[found[k]]) for k in gold}
    precision = sum(both[k] / len(by_found[found[k]]) for k in gold) / len(gold)
    recall = sum(both[k] / len(by_gold[gold[k]]) for k in gold) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def link_by_coauthor(papers: dict[str, Paper], signatures: list[tuple[str, int]]) -> dict:
    """Join signatures whose papers share another author's name."""
    graph, seen = nx.Graph(), {}
    for paper, position in signatures:
        graph.add_node((paper, position))
        for i, author in enumerate(papers[paper].record.authors):
            if i != position:
                graph.add_edge((paper, position), seen.setdefault(name_key(author.name), (paper, position)))
    return {node: i for i, c in enumerate(nx.connected_components(graph)) for node in c}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args().data
    print(f"{'set':<20} {'names':>5} {'method':<22} {'P':>6} {'R':>6} {'F1':>6} {'seconds':>8}")
    for label, (groups_file, papers_file) in SETS.items():
        rows = read_lines(data / papers_file)
        papers = make_papers(rows)
        by_id = {p.record.id: p for p in papers}
        alike = same_profile(rows)
        start = time.perf_counter()
        people, _ = resolve_authors(papers, minter=Minter())
        seconds = time.perf_counter() - start
        owner = {(m.record, m.start): person.iri for person in people for m in person.mentions}
        scores = defaultdict(list)
        for group in read_lines(data / groups_file):
            skip = set(group.get("catch_all_ids") or ())
            gold = {
                (m["paper"], m["pos"]): alike.get(m["person"], m["person"])
                for m in group["mentions"]
                if m["person"] not in skip
            }
            gold = {k: v for k, v in gold.items() if k in owner}
            if len(gold) < 2:
                continue
            scores["this package"].append(b_cubed(gold, {k: owner[k] for k in gold}))
            scores["equal names"].append(b_cubed(gold, dict.fromkeys(gold, 0)))
            scores["shared co-author"].append(b_cubed(gold, link_by_coauthor(by_id, list(gold))))
        for method, found in scores.items():
            p, r, f = (sum(column) / len(found) for column in zip(*found, strict=True))
            took = f"{seconds:>8.1f}" if method == "this package" else ""
            print(f"{label:<20} {len(found):>5} {method:<22} {p:>6.3f} {r:>6.3f} {f:>6.3f} {took}")


if __name__ == "__main__":
    main()
