"""The site: the application for the graph as it is now, which moves on when the graph is built anew."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send
from uvicorn import Config, Server

from kg.errors import KGError
from kg.serve.app import make_app
from kg.serve.graph import drawing_limits
from kg.serve.model import Limits
from kg.serve.pool import Pool
from kg.store import MANIFEST, base_of, open_store

__all__ = ["Site", "make_server"]

_LOOK_EVERY = 1.0
_State = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class _Edition:
    """One state of the graph: its application and the processes that work for it."""

    app: Starlette
    pools: tuple[Pool, ...]

    def close(self) -> None:
        for pool in self.pools:
            pool.close()


class Site:
    """An ASGI application that serves a graph directory or an RDF file, and looks whether it has been replaced.

    What has begun is answered from the old graph; the old one goes when no query can be running on it any more. A
    graph that cannot be opened takes the place of none.
    """

    def __init__(self, location: str, *, limits: Limits, hosts: Collection[str]) -> None:
        """Open the graph. Raises ``KGError`` where there is none."""
        self._location, self._limits, self._hosts = location, limits, hosts
        self._state = self._look()
        self._edition = self._open()
        self._retired: list[_Edition] = []

    def close(self) -> None:
        """Kill all processes."""
        for edition in (self._edition, *self._retired):
            edition.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live from the server's start to its end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._edition.app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        watching = asyncio.create_task(self._watch())
        await receive()
        watching.cancel()
        self.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _watch(self) -> None:
        seen = self._state
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            state = self._look()
            if state not in (None, self._state) and state == seen:  # so that nobody is still writing it
                self._state = state
                with contextlib.suppress(KGError, OSError, RuntimeError):
                    await self._move()
            seen = state

    async def _move(self) -> None:
        old, self._edition = self._edition, await asyncio.to_thread(self._open)
        self._retired.append(old)
        longest = max(each.patience + each.seconds for each in (self._limits, drawing_limits(self._limits)))
        asyncio.get_running_loop().call_later(longest, self._retire, old)

    def _retire(self, old: _Edition) -> None:
        self._retired.remove(old)
        old.close()

    def _look(self) -> _State:
        """Return what tells one state of the graph from another; None while there is no graph."""
        path = Path(self._location)
        try:
            found = (path / MANIFEST if path.is_dir() else path).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _open(self) -> _Edition:
        location, base, limits = self._location, base_of(self._location), self._limits
        dataset = open_store(location)
        pool = Pool(location, base=base, limits=limits)
        drawers = Pool(location, base=base, limits=drawing_limits(limits), lazy=True)
        try:
            app = make_app(dataset, pool, drawers, base=base, limits=limits, hosts=self._hosts)
        except BaseException:
            pool.close()
            raise
        return _Edition(app, (pool, drawers))


def make_server(config: Config, site: Site) -> Server:
    """Return uvicorn's server for a site, which on its way out first ends the queries that still run."""

    class SiteServer(Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await asyncio.to_thread(site.close)
            await super().shutdown(sockets)

    return SiteServer(config)
