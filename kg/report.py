"""What was read, found and left out: counts, coverage by field, skipped lines and dropped mentions."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rdflib import Dataset

from kg.errors import KGError
from kg.iris import PREFIXES
from kg.model import Dropped, Resolution, Skipped

__all__ = ["Report", "describe_graph", "describe_losses", "read_report", "render_report"]

Report = dict[str, Any]

_CLASSES = ("Paper", "Person", "Authorship", "Organization", "Method", "Dataset", "Task", "Metric", "Result",
            "Repository", "Source")  # fmt: skip
_FIELDS = {
    "title": "dcterms:title",
    "abstract": "dcterms:abstract",
    "authors": "dcterms:creator",
    "date": "dcterms:issued",
    "category": "dcterms:subject",
    "listing score": "kg:listingScore",
    "affiliation": "kg:affiliation|kg:hasAuthorship/kg:affiliation",
    "identifier": "dcterms:identifier",
    "repository": "kg:hasRepository",
    "introduced method or dataset": "kg:introduces",
    "used method": "kg:usesMethod",
    "dataset evaluated on": "kg:evaluatesOn",
    "addressed task": "kg:addresses",
    "result": "kg:reports",
}
_NAMED = (
    "kg:introduces|kg:usesMethod|kg:evaluatesOn|kg:usesDataset|kg:addresses|kg:mentions|"
    "kg:task|kg:dataset|kg:metric|kg:method"
)
"""How papers and results name terms; a task that is only broader than such a one is not counted."""

_TERMS = ("Method", "Dataset", "Task", "Metric")
_EXAMPLES = 5
_CONFLICTS = 100
"""So many conflicts are printed; the file of the report has all."""


def _count(dataset: Dataset, pattern: str) -> int:
    prologue = "".join(f"PREFIX {p}: <{n}>\n" for p, n in PREFIXES.items())
    query = f"{prologue}SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {pattern} }}"
    # Read to the end: an answer that is left half read is bound to its thread, even when it is thrown away.
    ((count,),) = dataset.default_graph.query(query)
    return int(count)


def describe_graph(dataset: Dataset) -> Report:
    """Count things by class and papers by field; works on every kind of graph location."""
    papers = _count(dataset, "?s a kg:Paper")
    return {
        "classes": {
            name: _count(dataset, f"?s a kg:{name}" + (f" . ?by {_NAMED} ?s" if name in _TERMS else ""))
            for name in _CLASSES
        },
        "coverage": {field: _count(dataset, f"?s a kg:Paper ; {p} ?o") for field, p in _FIELDS.items()},
        "papers": papers,
        "truncated_author_lists": _count(dataset, "?s a kg:Paper ; kg:authorListComplete false"),
        "possibly_same_people": _count(dataset, "?s a kg:Person ; kg:possiblySameAs ?o"),
        "possibly_same_papers": _count(dataset, "?s a kg:Paper ; kg:possiblySameAs ?o"),
    }


def describe_losses(resolution: Resolution, *, skipped: Iterable[Skipped], records: int) -> Report:
    """List what no record was made of, which candidate mentions were dropped and why, and what sources dispute."""
    dropped = [d for paper in resolution.papers for d in paper.extraction.dropped]
    merged = [p for p in resolution.papers if len(p.records) > 1]
    return {
        "records": records,
        "merged_papers": {p.iri: list(p.records) for p in merged},
        "conflicts": list(resolution.conflicts),
        "decisions": dict(sorted(Counter(f"{d.kind} {d.verdict}" for d in resolution.decisions).items())),
        "skipped": [{"path": s.path, "line": s.line, "text": s.text[:200], "reason": s.reason} for s in skipped],
        "dropped": _group_dropped(dropped),
    }


def _group_dropped(dropped: Sequence[Dropped]) -> dict[str, Any]:
    texts: dict[str, list[str]] = defaultdict(list)
    for d in dropped:
        texts[d.reason].append(d.text)
    return {
        reason: {"count": len(found), "examples": list(dict.fromkeys(found))[:_EXAMPLES]}
        for reason, found in sorted(texts.items())
    }


def read_report(directory: Path) -> Report:
    """Read the report that a build wrote."""
    path = directory / "report.json"
    try:
        report: Report = json.loads(path.read_text("utf-8"))
        list(render_report(report))
    except (OSError, ValueError) as error:
        raise KGError(f"{path} cannot be read ({error}): build the graph again") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise KGError(f"{path} is damaged: build the graph again") from error
    return report


def render_report(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the report as lines of plain text."""
    yield "Things"
    width = max(map(len, _FIELDS))
    for name, count in report["classes"].items():
        yield f"  {name:<{width}} {count:>8,}"
    total = report["papers"]
    yield f"Papers that state a field (of {total:,})"
    for name, count in report["coverage"].items():
        share = f"{count / total:>6.0%}" if total else ""
        yield f"  {name:<{width}} {count:>8,} {share}"
    yield f"Author lists cut short (“et al.”): {report['truncated_author_lists']:,} of {total:,} papers"
    yield f"People who may be someone else of the graph: {report['possibly_same_people']:,}"
    yield f"Papers that may be another of the graph: {report['possibly_same_papers']:,}"
    yield from _render_losses(report)


def _render_losses(report: Mapping[str, Any]) -> Iterator[str]:
    if "skipped" not in report:
        return
    yield f"Records read: {report['records']:,}; papers with several sources: {len(report['merged_papers']):,}"
    yield f"Conflicts between sources: {len(report['conflicts']):,}"
    for conflict in report["conflicts"][:_CONFLICTS]:
        yield f"  {conflict}"
    if (more := len(report["conflicts"]) - _CONFLICTS) > 0:
        yield f"  and {more:,} more in report.json"
    yield f"Left out, or taken otherwise than written: {len(report['skipped']):,}"
    for s in report["skipped"]:
        place = f"{s['path']}:{s['line']}" if s["line"] else s["path"]
        text = f" — {s['text'][:70]!r}" if s["text"] else ""
        yield f"  {place}: {s['reason']}{text}"
    total = sum(group["count"] for group in report["dropped"].values())
    yield f"Mentions dropped: {total:,}"
    for reason, group in report["dropped"].items():
        yield f"  {group['count']:>6,}  {reason}: {', '.join(group['examples'])}"
