"""A SPARQL server on this machine answers like a local store, and its failures are told in one line."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from rdflib import URIRef

from kg.errors import KGError, QueryError, UsageError
from kg.query import run_query, saved_queries
from kg.results import write_result
from kg.store import open_store

SAMPLE = Path(__file__).parent.parent / "data" / "queries" / "sample.trig"


class Handler(BaseHTTPRequestHandler):
    """SPARQL 1.1 Protocol by POST, as far as a client needs it; ``/broken`` and ``/page`` answer as bad servers do."""

    store: ClassVar[ox.Store]
    asked: ClassVar[list[str]]

    def do_POST(self) -> None:
        query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0]
        self.asked.append(query)
        if self.path == "/":
            return self.answer(405, "text/plain", b"no\nPOST here")
        if self.path in ("/broken", "/page"):
            kind = "application/sparql-results+json" if self.path == "/broken" else "text/html"
            return self.answer(200, kind, b"<html>")
        try:
            result = self.store.query(query)
        except SyntaxError as error:
            return self.answer(400, "text/plain", f"parse\n{error}".encode())
        if isinstance(result, ox.QueryTriples):
            return self.answer(200, "text/turtle; charset=utf-8", result.serialize(format=ox.RdfFormat.TURTLE))
        form = ox.QueryResultsFormat.XML if self.path == "/xml" else ox.QueryResultsFormat.JSON
        return self.answer(200, form.media_type, result.serialize(format=form))

    def answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    Handler.store = ox.Store()
    Handler.store.load(path=str(SAMPLE), format=ox.RdfFormat.TRIG)
    Handler.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()


ASKED = [
    ("papers-of-author", {"author": "he kaiming"}),
    ("coauthors-of-author", {"author": "Kaiming He"}),
    ("evidence-of-statement", {"subject": "paper:resnet", "predicate": "kg:evaluatesOn"}),
    ("repositories-by-method", {}),
    ("results-on-dataset", {"dataset": 'x" } DROP ALL #\n'}),
]


@pytest.mark.parametrize("path", ["sparql", "xml"])
@pytest.mark.parametrize(("name", "parameters"), ASKED)
def test_an_endpoint_answers_like_a_local_store(
    endpoint: str, name: str, parameters: dict[str, str], path: str
) -> None:
    query = saved_queries()[name]
    local = run_query(open_store(SAMPLE), query, parameters=parameters)
    remote = run_query(open_store(endpoint.replace("sparql", path)), query, parameters=parameters)
    assert "".join(write_result(remote)) == "".join(write_result(local))


def test_graphs_and_truth_values_come_back(endpoint: str) -> None:
    remote, local = open_store(endpoint), open_store(SAMPLE)
    query = saved_queries()["entity-description"]
    # rdflib tells "x" from "x"^^xsd:string, which RDF 1.1 does not: the text is what can be compared.
    texts = ["".join(write_result(run_query(d, query, parameters={"name": "ResNet"}))) for d in (remote, local)]
    assert texts[0] == texts[1]
    assert run_query(remote, "ASK { ?p foaf:name ?n }", parameters={"n": "Jie Hu"}).askAnswer is True
    described = run_query(remote, "DESCRIBE ?p", parameters={"p": URIRef("https://w3id.org/scholar-kg/id/person/hu")})
    assert len(described.graph or ()) == 3


def test_only_prefixes_in_use_are_sent(endpoint: str) -> None:
    text = "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\nASK { person:hu foaf:name|rdfs:label ?n }"
    run_query(open_store(endpoint), text)
    assert Handler.asked[-1] == (
        "PREFIX person: <https://w3id.org/scholar-kg/id/person/> "
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> " + text
    )


def test_a_refused_query_is_explained_in_the_users_own_lines(endpoint: str) -> None:
    with pytest.raises(QueryError, match=r"query, line 2, column 19: unexpected '.'"):
        run_query(open_store(endpoint), "SELECT ?p {\n ?p foaf:name ?n ..\n}", parameters={"n": "x"})


def test_a_server_asked_beside_its_endpoint_is_told_apart(endpoint: str) -> None:
    root = endpoint.removesuffix("sparql")
    with pytest.raises(QueryError) as caught:
        run_query(open_store(root), "ASK {}")
    hint = f"(the endpoint's address is probably {endpoint})"
    assert str(caught.value) == f"{root} refused the query (405): no POST here {hint}"
    with pytest.raises(KGError) as caught_page:
        run_query(open_store(f"{root}page"), "ASK {}")
    assert str(caught_page.value).endswith(f"is it a SPARQL endpoint? {hint}")


@pytest.mark.parametrize(("path", "message"), [("broken", "not well-formed"), ("page", "answered with text/html")])
def test_a_server_that_answers_nonsense_is_named(endpoint: str, path: str, message: str) -> None:
    url = endpoint.replace("sparql", path)
    with pytest.raises(KGError, match=message) as caught:
        run_query(open_store(url), "SELECT * { ?s ?p ?o }")
    assert url in str(caught.value)


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(KGError, match=r"http://127\.0\.0\.1:9/x cannot be reached: .*refused"):
        run_query(open_store("http://127.0.0.1:9/x"), "ASK {}")


def test_updates_never_leave_for_an_endpoint(endpoint: str) -> None:
    before = len(Handler.asked)
    with pytest.raises(UsageError, match="CLEAR changes data"):
        run_query(open_store(endpoint), "CLEAR DEFAULT")
    assert len(Handler.asked) == before
