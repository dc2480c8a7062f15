"""Commands that show a graph to people and other tools: export, coauthors, view and serve."""

from __future__ import annotations

import sys
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.ask import parse_parameters
from kg.cli.talk import Graph, located, open_dataset, put, say, terminal_width, write_text
from kg.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx
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

    .ttl .nt .nq .trig .jsonld .rdf hold the graph; .graphml .gexf .net .csv its co-authorship network.
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
    from kg.network import measure_coauthors, project_coauthors

    if form in GRAPH_FORMATS:
        put(serialise_graph(dataset, form, base=base))
    elif form in NETWORK_FORMATS:
        put(serialise_network(measure_coauthors(project_coauthors(dataset)), form))
    else:
        raise UsageError(f"- needs -f with one of {', '.join((*GRAPH_FORMATS, *NETWORK_FORMATS))}")


@app.command()
def coauthors(
    name: Annotated[str | None, typer.Option(help="Only this person and who is near, by any printed name.")] = None,
    radius: Annotated[int, typer.Option(min=1, help="How many ties away is near.")] = 1,
    year_from: Annotated[int | None, typer.Option("--from", metavar="YEAR", help="The first year.")] = None,
    year_to: Annotated[int | None, typer.Option("--to", metavar="YEAR", help="The last year.")] = None,
    by: Annotated[str, typer.Option(help="degree, strength, betweenness, papers, clustering or name.")] = "degree",
    top: Annotated[int | None, typer.Option(min=1, help="Only so many people.")] = None,
    form: Annotated[str, typer.Option("-f", "--format", help="table, csv, tsv, json, xml or md.")] = "table",
    out: Annotated[
        list[Path] | None, typer.Option("-o", "--out", help="Write .html, .graphml, .gexf, .net or .csv instead.")
    ] = None,
    graph: Graph = "kg-out",
) -> None:
    """Rank co-authors, or write their network or page.

    What "et al." hides and what carries no date is said beside the table.
    """
    from kg.network import describe_coverage, ego_network, find_person, measure_coauthors, project_coauthors
    from kg.results import prefixes_of
    from kg.standing import expand_iri
    from kg.store import base_of

    dataset = open_dataset(graph)
    person = None if name is None else find_person(dataset, expand_iri(name, prefixes_of(base_of(graph))) or name)
    network = measure_coauthors(project_coauthors(dataset, year_from=year_from, year_to=year_to))
    if person is not None:
        network = ego_network(network, person, radius=radius)
    for path in out or []:
        _write_network(network, path)
    if not out:
        _put_authors(network, by, top, form)
    for sentence in describe_coverage(network):
        say(sentence)


def _write_network(network: nx.Graph[str], path: Path) -> None:
    if path.suffix.lower() == ".html":
        from kg.view import view_coauthors

        write_text(str(path), view_coauthors(network))
        return
    from kg.export import NETWORK_FORMATS, export_network

    if path.suffix.lower().removeprefix(".") not in NETWORK_FORMATS:
        known = " ".join(f".{name}" for name in ("html", *NETWORK_FORMATS))
        raise UsageError(f"{path} has no suffix that a network is written in: expected one of {known}")
    for written in export_network(network, path):
        say(f"wrote {written}")


def _put_authors(network: nx.Graph[str], by: str, top: int | None, form: str) -> None:
    from rdflib import Literal, Variable
    from rdflib.query import Result

    from kg.network import rank_authors
    from kg.results import write_result

    columns = ["rank", "name", "papers", "degree", "strength", "betweenness", "community", "component", "truncated"]
    if form != "table":
        columns += ["clustering", "community_name", "iri"]
    rows = [asdict(row) for row in rank_authors(network, by=by, top=top)]
    result = Result("SELECT")
    result.vars = [Variable(c) for c in columns]
    result.bindings = [{Variable(c): Literal(_rounded(row[c])) for c in columns} for row in rows]
    put(write_result(result, form, width=terminal_width()))


def _rounded(value: object) -> object:
    return Decimal(f"{value:.4f}") if isinstance(value, float) else value


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
