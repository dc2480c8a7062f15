"""What the query page completes: classes and properties with their meaning, prefixes, and the names of things."""

from __future__ import annotations

import json
import math
import re
import threading
import time
from collections.abc import Iterator

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.iris import PREFIXES
from kg.resources import ontology_path
from kg.serve.lists import Hit
from kg.serve.model import Job, RefusedError
from kg.serve.pages import Pages
from kg.serve.pool import Pool
from kg.turtle import Abbreviator
from kg.view.words import unturn

__all__ = ["Completer"]

_SHOWN = 12
#: Where the graph's terms could not be listed in time, so many seconds pass before the next try.
_PAUSE = 60.0
#: What a field is for, where that is not the name of a class.
_FIELDS = {"author": "person"}
_USED = {
    "class": "SELECT DISTINCT ?t { ?s a ?t FILTER(ISIRI(?t)) }",
    "property": "SELECT DISTINCT ?t { ?s ?t ?o }",
}
#: The evidence is many times larger than the rest: some members of each class show what it says of them.
_EVIDENCE = "{ { SELECT ?s ?g { GRAPH ?g { ?s a <%s> } } LIMIT 50 } GRAPH ?g { ?s ?t ?o } }"
_CLASSES = (f"{PREFIXES['rdf']}Statement", f"{PREFIXES['prov']}Activity", f"{PREFIXES['prov']}SoftwareAgent")
_KINDS = {
    f"{PREFIXES['owl']}Class": "class",
    f"{PREFIXES['owl']}ObjectProperty": "property",
    f"{PREFIXES['owl']}DatatypeProperty": "property",
}
_TEXTS = {f"{PREFIXES['rdfs']}label": "label", f"{PREFIXES['rdfs']}comment": "comment"}
Term = dict[str, str]


class Completer:
    """Serves what the editor and the forms complete, as JSON."""

    def __init__(self, pages: Pages, pool: Pool, *, base: str) -> None:
        """Take the graph's pages, which know its names, and the pool that lists its classes and properties."""
        self._pages, self._pool, self._short = pages, pool, Abbreviator(base)
        self._lock = threading.Lock()
        self._terms: list[Term] = []
        #: When the terms are to be found (again).
        self._again = 0.0

    def terms(self, _request: Request) -> Response:
        """Send the prefixes, and the classes and properties of the ontology and of the graph."""
        with self._lock:
            if time.monotonic() >= self._again:
                self._again = math.inf
                self._terms = self._find_terms()
            return JSONResponse({"prefixes": self._short.prefixes, "terms": self._terms})

    def names(self, request: Request) -> Response:
        """Send the best names for what was typed in the field ``for``: what to fill in, and what it is."""
        given = request.query_params
        hits, _ = self._pages.names.search(given.get("q", "")[:300])
        kind = _FIELDS.get(given.get("for", ""), given.get("for", ""))
        best = sorted(hits, key=lambda hit: hit.kind.casefold() != kind)[:_SHOWN]
        return JSONResponse([self._suggest(hit, hits) for hit in best])

    def _suggest(self, hit: Hit, hits: list[Hit]) -> Term:
        """Fill in the name, or the IRI where several have that name."""
        alone = sum(hit.name.casefold() == other.name.casefold() for other in hits) == 1
        value = hit.name if alone else self._short.shorten(f"<{hit.iri}>")
        return {"value": value, "name": unturn(hit.name), "kind": hit.kind, "printed": unturn(hit.printed)}

    def _find_terms(self) -> list[Term]:
        terms = _read_ontology()
        classes = [*_CLASSES, *(iri for iri, term in terms.items() if term["kind"] == "class")]
        evidence = f"SELECT DISTINCT ?t {{ {' UNION '.join(_EVIDENCE % iri for iri in classes)} }}"
        for kind, query in (*_USED.items(), ("property", evidence)):
            for iri in self._ask(query):
                terms.setdefault(iri, {"kind": kind, "label": "", "comment": ""})
        found = [{"iri": iri, "short": self._short.shorten(f"<{iri}>"), **term} for iri, term in terms.items()]
        return sorted(found, key=lambda term: (term["kind"], not term["short"].startswith("kg:"), term["short"]))

    def _ask(self, query: str) -> Iterator[str]:
        """Yield what the graph uses; nothing if that takes too long, since the ontology's terms are enough to go on."""
        try:
            reply = self._pool.ask(Job(query, "application/sparql-results+json"))
        except RefusedError:
            self._again = time.monotonic() + _PAUSE
            return
        if reply.status == 200:
            for row in json.loads(reply.body)["results"]["bindings"]:
                if re.match(r"https?:", row["t"]["value"]):
                    yield row["t"]["value"]


def _read_ontology() -> dict[str, Term]:
    """Return the classes and properties of our own vocabulary with what they mean."""
    kinds: dict[str, str] = {}
    texts: dict[str, Term] = {}
    for quad in ox.parse(ontology_path("kg.ttl").read_bytes(), format=ox.RdfFormat.TURTLE):
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        subject, about = quad.subject.value, quad.predicate.value
        if isinstance(quad.object, ox.NamedNode) and quad.object.value in _KINDS:
            kinds[subject] = _KINDS[quad.object.value]
        elif isinstance(quad.object, ox.Literal) and about in _TEXTS:
            texts.setdefault(subject, {})[_TEXTS[about]] = quad.object.value
    return {iri: {"kind": kind, "label": "", "comment": ""} | texts.get(iri, {}) for iri, kind in kinds.items()}
