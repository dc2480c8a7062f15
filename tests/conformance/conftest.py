"""A real server for the suites' data."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from client import Answer, Client
from running import start_server
from suite import load_all


class SuiteClient(Client):
    """Names only graphs that are not empty: a store cannot hold others."""

    def __init__(self, client: Client, held: set[str]) -> None:
        self.netloc, self.held = client.netloc, held

    def post(self, query: str, accept: str = "*/*", graphs=()) -> Answer:
        return super().post(query, accept, [pair for pair in graphs if pair[1] in self.held])


@pytest.fixture(scope="session")
def suite_server(tmp_path_factory):
    path = tmp_path_factory.mktemp("conformance") / "suites.nq"
    store = ox.Store()
    load_all(store)
    store.dump(path, format=ox.RdfFormat.N_QUADS)
    with start_server(path) as (client, _):
        yield SuiteClient(client, {name.value for name in store.named_graphs()})
