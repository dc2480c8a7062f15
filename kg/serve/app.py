"""The ASGI application: routes, errors, and what every answer carries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection

from anyio import CapacityLimiter, to_thread
from rdflib import Dataset
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import KGError
from kg.serve.complete import Completer
from kg.serve.editor import Editor
from kg.serve.endpoint import Endpoint
from kg.serve.files import send_file
from kg.serve.graph import GraphPage
from kg.serve.model import Limits, RefusedError
from kg.serve.negotiate import choose
from kg.serve.pages import Pages, html
from kg.serve.pool import Pool

__all__ = ["make_app"]

#: How many pages are read at once, how many completions, and how many requests wait for drawings.
_PAGES, _COMPLETIONS, _DRAWINGS = 6, 2, 6
_TITLES = {400: "That cannot be answered", 404: "Nothing here", 406: "Not in that format", 503: "Not now"}


def make_app(
    dataset: Dataset, pool: Pool, drawers: Pool, *, base: str, limits: Limits, hosts: Collection[str]
) -> Starlette:
    """Make the application for one graph; ``drawers`` draw its interactive pages.

    ``hosts`` are the names that a request's Host header may have; with none given any will do. A server on a loopback
    address has to name them: else a page elsewhere could read it by pointing a name of its own at that address (DNS
    rebinding). For the same reason only a server that is open to other machines sends CORS headers.
    """
    pages = Pages(dataset, pool, base)
    editor = Editor(pages, pool, base=base)
    completer = Completer(pages, pool, base=base)
    graph = GraphPage(pages, drawers, base=base)
    endpoint = Endpoint(editor, pool, base=base, limits=limits)

    read, complete = CapacityLimiter(_PAGES), CapacityLimiter(_COMPLETIONS)
    draw, count = CapacityLimiter(_DRAWINGS), CapacityLimiter(1)
    return Starlette(
        routes=[
            Route("/", _queue(pages.home, read)),
            Route("/browse", _queue(pages.browse, read)),
            Route("/search", _queue(pages.search, read)),
            Route("/graph", _queue(graph.show, draw)),
            Route("/resource", _queue(pages.resource, read)),
            Route("/id/{rest:path}", _queue(pages.identifier, read)),
            Route("/query", editor.query),
            Route("/complete/terms", _queue(completer.terms, complete)),
            Route("/complete/names", _queue(completer.names, complete)),
            Route("/assets/{name}", send_file),
            Route("/sparql", endpoint.sparql, methods=["GET", "POST"]),
            Route("/.well-known/void", _queue(endpoint.void, count)),
        ],
        middleware=[Middleware(_Gate, hosts=frozenset(hosts))],
        exception_handlers={KGError: _refuse, HTTPException: _refuse},
    )


def _queue(handler: Callable[[Request], Response], places: CapacityLimiter) -> Callable[[Request], Awaitable[Response]]:
    """Run a handler in a thread as soon as there is a place; who waits for one keeps no thread from other handlers."""

    async def answer(request: Request) -> Response:
        return await to_thread.run_sync(handler, request, limiter=places)

    return answer


def _refuse(request: Request, error: Exception) -> Response:
    """Say why there is no answer: on a page for people, in a line for programs."""
    status, headers = 400, {"Vary": "Accept"}
    message = str(error)
    if isinstance(error, RefusedError):
        status = error.status
    elif isinstance(error, HTTPException):
        status, message, headers = error.status_code, error.detail, headers | dict(error.headers or {})
    if status == 503:
        headers["Retry-After"] = "5"
    if choose(request.headers.get("accept", "*/*"), ["text/plain", "text/html"]) == "text/html":
        page = html("error", status=status, title=_TITLES.get(status, "That did not work"), message=message)
        page.headers.update(headers)
        return page
    return PlainTextResponse(f"{message}\n".encode("utf-8", "replace"), status_code=status, headers=headers)


class _Gate:
    """Turns away requests for other hosts, and adds the headers that every answer carries."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self._hosts and _host_of(headers.get("host", "")) not in self._hosts:
            refusal = PlainTextResponse("this server answers to its own host name only\n", status_code=421)
            await refusal(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await _tell_options(scope["path"], shared=not self._hosts)(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = MutableHeaders(scope=message)
                own.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                own["X-Content-Type-Options"] = "nosniff"
                own["Referrer-Policy"] = "no-referrer"
                if not self._hosts:
                    own["Access-Control-Allow-Origin"] = "*"
                own["Cross-Origin-Resource-Policy"] = "same-origin" if self._hosts else "cross-origin"
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _tell_options(path: str, *, shared: bool) -> Response:
    """Answer OPTIONS: what a request may be, also to a script of another site that asks first (CORS preflight)."""
    methods = "GET, HEAD, OPTIONS, POST" if path == "/sparql" else "GET, HEAD, OPTIONS"
    headers = {"Allow": methods}
    if shared:
        headers |= {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": "Accept, Content-Type",
            "Access-Control-Max-Age": "86400",
        }
    return Response(status_code=204, headers=headers)


def _host_of(header: str) -> str:
    """Take the name from a Host header, without the port.

    >>> _host_of("[::1]:8000"), _host_of("LocalHost:80"), _host_of("localhost.")
    ('[::1]', 'localhost', 'localhost')
    """
    name = header.strip().lower()
    if not name.startswith("["):
        return name.partition(":")[0].rstrip(".")
    return f"{name.partition(']')[0]}]"
