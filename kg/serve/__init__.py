"""Serve a graph over HTTP: a read-only SPARQL 1.1 endpoint, and a page for everything in it."""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import MissingExtraError, UsageError
from kg.serve.model import Limits

__all__ = ["Limits", "serve_graph"]


def serve_graph(
    location: str | Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    limits: Limits | None = None,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve a build directory or an RDF file until the process is interrupted.

    ``ready`` is called with the server's address as soon as it answers; port 0 takes any that is free. Queries run in
    worker processes, so a script that calls this needs ``if __name__ == "__main__":``. Raises ``UsageError`` where
    there is no graph or the address cannot be had, and ``MissingExtraError`` without the extra ``serve``.
    """
    try:
        import starlette  # noqa: F401
        import uvicorn
    except ImportError as error:
        raise MissingExtraError("starlette and uvicorn", "serve") from error
    from kg.serve.connection import hasty_protocol
    from kg.serve.site import Site, make_server

    text, limits = str(location), limits or Limits()
    if urlsplit(text).scheme in ("http", "https") or text == "memory:":
        raise UsageError(f"{text} cannot be served: name a graph directory or an RDF file with -g")
    # Whoever sends nonsense gets an answer; the terminal is for what the server has to say.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    listening = _listen(host, port)
    try:
        site = Site(text, limits=limits, hosts=_allowed_hosts(host))
    except BaseException:
        listening.close()
        raise
    try:
        config = uvicorn.Config(
            site, log_config=None, access_log=False, server_header=False, ws="none", lifespan="on",
            http=hasty_protocol(limits.idle), limit_concurrency=500, timeout_keep_alive=5,
            timeout_graceful_shutdown=3, proxy_headers=False,
        )  # fmt: skip
        server = make_server(config, site)
        if ready is not None:
            ready(_address(host, listening))
        server.run(sockets=[listening])
    finally:
        site.close()
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    """Take the address before anything is started, so that the error is one line."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except (OSError, OverflowError, UnicodeError) as error:
        raise UsageError(f"{host}:{port} is no address to serve at: {error}") from error
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{host}:{port} cannot be served at: {reason}; choose another --port") from error
    return listening


def _address(host: str, listening: socket.socket) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listening.getsockname()[1]}/"


def _allowed_hosts(host: str) -> frozenset[str]:
    """Return the Host headers to accept: on a loopback address its own names, elsewhere any (the empty set).

    >>> sorted(_allowed_hosts("127.0.0.1"))
    ['127.0.0.1', '[::1]', 'localhost']
    >>> _allowed_hosts("0.0.0.0")
    frozenset()
    """
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host.lower() == "localhost"
    name = f"[{host}]" if ":" in host else host.lower()
    return frozenset({"localhost", "127.0.0.1", "[::1]", name}) if loopback else frozenset()
