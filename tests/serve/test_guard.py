"""The guard reads tokens; rdflib's parsed algebra is the judge of whether it misses anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyparsing import ParseBaseException
from rdflib.plugins.sparql.algebra import traverse
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg.errors import KGError
from kg.query.sources import read_sources
from kg.query.tokens import outline
from kg.results import prefixes_of
from kg.serve.guard import check_query

SHARED = Path(__file__).parents[3] / "shared" / "data"
SUITES = SHARED / "rdf-tests" / "sparql"
HOSTILE = SHARED / "hostile" / "own" / "sparql.jsonl"


def _parse(text):
    try:
        return parseQuery(text)
    except (ParseBaseException, RecursionError, ValueError, TypeError):
        return None


def _find(tree, name):
    """Return the parts of a parsed query that have a name."""
    found = []

    def visit(node):
        if isinstance(node, CompValue) and node.name == name:
            found.append(node)

    traverse(tree[1], visitPre=visit)
    return found


def _check(text):
    return check_query(text, prefixes=prefixes_of(), graphs=(), depth=64, address="http://127.0.0.1/sparql")


@pytest.mark.skipif(not SUITES.is_dir(), reason="the W3C's suites are not here")
def test_no_service_of_the_suites_passes():
    """Of all queries of the W3C that rdflib can parse, those that hold SERVICE are refused."""
    refused = 0
    for path in sorted(SUITES.glob("sparql1[01]/*/*.rq")):
        text = path.read_bytes().decode("utf-8", "replace")
        if "service" in text.lower() and (tree := _parse(text)) and _find(tree, "ServiceGraphPattern"):
            refused += 1
            with pytest.raises(KGError, match="SERVICE would ask another server"):
                _check(text)
    assert refused > 5


@pytest.mark.skipif(not SUITES.is_dir(), reason="the W3C's suites are not here")
def test_every_source_of_the_suites_is_seen():
    """FROM and FROM NAMED: as many as in the parsed query, and the same IRIs where they need no base."""
    seen = 0
    for path in sorted(SUITES.glob("sparql1[01]/*/*.rq")):
        text = path.read_bytes().decode("utf-8", "replace")
        if "from" not in text.lower() or (tree := _parse(text)) is None:
            continue
        clauses = [dict(c).get("named") or dict(c)["default"] for c in _find(tree, "DatasetClause")]
        sources = [source.iri for source in read_sources(outline(text), {})]
        assert len(sources) == len(clauses), path
        for iri, clause in zip(sources, clauses, strict=True):
            seen += 1
            assert clause.name == "pname" if isinstance(clause, CompValue) else iri.endswith(str(clause))
    assert seen > 20


@pytest.mark.skipif(not HOSTILE.is_file(), reason="the hostile queries are not here")
def test_hostile_queries(server):
    """What each of them expects: refused, stopped, or answered at once."""
    expected = {"svc": 400, "svcsilent": 400, "fromnamed": 400, "drop": 400, "clear": 400, "path": 200, "regex": 200,
                "badsyntax": 400, "deepbrace": 400, "custom": 400, "nul": 400, "empty": 400}  # fmt: skip
    for line in HOSTILE.read_text("utf-8").splitlines():
        case = json.loads(line)
        assert server.post(case["query"]).status == expected[case["id"]], case["id"]


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE <http://127.0.0.1:9/> {} }",
        "ASK { FILTER EXISTS { { SELECT * { OPTIONAL { SERVICE SILENT ?x { ?s ?p ?o } } } } } }",
        "ASK {} VALUES ?service {} ASK { SERVICE ?x {} }",
        "PREFIX service: <e:> ASK { service:x ?p ?o }",
        "ASK { \\u0053ERVICE <http://127.0.0.1:9/> {} }",
    ],
)
def test_refused(text):
    with pytest.raises(KGError):
        _check(text)


@pytest.mark.parametrize("text", ["ASK { ?service ?p 'SERVICE' }", "ASK { <e:service> ?p ?o } # SERVICE"])
def test_not_refused(text):
    assert _check(text) == "ASK"
