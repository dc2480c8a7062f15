"""Commands that write the curation file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.talk import plain, put, say
from kg.errors import UsageError

CURATION = Path("kg-curation.txt")

app = typer.Typer(help="Correct the graph by decisions that win.", no_args_is_help=True, rich_markup_mode=None)
Curation = Annotated[Path, typer.Option("--curation", help="The curation file.")]
Comment = Annotated[str, typer.Option("-m", "--comment", help="Why; it stands beside the decision.")]


@app.command("merge")
def merge(iri: str, other: str, comment: Comment = "", curation: Curation = CURATION) -> None:
    """Say that two entities are one; the first keeps its IRI."""
    _curate(curation, f"merge {_full(iri)} {_full(other)}", comment)


@app.command("split")
def split(
    iri: str,
    paper: str,
    position: Annotated[int | None, typer.Argument(help="Which author of the paper, from 1.")] = None,
    comment: Comment = "",
    curation: Curation = CURATION,
) -> None:
    """Say that what a paper prints is someone or something else."""
    _curate(curation, f"split {_full(iri)} {_full(paper)} {position or ''}".rstrip(), comment)


@app.command("reject")
def reject(
    iri: str,
    paper: Annotated[str | None, typer.Argument(help="Only in this paper.")] = None,
    comment: Comment = "",
    curation: Curation = CURATION,
) -> None:
    """Say that there is no such method, dataset, task or metric."""
    _curate(curation, f"reject {_full(iri)} {_full(paper) if paper else ''}".rstrip(), comment)


@app.command("rename")
def rename(iri: str, name: str, comment: Comment = "", curation: Curation = CURATION) -> None:
    """Give an entity its preferred name."""
    if re.search(r"(?:^|\s)#", name):
        raise UsageError(f"{name!r}: what follows a space and # would be a comment")
    _curate(curation, f"rename {_full(iri)} {name}", comment)


@app.command("undo")
def undo(line: int, comment: Comment = "", curation: Curation = CURATION) -> None:
    """Take back the decision on a line."""
    _curate(curation, f"undo {line}", comment)


@app.command("log")
def log(curation: Curation = CURATION) -> None:
    """Print every decision with its line number; those taken back are marked."""
    from kg.resolve.curation import read_curation

    if not curation.exists():
        say(f"{curation} does not exist: no decisions yet")
        return
    held = {c.line for c in read_curation(curation)}
    for c in read_curation(curation, undone=True):
        mark = " " if c.line in held or c.verb == "undo" else "×"
        put([plain(f"{c.line:>5} {mark} {c}"), "\n"])


def _full(iri: str) -> str:
    """Return an IRI in full; the prefixes are those of the tables of the graph in kg-out."""
    from kg.results import prefixes_of
    from kg.store import base_of

    prefix, colon, local = iri.partition(":")
    known = prefixes_of(base_of("kg-out"))
    if not colon or re.search(r"[\s<>\"{}|\\^`]", iri):
        raise UsageError(f"{iri!r} is no IRI: write it in full, or as tables show it, such as method:clip")
    return known[prefix] + local if prefix in known and not local.startswith("//") else iri


def _curate(path: Path, text: str, comment: str) -> None:
    from kg.resolve.curation import append_curation

    if "\n" in text + comment or "\r" in text + comment:
        raise UsageError("a decision is one line")
    line = append_curation(path, f"{text}  # {comment}" if comment else text)
    say(f"{path}:{line.line}: {line}; it takes effect at the next build")
