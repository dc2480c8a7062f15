"""Start the real server as a process of its own, and look at its processes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from client import Client

HERE = Path(__file__).parent


@contextmanager
def start_server(graph: Path, **limits: float | str) -> Iterator[tuple[Client, subprocess.Popen[str]]]:
    """Serve a graph on a free loopback port, with tight limits but for those that are given."""
    command = [sys.executable, str(HERE / "run_server.py"), str(graph), json.dumps(limits)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            address = process.stdout.readline().strip()
            assert address, process.stderr.read()
            yield Client(address), process
        finally:
            process.terminate()
            _, errors = process.communicate(timeout=120)
    assert errors == ""


def find_children(pid: int) -> dict[int, str]:
    """Return the processes that a process has started, and the state of each (Linux)."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == pid:
            found[int(path.parent.name)] = state
    return found


def resident(pid: int) -> int:
    """Return the bytes of memory that a process holds (Linux)."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


def wait_until(condition, seconds: float = 120) -> bool:
    """Look ten times a second whether something has come true."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return False
