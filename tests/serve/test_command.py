"""The command: what it says when it starts, and when it cannot."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest

from kg.errors import MissingExtraError, UsageError
from kg.serve import serve_graph

COMMAND = [sys.executable, "-c", "from kg.cli import main; main()", "serve"]


def test_serves_until_it_is_interrupted(graph_file):
    command = [*COMMAND, "-g", str(graph_file), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.readline()
        address = re.fullmatch(r"serving .* at (http://127\.0\.0\.1:\d+/) \(Ctrl-C stops\)\n", said)[1]
        with urlopen(address) as answer:
            assert answer.status == 200
        os.kill(process.pid, signal.SIGINT)
        out, errors = process.communicate(timeout=20)
    assert (process.returncode, out, errors) == (130, "", "")


def test_port_in_use(graph_file):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [*COMMAND, "-g", str(graph_file), "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr == f"kg: 127.0.0.1:{port} cannot be served at: Address already in use; choose another --port\n"


@pytest.mark.parametrize("location", ["no-such-file.ttl", "https://example.org/sparql", "memory:", "."])
def test_nothing_to_serve(location, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        serve_graph(location, port=0)


def test_no_such_host(graph_file):
    with pytest.raises(UsageError, match="is no address to serve at"):
        serve_graph(graph_file, host="256.1.1.1.invalid", port=0)


def test_without_the_extra(graph_file, monkeypatch):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'scholar-kg\[serve\]'"):
        serve_graph(graph_file, port=0)
