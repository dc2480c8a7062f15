"""The W3C's tests of the protocol and of service descriptions, asked of a real server; its updates are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
import pytest
from client import read_triples
from manifests import MF, RDF, SUITES, all_of, entries_of, one, read_manifest

_CNT, _HT = "http://www.w3.org/2011/content#", "http://www.w3.org/2011/http#"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_ROWS = {"application/sparql-results+json", "application/sparql-results+xml"}
_FORMATS = {
    "boolean": _ROWS | {"text/csv", "text/tab-separated-values"},
    "tabular": _ROWS | {"text/csv", "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"},
}


@dataclass(frozen=True)
class Exchange:
    """A request and what is expected of the answer."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: frozenset[str]
    boolean: str
    form: str


def _read_tests(folder: str) -> list[object]:
    path = SUITES / "sparql11" / folder / "manifest.ttl"
    if not path.is_file():
        return [pytest.param(None, None, marks=pytest.mark.skip(reason="the W3C's suites are not here"))]
    store = read_manifest(path)
    return [pytest.param(store, test, id=test.value.partition("#")[2]) for test in entries_of(store)]


def _list(store: ox.Store, node: object) -> Iterator[object]:
    while node is not None and node != ox.NamedNode(f"{RDF}nil"):
        yield one(store, node, f"{RDF}first")
        node = one(store, node, f"{RDF}rest")


def _read_exchanges(store: ox.Store, test: object) -> Iterator[Exchange]:
    action = one(store, test, f"{MF}action")
    for request in _list(store, one(store, action, f"{_HT}requests")):
        headers = {
            one(store, header, f"{_HT}fieldName").value: one(store, header, f"{_HT}fieldValue").value
            for header in _list(store, one(store, request, f"{_HT}headers"))
        }
        body, response = one(store, request, f"{_HT}body"), one(store, request, f"{_HT}resp")
        boolean, form = (one(store, response, f"{MF}{name}") for name in ("expectedBoolean", "expectedFormat"))
        yield Exchange(
            one(store, request, f"{_HT}methodName").value,
            one(store, request, f"{_HT}absolutePath").value.replace("/sparql/", "/sparql", 1),
            headers,
            None if body is None else _encode(store, body),
            frozenset(status.value[-3:] for status in all_of(store, response, f"{MF}expectedStatus")),
            boolean.value if boolean else "",
            form.value if form else "",
        )


def _encode(store: ox.Store, body: object) -> bytes:
    encoding = one(store, body, f"{_CNT}characterEncoding")
    return one(store, body, f"{_CNT}chars").value.encode(encoding.value if encoding else "utf-8")


@pytest.mark.parametrize(("store", "test"), _read_tests("protocol"))
def test_protocol(store, test, suite_server):
    for exchange in _read_exchanges(store, test):
        answer = suite_server.ask(exchange.path, exchange.method, exchange.body, **exchange.headers)
        if "#update_" in test.value:
            assert answer.status == 403
            return
        assert f"{answer.status // 100}xx" in exchange.statuses, answer
        if exchange.boolean:
            assert f'"boolean": {exchange.boolean}' in answer.text
        if exchange.form:
            assert answer.kind in _FORMATS[exchange.form]


@pytest.mark.parametrize(("store", "test"), _read_tests("service-description"))
def test_service_description(store, test, suite_server):
    answer = suite_server.ask("/sparql")
    found = read_triples(answer)
    assert store is not None
    if test.value.endswith("#returns-rdf"):
        assert (answer.status, bool(found)) == (200, True)
    elif test.value.endswith("#has-endpoint-triple"):
        endpoint = ox.NamedNode(f"http://{suite_server.netloc}/sparql")
        assert any(t.predicate.value == f"{_SD}endpoint" and t.object == endpoint for t in found)
    else:
        assert test.value.endswith("#conforms-to-schema")
        assert set(_find_misfits(found)) == set()


#: The domain and the range of the properties, as the vocabulary declares them; None for what is typed elsewhere.
_SCHEMA = {
    "endpoint": ("Service", None), "supportedLanguage": ("Service", None), "resultFormat": ("Service", None),
    "defaultDataset": ("Service", "Dataset"), "availableGraphs": ("Service", "GraphCollection"),
    "defaultGraph": ("Dataset", "Graph"), "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None), "graph": ("NamedGraph", "Graph"),
}  # fmt: skip


def _find_misfits(triples: set[ox.Triple]) -> Iterator[ox.Triple]:
    types = {(t.subject, t.object.value.removeprefix(_SD)) for t in triples if t.predicate.value == f"{RDF}type"}
    for triple in triples:
        if triple.predicate.value.startswith(_SD):
            domain, range_ = _SCHEMA[triple.predicate.value.removeprefix(_SD)]
            if (triple.subject, domain) not in types or (range_ and (triple.object, range_) not in types):
                yield triple
