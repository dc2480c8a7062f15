"""Who is who: how well the author stage tells people of one name apart and joins the names of one person.

Run by hand: ``python tests/benchmarks/authors.py [--data DIR] [--corpus FILE] [--held-out]``. No identifier of a person
is given to the linker. The model that ships was trained on these names, so its own figures are not the measure:
``--held-out`` trains it anew without each quarter of the names (needs the extra ``train``) and scores that quarter.
The rules beside it are "equal names are one person" and "equal names that share a co-author are one person".
``--corpus`` resolves a whole corpus and prints time and memory; with ``--held-out``, people who print several names in it
are trained on and scored too, as in ``AUTHORS.md``.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import networkx as nx

from kg.iris import Minter
from kg.resolve.authors import resolve_authors
from kg.resolve.names import name_key
from kg.resolve.training.scoring import Grouping, score_groupings
from kg.resolve.training.signatures import Corpus, read_aminer, read_anthology, read_openreview, read_variants

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def label_shipped(corpus: Corpus) -> dict[tuple[int, int], str]:
    """Resolve the corpus as a build does; the person of each signature."""
    people, _ = resolve_authors(corpus.papers, minter=Minter())
    index = {paper.record.id: i for i, paper in enumerate(corpus.papers)}
    return {(index[m.record], m.start): person.iri for person in people for m in person.mentions}


def label_equal(corpus: Corpus) -> dict[tuple[int, int], str]:
    """Take equal names for one person."""
    return {
        (i, j): name_key(author.name)
        for i, paper in enumerate(corpus.papers)
        for j, author in enumerate(paper.record.authors)
    }


def label_coauthor(corpus: Corpus) -> dict[tuple[int, int], str]:
    """Join equal names whose papers share another author's name, directly or through others."""
    found = {}
    for group in corpus.groups.values():
        graph, seen = nx.Graph(), {}
        for i, j in group:
            graph.add_node((i, j))
            for k, author in enumerate(corpus.papers[i].record.authors):
                if k != j:
                    graph.add_edge((i, j), seen.setdefault(name_key(author.name), (i, j)))
        found |= {node: str(min(c)) for c in nx.connected_components(graph) for node in c}
    return found


METHODS: dict[str, Callable[[Corpus], dict[tuple[int, int], str]]] = {
    "equal names": label_equal,
    "shared co-author": label_coauthor,
    "shipped, seen in training": label_shipped,
}


def score(corpus: Corpus) -> Iterator[str]:
    """Yield a line for each method."""
    for method, label in METHODS.items():
        start = time.perf_counter()
        found = label(corpus)
        seconds = time.perf_counter() - start
        groupings = (
            Grouping(
                corpus.label,
                list(persons.values()),
                [corpus.papers[i].record.authors[j].name for i, j in persons],
                [found[s] for s in persons],
            )
            for persons in corpus.groups.values()
        )
        yield from (f"{method:<26} {line}  {seconds:.1f} s" for line in score_groupings(groupings))


def scale(corpus: Corpus) -> Iterator[str]:
    """Resolve a whole corpus; say how long it takes, how much memory, and how names of one person fare."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    people, decisions = resolve_authors(corpus.papers, minter=Minter())
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    index = {paper.record.id: i for i, paper in enumerate(corpus.papers)}
    found = {(index[m.record], m.start): person.iri for person in people for m in person.mentions}
    yield (
        f"{len(corpus.papers):,} papers, {len(found):,} signatures: {len(people):,} people, {len(decisions):,} decisions "
        f"in {seconds:.0f} s; peak memory {peak:.0f} MiB, {before:.0f} of it the papers"
    )
    persons = {s: p for group in corpus.groups.values() for s, p in group.items()}
    listed = list(persons)
    by_person: dict[str, list[tuple[int, int]]] = {}
    by_found: dict[str, list[tuple[int, int]]] = {}
    for s in listed:
        by_person.setdefault(persons[s], []).append(s)
        by_found.setdefault(found[s], []).append(s)
    name = {s: corpus.papers[s[0]].record.authors[s[1]].name for s in listed}
    true = right = joined = wrong = 0
    for group in by_person.values():
        pairs = [(a, b) for i, a in enumerate(group) for b in group[:i] if name[a] != name[b]]
        true += len(pairs)
        right += sum(found[a] == found[b] for a, b in pairs)
    for group in by_found.values():
        pairs = [(a, b) for i, a in enumerate(group) for b in group[:i] if name[a] != name[b]]
        joined += len(pairs)
        wrong += sum(persons[a] != persons[b] for a, b in pairs)
    yield f"different names of listed people: recall {right / true:.3f} of {true:,} pairs, precision {1 - wrong / joined:.4f}"


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA / "authors")
    parser.add_argument("--corpus", type=Path, nargs="?", const=DATA / "corpora" / "anthology_meta_2025.jsonl.gz")
    parser.add_argument("--held-out", action="store_true")
    options = parser.parse_args()
    if options.corpus and not options.held_out:
        for line in scale(read_variants(options.corpus, options.data / "anthology_variants.jsonl")):
            print(line, flush=True)
        return
    if options.held_out:
        from kg.resolve.training.authors import cross_validate, read_known

        for line in cross_validate(read_known(options.data, options.corpus)):
            print(line, flush=True)
        return
    for corpus in (
        read_anthology(options.data, "id"),
        read_anthology(options.data, "orcid"),
        read_openreview(options.data),
        read_aminer(options.data),
    ):
        for line in score(corpus):
            print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
