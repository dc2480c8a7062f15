"""The handlers of /sparql and of the descriptions that programs read."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kg.serve.about import describe_data, describe_service
from kg.serve.answer import write_triples
from kg.serve.editor import Editor
from kg.serve.model import GRAPHS, ROWS, Limits, RefusedError, Reply
from kg.serve.negotiate import choose
from kg.serve.pages import Pages
from kg.serve.pool import Pool
from kg.serve.protocol import read_body, read_job, read_parameters

__all__ = ["Endpoint"]


class Endpoint:
    """Answers the SPARQL 1.1 Protocol, read only."""

    def __init__(self, pages: Pages, editor: Editor, pool: Pool, *, base: str, limits: Limits, shared: bool) -> None:
        """Take the pool that answers; ``shared`` lets scripts of other sites read the answers (CORS)."""
        self._pages, self._editor, self._pool = pages, editor, pool
        self._base, self._limits = base, limits
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
            return await run_in_threadpool(self._editor.show, job)
        return self._respond(await run_in_threadpool(self._pool.ask, job))

    def void(self, request: Request) -> Response:
        """Describe the data (VoID)."""
        url = f"{request.base_url}sparql"
        pages = self._pages
        triples = describe_data(url, base=self._base, triples=pages.triples, classes=pages.classes)
        return self._write(triples, request.headers.get("accept", "*/*"))

    def _describe(self, request: Request, accept: str) -> Response:
        if choose(accept, [*GRAPHS, "text/html"]) == "text/html":
            return self._editor.blank()
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
