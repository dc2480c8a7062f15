"""Errors that a user can act on; each message names the place, the value and the remedy."""

from __future__ import annotations

__all__ = ["KGError", "MissingExtraError", "OutputError", "QueryError", "ReadError", "UsageError"]


class KGError(Exception):
    """Base of every error that this package raises on purpose. ``exit_code`` is what the command line returns."""

    exit_code = 1


class UsageError(KGError, ValueError):
    """The call was wrong: an unknown name, a missing path, a malformed option."""

    exit_code = 2


class ReadError(KGError, ValueError):
    """Input that cannot be read; ``path`` and ``line`` (1-based, 0 for the whole file) say where.

    >>> str(ReadError("not UTF-8 text", path="a.txt", line=3))
    'a.txt:3: not UTF-8 text'
    """

    def __init__(self, message: str, *, path: str, line: int = 0) -> None:
        """Prefix the message with the place."""
        self.path, self.line = path, line
        place = f"{path}:{line}" if line else path
        super().__init__(f"{place}: {message}")


class QueryError(UsageError):
    """A query that cannot be parsed or run."""


class OutputError(KGError, OSError):
    """Output that cannot be written."""

    def __str__(self) -> str:
        """Give the message alone, without OSError's errno form."""
        return str(self.args[0]) if self.args else ""


class MissingExtraError(KGError, ImportError):
    """An optional package is not installed; the message names the extra that brings it."""

    exit_code = 2

    def __init__(self, package: str, extra: str) -> None:
        """Say which command installs the missing package."""
        super().__init__(f"this needs {package}: pip install 'scholar-kg[{extra}]'")
