"""Splice blocks of Turtle into a file that is sorted already: what stays is copied in long runs, as it stands."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from kg.turtle import Abbreviator, heading_of, order_of

__all__ = ["Block", "Body", "Splice", "Spool", "Standing", "short_hash"]

Flags = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]

_COLUMNS = ("ranks", "codes", "texts", "sizes")
#: Bytes of blocks that are held in memory.
_SPOOL = 1 << 25


def short_hash(data: bytes) -> int:
    """Hash to 64 bits: enough to find things again, with so few false hits that looking twice costs nothing."""
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


class Block(NamedTuple):
    """What is said of one subject in one graph, as text that waits in a spool.

    ``rank`` is the place of its class, ``subject`` its IRI in N-Triples; ``code`` and ``text`` are hashes of what
    stands for the subject and of the whole.
    """

    evidence: bool
    rank: int
    subject: str
    code: int
    text: int
    offset: int
    size: int

    def order(self) -> tuple[int, str, str]:
        """Return the key by which blocks are sorted."""
        return (self.rank, *order_of(self.subject))


@dataclass(frozen=True, slots=True)
class Body:
    """All blocks of one graph in the order of their file: places of their classes, hashes, and sizes in bytes."""

    ranks: npt.NDArray[np.uint8]
    codes: Hashes
    texts: Hashes
    sizes: npt.NDArray[np.uint32]

    @classmethod
    def from_blocks(cls, blocks: Sequence[Block]) -> Self:
        """Describe blocks that are sorted."""
        columns = zip(*((b.rank, b.code, b.text, b.size) for b in blocks), strict=True) if blocks else ((), (), (), ())
        kinds = (np.uint8, np.uint64, np.uint64, np.uint32)
        return cls(*(np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True)))

    @classmethod
    def from_columns(cls, columns: Mapping[str, npt.NDArray[Any]], prefix: str) -> Self:
        """Take what ``columns`` gave."""
        return cls(*(columns[f"{prefix}_{name}"] for name in _COLUMNS))

    def columns(self, prefix: str) -> dict[str, npt.NDArray[Any]]:
        """Return its arrays by name."""
        return {f"{prefix}_{name}": getattr(self, name) for name in _COLUMNS}

    def has(self, codes: Hashes) -> Flags:
        """Say of each block whether its code is one of these."""
        return np.isin(self.codes, codes)

    def __len__(self) -> int:
        """Count the blocks."""
        return len(self.ranks)

    def starts(self, begin: int, indent: str) -> Numbers:
        """Return where the blocks stand in a file where the first heading stands at ``begin``; and where they end."""
        headings = np.array([len(_head(rank, indent)) for rank in range(int(self.ranks.max(initial=0)) + 1)], np.int64)
        changes = np.flatnonzero(np.diff(self.ranks.astype(np.int64), prepend=-1))
        extra = np.zeros(len(self), np.int64)
        extra[changes] = headings[self.ranks[changes]]
        starts = begin + np.cumsum(extra) + np.cumsum(self.sizes, dtype=np.int64) - self.sizes
        end = begin + int(extra.sum()) + int(self.sizes.sum(dtype=np.int64))
        return np.append(starts, end)


def _head(rank: int, indent: str) -> bytes:
    return f"\n{indent}# {heading_of(rank)}\n".encode()


class Spool:
    """Texts that wait to be read again, in memory or, once they are many, in a file."""

    def __init__(self, directory: Path) -> None:
        """Start empty; the file is made in the directory."""
        file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=_SPOOL, dir=str(directory))  # noqa: SIM115
        self._file = file
        self._end = 0

    def write(self, data: bytes) -> int:
        """Add a text and return where it stands."""
        self._file.seek(self._end)
        start, self._end = self._end, self._end + len(data)
        self._file.write(data)
        return start

    def read(self, offset: int, size: int) -> bytes:
        """Read a text again."""
        self._file.seek(offset)
        return self._file.read(size)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget everything."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Standing:
    """The blocks of one graph in the file that they stand in."""

    body: Body
    file: Any
    starts: Numbers

    def read(self, start: int, stop: int) -> bytes:
        """Read blocks that follow each other, without the heading before the first."""
        return bytes(self.file[self.starts[start] : self.starts[stop - 1] + int(self.body.sizes[stop - 1])])


class Splice:
    """New blocks spliced into those that stand, less those that are cut out."""

    def __init__(self, old: Standing, cut: Flags, new: Sequence[Block], *, short: Abbreviator, indent: str) -> None:
        """Take sorted blocks and find their places."""
        self.old, self.cut, self.new, self.indent = old, cut, new, indent
        self._short = short
        self._places = self._find_places()
        self.body = self._join()

    def _find_places(self) -> list[int]:
        places, low = [], 0
        for block in self.new:
            low = bisect_left(range(len(self.old.body)), block.order(), low, key=self._key)
            places.append(low)
        return places

    def _key(self, number: int) -> tuple[int, str, str]:
        start = int(self.old.starts[number]) + 1 + len(self.indent)
        token = self.old.file[start : self.old.file.find(b"\n", start)].decode()
        return int(self.old.body.ranks[number]), *order_of(self._short.expand(token))

    def _join(self) -> Body:
        kept = ~self.cut
        before = np.append(0, np.cumsum(kept))
        places = before[np.array(self._places, np.int64)] if self._places else np.array([], np.int64)
        added = Body.from_blocks(self.new).columns("")
        joined = {name: np.insert(old[kept], places, added[name]) for name, old in self.old.body.columns("").items()}
        return Body.from_columns(joined, "")

    def pieces(self, spool: Spool) -> Iterator[bytes]:
        """Yield the text of the new body, headings included."""
        rank = -1
        for own, piece in self._sections(spool):
            if own != rank:
                rank = own
                yield _head(rank, self.indent)
            yield piece

    def _sections(self, spool: Spool) -> Iterator[tuple[int, bytes]]:
        """Yield pieces of one section each, with its place."""
        edges = self._edges()
        waiting = 0
        for start, stop in pairwise(edges):
            while waiting < len(self.new) and self._places[waiting] <= start:
                block = self.new[waiting]
                yield block.rank, spool.read(block.offset, block.size)
                waiting += 1
            if not self.cut[start]:
                yield int(self.old.body.ranks[start]), self.old.read(start, stop)
        for block in self.new[waiting:]:
            yield block.rank, spool.read(block.offset, block.size)

    def _edges(self) -> list[int]:
        """Return the numbers of old blocks between which nothing is cut out, inserted or headed."""
        if not len(self.old.body):
            return []
        changes = np.flatnonzero(np.diff(self.cut)) + 1, np.flatnonzero(np.diff(self.old.body.ranks)) + 1
        ends = np.array([0, len(self.old.body)])
        edges: list[int] = np.unique(np.concatenate([*changes, self._places, ends]).astype(np.int64)).tolist()
        return edges

    def removed(self) -> Iterator[bytes]:
        """Yield the blocks that are cut out."""
        edges = self._edges()
        for start, stop in pairwise(edges):
            if self.cut[start]:
                yield self.old.read(start, stop)
