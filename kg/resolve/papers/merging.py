"""Make one record of several of one work, and say where they contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.iris import fold
from kg.model import Author, Record
from kg.resolve.papers.cards import Card, compare_authors, may_be_one, read_name
from kg.resolve.papers.comparing import relate_cards
from kg.resolve.papers.identifiers import EXCLUSIVE, read_identifier

__all__ = ["Merged", "find_conflicts", "merge_records", "place_of"]

_SINGLE = ("title", "abstract", "date", "venue", "score")
_LISTS = ("categories", "affiliations", "urls", "references")
#: So much of an author list is printed where two of them contradict each other.
_LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class Merged:
    """A record made of several, and the position of the one that each field's text was taken from."""

    record: Record
    origin: dict[str, int]


def merge_records(records: Sequence[Record]) -> Merged:
    """Merge records of one work: the first that states a field wins, lists and identifiers are put together.

    Authors stay as the first record prints them; other records add those that an "et al." left out, and what they know
    of each. A date is made more precise by another that begins with it.

    >>> a, b = Record("a", title="T", date="2020"), Record("b", title="t", date="2020-05", venue="V")
    >>> merged = merge_records([a, b])
    >>> merged.record.title, merged.record.date, merged.record.venue, merged.origin["venue"]
    ('T', '2020-05', 'V', 1)
    """
    if len(records) == 1:
        return Merged(records[0], {})
    fields: dict[str, object] = {}
    origin: dict[str, int] = {}
    for name in _SINGLE:
        stating = [i for i, r in enumerate(records) if getattr(r, name) not in (None, "")]
        if stating:
            origin[name] = stating[0]
            fields[name] = getattr(records[stating[0]], name)
    dates = [(i, r.date) for i, r in enumerate(records) if r.date and r.date.startswith(str(fields["date"]))]
    if dates:
        origin["date"], fields["date"] = max(dates, key=lambda row: (len(row[1]), -row[0]))
    for name in _LISTS:
        origin[name] = next((i for i, r in enumerate(records) if getattr(r, name)), 0)
        fields[name] = _unite([getattr(r, name) for r in records])
    fields["ids"] = _unite_ids(records)
    origin["authors"], authors, complete = _merge_authors(records)
    return Merged(replace(records[0], authors=authors, authors_complete=complete, **fields), origin)  # type: ignore[arg-type]


def _unite(lists: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for item in (item for items in lists for item in items):
        seen.setdefault(fold(item) if "/" not in item else item.rstrip("/"), item)
    return tuple(seen.values())


def _unite_ids(records: Sequence[Record]) -> tuple[tuple[str, str], ...]:
    seen: dict[object, tuple[str, str]] = {}
    for scheme, value in (pair for r in records for pair in r.ids):
        seen.setdefault(tuple(read_identifier(scheme, value)) or (scheme.lower(), value), (scheme, value))
    return tuple(seen.values())


def _merge_authors(records: Sequence[Record]) -> tuple[int, tuple[Author, ...], bool]:
    """Return the position of the record whose list was taken, the list, and whether it is complete."""
    stating = [i for i, r in enumerate(records) if r.authors]
    if not stating:
        return 0, (), records[0].authors_complete
    chosen = stating[0]
    authors = records[chosen].authors
    if not records[chosen].authors_complete:
        full = [i for i in stating if records[i].authors_complete]
        longer = full or sorted(stating, key=lambda i: -len(records[i].authors))
        alike = [i for i in longer if _begins_alike(authors, records[i].authors)]
        chosen = (alike or full or [chosen])[0]
        begun = authors if _begins_alike(authors, records[chosen].authors) else ()
        authors = (*begun, *records[chosen].authors[len(begun) :])
    return chosen, _enrich(authors, records), records[chosen].authors_complete


def _begins_alike(some: Sequence[Author], all_: Sequence[Author]) -> bool:
    return len(some) <= len(all_) and all(
        may_be_one(read_name(a.name), read_name(b.name)) for a, b in zip(some, all_, strict=False)
    )


def _enrich(authors: tuple[Author, ...], records: Sequence[Record]) -> tuple[Author, ...]:
    """Fill in what records know of authors that the first does not."""
    out = list(authors)
    known = [a for r in records for a in r.authors if a.orcid or a.ids or a.email or a.affiliations]
    for other in known:
        name = read_name(other.name)
        fitting = [i for i, a in enumerate(out) if read_name(a.name) == name]
        fitting = fitting or [i for i, a in enumerate(out) if may_be_one(read_name(a.name), name)]
        if len(fitting) == 1:
            out[fitting[0]] = _fill(out[fitting[0]], other)
    return tuple(out)


def _fill(author: Author, other: Author) -> Author:
    return replace(
        author,
        affiliations=author.affiliations or other.affiliations,
        orcid=author.orcid or other.orcid,
        ids=(*author.ids, *(pair for pair in other.ids if pair not in author.ids)),
        email=author.email or other.email,
    )


def place_of(record: Record, *, whole: bool = True) -> str:
    """Say where a record stands: file and line, or its id; not ``whole``, the name of the file alone."""
    if record.origin is None:
        return record.id
    path = record.origin.path if whole else record.origin.path.replace("\\", "/").rsplit("/", 1)[-1]
    return f"{path}:{record.origin.line}"


def find_conflicts(records: Sequence[Record], cards: Sequence[Card]) -> Iterator[str]:
    """Say where sources of one work contradict each other, each time with the places of both."""
    found = {
        "title": _differing_titles(records, cards),
        "date": _differing_dates(records),
        "venue": _differing_venues(records, cards),
        "authors": _differing_authors(records, cards),
    }
    found |= {f"their {scheme} identifier": _differing_ids(records, cards, scheme) for scheme in EXCLUSIVE}
    for name, stated in found.items():
        if len(stated) > 1:
            values = "; ".join(f"{value!r} ({place})" for value, place in stated)
            yield f"{records[0].title or records[0].id}: sources differ in {name}: {values}"


_Stated = list[tuple[str, str]]


def _differing_titles(records: Sequence[Record], cards: Sequence[Card]) -> _Stated:
    stated: list[tuple[Record, Card]] = []
    for r, card in zip(records, cards, strict=True):
        if card.title and all(relate_cards(card, c) in (None, "spelling") for _, c in stated):
            stated.append((r, card))
    return [(r.title, place_of(r)) for r, _ in stated]


def _differing_dates(records: Sequence[Record]) -> _Stated:
    stated: _Stated = []
    for r in records:
        if r.date and not any(r.date.startswith(d) or d.startswith(r.date) for d, _ in stated):
            stated.append((r.date, place_of(r)))
    return stated


def _differing_venues(records: Sequence[Record], cards: Sequence[Card]) -> _Stated:
    """List venues; that of a preprint contradicts no other."""
    stated = {c.venue: (r.venue or "", place_of(r)) for r, c in reversed(list(zip(records, cards, strict=True)))
              if c.venue and c.kind == "published"}  # fmt: skip
    return list(stated.values())[::-1]


def _differing_authors(records: Sequence[Record], cards: Sequence[Card]) -> _Stated:
    """List the first author list, and those that do not agree with it."""
    known = [(r, c) for r, c in zip(records, cards, strict=True) if c.authors]
    if not known:
        return []
    others = [r for r, c in known[1:] if compare_authors(known[0][1], c).verdict != "all"]
    return [(_print_authors(r), place_of(r)) for r in (known[0][0], *others)]


def _print_authors(record: Record) -> str:
    names = ", ".join(a.name for a in record.authors)
    return names if len(names) <= _LONGEST_LIST else f"{names[:_LONGEST_LIST]}…"


def _differing_ids(records: Sequence[Record], cards: Sequence[Card], scheme: str) -> _Stated:
    stated: _Stated = []
    seen: set[str] = set()
    for r, card in zip(records, cards, strict=True):
        values = [v for s, v in card.ids if s == scheme]
        if values and seen.isdisjoint(values):
            stated.append((values[0], place_of(r)))
        seen.update(values)
    return stated
