"""How well names alone find one person: python tests/benchmarks/names.py [--errors] [--no-corpus].

Variants: of any two printed names of one person, how many share a key and relate, by level; for the half of the persons
that errors were looked at (``--errors`` lists them) and for the half that is only scored. "Connected" are persons all of
whose names hang together over related ones.
Corpus: how many pairs of names of the Anthology share a key, how many relate, and how many of those are one person, where
ORCID, author id or the list of variants tell. The list holds people with several names, so this share is no estimate of
how often any two names that relate are one person: it compares levels.
Ambiguity: how well it tells names of several people (other ids or ORCIDs) from names of one, as area under the curve.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import time
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx

from kg.resolve.names import LEVELS, ambiguity, block_keys, pair_names, relate_names
from kg.resolve.names.blocking import find_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
Persons = dict[str, list[str]]
KINDS = ("orcid", "id", "variant")


def read_variants(*, scored: bool) -> Persons:
    """Map persons to their printed names, for one half of the persons."""
    with (DATA / "authors" / "anthology_variants.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return {row["person"]: sorted(row["forms"]) for row in rows if _is_scored(row["person"]) is scored}


def _is_scored(person: str) -> bool:
    return hashlib.sha256(person.encode()).digest()[0] % 2 == 1


def score_variants(persons: Persons) -> tuple[Counter[str], list[tuple[str, str]]]:
    """Count pairs of printed names by level, and list those that don't relate."""
    counts: Counter[str] = Counter()
    missed = []
    for names in persons.values():
        graph = nx.Graph()
        graph.add_nodes_from(names)
        for a, b in combinations(names, 2):
            level = relate_names(a, b)
            counts[level or "none"] += 1
            counts["in one block"] += bool(block_keys(a) & block_keys(b))
            graph.add_edges_from([(a, b)] if level else [])
            missed += [] if level else [(a, b)]
        counts["connected"] += nx.is_connected(graph)
    return counts, missed


def print_variants(title: str, persons: Persons) -> list[tuple[str, str]]:
    """Print the scores of one half, and return what was missed."""
    counts, missed = score_variants(persons)
    total = sum(counts[level] for level in (*LEVELS, "none"))
    found = total - counts["none"]
    print(f"{title}: {len(persons)} persons, {total:,} pairs, in one block {counts['in one block'] / total:.3f}, "
          f"related {found / total:.3f}, connected persons {counts['connected'] / len(persons):.3f}")  # fmt: skip
    print("   ", ", ".join(f"{level} {counts[level] / total:.3f}" for level in (*LEVELS, "none")))
    return missed


def read_signatures() -> Iterator[tuple[str, str | None, str | None]]:
    """Yield the name, id and ORCID of each signature of the Anthology."""
    with gzip.open(DATA / "corpora" / "anthology_meta_2025.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            for name, key, orcid, _ in json.loads(line)["a"]:
                yield name, key, orcid


def label_names(signatures: Iterable[tuple[str, str | None, str | None]]) -> dict[str, dict[str, set[str]]]:
    """Map each name to the ids that its signatures carry, by kind of id."""
    labels: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, key, orcid in signatures:
        for kind, value in (("id", key), ("orcid", orcid)):
            labels[name][kind] |= {value} if value else set()
    for scored in (True, False):
        for person, names in read_variants(scored=scored).items():
            for name in names:
                labels[name]["variant"].add(person)
    return labels


def judge(a: dict[str, set[str]], b: dict[str, set[str]], kinds: tuple[str, ...] = KINDS) -> bool | None:
    """Say whether two names are known to name one person, or two, or neither."""
    known = [a[kind] == b[kind] for kind in kinds if len(a[kind]) == 1 and len(b[kind]) == 1]
    return any(known) if known else None


def print_corpus(labels: dict[str, dict[str, set[str]]], *, errors: bool) -> None:
    """Print candidates and how many of them are one person, by level."""
    names = sorted(labels)
    start = time.process_time()
    keys = [find_keys(name) for name in names]
    strong = Counter(key for found in keys for key in found.strong)
    every = Counter(key for found in keys for key in (*found.strong, *found.weak))
    print(f"corpus: {len(names):,} names, {sum(every.values()) / len(names):.1f} keys each in "
          f"{time.process_time() - start:.0f} s; pairs of names: {_pairs(every):,} by all keys, "
          f"{_pairs(strong):,} by keys of two full names; commonest keys {strong.most_common(3)}")  # fmt: skip
    start = time.process_time()
    related = list(pair_names(names))
    print(f"    {len(related):,} pairs relate, found in {time.process_time() - start:.0f} s of one core")
    counts: Counter[tuple[str, bool | None]] = Counter()
    sure: Counter[tuple[str, bool | None]] = Counter()
    for a, b, level in related:
        verdict = judge(labels[a], labels[b])
        counts[level, verdict] += 1
        sure[level, judge(labels[a], labels[b], KINDS[:1])] += 1
        if errors and verdict is False and not any(_is_scored(p) for n in (a, b) for p in labels[n]["variant"]):
            print(f"    apart, {level}: {a} / {b}")
    for level in (*LEVELS, "all"):
        one, two, unknown = (_count(counts, level, verdict=verdict) for verdict in (True, False, None))
        print(f"    {level:9} {one + two + unknown:6,} pairs; known: {one:4} one person, {two:3} two: "
              f"{one / max(one + two, 1):.3f}; by ORCID alone {_count(sure, level, verdict=True)} and "
              f"{_count(sure, level, verdict=False)}")  # fmt: skip


def _count(counts: Counter[tuple[str, bool | None]], level: str, *, verdict: bool | None) -> int:
    return sum(n for (found, said), n in counts.items() if level in {found, "all"} and said is verdict)


def _pairs(counts: Counter[str]) -> int:
    return sum(math.comb(n, 2) for n in counts.values())


def print_ambiguity(labels: dict[str, dict[str, set[str]]]) -> None:
    """Print how well names of several people are told from names with one id."""
    people = {n: max(len(found["id"]), len(found["orcid"])) for n, found in labels.items()}
    several = sorted(ambiguity(name) for name, number in people.items() if number > 1)
    single = sorted(ambiguity(name) for name, number in people.items() if number == 1)
    above = sum((a > b) + (a == b) / 2 for a in several for b in single[::7])
    print(f"ambiguity: {len(several)} names of several people, median {several[len(several) // 2]:.1f}; {len(single):,} "
          f"of one, median {single[len(single) // 2]:.1f}; AUC {above / (len(several) * len(single[::7])):.3f}")  # fmt: skip


def print_speed(names: list[str]) -> None:
    """Print how many pairs are compared in a second, names parsed before but pairs never seen."""
    sample = names[:: len(names) // 1500][:1500]
    start = time.process_time()
    for a, b in combinations(sample, 2):
        relate_names(a, b)
    print(f"speed: {math.comb(len(sample), 2) / (time.process_time() - start):,.0f} pairs of any names a second")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list what is wrong in the half that may be looked at")
    parser.add_argument("--no-corpus", action="store_true", help="score the variants only")
    options = parser.parse_args()
    missed = print_variants("looked at", read_variants(scored=False))
    print_variants("scored   ", read_variants(scored=True))
    if options.errors:
        print("\n".join(f"    missed: {a} / {b}" for a, b in missed))
    if not options.no_corpus:
        labels = label_names(read_signatures())
        print_corpus(labels, errors=options.errors)
        print_ambiguity(labels)
        print_speed(sorted(labels))


if __name__ == "__main__":
    main()
