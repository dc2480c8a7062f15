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
    _head: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head = self.loop.call_later(self.seconds, self.transport.close)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # Each request of a connection has so long for its head, however its bytes are spread.
        if self.conn.their_state is not h11.IDLE:
            _stop(self._head)
            self._head = None
        elif self._head is None:
            self._head = self.loop.call_later(self.seconds, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        _stop(self._head)
        _stop(self._reading)

    def pause_writing(self) -> None:
        super().pause_writing()
        _stop(self._reading)
        self._reading = self.loop.call_later(self.seconds, self._check_reading, self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        super().resume_writing()
        _stop(self._reading)

    def _check_reading(self, before: int) -> None:
        left = self.transport.get_write_buffer_size()
        if left >= before:
            self.transport.abort()
        else:
            self._reading = self.loop.call_later(self.seconds, self._check_reading, left)


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
