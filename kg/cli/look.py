"""Commands that show a graph to people and other tools: export, view and serve."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.ask import parse_parameters
from kg.cli.talk import Graph, located, open_dataset, put, say, write_text
from kg.errors import UsageError

if TYPE_CHECKING:
    from rdflib import Dataset
    from rdflib import Graph as RDFGraph

app = typer.Typer()


@app.command()
def export(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="The suffix says the format; - is stdout.")],
    form: Annotated[str | None, typer.Option("-f", "--format", help="The format, where no suffix says it.")] = None,
    graph: Graph = "kg-out",
) -> None:
    """Write the graph or its network to files.

    .ttl .nt .nq .trig .jsonld .rdf hold the graph; .graphml .gexf .dynamic.gexf .net .csv .tsv .edgelist
    .vosviewer.json .vosviewer.txt its co-authorship network.
    """
    from kg.export import export_graph
    from kg.store import base_of

    dataset = open_dataset(graph)
    for file in files:
        if file == "-":
            _put_graph(dataset, form, base_of(graph))
            continue
        for path in export_graph(dataset, file, format=form, base=base_of(graph)):
            say(f"wrote {path}")


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
    graph: Graph = "kg-out",
) -> None:
    """Write an interactive page that works offline."""
    from kg.graph import find_node
    from kg.store import base_of
    from kg.view import view_around, view_graph, view_result

    if sparql is not None and around is not None:
        raise UsageError("--around and --query are two pages: give one of them")
    dataset = open_dataset(graph)
    if sparql is not None:
        made = _construct(dataset, sparql, parse_parameters(parameter or []), base_of(graph))
        page = view_result(made, dataset=dataset)
    elif around is not None:
        page = view_around(dataset, find_node(dataset, around, base=base_of(graph)), hops=hops)
    else:
        page = view_graph(dataset)
    write_text(out, page)


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
) -> None:
    """Serve a SPARQL endpoint and pages to browse.

    It is read only, and open to this machine alone unless --host says otherwise.
    """
    from kg.serve import serve_graph

    serve_graph(
        located(graph), host=host, port=port, ready=lambda address: say(f"serving {graph} at {address} (Ctrl-C stops)")
    )
