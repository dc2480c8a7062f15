"""Score extraction against annotated papers: python tests/benchmarks/extraction.py [--gold PATH] [--errors] [--ner FILE].

A core gold entity is found if a predicted mention of its kind has a text equal (ignoring case) to one of its surfaces.
Predicted entities, grouped by name, that match only optional or nested gold, or a topic, are ignored; others are wrong.

``--ner FILE`` scores a corpus of entity spans too: JSON lines with ``tokens`` and ``entities`` ([start, end, label], end
exclusive), labels Method, Dataset (or Material) and Task. Exact: same span; overlap: spans that share a token.
"""

from __future__ import annotations

import argparse
import json
import time
from bisect import bisect_right
from collections import Counter
from itertools import pairwise
from pathlib import Path

from kg.extract import extract, make_nlp
from kg.model import Mention, Record

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "data" / "gold" / "seed_gold_8.json"
KINDS = ("method", "dataset", "task")


def read_abstracts(page: Path) -> dict[str, str]:
    """Map each title line of a listing page to the line below it."""
    lines = page.read_text(encoding="utf-8-sig").split("\n")
    return dict(pairwise(lines))


def read_gold(path: Path, page: Path) -> list[tuple[dict, Record]]:
    """Pair each annotated paper with its record; the abstract comes from the paper itself or from the page."""
    abstracts = read_abstracts(page)
    papers = json.loads(path.read_text(encoding="utf-8"))
    return [
        (p, Record(id=p["id"], title=p["title"], abstract=p.get("abstract") or abstracts[p["title_line"]]))
        for p in papers
    ]


def surfaces(entities: list[dict]) -> set[str]:
    return {s.casefold() for e in entities for s in e["surfaces"]}


def is_core(entity: dict) -> bool:
    return entity["tier"] == "core" and not (
        entity.get("mentions") and all(m.get("nested") for m in entity["mentions"])
    )


def score_entities(paper: dict, mentions: list[Mention], kind: str, counts: Counter, errors: list[str]) -> None:
    """Count hits, misses, errors and right roles of one kind in one paper."""
    gold = paper[f"{kind}s"]
    core = [e for e in gold if is_core(e)]
    neutral = surfaces([e for e in gold if not is_core(e)]) | surfaces(paper.get("topics", []))
    predicted: dict[str, list[Mention]] = {}
    for m in mentions:
        if m.kind == kind:
            predicted.setdefault(m.name, []).append(m)
    texts = {m.text.casefold(): m for group in predicted.values() for m in group}
    for entity in core:
        hit = next((texts[s.casefold()] for s in entity["surfaces"] if s.casefold() in texts), None)
        counts[kind, "tp" if hit else "fn"] += 1
        counts[kind, "role"] += bool(hit and hit.role == entity["role"])
        if not hit:
            errors.append(f"{paper['id']} missed {kind} {entity['surfaces']}")
        elif hit.role != entity["role"]:
            errors.append(f"{paper['id']} role of {entity['name']}: {hit.role}, gold {entity['role']}")
    for name, group in predicted.items():
        found = {m.text.casefold() for m in group}
        if not found & surfaces(core) and not found & neutral:
            counts[kind, "fp"] += 1
            errors.append(f"{paper['id']} wrong {kind} {name!r} {group[0].score} {group[0].extractor}")


def score_mentions(paper: dict, mentions: list[Mention], kind: str, counts: Counter) -> None:
    """Count exact (field, start, end) matches with core mentions; optional ones are neutral."""
    if not all("mentions" in e for e in [*paper[f"{kind}s"], *paper.get("topics", [])]):
        return
    core, neutral = set(), set()
    for e in [*paper[f"{kind}s"], *paper.get("topics", [])]:
        for m in e["mentions"]:
            wanted = e["tier"] == "core" and not m["nested"] and e in paper[f"{kind}s"]
            (core if wanted else neutral).add((m["field"], m["start"], m["end"]))
    found = {(m.field, m.start, m.end) for m in mentions if m.kind == kind}
    counts[kind, "mtp"] += len(found & core)
    counts[kind, "mfp"] += len(found - core - neutral)
    counts[kind, "mfn"] += len(core - found)


def ratios(tp: int, fp: int, fn: int) -> tuple[float, float, float]:
    precision, recall = tp / max(tp + fp, 1), tp / max(tp + fn, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def print_table(counts: Counter) -> None:
    """Print precision, recall and F1 by kind, for entities and for mentions."""
    for label, (tp, fp, fn) in {"entities": ("tp", "fp", "fn"), "mentions": ("mtp", "mfp", "mfn")}.items():
        print(
            f"{label:<10}{'P':>7}{'R':>7}{'F1':>7}{'tp':>5}{'fp':>5}{'fn':>5}"
            + ("   role" if label == "entities" else "")
        )
        for kind in (*KINDS, "all"):
            of = KINDS if kind == "all" else (kind,)
            n = [sum(counts[k, x] for k in of) for x in (tp, fp, fn)]
            role = f"{sum(counts[k, 'role'] for k in of) / max(n[0], 1):7.3f}" if label == "entities" else ""
            print(f"{kind:<10}" + "".join(f"{r:7.3f}" for r in ratios(*n)) + "".join(f"{x:5d}" for x in n) + role)


def join_tokens(tokens: list[str]) -> tuple[str, list[int]]:
    """Write tokens as running text, hyphens and punctuation closed up; give the character each token starts at."""
    text, starts, glue = "", [], True
    for token in tokens:
        closing = token in {"-", "/", ",", ".", ";", ":", ")", "]", "%", "?", "!", "'", "’"} or token.startswith("'")
        closing |= token.isdigit() and len(token) == 1 and text[-1:].isdigit()  # SciER sets some digits apart
        text += "" if glue or closing else " "
        starts.append(len(text))
        text += token
        glue = token in {"-", "/", "(", "["}
    return text, starts


def score_spans(path: Path) -> Counter:
    """Count exact and overlapping matches of entity spans by label."""
    counts: Counter = Counter()
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    joined = [join_tokens(line["tokens"]) for line in lines]
    records = [Record(id=str(i), abstract=text) for i, (text, _) in enumerate(joined)]
    for line, (_, starts), (_, found) in zip(lines, joined, extract(records), strict=True):
        spans = {
            (bisect_right(starts, m.start) - 1, bisect_right(starts, m.end - 1), m.kind)
            for m in found.mentions
            if m.kind in KINDS
        }
        labels = {"material": "dataset"}
        gold = {(s, e, labels.get(label.lower(), label.lower())) for s, e, label in line["entities"]}
        for kind in KINDS:
            ours, theirs = ([x for x in xs if x[2] == kind] for xs in (spans, gold))
            counts[kind, "tp"] += len(set(ours) & set(theirs))
            counts[kind, "near"] += sum(any(a < f and d < b for d, f, _ in theirs) for a, b, _ in ours)
            counts[kind, "reached"] += sum(any(a < f and d < b for d, f, _ in ours) for a, b, _ in theirs)
            counts[kind, "ours"] += len(ours)
            counts[kind, "theirs"] += len(theirs)
    return counts


def print_spans(path: Path) -> None:
    """Print precision, recall and F1 of entity spans, by exact and by overlapping match."""
    counts = score_spans(path)
    print(f"{path.stem:<14}{'exact P':>9}{'R':>7}{'F1':>7}{'overlap P':>11}{'R':>7}{'F1':>7}{'found':>7}{'gold':>6}")
    for kind in (*KINDS, "all"):
        of = KINDS if kind == "all" else (kind,)
        tp, near, reached, ours, theirs = (
            sum(counts[k, x] for k in of) for x in ("tp", "near", "reached", "ours", "theirs")
        )
        p, r, f = ratios(tp, ours - tp, theirs - tp)
        op, orr = near / max(ours, 1), reached / max(theirs, 1)
        of1 = 2 * op * orr / max(op + orr, 1e-9)
        print(f"{kind:<14}{p:9.3f}{r:7.3f}{f:7.3f}{op:11.3f}{orr:7.3f}{of1:7.3f}{ours:7d}{theirs:6d}")


def print_speed(records: list[Record], *, repeat: int) -> None:
    """Print how many records a second one process reads."""
    nlp = make_nlp()
    many = [r for _ in range(repeat) for r in records]
    start = time.process_time()
    for _ in extract(many, nlp=nlp):
        pass
    spent = time.process_time() - start
    print(f"speed     {len(many) / spent:.0f} docs/s, {60 * len(many) / spent:.0f} docs/min on one core")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--page", type=Path, default=next((ROOT / "seeds").glob("*.txt")))
    parser.add_argument("--errors", action="store_true", help="list every miss, error and wrong role")
    parser.add_argument("--ner", type=Path, help="score entity spans of this file as well")
    parser.add_argument("--repeat", type=int, default=20, help="how often to read the papers when measuring speed")
    args = parser.parse_args()
    papers = read_gold(args.gold, args.page)
    counts: Counter = Counter()
    errors: list[str] = []
    found = extract(record for _, record in papers)
    for (paper, _), (_, extraction) in zip(papers, found, strict=True):
        for kind in KINDS:
            score_entities(paper, list(extraction.mentions), kind, counts, errors)
            score_mentions(paper, list(extraction.mentions), kind, counts)
    print_table(counts)
    print_speed([record for _, record in papers], repeat=args.repeat)
    if args.ner:
        print_spans(args.ner)
    if args.errors:
        print("\n".join(errors))


if __name__ == "__main__":
    main()
