"""The interactive page of a served graph: the whole, the surroundings of a thing, what a query constructs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from running import start_server

BASE = "https://w3id.org/scholar-kg/id/"
HTML = "text/html,*/*;q=0.8"


def ask(server, accept="*/*", **parameters):
    return server.ask(f"/graph?{urlencode(parameters)}", Accept=accept)


@pytest.mark.parametrize(
    "name", ["Nyström", "nystrom", f"{BASE}method/nystrom", "method:nystrom", "<https://github.com/idstcv/TeS>"]
)
def test_around_a_thing(server, name):
    answer = ask(server, around=name)
    assert (answer.status, answer.kind) == (200, "text/html")
    assert answer.headers["content-security-policy"] == "frame-ancestors 'none'; base-uri 'none'"
    assert "within 1 step" in answer.text


def test_around_what_was_merged_away(server):
    assert "<title>Nyström" in ask(server, around="method:nystroem").text


def test_hops(server):
    assert "within 2 steps" in ask(server, around="Nyström", hops="2").text


def test_what_a_query_constructs(server):
    answer = ask(server, query="CONSTRUCT { ?p dcterms:creator ?a } { ?p dcterms:creator ?a }")
    assert (answer.status, answer.kind) == (200, "text/html")
    assert "Query result" in answer.text


@pytest.mark.parametrize(
    ("parameters", "status", "message"),
    [
        (
            {"around": "nyst"},
            404,
            "nothing in the graph is called 'nyst'; the nearest are Nyström, On <i>bold</i> Nyström\n",
        ),
        ({"around": "zzz"}, 404, "nothing in the graph is called 'zzz'\n"),
        ({"around": "method:zzz"}, 404, f"no node of the graph has the IRI {BASE}method/zzz\n"),
        ({"around": "Nyström", "hops": "9"}, 400, "hops is a number from 1 to 5, not '9'\n"),
        ({"around": "Nyström", "hops": "²"}, 400, "hops is a number from 1 to 5, not '²'\n"),
        ({"query": "SELECT * { ?s ?p ?o }"}, 400, "SELECT finds no graph to draw: use CONSTRUCT or DESCRIBE\n"),
        ({"query": "CONSTRUCT { ?s"}, 400, "query, line 1, column"),
        ({"query": "CONSTRUCT { ?s ?p ?o } { SERVICE <http://example.org/> { ?s ?p ?o } }"}, 400, "query, line 1"),
    ],
)
def test_what_cannot_be_drawn_is_explained(server, parameters, status, message):
    answer = ask(server, **parameters)
    assert (answer.status, answer.kind) == (status, "text/plain")
    assert answer.text.startswith(message)
    page = ask(server, HTML, **parameters)
    assert (page.status, page.kind) == (status, "text/html")
    assert '<p class="lead">' in page.text


def test_drawings_wait_for_each_other(graph_file):
    """One process draws, so a second reader's page takes its turn; the same page is drawn once."""
    with start_server(graph_file, patience=0.1) as (client, _), ThreadPoolExecutor(6) as threads:
        asked = [threads.submit(ask, client, **drawing) for drawing in [{}, {}, {}, {"around": "Nyström"}, {}, {}]]
        assert [answer.result().status for answer in asked] == [200] * 6
