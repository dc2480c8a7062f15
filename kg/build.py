"""Compose the stages: read, extract, resolve, write triples, store, pages and report, and swap them in at once.

The package offers ``build`` at its top, so this module loads the heavy stages only when it runs.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kg.errors import OutputError, ReadError, UsageError
from kg.iris import BASE, Minter

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.extract import Options
    from kg.graph import KnowledgeGraph
    from kg.model import Extraction, Record, Resolution, Skipped
    from kg.resolve.vocabulary import Vocabulary

__all__ = ["build", "build_graph"]

#: What a build writes into its directory.
_WRITTEN = {
    ".DS_Store",
    "store",
    "graph.ttl",
    "graph.trig",
    "graph.html",
    "coauthors.html",
    "report.json",
    "manifest.json",
}

Progress = Callable[[str, int], None]
PathLike = str | Path


def build(paths: PathLike | Sequence[PathLike], out: PathLike = "kg-out", *, base: str = BASE, engine: str = "local",
          model: str = "fast", min_confidence: float = 0.0, jobs: int = 1, curation: PathLike | None = None,
          vocabulary: Sequence[PathLike] = ()) -> KnowledgeGraph:  # fmt: skip
    """Build a graph directory from one or more files and directories, and open it; see ``build_graph``."""
    from kg.graph import KnowledgeGraph

    several = [paths] if isinstance(paths, str | Path) else paths
    settings: dict[str, Any] = {"model": model, "min_confidence": min_confidence, "vocabulary": vocabulary}
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
    progress: Progress | None = None,
) -> Path:
    """Build a graph directory from files and directories, and return its path.

    Everything is written beside ``out`` first and takes its place in one step, so that a failed build leaves what was
    there. ``progress`` is called with the name of a stage and the number of records it has seen.
    ``model`` is ``fast``, ``accurate`` or ``rules``; what is less sure than ``min_confidence`` is left out.
    ``vocabulary`` are files that add to the tasks, metrics and datasets that the package knows.

    Raises ``UsageError`` for a wrong call, ``ReadError`` where nothing can be read, ``OutputError`` where ``out``
    cannot be written.
    """
    from kg import __version__
    from kg.engines import get_engine
    from kg.extract import Options
    from kg.readers import read_paths
    from kg.report import describe_losses
    from kg.resolve.vocabulary import read_vocabulary
    from kg.triples import assert_graph

    target = Path(out)
    _check_base(base)
    run = get_engine(engine)
    options = Options(model=model, min_confidence=min_confidence)
    decisions = _read_curation(curation)
    known = read_vocabulary(vocabulary)
    with _Workplace(target) as place:
        skipped: list[Skipped] = []
        seen = _Seen(progress)
        minter = Minter(base)
        records = seen.records(read_paths(paths, on_skip=skipped.append))
        resolution = run(records, minter=minter, vocabulary=known, options=options, jobs=jobs, watch=seen.watch)
        if not seen.count:
            raise _nothing_read(skipped)
        resolution = decisions(resolution, minter)
        quads = assert_graph(resolution, minter=minter, version=__version__, vocabulary=known)
        statements = _write_graph(place.path, quads, base, seen)
        losses = describe_losses(resolution, skipped=skipped, records=seen.count)
        losses["conflicts"] += known.notes
        _write_views(place.path, losses, seen)
        _write_manifest(place.path, resolution, base=base, statements=statements, vocabulary=known, options=options)
        place.swap()
    return target


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


def _read_curation(path: PathLike | None) -> Callable[[Resolution, Minter], Resolution]:
    from kg.resolve.curation import apply_curation, read_curation

    if path is None:
        return lambda resolution, _: resolution
    decisions = list(read_curation(Path(path)))
    return lambda resolution, minter: apply_curation(resolution, decisions, minter=minter)


class _Seen:
    """Counts records on their way and makes their ids unique across files."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._ids: set[str] = set()
        self.count = 0

    def records(self, records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            name, n = record.id, 1
            while name in self._ids:
                n += 1
                name = f"{record.id}~{n}"
            self._ids.add(name)
            yield record if name == record.id else replace(record, id=name)

    def watch(self, _record: Record, _extraction: Extraction) -> None:
        self.count += 1
        self.tell("extract", self.count)

    def tell(self, stage: str, count: int = 0) -> None:
        if self._progress:
            self._progress(stage, count)


class _Workplace:
    """A directory beside the target that becomes the target in one step, or vanishes."""

    def __init__(self, target: Path) -> None:
        if not target.name:
            raise UsageError(f"{target} cannot be a graph directory: name a new one with -o")
        self.target = target
        self.begun = f".{target.name}.building-{platform.node()}-"
        self.path = target.with_name(f"{self.begun}{os.getpid()}")
        self.old = target.with_name(f".{target.name}.old")

    def __enter__(self) -> Self:
        self._check_replaceable()
        try:
            if self.old.exists() and not self.target.exists():
                self.old.rename(self.target)
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._clear_abandoned()
            shutil.rmtree(self.path, ignore_errors=True)
            self.path.mkdir()
        except OSError as error:
            raise OutputError(f"{self.target} cannot be written: {error.strerror or error}") from error
        return self

    def _check_replaceable(self) -> None:
        """Raise if more would be lost than what a build wrote; many a project has a ``manifest.json`` of its own."""
        if not self.target.exists():
            return
        names = {path.name for path in self.target.iterdir()} if self.target.is_dir() else {""}
        if names and "store" not in names and not names >= {"manifest.json", "report.json"}:
            raise UsageError(f"{self.target} exists and is no graph directory: choose another place with -o")
        if others := sorted(names - _WRITTEN):
            kept = f"{self.target} holds {others[0]!r}, which no build wrote"
            raise UsageError(f"{kept}: move it away, or choose another place with -o")

    def _clear_abandoned(self) -> None:
        """Remove what builds of this machine left that were killed."""
        for path in self.target.parent.iterdir():
            if path.name.startswith(self.begun) and not _is_running(path.name.removeprefix(self.begun)):
                shutil.rmtree(path, ignore_errors=True)

    def swap(self) -> None:
        try:
            if self.target.exists():
                shutil.rmtree(self.old, ignore_errors=True)
                self.target.rename(self.old)
            self.path.rename(self.target)
        except OSError as error:
            raise OutputError(f"{self.target} cannot be replaced: {error.strerror or error}") from error
        shutil.rmtree(self.old, ignore_errors=True)

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def _is_running(process: str) -> bool:
    if os.name != "posix" or not process.isdigit():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _write_pieces(path: Path, pieces: Iterable[str]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error


def _write_graph(directory: Path, quads: Iterable[ox.Quad], base: str, seen: _Seen) -> int:
    """Write the store, then Turtle and TriG from it; return the number of statements in all graphs."""
    from kg.store import read_store, write_store
    from kg.turtle import write_trig, write_turtle

    seen.tell("store")
    write_store(directory / "store", quads)
    store = read_store(directory / "store")
    seen.tell("turtle")
    _write_pieces(directory / "graph.ttl", write_turtle(store, base=base))
    _write_pieces(directory / "graph.trig", write_trig(store, base=base))
    return len(store)


def _write_views(directory: Path, losses: dict[str, Any], seen: _Seen) -> None:
    from kg.network import measure_coauthors, project_coauthors
    from kg.report import describe_graph
    from kg.store import make_dataset, read_store
    from kg.view import view_coauthors, view_graph

    seen.tell("pages")
    dataset = make_dataset(read_store(directory / "store"))
    _write_pieces(directory / "graph.html", [view_graph(dataset)])
    _write_pieces(directory / "coauthors.html", [view_coauthors(measure_coauthors(project_coauthors(dataset)))])
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
