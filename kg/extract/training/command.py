"""Train and score a model: ``python -m kg.extract.training --train F [F...] --dev F --test F [--model accurate]``.

A script of its own, outside the ``kg`` command, so it prints: scores to stdout, progress to stderr.
Nothing else of the package imports this room.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import KGError, MissingExtraError, UsageError
from kg.extract.training.corpus import Passage, hold_out, keep_longest, read_passages
from kg.extract.training.scores import Score, format_scores

if TYPE_CHECKING:
    from kg.extract.training.accurate import AccurateRecipe
    from kg.extract.training.fast import FastRecipe

__all__ = ["main"]

_HELP = {
    "base": "pretrained encoder: gte-small, minilm or a folder",
    "head": "folder of a trained model whose head is where learning starts",
    "vectors": "static vectors: shipped, none or a folder",
    "steps": "batches to train on",
    "epochs": "how often each passage is seen",
    "window": "words in a passage",
    "split": "cut tokens into the words that the pipeline sees",
}


def make_parser(recipes: dict[str, type[Any]]) -> argparse.ArgumentParser:
    """Describe the command line; what a recipe can be told comes from its fields."""
    parser = argparse.ArgumentParser(prog="python -m kg.extract.training", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--train", nargs="+", type=Path, required=True, metavar="F", help="annotated JSON lines")
    parser.add_argument("--dev", nargs="+", type=Path, default=[], metavar="F", help="default: a seventh of --train")
    parser.add_argument("--test", nargs="+", type=Path, default=[], metavar="F", help="scored once, at the end")
    parser.add_argument("--model", choices=sorted(recipes, reverse=True), default="fast", help="default fast")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write the trained model here")
    taken = {"nested"}
    for name, recipe in recipes.items():
        group = parser.add_argument_group(f"more with --model {name}")
        for field in fields(recipe):
            if field.name in taken:
                continue
            taken.add(field.name)
            kind = type(field.default)
            option = f"--{field.name.replace('_', '-')}"
            told = f"{_HELP.get(field.name, '')} (default {field.default or 'none'})".strip()
            if kind is bool:
                group.add_argument(option, action="store_true", help=_HELP.get(field.name))
            else:
                group.add_argument(option, type=kind, metavar="X", help=told)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, print the scores and give the exit status."""
    try:
        try:
            from kg.extract.training.accurate import AccurateRecipe
            from kg.extract.training.fast import FastRecipe
        except ImportError as error:
            raise MissingExtraError(error.name or "torch", "train") from error
        recipes = {"fast": FastRecipe, "accurate": AccurateRecipe}
        options = make_parser(recipes).parse_args(arguments)
        _run(options, recipes[options.model])
    except KGError as error:
        _tell(f"error: {error}")
        return error.exit_code
    return 0


def _run(options: argparse.Namespace, recipe_type: type[Any]) -> None:
    passages, dev, test = (_read(files) for files in (options.train, options.dev, options.test))
    if not dev:
        passages, dev = hold_out(passages)
        _tell(f"held out for development: {len(dev)} passages, chosen by a hash of their wording")
    if not passages or not dev:
        raise UsageError("--train and --dev need at least one passage each")
    spans = sum(len(p.spans) for p in passages)
    if not spans:
        raise UsageError("--train has no entities to learn")
    overlapping = sum(keep_longest(p.spans)[1] for p in passages)
    given = {f.name: getattr(options, f.name, None) for f in fields(recipe_type)}
    recipe = recipe_type(**{k: v for k, v in given.items() if v is not None} | {"nested": overlapping > spans / 100})
    labels = sorted({label for p in passages for *_, label in p.spans})
    _tell(f"{len(passages)} passages, {spans} spans of {len(labels)} labels; {overlapping} overlap a longer one")
    evaluate, write = _train(passages, dev, labels, recipe)
    for title, part in (("dev", dev), ("test", test)):
        if part:
            sys.stdout.write(format_scores(evaluate(part), title=title))
    if options.out:
        write(options.out, {"corpora": sorted({path.name for path in options.train})})


Evaluate = Callable[[Sequence[Passage]], dict[str, Score]]
Write = Callable[[Path, dict[str, Any]], None]


def _train(
    passages: Sequence[Passage], dev: Sequence[Passage], labels: Sequence[str], recipe: FastRecipe | AccurateRecipe
) -> tuple[Evaluate, Write]:
    from kg.extract.training import accurate, fast

    tagger = (
        accurate.train(passages, dev, labels, recipe, tell=_tell)
        if isinstance(recipe, accurate.AccurateRecipe)
        else fast.train(passages, dev, labels, recipe, tell=_tell)
    )
    return tagger.evaluate, tagger.write


def _read(files: Sequence[Path]) -> list[Passage]:
    if missing := [path for path in files if not path.is_file()]:
        raise UsageError(f"{missing[0]}: no such file")
    return [passage for path in files for passage in read_passages(path)]


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
