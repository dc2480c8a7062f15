"""Compare the vocabulary with published lists: python tests/benchmarks/vocabulary.py [--no-text] [--list].

Tasks: which share of ours Papers with Code lists, which share of our broader edges between tasks of its hierarchy it
has too, directly or over several steps, and how often the head of a name that we do not know leads where it does.
Mentions: which share of the tasks found in titles and abstracts is a known task or gets a broader one.
Names: how many dataset and metric names of other sources are known, and how many names meet another through an alias.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.extract import extract
from kg.iris import Minter
from kg.model import Entity, Record
from kg.readers import read_paths
from kg.resolve.papers import resolve_papers
from kg.resolve.terms import resolve_terms
from kg.resolve.vocabulary import Vocabulary, merge_known, read_rows, shipped_vocabulary
from kg.resolve.vocabulary.concepts import concept_key
from kg.resolve.vocabulary.matching import find_broader, match_entities

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
HIERARCHY = SHARED / "lexicon" / "pwc_task_hierarchy.csv"
ALL_TASKS = SHARED / "lexicon" / "pwc_all_tasks.txt"
ORKG = SHARED / "results" / "orkg_tdm_papers.jsonl"
ANTHOLOGY = SHARED / "listings" / "anthology_code_datasets.jsonl"
PAGE = SHARED / "listings" / "page_acl2022.txt"
OPENREVIEW = SHARED / "authors" / "openreview_papers.jsonl"
Edges = dict[str, set[str]]


def read_published_edges(path: Path) -> tuple[Edges, Edges]:
    """Give the broader tasks of every task of the published hierarchy, and the areas that it names for a parent."""
    edges: Edges = defaultdict(set)
    for row in read_rows(path):
        child = concept_key(row.name, "task")
        edges[child] |= {concept_key(name, "task") for name in row.broader} - {child}
    areas: Edges = defaultdict(set)
    with path.open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            found = {concept_key(a.strip(), "task") for a in (line["Categories"] or "").split(";")}
            areas[concept_key(line["Parent Task"], "task")] |= found
    return edges, areas


def climb(edges: Edges, start: Iterable[str]) -> set[str]:
    """Give everything above some tasks."""
    found: set[str] = set()
    level = set(start)
    while level := {up for one in level for up in edges.get(one, ())} - found:
        found |= level
    return found


def score_edges(vocabulary: Vocabulary, edges: Edges, areas: Edges) -> Counter[str]:
    """Count our edges whose two ends Papers with Code knows, and how many of them it has."""
    listed = {*edges, *(up for ups in edges.values() for up in ups)}
    names_of_areas = {name for found in areas.values() for name in found}
    counts: Counter[str] = Counter()
    for concept in vocabulary:
        if concept.kind != "task":
            continue
        own = _keys(concept) & listed
        above = climb(edges, own)
        for up, _ in vocabulary.broader(concept):
            wanted = _keys(up)
            counts["edges"] += 1
            if not own or not wanted & (listed | names_of_areas):
                continue
            counts["both ends listed"] += 1
            direct = any(wanted & edges.get(key, set()) for key in own)
            area = any(wanted & areas.get(key, set()) for key in (*own, *above))
            kind = "direct" if direct else "over steps" if wanted & above else "area" if area else "absent"
            counts["reverse" if kind == "absent" and own & climb(edges, wanted) else kind] += 1
    return counts


def score_published(vocabulary: Vocabulary, edges: Edges) -> Counter[str]:
    """Count the published edges between two tasks of ours, and how many of them we have, directly or over steps."""
    counts: Counter[str] = Counter()
    for child, ups in edges.items():
        for up in ups:
            below, above = vocabulary.find("task", child), vocabulary.find("task", up)
            if below and above and below is not above:
                counts["published"] += 1
                counts["ours"] += above in vocabulary.ancestors(below)
    return counts


def _keys(concept: Any) -> set[str]:
    return {concept_key(name, concept.kind) for name in (concept.name, *concept.aliases)}


def score_heads(
    vocabulary: Vocabulary, edges: Edges, areas: Edges, names: Iterable[str]
) -> tuple[Counter[str], list[str]]:
    """Count how often the head of an unknown task's name leads to a task that is above it in the published hierarchy."""
    counts: Counter[str] = Counter()
    wrong = []
    for name in sorted(set(names)):
        entity = Entity("i", "task", name, (), ())
        if vocabulary.find("task", name) or not (match := find_broader(entity, vocabulary)):
            continue
        counts["heads"] += 1
        above = climb(edges, [concept_key(name, "task")])
        if above:
            counts["placed in both"] += 1
            ours = {key for up in (match.concept, *vocabulary.ancestors(match.concept)) for key in _keys(up)}
            counts["the same"] += bool(above & _keys(match.concept))
            counts["the same or above"] += bool(above & ours)
            if not above & ours:
                wrong.append(
                    f"{name} < {match.concept.name}, published: {', '.join(sorted(edges[concept_key(name, 'task')]))}"
                )
    return counts, wrong


def read_texts() -> Iterator[tuple[str, list[Record]]]:
    """Yield corpora by name."""
    yield "seed page", list(read_paths([ROOT / "seeds"]))
    if PAGE.exists():
        yield "ACL 2022 page", list(read_paths([PAGE]))
        yield "Anthology", _read_abstracts(ANTHOLOGY)
        yield "OpenReview", _read_abstracts(OPENREVIEW)


def _read_abstracts(path: Path, limit: int = 500) -> list[Record]:
    with path.open(encoding="utf-8") as file:
        papers = (json.loads(line) for line in file)
        found = (p for p in papers if p.get("abstract"))
        return [Record(f"{path.stem}{i}", p.get("title") or "", abstract=p["abstract"]) for i, p in
                enumerate(islice(found, limit))]  # fmt: skip


def score_mentions(vocabulary: Vocabulary, records: Iterable[Record]) -> dict[str, Counter[str]]:
    """Count the mentions and entities of each kind that are known, or get something broader."""
    minter = Minter()
    papers, _, _ = resolve_papers(extract(records), minter=minter)
    entities, _ = merge_known(*resolve_terms(papers, minter=minter), vocabulary)
    matches = match_entities(entities, vocabulary)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for entity in entities:
        match = matches.get(entity.iri)
        broader = match.concept.broader if match else find_broader(entity, vocabulary)
        said = counts[entity.kind]
        said.update({"entities": 1, "mentions": len(entity.mentions), "merged": len(entity.replaces)})
        said["known entities"] += bool(match)
        said["known mentions"] += len(entity.mentions) * bool(match)
        said["placed entities"] += bool(broader)
        said["placed mentions"] += len(entity.mentions) * bool(broader)
    return counts


def score_names(vocabulary: Vocabulary, kind: str, names: Counter[str]) -> tuple[Counter[str], list[str]]:
    """Count the names of a list that are known, and those that meet another of the list only through an alias."""
    counts: Counter[str] = Counter()
    met: dict[str, dict[str, str]] = defaultdict(dict)
    for name, n in names.items():
        concept = vocabulary.find(kind, name)
        match = None if concept else find_broader(Entity("i", kind, name, (), ()), vocabulary)
        counts.update({"names": 1, "uses": n, "known names": bool(concept), "known uses": n * bool(concept)})
        if concept:
            met[concept.name].setdefault(concept_key(name, kind), name)
        if kind == "metric":
            directed = concept or (match.concept if match else None)
            found = bool(directed and vocabulary.inherit(directed, "direction"))
            counts.update({"directed names": found, "directed uses": n * found})
    groups = [f"{name}: {', '.join(found.values())}" for name, found in met.items() if len(found) > 1]
    counts["alias groups"] = len(groups)
    return counts, sorted(groups)


def read_names() -> Iterator[tuple[str, str, Counter[str]]]:
    """Yield lists of names: where from, of which kind, and how often each is used."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for line in ORKG.read_text(encoding="utf-8").splitlines():
        for _, dataset, metric, _ in json.loads(line)["gold_tdms"]:
            names["dataset"][dataset] += 1
            names["metric"][metric] += 1
    yield "ORKG", "dataset", names["dataset"]
    yield "ORKG", "metric", names["metric"]
    papers = [json.loads(line) for line in ANTHOLOGY.read_text(encoding="utf-8").splitlines()]
    yield "Anthology", "dataset", Counter(name for paper in papers for name in _dataset_names(paper))


def _dataset_names(paper: dict[str, Any]) -> list[str]:
    return list(paper["gold_datasets"] or ())


def _share(counts: Counter[str], part: str, whole: str) -> str:
    return f"{part} {counts[part]:,} of {counts[whole]:,} ({counts[part] / (counts[whole] or 1):.1%})"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-text", action="store_true", help="leave out what needs extraction")
    parser.add_argument("--list", action="store_true", help="list alias groups and heads that lead elsewhere")
    args = parser.parse_args()
    vocabulary = shipped_vocabulary()
    kinds = Counter(concept.kind for concept in vocabulary)
    print("concepts ", ", ".join(f"{n:,} {kind}s" for kind, n in kinds.items()))
    lists: list[str] = []
    if HIERARCHY.exists():
        edges, areas = read_published_edges(HIERARCHY)
        names = [name.strip() for name in ALL_TASKS.read_text(encoding="utf-8").splitlines() if name.strip()]
        listed = {concept_key(row.name, "task") for row in read_rows(HIERARCHY)}
        listed |= {concept_key(name, "task") for name in names}
        found = Counter(found=sum(bool(_keys(c) & listed) for c in vocabulary if c.kind == "task"), ours=kinds["task"])
        print("PwC tasks", _share(found, "found", "ours"))
        counts = score_edges(vocabulary, edges, areas)
        print("PwC edges", _share(counts, "both ends listed", "edges"), end="; ")
        print(
            ", ".join(
                _share(counts, k, "both ends listed") for k in ("direct", "over steps", "area", "absent", "reverse")
            )
        )
        print("          between tasks of ours:", _share(score_published(vocabulary, edges), "ours", "published"))
        heads, wrong = score_heads(vocabulary, edges, areas, [row.name for row in read_rows(HIERARCHY)] + names)
        print(
            "heads    ",
            ", ".join(_share(heads, k, "placed in both") for k in ("the same", "the same or above")),
            f"of {heads['heads']}",
        )
        lists += wrong
        for source, kind, counted in read_names():
            known, groups = score_names(vocabulary, kind, counted)
            parts = [("known names", "names"), ("known uses", "uses")]
            parts += [("directed names", "names"), ("directed uses", "uses")] * (kind == "metric")
            print(
                f"{source} {kind}s:",
                ", ".join(_share(known, *p) for p in parts),
                f"; {known['alias groups']} alias groups",
            )
            lists += groups
    if not args.no_text:
        for corpus, records in read_texts():
            for kind, found in score_mentions(vocabulary, records).items():
                if kind != "method":
                    parts = [(f"{w} {of}", of) for of in ("mentions", "entities") for w in ("known", "placed")]
                    print(
                        f"{corpus} {kind}s:", ", ".join(_share(found, *p) for p in parts), f"; {found['merged']} merged"
                    )
    if args.list:
        print("\n".join(lists))


if __name__ == "__main__":
    main()
