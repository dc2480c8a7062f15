"""Let a trained model annotate plain text: ``python -m kg.extract.training.label --model accurate FILE... > SILVER``.

The output is input for ``python -m kg.extract.training --train``: a small model learns from a large one's annotation of
text that nobody has annotated (distillation: Hinton et al. 2015, with hard labels).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from kg.errors import KGError, UsageError
from kg.extract.neural.component import MODELS, ModelFinder, load_model
from kg.extract.training.vectors import read_wordings

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the files, write a line for each text and give the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.extract.training.label", description=(__doc__ or "").split(":")[0]
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JSON lines, .gz or not")
    parser.add_argument("--model", choices=sorted(MODELS), default="accurate", help="default accurate")
    parser.add_argument("--words", type=int, default=0, metavar="N", help="read no more than about N words of a file")
    options = parser.parse_args(arguments)
    try:
        if missing := [path for path in options.files if not path.is_file()]:
            raise UsageError(f"{missing[0]}: no such file")
        finder = ModelFinder(load_model(options.model))
        for path in options.files:
            _label(path, finder, most=options.words)
    except KGError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    return 0


def _label(path: Path, finder: ModelFinder, *, most: int) -> None:
    seen: set[str] = set()
    words, numbers = 0, count(1)
    for text in read_wordings(path):
        if text in seen:
            continue
        seen.add(text)
        spans = [(start, end, kind.capitalize()) for start, end, kind, _ in finder.find(text)]
        line = {"id": f"{path.name}:{next(numbers)}", "text": text, "entities": spans}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        words += len(text.split())
        if most and words > most:
            break


if __name__ == "__main__":
    raise SystemExit(main())
