"""Write a graph's files, Turtle, TriG and store, as what has changed since the last build.

A unit that the last build knew is not stated again: its blocks are copied. Where several units speak of one subject,
their fragments of its block are kept in the cache, so that the block can be put together without stating them all. A
build from scratch goes the same way, with nothing that stands.
"""

from __future__ import annotations

import hashlib
import mmap
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import OutputError
from kg.ledger import KIND, Ledger, UnitTable
from kg.splice import Block, Hashes, Splice, Spool, Standing
from kg.stating import INDENT, Desk
from kg.store import load_store, update_store
from kg.triples import Assertions, Unit, describe_runs

if TYPE_CHECKING:
    from kg.cache import Cache

__all__ = ["Written", "write_graph"]

_TURTLE, _TRIG, _STORE = "graph.ttl", "graph.trig", "store"
#: Share of the standing blocks from which it is faster to write everything anew.
_ANEW = 0.5

Notify = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Written:
    """How many statements a graph has, and how many of its units stood already."""

    statements: int
    units: int
    kept: int


def write_graph(
    directory: Path,
    units: Iterable[Unit],
    *,
    out: Assertions,
    old: Path,
    cache: Cache,
    notify: Notify,
    progress: Notify = lambda _: None,
) -> Written:
    """Write Turtle, TriG and store to ``directory``; ``old`` is where the last build wrote them, if there was one.

    ``progress`` is called with the name of a stage as it begins.
    """
    by_fingerprint = {unit.fingerprint(): unit for unit in units}
    ledger = _read_ledger(cache, old, notify)
    if len(ledger.units):
        with Spool(directory) as spool:
            change = Change(Desk(out, spool), by_fingerprint, ledger, cache)
            if change.share < _ANEW:
                return _write_files(change, directory, old, notify, progress)
    with Spool(directory) as spool:
        change = Change(Desk(out, spool), by_fingerprint, Ledger.empty(), cache)
        return _write_files(change, directory, old, notify, progress)


def _read_ledger(cache: Cache, old: Path, notify: Notify) -> Ledger:
    """Read the last build's ledger, unless the files are no longer those that it wrote."""
    ledger = Ledger.read(cache)
    for name, digest in ledger.files.items():
        if not (old / name).is_file() or _hash(old / name) != digest:
            notify(f"{old / name} is not as the last build left it: the graph is written anew")
            return Ledger.empty()
    return ledger


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_files(change: Change, directory: Path, old: Path, notify: Notify, progress: Notify) -> Written:
    desk, ledger = change.desk, change.ledger
    progress("turtle")
    files: dict[str, str] = {}
    with _map_file(old / _TURTLE, ledger) as turtle, _map_file(old / _TRIG, ledger) as trig:
        asserted = change.splice(False, turtle, len(desk.header))
        evidence = change.splice(True, trig, ledger.sizes.get(_TURTLE, 0) + len(desk.opening))
        pieces = chain([desk.header], asserted.pieces(desk.spool))
        files[_TURTLE] = _write_pieces(directory / _TURTLE, pieces)
        pieces = chain(_read_pieces(directory / _TURTLE), [desk.opening], evidence.pieces(desk.spool), [b"}\n"])
        files[_TRIG] = _write_pieces(directory / _TRIG, pieces)
        progress("store")
        statements = _write_store(directory, old, desk, ledger, asserted, evidence, notify=notify)
    sizes = {name: (directory / name).stat().st_size for name in files}
    Ledger(change.table, asserted.body, evidence.body, files, sizes, statements).write(change.cache)
    return Written(statements, len(change.table), change.kept)


@contextmanager
def _map_file(path: Path, ledger: Ledger) -> Iterator[Any]:
    """Give the bytes of a file that stands; of nothing, if nothing stands."""
    if not len(ledger.units):
        yield b""
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def _write_pieces(path: Path, pieces: Iterable[bytes]) -> str:
    """Write a file and return its hash."""
    digest = hashlib.sha256()
    try:
        with path.open("wb", buffering=1 << 20) as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    return digest.hexdigest()


def _read_pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece


def _write_store(directory: Path, old: Path, desk: Desk, ledger: Ledger, *splices: Splice, notify: Notify) -> int:
    path = directory / _STORE
    if len(ledger.units):
        removed = desk.parse(text for splice in splices for text in splice.removed())
        added = desk.parse(desk.read(block) for splice in splices for block in splice.new)
        count = update_store(path, old / _STORE, removed=removed, added=added, before=ledger.statements)
        if count is not None:
            return count
        notify(f"{old / _STORE} is not as the last build left it: it is written anew")
        shutil.rmtree(path)
    return load_store(path, directory / _TRIG)


class Change:
    """What a graph's units say that those of the last build did not, and the other way round."""

    def __init__(self, desk: Desk, units: Mapping[bytes, Unit], ledger: Ledger, cache: Cache) -> None:
        """State the units that are not in the ledger, and find the subjects of which something else may be said now."""
        self.desk, self.units, self.ledger, self.cache = desk, dict(units), ledger, cache
        known = {fingerprint: i for i, fingerprint in enumerate(ledger.units.fingerprints)}
        kept = [known[fingerprint] for fingerprint in units if fingerprint in known]
        for fingerprint in self.units:
            if fingerprint not in known:
                desk.state(self.units[fingerprint], fingerprint)
        kept += self._state_runs(known, ledger.units.select(kept))
        self.kept = len(kept)
        self.table = ledger.units.select(kept).extend(desk.rows)
        self._affected = self._find_affected(kept)
        self._cut = {False: ledger.asserted.has(self._affected), True: ledger.evidence.has(self._affected)}
        standing = len(ledger.asserted) + len(ledger.evidence)
        self.share = sum(int(cut.sum()) for cut in self._cut.values()) / max(standing, 1)

    def _state_runs(self, known: Mapping[bytes, int], kept: UnitTable) -> list[int]:
        """Describe the runs that any unit names; return the number of the unit that says so, if it is known."""
        unit = describe_runs(kept.all_runs().union(*(row.runs for row in self.desk.rows)))
        fingerprint = unit.fingerprint()
        self.units[fingerprint] = unit
        if fingerprint in known:
            return [known[fingerprint]]
        self.desk.state(unit, fingerprint)
        return []

    def _find_affected(self, kept: Sequence[int]) -> Hashes:
        """Return the codes of subjects that a unit which is new, or which is gone, speaks of."""
        last = self.ledger.units
        gone = np.ones(len(last), bool)
        gone[np.array(kept, np.int64)] = False
        return np.unique(np.append(self.table.codes[self.table.bounds[self.kept] :], last.codes[gone[last.owners()]]))

    def splice(self, evidence: bool, file: Any, begin: int) -> Splice:  # noqa: ANN401 - bytes or a mapped file
        """Find what is cut out of one of the graphs, and what is spliced in."""
        body = self.ledger.evidence if evidence else self.ledger.asserted
        cut = self._cut[evidence]
        places = {int(code): i for i, code in zip(np.flatnonzero(cut).tolist(), body.codes[cut].tolist(), strict=True)}
        new = []
        for block in self._contents[evidence]:
            place = places.get(block.code)
            if place is not None and int(body.texts[place]) == block.text:
                cut[place] = False
            else:
                new.append(block)
        new.sort(key=Block.order)
        old = Standing(body, file, body.starts(begin, INDENT[evidence]))
        return Splice(old, cut, new, short=self.desk.short, indent=INDENT[evidence])

    @cached_property
    def _contents(self) -> dict[bool, list[Block]]:
        """The blocks of all affected subjects, as they are now."""
        joint = self._join_fragments()
        own = (block for blocks in self.desk.blocks for block in blocks if block.code not in joint)
        contents: dict[bool, list[Block]] = {False: [], True: []}
        for block in chain(own, self.desk.merge(chain.from_iterable(joint.values()))):
            contents[block.evidence].append(block)
        return contents

    def _join_fragments(self) -> dict[int, list[bytes]]:
        """Return the fragments of affected blocks that not one new unit alone states; leave all to the next build."""
        codes, owners = self.table.codes, self.table.owners()
        unique, inverse, counts = np.unique(codes, return_inverse=True, return_counts=True)
        several = counts > 1
        affected = np.isin(unique, self._affected, assume_unique=True)
        old = np.zeros(len(unique), bool)
        old[inverse[owners < self.kept]] = True
        wanted = (several | (old & affected))[inverse]
        joint: dict[int, list[bytes]] = defaultdict(list)
        fragments = _Fragments(self)
        places = np.flatnonzero(wanted)
        flags = (affected[inverse[places]], several[inverse[places]])
        for owner, code, now, later in zip(
            owners[places].tolist(), codes[places].tolist(), *map(np.ndarray.tolist, flags), strict=True
        ):
            if not now and self.cache.carry(KIND, _fragment_key(self.table.fingerprints[owner], code)):
                continue
            text = fragments.find(owner, code)
            if now:
                joint[code].append(text)
            if later:
                self.cache.put(KIND, _fragment_key(self.table.fingerprints[owner], code), text)
        return joint


class _Fragments:
    """Finds what one unit says of one subject: on the desk, in the cache, or by stating the unit again."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self._last: tuple[int, dict[int, Block]] = (-1, {})

    def find(self, owner: int, code: int) -> bytes:
        change, fingerprint = self.change, self.change.table.fingerprints[owner]
        if owner < change.kept and (text := change.cache.get(KIND, _fragment_key(fingerprint, code))) is not None:
            return text
        if self._last[0] != owner:
            self._last = owner, self._list_blocks(owner, fingerprint)
        return change.desk.read(self._last[1][code])

    def _list_blocks(self, owner: int, fingerprint: bytes) -> dict[int, Block]:
        change = self.change
        new = owner - change.kept
        blocks = change.desk.blocks[new] if new >= 0 else change.desk.restate(change.units[fingerprint])
        return {block.code: block for block in blocks}


def _fragment_key(fingerprint: bytes, code: int) -> bytes:
    return fingerprint + code.to_bytes(8, "little")
