"""A client's connection: one that dawdles over sending a request, or over taking the answer, is closed."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["hasty_protocol"]


def hasty_protocol(seconds: float) -> type[H11Protocol]:
    """Return uvicorn's protocol with a limit on the time that a client may do nothing.

    uvicorn waits for ever for the rest of a request's head and for a client to read, so a few hundred idle clients
    would use up all connections, or all memory. The time that a body takes is limited where it is read.
    """
    return type("Hasty", (_Hasty,), {"seconds": seconds})


class _Hasty(H11Protocol):
    seconds: float
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._timer = self.loop.call_later(self.seconds, self._check_head)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop()
        self._timer = self.loop.call_later(self.seconds, self._check_reading, self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check_head(self) -> None:
        if self.conn.their_state is h11.IDLE:
            self.transport.close()

    def _check_reading(self, before: int) -> None:
        left = self.transport.get_write_buffer_size()
        if left >= before:
            self.transport.abort()
        else:
            self._timer = self.loop.call_later(self.seconds, self._check_reading, left)
