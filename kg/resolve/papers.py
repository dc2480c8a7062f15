"""Take records of one work for one paper: by DOI, else arXiv identifier, else title and first author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace

from kg.iris import Minter, fold, normalise_arxiv, normalise_doi
from kg.model import Extraction, Origin, Paper, Record

__all__ = ["group_records", "merge_records", "resolve_papers"]

_FILLED = (
    "title",
    "authors",
    "abstract",
    "date",
    "venue",
    "categories",
    "score",
    "affiliations",
    "urls",
    "ids",
    "references",
)


def record_keys(record: Record) -> Iterator[tuple[str, ...]]:
    """Yield every key under which the record's work may be known."""
    ids = dict(record.ids)
    if doi := normalise_doi(ids.get("doi", "")):
        yield ("doi", doi)
    if arxiv := normalise_arxiv(ids.get("arxiv", "")):
        yield ("arxiv", arxiv)
    if record.title and record.authors:
        yield ("title", fold(record.title) or record.title, fold(record.authors[0].name) or record.authors[0].name)
    elif not ids:
        yield ("id", record.id)


def group_records(records: Iterable[Record]) -> list[list[int]]:
    """Group record positions by work, in input order; a group shares keys, directly or through another record.

    Two records with different DOIs or arXiv identifiers never meet through their title alone.
    """
    owner: dict[tuple[str, ...], int] = {}
    groups: list[list[int]] = []
    schemes: list[dict[str, str]] = []
    for position, record in enumerate(records):
        keys = list(record_keys(record))
        own = {key[0]: key[1] for key in keys if key[0] in ("doi", "arxiv")}
        found = sorted({owner[key] for key in keys if key in owner})
        fitting = [g for g in found if all(schemes[g].get(scheme, value) == value for scheme, value in own.items())]
        target = fitting[0] if fitting else len(groups)
        if not fitting:
            groups.append([])
            schemes.append({})
        for other in fitting[1:]:
            if all(schemes[target].get(scheme, value) == value for scheme, value in schemes[other].items()):
                groups[target] += groups[other]
                schemes[target] |= schemes[other]
                groups[other] = []
                owner = {key: target if group == other else group for key, group in owner.items()}
        groups[target].append(position)
        schemes[target] |= own
        for key in keys:
            owner.setdefault(key, target)
    return [sorted(group) for group in groups if group]


def merge_records(records: list[Record]) -> tuple[Record, dict[str, str]]:
    """Merge records of one work; the first that states a field wins. Also say which record each field came from.

    >>> a, b = Record("a", title="T"), Record("b", title="t", date="2020")
    >>> merged, origin = merge_records([a, b])
    >>> merged.title, merged.date, origin["date"]
    ('T', '2020', 'b')
    """
    merged, origin = records[0], dict.fromkeys((f.name for f in fields(Record)), records[0].id)
    complete = next((r for r in records if r.authors and r.authors_complete), None)
    if complete and not merged.authors_complete:
        merged = replace(merged, authors=complete.authors, authors_complete=True)
        origin["authors"] = complete.id
    for record in records[1:]:
        for name in _FILLED:
            if not getattr(merged, name) and getattr(record, name):
                merged = replace(merged, **{name: getattr(record, name)})
                origin[name] = record.id
        known = dict(merged.ids)
        merged = replace(merged, ids=(*merged.ids, *((s, v) for s, v in record.ids if s not in known)))
    return merged, origin


def find_conflicts(records: list[Record]) -> Iterator[str]:
    """Say where sources of one work contradict each other."""
    for name in ("title", "date", "venue"):
        values = {getattr(r, name): r for r in reversed(records) if getattr(r, name)}
        if len(values) > 1 and not (name == "date" and _nested(list(values))):
            stated = "; ".join(
                f"{value!r} ({r.origin.path if r.origin else r.id})" for value, r in sorted(values.items())
            )
            yield f"{records[0].title or records[0].id}: sources differ in {name}: {stated}"


def _nested(dates: list[str]) -> bool:
    longest = max(dates, key=len)
    return all(longest.startswith(date) for date in dates)


def _select(extraction: Extraction, record: str, origin: Mapping[str, str]) -> Extraction:
    return Extraction(
        mentions=tuple(m for m in extraction.mentions if origin[m.field] == record),
        results=tuple(r for r in extraction.results if origin[r.field] == record),
        links=tuple(li for li in extraction.links if origin[li.field] == record),
        dropped=tuple(d for d in extraction.dropped if origin[d.field] == record),
    )


def resolve_papers(
    extracted: Iterable[tuple[Record, Extraction]], *, minter: Minter
) -> tuple[tuple[Paper, ...], tuple[str, ...]]:
    """Put records of one work together. Return the papers in input order and the conflicts between their sources."""
    pairs = list(extracted)
    papers: list[Paper] = []
    conflicts: list[str] = []
    taken: set[str] = set()
    for group in group_records(record for record, _ in pairs):
        records = [pairs[i][0] for i in group]
        merged, origin = merge_records(records)
        first = merged.authors[0].name if merged.authors else ""
        iri = minter.paper(title=merged.title, first_author=first, ids=dict(merged.ids), record=merged.id)
        if iri in taken:
            iri = minter.paper(title="", first_author="", ids={}, record=merged.id)
        taken.add(iri)
        parts = [_select(pairs[i][1], pairs[i][0].id, origin) for i in group]
        extraction = Extraction(
            mentions=tuple(m for part in parts for m in part.mentions),
            results=tuple(r for part in parts for r in part.results),
            links=tuple(li for part in parts for li in part.links),
            dropped=tuple(d for part in parts for d in part.dropped),
        )
        origins: dict[Origin, None] = dict.fromkeys(r.origin for r in records if r.origin)
        papers.append(Paper(iri, merged, tuple(r.id for r in records), tuple(origins), extraction))
        conflicts += find_conflicts(records)
    papers = [replace(p, references=refs) for p, refs in zip(papers, _resolve_references(papers, minter), strict=True)]
    return tuple(papers), (*conflicts, *_find_dangling(papers))


def _resolve_references(papers: Sequence[Paper], minter: Minter) -> Iterator[tuple[str | None, ...]]:
    """Yield the IRIs of each paper's references: by DOI or arXiv id, else by the id or the title of a paper at hand."""
    known = {record: p.iri for p in papers for record in p.records}
    titles = Counter(fold(p.record.title) for p in papers)
    known |= {key: p.iri for p in papers if titles[key := fold(p.record.title)] == 1 and key}
    known |= {f"{s}:{v}".lower(): p.iri for p in papers for s, v in p.record.ids}
    for paper in papers:
        yield tuple(
            known.get(text) or known.get(text.lower()) or _external(text, minter) or known.get(fold(text))
            for text in paper.record.references
        )


def _external(reference: str, minter: Minter) -> str | None:
    scheme, _, value = reference.partition(":")
    found = {"doi": normalise_doi, "arxiv": normalise_arxiv}.get(scheme.lower(), lambda _: None)(value)
    return minter.paper(title="", first_author="", ids={scheme.lower(): found}) if found else None


def _find_dangling(papers: Iterable[Paper]) -> Iterator[str]:
    """Say which references name nothing: no DOI, no arXiv id, no paper at hand."""
    for paper in papers:
        for text, iri in zip(paper.record.references, paper.references, strict=True):
            if iri is None:
                yield f"{paper.record.title or paper.record.id}: the reference {text!r} names no paper of this graph"
