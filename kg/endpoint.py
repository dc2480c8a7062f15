"""Ask a SPARQL 1.1 endpoint over HTTP, and be a store for rdflib while doing so."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import Request, urlopen
from xml.sax import SAXException

from rdflib import Graph
from rdflib.exceptions import ParserError
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result

from kg.errors import KGError, QueryError, UsageError

__all__ = ["EndpointStore", "ask_endpoint"]

_ROWS = {"application/sparql-results+json": "json", "application/json": "json", "application/sparql-results+xml": "xml"}
_TRIPLES = {"application/n-triples": "nt", "text/turtle": "turtle", "application/rdf+xml": "xml", "text/plain": "nt"}
_ACCEPT = {
    True: "application/sparql-results+json, application/sparql-results+xml;q=0.5",
    False: "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5",
}
_TIMEOUT = 300.0


class EndpointStore(SPARQLStore):
    """rdflib's store, with errors that name the endpoint and a default graph that needs no name."""

    def _is_contextual(self, graph: Graph | str | None) -> bool:  # type: ignore[override]
        # rdflib would ask for the graph <urn:x-rdflib:default>, which no endpoint has.
        name = graph.identifier if isinstance(graph, Graph) else graph
        return str(name) != str(DATASET_DEFAULT_GRAPH_ID) and super()._is_contextual(graph)

    def _query(self, query: str, default_graph: str | None = None, named_graph: str | None = None) -> Result:
        graphs = {"default-graph-uri": default_graph, "named-graph-uri": named_graph}
        found = re.search(r"^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", query, re.MULTILINE | re.IGNORECASE)
        form = found[1].upper() if found else "SELECT"
        return ask_endpoint(self, query, form=form, graphs={name: str(iri) for name, iri in graphs.items() if iri})


def ask_endpoint(
    store: SPARQLStore,
    text: str,
    *,
    form: str,
    graphs: Mapping[str, str] | None = None,
    explain: Callable[[], None] = lambda: None,
) -> Result:
    """Send a query by POST (SPARQL 1.1 Protocol, section 2.1.2) and parse the answer.

    ``form`` is SELECT, ASK, CONSTRUCT or DESCRIBE. ``graphs`` are further fields of the request. ``explain`` is called
    when the server refuses the query and may raise a better error than the server's own.
    """
    url = store.query_endpoint or ""
    if urlsplit(url).scheme not in ("http", "https"):
        raise UsageError(f"{url} is no HTTP address")
    rows = form in ("SELECT", "ASK")
    accepted = _ROWS if rows else _TRIPLES
    body, kind = _post(url, {"query": text, **(graphs or {})}, accept=_ACCEPT[rows], explain=explain)
    if kind not in accepted:
        raise KGError(f"{url} answered with {kind or 'no content type'}: is it a SPARQL endpoint?{_guess_address(url)}")
    try:
        if rows:
            return Result.parse(io.BytesIO(body), format=accepted[kind])
        result = Result(form)
        result.graph = Graph().parse(data=body, format=accepted[kind])
    except (ValueError, KeyError, TypeError, SyntaxError, SAXException, ParserError) as error:
        raise KGError(f"{url} sent an answer that is not well-formed {kind}") from error
    return result


def _post(url: str, fields: Mapping[str, str], *, accept: str, explain: Callable[[], None]) -> tuple[bytes, str]:
    headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
    request = Request(url, data=urlencode(fields).encode(), headers=headers)  # noqa: S310 - the scheme is checked above
    try:
        with urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            return answer.read(), answer.headers.get_content_type()
    except HTTPError as error:
        with error:
            said = error.read(2000).decode("utf-8", "replace")
        if error.code == 400:
            explain()
        hint = _guess_address(url) if error.code in (404, 405) else ""
        raise QueryError(f"{url} refused the query ({error.code}): {_one_line(said) or error.reason}{hint}") from error
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise KGError(f"{url} cannot be reached: {reason}") from error


def _guess_address(url: str) -> str:
    """Say where a server has its endpoint as a rule, if that isn't where it was asked."""
    guess = urljoin(url, "/sparql")
    return "" if url == guess else f" (the endpoint's address is probably {guess})"


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]
