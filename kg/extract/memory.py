"""Extraction that remembers: a text that the last build read with the same code and options is not read again.

What is found depends on title and abstract alone: extraction sees nothing else of a record. And what is found always
takes the way through its stored form, so that a remembered extraction cannot differ from a new one.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cache import fingerprint_files
from kg.extract.pipeline import Options, extract
from kg.model import Dropped, Extraction, Link, Mention, Record, Result

if TYPE_CHECKING:
    from kg.cache import Cache

__all__ = ["KIND", "decode_extraction", "encode_extraction", "extract_remembered", "fingerprint_extraction"]

#: The kind of the cache's entries.
KIND = "extraction"
_PACKAGE = Path(__file__).parent.parent
#: What the code of this room imports besides itself.
_SOURCES = ("cache.py", "errors.py", "iris.py", "model.py", "extract")
_LIBRARIES = ("numpy", "onnxruntime", "spacy", "thinc", "tokenizers")
_LISTS = (("mentions", Mention), ("results", Result), ("links", Link), ("dropped", Dropped))
_NAMES = {cls: tuple(f.name for f in fields(cls) if f.name != "record") for _, cls in _LISTS}


def fingerprint_extraction() -> str:
    """Hash the code, the word lists and the models that extraction consists of."""
    return fingerprint_files([_PACKAGE / name for name in _SOURCES], packages=_LIBRARIES)


def _key(record: Record, options: Options) -> bytes:
    parts = json.dumps([record.title, record.abstract, asdict(options)], sort_keys=True)
    return hashlib.sha256(parts.encode("ascii")).digest()


def encode_extraction(extraction: Extraction) -> list[list[Any]]:
    """Turn what was found in one record into lists for JSON, without the record's id."""
    places = {mention: i for i, mention in enumerate(extraction.mentions)}
    return [[_encode_item(item, places) for item in getattr(extraction, name)] for name, _ in _LISTS]


def _encode_item(item: Any, places: dict[Mention, int]) -> list[Any]:  # noqa: ANN401 - any class of _LISTS
    return [_encode(getattr(item, name), places) for name in _NAMES[type(item)]]


def _encode(value: object, places: dict[Mention, int]) -> Any:  # noqa: ANN401 - what JSON holds
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, Mention):
        return {"mention": places[value] if value in places else _encode_item(value, places)}
    raise TypeError(f"{value!r} has no stored form")


def decode_extraction(stored: list[list[Any]], record: str) -> Extraction:
    """Make what ``encode_extraction`` stored into what was found in the record of this id."""
    mentions: list[Mention] = []

    def decode(value: Any) -> Any:  # noqa: ANN401 - the field of any class of _LISTS
        if not isinstance(value, dict):
            return value
        if "decimal" in value:
            return Decimal(value["decimal"])
        place = value["mention"]
        return mentions[place] if isinstance(place, int) else Mention(record, *place)

    found: dict[str, tuple[Any, ...]] = {}
    for (name, cls), rows in zip(_LISTS, stored, strict=True):
        found[name] = tuple(cls(record, *map(decode, row)) for row in rows)
        mentions = mentions or list(found[name])
    return Extraction(**found)


@dataclass(frozen=True, slots=True)
class _Recalled:
    """A record and what the cache knows about it."""

    record: Record
    key: bytes
    stored: bytes | None
    extraction: Extraction | None


def _recall(record: Record, cache: Cache, options: Options) -> _Recalled:
    key = _key(record, options)
    stored = cache.get(KIND, key)
    if stored is None:
        return _Recalled(record, key, None, None)
    try:
        return _Recalled(record, key, stored, decode_extraction(json.loads(stored), record.id))
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        cache.discard(error)
        return _Recalled(record, key, None, None)


def extract_remembered(
    records: Iterable[Record], *, cache: Cache, options: Options | None = None, n_process: int = 1
) -> Iterator[tuple[Record, Extraction, bool]]:
    """Yield each record, what was found in it, and whether the cache knew, in order."""
    options = options or Options()
    waiting: deque[_Recalled] = deque()

    def find_missing() -> Iterator[Record]:
        for record in records:
            waiting.append(recalled := _recall(record, cache, options))
            if recalled.extraction is None:
                yield Record(record.id, title=record.title, abstract=record.abstract)

    def pass_known() -> Iterator[tuple[Record, Extraction, bool]]:
        while waiting and (extraction := waiting[0].extraction):
            known = waiting.popleft()
            cache.put(KIND, known.key, known.stored or b"")
            yield known.record, extraction, True

    missing = find_missing()
    if (first := next(missing, None)) is not None:  # without any, no model need be loaded
        for _, extraction in extract(chain([first], missing), options=options, n_process=n_process):
            yield from pass_known()
            new = waiting.popleft()
            stored = json.dumps(encode_extraction(extraction), separators=(",", ":")).encode("ascii")
            cache.put(KIND, new.key, stored)
            yield new.record, decode_extraction(json.loads(stored), new.record.id), False
    yield from pass_known()
