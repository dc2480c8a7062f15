"""How much of a first build's time a second one takes: python tests/benchmarks/rebuild.py [PAPERS] [DIRECTORY].

A corpus of native records is made of the papers in ../shared/data: those with abstracts first, titles of the Anthology
after them. It is built from scratch; then with ten more papers in a file of their own; then with ten more in the same
file; then without a file. Each result is compared, byte for byte, with a build of the same input from scratch.
Times are those of a process of its own; CPU seconds count all its threads.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[3] / "shared" / "data"
FILES = ("listings/acl2022", "listings/naacl2024", "authors/openreview_papers", "authors/anthology_ambiguous_papers")
MORE = 10
BUILD = """
import json, sys, time
from kg.build import build_graph
seen, begun, cpu = {"start": (0.0, 0.0)}, time.perf_counter(), time.process_time()
def note(stage, _=0):
    seen.setdefault(stage, (0.0, 0.0)); seen[stage + " ends"] = (time.perf_counter() - begun, time.process_time() - cpu)
    if seen[stage] == (0.0, 0.0): seen[stage] = seen[stage + " ends"]
build_graph(sys.argv[2:], sys.argv[1], progress=note, notify=print)
note("end")
marks = [("read, extract", "start", "extract ends"), ("resolve", "extract ends", "graph"), ("state", "graph", "turtle"),
         ("Turtle", "turtle", "store"), ("store", "store", "pages"), ("pages", "pages", "end")]
for name, a, b in marks:
    print(f"    {name:14} {seen[b][0] - seen[a][0]:8.1f} s {seen[b][1] - seen[a][1]:8.1f} s of CPU")
"""


def read_papers() -> Iterator[dict[str, Any]]:
    """Yield native records, those with abstracts first."""
    later = []
    for name in FILES:
        for line in (DATA / f"{name}.jsonl").open(encoding="utf-8"):
            paper = json.loads(line)
            venue = paper["venue"] if isinstance(paper["venue"], str) else paper["venue"][0]
            record = {key: paper[key] for key in ("id", "title", "abstract") if paper.get(key)}
            record |= {"authors": [*map(make_author, paper["authors"])], "date": str(paper["year"]), "venue": venue}
            record |= {"ids": {"doi": paper["doi"]}} if paper.get("doi") else {}
            if "abstract" in record:
                yield record
            else:
                later.append(record)
    yield from later
    with gzip.open(DATA / "corpora/anthology_meta_2025.jsonl.gz", "rt", encoding="utf-8") as lines:
        titles = [json.loads(line) for line in lines]
    random.Random(1).shuffle(titles)
    for paper in titles:
        authors = [{"name": author[0]} for author in paper["a"]]
        yield {"id": paper["id"], "title": paper["t"], "authors": authors, "date": paper["y"], "venue": paper["v"][0]}


def make_author(author: dict[str, Any]) -> dict[str, Any]:
    """Return a native author."""
    places = author.get("affiliation_norm") or author.get("affiliations") or []
    record = {"name": author["name"], "affiliations": places if isinstance(places, list) else [places]}
    return record | ({"orcid": author["orcid"]} if author.get("orcid") else {})


def write_lines(path: Path, records: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")


def build(name: str, out: Path, *paths: Path) -> tuple[float, float]:
    """Build in a process of its own and print what it took; return wall and CPU seconds."""
    print(f"  {name}", flush=True)
    import time

    begun = time.perf_counter()
    child = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", BUILD, str(out), *map(str, paths)])
    _, status, usage = os.wait4(child, 0)
    wall, cpu = time.perf_counter() - begun, usage.ru_utime + usage.ru_stime
    assert status == 0
    print(f"    in all         {wall:8.1f} s {cpu:8.1f} s of CPU, {usage.ru_maxrss / 1e6:.1f} GB", flush=True)
    return wall, cpu


def compare(one: Path, other: Path) -> str:
    """Say whether all files are equal, and the stores' statements."""
    from kg.store import read_store

    names = sorted(path.name for path in one.iterdir() if path.is_file())
    unequal = [name for name in names if (one / name).read_bytes() != (other / name).read_bytes()]
    stores = [read_store(path / "store") for path in (one, other)]
    if len(stores[0]) != len(stores[1]) or any(quad not in stores[1] for quad in stores[0]):
        unequal.append("store")
    return f"unequal: {', '.join(unequal)}" if unequal else f"equal: {', '.join(names)}, store"


def measure(count: int, room: Path) -> None:
    """Print times and comparisons."""
    records: dict[str, dict[str, Any]] = {}
    for record in read_papers():
        records.setdefault(record["id"], record)
        if len(records) == count + MORE:
            break
    several = list(records.values())
    more = several[:: len(several) // MORE][:MORE]
    rest = [record for record in several if record not in more]
    write_lines(room / "a.jsonl", rest)
    write_lines(room / "b.jsonl", more)
    print(
        f"{len(rest):,} papers, {sum('abstract' in record for record in rest):,} with abstracts, and {len(more)} more"
    )
    first = build("first build", room / "out", room / "a.jsonl")
    shutil.copytree(room / "out", room / "kept")
    for name, paths in (("ten more in another file", ["a.jsonl", "b.jsonl"]), ("the other file removed", ["a.jsonl"])):
        again = build(name, room / "out", *(room / path for path in paths))
        report(first, again)
        shutil.rmtree(room / "scratch", ignore_errors=True)
        build("the same from scratch", room / "scratch", *(room / path for path in paths))
        print(f"    {compare(room / 'out', room / 'scratch')}", flush=True)
    write_lines(room / "a.jsonl", [*rest, *more])
    again = build("ten more in the same file", room / "kept", room / "a.jsonl")
    report(first, again)
    shutil.rmtree(room / "scratch", ignore_errors=True)
    build("the same from scratch", room / "scratch", room / "a.jsonl")
    print(f"    {compare(room / 'kept', room / 'scratch')}")


def report(first: tuple[float, float], again: tuple[float, float]) -> None:
    print(f"    of the first   {again[0] / first[0]:8.1%}   {again[1] / first[1]:8.1%} of CPU", flush=True)


if __name__ == "__main__":
    papers = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    if len(sys.argv) > 2:
        Path(sys.argv[2]).mkdir(parents=True)
        measure(papers, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as name:
            measure(papers, Path(name))
