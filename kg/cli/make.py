"""Commands that make graphs: build and extract."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.curate import CURATION
from kg.cli.talk import put, say
from kg.errors import KGError, UsageError
from kg.iris import BASE

if TYPE_CHECKING:
    from kg.model import Record

app = typer.Typer()

_MODEL = "What finds methods, datasets and tasks: fast; accurate, slower; or rules, without a trained model."
_MIN_CONFIDENCE = "Leave out what is less sure than this."


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
        "graph": "stating facts",
        "turtle": "writing Turtle",
        "store": "writing the store",
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
    model: Annotated[str, typer.Option(metavar="MODEL", help=_MODEL)] = "fast",
    min_confidence: Annotated[float, typer.Option(min=0.0, max=1.0, help=_MIN_CONFIDENCE)] = 0.0,
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="Processes for extraction.")] = 1,
    curation: Annotated[
        Path | None, typer.Option(help="A file of curation decisions; kg-curation.txt if there is one.")
    ] = None,
    vocabulary: Annotated[
        list[Path] | None,
        typer.Option(help="A file of tasks, metrics or datasets to know besides those that ship; may be repeated."),
    ] = None,
    cache: Annotated[
        bool,
        typer.Option(
            "--cache/--no-cache",
            help="Take over what the last build into the directory worked out, or work out and write everything anew.",
        ),
    ] = True,
) -> None:
    """Build a graph directory from listings and files.

    Everything is written beside the target and takes its place at the end.
    """
    from kg.build import build_graph

    if curation is None and CURATION.exists():
        curation = CURATION
        say(f"applying {CURATION}")
    with _progress() as tell:
        build_graph(
            paths,
            out,
            base=base,
            engine=engine,
            model=model,
            min_confidence=min_confidence,
            jobs=jobs,
            curation=curation,
            vocabulary=vocabulary or (),
            use_cache=cache,
            progress=tell,
            notify=say,
        )
    from kg.report import read_report

    report = read_report(out)
    say(", ".join(f"{n:,} {name}" for name, n in _headline(report["classes"])))
    if report["skipped"]:
        say(f"{len(report['skipped']):,} left out: see 'kg report -g {out}'")
    put([f"{out}\n"])


def _headline(classes: dict[str, int]) -> Iterator[tuple[str, int]]:
    names = {
        "Paper": "papers",
        "Person": "people",
        "Organization": "organisations",
        "Method": "methods",
        "Dataset": "datasets",
        "Task": "tasks",
        "Metric": "metrics",
        "Result": "results",
        "Repository": "repositories",
    }
    return ((names[name], classes[name]) for name in names)


@app.command()
def extract(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON lines of {id, title?, abstract|text}.")] = "-",
    model: Annotated[str, typer.Option(metavar="MODEL", help=_MODEL)] = "fast",
    min_confidence: Annotated[float, typer.Option(min=0.0, max=1.0, help=_MIN_CONFIDENCE)] = 0.0,
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="Processes.")] = 1,
) -> None:
    """Find mentions, results and links in JSON lines.

    One line comes out for each line that goes in.
    """
    from kg.extract import Options, to_json
    from kg.extract import extract as run

    failed: list[str] = []
    options = Options(model=model, min_confidence=min_confidence)
    for record, extraction in run(_read_lines(file, failed), options=options, n_process=jobs):
        put([json.dumps(to_json(record, extraction), ensure_ascii=False), "\n"])
    if failed:
        lines = f"{len(failed)} line{'s' if len(failed) > 1 else ''}"
        raise KGError(f"{lines} of {'stdin' if file == '-' else file} left out")


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
        yield from (line.removeprefix("\ufeff") for line in sys.stdin)
        return
    try:
        with Path(file).open(encoding="utf-8-sig") as stream:
            yield from stream
    except UnicodeDecodeError as error:
        raise KGError(f"{file} is not UTF-8 text: {error.reason} at byte {error.start}") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error
