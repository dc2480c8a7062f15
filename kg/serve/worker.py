"""What a worker process does: open the store, answer jobs until nobody sends any, keep to its limits."""

from __future__ import annotations

import contextlib
import math
import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from kg.errors import KGError
from kg.serve.answer import answer, open_local
from kg.serve.model import Limits

__all__ = ["serve_jobs"]


def serve_jobs(pipe: Connection, location: str, base: str, limits: Limits) -> None:
    """Answer jobs until the pipe closes; this is the main function of a worker process.

    The first message says that the store is open, by an empty text, or why it is not. Each answer is a
    ``Reply`` and whether the process has grown so much that a fresh one should take its place.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            store = open_local(location)
        except (KGError, OSError) as error:
            pipe.send(str(error) or type(error).__name__)
            return
        _silence()
        start = _address_space()
        _limit_memory(start, limits.memory)
        pipe.send("")
        while True:
            job = pipe.recv()
            # Should the server be gone by then, the system ends this process for it.
            _set_alarm(math.ceil(limits.seconds) + 5)
            reply = answer(store, job, base=base, limits=limits)
            worn = start > 0 and _address_space() > start + limits.memory // 2
            pipe.send((reply, worn))
            del job, reply
            _set_alarm(0)


def _silence() -> None:
    """Send what native code prints when it dies of a query to nowhere; the server says it in its answer."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _set_alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _address_space() -> int:
    """Return the bytes of this process's address space; 0 where the system does not say."""
    try:
        import resource

        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except (ImportError, OSError, ValueError):
        return 0


def _limit_memory(now: int, more: int) -> None:
    """Let the process add at most so many bytes to its address space, and leave no core behind."""
    if not now:
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        resource.setrlimit(resource.RLIMIT_AS, (now + more, resource.getrlimit(resource.RLIMIT_AS)[1]))
