"""The syntax tests: what is SPARQL is taken, and what is not is refused with line and column."""

from __future__ import annotations

import re

import pytest
from suite import choose_cases

from kg.errors import QueryError, UsageError
from kg.query import run_query
from kg.store import open_store


@pytest.fixture(scope="module")
def empty():
    return open_store("memory:")


@pytest.mark.parametrize("case", choose_cases(lambda case: case.kind.startswith("PositiveSyntax")))
def test_taken(case, empty):
    try:
        run_query(empty, case.text())
    except UsageError as error:
        # Well-formed, and about a graph or a function that is not here.
        assert re.search("no graph of this store|custom function .* is not supported", str(error))  # noqa: PT017


@pytest.mark.parametrize("case", choose_cases(lambda case: case.kind.startswith("NegativeSyntax")))
def test_refused(case, empty):
    with pytest.raises(QueryError) as caught:
        run_query(empty, case.query.read_bytes().decode())
    assert re.match(r"query, line \d+, column \d+: ", str(caught.value)), caught.value
