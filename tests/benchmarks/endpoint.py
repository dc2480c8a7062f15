"""How fast ``kg serve`` starts and answers: ``python tests/benchmarks/endpoint.py [GRAPH]``.

Prints a table; the graph is ``kg-out`` unless another is named.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "serve"))

from client import Answer, Client

_MANY = 500


def main(graph: str) -> None:
    command = [sys.executable, "-m", "kg", "serve", "-g", graph, "--port", "0"]
    started = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.readline()
        found = re.search(r"http://\S+/", said)
        if found is None:
            sys.exit(said)
        _tell("start", time.perf_counter() - started)
        client = Client(found[0])
        _time("first query, which waits for a worker", lambda: client.post("ASK {}"))
        _time("service description", lambda: client.ask("/sparql", Accept="text/turtle"))
        _time("VoID, counted", lambda: client.ask("/.well-known/void", Accept="text/turtle"))
        _time("10,000 rows as JSON", lambda: client.post("SELECT * { ?s ?p ?o } LIMIT 10000"))
        _time("10,000 triples as Turtle", lambda: client.post("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 10000"))
        with ThreadPoolExecutor(8) as threads:
            started = time.perf_counter()
            queries = [f"SELECT ?t {{ ?p a kg:Paper ; rdfs:label ?t }} LIMIT {i % 20 + 1}" for i in range(_MANY)]
            answers = list(threads.map(client.post, queries))
            _tell(f"{_MANY} small queries by 8 clients", time.perf_counter() - started)
        assert {answer.status for answer in answers} == {200}
        process.terminate()


def _time(label: str, ask: Callable[[], Answer]) -> None:
    started = time.perf_counter()
    answer = ask()
    assert answer.status == 200, answer.text
    _tell(label, time.perf_counter() - started)


def _tell(label: str, seconds: float) -> None:
    print(f"{label:40} {seconds:8.2f} s")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "kg-out")
