"""Print how well listing pages are read: ``python tests/benchmarks/listing.py [--data ../shared/data] [--wrong N]``.

"exact" counts records whose title, authors, et al., affiliation, score, category, date and abstract are all right.
Papers and persons behind "held out" pages are not in the training data of ``kg.readers.train_names``; "aminer" and
"arxiv" are corpora that training never sees. The speed is a cold reader's only on the first page of each corpus: the
indented pages repeat its names.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from kg.model import Author, Record, Skipped
from kg.readers import read
from kg.readers.listing import render
from kg.readers.train_names import Paper, is_held_out, load_papers, usable

ROOT = Path(__file__).parents[2]
CATEGORIES = ("CV", "LG", "CL", "cs.CL", "stat.ML", "math.PR", "eess.IV", "q-bio.NC", "cond-mat.str-el", "quant-ph")
SLUGS = ((), (), (), (), ("pku",), ("uni-heidelberg",), ("mit", "uw"))
STRAY = ("Sort by", "2", "Next page", "Share · Save", "Load more papers")


def make_records(papers: Iterable[Paper], rng: random.Random) -> Iterator[Record]:
    for _, title, names, abstract in papers:
        record = Record(
            "",
            " ".join(title.split()),
            tuple(Author(name) for name in names[:3]),
            authors_complete=len(names) <= 3,
            abstract=" ".join(abstract.split()),
            affiliations=rng.choice(SLUGS),
        )
        if rng.random() < 0.4:
            day = date(2015, 1, 1) + timedelta(days=rng.randrange(4000))
            score = Decimal(rng.randrange(300)) / 10
            record = replace(record, score=score, categories=(rng.choice(CATEGORIES),), date=str(day))
        yield record


def key(record: Record) -> tuple[object, ...]:
    names = tuple(author.name for author in record.authors)
    scores = (record.score, record.categories, record.date)
    return (record.title, names, record.authors_complete, record.affiliations, *scores, record.abstract)


def measure(name: str, page: str, gold: list[Record], *, wrong: int) -> None:
    skipped: list[Skipped] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.txt"
        path.write_text(page, encoding="utf-8")
        start = time.process_time()
        found = list(read(path, name="listing", on_skip=skipped.append))
        seconds = time.process_time() - start
    heads = {key(record)[:2] for record in found}
    whole = {key(record) for record in found}
    missed = [record for record in gold if key(record)[:2] not in heads]
    exact = sum(key(record) in whole for record in gold)
    right, all_right = 1 - len(missed) / len(gold), exact / len(gold)
    counts = f"found {len(found):6}  skipped {len(skipped):4}  {len(found) / seconds:6.0f} a CPU second"
    print(f"{name:32} {len(gold):6} records  title+authors {right:8.3%}  exact {all_right:8.3%}  {counts}")
    for record in missed[:wrong]:
        print(f"    {record.title[-60:]} | {', '.join(author.name for author in record.authors)}")


def wrap(record: Record) -> Record:
    return replace(record, abstract="\n".join(textwrap.wrap(record.abstract, 80, break_long_words=False)))


def bare(record: Record) -> Record:
    return replace(record, abstract="", score=None, categories=(), date=None)


def alone(record: Record) -> Record:
    return replace(record, authors=record.authors[:1], authors_complete=True)


def print_page(records: Iterable[Record], *, stray: float = 0.0, blank: bool = False, rng: random.Random) -> str:
    parts = [f"{rng.choice(STRAY)}\n" * (rng.random() < stray) + render(record) + "\n" * blank for record in records]
    return "".join(parts)


def read_gold(path: Path) -> Iterator[Record]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Record(
            row["id"],
            row["title"],
            tuple(Author(name) for name in row["authors"]),
            authors_complete=not row["et_al"],
            abstract=row["abstract"],
            affiliations=tuple(row["affiliations"]),
            score=None if row["score"] is None else Decimal(str(row["score"])),
            categories=(row["category"],) if row["category"] else (),
            date=row["date"],
        )


def load_aminer(data: Path) -> Iterator[Paper]:
    for line in (data / "authors" / "aminer_and_100names.jsonl").read_text(encoding="utf-8").splitlines():
        for paper in json.loads(line)["publications"]:
            yield paper["id"], paper["title"], tuple(paper["authors"]), ""


def load_arxiv(data: Path) -> Iterator[Paper]:
    for path in (data / "formats" / "arxiv_jsonl").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            names = tuple(
                " ".join(filter(None, (first, last, more))) for last, first, more, *_ in row["authors_parsed"]
            )
            yield row["id"], row["title"], names, row["abstract"]


def sample_papers(data: Path, rng: random.Random) -> Iterator[tuple[str, list[Paper]]]:
    papers = [paper for paper in load_papers(data) if usable(paper)]

    def pick(test: Callable[[str], bool]) -> list[Paper]:
        return [paper for paper in papers if test(paper[0])]

    anthology = pick(lambda i: ":" not in i and is_held_out(i))
    persons = sorted({name for paper in papers for name in paper[2] if is_held_out(name)})
    yield "acl2022 (held out)", pick(lambda i: i.startswith("acl2022:"))
    yield "naacl2024 (held out)", pick(lambda i: i.startswith("naacl2024:"))
    yield "openreview (held out)", pick(lambda i: ":" in i and "acl20" not in i and is_held_out(i))
    yield "anthology (held out)", anthology
    mixed = [(i, title, tuple(rng.sample(persons, rng.randint(1, 3))), "") for i, title, _, _ in anthology]
    yield "papers and persons held out", mixed
    yield "aminer (unseen corpus)", [paper for paper in load_aminer(data) if usable(paper)]
    yield "arxiv (unseen corpus)", [paper for paper in load_arxiv(data) if usable(paper)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--wrong", type=int, default=0, help="print up to so many misread headings of each page")
    args = parser.parse_args()
    if not args.data.exists():
        sys.exit(f"{args.data}: no such directory; give --data")
    rng = random.Random(0)
    page = args.data / "listings" / "page_acl2022.txt"
    measure("page_acl2022", page.read_text("utf-8"), [*read_gold(page.with_suffix(".gold.jsonl"))], wrong=args.wrong)
    for name, papers in sample_papers(args.data, rng):
        records = list(make_records(papers, rng))
        measure(name, print_page(records, rng=rng), records, wrong=args.wrong)
        for label, change in (("no abstracts", bare), ("one author", alone)):
            changed = [change(record) for record in records]
            measure(f"  {label}", print_page(changed, rng=rng), changed, wrong=args.wrong)
        if records[0].abstract:
            measure("  stray lines", print_page(records, stray=0.2, rng=rng), records, wrong=args.wrong)
            wrapped = [wrap(record) for record in records]
            measure("  wrapped abstracts", print_page(wrapped, blank=True, rng=rng), wrapped, wrong=args.wrong)


if __name__ == "__main__":
    main()
