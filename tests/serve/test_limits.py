"""Runaway queries, clients that misbehave, and many at once: the server goes on, and leaves nothing behind."""

from __future__ import annotations

import re
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from runaways import ENDLESS, HARMLESS, TOO_DEEP
from running import find_children, resident, start_server, wait_until

LIMITS = {"seconds": 0.8, "request_bytes": 1 << 20, "patience": 20, "idle": 1.0}
#: Nothing is stopped before a test has failed for it.
SLOW = {"seconds": 300, "patience": 100}
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(scope="module")
def running(graph_file):
    with start_server(graph_file, **LIMITS) as (client, process):
        yield client, process


@pytest.fixture(scope="module")
def patient(graph_file):
    with start_server(graph_file, **LIMITS | {"seconds": 120}) as (client, _):
        yield client


def test_every_runaway_ends_with_503(running):
    client, _ = running
    with ThreadPoolExecutor(len(ENDLESS)) as threads:
        answers = dict(zip(ENDLESS, threads.map(client.post, ENDLESS.values()), strict=True))
    assert {name: answer.status for name, answer in answers.items()} == dict.fromkeys(ENDLESS, 503)
    assert all(answer.headers["retry-after"] == "5" for answer in answers.values())
    assert _goes_on(client)


@pytest.mark.parametrize("name", TOO_DEEP)
def test_too_deep_or_too_long(patient, name):
    answer = patient.post(TOO_DEEP[name])
    assert answer.status == 400
    assert answer.text.startswith("query: the query is too large: ")


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless(patient, name):
    assert patient.post(HARMLESS[name]).status == 200


@linux
def test_fifty_at_once(graph_file):
    with start_server(graph_file, seconds=0.8, patience=2) as (client, process):
        client.post("ASK {}")
        before = resident(process.pid)
        with ThreadPoolExecutor(50) as threads:
            answers = [threads.submit(client.post, query) for query in (list(ENDLESS.values()) * 6)[:50]]
            assert client.ask("/browse?class=Paper").status == 200
            assert {answer.result().status for answer in answers} == {503}
        assert _goes_on(client)
        # Two workers and the helper of Python's own that keeps track of them.
        assert wait_until(lambda: len(find_children(process.pid)) <= 3)
        assert "Z" not in find_children(process.pid).values()
        assert resident(process.pid) - before < 32 << 20


@linux
@pytest.mark.parametrize("path", ["/.well-known/void", "/complete/terms"])
def test_who_waits_keeps_nobody_waiting(graph_file, path):
    """More clients than the server has threads ask for what takes long; all else is answered meanwhile."""
    with (
        ThreadPoolExecutor(60) as threads,
        start_server(graph_file, **SLOW, workers=1) as (client, process),
    ):
        client.post("ASK {}")
        threads.submit(client.post, ENDLESS["values"])
        assert wait_until(lambda: "R" in find_children(process.pid).values())
        waiting = [threads.submit(client.ask, path) for _ in range(50)]
        time.sleep(1)
        assert client.ask("/assets/forms.js").status == 200
        assert client.ask("/query", Accept="text/html").status == 200
        assert not any(answer.done() for answer in waiting)


@linux
def test_a_query_ends_when_its_client_hangs_up(graph_file):
    with start_server(graph_file, **SLOW) as (client, process):
        assert client.post("ASK {}").status == 200
        workers = set(find_children(process.pid))
        hanging = [
            _send(client, f"GET /sparql?query={_quote(ENDLESS['values'])} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n")
            for more in ("", "Accept: text/html\r\n") * 2
        ]
        time.sleep(0.5)
        for connection in hanging:
            connection.close()
        assert client.post("ASK {}").status == 200
        assert set(find_children(process.pid)) != workers


def test_a_head_that_never_ends(running):
    with _send(running[0], "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ") as connection:
        assert connection.recv(1) == b""


def test_a_second_head_that_never_ends(running):
    """Also on a connection that has had an answer, and though a byte comes now and then."""
    with _send(running[0], f"GET /sparql?query={_quote(ENDLESS['values'])} HTTP/1.1\r\n") as connection:
        time.sleep(LIMITS["idle"] * 0.6)
        connection.sendall(b"Host: localhost\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 503 ")
        assert wait_until(lambda: _is_closed(connection))


def test_a_body_that_never_ends(running):
    head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 9\r\n\r\nASK"
    with _send(running[0], head) as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_breaks_off(running):
    client, _ = running
    head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 9\r\n\r\nASK"
    _send(client, head).close()
    assert _goes_on(client)


@pytest.mark.parametrize(
    "sent",
    ["\r\n\r\n", "GET\r\n\r\n", "GET / HTTQ/1.1\r\n\r\n", "\x00\x01\x02\r\n\r\n", f"GET /{'a' * 100_000} HTTP/1.1\r\n\r\n",
     "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
     "POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
)  # fmt: skip
def test_what_is_no_http(running, sent):
    client, _ = running
    with _send(client, sent) as connection:
        assert connection.recv(12) in (b"HTTP/1.1 400", b"")
    assert _goes_on(client)


def test_a_client_that_does_not_read(graph_file):
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 12000"
    with start_server(graph_file, seconds=120, rows=100_000, answer_bytes=64 << 20, idle=0.5) as (client, _):
        with _send(client, f"GET /sparql?query={_quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n") as connection:
            head = connection.recv(100_000)
            time.sleep(2)
            size = int(re.search(rb"content-length: (\d+)", head)[1])
            received = len(head)
            while piece := connection.recv(1 << 20):
                received += len(piece)
        assert size > 5 << 20
        assert received < size
        assert client.post("ASK {}").status == 200


def _goes_on(client) -> bool:
    """A busy machine may need several tries within such limits."""
    return wait_until(lambda: client.post("ASK { ?s a kg:Paper }").status == 200)


def _is_closed(connection: socket.socket) -> bool:
    try:
        connection.sendall(b"G")
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False


def _quote(query: str) -> str:
    return quote(query, safe="")


def _send(client, text: str) -> socket.socket:
    host, _, port = client.netloc.rpartition(":")
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
    connection.settimeout(120)
    connection.connect((host, int(port)))
    connection.sendall(text.encode("latin-1"))
    return connection
