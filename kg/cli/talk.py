"""What the commands share: how they talk, open graphs and write files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import OutputError, UsageError

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["PAGE_LIMIT", "Graph", "located", "open_dataset", "plain", "put", "say", "terminal_width", "write_text"]

Graph = Annotated[str, typer.Option("-g", "--graph", help="A graph directory, an RDF file or the URL of an endpoint.")]
#: So many nodes a page shows that somebody asks for; those that ``kg build`` writes beside the graph show fewer.
PAGE_LIMIT = 20_000


def say(text: str) -> None:
    """Talk to the person: one line on stderr."""
    sys.stderr.write(f"{plain(text)}\n")


def put(pieces: Iterable[str]) -> None:
    """Write data to stdout."""
    for piece in pieces:
        sys.stdout.write(piece)


def plain(text: str) -> str:
    """Make text safe for a terminal: what would steer it is shown, not sent."""
    from kg.tables import neutralise

    return "\n".join(neutralise(line) for line in text.split("\n"))


def terminal_width() -> int | None:
    """Return the width of the terminal that stdout is, or None if it is none."""
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def located(location: str) -> str:
    """Return a graph's location, or say how to make one where the default is missing."""
    if location == "kg-out" and not Path(location).exists():
        raise UsageError("no graph in kg-out: build one with 'kg build PATH', or name one with -g")
    return location


def open_dataset(location: str) -> Dataset:
    """Open the graph that a command was given."""
    from kg.store import open_store

    return open_store(located(location))


def write_text(out: str, text: str) -> None:
    """Write a file whole or not at all; ``-`` is stdout."""
    if out == "-":
        put([text])
        return
    path = Path(out)
    if not path.name or path.is_dir():
        raise OutputError(f"{out} cannot be written: it is a directory")
    part = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"{out} cannot be written: {error.strerror or error}") from error
    say(f"wrote {out}")
