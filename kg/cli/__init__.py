"""The command line: the only room that prints or exits.

Data goes to stdout, talk to stderr. Exit 0 fine, 1 the data has a problem, 2 the call was wrong.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from typing import Annotated

import typer

import kg
from kg.cli import ask, compare, curate, look, make, network, why
from kg.cli.talk import put, say
from kg.errors import KGError

__all__ = ["app", "main"]

app = typer.Typer(
    name="kg",
    help="Turn scholarly text into a knowledge graph that people query, export and look at.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (make, ask, look, network, why, compare):
    app.add_typer(room.app)
app.add_typer(curate.app, name="curate")


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


def main() -> None:
    """Run the command line; every foreseen error is one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # rdflib prints a traceback for every literal that is not of its type, such as "2020-1-1"^^xsd:date.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    # So that a build that is told to stop clears away what it has begun.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except KGError as error:
        say(f"kg: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        # Files are guarded where they are written; what is left is stdout.
        if os.environ.get("KG_DEBUG"):
            raise
        say(f"kg: {error.strerror or error}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        say("kg: stopped")
        sys.exit(130)
    except Exception as error:
        if os.environ.get("KG_DEBUG"):
            raise
        say(f"kg: this is a bug, please report it: {type(error).__name__}: {error} (KG_DEBUG=1 shows the traceback)")
        sys.exit(1)
