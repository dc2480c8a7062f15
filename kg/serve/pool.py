"""Worker processes that answer queries and can be killed.

The store evaluates a query in native code that nothing in the same process can interrupt. So each query runs in a
process of its own choosing from a small pool: when its time is up, or it dies of memory or nesting, the process goes
and a new one takes its place. All processes open the store read-only.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import queue
import signal
from multiprocessing.connection import Connection

from kg.serve.answer import answer, open_local
from kg.serve.model import Drawing, Job, Limits, RefusedError, Reply

__all__ = ["Pool"]

_SPAWN = multiprocessing.get_context("spawn")
_LOADING = 300.0


class Pool:
    """A fixed number of workers for one location. ``ask`` may be called from many threads."""

    def __init__(self, location: str, *, base: str, limits: Limits, lazy: bool = False) -> None:
        """Start the workers, unless each shall start when it is needed; they load the store on their own time."""
        self._limits = limits
        self._workers = [_Worker(location, base, limits) for _ in range(limits.workers)]
        self._idle: queue.Queue[_Worker] = queue.Queue()
        for worker in self._workers:
            if not lazy:
                worker.start()
            self._idle.put(worker)

    def ask(self, job: Job | Drawing) -> Reply:
        """Answer a query; raises ``RefusedError`` with 503 if that takes too long, or takes a worker down."""
        try:
            worker = self._idle.get(timeout=self._limits.patience)
        except queue.Empty:
            raise RefusedError(503, "all workers are busy: try again later") from None
        try:
            return worker.ask(job)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """Kill the workers."""
        for worker in self._workers:
            worker.stop()


class _Worker:
    """One process and the pipe to it; a process that is gone is started again when it is needed."""

    def __init__(self, location: str, base: str, limits: Limits) -> None:
        self._task = (location, base, limits)
        self._seconds = limits.seconds
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._ready = False

    def start(self) -> Connection:
        """Start a process unless there is one."""
        if self._pipe is None:
            self._pipe, theirs = _SPAWN.Pipe()
            self._process = _SPAWN.Process(target=_serve, args=(theirs, *self._task), daemon=True)
            self._process.start()
            theirs.close()
            self._ready = False
        return self._pipe

    def ask(self, job: Job | Drawing) -> Reply:
        """Hand over a job and wait for its reply."""
        pipe = self.start()
        try:
            if not self._ready:
                self._await(pipe, _LOADING, "the graph is still being loaded")
                pipe.recv()
                self._ready = True
            pipe.send(job)
            self._await(pipe, self._seconds, f"the query took longer than {self._seconds:g} s and was stopped")
            reply: Reply = pipe.recv()
        except (EOFError, OSError) as error:
            self._replace()
            message = "the query ended the process that ran it: it needs more memory or nesting than it may have"
            raise RefusedError(503, message) from error
        return reply

    def _await(self, pipe: Connection, seconds: float, message: str) -> None:
        if not pipe.poll(seconds):
            self._replace()
            raise RefusedError(503, message)

    def _replace(self) -> None:
        self.stop()
        with contextlib.suppress(OSError):
            self.start()

    def stop(self) -> None:
        """Kill the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _serve(pipe: Connection, location: str, base: str, limits: Limits) -> None:
    """Answer jobs until the pipe closes; this is the main function of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    store = open_local(location)
    _limit_memory(limits.memory)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send(None)
        while True:
            job = pipe.recv()
            # Should the server be gone by then, the system ends this process for it.
            _set_alarm(math.ceil(limits.seconds) + 5)
            pipe.send(answer(store, job, base=base, limits=limits))
            _set_alarm(0)


def _set_alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _limit_memory(more: int) -> None:
    """Let the process add at most so many bytes to its address space; only where the system can say how much it has."""
    try:
        import resource
        from pathlib import Path

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (ImportError, OSError, ValueError):
        return
    now = pages * resource.getpagesize()
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (now + more, resource.getrlimit(resource.RLIMIT_AS)[1]))
