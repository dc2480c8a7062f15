"""The handlers of /sparql, of the query page, and of the descriptions that programs read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import UsageError
from kg.iris import PREFIXES
from kg.query import Parameter, SavedQuery, saved_queries
from kg.query.run import bind_values
from kg.query.tokens import outline
from kg.results import prefixes_of
from kg.serve.about import describe_data, describe_service
from kg.serve.answer import write_triples
from kg.serve.links import page_of
from kg.serve.model import GRAPHS, ROWS, Job, Limits, RefusedError, Reply
from kg.serve.negotiate import choose
from kg.serve.pages import Pages, html, titles_of_saved
from kg.serve.pool import Pool
from kg.serve.protocol import read_body, read_job, read_parameters
from kg.standing import expand_iri

__all__ = ["Endpoint"]

_SHOWN = 500
_FIRST = "SELECT ?title ?date WHERE {\n  ?paper a kg:Paper ; rdfs:label ?title .\n  OPTIONAL { ?paper dcterms:issued ?date }\n}\nORDER BY ?title\nLIMIT 50\n"  # noqa: E501
_FORMATS = ("json", "xml", "csv", "tsv", "ttl", "nt", "rdf", "jsonld")


class Endpoint:
    """Answers the SPARQL 1.1 Protocol, read only."""

    def __init__(self, pages: Pages, pool: Pool, *, base: str, limits: Limits, shared: bool) -> None:
        """Take the pool that answers; ``shared`` lets scripts of other sites read the answers (CORS)."""
        self._pages, self._pool, self._base, self._limits = pages, pool, base, limits
        self._headers = {"Vary": "Accept"} | ({"Access-Control-Allow-Origin": "*"} if shared else {})

    async def sparql(self, request: Request) -> Response:
        """Answer a query, or describe the service where there is none."""
        limit = self._limits.request_bytes
        parameters = read_parameters(request.scope["query_string"], limit)
        body = await read_body(request.stream(), limit) if request.method == "POST" else b""
        kind, accept = request.headers.get("content-type", ""), request.headers.get("accept", "*/*")
        job = read_job(parameters, method=request.method, kind=kind, body=body, accept=accept, limit=limit)
        if job is None:
            return self._describe(request, accept)
        if choose(job.accept, [*ROWS, *GRAPHS, "text/html"]) == "text/html":
            shown = replace(job, accept="application/sparql-results+json, text/turtle")
            return await run_in_threadpool(self._show, shown)
        return self._respond(await run_in_threadpool(self._pool.ask, job))

    def query(self, request: Request) -> Response:
        """Show the query page, empty or with a saved query."""
        name = request.query_params.get("name", "")
        saved = saved_queries().get(name)
        if name and saved is None:
            raise RefusedError(404, f"there is no saved query {name[:80]!r}")
        if saved is None:
            return _page(request.query_params.get("query", _FIRST))
        given = {p.name: request.query_params.get(f"p.{p.name}", "") for p in saved.parameters}
        values = {p.name: self._term(p, given[p.name]) for p in saved.parameters if given[p.name]}
        text = bind_values(outline(saved.text), values)
        shown = [(p, given[p.name] or p.default or "") for p in saved.parameters]
        return _page(text, saved=saved, parameters=shown)

    def _term(self, parameter: Parameter, text: str) -> ox.NamedNode | ox.Literal:
        """Turn what was typed into the term that the query's header asks for."""
        iri = expand_iri(text, prefixes_of(self._base))
        try:
            if parameter.type == "iri":
                return ox.NamedNode(iri or text)
            if parameter.type in ("integer", "decimal"):
                return ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + parameter.type))
            return ox.Literal(self._pages.standing(iri or text) if parameter.type == "thing" else text)
        except ValueError as error:
            raise UsageError(f"parameter {parameter.name!r}: {text[:80]!r} is no IRI: {error}") from error

    def void(self, request: Request) -> Response:
        """Describe the data (VoID)."""
        url = f"{request.base_url}sparql"
        pages = self._pages
        triples = describe_data(url, base=self._base, triples=pages.triples, classes=pages.classes)
        return self._write(triples, request.headers.get("accept", "*/*"))

    def _describe(self, request: Request, accept: str) -> Response:
        if choose(accept, [*GRAPHS, "text/html"]) == "text/html":
            return _page(_FIRST)
        url = f"{request.base_url}sparql"
        return self._write(describe_service(url, triples=self._pages.triples, graphs=self._pages.graphs), accept)

    def _write(self, triples: Iterable[ox.Triple], accept: str) -> Response:
        media = choose(accept, list(GRAPHS))
        if media is None:
            raise RefusedError(406, f"this can be had as {', '.join(GRAPHS)}")
        return self._respond(Reply(200, media, b"".join(write_triples(triples, media, base=self._base))))

    def _respond(self, reply: Reply) -> Response:
        headers = self._headers | ({"Retry-After": "5"} if reply.status == 503 else {})
        return Response(reply.body, status_code=reply.status, media_type=reply.media, headers=headers)

    def _show(self, job: Job) -> Response:
        """Answer on the query page."""
        try:
            reply = self._pool.ask(job)
        except RefusedError as error:
            return _page(job.query, status=error.status, error=str(error))
        text = reply.body.decode("utf-8", "replace")
        if reply.status != 200:
            return _page(job.query, status=reply.status, error=text)
        if reply.media == "text/turtle":
            return _page(job.query, text=text)
        answer = json.loads(text)
        if "boolean" in answer:
            return _page(job.query, text="yes" if answer["boolean"] else "no")
        names, rows = answer["head"]["vars"], answer["results"]["bindings"]
        cells = [[self._cell(row.get(name)) for name in names] for row in rows[:_SHOWN]]
        found = f"{len(rows):,} row{'' if len(rows) == 1 else 's'}" + (
            f", the first {_SHOWN} shown" if len(rows) > _SHOWN else ""
        )
        return _page(job.query, columns=names, rows=cells, found=found)

    def _cell(self, term: dict[str, str] | None) -> tuple[str, str]:
        if term is None:
            return "", ""
        if term["type"] != "uri":
            return term["value"], ""
        iri = term["value"]
        return _shorten(iri, self._base), page_of(iri, self._base)


def _shorten(iri: str, base: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri.removeprefix(base) or iri


def _page(query: str, *, status: int = 200, saved: SavedQuery | None = None, **more: object) -> Response:
    values: dict[str, object] = {
        "title": saved.title if saved else "Query",
        "name": saved.name if saved else "",
        "description": saved.description if saved else "",
        "parameters": [],
        "error": "",
        "text": "",
        "columns": None,
    }
    return html("query", status=status, query=query, formats=_FORMATS, saved=titles_of_saved(), **(values | more))
