"""Score and time the resolution of terms: python -m tests.benchmarks.terms [--papers N] [--scale N].

Senses: what rules find in real abstracts is resolved once as it is. Then half of the records that spell out an acronym
of theirs, chosen by hash, lose what they print for the long form, and everything is resolved again. Right is a record
that is still with those that mean the same, wrong one that is with others, open one that is with neither. Only acronyms
that the corpus spells out in several ways are counted, and only senses that another record still spells out.

Speed: the mentions of the same records, repeated under new ids until there are ``--scale`` papers; each repetition
gives a tenth of the names a new number, so that names grow with the corpus as they do in life.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from kg.extract import Options, extract
from kg.iris import Minter
from kg.model import Extraction, Paper, Record
from kg.resolve.senses import Thing, collect_things
from kg.resolve.terms import resolve_terms

SHARED = Path(__file__).parents[3] / "shared" / "data"
FILES = ("listings/acl2022.jsonl", "listings/naacl2024.jsonl", "authors/openreview_papers.jsonl")


def read_papers(count: int) -> list[Paper]:
    """Return papers with what the rules find in their titles and abstracts."""
    lines = (line for name in FILES for line in (SHARED / name).read_text("utf-8").splitlines())
    rows = (json.loads(line) for line in islice(lines, count))
    records = [Record(str(i), row["title"], abstract=row.get("abstract") or "") for i, row in enumerate(rows)]
    found = extract(records, options=Options(model="rules"))
    return [Paper(f"https://example.org/paper/{r.id}", r, (r.id,), (), e) for r, e in found]


def is_hidden(paper: Paper) -> bool:
    """Say whether a paper loses its long forms."""
    return hashlib.sha256(paper.record.id.encode()).digest()[0] % 2 == 0


def hide(paper: Paper, things: list[Thing]) -> Paper:
    """Take out what a paper prints for the long forms of its acronyms."""
    hidden = {(t.kind, t.name) for t in things if t.short and t.spelled}
    shorts = {(t.kind, t.name): t.short for t in things}
    kept = []
    for m in paper.extraction.mentions:
        key = (m.kind, m.name)
        (own,) = collect_things([replace(paper, extraction=Extraction((replace(m, name=m.surface),)))])
        if key not in hidden or set(own.short) & set(shorts[key]):
            name = m.surface if key in hidden else m.name
            kept.append(replace(m, name=name))
    return replace(paper, extraction=Extraction(tuple(kept)))


Use = tuple[str, str, str]
"""A record, a kind and the key of an acronym that the record uses for something of that kind."""


def spelled_out(papers: list[Paper]) -> Iterator[Use]:
    """Yield the acronyms that each paper spells out."""
    for thing in collect_things(papers):
        for short in thing.short if thing.spelled else ():
            yield papers[thing.paper].record.id, thing.kind, short


def score_senses(papers: list[Paper]) -> Iterator[str]:
    """Yield the scores."""
    things: dict[str, list[Thing]] = {p.record.id: list(collect_things([p])) for p in papers}
    masked = {p.record.id for p in papers if is_hidden(p)}
    before = senses_of(papers)
    after = senses_of([hide(p, things[p.record.id]) if p.record.id in masked else p for p in papers])
    uses = list(spelled_out(papers))
    anchors: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for use in uses:
        if use[0] not in masked:
            anchors[use[1:]].setdefault(before[use], after[use])
    counts: Counter[str] = Counter()
    for use in uses:
        known = anchors[use[1:]]
        if use[0] in masked and use in after and before[use] in known:
            several = "of several senses" if len(known) > 1 else "of one sense"
            own, new = known[before[use]], after[use]
            counts[f"{several}: {'right' if new == own else 'wrong' if new in known.values() else 'open'}"] += 1
    yield from (f"{what} {n:,}" for what, n in sorted(counts.items()))


def senses_of(papers: list[Paper]) -> dict[Use, str]:
    """Return the entity of each acronym in each record."""
    names = {(t.paper, t.kind, t.name): t.short for t in collect_things(papers)}
    place = {p.record.id: i for i, p in enumerate(papers)}
    found = {}
    for entity in resolve_terms(papers, minter=Minter())[0]:
        for m in entity.mentions:
            for short in names[place[m.record], m.kind, m.name]:
                found[m.record, m.kind, short] = entity.iri
    return found


def repeat(papers: list[Paper], count: int) -> Iterator[Paper]:
    """Yield papers again and again under new ids, and a tenth of the names with a number of their own."""
    for i, paper in enumerate(islice(cycle(papers), count)):
        turn = i // len(papers)
        record = replace(paper.record, id=f"{paper.record.id}-{turn}")
        mentions = []
        for m in paper.extraction.mentions:
            own = hashlib.sha256(m.name.encode()).digest()[0] < 26
            name = f"{m.name} {turn}" if own and turn else m.name
            text = f"{m.surface} {turn}" if own and turn else m.surface
            mentions.append(replace(m, record=record.id, name=name, text=text))
        iri = f"{paper.iri}-{turn}"
        yield Paper(iri, record, (record.id,), (), Extraction(tuple(mentions)))


def main() -> None:
    """Print the scores and the time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=4000)
    parser.add_argument("--scale", type=int, default=0, help="also time so many papers")
    args = parser.parse_args()
    papers = read_papers(args.papers)
    print(f"{len(papers):,} papers, {sum(len(p.extraction.mentions) for p in papers):,} mentions")
    for line in score_senses(papers):
        print(line)
    if args.scale:
        many = list(repeat(papers, args.scale))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        start = time.perf_counter()
        entities, decisions = resolve_terms(many, minter=Minter())
        seconds = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        mentions = sum(len(p.extraction.mentions) for p in many)
        print(f"{len(many):,} papers, {mentions:,} mentions: {len(entities):,} entities, {len(decisions):,} decisions")
        print(f"{seconds:.0f} s; peak memory {before:.1f} GB before, {after:.1f} GB after")


if __name__ == "__main__":
    main()
