"""The interactive page: the whole graph, what lies around a thing, or what a query constructs."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from urllib.parse import urlencode
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import Response

from kg.iris import fold, is_iri
from kg.results import prefixes_of
from kg.serve.lists import Hit
from kg.serve.model import Drawing, Limits, RefusedError
from kg.serve.pages import Pages, html
from kg.serve.pool import Pool
from kg.standing import expand_iri
from kg.turtle import Abbreviator

__all__ = ["GraphPage", "drawing_limits"]

_SECONDS, _PATIENCE, _MEMORY = 120.0, 120.0, 1 << 30
_HOPS = 5
_KEPT = 4


def drawing_limits(limits: Limits) -> Limits:
    """Return the limits of a drawing: one at a time, and more of time and memory than a query at least has."""
    seconds, memory = max(limits.seconds, _SECONDS), max(limits.memory, _MEMORY)
    return replace(
        limits, workers=1, waiting=4, seconds=seconds, patience=max(limits.patience, _PATIENCE), memory=memory
    )


class GraphPage:
    """Shows pages that a process of their own draws, so that no other answer waits for them; the last few are kept."""

    def __init__(self, pages: Pages, drawers: Pool, *, base: str) -> None:
        """Take the pool that draws."""
        self._pages, self._drawers, self._base = pages, drawers, base
        self._lock = threading.Lock()
        self._kept: OrderedDict[Drawing, bytes] = OrderedDict()
        self._turns: WeakValueDictionary[Drawing, threading.Lock] = WeakValueDictionary()

    def show(self, request: Request) -> Response:
        """Show the whole graph, ``?around=`` a thing and its ``&hops=``, or what a ``?query=`` constructs."""
        given = request.query_params
        drawing = Drawing(query=given.get("query", ""))
        if not drawing.query and (name := given.get("around", "").strip()):
            found = self._find(name)
            if len(found) > 1:
                return self._choose(name, found, given.get("hops", "1"))
            drawing = Drawing(around=found[0].iri, hops=_read_hops(given.get("hops", "1")))
        page = self._draw(drawing)
        # The page carries its own policy, with the hashes of its scripts.
        headers = {"Content-Security-Policy": "frame-ancestors 'none'; base-uri 'none'"}
        return Response(page, media_type="text/html", headers=headers)

    def _find(self, name: str) -> list[Hit]:
        """Find the things that a name, a prefixed name or an IRI means."""
        iri = expand_iri(name, prefixes_of(self._base)) or name
        if ":" in iri and is_iri(iri):
            return [Hit(name, "", iri=self._pages.standing(iri))]
        hits, _ = self._pages.names.search(name[:300])
        exact = [hit for hit in hits if fold(name) in (fold(hit.name), fold(hit.printed))]
        if not exact:
            near = f"; the nearest are {', '.join(hit.name[:80] for hit in hits[:3])}" if hits else ""
            raise RefusedError(404, f"nothing in the graph is called {name[:80]!r}{near}")
        return exact

    def _choose(self, name: str, found: list[Hit], hops: str) -> Response:
        short = Abbreviator(self._base)
        hits = [
            replace(
                hit,
                href=f"/graph?{urlencode({'around': hit.iri, 'hops': hops})}",
                kind=f"{hit.kind} {short.shorten(f'<{hit.iri}>').strip('<>')}",
            )
            for hit in found
        ]
        title = f"{len(found)} things are called {name[:80]}"
        return html("list", title=title, lead="Choose one to see what lies around it.", hits=hits, before="", after="")

    def _draw(self, drawing: Drawing) -> bytes:
        """Draw a page, or take the one that is kept; who wants the same page meanwhile waits for it."""
        with self._lock:
            turn = self._turns.setdefault(drawing, threading.Lock())
        with turn:
            if page := self._take_kept(drawing):
                return page
            reply = self._drawers.ask(drawing)
            if reply.status != 200:
                raise RefusedError(reply.status, reply.body.decode("utf-8", "replace").strip())
            self._keep(drawing, reply.body)
            return reply.body

    def _take_kept(self, drawing: Drawing) -> bytes:
        with self._lock:
            if drawing in self._kept:
                self._kept.move_to_end(drawing)
            return self._kept.get(drawing, b"")

    def _keep(self, drawing: Drawing, page: bytes) -> None:
        with self._lock:
            self._kept[drawing] = page
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


def _read_hops(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 1 and 1 <= int(text) <= _HOPS):
        raise RefusedError(400, f"hops is a number from 1 to {_HOPS}, not {text[:20]!r}")
    return int(text)
