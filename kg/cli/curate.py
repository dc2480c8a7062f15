"""Commands that write the curation file."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.talk import plain, put, say
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.cli.known import Known

CURATION = Path("kg-curation.txt")

_HELP = """Correct the graph by decisions that win.

They are lines of a text file (kg-curation.txt) that every build applies last, and that can be undone one by one.

REF is a name, an IRI in full or as tables show it (person:qi-qian-1a2b3c4d), or what a paper prints: 'PAPER#2' is its
second author, 'PAPER#CLIP' what it calls CLIP. Such references, and IRIs, mean the same when data is added.
"""

app = typer.Typer(help=_HELP, no_args_is_help=True, rich_markup_mode=None)
Ref = Annotated[str, typer.Argument(metavar="REF", help="A name, an IRI, PAPER#2 or PAPER#NAME.")]
Curation = Annotated[Path, typer.Option("--curation", help="The curation file.")]
Comment = Annotated[str, typer.Option("-m", "--comment", help="Why; it stands beside the decision.")]
Graph = Annotated[str | None, typer.Option("-g", "--graph", help="The graph to check against; kg-out if there is one.")]
Force = Annotated[bool, typer.Option("--force", help="Write the line without checking it against a graph.")]


@app.command("merge")
def merge(
    ref: Ref,
    other: Ref,
    comment: Comment = "",
    graph: Graph = None,
    force: Force = False,
    curation: Curation = CURATION,
) -> None:
    """Say that two entities, or two papers, are one; the first keeps its IRI."""
    known = _open(graph, force=force)
    _append(curation, f"merge {known.write(ref)} {known.write(other)}", comment, known)


@app.command("split")
def split(
    ref: Ref,
    paper: Annotated[str, typer.Argument(metavar="PAPER|REF", help="The paper that means something else, or a REF.")],
    position: Annotated[int | None, typer.Argument(metavar="[N]", help="Which author of the paper, from 1.")] = None,
    comment: Comment = "",
    graph: Graph = None,
    force: Force = False,
    curation: Curation = CURATION,
) -> None:
    """Say that what a paper prints is someone or something else.

    With a second REF: that the two are not one, whatever speaks for it. Two papers that were merged are told apart by
    the IRIs that they had before, which ``kg explain`` shows.
    """
    known = _open(graph, force=force)
    _append(curation, f"split {known.write(ref)} {known.write(paper)} {position or ''}".rstrip(), comment, known)


@app.command("reject")
def reject(
    ref: Ref,
    paper: Annotated[str | None, typer.Argument(metavar="[PAPER]", help="Only in this paper.")] = None,
    comment: Comment = "",
    graph: Graph = None,
    force: Force = False,
    curation: Curation = CURATION,
) -> None:
    """Say that there is no such method, dataset, task or metric."""
    known = _open(graph, force=force)
    _append(curation, f"reject {known.write(ref)} {known.write(paper) if paper else ''}".rstrip(), comment, known)


@app.command("rename")
def rename(
    ref: Ref,
    name: str,
    comment: Comment = "",
    graph: Graph = None,
    force: Force = False,
    curation: Curation = CURATION,
) -> None:
    """Give an entity its preferred name."""
    from kg.resolve.curation import quote_name

    if not name.strip():
        raise UsageError("a name holds at least one character")
    known = _open(graph, force=force)
    written = quote_name(name) if name.startswith('"') or "#" in name else name
    _append(curation, f"rename {known.write(ref)} {written}", comment, known)


@app.command("undo")
def undo(line: int, comment: Comment = "", curation: Curation = CURATION) -> None:
    """Take back the decision on a line; an undo can be undone too."""
    from kg.resolve.curation import read_log

    undone = _append(curation, f"undo {line}", comment, None)
    lines = {c.line: c for c, holds in read_log(curation) if holds or c.line == line}
    targets = {t.iri for t in lines[line].targets}
    for c in lines.values():
        if c.line not in (line, undone) and targets & {t.iri for t in c.targets}:
            say(f"line {c.line} still speaks of the same: {c}")


@app.command("log")
def log(curation: Curation = CURATION) -> None:
    """Print every decision with its line number; those taken back are marked."""
    from kg.resolve.curation import read_curation, read_log

    if not curation.exists():
        say(f"{curation} does not exist: no decisions yet")
        return
    for c, holds in read_log(curation):
        put([plain(f"{c.line:>5} {' ' if holds else '×'} {c}"), "\n"])
    list(read_curation(curation))


def _open(graph: str | None, *, force: bool) -> Known:
    """Open the graph to check against: the one that is named, else kg-out if there is one, else none."""
    from kg.cli.known import Known

    if force or (graph is None and not Path("kg-out").exists()):
        return Known(None if force else graph, base_at=graph or "kg-out")
    return Known(graph or "kg-out")


def _append(path: Path, text: str, comment: str, known: Known | None) -> int:
    """Check a decision and write it, and say so."""
    from kg.resolve.curation import append_curation, parse_curation

    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in text + comment):
        raise UsageError("a decision is one line, without control characters")
    whole = f"{text}  # {comment}" if comment else text
    line = parse_curation(whole, path=str(path), line=1)
    notes = known.check(line) if known and line else []
    written = append_curation(path, whole, same=known.same) if known else append_curation(path, whole)
    for note in notes:
        say(note)
    say(f"{path}:{written.line}: {written}; it takes effect at the next build")
    return written.line
