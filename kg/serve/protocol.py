"""Read a request of the SPARQL 1.1 Protocol: the query, its graphs, and the format wanted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect

from kg.serve.model import GRAPHS, ROWS, Job, RefusedError

__all__ = ["read_body", "read_format", "read_job", "read_parameters"]

Parameters = list[tuple[str, str]]
_FIELDS = 200
_NAMED = {name: media for media, name in reversed(list((ROWS | GRAPHS).items()))}
_NAMED |= {"trig": "application/trig", "n3": "text/n3", "nq": "application/n-quads"}


async def read_body(pieces: AsyncIterator[bytes], limit: int, *, seconds: float) -> bytes:
    """Collect a request's body.

    Raises ``RefusedError`` with 413 as soon as it is too large, with 408 if it takes too long to come, and with 400 if
    the client breaks off.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for piece in pieces:
                body += piece
                if len(body) > limit:
                    raise RefusedError(413, f"a request may have {limit >> 10} KiB")
    except TimeoutError:
        raise RefusedError(408, f"the request took longer than {seconds:g} s to arrive") from None
    except ClientDisconnect:
        raise RefusedError(400, "the request broke off") from None
    return bytes(body)


def read_parameters(text: bytes, limit: int) -> Parameters:
    """Decode ``a=b&c=d``; raises ``RefusedError`` for what is not UTF-8 or too large."""
    if len(text) > limit:
        raise RefusedError(414, f"a request may have {limit >> 10} KiB")
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except ValueError as error:
        raise RefusedError(400, "the request's parameters are not UTF-8 text in URL encoding") from error


def read_job(parameters: Parameters, *, method: str, kind: str, body: bytes, accept: str, limit: int) -> Job | None:
    """Make a job of a request (SPARQL 1.1 Protocol, section 2.1); None if it asks for no query.

    ``kind`` is the Content-Type of a POST. Raises ``RefusedError`` for updates and for what the protocol forbids.
    """
    if method == "POST":
        media, _, rest = kind.lower().partition(";")
        if "charset" in rest and not rest.partition("charset")[2].strip(' ="').startswith(("utf-8", "us-ascii")):
            raise RefusedError(415, "a query is UTF-8 text")
        if media.strip() == "application/x-www-form-urlencoded":
            parameters = [*parameters, *read_parameters(body, limit)]
        elif media.strip() == "application/sparql-query":
            parameters = [*parameters, ("query", _decode(body))]
        elif media.strip() == "application/sparql-update":
            raise RefusedError(403, "this graph is read only")
        else:
            raise RefusedError(415, "POST a form (application/x-www-form-urlencoded) or application/sparql-query")
    if any(name == "update" for name, _ in parameters):
        raise RefusedError(403, "this graph is read only")
    queries = _take(parameters, "query")
    if len(queries) > 1:
        raise RefusedError(400, "a request has one query")
    if not queries:
        if method == "POST":
            raise RefusedError(400, "the request has no query")
        return None
    form = _take(parameters, "format") or _take(parameters, "output")
    accept = read_format(form[0]) if form and form[0] else accept
    return Job(queries[0], accept, _take(parameters, "default-graph-uri"), _take(parameters, "named-graph-uri"))


def read_format(form: str) -> str:
    """Turn the ``format`` parameter into a media type: a short name such as csv or ttl, or the media type itself.

    >>> read_format("xml"), read_format("text/turtle")
    ('application/sparql-results+xml', 'text/turtle')
    """
    return _NAMED.get(form.lower(), form)


def _take(parameters: Parameters, wanted: str) -> tuple[str, ...]:
    return tuple(value for name, value in parameters if name == wanted)


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"the query is not UTF-8 text (byte {error.start})") from error
