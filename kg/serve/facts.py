"""Count what descriptions of the data tell; the workers count, once, when somebody asks."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from kg.serve.model import Job, RefusedError
from kg.serve.pool import Pool

__all__ = ["FactFinder", "Facts", "Use"]

_ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_GRAPHS = "SELECT ?g { GRAPH ?g {} } ORDER BY ?g"
_CLASSES = "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c"
_USES = (
    "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) "
    "{ ?s ?p ?o } GROUP BY ?p ORDER BY ?p"
)
_SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"
_OBJECTS = "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"
_LINKS = "SELECT ?o { ?s owl:sameAs ?o FILTER(isIRI(?o)) }"
#: After the data could not be counted in time, so many seconds pass before the next try.
_PAUSE = 60.0
_Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Use:
    """How a property is used: in how many triples, with how many subjects and objects."""

    iri: str
    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is in the default graph.

    ``links`` counts the statements of owl:sameAs by the place that they lead to.
    """

    triples: int
    subjects: int
    objects: int
    classes: dict[str, int]
    uses: tuple[Use, ...]
    links: dict[str, int]


class FactFinder:
    """Finds the facts about one graph, which does not change, and keeps them."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool that counts."""
        self._pool, self._lock = pool, threading.Lock()
        self._graphs: tuple[int, list[str]] | None = None
        self._facts: Facts | None = None
        self._failure: RefusedError | None = None
        self._again = 0.0

    def graphs(self) -> tuple[int, list[str]]:
        """Return the number of triples in the default graph, and the names of the others."""
        with self._lock:
            if self._graphs is None:
                self._graphs = self._count(_ALL), [row["g"] for row in self._ask(_GRAPHS) if "g" in row]
            return self._graphs

    def facts(self) -> Facts:
        """Return all facts. Raises ``RefusedError`` with 503 where counting takes longer than a query may."""
        with self._lock:
            if self._facts is None:
                if self._failure and time.monotonic() < self._again:
                    raise self._failure
                try:
                    self._facts = self._find()
                except RefusedError as error:
                    self._failure, self._again = error, time.monotonic() + _PAUSE
                    raise
            return self._facts

    def _find(self) -> Facts:
        return Facts(
            self._count(_ALL),
            self._count(_SUBJECTS),
            self._count(_OBJECTS),
            {row["c"]: int(row["n"]) for row in self._ask(_CLASSES) if "c" in row},
            tuple(Use(r["p"], int(r["n"]), int(r["subjects"]), int(r["objects"])) for r in self._ask(_USES)),
            dict(sorted(Counter(_place_of(row["o"]) for row in self._ask(_LINKS)).items())),
        )

    def _count(self, query: str) -> int:
        return int(self._ask(query)[0]["n"])

    def _ask(self, query: str) -> _Rows:
        reply = self._pool.ask(Job(query, "application/sparql-results+json"))
        if reply.status != 200:
            raise RefusedError(503, f"the data cannot be counted just now: {reply.body.decode('utf-8', 'replace')}")
        rows = json.loads(reply.body)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items() if term["type"] != "bnode"} for row in rows]


def _place_of(iri: str) -> str:
    """Return the part of an IRI that says whose it is.

    >>> _place_of("https://orcid.org/0000-0002-1825-0097")
    'https://orcid.org/'
    """
    parts = urlsplit(iri)
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else f"{parts.scheme}:"
