"""Read and write the native record: one JSON object a line (RFC 8259, https://jsonlines.org)."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from kg.iris import PERSON_REGISTRIES, normalise_arxiv, normalise_doi, normalise_orcid, normalise_person_id
from kg.model import Author, Origin, Record, Skipped
from kg.readers.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.readers.text import Source

    Report = Callable[[Skipped], None]

__all__ = ["make_record", "read", "sniff", "write_native"]

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
# Beyond this an xsd:decimal is no longer a listing's score, and printing it in full could fill a disk.
_DIGITS = 30


def sniff(head: str) -> bool:
    """Tell whether the first line is the beginning of a JSON object."""
    return head.lstrip().startswith("{")


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of a native file; a broken field is dropped, a record without a usable id is skipped."""
    seen: set[str] = set()
    unknown: set[str] = set()
    for number, line in source.lines():
        if not line.strip():
            continue

        def drop(reason: str, number: int = number, line: str = line) -> None:
            report(Skipped(source.path, number, line[:200], reason))

        remarks: list[str] = []
        try:
            data = _parse(line)
            record = make_record(data, drop=remarks.append)
        except (TypeError, ValueError) as error:
            drop(str(error))
            continue
        news = {key: remark for key, remark in _find_unknown(data) if key not in unknown}
        unknown.update(news)
        remarks.extend(news.values())
        if record.id in seen:
            remarks.append(f"id {record.id!r} stands twice in this file; the first record is kept: give each its own")
        for remark in remarks:
            drop(remark)
        if record.id not in seen:
            seen.add(record.id)
            yield replace(record, origin=Origin(source.path, source.sha256, number, "native"))


def _find_unknown(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (path of a field that is unknown, what to say of it)."""
    authors = data.get("authors")
    inner = {key for item in authors if isinstance(item, dict) for key in item} if isinstance(authors, list) else set()
    for prefix, keys, known in (("", data.keys(), tuple(_FIELDS)), ("authors.", inner, _AUTHOR_FIELDS)):
        for key in sorted(keys - set(known)):
            path = f"{prefix}{key}"
            meant = _OTHER_NAMES.get(key.casefold()) or next(iter(get_close_matches(key.casefold(), known, n=1)), None)
            offer = f"write {prefix + meant!r} if that is meant; " if meant else ""
            yield path, f"unknown field {path!r} is ignored here and below; {offer}known: {', '.join(known)}"


def _parse(line: str) -> dict[str, Any]:
    try:
        data = json.loads(line, parse_float=_parse_float, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at column {error.colno}; write one object a line") from error
    except RecursionError as error:
        raise ValueError("not a record: JSON nested too deep") from error
    if not isinstance(data, dict):
        raise TypeError(f"not a record: {_show(data)} is no JSON object; write one {{...}} a line")
    return data


def _parse_float(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"not a record: {_show(text)} is beyond every number; leave the field out") from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"not JSON: {name} is no number there; leave the field out")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"field {twice!r} stands twice in one object; keep one")
    return out


def _show(value: object) -> str:
    text = json.dumps(value, default=float, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("is no text; put it in double quotes")
    return clean_text(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("is neither true nor false")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError('is no list of texts; write ["..."]')
    return tuple(_text(item) for item in value)


def _date(value: object) -> str:
    text = _text(value)
    if not _DATE.fullmatch(text):
        raise ValueError("is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        raise ValueError("is no day of the calendar; write YYYY, YYYY-MM or YYYY-MM-DD") from None
    return text


def _score(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError("is no number; write it without quotes")
    number = Decimal(value)
    if number and not -_DIGITS < number.adjusted() < _DIGITS:
        raise ValueError(f"is no score; numbers of up to {_DIGITS} digits are read")
    return number


_IDENTIFIERS: dict[str, tuple[Callable[[str], str | None], str]] = {
    "doi": (normalise_doi, "DOI"),
    "arxiv": (normalise_arxiv, "arXiv id"),
}
#: What other formats call fields of the record.
_OTHER_NAMES = {
    "booktitle": "venue",
    "doi": "ids",
    "journal": "venue",
    "keywords": "categories",
    "link": "urls",
    "published": "date",
    "summary": "abstract",
    "text": "abstract",
    "year": "date",
}
_NAMELESS = 'is an author without a name; write {"name": "..."} or "..."'
_AUTHOR_FIELDS = ("name", "affiliations", "orcid", "ids", "email")


def _author(value: object) -> Author:
    data: dict[str, Any] = value if isinstance(value, dict) else {"name": value}
    orcid = data.get("orcid")
    return Author(
        clean_text(data["name"]),
        _texts(data.get("affiliations") or []),
        normalise_orcid(orcid) if isinstance(orcid, str) else None,
        _ids(data.get("ids") or {}),
        _text(data["email"]) or None if data.get("email") else None,
    )


def _is_named(author: object) -> bool:
    name = author.get("name") if isinstance(author, dict) else author
    return isinstance(name, str) and bool(clean_text(name).strip())


def _find_bad_authors(authors: list[Any], read: Iterable[Author]) -> Iterator[str]:
    """Yield remarks on identifiers that prove nothing."""
    for author in authors:
        orcid = author.get("orcid") if isinstance(author, dict) else None
        if orcid is not None and not (isinstance(orcid, str) and normalise_orcid(orcid)):
            yield f"field 'authors.orcid': {_show(orcid)} is no ORCID iD; correct it; the iD alone is left out"
    for registry, value in (pair for author in read for pair in author.ids):
        if registry.casefold().strip() in PERSON_REGISTRIES and not normalise_person_id(registry, value):
            yield f"field 'authors.ids.{registry}': {_show(value)} identifies nobody; correct it: it proves nothing"


def _find_bad_ids(ids: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for scheme, value in ids:
        read, name = _IDENTIFIERS.get(scheme.lower(), (str, ""))
        if name and not read(value):
            yield f"field 'ids.{scheme}': {_show(value)} is no {name}; correct it: as it stands it identifies nothing"


def _authors(value: object) -> tuple[Author, ...]:
    if not isinstance(value, list):
        raise TypeError('is no list; write [{"name": "..."}]')
    return tuple(_author(item) for item in value if _is_named(item))


def _ids(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise TypeError('is no object; write {"doi": "..."}')
    return tuple(
        (clean_text(scheme), text)
        for scheme, item in value.items()
        for text in (_texts(item) if isinstance(item, list) else (_text(item),))
    )


_FIELDS: dict[str, Callable[[object], Any]] = {
    "id": _text,
    "title": _text,
    "authors": _authors,
    "authors_complete": _flag,
    "abstract": _text,
    "date": _date,
    "venue": _text,
    "categories": _texts,
    "score": _score,
    "affiliations": _texts,
    "urls": _texts,
    "ids": _ids,
    "references": _texts,
}


def make_record(data: dict[str, Any], *, drop: Callable[[str], None]) -> Record:
    """Make a record of a parsed object; ``drop`` hears of each field left out. Raises ValueError without a usable id.

    >>> make_record({"id": "a", "authors": ["Ada Lovelace"], "date": "1843-13"}, drop=print).authors[0].name
    field 'date': "1843-13" is no day of the calendar; write YYYY, YYYY-MM or YYYY-MM-DD; the field is left out
    'Ada Lovelace'
    """
    fields: dict[str, Any] = {}
    nameless = [a for a in data["authors"] if not _is_named(a)] if isinstance(data.get("authors"), list) else []
    for author in nameless:
        drop(f"field 'authors': {_show(author)} {_NAMELESS}; that author alone is left out")
        data = data | {"authors_complete": False}
    for name, convert in _FIELDS.items():
        if (value := data.get(name)) is None:
            continue
        try:
            fields[name] = convert(value)
        except (TypeError, ValueError) as error:
            message = f"field {name!r}: {_show(value)} {error}"
            if name == "id":
                raise ValueError(message) from error
            drop(f"{message}; the field is left out")
            if name == "authors":
                data = data | {"authors_complete": False}
    for remark in _find_bad_authors(data["authors"], fields["authors"]) if "authors" in fields else ():
        drop(remark)
    for remark in _find_bad_ids(fields.get("ids", ())):
        drop(remark)
    if not fields.get("id", "").strip():
        raise ValueError("field 'id' is missing or empty; give each record an id of its own")
    return Record(**fields)


def write_native(records: Iterable[Record]) -> Iterator[str]:
    r"""Yield one line of JSON, with its line end, for each record; ``read`` gives the same records back.

    >>> next(write_native([Record("a", title="On A", score=Decimal("26.30"))]))
    '{"id": "a", "title": "On A", "score": 26.30}\n'
    """
    for record in records:
        fields = {"id": json.dumps(record.id, ensure_ascii=False)}
        for name in list(_FIELDS)[1:]:
            if (text := _write_field(name, getattr(record, name))) is not None:
                fields[name] = text
        yield "{" + ", ".join(f'"{name}": {text}' for name, text in fields.items()) + "}\n"


def _write_field(name: str, value: Any) -> str | None:  # noqa: ANN401 - any field of a record
    if name == "authors_complete":
        return None if value else "false"
    if not value and not isinstance(value, Decimal):
        return None
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(_plain(name, value), ensure_ascii=False)


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401 - any field of a record
    if name == "authors":
        return [
            {"name": a.name}
            | ({"affiliations": list(a.affiliations)} if a.affiliations else {})
            | ({"orcid": a.orcid} if a.orcid else {})
            | ({"ids": _plain("ids", a.ids)} if a.ids else {})
            | ({"email": a.email} if a.email else {})
            for a in value
        ]
    if name == "ids":
        schemes = dict.fromkeys(scheme for scheme, _ in value)
        grouped = {s: [text for scheme, text in value if scheme == s] for s in schemes}
        return {s: texts[0] if len(texts) == 1 else texts for s, texts in grouped.items()}
    return value
