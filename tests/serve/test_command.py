"""The command: what it says when it starts, and when it cannot."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from rdflib import RDFS
from runaways import ENDLESS
from running import find_children, start_server, wait_until
from typer.testing import CliRunner

from kg.build import build_graph
from kg.cli import app
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
        out, errors = process.communicate(timeout=120)
    assert (process.returncode, out, errors) == (130, "", "")


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_stays_behind(graph_file, sent):
    """Whatever ends the server, also while a query runs, ends its workers within seconds and without a word."""
    command = [*COMMAND, "-g", str(graph_file), "--port", "0", "--timeout", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        address = re.search(r"http://\S+/", process.stderr.readline())[0]
        query = f"{address}sparql?{urlencode({'query': ENDLESS['values']})}"
        with ThreadPoolExecutor(1) as threads:
            asking = threads.submit(lambda: urlopen(query).close())
            assert wait_until(lambda: "R" in find_children(process.pid).values())
            workers = find_children(process.pid)
            os.kill(process.pid, sent)
            out, errors = process.communicate(timeout=120)
            assert asking.exception(timeout=120) is not None
    expected = {signal.SIGINT: 130, signal.SIGTERM: 128 + signal.SIGTERM, signal.SIGKILL: -signal.SIGKILL}[sent]
    assert (process.returncode, out, errors) == (expected, "", "")
    assert wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_a_graph_that_is_built_anew_while_it_is_served(seed_graph, seed_dataset, tmp_path):
    """Every answer comes from the old graph or the new one, and the new one comes without a restart."""
    place = shutil.copytree(seed_graph, tmp_path / "graph")
    old = set(map(str, seed_dataset.default_graph.objects(None, RDFS.label)))
    seen = set()
    with start_server(place) as (client, _), ThreadPoolExecutor(1) as threads:
        building = threads.submit(_build, tmp_path, place, ["New paper", "Another"])
        until = time.monotonic() + 300
        while seen != {"New paper", "Another"} and time.monotonic() < until:
            answer = client.post("SELECT ?t { ?p a kg:Paper ; rdfs:label ?t }", "text/csv")
            assert answer.status == 200, answer
            seen = {row[0] for row in csv.reader(answer.text.splitlines()[1:])}
            assert seen == {"New paper", "Another"} or (len(seen) == 25 and seen <= old)
        building.result()
        assert seen == {"New paper", "Another"}
        assert wait_until(lambda: "Another" in client.ask("/browse?class=Paper", Accept="text/html").text)


def test_a_graph_that_is_broken_while_it_is_served(tmp_path):
    """Until there is a good graph again, the server answers from the old one, or says that it can't."""
    path = tmp_path / "graph.ttl"
    path.write_text('<http://e/s> <http://e/p> "one" .', "utf-8")
    with start_server(path) as (client, _):
        path.write_text("this is no Turtle", "utf-8")
        time.sleep(3)
        answer = client.post("SELECT ?o { ?s ?p ?o }")
        assert "one" in answer.text or (answer.status == 503 and "cannot be opened just now" in answer.text)
        assert client.ask("/").status == 200
        path.write_text('<http://e/s> <http://e/p> "two" .', "utf-8")
        assert wait_until(lambda: "two" in client.post("SELECT ?o { ?s ?p ?o }").text)


def _build(folder, place, titles):
    lines = "".join(json.dumps({"id": t, "title": t, "authors": [{"name": "Ada Lovelace"}]}) + "\n" for t in titles)
    (folder / "papers.jsonl").write_text(lines, "utf-8")
    build_graph([folder / "papers.jsonl"], place)


@pytest.mark.parametrize("option", [["--timeout", "0"], ["--workers", "0"], ["--memory", "1"], ["--depth", "x"]])
def test_limits_that_make_no_sense(graph_file, option):
    done = CliRunner().invoke(app, ["serve", "-g", str(graph_file), *option])
    assert done.exit_code == 2
    assert option[0] in done.stderr


def test_port_in_use(graph_file):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [*COMMAND, "-g", str(graph_file), "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
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
