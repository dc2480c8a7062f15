"""The command that compares two graphs."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.talk import located, plain, put
from kg.errors import UsageError

app = typer.Typer()


@app.command()
def diff(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="A graph directory, an RDF file or the URL of an endpoint.")
    ],
    new: Annotated[str, typer.Argument(metavar="[NEW]", help="The same; kg-out if it is left out.")] = "kg-out",
    form: Annotated[str, typer.Option("-f", "--format", help="text, json, or patch (RDF Patch).")] = "text",
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="KIND", help="Only such things: paper, person …; repeatable.")
    ] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Compare the evidence too, which is much more.")] = False,
    stat: Annotated[bool, typer.Option("--stat", help="Only count.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if the graphs differ.")] = False,
) -> None:
    """Print what one graph says and another does not, grouped by paper, person or thing.

    A person, paper or term that was merged into another, or has another IRI, is told as such. + is only in NEW, - only
    in OLD.
    """
    from kg.diff import FORMATS, compare, write_counts, write_difference

    if form not in FORMATS:
        raise UsageError(f"unknown format {form!r}: choose one of {', '.join(FORMATS)}")
    if stat and form != "text":
        raise UsageError("--stat writes text: leave out -f")
    found = compare(located(old), located(new), evidence=evidence, kinds=kind or ())
    pieces = write_counts(found) if stat else write_difference(found, form)
    put(map(plain, pieces) if form == "text" else pieces)
    if exit_code and found:
        raise typer.Exit(1)
