"""Give each record an id of its own, where files use the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.model import Extraction, Mention, Record, Result
from kg.resolve.papers.merging import place_of

__all__ = ["name_apart", "printed_id"]


def name_apart(extracted: Iterable[tuple[Record, Extraction]]) -> Iterator[tuple[Record, Extraction]]:
    """Yield records whose ids differ, with what was found in them; the first of equal ids stays as it is.

    >>> [record.id for record, _ in name_apart([(Record("a"), Extraction()), (Record("a"), Extraction())])]
    ['a', 'a (2)']
    """
    seen: set[str] = set()
    for record, extraction in extracted:
        name, n = record.id, 1
        while name in seen:
            n += 1
            name = f"{record.id} ({_distinguish(record, n)})"
        seen.add(name)
        if name == record.id:
            yield record, extraction
        else:
            yield replace(record, id=name), _rename(extraction, name)


def printed_id(record: Record) -> str:
    """Return the id that a record has in its file.

    >>> (_, (record, _)) = name_apart([(Record("a"), Extraction())] * 2)
    >>> record.id, printed_id(record)
    ('a (2)', 'a')
    """
    name, bracket, inside = record.id.removesuffix(")").rpartition(" (")
    if not bracket or not record.id.endswith(")"):
        return record.id
    place = place_of(record, whole=False) if record.origin else ""
    return name if inside.isdecimal() or (place and inside.startswith(place)) else record.id


def _distinguish(record: Record, n: int) -> str:
    """Name the place of a record, and a number only where that does not suffice: places change less than numbers."""
    place = place_of(record, whole=False) if record.origin else ""
    return ", ".join(part for part in (place, str(n) if n > 2 or not place else "") if part)


def _rename(extraction: Extraction, name: str) -> Extraction:
    return Extraction(
        mentions=tuple(replace(m, record=name) for m in extraction.mentions),
        results=tuple(_rename_result(r, name) for r in extraction.results),
        links=tuple(replace(li, record=name) for li in extraction.links),
        dropped=tuple(replace(d, record=name) for d in extraction.dropped),
    )


def _rename_result(result: Result, name: str) -> Result:
    def move(mention: Mention | None) -> Mention | None:
        return replace(mention, record=name) if mention else None

    return replace(result, record=name, task=move(result.task), dataset=move(result.dataset),
                   metric=move(result.metric), method=move(result.method))  # fmt: skip
