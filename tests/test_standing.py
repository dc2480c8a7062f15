"""An IRI that was merged away leads to what stands, wherever a user may give it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from endpoint import serve_store
from rdflib import Dataset

from kg.errors import UsageError
from kg.export.networks import write_nodes_csv
from kg.graph import find_node
from kg.iris import BASE, PREFIXES
from kg.network import find_person, measure_coauthors, project_coauthors
from kg.query import resolve_query, run_query
from kg.report import describe_graph
from kg.standing import find_standing, full_iri
from kg.store import make_dataset, open_store
from kg.view.graph import compose_around, compose_graph

PAPER, TREES, WIDOM = (f"{BASE}{name}" for name in ("paper/trees", "method/trees", "person/jennifer-widom"))
TURTLE = f"""
@prefix kg: <{PREFIXES["kg"]}> . @prefix dcterms: <{PREFIXES["dcterms"]}> . @prefix foaf: <{PREFIXES["foaf"]}> .
@prefix rdfs: <{PREFIXES["rdfs"]}> . @prefix skos: <{PREFIXES["skos"]}> . @base <{BASE}> .
<paper/trees> a kg:Paper ; rdfs:label "On Trees" ; kg:hasAuthorship <authorship/trees.1> ;
  dcterms:creator <person/jennifer-widom> ; kg:usesMethod <method/trees> .
<authorship/trees.1> a kg:Authorship ; kg:ordinal 1 ; kg:author <person/jennifer-widom> ; kg:printedName "J. Widom" .
<person/jennifer-widom> a kg:Person ; rdfs:label "Jennifer Widom" ; foaf:name "Jennifer Widom" .
<method/trees> a kg:Method ; rdfs:label "trees" ; skos:prefLabel "trees" .
<person/j-widom> dcterms:isReplacedBy <person/widom> . <person/widom> dcterms:isReplacedBy <person/jennifer-widom> .
<method/tree> dcterms:isReplacedBy <method/trees> .
<method/a> dcterms:isReplacedBy <method/b> . <method/b> dcterms:isReplacedBy <method/a> .
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.load(TURTLE, format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def dataset(store: ox.Store) -> Dataset:
    return make_dataset(store)


def test_replaced_iris_lead_on_step_by_step(dataset: Dataset) -> None:
    assert find_standing(dataset, f"{BASE}person/j-widom") == WIDOM
    assert find_standing(dataset, WIDOM) == WIDOM
    assert find_standing(dataset, f"{BASE}person/unknown") == f"{BASE}person/unknown"
    assert find_standing(dataset, "Jennifer Widom") == "Jennifer Widom"


def test_a_circle_leads_nowhere(dataset: Dataset) -> None:
    assert find_standing(dataset, f"{BASE}method/a") == f"{BASE}method/a"


def test_an_endpoint_is_asked_too(store: ox.Store) -> None:
    with serve_store(store) as url:
        assert find_standing(open_store(url), f"{BASE}person/j-widom") == WIDOM


@pytest.mark.parametrize("name", [f"{BASE}method/tree", f"<{BASE}method/tree>", "method:tree", "method:trees", "TREES"])
def test_a_node_is_found_by_any_of_its_iris(dataset: Dataset, name: str) -> None:
    assert find_node(dataset, name) == TREES


def test_a_node_is_found_by_a_prefixed_name_of_its_own_base() -> None:
    base = "https://example.org/"
    store = ox.Store()
    store.load(TURTLE.replace(BASE, base), format=ox.RdfFormat.TURTLE)
    assert find_node(make_dataset(store), "method:tree", base=base) == f"{base}method/trees"


def test_a_person_is_found_by_an_old_iri(dataset: Dataset) -> None:
    assert find_person(dataset, f"{BASE}person/j-widom") == WIDOM


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("papers-of-author", {"author": "person:j-widom"}),
        ("papers-of-author", {"author": f"{BASE}person/j-widom"}),
        ("papers-about-name", {"name": "method:tree"}),
        ("evidence-of-statement", {"subject": PAPER, "object": "person:widom"}),
    ],
)
def test_saved_queries_take_an_old_iri(dataset: Dataset, query: str, parameters: dict[str, str]) -> None:
    now = {key: find_standing(dataset, full_iri(value)) for key, value in parameters.items()}
    found, expected = (list(run_query(dataset, resolve_query(query), parameters=given)) for given in (parameters, now))
    assert found == expected
    assert found or query == "evidence-of-statement"


def test_what_was_merged_away_is_no_thing(dataset: Dataset) -> None:
    """Reports, networks, pages and their searches know only what stands."""
    counted = {name: count for name, count in describe_graph(dataset)["classes"].items() if count}
    assert counted == {"Paper": 1, "Person": 1, "Authorship": 1, "Method": 1}
    network = project_coauthors(dataset)
    assert list(network) == [WIDOM]
    assert "j-widom" not in "".join(write_nodes_csv(measure_coauthors(network)))
    for scene in (compose_graph(dataset), compose_around(dataset, TREES, hops=3)):
        shown = repr(scene)
        assert "jennifer-widom" in shown
        assert "j-widom" not in shown
        assert "method/tree'" not in shown


@pytest.mark.parametrize("text", ["clip", "a b:c", "", "<x>", "method:a b"])
def test_what_is_no_iri_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no IRI"):
        full_iri(text)
