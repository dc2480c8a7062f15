"""Networks of papers, terms, places, code and citations, and what a call can leave out of them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from oxrdflib import OxigraphStore
from rdflib import Dataset

from kg.errors import UsageError
from kg.iris import PREFIXES
from kg.network import (
    VIEWS,
    Plan,
    Selection,
    list_bridges,
    project_view,
    rank_authors,
    read_papers,
    study_coauthors,
)
from kg.network.study import trim_network

HEADER = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + "PREFIX : <http://example.org/>\n"
GRAPH = """
:p1 a kg:Paper ; rdfs:label "One" ; dcterms:issued "2020"^^xsd:gYear ; kg:hasAuthorship :s11, :s12, :s13 ;
  kg:usesMethod :bert ; kg:evaluatesOn :squad ; kg:addresses :qa ; kg:affiliation :mit ; kg:hasRepository :code ;
  dcterms:subject :cl ; kg:mentions :gpt .
:p2 a kg:Paper ; rdfs:label "Two" ; dcterms:issued "2021"^^xsd:gYear ; kg:hasAuthorship :s21, :s22 ;
  kg:introduces :gpt ; kg:usesMethod :bert ; kg:addresses :qa ; dcterms:references :p1, :p2, <http://elsewhere.org/x> .
:p3 a kg:Paper ; rdfs:label "Three" ; kg:hasAuthorship :s31, :s32 ; kg:addresses :parsing ; dcterms:references :p1 .
:p4 a kg:Paper ; rdfs:label "Unsigned" ; kg:addresses :qa, :parsing .
:s11 kg:author :ada ; kg:ordinal 2 . :s12 kg:author :bob ; kg:ordinal 1 . :s13 kg:author :cy ; kg:ordinal 10 .
:s13 kg:affiliation :eth .
:s21 kg:author :ada ; kg:ordinal 1 . :s22 kg:author :bob ; kg:ordinal 2 .
:s31 kg:author :cy ; kg:ordinal 1 . :s32 kg:author :dee ; kg:ordinal 2 .
:cl skos:notation "CL" .
:bert a kg:Method ; rdfs:label "BERT" . :gpt a kg:Method ; rdfs:label "GPT" . :squad a kg:Dataset ; rdfs:label "SQuAD" .
:qa a kg:Task ; rdfs:label "question answering" . :parsing a kg:Task ; rdfs:label "parsing" .
:mit a kg:Organization ; rdfs:label "MIT" . :eth a kg:Organization ; rdfs:label "ETH" .
:ada a kg:Person ; foaf:name "A." ; rdfs:label "A." . :bob a kg:Person ; foaf:name "B." ; rdfs:label "B." .
:cy a kg:Person ; foaf:name "C." ; rdfs:label "C." . :dee a kg:Person ; foaf:name "D." ; rdfs:label "D." .
"""
EXAMPLE = "http://example.org/"


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    store = ox.Store()
    store.load(HEADER + GRAPH, format=ox.RdfFormat.TRIG)
    return Dataset(store=OxigraphStore(store=store))


def short(*iris: str) -> tuple[str, ...]:
    return tuple(iri.removeprefix(EXAMPLE) for iri in iris)


def test_papers_carry_what_networks_are_made_of(dataset: Dataset) -> None:
    """People in the order of the byline, what is only mentioned and what stands outside the graph left out."""
    first, second, _, unsigned = read_papers(dataset)
    assert short(*first.people) == ("bob", "ada", "cy")
    assert short(*first.terms) == ("bert", "qa", "squad")
    assert (short(*first.organizations), short(*first.repositories), first.categories) == (
        ("eth", "mit"),
        ("code",),
        ("CL",),
    )
    assert short(*second.cites) == ("p1",)
    assert (unsigned.people, unsigned.year) == ((), None)


@pytest.mark.parametrize(
    ("view", "ties"),
    [
        ("author-paper", {("ada", "p1"), ("bob", "p1"), ("cy", "p1"), ("ada", "p2"), ("bob", "p2"), ("cy", "p3"),
                          ("dee", "p3")}),
        ("methods", {("bert", "gpt")}),
        ("tasks", {("parsing", "qa")}),
        ("terms", {("bert", "gpt"), ("bert", "qa"), ("bert", "squad"), ("gpt", "qa"), ("parsing", "qa"),
                   ("qa", "squad")}),
        ("datasets", set()),
        ("organizations", {("eth", "mit")}),
        ("code-author", {("ada", "code"), ("bob", "code"), ("code", "cy")}),
        ("citations", {("p2", "p1"), ("p3", "p1")}),
    ],
)  # fmt: skip
def test_views(dataset: Dataset, view: str, ties: set[tuple[str, str]]) -> None:
    graph = project_view(dataset, view)
    pairs = {short(a, b) for a, b in graph.edges}
    assert (pairs if graph.is_directed() else {tuple(sorted(pair)) for pair in pairs}) == (
        ties if graph.is_directed() else {tuple(sorted(pair)) for pair in ties}
    )
    assert all(own["kind"] and own["name"] for _, own in graph.nodes(data=True))


def test_terms_know_their_kind_and_association(dataset: Dataset) -> None:
    graph = project_view(dataset, "terms")
    assert {own["name"]: own["kind"] for _, own in graph.nodes(data=True)} == {
        "BERT": "method",
        "GPT": "method",
        "SQuAD": "dataset",
        "parsing": "task",
        "question answering": "task",
    }
    tie = graph.edges[f"{EXAMPLE}bert", f"{EXAMPLE}qa"]
    assert (tie["weight"], tie["years"], tie["association"]) == (2, (2020, 2021), pytest.approx(2 * 4 / (2 * 3)))


def test_author_term(dataset: Dataset) -> None:
    graph = project_view(dataset, "author-term", selection=Selection(2021, 2021))
    assert {short(*edge) for edge in graph.edges} == {
        ("ada", "bert"), ("ada", "gpt"), ("ada", "qa"), ("bert", "bob"), ("bob", "gpt"), ("bob", "qa"),
    }  # fmt: skip
    assert (graph.graph["papers"], graph.graph["left_out"]) == (1, 3)


def test_papers_that_cite_are_counted_once(dataset: Dataset) -> None:
    graph = project_view(dataset, "citations")
    facts = {own["name"]: (own["papers"], own["years"]) for _, own in graph.nodes(data=True)}
    assert facts == {"One": (1, (2020,)), "Two": (1, (2021,)), "Three": (1, ())}


def test_people_are_listed_among_other_things(dataset: Dataset) -> None:
    trimmed = trim_network(project_view(dataset, "author-paper"), Plan(people=(f"{EXAMPLE}dee",)))
    assert {short(*edge) for edge in trimmed.edges} == {("dee", "p3")}


def test_a_single_community_is_named_by_what_is_most_common() -> None:
    people = "".join(f":p{i} a kg:Paper ; kg:hasAuthorship :s{i}, :t{i} ; kg:addresses :common, :t{i}x . :s{i} kg:author :a . "
                     f":t{i} kg:author :b . " for i in range(3))  # fmt: skip
    store = ox.Store()
    store.load(f"{HEADER}:common a kg:Task ; rdfs:label 'zz' . {people}", format=ox.RdfFormat.TRIG)
    graph = study_coauthors(Dataset(store=OxigraphStore(store=store)))
    assert graph.nodes[f"{EXAMPLE}a"]["community_name"].startswith("zz, ")


def test_unknown_view(dataset: Dataset) -> None:
    with pytest.raises(UsageError, match="'nonsense' is no view: expected one of coauthors, author-paper"):
        project_view(dataset, "nonsense")


@pytest.mark.parametrize("view", VIEWS)
def test_views_of_an_empty_graph(view: str) -> None:
    assert len(project_view(Dataset(store=OxigraphStore(store=ox.Store())), view)) == 0


def names(dataset: Dataset, plan: Plan) -> list[str]:
    return sorted(row.name for row in rank_authors(study_coauthors(dataset, plan)))


@pytest.mark.parametrize(
    ("plan", "people"),
    [
        (Plan(), "A. B. C. D."),
        (Plan(Selection(terms=frozenset({f"{EXAMPLE}gpt"}))), "A. B."),
        (Plan(Selection(categories=frozenset({"CL"}))), "A. B. C."),
        (Plan(Selection(organizations=frozenset({f"{EXAMPLE}eth"}))), "A. B. C."),
        (Plan(Selection(year_from=2021)), "A. B."),
        (Plan(people=(f"{EXAMPLE}ada", f"{EXAMPLE}dee")), "A. D."),
        (Plan(minimum=2, giant=True), "A. B."),
    ],
)
def test_plans(dataset: Dataset, plan: Plan, people: str) -> None:
    assert names(dataset, plan) == people.split()


def test_trimmed_network_says_so_and_is_measured_as_it_is(dataset: Dataset) -> None:
    graph = study_coauthors(dataset, Plan(minimum=2, giant=True))
    assert graph.graph["trimmed"] == 2
    assert {own["degree"] for _, own in graph.nodes(data=True)} == {1}


def test_communities_are_named_by_their_terms(dataset: Dataset) -> None:
    graph = study_coauthors(dataset)
    home = {own["name"]: own["community_name"] for _, own in graph.nodes(data=True)}
    assert home["A."] == home["B."] == "BERT, question answering, GPT"
    assert home["D."] == "parsing"
    (bridge,) = list_bridges(graph)
    assert (bridge.ties, bridge.weight, short(*bridge.people)[0]) == (2, 2, "cy")


def test_citations_are_counted_where_there_are_some(dataset: Dataset) -> None:
    rows = rank_authors(study_coauthors(dataset), by="h_index")
    assert [(row.name, row.citations, row.h_index) for row in rows[:3]] == [("C.", 2, 1), ("A.", 2, 1), ("B.", 2, 1)]
    store = ox.Store()
    store.load(HEADER + ":p kg:hasAuthorship :s . :s kg:author :a .", format=ox.RdfFormat.TRIG)
    alone = study_coauthors(Dataset(store=OxigraphStore(store=store)))
    assert rank_authors(alone)[0].h_index is None
    with pytest.raises(UsageError, match="no paper of the network cites another"):
        rank_authors(alone, by="h_index")


def test_unknown_weight() -> None:
    with pytest.raises(UsageError, match="'fame' is no weight of a tie: expected one of weight, fractional"):
        Plan(weight="fame")
