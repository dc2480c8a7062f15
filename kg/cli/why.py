"""The command that tells why: explain."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.talk import Graph, located, put, terminal_width

app = typer.Typer()


@app.command()
def explain(
    what: Annotated[
        str,
        typer.Argument(
            metavar="REF", help="A name, an IRI in full or as tables show it (method:clip), PAPER#2 or PAPER#NAME."
        ),
    ],
    form: Annotated[str, typer.Option("-f", "--format", help="text or json.")] = "text",
    every: Annotated[bool, typer.Option("--all", help="All decisions, not only the first ten of each group.")] = False,
    graph: Graph = "kg-out",
) -> None:
    """Tell why a name, a signature or a mention means what it does.

    Each decision comes with its probability, what spoke for it (+) and against it (−), the papers, and the command
    that corrects it. Merges come weakest first, people or things that may be the same likeliest first.
    """
    from kg.explain import write_explanation
    from kg.graph import KnowledgeGraph

    opened = KnowledgeGraph(located(graph))
    found = opened.explain(what)
    most = None if every else 10
    put(write_explanation(found, form, base=opened.base, most=most, width=terminal_width()))
