"""Train and score an entity recogniser: ``python -m kg.extract.training --train F [F...] --dev F --test F``.

A script of its own, outside the ``kg`` command, so it prints: scores to stdout, progress to stderr.
Nothing else of the package imports this room.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KGError, UsageError
from kg.extract.training.corpus import Passage, hold_out, read_passages
from kg.extract.training.fast import Recipe, as_meta, evaluate, train
from kg.extract.training.scores import format_scores

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def make_parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    default = Recipe()
    parser = argparse.ArgumentParser(prog="python -m kg.extract.training", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--train", nargs="+", type=Path, required=True, metavar="F", help="annotated JSON lines")
    parser.add_argument("--dev", nargs="+", type=Path, default=[], metavar="F", help="default: a seventh of --train")
    parser.add_argument("--test", nargs="+", type=Path, default=[], metavar="F", help="scored once, at the end")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write the trained pipeline here")
    parser.add_argument(
        "--sentences", type=int, default=1, metavar="N", help="sentences in a passage; 0: whole record; default 1"
    )
    parser.add_argument(
        "--vectors", default=default.vectors, metavar="NAME", help="static vectors: a folder or en_core_web_md"
    )
    parser.add_argument("--attributes", nargs="+", default=default.attributes, metavar="A", help="token attributes")
    for name in ("steps", "seed", "eval-every", "patience", "batch-words", "width", "depth", "window"):
        value = getattr(default, name.replace("-", "_"))
        parser.add_argument(f"--{name}", type=int, default=value, metavar="N", help=f"default {value}")
    for name in ("dropout", "learn-rate"):
        value = getattr(default, name.replace("-", "_"))
        parser.add_argument(f"--{name}", type=float, default=value, metavar="X", help=f"default {value}")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, print the scores and give the exit status."""
    options = make_parser().parse_args(arguments)
    try:
        _run(options)
    except KGError as error:
        _tell(f"error: {error}")
        return error.exit_code
    return 0


def _run(options: argparse.Namespace) -> None:
    recipe = Recipe(
        **{name: getattr(options, name) for name in Recipe.__dataclass_fields__ if name != "attributes"},
        attributes=tuple(options.attributes),
    )
    passages, dev, test = (_read(files, options.sentences) for files in (options.train, options.dev, options.test))
    if not dev:
        passages, dev = hold_out(passages)
        _tell(f"held out for development: {len(dev)} passages, chosen by a hash of their wording")
    if not passages or not dev:
        raise UsageError("--train and --dev need at least one passage each")
    nlp = train(passages, dev, recipe, tell=_tell)
    for title, part in (("dev", dev), ("test", test)):
        if part:
            sys.stdout.write(format_scores(evaluate(nlp, part), title=title))
    if options.out:
        nlp.meta |= as_meta(recipe, [str(path) for path in options.train])
        nlp.to_disk(options.out)


def _read(files: Sequence[Path], sentences: int) -> list[Passage]:
    if missing := [path for path in files if not path.is_file()]:
        raise UsageError(f"{missing[0]}: no such file")
    return [passage for path in files for passage in read_passages(path, sentences=sentences)]


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
