"""What a build worked out and the next one need not: values by key, in one SQLite file.

A build reads the file that the last one left and writes a new one, which holds only what this build used: what a
removed source said goes with it. Nothing in the file is code: values are compressed bytes.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Self

from kg.errors import OutputError

__all__ = ["Cache", "fingerprint_files"]

_SCHEMA = """
CREATE TABLE versions (kind TEXT PRIMARY KEY, version TEXT) WITHOUT ROWID;
CREATE TABLE entries (kind TEXT, key BLOB, value BLOB, PRIMARY KEY (kind, key)) WITHOUT ROWID;
"""
_MANY = 500

Notify = Callable[[str], None]


class Cache:
    """Values by kind and key: those of the last build to take over, and those of this build to leave to the next.

    Whatever is wrong with the old file, the build goes on without it, and ``notify`` is told why.
    """

    def __init__(
        self, path: Path, *, old: Path | None = None, versions: Mapping[str, str], notify: Notify | None = None
    ) -> None:
        """Start a new file at ``path``; ``old`` is the last build's.

        ``versions`` says for each kind of entry what made it: entries that something else made are of no use.
        """
        self.path = path
        self._old: sqlite3.Connection | None = None
        self._source = old
        self._notify = notify or (lambda _: None)
        self._waiting: list[tuple[str, bytes, bytes]] = []
        self._usable: set[str] = set()
        self._new = self._create(versions)
        if old and old.exists():
            self._open(old, versions)

    def _create(self, versions: Mapping[str, str]) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            # The file takes its place only when it is complete.
            new.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_SCHEMA} BEGIN")
            new.executemany("INSERT INTO versions VALUES (?, ?)", versions.items())
        except (OSError, sqlite3.Error) as error:
            raise OutputError(f"{self.path} cannot be written: {error}") from error
        return new

    def _open(self, path: Path, versions: Mapping[str, str]) -> None:
        try:
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            self._old = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
            self._old.execute("PRAGMA trusted_schema=OFF")
            damage = self._old.execute("PRAGMA quick_check(1)").fetchone()[0]
            if damage != "ok":
                raise sqlite3.DatabaseError(damage)
            found = dict(self._old.execute("SELECT kind, version FROM versions"))
        except (OSError, sqlite3.Error) as error:
            self.discard(error)
            return
        self._usable = {kind for kind, version in versions.items() if found.get(kind) == version}
        if others := sorted(set(versions) - self._usable):
            what = f"{' and '.join(others)} {_be(others)} worked out anew"
            self._notify(f"the cache {path} is of another version or setting: {what}, which takes longer")

    def discard(self, error: Exception) -> None:
        """Take nothing more from the last build's file, which turned out to be unreadable."""
        if self._source is not None:
            self._notify(f"the cache {self._source} cannot be read ({error}): what it held is done anew")
        if self._old is not None:
            self._old.close()
        self._old = self._source = None
        self._usable = set()

    def get(self, kind: str, key: bytes) -> bytes | None:
        """Return what the last build put there, or None."""
        data = self._find(kind, key)
        try:
            return None if data is None else zlib.decompress(data)
        except (zlib.error, TypeError) as error:
            self.discard(error)
            return None

    def _find(self, kind: str, key: bytes) -> bytes | None:
        if self._old is None or kind not in self._usable:
            return None
        try:
            row = self._old.execute("SELECT value FROM entries WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        except sqlite3.Error as error:
            self.discard(error)
            return None
        return row and bytes(row[0])

    def carry(self, kind: str, key: bytes) -> bool:
        """Leave to the next build what the last one put there, unseen; say whether there was anything."""
        if (data := self._find(kind, key)) is None:
            return False
        self._wait(kind, key, data)
        return True

    def put(self, kind: str, key: bytes, value: bytes) -> None:
        """Leave a value to the next build."""
        self._wait(kind, key, zlib.compress(value, 1))

    def _wait(self, kind: str, key: bytes, data: bytes) -> None:
        self._waiting.append((kind, key, data))
        if len(self._waiting) >= _MANY:
            self._write()

    def _write(self) -> None:
        try:
            self._new.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", self._waiting)
        except sqlite3.Error as error:
            raise OutputError(f"{self.path} cannot be written: {error}") from error
        self._waiting.clear()

    def finish(self) -> None:
        """Complete the new file."""
        self._write()
        try:
            self._new.execute("COMMIT")
        except sqlite3.Error as error:
            raise OutputError(f"{self.path} cannot be written: {error}") from error

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close both files."""
        for connection in (self._old, self._new):
            if connection is not None:
                with suppress(sqlite3.Error):
                    connection.close()


def _be(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def fingerprint_files(paths: Iterable[Path], *, packages: Iterable[str] = ()) -> str:
    """Hash files, the versions of installed packages and that of Python: what a result depends on besides its input.

    A directory stands for all files below it but compiled ones.
    """
    whole = hashlib.sha256()
    for name in sorted(packages):
        whole.update(f"{name} {_version_of(name)}\n".encode())
    whole.update(f"python {sys.version_info[:2]}\n".encode())
    for root in paths:
        for path in sorted(_files_of(root)):
            with path.open("rb") as file:
                inner = hashlib.file_digest(file, "sha256").hexdigest()
            whole.update(f"{path.relative_to(root.parent).as_posix()} {inner}\n".encode())
    return whole.hexdigest()


def _files_of(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        yield root
        return
    for path in root.rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            yield path


def _version_of(package: str) -> str:
    try:
        return installed_version(package)
    except PackageNotFoundError:
        return "missing"
