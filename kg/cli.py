"""The command line: the only module that prints or exits.

Data goes to stdout, talk to stderr. Exit 0 fine, 1 the data has a problem, 2 the call was wrong.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import kg
from kg.errors import KGError, OutputError, UsageError
from kg.iris import BASE

if TYPE_CHECKING:
    from rdflib import Dataset

    from kg.model import Record

app = typer.Typer(
    name="kg",
    help="Turn scholarly text into a knowledge graph that people query, export and look at.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
curate_app = typer.Typer(
    help="Correct the graph by decisions that win over every rule.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(curate_app, name="curate")

Graph = Annotated[str, typer.Option("-g", "--graph", help="A graph directory, an RDF file or the URL of an endpoint.")]
Curation = Annotated[Path, typer.Option("--curation", help="The curation file.")]
CURATION = Path("kg-curation.txt")


def say(text: str) -> None:
    """Talk to the person: one line on stderr."""
    sys.stderr.write(f"{_plain(text)}\n")


def put(pieces: Iterable[str]) -> None:
    """Write data to stdout."""
    for piece in pieces:
        sys.stdout.write(piece)


def _plain(text: str) -> str:
    """Make text safe for a terminal: no control characters but line ends and tabs."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)


def _open(location: str) -> Dataset:
    from kg.store import open_store

    if location == "kg-out" and not Path(location).exists():
        raise UsageError("no graph in kg-out: build one with 'kg build PATH', or name one with -g")
    return open_store(location)


def _version(wanted: bool) -> None:
    if wanted:
        put([f"scholar-kg {kg.__version__}\n"])
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    del version


@contextmanager
def _progress() -> Iterator[Any]:
    """Show what the build is doing, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    names = {
        "extract": "reading and extracting",
        "store": "writing the store",
        "turtle": "writing Turtle",
        "pages": "drawing pages",
    }
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def tell(stage: str, count: int) -> None:
            counted = f" ({count:,} records)" if count else ""
            bar.update(task, description=f"{names.get(stage, stage)}{counted}")

        yield tell


@app.command()
def build(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, or directories to read whole.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The graph directory to write.")] = Path("kg-out"),
    base: Annotated[str, typer.Option(help="The IRI that data is minted under.")] = BASE,
    engine: Annotated[str, typer.Option(help="Where extraction and resolution run.")] = "local",
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="Processes for extraction.")] = 1,
    curation: Annotated[
        Path | None, typer.Option(help="A file of curation decisions; kg-curation.txt if there is one.")
    ] = None,
) -> None:
    """Build a graph directory from paper listings and exchange files."""
    from kg.build import build_graph

    if curation is None and CURATION.exists():
        curation = CURATION
        say(f"applying {CURATION}")
    with _progress() as tell:
        build_graph(paths, out, base=base, engine=engine, jobs=jobs, curation=curation, progress=tell)
    from kg.report import read_report

    report = read_report(out)
    say(", ".join(f"{n:,} {name}" for name, n in _headline(report["classes"])))
    if report["skipped"]:
        say(f"{len(report['skipped'])} lines left out: see 'kg report -g {out}'")
    put([f"{out}\n"])


def _headline(classes: dict[str, int]) -> Iterator[tuple[str, int]]:
    names = {"Paper": "papers", "Person": "people", "Organization": "organisations", "Method": "methods", "Dataset": "datasets",
             "Task": "tasks", "Metric": "metrics", "Result": "results", "Repository": "repositories"}  # fmt: skip
    return ((names[name], classes[name]) for name in names)


@app.command()
def extract(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON lines of {id, title?, abstract|text}.")] = "-",
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="Processes.")] = 1,
) -> None:
    """Find mentions, results and links in JSON lines; one line out per line in."""
    from kg.extract import extract as run
    from kg.extract import to_json

    failed: list[str] = []
    for record, extraction in run(_read_lines(file, failed), n_process=jobs):
        put([json.dumps(to_json(record, extraction), ensure_ascii=False), "\n"])
    if failed:
        raise KGError(f"{len(failed)} lines of {file} were left out")


def _read_lines(file: str, failed: list[str]) -> Iterator[Record]:
    from kg.errors import ReadError
    from kg.extract import record_from_json

    name = "stdin" if file == "-" else file
    for number, line in enumerate(_lines_of(file), 1):
        if not line.strip():
            continue
        try:
            yield record_from_json(line, path=name, line_number=number)
        except ReadError as error:
            failed.append(str(error))
            say(str(error))


def _lines_of(file: str) -> Iterator[str]:
    if file == "-":
        yield from sys.stdin
        return
    try:
        with Path(file).open(encoding="utf-8") as stream:
            yield from stream
    except UnicodeDecodeError as error:
        raise KGError(f"{file} is not UTF-8 text: {error.reason} at byte {error.start}") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error


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
    result = run_query(_open(graph), found, parameters=_parse_parameters(parameter or []))
    put(write_result(result, form, width=_width(), base=base_of(graph)))


def _width() -> int | None:
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _list_queries() -> None:
    from kg.query import saved_queries

    for name, saved in saved_queries().items():
        parameters = " ".join(f"-p {p.name}=…" for p in saved.parameters)
        put([f"{name:<34} {saved.title}{f'  [{parameters}]' if parameters else ''}\n"])


def _parse_parameters(pairs: list[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"-p {pair}: write it as KEY=VALUE")
        found[key] = value
    return found


@app.command()
def export(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="The suffix says the format.")],
    graph: Graph = "kg-out",
) -> None:
    """Write the graph, or its co-authorship network, in the format that the suffix of FILE says."""
    from kg.export import export_graph
    from kg.store import base_of

    dataset = _open(graph)
    for file in files:
        for path in export_graph(dataset, Path(file), base=base_of(graph)):
            say(f"wrote {path}")


@app.command()
def validate(graph: Graph = "kg-out") -> None:
    """Check the graph against the SHACL shapes; exit 1 and a list where something breaks."""
    from kg.validate import validate_graph

    violations = validate_graph(_open(graph))
    put(f"{_plain(str(v))}\n" for v in violations)
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

    dataset = _open(graph)
    directory = Path(graph)
    found = read_report(directory) if (directory / "report.json").is_file() else describe_graph(dataset)
    if as_json:
        put([json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True), "\n"])
    else:
        put(f"{_plain(line)}\n" for line in render_report(found))


@app.command()
def view(
    around: Annotated[str | None, typer.Option(metavar="NAME", help="Only what lies around this name.")] = None,
    hops: Annotated[int, typer.Option(min=1, help="How far around.")] = 1,
    out: Annotated[
        str, typer.Option("-o", "--out", metavar="FILE.html", help="Where to write; - for stdout.")
    ] = "view.html",
    sparql: Annotated[
        str | None, typer.Option("--query", help="A CONSTRUCT, saved or written out, to draw instead.")
    ] = None,
    graph: Graph = "kg-out",
) -> None:
    """Write an interactive page that works with no network."""
    from kg.graph import find_node
    from kg.view import view_around, view_graph, view_result

    dataset = _open(graph)
    if sparql is not None:
        from kg.query import resolve_query, run_query

        page = view_result(_graph_of(run_query(dataset, resolve_query(sparql, stdin=sys.stdin))))
    elif around is not None:
        page = view_around(dataset, find_node(dataset, around), hops=hops)
    else:
        page = view_graph(dataset)
    _write_text(out, page)


def _graph_of(result: Any) -> Any:
    if result.graph is None:
        raise UsageError("--query needs a CONSTRUCT or DESCRIBE, which make a graph")
    return result.graph


def _write_text(out: str, text: str) -> None:
    if out == "-":
        put([text])
        return
    path = Path(out)
    part = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"{out} cannot be written: {error.strerror or error}") from error
    say(f"wrote {out}")


@app.command()
def serve(
    graph: Graph = "kg-out",
    host: Annotated[
        str, typer.Option(help="The address to listen at; any but a loopback address is open to the network.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes any that is free.")] = 8000,
) -> None:
    """Serve the graph over HTTP, read only: a SPARQL 1.1 endpoint and pages to browse."""
    from kg.serve import serve_graph

    if graph == "kg-out" and not Path(graph).exists():
        raise UsageError("no graph in kg-out: build one with 'kg build PATH', or name one with -g")
    serve_graph(graph, host=host, port=port, ready=lambda address: say(f"serving {graph} at {address} (Ctrl-C stops)"))


@curate_app.command("merge")
def curate_merge(
    iri: str, other: str, comment: Annotated[str, typer.Option("-m", "--comment")] = "", curation: Curation = CURATION
) -> None:
    """Say that two entities are one; the first keeps its IRI."""
    _curate(curation, f"merge {iri} {other}", comment)


@curate_app.command("split")
def curate_split(
    iri: str,
    paper: str,
    position: Annotated[int | None, typer.Argument(help="Which author of the paper, from 1.")] = None,
    comment: Annotated[str, typer.Option("-m", "--comment")] = "",
    curation: Curation = CURATION,
) -> None:
    """Say that what a paper prints is someone or something else."""
    _curate(curation, f"split {iri} {paper} {position or ''}".rstrip(), comment)


@curate_app.command("reject")
def curate_reject(
    iri: str,
    paper: Annotated[str | None, typer.Argument(help="Only in this paper.")] = None,
    comment: Annotated[str, typer.Option("-m", "--comment")] = "",
    curation: Curation = CURATION,
) -> None:
    """Say that there is no such method, dataset, task or metric."""
    _curate(curation, f"reject {iri} {paper or ''}".rstrip(), comment)


@curate_app.command("rename")
def curate_rename(
    iri: str, name: str, comment: Annotated[str, typer.Option("-m", "--comment")] = "", curation: Curation = CURATION
) -> None:
    """Give an entity its preferred name."""
    _curate(curation, f"rename {iri} {name}", comment)


@curate_app.command("undo")
def curate_undo(
    line: int, comment: Annotated[str, typer.Option("-m", "--comment")] = "", curation: Curation = CURATION
) -> None:
    """Take back the decision on a line."""
    _curate(curation, f"undo {line}", comment)


@curate_app.command("log")
def curate_log(curation: Curation = CURATION) -> None:
    """Print every decision with its line number; those taken back are marked."""
    from kg.resolve.curation import read_curation

    held = {c.line for c in read_curation(curation)}
    for c in read_curation(curation, undone=True):
        mark = " " if c.line in held or c.verb == "undo" else "×"
        put([_plain(f"{c.line:>5} {mark} {c}"), "\n"])


def _curate(path: Path, text: str, comment: str) -> None:
    from kg.resolve.curation import append_curation

    if "\n" in text + comment or "\r" in text + comment:
        raise UsageError("a decision is one line")
    line = append_curation(path, f"{text}  # {comment}" if comment else text)
    say(f"{path}:{line.line}: {line}; it takes effect at the next build")


def main() -> None:
    """Run the command line; every foreseen error is one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except KGError as error:
        say(f"kg: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        say("kg: stopped")
        sys.exit(130)
    except Exception as error:
        if os.environ.get("KG_DEBUG"):
            raise
        say(
            f"kg: this is a bug: {type(error).__name__}: {error} (set KG_DEBUG=1 for the traceback, and please report it)"
        )
        sys.exit(1)
