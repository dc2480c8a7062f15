"""Learn static vectors from the field's own text: ``python -m kg.extract.training.vectors FILE... --out DIR``.

Subword hashing (floret: Boyd and Warmerdam 2022, after Bojanowski et al., TACL 2017) gives every word a vector, names
never seen among them, in a table of a few thousand rows. Needs no annotation. The folder goes to ``--vectors``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from kg.errors import KGError, MissingExtraError, ReadError, UsageError

__all__ = ["main", "read_wordings", "train_vectors"]

_HYPHENED = re.compile(r"[^\W_]+(?:[-'’.+][^\W_]+)*|\S")
_APART = re.compile(r"[^\W_]+|\S")


def read_wordings(path: Path) -> Iterator[str]:
    """Read the titles, abstracts, texts, tokens and numbered lines of JSON lines, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield from _wordings_of(json.loads(line))
            except (ValueError, AttributeError) as error:
                raise ReadError(f"no JSON object: {error}", path=str(path), line=number) from error


def _wordings_of(record: dict[str, Any]) -> Iterator[str]:
    for key in ("title", "t", "abstract", "text"):
        if record.get(key):
            yield str(record[key])
    if record.get("tokens"):
        yield " ".join(record["tokens"])
    if record.get("lines"):
        yield " ".join(record["lines"].values())


def split_words(wordings: Iterable[str]) -> Iterator[str]:
    """Separate words by spaces, each wording once; every other one apart at hyphens too, as corpora differ in that.

    >>> list(split_words(["A pre-trained BERT.", "A pre-trained BERT.", "It is pre-trained"]))
    ['A pre-trained BERT .', 'It is pre - trained']
    """
    seen: set[str] = set()
    for wording in wordings:
        if wording not in seen:
            pattern = _APART if len(seen) % 2 else _HYPHENED
            seen.add(wording)
            yield " ".join(pattern.findall(wording))


def train_vectors(
    wordings: Iterable[str], out: Path, *, dimensions: int = 96, rows: int = 30000, epochs: int = 3, threads: int = 1
) -> None:
    """Train a floret table and write it as a spaCy pipeline without components; one thread gives the same each time."""
    try:
        floret = import_module("floret")
    except ImportError as error:
        raise MissingExtraError("floret", "train") from error
    import spacy
    from spacy.training.initialize import convert_vectors

    with tempfile.TemporaryDirectory() as folder:
        text, table = Path(folder, "text.txt"), Path(folder, "vectors.floret")
        text.write_text("".join(line + "\n" for line in split_words(wordings)), encoding="utf-8")
        settings = {"model": "skipgram", "mode": "floret", "ws": 4, "minn": 4, "maxn": 5, "neg": 5, "hashCount": 2}
        amounts = {"dim": dimensions, "bucket": rows, "epoch": epochs, "thread": threads, "minCount": 3, "verbose": 0}
        floret.train_unsupervised(str(text), lr=0.05, **settings, **amounts).save_floret_vectors(str(table))
        nlp = spacy.blank("en")
        convert_vectors(nlp, table, truncate=0, prune=-1, mode="floret", name="scholar-kg")
    nlp.to_disk(out)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the files, train, write the folder and give the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.extract.training.vectors", description=(__doc__ or "").split(":")[0]
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JSON lines, .gz or not")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    for name, value in (("dimensions", 96), ("rows", 30000), ("epochs", 3), ("threads", 1)):
        parser.add_argument(f"--{name}", type=int, default=value, metavar="N", help=f"default {value}")
    options = vars(parser.parse_args(arguments))
    files, out = options.pop("files"), options.pop("out")
    try:
        if missing := [path for path in files if not path.is_file()]:
            raise UsageError(f"{missing[0]}: no such file")
        train_vectors((wording for path in files for wording in read_wordings(path)), out, **options)
    except KGError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
