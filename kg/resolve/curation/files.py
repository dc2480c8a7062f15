"""Read a curation file and append to it; nobody's line is lost when two append at once."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kg.errors import OutputError, ReadError, UsageError
from kg.iris import BASE
from kg.locks import lock_waiting, unlock
from kg.resolve.curation.contradictions import refuse_contradictions
from kg.resolve.curation.lines import CuratedLine, Reference, parse_curation
from kg.standing import expand_iri
from kg.turtle import Abbreviator

__all__ = ["append_curation", "read_curation", "read_log"]

_BREAK = re.compile(r"\r\n|\n|\r")


def read_curation(path: Path, *, undone: bool = False, base: str = BASE) -> Iterator[CuratedLine]:
    """Yield the decisions of a file that hold; with ``undone`` also those that an undo took back, and the undos.

    IRIs as tables show them (``person:qi-qian-1a2b3c4d``) are written out in the graph's ``base``.
    Raises ``UsageError`` if there is no such file and ``ReadError`` for a line that makes no sense, or that contradicts
    another.
    """
    log = list(read_log(path, base=base))
    refuse_contradictions([c for c, holds in log if holds and c.verb != "undo"])
    yield from (c for c, holds in log if undone or (holds and c.verb != "undo"))


def read_log(path: Path, *, base: str = BASE) -> Iterator[tuple[CuratedLine, bool]]:
    """Yield every line and whether it holds, also where decisions contradict each other; errors as above."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read as a curation file: {error.strerror or error}") from error
    lines = _parse_lines(_decode(data, path), path, base)
    held = _find_held(lines)
    _check_undos(lines)
    yield from ((c, c.line in held) for c in lines)


def _decode(data: bytes, path: Path) -> str:
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadError("not UTF-8 text: save the file as UTF-8", path=str(path), line=line) from error


def _parse_lines(text: str, path: Path, base: str = BASE) -> list[CuratedLine]:
    prefixes = Abbreviator(base).prefixes
    numbered = enumerate(_BREAK.split(text), 1)
    lines = [c for n, line in numbered if (c := parse_curation(line, path=str(path), line=n))]
    return [
        replace(c, targets=tuple(replace(t, iri=expand_iri(t.iri, prefixes) or t.iri) for t in c.targets))
        for c in lines
    ]


def _find_held(lines: Sequence[CuratedLine]) -> set[int]:
    """Find the lines that hold: no line that holds takes them back."""
    held = {c.line for c in lines}
    for c in reversed(lines):
        if c.verb == "undo" and c.line in held:
            held.discard(int(c.arguments[0]))
    return held


def _select_held(lines: Sequence[CuratedLine]) -> list[CuratedLine]:
    """Return the decisions that hold."""
    _check_undos(lines)
    held = _find_held(lines)
    return [c for c in lines if c.line in held and c.verb != "undo"]


def _check_undos(lines: Sequence[CuratedLine]) -> None:
    """Raise ``ReadError`` for an undo of what is no line, or does not hold."""
    known: dict[int, CuratedLine] = {}
    for n, c in enumerate(lines):
        known[c.line] = c
        if c.verb != "undo":
            continue
        target = int(c.arguments[0])
        if target not in known or target == c.line:
            raise ReadError(f"line {target} holds no decision to undo", path=c.path, line=c.line)
        if target not in _find_held(lines[:n]):
            raise ReadError(f"line {target} is undone already", path=c.path, line=c.line)


def append_curation(path: Path, text: str, *, same: Callable[[Reference], str] = str) -> CuratedLine:
    """Check one decision together with those of the file, then append it; two at once lose nothing.

    ``same`` gives references to one thing one name, where a graph is at hand to tell. The line takes the file's kind
    of line break. Raises ``ReadError`` or ``UsageError``, and then the file is as it was.
    """
    try:
        addition = text.strip().encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"{text!r} is not text that can be written") from error
    try:
        _check_addition(path.read_bytes() if path.exists() else b"", text, path, same)
        with _opened_alone(path) as descriptor:
            data = _read_all(descriptor)
            parsed = _check_addition(data, text, path, same)
            end = b"\r\n" if b"\r\n" in data else b"\n"
            start = end if data and data[-1:] not in b"\r\n" else b""
            _write_all(descriptor, start + addition + end, size=len(data))
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    return parsed


def _check_addition(data: bytes, text: str, path: Path, same: Callable[[Reference], str]) -> CuratedLine:
    before = _decode(data, path)
    number = len(_BREAK.split(before)) + (before[-1:] not in ("", "\r", "\n"))
    added = parse_curation(text, path=str(path), line=number)
    if added is None or _BREAK.search(text.strip()):
        raise UsageError("a decision is one line")
    lines = _parse_lines(before, path)
    if added.verb == "undo" and not lines:
        raise UsageError(f"{path} holds no decision: there is nothing to undo")
    refuse_contradictions(_select_held([*lines, added]), same=same)
    return added


@contextmanager
def _opened_alone(path: Path) -> Iterator[int]:
    """Open a file for appending while nobody else has it so; a file system without locks has to do without."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    try:
        locked = lock_waiting(descriptor)
        try:
            yield descriptor
        finally:
            if locked:
                unlock(descriptor)
    finally:
        os.close(descriptor)


def _read_all(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return b"".join(iter(lambda: os.read(descriptor, 1 << 20), b""))


def _write_all(descriptor: int, data: bytes, *, size: int) -> None:
    """Append data, or leave the file at its size."""
    try:
        rest = data
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise
