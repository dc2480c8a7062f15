"""The query page: an editor, the saved queries with forms for their parameters, and an answer to read.

All of it works as plain HTML; the scripts turn the text field into an editor and put answers in without a new page.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg.query import SavedQuery, saved_queries
from kg.results import prefixes_of
from kg.serve.examples import fill_query, group_queries, list_fields
from kg.serve.files import address_file
from kg.serve.model import Job, RefusedError, Reply
from kg.serve.pages import Pages
from kg.serve.pool import Pool
from kg.serve.render import POLICY, render
from kg.serve.shown import CELLS, Answer, show_reply

__all__ = ["Editor"]

_FIRST = "SELECT ?title ?date ?paper WHERE {\n  ?paper a kg:Paper ; rdfs:label ?title .\n  OPTIONAL { ?paper dcterms:issued ?date }\n}\nORDER BY ?title\nLIMIT 50\n"  # noqa: E501
_FORMATS = ("json", "xml", "csv", "tsv", "ttl", "nt", "rdf", "jsonld")
_STYLES, _SCRIPTS = ("yasqe.min.css", "editor.css"), ("yasqe.min.js", "terms.js", "answer.js", "forms.js", "editor.js")
#: The policy of the other pages, and scripts, styles and answers of this server; no eval, no inline script or style.
_POLICY = POLICY.replace("style-src ", "script-src 'self'; connect-src 'self'; style-src 'self' ")


class Editor:
    """The handlers of the query page."""

    def __init__(self, pages: Pages, pool: Pool, *, base: str) -> None:
        """Take the pool that answers."""
        self._pages, self._pool, self._base = pages, pool, base

    def query(self, request: Request) -> Response:
        """Show the page with a first query, ``?query=``, or the saved query ``?name=`` with its ``&p.…=``."""
        name = request.query_params.get("name", "")
        if not name:
            return self._page(request.query_params.get("query", _FIRST))
        saved = saved_queries().get(name)
        if saved is None:
            raise RefusedError(404, f"there is no saved query {name[:80]!r}")
        given = _read_given(request, saved)
        text = fill_query(saved, given, dataset=self._pages.dataset, prefixes=prefixes_of(self._base))
        missing = [field.name for field in list_fields(saved, given) if field.required and not field.value]
        if "run" in request.query_params and missing:
            answer = Answer("Not yet", error=f"Fill in {', '.join(missing)} first.")
            return self._page(text, status=400, saved=saved, given=given, answer=answer)
        if "run" in request.query_params:
            return self._answer(Job(text), saved, given)
        return self._page(text, saved=saved, given=given)

    def blank(self) -> Response:
        """Show the page with a first query to try."""
        return self._page(_FIRST)

    def show(self, job: Job, gone: threading.Event) -> Response:
        """Answer a query on the page, unless the reader is ``gone``."""
        return self._answer(job, gone=gone)

    def _answer(
        self,
        job: Job,
        saved: SavedQuery | None = None,
        given: dict[str, str] | None = None,
        gone: threading.Event | None = None,
    ) -> Response:
        job = replace(job, accept="application/sparql-results+json, text/turtle", cells=CELLS)
        try:
            reply = self._pool.ask(job, gone)
        except RefusedError as error:
            reply = Reply(error.status, "text/plain", str(error).encode())
        answer = show_reply(job.query, reply, base=self._base)
        return self._page(job.query, status=reply.status, saved=saved, given=given, answer=answer)

    def _page(
        self,
        query: str,
        *,
        status: int = 200,
        saved: SavedQuery | None = None,
        given: dict[str, str] | None = None,
        answer: Answer | None = None,
    ) -> Response:
        page = render(
            "query",
            title=saved.title if saved else "Query",
            saved=saved,
            fields=list_fields(saved, given or {}) if saved else [],
            query=query,
            formats=_FORMATS,
            groups=group_queries(),
            prefixes=prefixes_of(self._base),
            answer=answer,
            styles=[address_file(name) for name in _STYLES],
            scripts=[address_file(name) for name in _SCRIPTS],
        )
        headers = {"Content-Security-Policy": _POLICY, "Vary": "Accept"}
        headers |= {"Retry-After": "5"} if status == 503 else {}
        # Names take seconds to read from a large graph: begin before the first letter is typed.
        task = BackgroundTask(self._pages.names.prepare) if saved and saved.parameters else None
        return HTMLResponse(page, status_code=status, headers=headers, background=task)


def _read_given(request: Request, saved: SavedQuery) -> dict[str, str]:
    """Take the ``p.…`` of an address; raises ``RefusedError`` for one that the query does not have."""
    given = {
        key.removeprefix("p."): value.strip() for key, value in request.query_params.items() if key.startswith("p.")
    }
    known = [parameter.name for parameter in saved.parameters]
    for name in given:
        if name not in known:
            raise RefusedError(
                400, f"{saved.name} has no parameter {name[:80]!r}; it has: {', '.join(known) or 'none'}"
            )
    return given
