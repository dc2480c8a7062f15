"""A query that would take for ever can be stopped, and gives up where it is told to."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def start(graph: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "query", "-g", str(graph), ENDLESS, *more]
    # Jobs in the background of a shell ignore SIGINT, and so would what they start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, before)


def wait_until_busy(process: subprocess.Popen[str]) -> None:
    """Wait until the process ignores and catches neither signal: then the engine runs."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        time.sleep(10)
        return
    wanted = 1 << (signal.SIGINT - 1) | 1 << (signal.SIGTERM - 1)
    caught = False
    for _ in range(600):
        line = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
        now = int(line.split()[1], 16) & wanted
        if caught and not now:
            break
        caught = caught or now == wanted
        time.sleep(0.05)
    time.sleep(0.5)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_query_at_once(seed_graph: Path, sent: signal.Signals) -> None:
    with start(seed_graph) as process:
        try:
            wait_until_busy(process)
            assert process.poll() is None
            process.send_signal(sent)
            out, said = process.communicate(timeout=5)
        finally:
            process.kill()
    assert (process.returncode, out, said) == (-sent, "", "")


def test_a_query_gives_up_after_its_time(seed_graph: Path) -> None:
    with start(seed_graph, "--timeout", "0.5") as process:
        try:
            out, said = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, out) == (1, "")
    assert said == "kg: the query took longer than 0.5 s: ask for less, or give it more with --timeout\n"
