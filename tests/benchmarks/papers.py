"""One paper from four sources: pairwise F1 of the paper stage on a corpus that is printed in four formats.

Run by hand: ``python tests/benchmarks/papers.py [--data DIR] [--errors N]``. Each format covers 70 % of the papers:
a listing page (read by the package's reader), lines as dblp would give them, as BibTeX, and as arXiv. The rules beside
are "equal titles are one paper" and "equal titles by equal first authors are one paper". Scores are given by record of the corpus, and by work: where the
corpus has two records of equal title, first author and year, these are one. The last part counts what is
merged within the ACL Anthology, where nearly every record is a paper of its own.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import random
import re
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from math import comb
from multiprocessing import get_context
from pathlib import Path

from pylatexenc.latexencode import unicode_to_latex

from kg.iris import Minter, fold
from kg.model import Author, Extraction, Origin, Record
from kg.readers import read
from kg.readers.listing import render
from kg.readers.native import write_native
from kg.resolve.papers import group_records, resolve_papers

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SHARE = 0.7
Read = tuple[Record, Hashable]


def load_listings(data: Path) -> list[Record]:
    """Read papers with abstracts."""
    rows = [json.loads(line) for name in ("acl2022", "naacl2024")
            for line in (data / "listings" / f"{name}.jsonl").open(encoding="utf-8")]  # fmt: skip
    return [
        Record(
            row["id"].partition(":")[2],
            " ".join(row["title"].split()),
            tuple(Author(" ".join(a["name"].split())) for a in row["authors"]),
            abstract=" ".join((row["abstract"] or "").split()),
            date=str(row["year"]),
            venue=re.sub(r"\d+$", "", row["venue"]),
        )
        for row in rows
        if row["title"] and row["authors"]
    ]


def load_anthology(data: Path) -> list[Record]:
    """Read papers without abstracts."""
    with gzip.open(data / "corpora" / "anthology_meta_2025.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [
        Record(
            r["id"],
            r["t"],
            tuple(Author(a[0]) for a in r["a"]),
            date=r["y"],
            venue=r["v"][0] if r["v"] else None,
            origin=Origin("anthology", "", n, "native"),
        )
        for n, r in enumerate(rows, 1)
        if r["t"]
    ]


def misspell(text: str, rng: random.Random) -> str:
    """Put one typo into a long word."""
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    if not long or len(text) < 40:
        return text
    i = rng.choice(long)
    at = rng.randrange(1, len(words[i]) - 1)
    words[i] = words[i][:at] + words[i][at + 1 :]
    return " ".join(words)


def as_listing(record: Record, rng: random.Random) -> Record:
    """Give a record a day, as a listing page has one."""
    return replace(record, date=f"{record.date}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}", venue=None)


def as_dblp(record: Record, rng: random.Random) -> Record:
    """Print a record as dblp does: numbered namesakes, a full stop after the title, a DOI for half of them."""
    authors = tuple(Author(a.name + rng.choice(["", "", "", " 0001"])) for a in record.authors)
    ids = (("doi", f"https://doi.org/10.18653/V1/{record.id}"),) if rng.random() < 0.5 else ()
    title = record.title.partition(": ")[0] if rng.random() < 0.03 and ": " in record.title else record.title
    return replace(
        record, title=f"{title.rstrip('.?')}.", authors=authors, ids=ids, abstract="", venue=f"{record.venue} (1)"
    )


def as_bibtex(record: Record, rng: random.Random) -> Record:
    """Print a record as BibTeX does: family name first, LaTeX, braces, given names abbreviated in a third of them."""
    short = rng.random() < 1 / 3
    title = re.sub(
        r"\b([A-Za-z0-9]*[A-Z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*)\b",
        r"{\1}",
        unicode_to_latex(record.title, unknown_char_policy="keep"),
    )
    venue = f"Proceedings of the Meeting {record.venue} {record.date}"
    return replace(record, title=title, authors=tuple(Author(_turn(a.name, short=short)) for a in record.authors),
                   venue=venue, abstract="")  # fmt: skip


def _turn(name: str, *, short: bool) -> str:
    *given, family = name.split()
    if short:
        given = [f"{word[0]}." for word in given]
    return unicode_to_latex(f"{family}, {' '.join(given)}" if given else family, unknown_char_policy="keep")


def as_arxiv(record: Record, rng: random.Random) -> Record:
    """Print a record as arXiv does, a year before: an id with version, sentence case, entities, mathematics, typos."""
    words = record.title.split(" ")
    title = " ".join([words[0], *(w.lower() if w.istitle() else w for w in words[1:])])
    title = html.escape(re.sub(r"\b([A-Z]|\d)-(\w)", r"$\1$-\2", title))
    number = rng.randrange(10**5)
    return replace(
        record,
        title=misspell(title, rng) if rng.random() < 0.05 else title,
        date=str(int(record.date or 0) - 1),
        venue=None,
        categories=("cs.CL",),
        ids=(
            ("arxiv", f"{int(record.date or 0) % 100:02}{rng.randrange(1, 13):02}.{number:05}v{rng.randrange(1, 4)}"),
        ),
    )


def print_page(records: Sequence[Record], path: Path) -> Iterator[Read]:
    """Print a listing page and read it again; a record that stands on no line that was printed is of no paper."""
    lines: dict[int, str] = {}
    at = 1
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            text = render(record)
            lines[at + 1] = record.id
            file.write(text)
            at += text.count("\n")
    for record in read(path, on_skip=lambda _: None):
        line = record.origin.line if record.origin else 0
        yield record, lines.get(line, ("page", line))


def print_native(records: Sequence[Record], path: Path) -> Iterator[Read]:
    """Print native lines, whose ids tell nothing, and read them again."""
    named = [replace(record, id=f"{path.stem}{n}") for n, record in enumerate(records)]
    path.write_text("".join(write_native(named)), encoding="utf-8")
    gold = {new.id: old.id for new, old in zip(named, records, strict=True)}
    yield from ((record, gold[record.id]) for record in read(path, on_skip=lambda _: None))


def print_corpus(records: Sequence[Record], *, page: bool, folder: Path) -> list[Read]:
    """Print a corpus in four formats, each 70 % of it, and read all of it in one order."""
    rng = random.Random(1)
    found: list[Read] = []
    for name, change in (("listing", as_listing), ("dblp", as_dblp), ("bibtex", as_bibtex), ("arxiv", as_arxiv)):
        chosen = [change(r, rng) for r in records if rng.random() < SHARE]
        rng.shuffle(chosen)
        if name == "listing" and not page:
            chosen = [replace(r, authors=r.authors[:3], authors_complete=len(r.authors) < 4) for r in chosen]
        write = print_page if name == "listing" and page else print_native
        found += write(chosen, folder / f"{name}.{'txt' if write is print_page else 'jsonl'}")
    return found


def fold_gold(records: Sequence[Record]) -> dict[Hashable, Hashable]:
    """Map each paper to the work: the corpus itself prints some twice, with equal title, first author and year."""
    firsts: dict[Hashable, Hashable] = {}
    return {
        r.id: firsts.setdefault((fold(r.title), fold(r.authors[0].name).split()[-1], r.date), r.id)
        for r in records
        if r.authors and fold(r.authors[0].name) and fold(r.title)
    }


def score(gold: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float, float]:
    """Return pairwise precision, recall and F1 of two labellings."""
    both, by_gold, by_found = (
        sum(comb(n, 2) for n in Counter(labels).values()) for labels in (zip(gold, found, strict=True), gold, found)
    )
    p, r = both / max(by_found, 1), both / max(by_gold, 1)
    return p, r, 2 * p * r / max(p + r, 1e-9)


def label(groups: list[list[int]], size: int) -> list[int]:
    """Return the number of each position's group."""
    out = [0] * size
    for n, group in enumerate(groups):
        for i in group:
            out[i] = n
    return out


def measure(data: Path, name: str, errors: int) -> None:
    """Print the figures of one corpus in four formats."""
    records = load_listings(data) if name == "listings" else load_anthology(data)
    with tempfile.TemporaryDirectory() as folder:
        pairs = print_corpus(records, page=name == "listings", folder=Path(folder))
    gold = [g for _, g in pairs]
    held = [record for record, _ in pairs]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    papers, decisions, conflicts = resolve_papers([(r, Extraction()) for r in held], minter=Minter())
    seconds = time.process_time() - start
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    start = time.process_time()
    groups = group_records(held)
    grouping = time.process_time() - start
    kinds = Counter(d.verdict for d in decisions)
    print(f"{name}: {len(records):,} papers, {len(held):,} records -> {len(papers):,} papers; {dict(kinds)}, "
          f"{len(conflicts):,} conflicts; {seconds:.1f} s of CPU, of which grouping {grouping:.1f} s; {peak:,.0f} MiB more")  # fmt: skip
    rules: dict[str, Callable[[Record], Hashable]] = {
        "equal titles": lambda r: fold(r.title),
        "equal titles, first authors": lambda r: (fold(r.title), fold(r.authors[0].name) if r.authors else ""),
    }
    found = label(groups, len(held))
    rows = {"this package": found} | {n: [rule(r) for r in held] for n, rule in rules.items()}
    twice = fold_gold(records)
    works = [twice.get(g, g) for g in gold]
    for method, labels in rows.items():
        figures = *score(gold, labels), *score(works, labels)
        print(
            f"  {method:<28} P {{:.4f}} R {{:.4f}} F1 {{:.4f}}; by work P {{:.4f}} R {{:.4f}} F1 {{:.4f}}".format(
                *figures
            )
        )
    _print_errors(held, gold, found, errors)


def _print_errors(records: Sequence[Record], gold: Sequence[Hashable], found: Sequence[int], most: int) -> None:
    by_gold: dict[Hashable, list[int]] = defaultdict(list)
    by_found: dict[Hashable, list[int]] = defaultdict(list)
    for i, (g, f) in enumerate(zip(gold, found, strict=True)):
        by_gold[g].append(i)
        by_found[f].append(i)
    for what, groups, other in (("SPLIT", by_gold, found), ("LUMPED", by_found, gold)):
        wrong = [group for group in groups.values() if len({other[i] for i in group}) > 1]
        random.Random(2).shuffle(wrong)
        for group in wrong[:most]:
            print(what)
            for i in group:
                r = records[i]
                print("   ", other[i], r.date, r.venue, r.title, "|", "; ".join(a.name for a in r.authors), r.ids)


def count_merges(data: Path, errors: int) -> None:
    """Print what is merged within the Anthology alone."""
    records = load_anthology(data)
    start = time.process_time()
    groups = [g for g in group_records(records) if len(g) > 1]
    print(f"anthology alone: {len(records):,} records, {len(groups):,} groups of more than one, "
          f"{sum(map(len, groups)):,} records in them; {time.process_time() - start:.1f} s of CPU")  # fmt: skip
    equal = Counter((fold(r.title), fold(r.authors[0].name) if r.authors else "") for r in records)
    print(f"  equal titles, first authors: {sum(n > 1 for n in equal.values()):,} groups")
    titles = [fold(r.title) for r in records]
    plain = sum(len({titles[i] for i in g}) == 1 and len({records[i].date for i in g}) == 1 for g in groups)
    print(f"  of these {plain:,} have one title and one year; the others:")
    groups = [g for g in groups if len({titles[i] for i in g}) > 1 or len({records[i].date for i in g}) > 1]
    random.Random(3).shuffle(groups)
    for group in groups[:errors]:
        print("MERGED")
        for i in group:
            r = records[i]
            print("   ", r.id, r.date, r.venue, r.title, "|", "; ".join(a.name for a in r.authors))


def main() -> None:
    """Print all figures; each corpus has a process of its own, so that its peak of memory shows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--errors", type=int, default=0, help="show so many errors of each kind")
    parser.add_argument("--only", choices=["listings", "anthology", "alone"])
    args = parser.parse_args()
    jobs = {"listings": (measure, args.data, "listings", args.errors),
            "anthology": (measure, args.data, "anthology", args.errors), "alone": (count_merges, args.data, args.errors)}  # fmt: skip
    for name, (job, *arguments) in jobs.items():
        if args.only in (None, name):
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                pool.submit(job, *arguments).result()


if __name__ == "__main__":
    main()
