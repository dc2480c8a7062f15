"""Answers keep their meaning in every format, and nothing in them can steer what shows them."""

from __future__ import annotations

import csv
import io
import json
import sys
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Literal, URIRef, Variable
from rdflib.query import Result

from kg.errors import MissingExtraError, UsageError
from kg.query import run_query
from kg.results import FORMATS, to_dataframe, write_result
from kg.store import open_store

QUERY = """SELECT ?thing ?name ?n ?share ?year ?ok { VALUES (?thing ?name ?n ?share ?year ?ok) {
  (paper:a "a, \\"b\\"\\n|c" 7 0.50 "2022"^^xsd:gYear true)
  (<http://example.org/x> "größer"@de UNDEF 2.0 "2022-05-01"^^xsd:date false)
} }"""


def answer(query: str = QUERY) -> Result:
    return run_query(open_store("memory:"), query)


def text(form: str | None = None, query: str = QUERY, width: int | None = None) -> str:
    return "".join(write_result(answer(query), form, width=width))


def test_a_table_is_aligned_and_numbers_stand_to_the_right() -> None:
    assert text() == (
        "thing                 name       n  share  year        ok\n"
        "--------------------  ---------  -  -----  ----------  -----\n"
        'paper:a               a, "b" |c  7    0.5  2022        true\n'
        "http://example.org/x  größer            2  2022-05-01  false\n"
    )


def test_csv_is_rfc_4180_with_plain_values() -> None:
    assert text("csv") == (
        "thing,name,n,share,year,ok\r\n"
        'https://w3id.org/scholar-kg/id/paper/a,"a, ""b""\n|c",7,0.5,2022,true\r\n'
        "http://example.org/x,größer,,2,2022-05-01,false\r\n"
    )


def test_tsv_holds_turtle_terms() -> None:
    assert text("tsv") == (
        "?thing\t?name\t?n\t?share\t?year\t?ok\n"
        '<https://w3id.org/scholar-kg/id/paper/a>\t"a, \\"b\\"\\n|c"\t7\t0.5\t'
        '"2022"^^<http://www.w3.org/2001/XMLSchema#gYear>\t"true"^^<http://www.w3.org/2001/XMLSchema#boolean>\n'
        '<http://example.org/x>\t"größer"@de\t\t"2"^^<http://www.w3.org/2001/XMLSchema#decimal>\t'
        '"2022-05-01"^^<http://www.w3.org/2001/XMLSchema#date>\t"false"^^<http://www.w3.org/2001/XMLSchema#boolean>\n'
    )


def test_json_is_the_standards() -> None:
    found = json.loads(text("json"))
    assert found["head"] == {"vars": ["thing", "name", "n", "share", "year", "ok"]}
    first, second = found["results"]["bindings"]
    assert first["thing"] == {"type": "uri", "value": "https://w3id.org/scholar-kg/id/paper/a"}
    assert first["name"] == {"type": "literal", "value": 'a, "b"\n|c'}
    assert second["name"] == {"type": "literal", "value": "größer", "xml:lang": "de"}
    assert "n" not in second
    assert json.loads(text("json", "ASK {}")) == {"head": {}, "boolean": True}


@pytest.mark.parametrize("form", ["json", "xml"])
def test_other_parsers_read_the_standard_formats(form: str) -> None:
    back = Result.parse(io.BytesIO(text(form).encode()), format=form)
    assert "".join(write_result(back, "tsv")) == text("tsv")
    assert Result.parse(io.BytesIO(text(form, "ASK { ?s ?p ?o }").encode()), format=form).askAnswer is False


def test_markdown_escapes_what_would_be_markup() -> None:
    assert text("md", 'SELECT ?a { VALUES ?a { "x | <b>\\n*y*" foaf:name } }') == (
        "| a |\n| --- |\n| x \\| &lt;b&gt; \\*y\\* |\n| foaf:name |\n"
    )


def test_graphs_are_turtle_unless_asked_otherwise() -> None:
    query = 'CONSTRUCT { paper:a rdfs:label "x"; kg:value 1.5 } {}'
    assert (
        text(query=query)
        == text("ttl", query)
        == (
            "@prefix kg: <https://w3id.org/scholar-kg/ontology#> .\n"
            "@prefix paper: <https://w3id.org/scholar-kg/id/paper/> .\n"
            "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
            '\n# Other\n\npaper:a\n    rdfs:label "x" ;\n    kg:value 1.5 .\n'
        )
    )
    assert text("table", query) == (
        "subject  predicate   object\n-------  ----------  ------\npaper:a  rdfs:label  x\npaper:a  kg:value    1.5\n"
    ) or text("csv", query).startswith("subject,predicate,object\r\n")


@pytest.mark.parametrize("form", [f for f in FORMATS if f != "ttl"])
def test_every_format_takes_rows_graphs_truth_values_and_nothing(form: str) -> None:
    for query in (QUERY, "ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }", "SELECT ?x { ?x ?y ?z }", "SELECT * {}"):
        assert text(form, query)
    assert text("table", "ASK {}") == "true\n"


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(UsageError, match="ttl writes graphs, and SELECT gives none: use CONSTRUCT or DESCRIBE"):
        text("ttl")
    with pytest.raises(UsageError, match="unknown format 'yaml': choose one of table, csv"):
        text("yaml")


def test_a_table_is_cut_to_the_terminal() -> None:
    query = 'SELECT * { VALUES (?a ?b) { ("数据数据数据数据数据数据" "a fairly long text in the second column") } }'
    lines = text(query=query, width=30).splitlines()
    assert lines == [
        "a               b",
        "--------------  --------------",
        "数据数据数据…   a fairly long…",
    ]
    assert "…" not in text(query=query)


HOSTILE = "\x1b[31m\x07\u202e\x9b\r\n\u2028\x00\ufffe"


@pytest.mark.parametrize("form", ["table", "md"])
def test_control_characters_do_not_reach_people(form: str) -> None:
    written = "".join(write_result(rows_of(HOSTILE), form))
    assert not set("\x1b\x07\u202e\x9b\r\u2028\x00") & set(written)
    assert "␛" in written


def test_xml_stays_well_formed_whatever_it_holds() -> None:
    tree = ET.fromstring("".join(write_result(rows_of(HOSTILE + "]]><a&"), "xml")))
    written = next(node.text for node in tree.iter() if node.tag.endswith("literal"))
    assert written == "\ufffd[31m\ufffd\u202e\x9b\r\n\u2028\ufffd\ufffd]]><a&"


def rows_of(*values: str) -> Result:
    result = Result("SELECT")
    result.vars = [Variable("x"), Variable("y")]
    result.bindings = [{result.vars[0]: Literal(v), result.vars[1]: BNode("b0")} for v in values]
    return result


@given(st.lists(st.text(), min_size=1))
def test_any_text_survives_csv_and_json(values: list[str]) -> None:
    read = list(csv.reader(io.StringIO("".join(write_result(rows_of(*values), "csv")), newline="")))
    assert [row[0] for row in read[1:]] == values
    found = json.loads("".join(write_result(rows_of(*values), "json")))
    assert [b["x"]["value"] for b in found["results"]["bindings"]] == values


@given(st.lists(st.text(), min_size=1), st.integers(min_value=1, max_value=200))
def test_a_table_has_one_line_for_each_row(values: list[str], width: int) -> None:
    assert len("".join(write_result(rows_of(*values), "table", width=width)).split("\n")) == len(values) + 3


def test_a_data_frame_has_numbers_as_numbers() -> None:
    frame = to_dataframe(answer())
    assert list(frame.columns) == ["thing", "name", "n", "share", "year", "ok"]
    assert frame["n"].dtype == "Int64"
    assert frame["n"].tolist() == [7, pd.NA]
    assert frame["share"].tolist() == [0.5, 2.0]
    assert frame["year"].tolist() == ["2022", "2022-05-01"]
    assert frame["ok"].tolist() == [True, False]
    assert frame["thing"][1] == "http://example.org/x"
    assert type(frame["thing"][1]) is str
    assert to_dataframe(answer("SELECT ?a ?b { ?a ?b ?c }")).shape == (0, 2)
    assert to_dataframe(answer("ASK {}"))["answer"].tolist() == [True]
    assert list(to_dataframe(answer("CONSTRUCT WHERE { ?s ?p ?o }")).columns) == ["subject", "predicate", "object"]


def test_a_missing_pandas_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'scholar-kg\[pandas\]'"):
        to_dataframe(answer())


def test_terms_that_are_no_iris_are_shown_all_the_same() -> None:
    result = rows_of("x")
    result.bindings = [{Variable("x"): URIRef("no iri <>")}]
    assert "no iri <>" in "".join(write_result(result))
