"""Commands that ask a graph: query, validate and report."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.stopping import stoppable
from kg.cli.talk import Graph, open_dataset, plain, put, say, terminal_width
from kg.errors import KGError, UsageError

if TYPE_CHECKING:
    from rdflib import Dataset

    from kg.query import SavedQuery

app = typer.Typer()


@app.command()
def query(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME|SPARQL|FILE|-]",
            help="A saved query, SPARQL, a file, or - for stdin; without it, the saved queries.",
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("-p", "--param", metavar="KEY=VALUE", help="Bind a parameter.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("-f", "--format", help="table, csv, tsv, json, xml, md, or ttl for graphs.")
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS", min=0.001, max=1e6, help="Give up after so many seconds; as long as it takes by default."
        ),
    ] = None,
    graph: Graph = "kg-out",
) -> None:
    """Run a saved query or SPARQL."""
    from kg.query import resolve_query, run_query
    from kg.results import write_result
    from kg.store import base_of

    if what is None:
        _list_queries()
        return
    found = resolve_query(what, stdin=sys.stdin)
    dataset, base = open_dataset(graph), base_of(graph)
    with stoppable(timeout):
        parameters = parse_parameters(parameter or [])
        result = run_query(dataset, found, parameters=parameters, base=base)
        put(write_result(result, form, width=terminal_width(), base=base))
        if not result and "://" not in graph:
            _tell_strangers(dataset, found, parameters, base)


def _tell_strangers(dataset: Dataset, query: SavedQuery, parameters: Mapping[str, str], base: str) -> None:
    """Say which names that were given nothing in the graph has: the answer is empty because of them."""
    from kg.results import prefixes_of
    from kg.standing import expand_iri, find_standing
    from kg.view.names import find_named, suggest_names

    for parameter in query.parameters:
        name = parameters.get(parameter.name)
        if parameter.type != "thing" or name is None or find_named(dataset, name):
            continue
        iri = expand_iri(name, prefixes_of(base))
        if iri and find_named(dataset, find_standing(dataset, iri)):
            continue
        near = ", ".join(suggest_names(dataset, name))
        say(f"no such name: {name}{f'; near: {near}' if near else ''}")


def _list_queries() -> None:
    from kg.query import saved_queries

    for name, saved in saved_queries().items():
        required = " ".join(f"-p {p.name}=…" for p in saved.parameters if p.required)
        optional = " ".join(f"[-p {p.name}=…]" for p in saved.parameters if not p.required)
        put([f"{name:<28} {saved.title}  {required} {optional}".rstrip(), "\n"])


def parse_parameters(pairs: list[str]) -> dict[str, str]:
    """Read KEY=VALUE pairs."""
    found: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"-p {pair}: write it as KEY=VALUE")
        if key in found:
            raise UsageError(f"-p {key} is given twice: {found[key]!r} and {value!r}")
        found[key] = value
    return found


@app.command()
def validate(graph: Graph = "kg-out") -> None:
    """Check the graph against the SHACL shapes.

    Where something breaks, every breach is listed and the exit code is 1.
    """
    from kg.validate import validate_graph

    violations = validate_graph(open_dataset(graph))
    put(f"{plain(str(v))}\n" for v in violations)
    if violations:
        raise KGError(f"{graph} breaks {len(violations)} rule{'s' if len(violations) > 1 else ''}")
    say(f"{graph} conforms")


@app.command()
def report(
    graph: Graph = "kg-out",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say what was read, found and left out, and why."""
    from kg.report import describe_graph, read_report, render_report

    dataset = open_dataset(graph)
    directory = Path(graph)
    found = read_report(directory) if (directory / "report.json").is_file() else describe_graph(dataset)
    if as_json:
        put([json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True), "\n"])
    else:
        put(f"{plain(line)}\n" for line in render_report(found))
