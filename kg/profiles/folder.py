"""The folder of a site: written beside its place, then put there without touching what an export did not write."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from kg.errors import OutputError, UsageError
from kg.workplace import Lock

__all__ = ["Folder", "open_folder"]

_LIST = "kg-site.txt"
_HEAD = "Files that 'kg export' wrote here, which its next run may replace or remove:"
#: What may lie in an empty folder.
_IGNORED = {".DS_Store", ".git", ".gitkeep"}


class Folder:
    """Takes the files of a site."""

    def __init__(self, path: Path) -> None:
        """Write below this directory."""
        self.path = path
        self.files: list[str] = []
        self.size = 0
        self._made = set[str]()

    def write(self, name: str, text: str) -> None:
        """Write one file at a relative path."""
        data = text.encode("utf-8", "replace")
        parent = name.rpartition("/")[0]
        if parent not in self._made:
            (self.path / parent).mkdir(parents=True, exist_ok=True)
            self._made.add(parent)
        (self.path / name).write_bytes(data)
        self.files.append(name)
        self.size += len(data)


@contextmanager
def open_folder(target: Path) -> Iterator[Folder]:
    """Give a folder to write to, which takes the target's place when all has gone well.

    Raises ``UsageError`` for a target that holds anything but an earlier site, and ``OutputError`` if it cannot be
    written. Other files that lie in an earlier site stay; if an error stops the writing, the target is as it was.
    """
    final = target.resolve()
    if not final.name:
        raise UsageError(f"{target} cannot be a site: name a new or empty folder")
    part = final.with_name(f".{final.name}.site-part")
    lock = Lock(final)
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error
    try:
        old = _list_earlier(final, target)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        folder = Folder(part)
        yield folder
        folder.write(_LIST, "\n".join((_HEAD, *sorted((*folder.files, _LIST)), "")))
        _install(folder, final, old)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        lock.release()


def _list_earlier(final: Path, target: Path) -> set[str]:
    """Return the files of an earlier site; raise if something else is there."""
    if not final.exists():
        return set()
    if not final.is_dir():
        raise UsageError(f"{target} is a file: name a folder for the site")
    listed = final / _LIST
    lines = listed.read_text("utf-8", "replace").splitlines() if listed.is_file() and not listed.is_symlink() else []
    if lines[:1] == [_HEAD]:
        return {line for line in lines[1:] if _is_inside(line)}
    if others := sorted({path.name for path in final.iterdir()} - _IGNORED):
        raise UsageError(f"{target} holds {others[0]!r}, which is no site of 'kg export': name a new or empty folder")
    return set()


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name


def _refuse_detours(final: Path, names: set[str]) -> None:
    """Raise ``UsageError`` where a folder of the site is a link: what lies behind it is none of the site's."""
    for parent in sorted({str(parent) for name in names for parent in PurePosixPath(name).parents} - {"."}):
        path = final / parent
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            raise UsageError(
                f"{path} is a link or a file, where the site has a folder: move it, or name another folder"
            )


def _install(folder: Folder, final: Path, old: set[str]) -> None:
    if not final.exists():
        folder.path.rename(final)
        return
    new = set(folder.files)
    _refuse_detours(final, new | old)
    if taken := sorted(name for name in new - old if (final / name).exists()):
        raise UsageError(f"{final / taken[0]} is in the way, and no export wrote it: move it, or name another folder")
    # If this is interrupted, the next run knows the files of both.
    (final / _LIST).write_text("\n".join((_HEAD, *sorted(old | new), "")), encoding="utf-8")
    for name in sorted(new - {_LIST}):
        path = final / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (folder.path / name).replace(path)
    for name in sorted(old - new):
        (final / name).unlink(missing_ok=True)
    for parent in sorted({str(PurePosixPath(name).parent) for name in old - new} - {"."}, reverse=True):
        if (final / parent).is_dir() and not any((final / parent).iterdir()):
            (final / parent).rmdir()
    (folder.path / _LIST).replace(final / _LIST)
