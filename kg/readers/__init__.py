"""Readers: one small module per input format, found through the ``READERS`` registry.

A reader is a module with two functions: ``sniff(head) -> bool``, which tells from a file's first 64 KiB of text
whether the file is in its format, and ``read(source, report) -> Iterator[Record]``, which hands to ``report`` each
piece of input that it makes no record of. Other packages add readers under the entry-point group ``kg.readers``: the
entry point's name is the format's, and what it loads is such a module with a tuple ``SUFFIXES``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import ReadError, UsageError
from kg.model import Record, Skipped
from kg.readers.text import Source, open_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Report = Callable[[Skipped], None]

__all__ = ["READERS", "Reader", "list_readers", "read", "read_paths"]


#: Characters that a title and an abstract may have: what is longer is a file in the wrong format, or an attack.
_LONGEST = {"title": 10_000, "abstract": 100_000}


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: its name, the module that reads it, and the file suffixes that it may have ("" for none)."""

    name: str
    module: str
    suffixes: tuple[str, ...]

    def load(self) -> Any:  # noqa: ANN401 - a module has no better type
        """Import the module."""
        return import_module(self.module)


# In the order in which they are asked about a file whose suffix several of them share.
READERS: dict[str, Reader] = {
    reader.name: reader
    for reader in (
        Reader("native", "kg.readers.native", (".jsonl", ".ndjson")),
        Reader("listing", "kg.readers.listing", (".txt", ".text", ".md", "")),
    )
}


@lru_cache(maxsize=1)
def list_readers() -> dict[str, Reader]:
    """Return the registry together with the readers that other installed packages bring."""
    found = {
        point.name: Reader(point.name, point.module, tuple(point.load().SUFFIXES))
        for point in entry_points(group="kg.readers")
    }
    return READERS | found


def read(path: str | os.PathLike[str], *, name: str | None = None, on_skip: Report | None = None) -> Iterator[Record]:
    """Yield the records of one file, in the format ``name`` or in the one that its suffix and content tell.

    Input that no record can be made of goes to ``on_skip``; without it, the first such piece raises ReadError.
    Raises UsageError for a path that does not exist or a format that is unknown.
    """
    given = os.fspath(path)
    _require(given)
    if Path(given).is_dir():
        raise UsageError(f"{given}: this is a directory; read_paths reads directories")
    source = open_source(given)
    return _read(source, _choose(source, name), on_skip or _refuse)


def _refuse(skipped: Skipped) -> None:
    raise ReadError(skipped.reason, path=skipped.path, line=skipped.line)


def _require(path: str) -> None:
    if not Path(path).exists():
        raise UsageError(f"{path}: no such file or directory")


def _choose(source: Source, name: str | None) -> Reader:
    readers = list_readers()
    if name is not None:
        if name not in readers:
            raise UsageError(f"unknown format {name!r}; known: {', '.join(sorted(readers))}")
        return readers[name]
    suffix = Path(source.path).suffix.lower()
    fitting = [reader for reader in readers.values() if suffix in reader.suffixes]
    if not fitting:
        known = ", ".join(sorted({s for reader in readers.values() for s in reader.suffixes if s}))
        raise ReadError(f"no reader knows the suffix {suffix or '(none)'!r}; known: {known}", path=source.path)
    for reader in fitting:
        if reader.load().sniff(source.head):
            return reader
    tried = " or ".join(reader.name for reader in fitting)
    raise ReadError(f"nothing in it looks like a record ({tried} format)", path=source.path)


def _read(source: Source, reader: Reader, report: Report) -> Iterator[Record]:
    count = 0
    for record in reader.load().read(source, report):
        count += 1
        if long := next((field for field, most in _LONGEST.items() if len(getattr(record, field)) > most), ""):
            size, text = len(getattr(record, long)), getattr(record, long)[:80]
            reason = f"the {long} of record {record.id[:80]!r} has {size:,} characters, more than {_LONGEST[long]:,}"
            report(Skipped(source.path, record.origin.line if record.origin else 0, text, reason))
            continue
        yield record
    if not count:
        report(Skipped(source.path, 0, "", f"no record found in it as {reader.name} format"))


def read_paths(paths: Iterable[str | os.PathLike[str]], *, on_skip: Report | None = None) -> Iterator[Record]:
    """Yield the records of files and, sorted by name, of all files below directories; hidden ones are ignored.

    A file named outright must be readable. One found in a directory that nothing can read goes to ``on_skip``, and so
    do pieces of files, as in ``read``. Raises UsageError for a missing path before the first record, and ReadError at
    the end of a directory in which nothing could be read.
    """
    given = [os.fspath(path) for path in paths]
    for path in given:
        _require(path)
    return _read_all(given, on_skip or _refuse)


def _read_all(paths: list[str], report: Report) -> Iterator[Record]:
    seen: set[str] = set()
    for path in paths:
        for source, reader in _find(path, report):
            real = os.path.realpath(source.path)
            if real in seen:
                report(Skipped(source.path, 0, "", "given twice; it was read already"))
                continue
            seen.add(real)
            yield from _read(source, reader, report)


def _find(path: str, report: Report) -> Iterator[tuple[Source, Reader]]:
    if not Path(path).is_dir():
        source = open_source(path)
        yield source, _choose(source, None)
        return
    count = 0
    for file in _walk(path):
        try:
            source = open_source(file)
            found = source, _choose(source, None)
        except ReadError as error:
            report(Skipped(file, error.line, "", str(error).partition(": ")[2]))
            continue
        count += 1
        yield found
    if not count:
        raise ReadError("nothing in this directory can be read", path=path)


def _walk(path: str) -> Iterator[str]:
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and (Path(folder) / name).is_file():
                yield os.path.join(folder, name)  # noqa: PTH118 - the path stays as it was given
