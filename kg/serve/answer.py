"""Run one query on a store and write its answer; this is what a worker does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from kg.errors import KGError
from kg.query.engine import ask_engine, make_term, order_columns
from kg.results import FORMATS, Term, prefixes_of, write_result
from kg.serve.guard import check_query
from kg.serve.model import ALIASES, GRAPHS, ROWS, Drawing, Job, Limits, RefusedError, Reply
from kg.serve.negotiate import choose
from kg.store import load_quads, read_store
from kg.turtle import Abbreviator, write_turtle

__all__ = ["answer", "convert_term", "limit_rows", "open_local", "refuse", "run_job", "write_triples"]

_WRITERS = {"nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD}
T = TypeVar("T")
OxTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def open_local(location: str) -> ox.Store:
    """Open a build directory's store for reading, or load an RDF file."""
    path = Path(location)
    if path.is_dir():
        return read_store(path / "store")
    store = ox.Store()
    store.extend(load_quads(path))
    return store


def refuse(status: int, message: str) -> Reply:
    """Say in plain text why there is no answer."""
    return Reply(status, "text/plain", f"{message}\n".encode("utf-8", "replace"))


def answer(store: ox.Store, job: Job | Drawing, *, base: str, limits: Limits) -> Reply:
    """Check, run and write one query, or draw a page; what is wrong with it becomes a reply, too."""
    try:
        return _draw(store, job, base, limits) if isinstance(job, Drawing) else _answer(store, job, base, limits)
    except (KGError, SyntaxError, ValueError, RuntimeError, OSError, MemoryError) as error:
        return refuse(*_explain(error))


def _explain(error: Exception) -> tuple[int, str]:
    if isinstance(error, RefusedError):
        return error.status, str(error)
    if isinstance(error, KGError):
        return 400, str(error)
    if isinstance(error, RecursionError):
        return 400, "query: nested too deeply"
    if isinstance(error, OSError):
        return 503, f"the graph cannot be read just now: {error}"
    if isinstance(error, MemoryError):
        return 503, "the query needs more memory than it may have"
    return 400, f"query: {str(error).splitlines()[0] if str(error) else 'cannot be run'}"


def _draw(store: ox.Store, drawing: Drawing, base: str, limits: Limits) -> Reply:
    from kg.serve.drawing import draw_page

    return draw_page(store, drawing, base=base, limits=limits)


def _answer(store: ox.Store, job: Job, base: str, limits: Limits) -> Reply:
    prefixes = prefixes_of(base)
    graphs = {graph.value for graph in store.named_graphs()}
    for graph in (*job.default_graphs, *job.named_graphs):
        if graph not in graphs:
            raise RefusedError(400, f"this graph is not in the store: {graph[:200]}")
    form = check_query(job.query, prefixes=prefixes, graphs=graphs, depth=limits.depth, address=job.address)
    offers = ROWS if form in ("SELECT", "ASK") else GRAPHS | ALIASES
    media = choose(job.accept, list(offers))
    if media is None:
        raise RefusedError(406, f"{form} can be answered as {', '.join(offers)}")
    result = run_job(store, job, prefixes)
    if isinstance(result, ox.QuerySolutions):
        return _write_table(result, job, media, base=base, limits=limits)
    if isinstance(result, ox.QueryBoolean):
        return Reply(200, media, _gather(_write_boolean(bool(result), ROWS[media]), limits))
    return Reply(200, media, _gather(write_triples(limit_rows(result, limits.rows), media, base=base), limits))


def _write_table(found: ox.QuerySolutions, job: Job, media: str, *, base: str, limits: Limits) -> Reply:
    names = order_columns(job.query, (variable.value for variable in found.variables))
    solutions = limit_rows(found, limits.rows)
    first = solutions if job.cells is None else list(islice(solutions, max(1, job.cells // max(1, len(names)))))
    rows = (tuple(convert_term(row[name]) for name in names) for row in first)
    pieces = FORMATS[ROWS[media]](names, rows, Abbreviator(base), None)
    body = _gather((piece.encode("utf-8", "replace") for piece in pieces), limits)
    return Reply(200, media, body, rows=len(first) + sum(1 for _ in solutions) if isinstance(first, list) else 0)


def run_job(
    store: ox.Store, job: Job, prefixes: Mapping[str, str]
) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
    """Run a query that has been checked."""
    # The protocol's graphs take the place of the query's own (SPARQL 1.1 Protocol, section 2.1.4).
    return ask_engine(
        store,
        job.query,
        prefixes=prefixes,
        base_iri=job.address,
        default_graphs=job.default_graphs,
        named_graphs=job.named_graphs,
    )


def limit_rows(rows: Iterable[T], limit: int) -> Iterator[T]:
    """Yield rows or triples; raises ``RefusedError`` after so many."""
    for count, row in enumerate(rows):
        if count == limit:
            raise RefusedError(
                400, f"the answer has more than {limit:,} rows: add a LIMIT and ask for a page at a time"
            )
        yield row


def _gather(pieces: Iterable[bytes], limits: Limits) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limits.answer_bytes:
            raise RefusedError(400, f"the answer is larger than {limits.answer_bytes >> 20} MiB: add a LIMIT")
    return bytes(body)


def _write_boolean(value: bool, form: str) -> Iterator[bytes]:
    from rdflib.query import Result

    result = Result("ASK")
    result.askAnswer = value
    return (piece.encode() for piece in write_result(result, form))


def write_triples(triples: Iterable[ox.Triple], media: str, *, base: str) -> Iterator[bytes]:
    """Write triples in one of the media types of ``GRAPHS`` and ``ALIASES``."""
    name = (GRAPHS | ALIASES)[media]
    if name == "ttl":
        quads = (ox.Quad(t.subject, t.predicate, t.object) for t in triples)
        yield from (piece.encode("utf-8", "replace") for piece in write_turtle(quads, base=base))
        return
    try:
        yield ox.serialize(triples, format=_WRITERS[name]) or b""
    except ValueError as error:
        raise RefusedError(406, f"this graph cannot be written as {media}: {error}") from error


def convert_term(term: OxTerm | None) -> Term | None:
    """Turn a term into rdflib's without touching its lexical form; what is unbound stays None."""
    return None if term is None else make_term(term)
