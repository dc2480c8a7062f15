"""Read corpora whose signatures are known to be one person's or another's, to train and to measure the linker on.

The files are those that ``AUTHORS.md`` names. No identifier of a person is read into a record.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from networkx.utils import UnionFind

from kg.model import Author, Extraction, Paper, Record
from kg.resolve.names import name_key

__all__ = ["Corpus", "read_aminer", "read_anthology", "read_openreview", "read_variants"]

Signature = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Papers, and for each ambiguous name the person of each of its signatures (paper, position).

    ``others`` are signatures of people that are in no group.
    """

    label: str
    papers: Sequence[Paper]
    groups: dict[str, dict[Signature, str]]
    others: frozenset[Signature] = frozenset()


def _read_lines(path: Path) -> Iterator[dict[str, Any]]:
    open_file = gzip.open if path.suffix == ".gz" else open
    with open_file(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _make_paper(key: str, title: str, authors: Iterable[Author], **fields: Any) -> Paper:  # noqa: ANN401
    record = Record(key, title, tuple(authors), **fields)
    return Paper(f"https://example.org/paper/{key}", record, (key,), (), Extraction())


def _listed_paper(row: dict[str, Any]) -> Paper:
    authors = (
        Author(
            a["name"],
            tuple(place for place in a.get("affiliation_norm") or a.get("affiliations") or () if place),
            email=(a.get("domain") or "").partition("+")[0] or None,
        )
        for a in row["authors"]
    )
    venue = row.get("venue") or None
    return _make_paper(
        row["id"],
        row.get("title") or "",
        authors,
        abstract=row.get("abstract") or "",
        venue=venue[0] if isinstance(venue, list) else venue,
        date=str(row["year"]) if row.get("year") else None,
    )


def read_anthology(folder: Path, truth: str) -> Corpus:
    """Read ambiguous names of the ACL Anthology; ``truth`` is ``id`` or ``orcid``, what tells the persons apart."""
    papers = [_listed_paper(row) for row in _read_lines(folder / "anthology_ambiguous_papers.jsonl")]
    groups = list(_read_lines(folder / f"anthology_ambiguous_by_{truth}.jsonl"))
    return Corpus(f"Anthology by {'id' if truth == 'id' else 'ORCID'}", papers, _place(papers, groups, {}))


def read_openreview(folder: Path) -> Corpus:
    """Read ambiguous names of OpenReview; profiles that share a dblp identifier or an ORCID are one person."""
    rows = list(_read_lines(folder / "openreview_papers.jsonl"))
    linked: UnionFind[str] = UnionFind()
    for author in (a for row in rows for a in row["authors"] if a.get("openreview")):
        for kind in ("dblp", "orcid"):
            if value := str(author.get(kind) or "").removesuffix(".html").rpartition("/pid/")[2]:
                linked.union(f"{kind}:{value}", author["openreview"])
    papers = [_listed_paper(row) for row in rows]
    groups = _read_lines(folder / "openreview_ambiguous.jsonl")
    return Corpus("OpenReview", papers, _place(papers, groups, linked))


def _place(papers: Sequence[Paper], groups: Iterable[dict[str, Any]], linked: Any) -> dict[str, dict[Signature, str]]:  # noqa: ANN401
    """Find the signatures of each name; persons that stand for several are left out."""
    index = {paper.record.id: i for i, paper in enumerate(papers)}
    found = {}
    for group in groups:
        unclear = set(group.get("catch_all_ids") or ())
        known = {
            (index[m["paper"]], m["pos"]): str(linked[m["person"]] if linked else m["person"])
            for m in group["mentions"]
            if m["person"] not in unclear and m["paper"] in index
        }
        if len(known) > 1:
            found[group["name"]] = known
    return found


def read_aminer(folder: Path) -> Corpus:
    """Read the names of AMiner's collection; the affiliation is that of the author in question."""
    papers: list[Paper] = []
    groups: dict[str, dict[Signature, str]] = defaultdict(dict)
    for row in _read_lines(folder / "aminer_and_100names.jsonl"):
        listed_once = {paper["id"]: paper for paper in row["publications"]}
        for paper in listed_once.values():
            names = paper["authors"]
            position = _find_name(row["name"], names)
            place = (paper["organization"],) if paper["organization"] else ()
            authors = [Author(name, place if i == position else ()) for i, name in enumerate(names)]
            groups[row["name"]][len(papers), position] = paper["label"]
            year = paper["year"] if (paper["year"] or "").isdigit() and len(paper["year"]) == 4 else None
            key = f"{row['name']}/{paper['id']}"
            papers.append(_make_paper(key, paper["title"] or "", authors, venue=paper["venue"], date=year))
    return Corpus("AMiner", papers, dict(groups))


def _find_name(name: str, names: Sequence[str]) -> int:
    """Return which of the names is meant: the equal one, else the likest by letters."""
    wanted = set(name_key(name).split())
    return max(range(len(names)), key=lambda i: len(wanted & set(name_key(names[i]).split())))


def read_variants(corpus: Path, variants: Path) -> Corpus:
    """Read all papers of the ACL Anthology, and the signatures of people who print several names.

    Whoever has an identifier of their own is somebody else than those.
    """
    papers: list[Paper] = []
    identified: dict[Signature, tuple[str | None, str | None]] = {}
    for i, row in enumerate(_read_lines(corpus)):
        authors = [Author(a[0]) for a in row["a"]]
        papers.append(_make_paper(row["id"], row["t"], authors, venue=(row["v"] or [None])[0], date=row["y"]))
        identified |= {(i, j): (a[1], a[2]) for j, a in enumerate(row["a"]) if a[1] or a[2]}
    index = {paper.record.id: i for i, paper in enumerate(papers)}
    rows = list(_read_lines(variants))
    groups = {
        row["person"]: {(index[m["paper"]], m["pos"]): row["person"] for m in row["mentions"] if m["paper"] in index}
        for row in rows
    }
    people, orcids = set(groups), {row["orcid"] for row in rows if row["orcid"]}
    listed = {signature for group in groups.values() for signature in group}
    others = {
        s for s, (own, orcid) in identified.items() if (own and own not in people) or (orcid and orcid not in orcids)
    }
    return Corpus("Variants", papers, groups, frozenset(others - listed))
