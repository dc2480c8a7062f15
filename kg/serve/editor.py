"""The query page: a form, a saved query with its parameters filled in, and an answer to read."""

from __future__ import annotations

import json
from dataclasses import replace

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import UsageError
from kg.iris import PREFIXES
from kg.query import Parameter, SavedQuery, saved_queries
from kg.query.run import bind_values
from kg.query.tokens import outline
from kg.results import prefixes_of
from kg.serve.links import page_of
from kg.serve.model import Job, RefusedError
from kg.serve.pages import Pages, html, titles_of_saved
from kg.serve.pool import Pool
from kg.standing import expand_iri

__all__ = ["Editor"]

_SHOWN = 500
_FIRST = "SELECT ?title ?date WHERE {\n  ?paper a kg:Paper ; rdfs:label ?title .\n  OPTIONAL { ?paper dcterms:issued ?date }\n}\nORDER BY ?title\nLIMIT 50\n"  # noqa: E501
_FORMATS = ("json", "xml", "csv", "tsv", "ttl", "nt", "rdf", "jsonld")


class Editor:
    """The handlers of the query page."""

    def __init__(self, pages: Pages, pool: Pool, *, base: str) -> None:
        """Take the pool that answers."""
        self._pages, self._pool, self._base = pages, pool, base

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

    def blank(self) -> Response:
        """Show the page with a first query to try."""
        return _page(_FIRST)

    def show(self, job: Job) -> Response:
        """Answer a query on the page."""
        job = replace(job, accept="application/sparql-results+json, text/turtle")
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
