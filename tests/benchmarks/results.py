"""Score results, measures and links: python tests/benchmarks/results.py [--gold PATH] [--orkg PATH] [--errors].

A gold result is found (partial) if a predicted one of the paper has its value, and complete if unit, kind of value,
comparator, baseline, task, data set, measure and method agree too. Optional gold results are neither counted nor
errors. The leaderboard part (leaderboards.py) takes tuples whose score is printed in the abstract, on a half of the papers
that one may look at and a half that one may not, and compares confidence with truth.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.extract import extract
from kg.iris import fold, normalise_repository

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Extraction, Mention, Result

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
GOLD = SHARED / "gold" / "seed_gold_8.json"
ORKG = SHARED / "results" / "orkg_tdm_papers.jsonl"
NAMES = ("task", "dataset", "metric", "method")
FIELDS = ("unit", "value_type", "comparator", "baseline", *NAMES)


def score_results(gold_papers: Iterable[dict[str, Any]], extractions: Iterable[Extraction]) -> dict[str, Any]:
    """Compare annotated papers with what was extracted from them, in the same order.

    Gives ``partial`` and ``complete`` (precision, recall, F1) for results, the same for ``metrics`` and ``links``,
    ``fields`` (how often each field of a found result is right) and ``errors`` (one line each).
    """
    counts: Counter[str] = Counter()
    errors: list[str] = []
    for paper, extraction in zip(gold_papers, extractions, strict=True):
        _score_paper(paper, extraction.results, counts, errors)
        _score_metrics(paper, extraction.mentions, counts, errors)
        _score_links(paper, extraction, counts, errors)
    found = counts["partial"]
    return {
        "partial": _ratios(found, counts["predicted"], counts["gold"]),
        "complete": _ratios(counts["complete"], counts["predicted"], counts["gold"]),
        "fields": {f: (counts[f"field {f}"], found) for f in (*FIELDS, "aggregation")},
        "metrics": _ratios(counts["metric"], counts["metrics predicted"], counts["metrics gold"]),
        "links": _ratios(counts["link"], counts["links predicted"], counts["links gold"]),
        "counts": dict(counts),
        "errors": errors,
    }


def _ratios(hits: int, predicted: int, gold: int) -> dict[str, float]:
    precision, recall = hits / predicted if predicted else 1.0, hits / gold if gold else 1.0
    return {"p": precision, "r": recall, "f1": 2 * precision * recall / (precision + recall or 1)}


def _score_paper(paper: dict[str, Any], results: tuple[Result, ...], counts: Counter[str], errors: list[str]) -> None:
    left = list(results)
    for gold in sorted(paper["results"], key=lambda g: g["tier"] != "core"):
        same = [r for r in left if r.value == Decimal(str(gold["value"]))]
        best = max(same, key=lambda r: sum(_agrees(paper, gold, r).values()), default=None)
        if best:
            left.remove(best)
        if gold["tier"] != "core":
            continue
        counts["gold"] += 1
        if not best:
            errors.append(f"{paper['id']} missed {gold['value_surface']}")
            continue
        counts.update(partial=1, predicted=1)
        agreed = _agrees(paper, gold, best)
        counts.update(f"field {f}" for f, right in agreed.items() if right)
        wrong = [f for f in FIELDS if not agreed[f]]
        counts["complete"] += not wrong
        errors.extend(f"{paper['id']} {best.text}: {f} is {_show(best, f)}, gold {_gold(gold, f)}" for f in wrong)
    counts["predicted"] += len(left)
    errors.extend(f"{paper['id']} wrong result {r.text}" for r in left)


def _gold(gold: dict[str, Any], field: str) -> Any:
    return gold[{"baseline": "baseline_value"}.get(field, field)]


def _show(result: Result, field: str) -> Any:
    value = getattr(result, {"baseline": "baseline_value"}.get(field, field))
    return value.name if field in NAMES and value else value


def _agrees(paper: dict[str, Any], gold: dict[str, Any], result: Result) -> dict[str, bool]:
    agreed = {f: _gold(gold, f) == _show(result, f) for f in ("unit", "value_type", "comparator")}
    baseline = gold["baseline_value"]
    agreed["baseline"] = (None if baseline is None else Decimal(str(baseline))) == result.baseline_value
    agreed["aggregation"] = bool(gold["aggregation"]) == bool(result.aggregation)
    return agreed | {f: _same_name(paper, gold, f, getattr(result, f)) for f in NAMES}


def _same_name(paper: dict[str, Any], gold: dict[str, Any], field: str, mention: Mention | None) -> bool:
    if gold[field] is None or mention is None:
        return gold[field] is None and mention is None
    entity = next((e for e in paper[f"{field}s"] if e["name"] == gold[field]), {"surfaces": []})
    wanted = {fold(s) for s in (gold[field], gold[f"{field}_surface"] or "", *entity["surfaces"])}
    return bool({fold(mention.name), fold(mention.surface)} & wanted)


def _score_metrics(paper: dict[str, Any], mentions: Iterable[Mention], counts: Counter[str], errors: list[str]) -> None:
    wanted = {fold(m["name"]) for m in paper["metrics"]}
    found = {fold(m.name) for m in mentions if m.kind == "metric"}
    counts.update({"metric": len(wanted & found), "metrics predicted": len(found), "metrics gold": len(wanted)})
    errors.extend(f"{paper['id']} metric {name}" for name in sorted(wanted ^ found))


def _score_links(paper: dict[str, Any], extraction: Extraction, counts: Counter[str], errors: list[str]) -> None:
    wanted = {(normalise_repository(u["url"]) or u["url"], u["kind"], u["status"]) for u in paper["urls"]}
    found = {(link.url, link.kind, link.status) for link in extraction.links}
    counts.update({"link": len(wanted & found), "links predicted": len(found), "links gold": len(wanted)})
    errors.extend(f"{paper['id']} link {' '.join(link)}" for link in sorted(wanted ^ found))


def print_boards(path: Path) -> None:
    """Print how the halves of the leaderboard papers fare: shares found, counts among results, confidence and truth."""
    from leaderboards import (  # fmt: skip
        calibration_error,
        count_counts,
        extract_all,
        read_boards,
        reliability,
        score_boards,
        split_boards,
    )

    for name, boards in zip(("dev", "held-out"), split_boards(read_boards(path)), strict=True):
        extractions = extract_all(boards)
        scores = score_boards(boards, extractions)
        print(f"\n{name}: {len(boards)} papers, {scores.pop('scores'):.0f} printed scores")
        print("found    " + "  ".join(f"{k} {v:.3f}" for k, v in scores.items()))
        counted, total = count_counts([b.record for b in boards], extractions)
        print(f"counts   {counted} of {total} results")
        table = reliability(boards, extractions)
        print(f"sure     right  results   (calibration error {calibration_error(table):.3f})")
        for sure, right, number in table:
            print(f"{sure:.2f}     {right:.3f}  {number}")


def main() -> None:
    """Print the scores."""
    sys.path.insert(0, str(Path(__file__).parent))
    from extraction import read_gold

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--page", type=Path, default=next((ROOT / "seeds").glob("*.txt")))
    parser.add_argument("--orkg", type=Path, default=ORKG)
    parser.add_argument("--errors", action="store_true", help="list every miss and error")
    args = parser.parse_args()
    papers = read_gold(args.gold, args.page)
    scores = score_results([p for p, _ in papers], [e for _, e in extract(r for _, r in papers)])
    for key in ("partial", "complete", "metrics", "links"):
        print(f"{key:<9}" + "  ".join(f"{k} {v:.3f}" for k, v in scores[key].items()))
    print("fields   " + "  ".join(f"{f} {right}/{found}" for f, (right, found) in scores["fields"].items()))
    if args.errors:
        print("\n".join(scores["errors"]))
    if args.orkg.exists():
        print_boards(args.orkg)


if __name__ == "__main__":
    main()
