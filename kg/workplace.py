"""Where a build works: beside its target, which nobody else builds meanwhile and which it replaces at the end.

That takes two renamings. What a crash between them leaves aside, the next build puts back.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import stat
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Self

from kg.errors import OutputError, UsageError
from kg.locks import HELD, lock_now

__all__ = ["CACHE", "Lock", "Workplace"]

#: The directory of a graph directory that holds what the next build may take over.
CACHE = "cache"
#: What a build writes into its directory.
_WRITTEN = {
    ".DS_Store",
    CACHE,
    "store",
    "graph.ttl",
    "graph.trig",
    "graph.html",
    "coauthors.html",
    "report.json",
    "manifest.json",
}


class Lock:
    """An exclusive lock on a target: a file beside it, locked by the system, that says who holds it."""

    def __init__(self, target: Path) -> None:
        """Name the file; nothing is locked yet."""
        self.target = target
        self.path = target.with_name(f".{target.name}.lock")
        self._handle = -1

    def acquire(self) -> None:
        """Take the lock, or raise ``UsageError`` that says who has it."""
        while self._handle < 0:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                self._take(handle)
            except BaseException:
                os.close(handle)
                raise
            if self._is_current(handle):
                self._handle = handle
            else:  # its last holder removed the file in between
                os.close(handle)

    def _take(self, handle: int) -> None:
        try:
            lock_now(handle)
        except OSError as error:
            if error.errno in HELD:
                raise UsageError(
                    f"{self.target} is being built by {_describe_holder(self.path)}: wait until that is done, stop it, "
                    "or choose another place with -o"
                ) from error
            return  # a file system without locks
        since = datetime.now().astimezone().isoformat(" ", "seconds")
        holder = {"process": os.getpid(), "host": platform.node(), "since": since}
        os.lseek(handle, 0, os.SEEK_SET)
        os.truncate(handle, 0)
        os.write(handle, json.dumps(holder).encode())

    def _is_current(self, handle: int) -> bool:
        try:
            return os.path.samestat(os.fstat(handle), self.path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Give the lock back and remove the file."""
        if self._handle < 0:
            return
        if sys.platform != "win32":
            self.path.unlink(missing_ok=True)  # while it is locked, or it might be another's by then
        os.close(self._handle)
        self._handle = -1
        with suppress(OSError):
            if sys.platform == "win32":
                self.path.unlink()


def _describe_holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text("utf-8"))
        return f"process {holder['process']:d} on {holder['host']!s} since {holder['since']!s}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


class Workplace:
    """A directory beside the target that becomes the target as a whole, or vanishes; the target is locked meanwhile.

    Raises ``UsageError`` if another process builds the target, or if more would be lost than what a build wrote.
    """

    def __init__(self, target: Path) -> None:
        """Name the directory; nothing is written yet."""
        if target.is_symlink():  # what it leads to is replaced, and the link stays
            target = target.resolve()
        if not target.name:
            raise UsageError(f"{target} cannot be a graph directory: name a new one with -o")
        self.target = target
        self.begun = f".{target.name}.building-{platform.node()}-"
        self.path = target.with_name(f"{self.begun}{os.getpid()}")
        self.old = target.with_name(f".{target.name}.old")
        self._lock = Lock(target)

    def __enter__(self) -> Self:
        """Lock the target, mend what a crash left, and make the directory."""
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            self._prepare()
        except OSError as error:
            raise OutputError(f"{self.target} cannot be written: {error.strerror or error}") from error
        return self

    def _prepare(self) -> None:
        try:
            if self.old.exists() and not self.target.exists():
                self.old.rename(self.target)
            self._check_replaceable()
            self._clear_abandoned()
            shutil.rmtree(self.path, ignore_errors=True)
            self.path.mkdir()
        except BaseException:
            self._lock.release()
            raise

    def _check_replaceable(self) -> None:
        """Raise if more would be lost than what a build wrote; many a project has a ``manifest.json`` of its own."""
        if not self.target.exists():
            return
        names = {path.name for path in self.target.iterdir()} if self.target.is_dir() else {""}
        if names and "store" not in names and not names >= {"manifest.json", "report.json"}:
            raise UsageError(f"{self.target} exists and is no graph directory: choose another place with -o")
        if others := sorted(names - _WRITTEN):
            kept = f"{self.target} holds {others[0]!r}, which no build wrote"
            raise UsageError(f"{kept}: move it away, or choose another place with -o")

    def _clear_abandoned(self) -> None:
        """Remove what builds of this machine left that were killed; raise if what stands in the way stays."""
        _remove(self.old)
        if self.old.exists():
            raise UsageError(f"{self.old}, an earlier graph, cannot be removed: remove it, then build again")
        for path in self.target.parent.iterdir():
            if path.name.startswith(self.begun) and not _is_running(path.name.removeprefix(self.begun)):
                shutil.rmtree(path, ignore_errors=True)

    def swap(self) -> None:
        """Let the directory take the target's place."""
        try:
            if self.target.exists():
                self.target.rename(self.old)
            self.path.rename(self.target)
        except OSError as error:
            raise OutputError(f"{self.target} cannot be replaced: {error.strerror or error}") from error
        _remove(self.old)

    def __exit__(self, *_: object) -> None:
        """Remove the directory, if it is still there, and unlock the target."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release()


def _remove(directory: Path) -> None:
    """Remove a directory as far as that can be done, also where it may not be written to."""
    for path, names, _ in os.walk(directory):
        for folder in (Path(path), *(Path(path, name) for name in names)):
            with suppress(OSError):
                if not folder.is_symlink():
                    folder.chmod(stat.S_IRWXU)
    shutil.rmtree(directory, ignore_errors=True)


def _is_running(process: str) -> bool:
    if os.name != "posix" or not process.isdigit():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
