"""Average fine-tuned models: ``python -m kg.extract.training.average DIR DIR... --test FILE --out DIR``.

The models must share base, labels and the head that they started from (``--head``).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from kg.errors import KGError, MissingExtraError, UsageError
from kg.extract.training.corpus import read_passages
from kg.extract.training.scores import format_scores

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Average, print the scores, write the model and give the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.extract.training.average", description=(__doc__ or "").split(":")[0]
    )
    parser.add_argument("models", nargs="+", type=Path, metavar="DIR", help="what --out of the training wrote")
    parser.add_argument("--test", nargs="+", type=Path, default=[], metavar="F", help="annotated JSON lines")
    parser.add_argument("--base", default="gte-small", metavar="X", help="the encoder; default gte-small")
    parser.add_argument("--out", type=Path, metavar="DIR")
    options = parser.parse_args(arguments)
    try:
        _average(options)
    except KGError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    return 0


def _average(options: argparse.Namespace) -> None:
    try:
        from kg.extract.training.accurate import CHECKPOINT, AccurateRecipe, AccurateTagger
    except ImportError as error:
        raise MissingExtraError(error.name or "torch", "train") from error
    if missing := [path for path in options.models if not (path / CHECKPOINT).is_file()]:
        raise UsageError(f"{missing[0]}: no model that --out of the training wrote")
    metas = [json.loads((path / "meta.json").read_text(encoding="utf-8")) for path in options.models]
    if len({tuple(meta["labels"]) for meta in metas}) > 1:
        raise UsageError("the models know different labels")
    tagger = AccurateTagger(metas[0]["labels"], AccurateRecipe(base=options.base, split=True))
    tagger.average(options.models)
    for path in options.test:
        sys.stdout.write(format_scores(tagger.evaluate(list(read_passages(path))), title=path.stem))
    if options.out:
        tagger.write(options.out, {"corpora": sorted({name for meta in metas for name in meta["corpora"]})})


if __name__ == "__main__":
    raise SystemExit(main())
