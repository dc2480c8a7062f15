"""The SPARQL 1.1 Protocol over a real connection: formats, refusals, limits."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from client import read_triples
from running import start_server

BASE = "https://w3id.org/scholar-kg/id/"
ROWS = "SELECT ?v { <http://example.org/n> rdf:value ?v } ORDER BY STR(?v)"
SPARQL = "application/sparql-query"
SD, VOID = "http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#"
FORM = "application/x-www-form-urlencoded"


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


def test_memory_is_limited_and_the_server_goes_on(server):
    inner = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
    query = f"SELECT (STRLEN(GROUP_CONCAT(REPLACE(STR(?a), '.', '{'x' * 500}'))) AS ?n) {{ {inner} }}"
    answer = server.sparql(query)
    assert answer.status == 503
    assert server.sparql("ASK {}").status == 200


def test_service_description(server):
    found = read_triples(server.ask("/sparql", Accept="text/turtle"))
    service = ox.NamedNode(f"http://{server.netloc}/sparql")
    assert ox.Triple(service, ox.NamedNode(f"{SD}endpoint"), service) in found
    assert [t.object.value for t in found if t.predicate.value == f"{SD}name"] == [f"{BASE}graph/evidence"]
    formats = {t.object.value.rpartition("/")[2] for t in found if t.predicate.value == f"{SD}resultFormat"}
    assert formats == {
        "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
        "Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N3", "N-Quads",
    }  # fmt: skip
    said = {t.predicate.value for t in found}
    assert not {f"{SD}{name}" for name in ("feature", "inputFormat", "languageExtension", "extensionFunction")} & said


def test_void(server):
    answer = server.ask("/.well-known/void", Accept="application/ld+json")
    found = {(t.subject, t.predicate.value.removeprefix(VOID)): t.object.value for t in read_triples(answer)}
    data = ox.NamedNode(f"http://{server.netloc}/.well-known/void#data")
    assert found[data, "sparqlEndpoint"] == f"http://{server.netloc}/sparql"
    assert found[data, "uriSpace"] == BASE
    assert (found[data, "triples"], found[data, "distinctSubjects"]) == ("29", "8")
    triples = read_triples(answer)
    parts = {t.object for t in triples if t.predicate.value == f"{VOID}classPartition"}
    counts = {found[part, "class"].rpartition("#")[2]: found[part, "entities"] for part in parts}
    assert counts == {"Authorship": "1", "Method": "1", "Paper": "1", "Person": "1", "Repository": "1", "Task": "1"}
    labels = next(s for (s, p), value in found.items() if p == "property" and value.endswith("#label"))
    assert [found[labels, name] for name in ("triples", "distinctSubjects", "distinctObjects")] == ["4", "4", "4"]
    links = next(t.subject for t in triples if t.object.value == f"{VOID}Linkset")
    assert (found[links, "triples"], found[links, "linkPredicate"]) == ("1", "http://www.w3.org/2002/07/owl#sameAs")


@pytest.mark.parametrize("accept", ["text/html;q=0.1, text/turtle", "application/rdf+xml", "application/n-triples"])
def test_descriptions_are_negotiated(server, accept):
    for path in ("/sparql", "/.well-known/void"):
        answer = server.ask(path, Accept=accept)
        assert (answer.status, answer.kind) == (200, accept.rpartition(", ")[2])
        assert answer.headers["vary"] == "Accept"
        assert read_triples(answer)
    assert server.ask("/.well-known/void", Accept="image/png").status == 406


@pytest.mark.parametrize("kind", ["application/trig", "text/n3", "application/n-quads"])
def test_other_names_of_graph_formats(server, kind):
    answer = server.sparql("CONSTRUCT WHERE { ?s a kg:Method ; rdfs:label ?l }", kind)
    assert (answer.status, answer.kind) == (200, kind)
    assert len(read_triples(answer)) == 2


def test_text_says_its_encoding(server):
    for kind in ("text/csv", "text/tab-separated-values", "text/turtle"):
        query = "CONSTRUCT WHERE { ?s ?p ?o }" if kind == "text/turtle" else "ASK {}"
        assert server.sparql(query, kind).headers["content-type"] == f"{kind}; charset=utf-8"


def test_relative_iris_are_relative_to_the_endpoint(server):
    answer = server.sparql("SELECT ?v { BIND(<x> AS ?v) }", "text/csv")
    assert answer.text.split() == ["v", f"http://{server.netloc}/x"]
    answer = server.sparql("BASE <http://example.org/> SELECT ?v { BIND(<x> AS ?v) }", "text/csv")
    assert answer.text.split() == ["v", "http://example.org/x"]


@pytest.mark.parametrize("path", ["/sparql?query=ASK", "/nothing", "/sparql?query=ASK%7B%7D&format=text/nothing"])
def test_refusals_vary(server, path):
    assert server.ask(path, Accept="text/plain").headers["vary"] == "Accept"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods(server, method):
    answer = server.ask("/sparql", method)
    assert answer.status == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_options(server):
    answer = server.ask("/sparql", "OPTIONS", Origin="https://elsewhere.example")
    assert (answer.status, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    assert "access-control-allow-origin" not in answer.headers


def test_a_server_for_others_lets_their_scripts_read(graph_file):
    with start_server(graph_file, host="0.0.0.0") as (client, _):
        asked = {"Origin": "https://elsewhere.example", "Access_Control_Request_Method": "POST"}
        answer = client.ask("/sparql", "OPTIONS", **asked, Access_Control_Request_Headers="content-type")
        assert answer.status == 204
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS, POST"
        assert "Content-Type" in answer.headers["access-control-allow-headers"]
        for path in ("/sparql?query=ASK%7B%7D", "/sparql?query=ASK", "/.well-known/void", "/id/paper/one"):
            assert client.ask(path, Host="kg.example", Accept="*/*").headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("host", ["a b", "<>", "localhost:99999", "[::1", "é"])
def test_hosts_that_are_none(server, host):
    assert server.ask("/sparql", Host=host).status in (200, 400, 421)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("text/html;q=0.5, application/ld+json;q=0.9", "application/ld+json"),
    ],
)
def test_dereferencing(server, accept, kind):
    answer = server.ask("/id/method/nystrom", Accept=accept)
    assert (answer.status, answer.kind, answer.headers["vary"]) == (200, kind, "Accept")
    if kind != "text/html":
        assert ox.NamedNode(f"{BASE}method/nystrom") in {triple.subject for triple in read_triples(answer)}
    head = server.ask("/id/method/nystrom", "HEAD", Accept=accept)
    assert (head.status, head.kind, head.text) == (200, kind, "")


def test_pages_name_their_other_formats(server):
    page = server.ask("/id/method/nystrom", Accept="text/html").text
    links = dict(re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', page))
    assert {"text/turtle", "application/ld+json"} <= set(links)
    assert {kind: server.ask(path).kind for kind, path in links.items()} == {kind: kind for kind in links}


@pytest.mark.parametrize(
    ("path", "accept", "status"), [("/id/paper/none", "text/turtle", 404), ("/id/paper/one", "image/png", 406)]
)
def test_what_cannot_be_dereferenced(server, path, accept, status):
    assert server.ask(path, Accept=accept).status == status
