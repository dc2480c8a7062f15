"""Every evaluation test of SPARQL 1.0 and 1.1 that needs neither federation nor entailment, in Python and over HTTP."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from answers import Answer, equal_answers, make_answer, parse_answer, read_csv, read_expected
from manifests import iri_of
from suite import choose_cases, is_evaluation, load_case

from kg.query import run_query
from kg.results import write_result
from kg.store import make_dataset

_MEDIA = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "tsv": "text/tab-separated-values",
}


@pytest.mark.parametrize("case", choose_cases(is_evaluation))
def test_in_python(case):
    """``kg.query`` itself, its answer read from what the command line would write: JSON, or N-Triples."""
    result = run_query(make_dataset(load_case(case)), case.text())
    wanted = read_expected(case)
    if result.graph is not None:
        found = parse_answer(result.graph.serialize(format="nt").encode(), "application/n-triples")
    else:
        form = "tsv" if case.result.suffix == ".tsv" else "xml" if case.result.suffix == ".srx" else "json"
        form = "json" if result.type == "ASK" else form
        found = parse_answer("".join(write_result(result, form)).encode(), _MEDIA[form])
    assert equal_answers(found, wanted, lax=case.lax, ordered=wanted.ordered), (found, wanted)


@pytest.mark.parametrize("case", choose_cases(is_evaluation))
def test_over_http(case, suite_server):
    """``kg serve``: all tests' data as named graphs of one store, chosen by the protocol's parameters."""
    graphs = [("default-graph-uri", iri_of(path)) for path in case.data]
    graphs += [("named-graph-uri", iri) for iri, _ in case.graphs]
    if re.search(r"^FROM\b", case.query.read_text("utf-8"), re.MULTILINE):
        graphs = []  # the protocol's would take the place of the query's own
    wanted = read_expected(case)
    accept = "application/n-triples" if wanted.graph is not None else _MEDIA["json"]
    answer = suite_server.post(case.text(), accept, graphs)
    assert answer.status == 200, answer.text
    found = parse_answer(answer.text.encode(), answer.kind)
    assert equal_answers(found, wanted, lax=case.lax, ordered=wanted.ordered), (found, wanted)


@pytest.mark.parametrize("case", choose_cases(lambda case: case.kind == "CSVResultFormatTest"))
def test_csv(case):
    result = run_query(make_dataset(load_case(case)), case.text())
    assert read_csv("".join(write_result(result, "csv"))) == read_csv(case.result.read_bytes().decode())


def test_the_comparison_can_fail():
    """Neither blank nodes, duplicates, order nor types are lost on it."""
    one, other, node, same = ox.Literal("1"), ox.Literal("2"), ox.BlankNode("a"), ox.BlankNode("b")

    def answer(*rows):
        return Answer(frozenset("xy"), tuple(frozenset(zip("xy", row, strict=True)) for row in rows))

    assert equal_answers(answer((node, one)), answer((same, one)))
    assert not equal_answers(answer((node, node)), answer((node, same)))
    assert not equal_answers(answer((node, one), (node, other)), answer((node, one), (same, other)))
    assert not equal_answers(answer((one, one), (one, one)), answer((one, one)))
    assert equal_answers(answer((one, one)), answer((one, one), (one, one)), lax=True)
    assert not equal_answers(answer((one, one), (other, one)), answer((other, one), (one, one)), ordered=True)
    assert not equal_answers(answer((node, one), (same, other)), answer((node, other), (same, one)), ordered=True)
    integer, decimal = (
        ox.Literal("1", datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{t}")) for t in ("integer", "decimal")
    )
    assert not equal_answers(answer((integer, one)), answer((decimal, one)))
    assert make_answer(ox.Store().query("ASK {}")) == Answer(boolean=True)
