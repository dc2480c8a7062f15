"""What a worker writes, asked in this process."""

from __future__ import annotations

import pyoxigraph as ox

from kg.serve.answer import answer
from kg.serve.model import Job, Limits


def test_of_a_table_with_limited_cells_all_rows_are_counted():
    store = ox.Store()
    node = ox.NamedNode("http://e/x")
    store.extend(ox.Quad(node, node, ox.Literal(str(number))) for number in range(5))
    job = Job("SELECT ?s ?p ?o { ?s ?p ?o }", "text/csv", cells=7)
    reply = answer(store, job, base="http://e/", limits=Limits())
    assert (reply.status, reply.rows, len(reply.body.splitlines())) == (200, 5, 1 + 2)
    assert answer(store, job, base="http://e/", limits=Limits(rows=4)).status == 400
