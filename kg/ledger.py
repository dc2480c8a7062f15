"""What the last build wrote and why: which unit states which subjects, and where each subject's block stands."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from kg.splice import Body, Hashes, Numbers

if TYPE_CHECKING:
    from kg.cache import Cache

__all__ = ["KIND", "Ledger", "Row", "UnitTable"]

#: The kind of the cache's entries.
KIND = "graph"
_KEY = b"ledger"


@dataclass(frozen=True, slots=True)
class Row:
    """A unit: its fingerprint, the runs of extractors that it names, and the hashes of the subjects that it states."""

    fingerprint: bytes
    runs: tuple[str, ...]
    codes: tuple[int, ...]


@dataclass(slots=True)
class UnitTable:
    """Units in columns; ``bounds`` says where each one's part of ``codes`` begins, and where the last one's ends."""

    fingerprints: list[bytes] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)
    codes: Hashes = field(default_factory=lambda: np.array([], np.uint64))
    bounds: Numbers = field(default_factory=lambda: np.zeros(1, np.int64))
    names: list[tuple[str, ...]] = field(default_factory=list)

    def __len__(self) -> int:
        """Count the units."""
        return len(self.fingerprints)

    def owners(self) -> Numbers:
        """Return the unit that each of the codes belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.bounds))

    def select(self, units: Iterable[int]) -> Self:
        """Return some of the units, in the order in which they stand."""
        chosen = sorted(units)
        wanted = np.zeros(len(self), bool)
        wanted[np.array(chosen, np.int64)] = True
        return type(self)(
            [self.fingerprints[i] for i in chosen],
            [self.runs[i] for i in chosen],
            self.codes[wanted[self.owners()]],
            np.append(0, np.cumsum(np.diff(self.bounds)[wanted])),
            self.names,
        )

    def extend(self, rows: Sequence[Row]) -> Self:
        """Return the units and some more."""
        names = {name: i for i, name in enumerate(self.names)}
        for row in rows:
            names.setdefault(row.runs, len(names))
        counts = np.array([len(row.codes) for row in rows], np.int64)
        return type(self)(
            self.fingerprints + [row.fingerprint for row in rows],
            self.runs + [names[row.runs] for row in rows],
            np.append(self.codes, np.array([code for row in rows for code in row.codes], np.uint64)),
            np.append(self.bounds, self.bounds[-1] + np.cumsum(counts)),
            list(names),
        )

    def all_runs(self) -> set[str]:
        """Return every extractor whose run a unit names."""
        return {run for number in set(self.runs) for run in self.names[number]}


@dataclass(frozen=True, slots=True)
class Ledger:
    """A graph's units, the blocks of both its graphs, hashes and sizes of its files, and how many statements it has."""

    units: UnitTable
    asserted: Body
    evidence: Body
    files: dict[str, str]
    sizes: dict[str, int]
    statements: int

    @classmethod
    def empty(cls) -> Self:
        """Return the ledger of nothing."""
        return cls(UnitTable(), Body.from_blocks([]), Body.from_blocks([]), {}, {}, 0)

    @classmethod
    def read(cls, cache: Cache) -> Self:
        """Read what the last build left, if anything."""
        if (data := cache.get(KIND, _KEY)) is None:
            return cls.empty()
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as columns:
                return cls._from_columns(dict(columns))
        except (ValueError, KeyError, TypeError, OSError, zipfile.BadZipFile) as error:
            cache.discard(error)
            return cls.empty()

    @classmethod
    def _from_columns(cls, columns: dict[str, Any]) -> Self:
        about = json.loads(columns["about"].tobytes())
        joined = columns["fingerprints"].tobytes()
        units = UnitTable(
            [joined[i : i + 16] for i in range(0, len(joined), 16)],
            columns["runs"].tolist(),
            columns["codes"],
            columns["bounds"],
            [tuple(names) for names in about["names"]],
        )
        asserted, evidence = (Body.from_columns(columns, name) for name in ("asserted", "evidence"))
        return cls(units, asserted, evidence, about["files"], about["sizes"], about["statements"])

    def write(self, cache: Cache) -> None:
        """Leave it to the next build."""
        about = {"names": self.units.names, "files": self.files, "sizes": self.sizes, "statements": self.statements}
        file = io.BytesIO()
        np.savez(
            file,
            allow_pickle=False,
            about=np.frombuffer(json.dumps(about).encode("ascii"), np.uint8),
            fingerprints=np.frombuffer(b"".join(self.units.fingerprints), np.uint8),
            runs=np.array(self.units.runs, np.uint32),
            codes=self.units.codes,
            bounds=self.units.bounds,
            **self.asserted.columns("asserted"),
            **self.evidence.columns("evidence"),
        )
        cache.put(KIND, _KEY, file.getvalue())
