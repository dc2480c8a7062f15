"""Who is who: how well the author stage tells people of one name apart and joins the names of one person.

Run by hand: ``python tests/benchmarks/authors.py [--data DIR] [--corpus FILE] [--held-out]``. No identifier of a person
is given to the linker. The model that ships was trained on these names, so its own figures are not the measure:
``--held-out`` trains it anew without each quarter of the names (needs the extra ``train``) and scores that quarter;
``--errors`` does so too, and says how far these names could be told apart at all, name by name: see ``author_gold.py``.
The rules beside it are "equal names are one person" and "equal names that share a co-author are one person".
``--corpus`` resolves a whole corpus and prints time and memory; with ``--held-out`` or ``--errors``, people who print several names in it
are trained on and scored too, as in ``AUTHORS.md``.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import networkx as nx
from author_gold import Ceiling, count_listed_twice, find_interval, find_misplaced, measure_ceiling

from kg.iris import Minter
from kg.resolve.authors import resolve_authors
from kg.resolve.names import name_key
from kg.resolve.training.authors import SHARE, cross_validate, label_groups, label_held_out, read_known
from kg.resolve.training.blocks import Known, hash_name
from kg.resolve.training.scoring import Grouping, score_groupings
from kg.resolve.training.signatures import Corpus, read_aminer, read_anthology, read_openreview, read_variants

#: Names of corpora of more names are not told one by one.
MANY = 100
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
    trained = {name for name in corpus.groups if hash_name(f"share {name}") < SHARE}
    for told, names in (("all", corpus.groups.keys()), ("not trained on", corpus.groups.keys() - trained)):
        yield f"different names of listed people, {told}: {compare_variants(corpus, sorted(names), found)}"


def compare_variants(corpus: Corpus, names: Sequence[str], found: dict[tuple[int, int], str]) -> str:
    """Say how many pairs of different names of one person are found, and how many of those found are of one."""
    persons = {s: p for name in names for s, p in corpus.groups[name].items()}
    by_person: dict[str, list[tuple[int, int]]] = {}
    by_found: dict[str, list[tuple[int, int]]] = {}
    for s, person in persons.items():
        by_person.setdefault(person, []).append(s)
        by_found.setdefault(found[s], []).append(s)

    def count(groups: dict[str, list[tuple[int, int]]], same: dict[tuple[int, int], str]) -> tuple[int, int]:
        pairs = [(a, b) for group in groups.values() for i, a in enumerate(group) for b in group[:i]]
        pairs = [(a, b) for a, b in pairs if printed(a) != printed(b)]
        return len(pairs), sum(same[a] == same[b] for a, b in pairs)

    def printed(s: tuple[int, int]) -> str:
        return corpus.papers[s[0]].record.authors[s[1]].name

    (true, right), (joined, agreed) = count(by_person, found), count(by_found, persons)
    return f"recall {right / true:.3f} of {true:,} pairs, precision {agreed / joined:.4f}"


#: Log-odds from which groups are one, of which the best for each name is told.
THRESHOLDS = (-2.0, -1.0, -0.5, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0)


def tell_errors(known: Sequence[Known]) -> Iterator[str]:
    """Yield what the linker, held out, gets of each corpus, what could be had, and where that is lost."""
    found = label_held_out(known)
    plain = {(k.corpus, k.name): k for k in known}  # before the linker says who the co-authors are
    for corpus in ("Anthology by id", "Anthology by ORCID", "OpenReview"):
        rows = []
        for k, labels, model in found:
            if k.corpus == corpus:
                tries = [label_groups(k, model, until=u) for u in THRESHOLDS]
                rows.append(measure_ceiling(plain[k.corpus, k.name], labels, tries))
        yield f"{corpus}: {len(rows)} names, {sum(r.signatures for r in rows)} signatures, macro B-cubed F1"
        for field in fields(Ceiling)[5:]:
            values = [getattr(r, field.name) for r in rows]
            low, high = find_interval(values)
            yield f"  {field.name:<13} {sum(values) / len(values):.3f} (90 % interval over names {low:.3f} to {high:.3f})"
        for field in fields(Ceiling)[3:5]:
            yield f"  {field.name:<13} {sum(getattr(r, field.name) for r in rows)} signatures"
        if len(rows) < MANY:
            for r in sorted(rows, key=lambda r: r.found):
                if r.found < 1:
                    scores = " ".join(f"{f.name} {getattr(r, f.name):.3f}" for f in fields(Ceiling)[5:])
                    yield (
                        f"    {r.name:<18} {r.signatures:>3} signatures, {r.people:>2} people, {r.contradicted} contradicted, "
                        f"{r.traceless} traceless: {scores}"
                    )
    variants = [(k, labels) for k, labels, _ in found if k.corpus == "Variants"]
    if variants:
        joined, wrong = count_listed_twice([k for k, _ in variants], [labels for _, labels in variants])
        yield f"Variants: {joined:,} pairs of different names joined, {sum(wrong.values()):,} against the labels:"
        yield from (f"  {count:>5} {kind}" for kind, count in wrong.most_common())
        rest = sum(wrong.values()) - wrong["one person listed twice"]
        yield f"  precision as listed {1 - sum(wrong.values()) / joined:.3f}, with people listed twice as one {1 - rest / joined:.3f}"


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA / "authors")
    parser.add_argument("--corpus", type=Path, nargs="?", const=DATA / "corpora" / "anthology_meta_2025.jsonl.gz")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    if options.corpus and not (options.held_out or options.errors):
        for line in scale(read_variants(options.corpus, options.data / "anthology_variants.jsonl")):
            print(line, flush=True)
        return
    if options.held_out or options.errors:
        known = read_known(options.data, options.corpus)
        for line in tell_errors(known) if options.errors else cross_validate(known):
            print(line, flush=True)
        for line in find_misplaced(options.data) if options.errors else ():
            print(f"Anthology by id, the list against itself: {line}")
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
