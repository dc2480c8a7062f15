"""The handlers of /sparql and of the descriptions that programs read."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kg.serve.about import describe_data, describe_service
from kg.serve.answer import write_triples
from kg.serve.editor import Editor
from kg.serve.facts import FactFinder
from kg.serve.model import ALIASES, GRAPHS, ROWS, Job, Limits, RefusedError, Reply
from kg.serve.negotiate import choose
from kg.serve.pool import Pool
from kg.serve.protocol import read_body, read_job, read_parameters

__all__ = ["Endpoint"]

T = TypeVar("T")


class Endpoint:
    """Answers the SPARQL 1.1 Protocol, read only.

    rdflib-endpoint would do the same for any rdflib graph; it runs each query in the server's own process, without
    limits, and lets FROM and SERVICE fetch what they name.
    """

    def __init__(self, editor: Editor, pool: Pool, *, base: str, limits: Limits) -> None:
        """Take the pool that answers, and the page that shows answers to people."""
        self._editor, self._pool, self._finder = editor, pool, FactFinder(pool)
        self._base, self._limits = base, limits

    async def sparql(self, request: Request) -> Response:
        """Answer a query, or describe the service where there is none."""
        limit = self._limits.request_bytes
        parameters = read_parameters(request.scope["query_string"], limit)
        body = b""
        if request.method == "POST":
            body = await read_body(request.stream(), limit, seconds=self._limits.idle)
        kind, accept = request.headers.get("content-type", ""), request.headers.get("accept", "*/*")
        job = read_job(parameters, method=request.method, kind=kind, body=body, accept=accept, limit=limit)
        if job is None:
            return await run_in_threadpool(self._describe, request, accept)
        job = replace(job, address=f"{request.base_url}sparql")
        if choose(job.accept, [*ROWS, *GRAPHS, *ALIASES, "text/html"]) == "text/html":
            return await _tell_hanging_up(request, self._editor.show, job)
        return self._respond(await _tell_hanging_up(request, self._pool.ask, job))

    def void(self, request: Request) -> Response:
        """Describe the data (VoID)."""
        triples = describe_data(f"{request.base_url}sparql", self._finder.facts(), base=self._base)
        return self._write(triples, request.headers.get("accept", "*/*"))

    def _describe(self, request: Request, accept: str) -> Response:
        if choose(accept, [*GRAPHS, *ALIASES, "text/html"]) == "text/html":
            return self._editor.blank()
        triples, graphs = self._finder.graphs()
        return self._write(describe_service(f"{request.base_url}sparql", triples=triples, graphs=graphs), accept)

    def _write(self, triples: Iterable[ox.Triple], accept: str) -> Response:
        media = choose(accept, [*GRAPHS, *ALIASES])
        if media is None:
            raise RefusedError(406, f"this can be had as {', '.join(GRAPHS)}")
        return self._respond(Reply(200, media, b"".join(write_triples(triples, media, base=self._base))))

    def _respond(self, reply: Reply) -> Response:
        headers = {"Vary": "Accept"} | ({"Retry-After": "5"} if reply.status == 503 else {})
        return Response(reply.body, status_code=reply.status, media_type=reply.media, headers=headers)


async def _tell_hanging_up(request: Request, ask: Callable[[Job, threading.Event], T], job: Job) -> T:
    """Hand a job over, and tell when the client hangs up."""
    gone = threading.Event()
    watching = asyncio.create_task(_watch(request, gone))
    try:
        return await run_in_threadpool(ask, job, gone)
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def _watch(request: Request, gone: threading.Event) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    gone.set()
