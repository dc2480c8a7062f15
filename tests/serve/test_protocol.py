"""The SPARQL 1.1 Protocol over a real connection: formats, refusals, limits."""

from __future__ import annotations

import csv
import io
import json
import threading
import xml.etree.ElementTree as ET
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from client import read_triples

BASE = "https://w3id.org/scholar-kg/id/"
ROWS = "SELECT ?v { <http://example.org/n> rdf:value ?v } ORDER BY STR(?v)"
SPARQL = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(9)) + " }"


def test_json(server):
    answer = server.sparql(ROWS)
    assert (answer.status, answer.kind) == (200, "application/sparql-results+json")
    assert [row["v"]["value"] for row in json.loads(answer.text)["results"]["bindings"]] == ["1", 'tab\tline\n"quote"']


def test_xml(server):
    answer = server.sparql(ROWS, "application/sparql-results+xml")
    assert answer.kind == "application/sparql-results+xml"
    found = ET.fromstring(answer.text).iter("{http://www.w3.org/2005/sparql-results#}literal")
    assert [element.text for element in found] == ["1", 'tab\tline\n"quote"']


def test_csv(server):
    answer = server.sparql(ROWS, "text/csv")
    assert answer.kind == "text/csv"
    assert list(csv.reader(io.StringIO(answer.text, newline=""))) == [["v"], ["1"], ['tab\tline\n"quote"']]


def test_tsv(server):
    answer = server.sparql(ROWS, "text/tab-separated-values")
    assert answer.text.splitlines() == ["?v", "1", r'"tab\tline\n\"quote\""']


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/*", "text/csv"),
        ("application/json", "application/json"),
        ("*/*;q=0.1, text/csv;q=0", "application/sparql-results+json"),
        ("TEXT/CSV", "text/csv"),
    ],
)
def test_negotiation(server, accept, kind):
    assert server.sparql("ASK {}", accept).kind == kind


def test_format_parameter_wins(server):
    assert server.sparql("ASK {}", "text/csv", format="xml").kind == "application/sparql-results+xml"
    assert server.sparql("ASK {}", "text/csv", format="").kind == "text/csv"


@pytest.mark.parametrize("query", ["ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_no_acceptable_format(server, query):
    assert server.sparql(query, "image/png").status == 406


@pytest.mark.parametrize("kind", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"])
def test_graphs(server, kind):
    answer = server.sparql("CONSTRUCT WHERE { ?s a kg:Method ; rdfs:label ?l }", kind)
    assert (answer.status, answer.kind) == (200, kind)
    assert len(read_triples(answer)) == 2


def test_describe(server):
    answer = server.sparql(f"DESCRIBE <{BASE}method/nystrom>")
    assert len(read_triples(answer)) == 4


def test_post_forms(server):
    form = urlencode({"query": "ASK { ?s a kg:Paper }"}).encode()
    assert json.loads(server.ask("/sparql", "POST", form, Content_Type=FORM).text)["boolean"] is True
    query = "ASK { ?s rdfs:label 'été' }".encode()
    assert json.loads(server.ask("/sparql", "POST", query, Content_Type=SPARQL).text)["boolean"] is True


def test_head(server):
    answer = server.ask(f"/sparql?query={quote('ASK {}')}", "HEAD")
    assert (answer.status, answer.kind, answer.text) == (200, "application/sparql-results+json", "")


def test_graph_parameters_replace_the_dataset(server):
    evidence = f"{BASE}graph/evidence"
    assert json.loads(server.sparql("ASK { ?s a kg:Mention }").text)["boolean"] is False
    found = server.sparql("ASK { ?s a kg:Mention }", **{"default-graph-uri": evidence})
    assert json.loads(found.text)["boolean"] is True
    named = server.sparql("ASK { GRAPH ?g { ?s a kg:Mention } }", **{"default-graph-uri": evidence})
    assert json.loads(named.text)["boolean"] is False
    named = server.sparql("ASK { GRAPH ?g { ?s a kg:Mention } }", **{"named-graph-uri": evidence})
    assert json.loads(named.text)["boolean"] is True


def test_from_a_graph_of_the_store(server):
    query = f"PREFIX g: <{BASE}graph/> ASK FROM g:evidence {{ ?s a kg:Mention }}"
    assert json.loads(server.sparql(query).text)["boolean"] is True


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1/x> { GRAPH ?g { ?s ?p ?o } }",
        "BASE <file:///etc/> SELECT * FROM <hostname> { ?s ?p ?o }",
        "PREFIX f: <file:///etc/> ASK FROM f:hostname {}",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { sErViCe SILENT ?x { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }",
        # A tokeniser that takes <'> for an IRI sees a string from the second quote on.
        "SELECT * { ?s ?p ?o FILTER(?a<'>') SERVICE <http://127.0.0.1:9/> { ?x ?y ?z } FILTER(?b = '') }",
        "BASE <http://e/> ASK { FILTER(1<'>'||true) SERVICE <http://127.0.0.1:9/> {?x ?y ?z} FILTER(''='') }",
        "ASK { SERVICESILENT<http://127.0.0.1:9/>{?x ?y ?z} }",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "LOAD <file:///etc/hostname>",
        "DROP ALL",
        "ASK {} ; CLEAR ALL",
        "SELECT ?s { ?s a kg:Paper",
        "SELECT ?s { ?s a unknown:Paper }",
        "ASK { FILTER(" + "(" * 21 + "1" + ")" * 21 + ") }",
        "",
        "\x00",
    ],
)
def test_refused_queries(server, query):
    answer = server.sparql(query)
    assert (answer.status, answer.kind) == (400, "text/plain")
    assert answer.text.startswith("query")


def test_syntax_errors_name_the_place(server):
    assert server.sparql("SELECT ?s {\n ?s ?p . }").text.startswith("query, line 2, column ")


def test_the_word_service_may_stand_in_strings(server):
    assert server.sparql("ASK { ?s ?p ?o FILTER(?o != 'a SERVICE { }') }").status == 200


@pytest.mark.parametrize(
    ("status", "path", "body", "kind"),
    [
        (400, "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, ""),
        (400, "/sparql?query=%FF", None, ""),
        (400, "/sparql?query=ASK%7B%7D&default-graph-uri=file%3A%2F%2F%2Fetc%2Fhostname", None, ""),
        (400, "/sparql?query=ASK%7B%7D&named-graph-uri=http%3A%2F%2F127.0.0.1%3A9%2F", None, ""),
        (403, "/sparql?update=CLEAR+ALL", None, ""),
        (400, "/sparql", b"", FORM),
        (400, "/sparql", b"ASK{}\xff", SPARQL),
        (403, "/sparql", b"update=CLEAR+ALL", FORM),
        (403, "/sparql", b"CLEAR ALL", "application/sparql-update"),
        (415, "/sparql", b"ASK {}", "text/plain"),
        (415, "/sparql", b"ASK {}", f"{SPARQL}; charset=utf-16"),
        (413, "/sparql", b"ASK {}" + b" " * 5000, SPARQL),
        (414, f"/sparql?query=ASK%7B%7D{'+' * 5000}", None, ""),
        (405, "/browse", b"", FORM),
    ],
)
def test_refused_requests(server, status, path, body, kind):
    headers = {"Content_Type": kind} if kind else {}
    assert server.ask(path, "POST" if body is not None else "GET", body, **headers).status == status


def test_only_get_head_and_post(server):
    assert server.ask("/sparql", "DELETE").status == 405


def test_too_many_rows(server):
    answer = server.sparql("SELECT ?b { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert answer.status == 400
    assert "more than 2,000 rows" in answer.text


def test_runaway_queries_end_and_the_server_goes_on(server):
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(server.sparql(RUNAWAY).status)) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert server.ask("/").status == 200
    for thread in threads:
        thread.join()
    assert statuses == [503, 503]
    assert json.loads(server.sparql("ASK { ?s a kg:Paper }").text)["boolean"] is True


def test_memory_is_limited_and_the_server_goes_on(server):
    inner = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
    query = f"SELECT (STRLEN(GROUP_CONCAT(REPLACE(STR(?a), '.', '{'x' * 500}'))) AS ?n) {{ {inner} }}"
    answer = server.sparql(query)
    assert answer.status == 503
    assert server.sparql("ASK {}").status == 200


def test_service_description(server):
    sd = "http://www.w3.org/ns/sparql-service-description#"
    found = read_triples(server.ask("/sparql", Accept="text/turtle"))
    service = ox.NamedNode(f"http://{server.netloc}/sparql")
    assert ox.Triple(service, ox.NamedNode(f"{sd}endpoint"), service) in found
    assert [t.object.value for t in found if t.predicate.value == f"{sd}name"] == [f"{BASE}graph/evidence"]


def test_void(server):
    found = read_triples(server.ask("/.well-known/void", Accept="application/ld+json"))
    endpoints = [t.object.value for t in found if t.predicate.value == "http://rdfs.org/ns/void#sparqlEndpoint"]
    assert endpoints == [f"http://{server.netloc}/sparql"]
