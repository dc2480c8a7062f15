"""Read vocabulary files: our own tables, SKOS in any RDF format, and the task hierarchy of Papers with Code."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from kg.errors import ReadError, UsageError
from kg.extract.lexicon import task_acronyms
from kg.resolve.terms import is_acronym
from kg.resolve.vocabulary.concepts import KINDS, Row, Source, Vocabulary
from kg.resolve.vocabulary.skos import SUFFIXES, read_skos

__all__ = ["read_rows", "read_vocabulary", "shipped_vocabulary"]

_COLUMNS = ("broader", "aliases", "direction", "unit")
_DIRECTIONS = ("", "higher", "lower")
_PWC = ("Parent Task", "Child Tasks")
#: Words of task names that keep their capital letter.
_PROPER = re.compile(
    "Amharic|Arabic|Assamese|Bayesian|Bengali|Chinese|Czech|Dutch|English|French|Gaussian|German|Greek|Gujarati|Hebrew|"
    "Hindi|Indonesian|Italian|Japanese|Kannada|Korean|Malayalam|Persian|Portuguese|Romanian|Russian|Spanish|Swedish|"
    "Tamil|Telugu|Thai|Turkish|Twitter|Urdu|Vietnamese"
)


def read_vocabulary(paths: Sequence[str | Path] = ()) -> Vocabulary:
    """Read the vocabulary that ships with the package, and what other files add to it.

    Raises ``UsageError`` for a file that cannot be opened and ``ReadError`` for one that makes no sense.
    """
    if not paths:
        return shipped_vocabulary()
    return Vocabulary([*_shipped_rows(), *(row for path in paths for row in read_rows(Path(path)))])


@cache
def shipped_vocabulary() -> Vocabulary:
    """Read the vocabulary that ships with the package.

    >>> concept = shipped_vocabulary().find("task", "Person Re-ID")
    >>> concept.name, [up.name for up in shipped_vocabulary().ancestors(concept)]
    ('person re-identification', ['image retrieval', 'computer vision'])
    """
    return Vocabulary(_shipped_rows())


@cache
def _shipped_rows() -> tuple[Row, ...]:
    rows: list[Row] = []
    for file, reader in _SHIPPED.items():
        room, _, name = file.partition("/")
        data = files(room).joinpath(*name.split("/")).read_bytes()
        source = Source(
            name.replace("lexicon/", "lexicon-"), _hash(data), shipped=True, strict=room == "kg.resolve.vocabulary"
        )
        rows += reader(data.decode("utf-8"), source)
    return tuple(rows)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_rows(path: Path) -> list[Row]:
    """Read the rows of one file; its suffix or first line says which format it has."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    if path.suffix.lower() in SUFFIXES:
        return list(read_skos(data, Source(path.name, _hash(data), str(path))))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError(f"not UTF-8 text: {error.reason} at byte {error.start}", path=str(path)) from error
    first = next(csv.reader(text.splitlines()[:1]), [])
    if set(_PWC) <= set(first):
        return list(_read_papers_with_code(text, Source(path.name, _hash(data), str(path), strict=False)))
    return list(_read_table(text, Source(path.name, _hash(data), str(path))))


def _read_table(text: str, source: Source) -> Iterator[Row]:
    """Read tab-separated rows. The first column is called task, metric or dataset, and names one."""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    path = source.path or source.name
    if not lines:
        return
    kind, *columns = lines[0][1].strip().split("\t")
    if kind not in KINDS:
        wanted = f"the first column is {kind!r}: it must be one of {', '.join(KINDS)}, with tabs between columns"
        raise ReadError(wanted, path=path, line=lines[0][0])
    if unknown := [c for c in columns if c not in _COLUMNS]:
        known = ", ".join(_COLUMNS)
        raise ReadError(f"unknown column {unknown[0]!r}: the others may be {known}", path=path, line=lines[0][0])
    for number, line in lines[1:]:
        yield _read_row(kind, columns, line.split("\t"), source=source, line=number)


def _read_row(kind: str, columns: Sequence[str], cells: Sequence[str], *, source: Source, line: int) -> Row:
    path = source.path or source.name
    name, *rest = (cell.strip() for cell in cells)
    if not name:
        raise ReadError(f"a row without the name of a {kind}", path=path, line=line)
    if len(rest) > len(columns):
        raise ReadError(f"{len(cells)} cells under {len(columns) + 1} columns: {name!r}", path=path, line=line)
    cell = dict(zip(columns, rest, strict=False))
    direction = cell.get("direction", "")
    if direction not in _DIRECTIONS:
        raise ReadError(f"the direction {direction!r} is neither higher nor lower", path=path, line=line)
    if (direction or cell.get("unit")) and kind != "metric":
        raise ReadError(f"a {kind} has neither direction nor unit: {name!r}", path=path, line=line)
    broader, aliases = (_split(cell.get(column, ""), "|") for column in ("broader", "aliases"))
    return Row(kind, name, source, line, broader, aliases, direction, cell.get("unit", ""))


def _split(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark) if part.strip())


def _read_lexicon(text: str, source: Source) -> Iterator[Row]:
    """Read the measures that extraction looks for; a name in two spellings keeps the first."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            name, direction, unit, forms = line.split("\t")[:4]
            yield Row("metric", name, source, number, (), _split(forms, "|"), direction, unit)


def _read_acronyms(_text: str, source: Source) -> Iterator[Row]:
    """Take the acronyms from the tasks that extraction looks for."""
    for acronym, name in task_acronyms().items():
        yield Row("task", name, source, 0, aliases=(acronym,))


def _read_papers_with_code(text: str, source: Source) -> Iterator[Row]:
    """Read the hierarchy in its published CSV: a row holds a parent and up to ten children, an ellipsis for more."""
    reader = csv.DictReader(text.splitlines())
    parents = {name for row in csv.DictReader(text.splitlines()) for name in _split_children(row)}
    for row in reader:
        name, acronyms = _simplify_name(row["Parent Task"] or "")
        if not name:
            continue
        areas = _split(row.get("Categories") or "", ";")
        broader = () if row["Parent Task"] in parents or len(areas) > 2 else tuple(map(_write_small, areas))
        yield Row("task", name, source, reader.line_num, tuple(b for b in broader if b != name), acronyms)
        for child in _split_children(row):
            narrower, short = _simplify_name(child)
            if narrower and narrower != name:
                yield Row("task", narrower, source, reader.line_num, (name,), short)


def _split_children(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(child.removesuffix("...").strip() for child in _split(row["Child Tasks"] or "", ";"))


def _simplify_name(text: str) -> tuple[str, tuple[str, ...]]:
    """Take an acronym in parentheses out of a name, and write it small but for proper names and acronyms.

    >>> _simplify_name("Visual Question Answering (VQA)"), _simplify_name("Chinese Word Segmentation")[0]
    (('visual question answering', ('VQA',)), 'Chinese word segmentation')
    """
    match = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", text.strip())
    if match and is_acronym(match[2]):
        return _write_small(match[1]), (match[2],)
    return _write_small(text.strip()), ()


def _write_small(text: str) -> str:
    return re.sub(r"\b[A-Z][a-z]+\b", lambda m: m[0] if _PROPER.fullmatch(m[0]) else m[0].lower(), text)


#: Shipped files with their readers. What extraction must know stands in its lexicon, and only there.
_SHIPPED = {
    "kg.resolve.vocabulary/tasks.tsv": _read_table,
    "kg.extract/lexicon/task_names.txt": _read_acronyms,
    "kg.extract/lexicon/metrics.tsv": _read_lexicon,
    "kg.resolve.vocabulary/metrics.tsv": _read_table,
    "kg.resolve.vocabulary/datasets.tsv": _read_table,
}
