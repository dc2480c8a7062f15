"""Parameters are values wherever they stand in a query, and errors point at the user's own text."""

from __future__ import annotations

import contextlib
import json
import socket
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, XSD, BNode, Dataset, Literal, URIRef

from kg.errors import QueryError, UsageError
from kg.query import resolve_query, run_query
from kg.query.run import bind_values
from kg.query.tokens import outline
from kg.store import open_store

HOSTILE = Path(__file__).parents[3] / "shared" / "data" / "hostile" / "own"
EX = "http://example.org/"
VALUE = ox.Literal("v")


def bound(text: str, **values: ox.Literal) -> str:
    return " ".join(bind_values(outline(text), values).split())


@pytest.fixture
def people() -> Dataset:
    dataset = open_store("memory:")
    for local, name in (("a", "Ann"), ("b", "Bob"), ("c", 'x" } DROP ALL #')):
        dataset.default_graph.add((URIRef(EX + local), URIRef("http://xmlns.com/foaf/0.1/name"), Literal(name)))
        dataset.default_graph.add((URIRef(EX + local), RDF.type, URIRef("http://xmlns.com/foaf/0.1/Person")))
    dataset.default_graph.add((URIRef(EX + "a"), URIRef(EX + "age"), Literal(7)))
    dataset.default_graph.add((URIRef(EX + "a"), URIRef("http://xmlns.com/foaf/0.1/knows"), URIRef(EX + "b")))
    return dataset


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASK { ?s ?p ?n }", 'ASK { VALUES (?n) { ("v") } ?s ?p ?n }'),
        ("SELECT * WHERE { ?s ?p ?n }", 'SELECT * WHERE { VALUES (?n) { ("v") } ?s ?p ?n }'),
        ("DESCRIBE ?n", 'DESCRIBE ?n WHERE { VALUES (?n) { ("v") } }'),
        ("DESCRIBE ?n LIMIT 3", 'DESCRIBE ?n WHERE { VALUES (?n) { ("v") } } LIMIT 3'),
        ("DESCRIBE ?n { ?n ?p ?o }", 'DESCRIBE ?n { VALUES (?n) { ("v") } ?n ?p ?o }'),
        (
            "CONSTRUCT { ?s ?p ?n } WHERE { ?s ?p ?n }",
            'CONSTRUCT { ?s ?p ?n } WHERE { VALUES (?n) { ("v") } ?s ?p ?n }',
        ),
        ("CONSTRUCT WHERE { ?s ?p ?n }", 'CONSTRUCT { ?s ?p ?n } WHERE { VALUES (?n) { ("v") } ?s ?p ?n }'),
        (
            "ASK { ?s ?p \"{ ?n\", '''}''' . # { ?n\n { ?s ?p <a#?n> } { ?s ?p ?n } }",
            (
                "ASK { VALUES (?n) { (\"v\") } ?s ?p \"{ ?n\", '''}''' . # { ?n "
                '{ ?s ?p <a#?n> } { VALUES (?n) { ("v") } ?s ?p ?n } }'
            ),
        ),
        (
            "SELECT ?s { VALUES ?m { 1 } { SELECT ?s { ?s ?p ?n } } }",
            'SELECT ?s { VALUES (?n) { ("v") } VALUES ?m { 1 } { SELECT ?s { VALUES (?n) { ("v") } ?s ?p ?n } } }',
        ),
        (
            "SELECT ?s { { SELECT (STR(?n) AS ?s) { ?x ?p ?o } } }",
            'SELECT ?s { VALUES (?n) { ("v") } { SELECT (STR(?n) AS ?s) { VALUES (?n) { ("v") } ?x ?p ?o } } }',
        ),
    ],
)
def test_values_go_where_they_bind(text: str, expected: str) -> None:
    assert bound(text, n=VALUE) == expected


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s { ?s foaf:name ?n }",
        "SELECT ?s { ?s foaf:name ?m FILTER(?m = ?n) }",
        "SELECT ?s { { SELECT ?s { ?s foaf:name ?n } } }",
        "SELECT ?s { { ?s foaf:name ?m FILTER(?m = ?n) } UNION { ?s foaf:nick ?n } }",
        "SELECT ?s { ?s foaf:name ?m FILTER EXISTS { ?s foaf:name ?n } }",
        "SELECT ?s { ?s foaf:name ?m MINUS { ?s foaf:name ?m FILTER(?m != ?n) } }",
        "SELECT ?s (COUNT(?m) AS ?c) { ?s foaf:name ?m FILTER(?m = ?n) } GROUP BY ?s",
        "# { } ?n\nSELECT ?s { # {\n ?s foaf:name ?n }",
        "PREFIX n: <http://xmlns.com/foaf/0.1/> SELECT ?s { ?s n:name ?n }",
        "SELECT ?s { ?s foaf:name $n }",
    ],
)
def test_a_bound_variable_is_a_constant_everywhere(people: Dataset, query: str) -> None:
    rows = list(run_query(people, query, parameters={"n": 'x" } DROP ALL #'}))
    assert [str(row[0]) for row in rows] == [EX + "c"]


def test_ask_construct_and_describe_take_parameters(people: Dataset) -> None:
    who = {"s": f"<{EX}a>"}
    assert run_query(people, "ASK { ?s foaf:name ?n }", parameters={"n": "Bob"}).askAnswer is True
    assert run_query(people, "ASK { ?s foaf:name ?n }", parameters={"n": "bob"}).askAnswer is False
    assert len(run_query(people, "DESCRIBE ?s", parameters=who).graph or ()) == 4
    assert len(run_query(people, "CONSTRUCT WHERE { ?s foaf:name ?n }", parameters=who).graph or ()) == 1
    assert len(run_query(people, "CONSTRUCT { ?s rdfs:label ?n } { ?s foaf:name ?n }", parameters=who).graph or ()) == 1


def hostile_strings() -> list[str]:
    own = [
        '"', "'''", '"""', "\\", '\\"', "\n", "\r\n", "\t", "\0", "}", "{", "?n", "# x", '" } DROP ALL #',
        "<a>", "\\u0022",
        "x\\", "\u202e", "\U0001f600", "", " ", "%s{0}", "'; DROP TABLE x; --",
        "]]>", "<script>alert(1)</script>",
    ]  # fmt: skip
    for name in ("labels", "sparql"):
        path = HOSTILE / f"{name}.jsonl"
        for line in path.read_text("utf-8").splitlines() if path.exists() else ():
            own += [value for value in json.loads(line).values() if isinstance(value, str)]
    return own


def assert_value_comes_back(value: str) -> None:
    dataset = open_store("memory:")
    where = {"n": value}
    (row,) = run_query(dataset, 'SELECT ?n { { SELECT ?n { FILTER(?n = ?n) } } FILTER("}" != "{") }', parameters=where)
    assert row[0] == Literal(value, datatype=XSD.string) or str(row[0]) == value
    assert (row[0].datatype, row[0].language) == (None, None) or row[0].datatype == XSD.string


def test_hostile_values_stay_values() -> None:
    for value in hostile_strings():
        try:
            value.encode()
        except UnicodeEncodeError:
            with pytest.raises(UsageError, match="not valid Unicode"):
                run_query(open_store("memory:"), "ASK { ?s ?p ?n }", parameters={"n": value})
        else:
            assert_value_comes_back(value)


@given(st.text())
def test_any_text_stays_a_value(value: str) -> None:
    assert_value_comes_back(value)


def test_text_is_typed_as_the_header_says(people: Dataset) -> None:
    header = "# param age: years (integer, required)\n# param who: person (iri)\n"
    query = header + "SELECT ?who ?age { ?who <http://example.org/age> ?age }"
    assert len(run_query(people, query, parameters={"age": "7"})) == 1
    assert len(run_query(people, query, parameters={"age": "7", "who": EX + "a"})) == 1
    assert len(run_query(people, query, parameters={"age": Literal(7), "who": URIRef(EX + "a")})) == 1
    with pytest.raises(UsageError, match="'seven' is no integer; write it like 7"):
        run_query(people, query, parameters={"age": "seven"})
    with pytest.raises(UsageError, match="'who': 'no iri' is no IRI"):
        run_query(people, query, parameters={"age": "7", "who": "no iri"})


def test_prefixed_names_are_iris_where_iris_are_wanted(people: Dataset) -> None:
    query = "# param class: a class (iri, default foaf:Person)\nSELECT ?s { ?s a ?class }"
    assert len(run_query(people, query)) == 3
    assert len(run_query(people, query, parameters={"class": "kg:Person"})) == 0


def test_parameters_that_do_not_fit_are_refused(people: Dataset) -> None:
    with pytest.raises(UsageError, match="query has no parameter 'm'; it has: n, s"):
        run_query(people, "SELECT ?s (1 AS ?one) { ?s foaf:name ?n }", parameters={"m": "x"})
    with pytest.raises(UsageError, match="papers-of-author has no parameter 'person'; it has: author"):
        run_query(people, resolve_query("papers-of-author"), parameters={"person": "x"})
    with pytest.raises(UsageError, match="papers-of-author needs author: add -p author=…"):
        run_query(people, resolve_query("papers-of-author"))
    with pytest.raises(UsageError, match="a BNode cannot be bound"):
        run_query(people, "ASK { ?s ?p ?n }", parameters={"n": BNode()})


ERRORS = [
    ("SELECT ?p {\n ?p foaf:name ?n ..\n}", 2, 19, "unexpected '.'", " ?p foaf:name ?n .."),
    ("SELECT ?p {\r\n ?p foaf:name ?n ..\r\n}", 2, 19, "unexpected '.'", " ?p foaf:name ?n .."),
    ("SELECT ?p {\n ?p foo:name ?n }", 2, 5, "the prefix 'foo:' is not declared", " ?p foo:name ?n }"),
    ("SELECT ?p {\n ?p foaf:name ?n", 1, 11, "this '{' is never closed", "SELECT ?p {"),
    ("SELECT ?p { ?p foaf:name ?n }\n}", 2, 1, "unexpected '}'", "}"),
    ("ASK { ?p foaf:name 'n }", 1, 20, "the string that begins with ' does not end", "ASK { ?p foaf:name 'n }"),
    ("SELECT ?p, ?n { ?p foaf:name ?n }", 1, 10, "unexpected ','", "SELECT ?p, ?n { ?p foaf:name ?n }"),
    ("SELECT ?p { ?p ?n ?o FILTR(?o > 3) }", 1, 22, "unexpected 'FILTR'", "SELECT ?p { ?p ?n ?o FILTR(?o > 3) }"),
    ("ASK { ?p a 3^^xsd:int }", 1, 13, "unexpected '^'", "ASK { ?p a 3^^xsd:int }"),
    ("ASK {\n <a> a ?p }", 2, 2, "<a> is a relative IRI", " <a> a ?p }"),
    ("ASK { <http://a b> a ?p }", 1, 8, "the IRI that begins here", "ASK { <http://a b> a ?p }"),
    ("ASK { BIND(1 AS ?x) BIND(2 AS ?x) }", 1, 36, "not valid SPARQL; perhaps", "ASK { BIND(1 AS ?x) BIND(2 AS ?x) }"),
    ("SELECT ?p WHERE ?p a 3", 1, 17, "unexpected '?p': expected {", "SELECT ?p WHERE ?p a 3"),
    ("# hi\nSELEC ?p { }", 2, 1, "expected SELECT, ASK, CONSTRUCT or DESCRIBE, found 'SELEC'", "SELEC ?p { }"),
    ("PREFIX a: <b:>\ninsert data { }", 2, 1, "INSERT changes data", "insert data { }"),
    ("DROP ALL", 1, 1, "DROP changes data", "DROP ALL"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "message", "shown"), ERRORS)
def test_errors_name_line_and_column(text: str, line: int, column: int, message: str, shown: str) -> None:
    with pytest.raises(QueryError) as caught:
        run_query(open_store("memory:"), text)
    first, excerpt, caret = str(caught.value).splitlines()
    assert first.startswith(f"query, line {line}, column {column}: {message}")
    assert excerpt == f"  {shown}"
    assert caret == "  " + " " * (column - 1) + "^"


def test_errors_keep_their_place_when_parameters_are_bound() -> None:
    with pytest.raises(QueryError, match="line 2, column 19: unexpected"):
        run_query(open_store("memory:"), "SELECT ?p {\n ?p foaf:name ?n ..\n}", parameters={"n": "a\nb"})


def test_a_variable_that_the_query_sets_is_no_parameter() -> None:
    with pytest.raises(UsageError, match="no parameter 'n'"):
        run_query(open_store("memory:"), 'SELECT ?n { BIND("x" AS ?n) }', parameters={"n": "y"})


@pytest.mark.parametrize("text", ["", "  \n", "# only a comment"])
def test_an_empty_query_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="query: the query is empty"):
        run_query(open_store("memory:"), resolve_query(text))


def test_service_is_refused_on_a_local_graph() -> None:
    with pytest.raises(QueryError, match="SERVICE would ask another server"):
        run_query(open_store("memory:"), "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    assert len(run_query(open_store("memory:"), 'SELECT ?service { ?service rdfs:label "SERVICE" # SERVICE\n }')) == 0


@pytest.mark.parametrize(
    "text",
    [
        "BASE <http://e/> ASK { FILTER(1<'>'||true) SERVICE <URL> {?x ?y ?z} FILTER(''='') }",
        "PREFIX a: <http://e/> ASK { FILTER(true||a:c<a:b#>'''\n) SERVICE <URL> {?x ?y ?z} FILTER(1#'''\n) }",
        "PREFIX a: <http://e/> ASK { FILTER(true||a:c<a:b#>'''\r) SERVICE <URL> {?x ?y ?z} FILTER(1#'''\n) }",
        "ASK { SERVICESILENT<URL>{?x ?y ?z} }",
        "ASK { ?a ?b trueSERVICE<URL>{?x ?y ?z} }",
        "PREFIX service: <http://e/> PREFIX : <URL> ASK { SERVICE:x {?x ?y ?z} }",
        "PREFIX a: <http://e/> ASK { ?a ?b a:.SERVICE<URL>{?x ?y ?z} }",
        "ASK { S\\u0045RVICE <URL> {?x ?y ?z} }",
    ],
)
def test_no_query_gets_a_local_graph_to_ask_another_server(text: str) -> None:
    """The store's parser takes each of these for a SERVICE clause where a tokeniser may not."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        with pytest.raises(QueryError):
            run_query(open_store("memory:"), text.replace("URL", f"http://127.0.0.1:{server.getsockname()[1]}/"))
        with pytest.raises(BlockingIOError):
            server.accept()


def test_names_strings_and_iris_may_hold_the_word_service() -> None:
    text = "SELECT ('sErvice \\u00e4' AS ?x) (<a:service#service> AS ?y) (schema:serviceType AS ?service) {} # service"
    (row,) = run_query(open_store("memory:"), text)
    with pytest.raises(QueryError, match="line 1, column 24"):
        run_query(open_store("memory:"), "ASK { ?s <a:service> 1 2 }")
    assert [str(term) for term in row] == ["sErvice \u00e4", "a:service#service", "http://schema.org/serviceType"]


@pytest.mark.parametrize("text", ["ASK " + "{" * 5000 + "}" * 5000, "ASK { FILTER(" + "!" * 50000 + "true) }"])
def test_a_query_that_would_overflow_the_parser_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="the query is too large"):
        run_query(open_store("memory:"), text)


def test_long_data_is_welcome() -> None:
    rows = " ".join(f'"{i}"' for i in range(20000))
    assert len(run_query(open_store("memory:"), f"SELECT * {{ VALUES ?n {{ {rows} }} }}")) == 20000


def test_from_reads_graphs_of_the_store_and_nothing_else() -> None:
    dataset = open_store("memory:")
    dataset.graph(URIRef(EX + "g")).add((URIRef(EX + "s"), RDF.type, URIRef(EX + "c")))
    assert len(run_query(dataset, f"SELECT * FROM <{EX}g> {{ ?s ?p ?o }}")) == 1
    assert len(run_query(dataset, f"SELECT * FROM NAMED <{EX}g> {{ GRAPH ?g {{ ?s ?p ?o }} }}")) == 1
    with pytest.raises(UsageError, match="is no graph of this store: nothing is fetched"):
        run_query(dataset, "SELECT * FROM NAMED <http://127.0.0.1:9/x> { GRAPH ?g { ?s ?p ?o } }")


def test_the_default_graph_and_named_graphs_stay_apart() -> None:
    dataset = open_store("memory:")
    triple = (URIRef(EX + "s"), RDF.type, URIRef(EX + "c"))
    dataset.graph(URIRef(EX + "g")).add(triple)
    assert len(run_query(dataset, "SELECT * { ?s ?p ?o }")) == 0
    assert len(run_query(dataset, "SELECT * { GRAPH ?g { ?s ?p ?o } }")) == 1


@pytest.mark.parametrize("path", sorted((HOSTILE.parent / "sparql-negative").rglob("*.rq")), ids=lambda p: p.name)
def test_queries_that_are_not_sparql_are_refused_in_one_place(path: Path) -> None:
    text = path.read_text("utf-8")
    try:
        ox.Store().query(text)
    except SyntaxError:
        with pytest.raises(QueryError, match=r"line \d+, column \d+: "):
            run_query(open_store("memory:"), text)


@given(st.text(alphabet="{}()[]<>\"'#\\?$.:|^ \nabWHERESLCTVU01", max_size=60))
def test_any_text_runs_or_is_refused(text: str) -> None:
    with contextlib.suppress(UsageError):
        run_query(open_store("memory:"), f"SELECT * {{ {text}")
