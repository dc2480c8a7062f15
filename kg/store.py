"""Where graphs live: a build directory, an RDF file, a SPARQL endpoint, or memory."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import BNode, Dataset, Literal, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.term import Node

from kg.endpoint import EndpointStore
from kg.errors import KGError, OutputError, UsageError
from kg.iris import BASE, PREFIXES

if TYPE_CHECKING:
    from rdflib.query import ResultRow

__all__ = [
    "MANIFEST",
    "base_of",
    "hold_locally",
    "load_quads",
    "load_store",
    "make_dataset",
    "open_store",
    "read_quads",
    "read_store",
    "select_text",
    "update_store",
    "write_store",
]

MANIFEST = "manifest.json"
_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


_DEFAULT = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
_NAMED = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


def open_store(location: str | Path) -> Dataset:
    """Open a graph for reading: a directory that ``kg build`` wrote, an RDF file, an endpoint's URL, or ``memory:``.

    The default graph holds the assertions, the named graphs the evidence. Raises ``UsageError`` for anything else.
    """
    text = str(location)
    if urlsplit(text).scheme in ("http", "https"):
        return Dataset(store=EndpointStore(text), default_union=False)
    return make_dataset(ox.Store() if text == "memory:" else _open_path(Path(text)))


def make_dataset(store: ox.Store) -> Dataset:
    """Put rdflib's interface before an Oxigraph store, with this package's prefixes."""
    dataset = Dataset(store=OxigraphStore(store=store))
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace)
    return dataset


def read_store(path: Path) -> ox.Store:
    """Open an on-disk store for reading."""
    try:
        return ox.Store.read_only(str(path))
    except (OSError, RuntimeError) as error:  # a damaged store raises the latter
        raise KGError(f"{path} cannot be opened ({error}): build it again") from error


def _open_path(path: Path) -> ox.Store:
    if path.is_dir():
        if not (path / MANIFEST).is_file() or not (path / "store").is_dir():
            raise UsageError(f"{path} is not a graph directory: make one with 'kg build PATH -o {path}'")
        return read_store(path / "store")
    if not path.exists():
        raise UsageError(f"{path} does not exist: name a graph directory, an RDF file or an endpoint URL with -g")
    store = ox.Store()
    store.extend(load_quads(path))
    return store


def load_quads(path: Path) -> Iterable[ox.Quad]:
    """Parse an RDF file by its suffix. A syntax error names the file and the line."""
    form = _FORMATS.get(path.suffix.lower())
    if form is None:
        raise UsageError(f"{path} has no RDF suffix: expected one of {' '.join(sorted(_FORMATS))}")
    try:
        yield from ox.parse(path=str(path), format=form)
    except SyntaxError as error:
        where = f":{error.lineno}" if error.lineno else ""
        raise KGError(f"{path}{where}: not well-formed RDF: {error.msg}") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error


def write_store(path: Path, quads: Iterable[ox.Quad]) -> None:
    """Write quads to a new on-disk store, in a stream; equal ones are stored once."""

    def fill(store: ox.Store) -> None:
        store.bulk_extend(quads)
        store.optimize()

    _fill_store(path, fill)


def load_store(path: Path, trig: Path) -> int:
    """Write a TriG file to a new on-disk store and return the number of statements."""

    def fill(store: ox.Store) -> None:
        store.bulk_load(path=str(trig), format=ox.RdfFormat.TRIG)
        store.optimize()

    return _fill_store(path, fill)


def update_store(
    path: Path, old: Path, *, removed: Iterable[ox.Quad], added: Iterable[ox.Quad], before: int
) -> int | None:
    """Write a store that differs from an old one, of ``before`` statements; return the number of statements.

    What stands among both ``removed``, which is held in memory, and ``added``, stays. The old store's tables of data,
    which never change, are shared where the file system can do that, and the old store stays as it is. Return None
    where the old one turns out not to hold what it should; ``path`` is of no use then.
    """
    gone, new = set(removed), 0

    def find_new() -> Iterator[ox.Quad]:
        nonlocal new
        for quad in added:
            if quad in gone:
                gone.remove(quad)
            else:
                new += 1
                yield quad

    def change(store: ox.Store) -> None:
        store.bulk_extend(find_new())  # not optimised, which would write all tables anew
        for quad in gone:
            store.remove(quad)

    try:
        shutil.copytree(old, path, copy_function=_link_table, ignore=shutil.ignore_patterns("LOG*"))
        count = _fill_store(path, change)
    except (OSError, RuntimeError):  # a damaged store raises the latter
        return None
    return count if count == before + new - len(gone) else None


def _link_table(source: str, target: str) -> None:
    if source.endswith(".sst"):
        with suppress(OSError):
            os.link(source, target)
            return
    shutil.copyfile(source, target)


def _fill_store(path: Path, fill: Callable[[ox.Store], None]) -> int:
    try:
        store = ox.Store(str(path))
        fill(store)
        store.flush()
        return len(store)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error}") from error


def base_of(location: str | Path) -> str:
    """Return the base IRI of a build directory's data; the default base for any other location."""
    manifest = Path(str(location)) / MANIFEST
    if not manifest.is_file():
        return BASE
    try:
        base = json.loads(manifest.read_text("utf-8"))["base"]
    except (ValueError, KeyError, TypeError) as error:
        raise KGError(f"{manifest} is damaged: build the graph again") from error
    return str(base)


def read_quads(dataset: Dataset) -> Iterator[ox.Quad]:
    """Yield every quad of a dataset, from wherever it lives."""
    if isinstance(dataset.store, OxigraphStore):
        # Past rdflib, which would rewrite literals such as "01"^^xsd:integer.
        yield from dataset.store._inner  # noqa: SLF001
        return
    if isinstance(dataset.store, SPARQLStore):
        for query in (_DEFAULT, _NAMED):
            for row in dataset.default_graph.query(query):
                yield _quad(*row)
        return
    for quad in dataset.quads((None, None, None, None)):
        yield _quad(*quad)


def select_text(dataset: Dataset, query: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a SELECT as text, IRIs and literals alike; every variable must be bound in every row."""
    text = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items()) + query
    if isinstance(dataset.store, OxigraphStore):
        # Past rdflib, which takes five times as long to make its rows.
        solutions = cast("ox.QuerySolutions", dataset.store._inner.query(text))  # noqa: SLF001
        for solution in solutions:
            yield tuple([cast("ox.Literal", term).value for term in solution])
        return
    for row in dataset.default_graph.query(text):
        yield tuple(map(str, cast("ResultRow", row)))


def hold_locally(dataset: Dataset) -> Dataset:
    """Return the dataset itself, or a copy in memory of one that an endpoint holds."""
    if not isinstance(dataset.store, SPARQLStore):
        return dataset
    store = ox.Store()
    store.extend(read_quads(dataset))
    return Dataset(store=OxigraphStore(store=store))


def _quad(subject: Node, predicate: Node, obj: Node, graph: Node | None = None) -> ox.Quad:
    named = None if graph is None or graph == DATASET_DEFAULT_GRAPH_ID else _convert(graph)
    return ox.Quad(_convert(subject), _convert(predicate), _convert(obj), named)  # type: ignore[arg-type]


def _convert(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(term, URIRef):
        return ox.NamedNode(term)
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(term, language=term.language)
        return ox.Literal(term, datatype=ox.NamedNode(term.datatype) if term.datatype else None)
    if isinstance(term, BNode):
        return ox.BlankNode(term)
    raise TypeError(f"{term!r} is no RDF term")
