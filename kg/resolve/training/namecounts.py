"""Count given and family names: ``python -m kg.resolve.training.namecounts FILE... --out namecounts.tsv``.

A file has one paper a line, in JSON, with its authors as ``{"authors": [{"name": ...}]}`` or ``{"a": [[name, ...]]}``;
it may be compressed with gzip. Each name counts once however many papers it signs and however it is spelt.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kg.resolve.names.blocking import name_key
from kg.resolve.names.parsing import is_short, parse_name

__all__ = ["count_names", "main", "read_names", "write_counts"]


def read_names(path: Path) -> Iterator[str]:
    """Yield the author names of a file of papers, as often as they are printed."""
    open_file = gzip.open if path.suffix == ".gz" else open
    with open_file(path, "rt", encoding="utf-8") as file:
        for line in file:
            paper = json.loads(line)
            yield from (author["name"] for author in paper.get("authors", ()))
            yield from (author[0] for author in paper.get("a", ()))


def count_names(names: Iterable[str]) -> tuple[Counter[str], Counter[str], int]:
    """Count in how many different names each token is the first given name, and the family name; and the names."""
    given: Counter[str] = Counter()
    family: Counter[str] = Counter()
    different = {name_key(name): name for name in sorted(set(names))}
    for name in different.values():
        parsed = parse_name(name)
        if parsed.given and not is_short(parsed.given[0]):
            given[parsed.given[0]] += 1
            family[parsed.family[-1]] += 1
    return given, family, given.total()


def write_counts(given: Counter[str], family: Counter[str], total: int, *, least: int) -> Iterator[str]:
    """Yield the lines of the table: tokens that are the given or family name in at least so many names."""
    yield "# names of authors by how many different full names have them as first given and as family name; README.md\n"
    yield f"total\t{total}\t{total}\n"
    for token in sorted(given.keys() | family.keys()):
        if max(given[token], family[token]) >= least:
            yield f"{token}\t{given[token]}\t{family[token]}\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the table and give the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="papers, JSON lines")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the table to write")
    parser.add_argument("--least", type=int, default=3, metavar="N", help="leave out rarer tokens (default 3)")
    options = parser.parse_args(arguments)
    given, family, total = count_names(name for path in options.files for name in read_names(path))
    with options.out.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(write_counts(given, family, total, least=options.least))
    print(f"{total:,} names, {len(given):,} given, {len(family):,} family", file=sys.stderr)  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
