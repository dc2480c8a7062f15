"""Parameters for pytest, one for each test of a suite, and the data that the tests ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pyoxigraph as ox
import pytest
from deviations import DEVIATIONS
from manifests import SUITES, Case, iri_of, read_cases

_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}


@cache
def cases() -> tuple[Case, ...]:
    return tuple(read_cases())


def choose_cases(wanted: Callable[[Case], bool]) -> list[object]:
    """Give the tests as parameters; one that is known to fail must fail, and one without any suite is skipped."""
    found = [case for case in cases() if wanted(case)]
    if not found:
        return [pytest.param(None, marks=pytest.mark.skip(reason="the W3C's suites are not here"))]
    return [pytest.param(case, id=case.name, marks=list(_marks(case.name))) for case in found]


def _marks(name: str) -> Iterator[pytest.MarkDecorator]:
    if name in DEVIATIONS:
        yield pytest.mark.xfail(reason=DEVIATIONS[name], strict=True)


def is_evaluation(case: Case) -> bool:
    return case.kind == "QueryEvaluationTest"


def load_case(case: Case) -> ox.Store:
    """Load a test's data into a store: its default graph, and its named graphs or those that FROM names."""
    store = ox.Store()
    for path in case.data:
        _load(store, path, None)
    for iri, path in case.graphs:
        _load(store, path, ox.NamedNode(iri))
    if not case.data and not case.graphs:
        for path in named_in(case):
            _load(store, path, ox.NamedNode(iri_of(path)))
    return store


def named_in(case: Case) -> list:
    """Return the files that stand beside a query whose text names its graphs (FROM)."""
    if "FROM" not in case.query.read_text("utf-8", "replace"):
        return []
    beside = case.query.parent.glob("data-g*.ttl")
    return sorted(beside)


def load_all(store: ox.Store) -> None:
    """Load the data of all evaluation tests into one store, each file as a named graph, and the protocol tests'."""
    _load_protocol(store)
    loaded = set()
    for case in filter(is_evaluation, cases()):
        named = [*case.graphs, *((iri_of(path), path) for path in (*case.data, *named_in(case)))]
        for iri, path in named:
            if iri not in loaded:
                loaded.add(iri)
                _load(store, path, ox.NamedNode(iri))


def _load_protocol(store: ox.Store) -> None:
    """Load the graphs that the protocol's tests name; of the first, no test says more than that it is there."""
    place, folder = "http://kasei.us/2009/09/sparql/data/data", SUITES / "sparql11" / "protocol"
    for number in range(1, 4):
        if (path := folder / f"data{number}.nt").is_file():
            _load(store, path, ox.NamedNode(f"{place}{number}.rdf"))
    here = ox.NamedNode(f"{place}0.rdf")
    store.add(ox.Quad(here, here, here, here))


def _load(store: ox.Store, path, graph: ox.NamedNode | None) -> None:
    store.load(path=str(path), format=_FORMATS[path.suffix], base_iri=iri_of(path), to_graph=graph)
