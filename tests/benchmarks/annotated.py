"""Annotated papers: what is in them, and how far an extraction agrees.

A core gold entity is found if a predicted mention of its kind has a text equal (ignoring case) to one of its surfaces.
Predicted entities, grouped by name, that match only optional or nested gold, or a topic, are ignored; others are wrong.
"""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

from kg.model import Mention, Record

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
