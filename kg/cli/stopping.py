"""Lets a person stop what runs in native code, where Python's own signal handlers wait until it comes back."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kg.cli.talk import say

__all__ = ["stoppable"]


@contextmanager
def stoppable(timeout: float | None = None) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the process at once, and so does ``timeout``, in seconds, with exit code 1.

    Nothing is cleared away then: for work that only reads.
    """
    signals = (signal.SIGINT, signal.SIGTERM)
    # What the caller told this process to ignore, as nohup does, stays ignored.
    before = {each: old for each in signals if (old := signal.getsignal(each)) != signal.SIG_IGN}
    timer = None
    for each in before:
        signal.signal(each, signal.SIG_DFL)
    if timeout is not None:
        timer = threading.Timer(timeout, _give_up, (timeout,))
        timer.daemon = True
        timer.start()
    try:
        yield
    finally:
        if timer:
            timer.cancel()
        for each, old in before.items():
            signal.signal(each, old)


def _give_up(timeout: float) -> None:
    say(f"kg: the query took longer than {timeout:g} s: ask for less, or give it more with --timeout")
    os._exit(1)
