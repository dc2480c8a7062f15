"""What the rooms of the server hand each other: limits, a job for a worker, its reply, and refusals."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import KGError

__all__ = ["ALIASES", "GRAPHS", "ROWS", "Drawing", "Job", "Limits", "RefusedError", "Reply"]

#: Media types of rows and truth values, and the writer of ``kg.results`` for each; the first one answers ``*/*``.
ROWS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
}
#: Media types of graphs and the name of each in ``?format=``.
GRAPHS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
}
#: Further types for a graph: whatever is Turtle is TriG and N3, too, and whatever is N-Triples is N-Quads.
ALIASES = {"application/trig": "ttl", "text/n3": "ttl", "application/n-quads": "nt"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query, and one request, may use, and how many there may be.

    ``memory`` is what a worker may add to its address space while it answers, where the system can limit that.
    ``waiting`` is how many queries may wait for a worker, and ``patience`` for how many seconds. ``idle`` is how long
    a client may take over sending a request.
    """

    seconds: float = 30.0
    rows: int = 100_000
    answer_bytes: int = 64 << 20
    request_bytes: int = 256 << 10
    memory: int = 2 << 30
    depth: int = 64
    workers: int = 2
    waiting: int = 16
    patience: float = 10.0
    idle: float = 10.0


@dataclass(frozen=True, slots=True)
class Job:
    """A query with the Accept header to answer to and the graphs that the protocol's parameters name.

    ``address`` is where it was asked: what relative IRIs are relative to, unless the query says otherwise. Of a
    table at most so many ``cells`` are written, and all rows counted.
    """

    query: str
    accept: str = "*/*"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    address: str = ""
    cells: int | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """An interactive page to draw: the whole graph, what lies around a thing, or what a query constructs."""

    around: str = ""
    hops: int = 1
    query: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer: status, media type and body.

    ``rows`` counts the rows of a table whose cells are limited, also those that are not written.
    """

    status: int
    media: str
    body: bytes
    rows: int = 0


class RefusedError(KGError):
    """A request that is not answered; ``status`` is the HTTP status that says why."""

    def __init__(self, status: int, message: str) -> None:
        """Keep the status beside the message."""
        super().__init__(message)
        self.status = status
