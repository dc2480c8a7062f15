"""A real server for the suites' data."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from client import Answer, Client
from suite import load_all

RUN_SERVER = Path(__file__).parents[1] / "serve" / "run_server.py"


class SuiteClient(Client):
    """Posts queries as forms, with those of the graphs that are not empty: a store cannot hold others."""

    def __init__(self, address: str, held: set[str]) -> None:
        super().__init__(address)
        self.held = held

    def post(self, query: str, accept: str, graphs: list[tuple[str, str]]) -> Answer:
        form = urlencode([("query", query), *(pair for pair in graphs if pair[1] in self.held)]).encode()
        return self.ask("/sparql", "POST", form, Accept=accept, Content_Type="application/x-www-form-urlencoded")


@pytest.fixture(scope="session")
def suite_server(tmp_path_factory):
    path = tmp_path_factory.mktemp("conformance") / "suites.nq"
    store = ox.Store()
    load_all(store)
    store.dump(path, format=ox.RdfFormat.N_QUADS)
    command = [sys.executable, str(RUN_SERVER), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield SuiteClient(process.stdout.readline().strip(), {name.value for name in store.named_graphs()})
        process.terminate()
