"""The JSON lines of ``kg extract``: records in, mentions, results and links out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kg.errors import ReadError
from kg.model import Record

if TYPE_CHECKING:
    from decimal import Decimal

    from kg.model import Extraction, Link, Mention, Result

__all__ = ["record_from_json", "to_json"]


def record_from_json(line: str, *, path: str, line_number: int) -> Record:
    """Read ``{"id", "title"?, "abstract"|"text"}``; a ``text`` counts as the abstract. Raises ReadError.

    >>> record_from_json('{"id": "1", "text": "We use CLIP."}', path="-", line_number=1).abstract
    'We use CLIP.'
    """
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"not a JSON object: {error}", path=path, line=line_number) from error
    if not isinstance(item, dict):
        raise ReadError("not a JSON object: expected {id, title?, abstract|text}", path=path, line=line_number)
    texts = {key: item.get(key) or "" for key in ("title", "abstract", "text")}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise ReadError(f"{key} must be a string, not {value!r:.60}", path=path, line=line_number)
    return Record(
        id=_read_id(item.get("id"), path=path, line_number=line_number),
        title=texts["title"],
        abstract=texts["abstract"] or texts["text"],
    )


def _read_id(value: object, *, path: str, line_number: int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise ReadError(f"id must be a non-empty string or an integer, not {value!r:.60}", path=path, line=line_number)
    return str(value)


def to_json(record: Record, extraction: Extraction) -> dict[str, Any]:
    """Give one output line of ``kg extract`` as a dict that ``json.dumps`` takes."""
    return {
        "id": record.id,
        "mentions": [_mention_to_json(m) for m in extraction.mentions if isinstance(m.text, str)],
        "results": [_result_to_json(r) for r in extraction.results],
        "links": [_link_to_json(link) for link in extraction.links],
    }


def _mention_to_json(m: Mention) -> dict[str, Any]:
    keys = ("field", "start", "end", "text", "kind", "role", "score", "extractor", "name")
    return {key: getattr(m, key) for key in keys}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)


def _result_to_json(r: Result) -> dict[str, Any]:
    slots = {key: m.surface if (m := getattr(r, key)) else None for key in ("task", "dataset", "metric", "method")}
    keys = ("unit", "value_type", "comparator", "aggregation", "field", "start", "end", "text", "score", "extractor")
    numbers = {"value": _number(r.value), "baseline_value": _number(r.baseline_value)}
    return slots | numbers | {key: getattr(r, key) for key in keys}


def _link_to_json(link: Link) -> dict[str, Any]:
    keys = ("field", "start", "end", "text", "url", "kind", "status", "score", "extractor")
    return {key: getattr(link, key) for key in keys}
