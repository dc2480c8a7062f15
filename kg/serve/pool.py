"""Worker processes that answer queries and can be killed.

The store evaluates a query in native code that nothing in the same process can interrupt. So each query runs in a
process of its own choosing from a small pool: when its time is up, its client has gone, or it dies of memory or
nesting, the process goes and a new one takes its place. All processes open the store read-only.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import threading
import time
from multiprocessing.connection import Connection

from kg.serve.model import Drawing, Job, Limits, RefusedError, Reply
from kg.serve.worker import serve_jobs

__all__ = ["Pool"]

_SPAWN = multiprocessing.get_context("spawn")
_LOADING = 300.0
#: How often a running query looks whether its client is still there.
_GLANCE = 0.2


class Pool:
    """A fixed number of workers for one location. ``ask`` may be called from many threads."""

    def __init__(self, location: str, *, base: str, limits: Limits, lazy: bool = False) -> None:
        """Start the workers, unless each shall start when it is needed; they load the store on their own time."""
        self._limits = limits
        self._workers = [_Worker(location, base, limits) for _ in range(limits.workers)]
        self._idle: queue.Queue[_Worker] = queue.Queue()
        self._room = threading.BoundedSemaphore(limits.workers + limits.waiting)
        for worker in self._workers:
            if not lazy:
                worker.start()
            self._idle.put(worker)

    def ask(self, job: Job | Drawing, gone: threading.Event | None = None) -> Reply:
        """Answer a query; raises ``RefusedError`` with 503 if that takes too long, or takes a worker down.

        As soon as ``gone`` is set, nobody waits for the answer any more, and the query is stopped.
        """
        gone = gone or threading.Event()
        if not self._room.acquire(blocking=False):
            raise RefusedError(503, f"{self._limits.waiting} queries are waiting already: try again later")
        try:
            worker = self._take(gone)
            try:
                return worker.ask(job, gone)
            finally:
                self._idle.put(worker)
        finally:
            self._room.release()

    def _take(self, gone: threading.Event) -> _Worker:
        until = time.monotonic() + self._limits.patience
        while not gone.is_set() and (left := until - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                return self._idle.get(timeout=min(_GLANCE, left))
        raise RefusedError(503, "all workers are busy: try again later")

    def close(self) -> None:
        """Kill the workers for good."""
        for worker in self._workers:
            worker.close()


class _Worker:
    """One process and the pipe to it; a process that is gone is started again when it is needed."""

    def __init__(self, location: str, base: str, limits: Limits) -> None:
        self._task = (location, base, limits)
        self._seconds = limits.seconds
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._ready = self._closed = False
        self._lock = threading.Lock()

    def start(self) -> Connection:
        """Start a process unless there is one."""
        with self._lock:
            if self._closed:
                raise RefusedError(503, "the server is closing")
            if self._pipe is None:
                self._pipe, theirs = _SPAWN.Pipe()
                self._process = _SPAWN.Process(target=serve_jobs, args=(theirs, *self._task), daemon=True)
                self._process.start()
                theirs.close()
                self._ready = False
            return self._pipe

    def ask(self, job: Job | Drawing, gone: threading.Event) -> Reply:
        """Hand over a job and wait for its reply."""
        pipe = self.start()
        try:
            if not self._ready:
                self._await(pipe, _LOADING, gone, "the graph is still being loaded")
                if message := pipe.recv():
                    self._stop()
                    raise RefusedError(503, f"the graph cannot be opened just now: {message}")
                self._ready = True
            pipe.send(job)
            message = f"the query took longer than {self._seconds:g} s and was stopped"
            self._await(pipe, self._seconds, gone, message)
            reply: Reply
            reply, worn = pipe.recv()
        except (EOFError, OSError) as error:
            self._replace()
            message = "the query ended the process that ran it: it needs more memory or nesting than it may have"
            raise RefusedError(503, "the server is closing" if self._closed else message) from error
        if worn:
            self._replace()
        return reply

    def _await(self, pipe: Connection, seconds: float, gone: threading.Event, message: str) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not gone.is_set():
            if pipe.poll(min(_GLANCE, left)):
                return
        if not self._ready and gone.is_set():
            raise RefusedError(503, message)
        self._replace()
        raise RefusedError(503, message)

    def _replace(self) -> None:
        self._stop()
        with contextlib.suppress(OSError, RefusedError):
            self.start()

    def close(self) -> None:
        """Kill the process, and let none follow it."""
        self._closed = True
        self._stop()

    def _stop(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.kill()
                self._process.join()
                self._process.close()
            if self._pipe is not None:
                self._pipe.close()
            self._process = self._pipe = None
