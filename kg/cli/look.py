"""Commands that show a graph to people and other tools: export, view and serve."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.ask import parse_parameters
from kg.cli.talk import PAGE_LIMIT, Graph, located, open_dataset, put, say, write_text
from kg.errors import UsageError

if TYPE_CHECKING:
    from rdflib import Dataset
    from rdflib import Graph as RDFGraph

app = typer.Typer()


@app.command()
def export(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="The suffix says the format; - is stdout, FOLDER/ a site.")
    ],
    form: Annotated[str | None, typer.Option("-f", "--format", help="The format, where no suffix says it.")] = None,
    title: Annotated[str, typer.Option(help="What the pages of a site are called.")] = "Knowledge graph",
    graph: Graph = "kg-out",
) -> None:
    """Write the graph, its network or its pages to files.

    .ttl .nt .nq .trig .jsonld .rdf hold the graph; .graphml .gexf .dynamic.gexf .net .csv .tsv .edgelist
    .vosviewer.json .vosviewer.txt its co-authorship network. A folder, named with / at its end, takes a site: a static
    page for every author, paper, method … with a search, which needs no server.
    """
    from kg.export import export_graph, refuse_overlap
    from kg.store import base_of

    refuse_overlap((file for file in files if file != "-"), format=form)
    dataset = open_dataset(graph)
    for file in files:
        if form == "site" or (form is None and (file.endswith(("/", os.sep)) or Path(file).is_dir())):
            _write_site(dataset, file, graph, title)
        elif file == "-":
            _put_graph(dataset, form, base_of(graph))
        else:
            for path in export_graph(dataset, file, format=form, base=base_of(graph)):
                say(f"wrote {path}")


def _write_site(dataset: Dataset, folder: str, graph: str, title: str) -> None:
    from kg.profiles import write_site
    from kg.store import base_of

    if folder == "-":
        raise UsageError("a site is a folder of pages: it cannot go to stdout")
    with _site_progress() as tell:
        written = write_site(dataset, folder, base=base_of(graph), location=graph, title=title, progress=tell)
    size = f"{written.size / 1_000_000:,.1f} MB"
    say(f"wrote {written.pages:,} pages in {written.files:,} files, {size}: open {Path(folder) / 'index.html'}")


@contextmanager
def _site_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show how far the writing of a site is, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def tell(stage: str, done: int, total: int) -> None:
            counted = f" ({done:,} of {total:,})" if total else ""
            bar.update(task, description=f"{stage}{counted}", completed=done, total=total or None)

        yield tell


def _put_graph(dataset: Dataset, form: str | None, base: str) -> None:
    from kg.export import GRAPH_FORMATS, NETWORK_FORMATS, serialise_graph, serialise_network
    from kg.network import study_coauthors

    if form in GRAPH_FORMATS:
        put(serialise_graph(dataset, form, base=base))
    elif form in NETWORK_FORMATS:
        put(serialise_network(study_coauthors(dataset), form))
    else:
        raise UsageError(f"- needs -f with one of {', '.join((*GRAPH_FORMATS, *NETWORK_FORMATS))}")


@app.command()
def view(
    around: Annotated[str | None, typer.Option(metavar="NAME", help="Only what lies around this name or IRI.")] = None,
    hops: Annotated[int, typer.Option(min=1, help="How far around.")] = 1,
    out: Annotated[
        str, typer.Option("-o", "--out", metavar="FILE.html", help="Where to write; - for stdout.")
    ] = "view.html",
    sparql: Annotated[
        str | None, typer.Option("--query", help="A CONSTRUCT, saved or written out, to draw instead.")
    ] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("-p", "--param", metavar="KEY=VALUE", help="Bind a parameter of the query.")
    ] = None,
    limit: Annotated[
        int, typer.Option(min=0, metavar="N", help="Draw the N most connected nodes; 0 for all.")
    ] = PAGE_LIMIT,
    graph: Graph = "kg-out",
) -> None:
    """Write an interactive page that works offline.

    What it leaves out stands on it, and on stderr.
    """
    from kg.garbage import uncollected
    from kg.graph import find_node
    from kg.store import base_of
    from kg.view.graph import compose_around, compose_graph, compose_result
    from kg.view.page import render_page

    if sparql is not None and around is not None:
        raise UsageError("--around and --query are two pages: give one of them")
    dataset = open_dataset(graph)
    with uncollected():
        if sparql is not None:
            made = _construct(dataset, sparql, parse_parameters(parameter or []), base_of(graph))
            scene = compose_result(made, dataset=dataset, limit=limit)
        elif around is not None:
            node = find_node(dataset, around, base=base_of(graph))
            scene = compose_around(dataset, node, hops=hops, limit=limit)
        else:
            scene = compose_graph(dataset, limit=limit)
        page = render_page(scene)
    write_text(out, page)
    for note in scene.notes:
        say(note)


def _construct(dataset: Dataset, sparql: str, parameters: dict[str, str], base: str) -> RDFGraph:
    from kg.query import resolve_query, run_query

    result = run_query(dataset, resolve_query(sparql, stdin=sys.stdin), parameters=parameters, base=base)
    if result.graph is None:
        raise UsageError("--query needs a CONSTRUCT or DESCRIBE, which make a graph")
    if not len(result.graph):
        raise UsageError("the query makes an empty graph: nothing to draw")
    return result.graph


@app.command()
def serve(
    graph: Graph = "kg-out",
    host: Annotated[
        str, typer.Option(help="The address to listen at; any but a loopback address is open to the network.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes any that is free.")] = 8000,
    timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="How long a query may run.")] = 30.0,
    max_rows: Annotated[int, typer.Option(min=1, help="How many rows or triples an answer may have.")] = 100_000,
    max_answer: Annotated[int, typer.Option(min=1, metavar="MIB", help="How large an answer may be.")] = 64,
    max_request: Annotated[int, typer.Option(min=1, metavar="KIB", help="How large a request may be.")] = 256,
    memory: Annotated[int, typer.Option(min=64, metavar="MIB", help="What a query may add to the memory.")] = 2048,
    depth: Annotated[int, typer.Option(min=1, help="How many brackets of a query may stand in each other.")] = 64,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many queries may run at once.")] = 2,
    waiting: Annotated[int, typer.Option(min=0, help="How many more queries may wait for their turn.")] = 16,
    patience: Annotated[float, typer.Option(min=0, metavar="SECONDS", help="How long a query may wait.")] = 10.0,
) -> None:
    """Serve a SPARQL endpoint and pages to browse.

    It is read only, and open to this machine alone unless --host says otherwise. A query that goes beyond a limit ends
    with 503, or 400 where a smaller question would help. When the graph is built anew, the server moves on to it.
    """
    from kg.serve import Limits, serve_graph

    limits = Limits(
        seconds=timeout, rows=max_rows, answer_bytes=max_answer << 20, request_bytes=max_request << 10,
        memory=memory << 20, depth=depth, workers=workers, waiting=waiting, patience=patience,
    )  # fmt: skip
    serve_graph(
        located(graph),
        host=host,
        port=port,
        limits=limits,
        ready=lambda address: say(f"serving {graph} at {address} (Ctrl-C stops)"),
    )
