"""Compose the stages: read, extract, resolve, write triples, store, pages and report, and swap them in at once.

The package offers ``build`` at its top, so this module loads the heavy stages only when it runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, replace
from functools import partial
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cache import Cache, fingerprint_files
from kg.errors import OutputError, ReadError, UsageError
from kg.garbage import uncollected
from kg.iris import BASE, Minter
from kg.workplace import CACHE, Workplace

if TYPE_CHECKING:
    from kg.extract import Options
    from kg.graph import KnowledgeGraph
    from kg.model import Record, Resolution, Skipped
    from kg.resolve.vocabulary import Vocabulary

__all__ = ["build", "build_graph"]

_CACHE_FILE = "build.sqlite"

Progress = Callable[[str, int], None]
Notify = Callable[[str], None]
PathLike = str | Path


def build(paths: PathLike | Sequence[PathLike], out: PathLike = "kg-out", *, base: str = BASE, engine: str = "local",
          model: str = "fast", min_confidence: float = 0.0, jobs: int = 1, curation: PathLike | None = None,
          vocabulary: Sequence[PathLike] = (), use_cache: bool = True) -> KnowledgeGraph:  # fmt: skip
    """Build a graph directory from one or more files and directories, and open it; see ``build_graph``."""
    from kg.graph import KnowledgeGraph

    several = [paths] if isinstance(paths, str | Path) else paths
    settings: dict[str, Any] = {"model": model, "min_confidence": min_confidence, "vocabulary": vocabulary,
                                "use_cache": use_cache}  # fmt: skip
    return KnowledgeGraph(build_graph(several, out, base=base, engine=engine, jobs=jobs, curation=curation, **settings))


def build_graph(
    paths: Sequence[PathLike],
    out: PathLike = "kg-out",
    *,
    base: str = BASE,
    engine: str = "local",
    model: str = "fast",
    min_confidence: float = 0.0,
    jobs: int = 1,
    curation: PathLike | None = None,
    vocabulary: Sequence[PathLike] = (),
    use_cache: bool = True,
    progress: Progress | None = None,
    notify: Notify | None = None,
) -> Path:
    """Build a graph directory from files and directories, and return its path.

    Everything is written beside ``out`` first and takes its place at the end, so that a failed build leaves what was
    there. What the last build into ``out`` left in its cache is not worked out again, unless ``use_cache`` is false;
    the result is the same. ``progress`` is called with the name of a stage and the number of records it has seen,
    ``notify`` with sentences for the person who waits.
    ``model`` is ``fast``, ``accurate`` or ``rules``; what is less sure than ``min_confidence`` is left out.
    ``vocabulary`` are files that add to the tasks, metrics and datasets that the package knows. A line of ``curation``
    that does not fit the data is left out, told and reported.

    Raises ``UsageError`` for a wrong call, ``ReadError`` where nothing can be read, ``OutputError`` where ``out``
    cannot be written.
    """
    from kg import __version__
    from kg.engines import get_engine
    from kg.extract import Options
    from kg.readers import read_paths
    from kg.report import describe_losses
    from kg.resolve.curation import apply_curation, read_curation, rule_papers, select_papers
    from kg.resolve.vocabulary import read_vocabulary
    from kg.triples import Assertions, list_units
    from kg.writing import write_graph

    target, tell = Path(out), notify or _say_nothing
    _check_base(base)
    run = get_engine(engine)
    options = Options(model=model, min_confidence=min_confidence)
    decisions = () if curation is None else tuple(read_curation(Path(curation), base=base))
    known = read_vocabulary(vocabulary)
    skipped: list[Skipped] = []
    with (
        uncollected(),
        Workplace(target) as place,
        # Before the cache, so that a missing path is told before what that has to say.
        nullcontext(read_paths(paths, on_skip=skipped.append)) as read,
        _open_cache(place, base, use_cache, tell) as cache,
    ):
        seen = _Seen(progress)
        minter = Minter(base)
        about_papers, decisions = select_papers(decisions, minter=minter)
        leave_out = _leave_out(skipped, tell)
        rule = partial(rule_papers, about_papers, on_skip=leave_out) if about_papers else None
        records = seen.records(read)
        resolution = run(
            records, minter=minter, cache=cache, vocabulary=known, rule=rule, options=options, jobs=jobs,
            watch=seen.watch,
        )  # fmt: skip
        if not seen.count:
            raise _nothing_read(skipped)
        resolution = apply_curation(resolution, decisions, minter=minter, vocabulary=known, on_skip=leave_out)
        seen.tell("graph")
        units = list_units(resolution, minter=minter, version=__version__, vocabulary=known)
        statements = Assertions(minter, __version__)
        written = write_graph(
            place.path, units, out=statements, old=target, cache=cache, notify=tell, progress=seen.tell
        )
        losses = describe_losses(resolution, skipped=skipped, records=seen.count)
        losses["conflicts"] += known.notes
        _write_views(place.path, losses, seen)
        _write_manifest(
            place.path, resolution, base=base, statements=written.statements, vocabulary=known, options=options
        )
        cache.finish()
        place.swap()
    if seen.known:
        tell(f"{seen.known:,} of {seen.count:,} records had been extracted before")
    if written.kept:
        tell(f"{written.kept / written.units:.1%} of the graph's pieces stood already")
    return target


def _say_nothing(_: str) -> None:
    """Tell a program nothing: it asks for the report."""


def _open_cache(place: Workplace, base: str, use_cache: bool, tell: Notify) -> Cache:
    """Open the cache; what was extracted depends on the code of one room, what was stated on that of all."""
    from kg import ledger
    from kg.extract import memory

    package = fingerprint_files([Path(__file__).parent], packages=("numpy", "pyoxigraph"))
    versions = {memory.KIND: memory.fingerprint_extraction(), ledger.KIND: f"{package} {base}"}
    old = place.target / CACHE / _CACHE_FILE if use_cache else None
    return Cache(place.path / CACHE / _CACHE_FILE, old=old, versions=versions, notify=tell)


def _nothing_read(skipped: Sequence[Skipped]) -> ReadError:
    first = skipped[0]
    more = f" (and {len(skipped) - 1:,} more)" if len(skipped) > 1 else ""
    return ReadError(f"no record can be read: {first.reason}{more}", path=first.path, line=first.line)


def _check_base(base: str) -> None:
    if not base.endswith(("/", "#")):
        raise UsageError(f"the base IRI {base!r} must end in / or #")
    import pyoxigraph as ox

    try:
        ox.NamedNode(base)
    except ValueError as error:
        raise UsageError(f"the base {base!r} is no IRI: {error}") from error


def _leave_out(skipped: list[Skipped], tell: Notify) -> Callable[[Skipped], None]:
    """Return what lists a decision that cannot be applied, and tells of it."""

    def leave_out(one: Skipped) -> None:
        skipped.append(one)
        tell(f"{one.path}:{one.line}: left out: {one.reason}")

    return leave_out


class _Seen:
    """Counts records on their way and makes their ids unique across files."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._ids: set[str] = set()
        self.count = self.known = 0

    def records(self, records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            name, n = record.id, 1
            while name in self._ids:
                n += 1
                name = f"{record.id}~{n}"
            self._ids.add(name)
            yield record if name == record.id else replace(record, id=name)

    def watch(self, known: bool) -> None:
        self.count += 1
        self.known += known
        self.tell("extract", self.count)

    def tell(self, stage: str, count: int = 0) -> None:
        if self._progress:
            self._progress(stage, count)


def _write_pieces(path: Path, pieces: Iterable[str]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error


def _write_views(directory: Path, losses: dict[str, Any], seen: _Seen) -> None:
    from kg.network import study_coauthors
    from kg.report import describe_graph
    from kg.store import make_dataset, read_store
    from kg.view import view_coauthors, view_graph

    seen.tell("pages")
    dataset = make_dataset(read_store(directory / "store"))
    _write_pieces(directory / "graph.html", [view_graph(dataset)])
    _write_pieces(directory / "coauthors.html", [view_coauthors(study_coauthors(dataset))])
    _write_json(directory / "report.json", describe_graph(dataset) | losses)


def _write_json(path: Path, value: object) -> None:
    _write_pieces(path, [json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True), "\n"])


def _write_manifest(
    directory: Path,
    resolution: Resolution,
    *,
    base: str,
    statements: int,
    vocabulary: Vocabulary,
    options: Options,
) -> None:
    origins = {(o.path, o.sha256) for paper in resolution.papers for o in paper.origins}
    files = sorted(p for p in directory.iterdir() if p.is_file())
    manifest = {
        "base": base,
        "counts": {
            "papers": len(resolution.papers),
            "entities": len(resolution.entities),
            "decisions": len(resolution.decisions),
            "statements": statements,
        },
        "extraction": asdict(options),
        "files": {p.name: {"sha256": _hash(p), "bytes": p.stat().st_size} for p in files},
        "sources": [{"path": path, "sha256": sha256} for path, sha256 in sorted(origins)],
        "vocabulary": [{"path": source.path or source.name, "sha256": source.sha256} for source in vocabulary.sources],
        "versions": {name: installed_version(name) for name in ("scholar-kg", "spacy", "rdflib", "pyoxigraph")},
    }
    _write_json(directory / "manifest.json", manifest)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
