"""Signatures become a weighted network that says what it rests on."""

from __future__ import annotations

from itertools import combinations

import pyoxigraph as ox
import pytest
from endpoint import serve_store
from hypothesis import given, settings
from hypothesis import strategies as st
from oxrdflib import OxigraphStore
from rdflib import Dataset

from kg.errors import UsageError
from kg.iris import PREFIXES
from kg.network import Selection, SignedPaper, describe_coverage, project_coauthors, project_papers, read_signed_papers
from kg.store import open_store

HEADER = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + "PREFIX : <http://example.org/>\n"
GRAPH = """
:p1 a kg:Paper ; rdfs:label "One" ; dcterms:issued "2020-05-01"^^xsd:date ; kg:authorListComplete true ;
  kg:hasAuthorship :p1a, :p1b, :p1c .
:p2 a kg:Paper ; rdfs:label "Two" ; dcterms:issued "2022"^^xsd:gYear ; kg:authorListComplete false ;
  kg:hasAuthorship :p2a, :p2b .
:p3 a kg:Paper ; rdfs:label "Three" ; kg:authorListComplete true ; kg:hasAuthorship :p3a .
:p4 a kg:Paper ; rdfs:label "Unsigned" ; dcterms:issued "2022-01"^^xsd:gYearMonth .
:p1a kg:author :ada . :p1b kg:author :bob . :p1c kg:author :cy .
:p2a kg:author :ada . :p2b kg:author :bob .
:p3a kg:author :ada .
:ada a kg:Person ; foaf:name "Ada" ; skos:altLabel "A." .
:bob a kg:Person ; foaf:name "--help" .
"""
ADA, BOB, CY = (f"http://example.org/{name}" for name in ("ada", "bob", "cy"))


def load(text: str) -> ox.Store:
    store = ox.Store()
    store.load(HEADER + text, format=ox.RdfFormat.TRIG)
    return store


def dataset(text: str) -> Dataset:
    return Dataset(store=OxigraphStore(store=load(text)))


def test_network() -> None:
    graph = project_coauthors(dataset(GRAPH))
    assert list(graph.nodes(data=True)) == [
        (ADA, {"name": "Ada", "aliases": ("A.",), "papers": 3, "truncated": 1, "years": (2020, 2022)}),
        (BOB, {"name": "--help", "aliases": (), "papers": 2, "truncated": 1, "years": (2020, 2022)}),
        (CY, {"name": CY, "aliases": (), "papers": 1, "truncated": 0, "years": (2020,)}),
    ]
    one, two = ("http://example.org/p1", "One"), ("http://example.org/p2", "Two")
    assert list(graph.edges(data=True)) == [
        (ADA, BOB, {"weight": 2, "fractional": 1.5, "first_last": 1.0, "papers": [one, two], "years": (2020, 2022)}),
        (ADA, CY, {"weight": 1, "fractional": 0.5, "first_last": 1.0, "papers": [one], "years": (2020,)}),
        (BOB, CY, {"weight": 1, "fractional": 0.5, "first_last": 0.5, "papers": [one], "years": (2020,)}),
    ]
    counts = {"papers": 3, "truncated": 1, "single_author": 1, "undated": 1, "outside": 0}
    assert graph.graph == counts | {"crowded": 0, "off_subject": 0, "year_from": None, "year_to": None}


def test_endpoint() -> None:
    """An endpoint gives what the same graph gives in memory."""
    with serve_store(load(GRAPH)) as url:
        far = project_coauthors(open_store(url))
    near = project_coauthors(dataset(GRAPH))
    assert list(far.nodes(data=True)) == list(near.nodes(data=True))
    assert list(far.edges(data=True)) == list(near.edges(data=True))
    assert far.graph == near.graph


@pytest.mark.parametrize(
    ("years", "papers", "ties", "outside"),
    [((2020, None), 2, 3, 0), ((None, 2021), 1, 3, 1), ((2022, 2022), 1, 1, 1), ((1990, 1999), 0, 0, 2)],
)
def test_years(years: tuple[int | None, int | None], papers: int, ties: int, outside: int) -> None:
    graph = project_coauthors(dataset(GRAPH), year_from=years[0], year_to=years[1])
    assert (graph.graph["papers"], graph.number_of_edges(), graph.graph["outside"]) == (papers, ties, outside)
    assert "Papers without a date, left out: 1." in list(describe_coverage(graph))


def test_years_the_wrong_way_round() -> None:
    with pytest.raises(UsageError, match="from 2022 to 2020"):
        project_papers([], year_from=2022, year_to=2020)


def test_coverage_is_said() -> None:
    assert list(describe_coverage(project_coauthors(dataset(GRAPH)))) == [
        "“et al.” hides co-authors on 1 of 3 papers: real ties are more than shown.",
        "Papers with a single author, which make no tie: 1 of 3.",
        "Papers without a date, taken in: 1.",
    ]


def test_empty_graph() -> None:
    graph = project_coauthors(dataset(""))
    assert (len(graph), graph.graph["papers"]) == (0, 0)
    assert list(describe_coverage(graph)) == ["No signed paper in this graph."]


def test_truncated_list_of_one_is_no_single_author_paper() -> None:
    graph = project_papers([SignedPaper("p", "P", ("a",), complete=False), SignedPaper("q", "Q", ("a",))])
    assert (graph.graph["single_author"], graph.graph["truncated"], list(graph)) == (1, 1, ["a"])


def test_one_person_signing_twice_makes_no_loop() -> None:
    text = ":p a kg:Paper ; kg:hasAuthorship :x, :y, :z . :x kg:author :ada . :y kg:author :ada . :z kg:author :bob ."
    assert [paper.people for paper in read_signed_papers(dataset(text))] == [(ADA, BOB)]
    graph = project_coauthors(dataset(text))
    assert [(a, b, data["fractional"]) for a, b, data in graph.edges(data=True)] == [(ADA, BOB, 1.0)]


def test_signatures_without_people_or_numbers() -> None:
    """Foreign graphs have signatures that nobody signs, that two sign, and without a place in the byline."""
    text = ":p a kg:Paper ; kg:hasAuthorship :x, :y, :z . :y kg:author :bob . :z kg:author :cy, :ada ."
    assert [paper.people for paper in read_signed_papers(dataset(text))] == [(ADA, CY, BOB)]


def test_papers_of_a_crowd_make_no_ties() -> None:
    crowd = SignedPaper("p", "P", tuple(f"a{i:04}" for i in range(501)))
    graph = project_papers([crowd, SignedPaper("q", "Q", ("a", "b"))])
    assert (len(graph), graph.graph["papers"], graph.graph["crowded"]) == (2, 1, 1)
    assert "Papers of too many authors to tell who knows whom, left out: 1." in list(describe_coverage(graph))
    assert len(project_papers([crowd], selection=Selection(max_authors=None))) == 501


def test_years_are_given_once() -> None:
    with pytest.raises(UsageError, match="years are given twice"):
        project_papers([], year_from=2020, selection=Selection())


def test_evidence_does_not_count() -> None:
    """A signature that stands only in a named graph is no assertion."""
    assert read_signed_papers(dataset(":evidence { :p kg:hasAuthorship :s . :s kg:author :ada }")) == []


PAPERS = st.lists(
    st.builds(
        SignedPaper,
        st.uuids().map(str),
        st.text(max_size=3),
        st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=6).map(tuple),
        st.none() | st.integers(2018, 2022),
        st.booleans(),
    ),
    max_size=12,
    unique_by=lambda paper: paper.iri,
)


@settings(deadline=None)
@given(PAPERS)
def test_weights(papers: list[SignedPaper]) -> None:
    """Weights are what counting pair by pair gives, and fractional weights sum to papers written with others."""
    graph = project_papers(papers)
    assert all(a != b for a, b in graph.edges)
    for a, b in combinations("abcdefg", 2):
        together = [paper for paper in papers if a in paper.people and b in paper.people]
        assert graph.has_edge(a, b) == graph.has_edge(b, a) == bool(together)
        if together:
            assert graph.edges[a, b]["weight"] == graph.edges[b, a]["weight"] == len(together)
            assert [iri for iri, _ in graph.edges[a, b]["papers"]] == sorted(paper.iri for paper in together)
    for person in graph:
        shared = sum(person in paper.people and len(set(paper.people)) > 1 for paper in papers)
        assert graph.degree(person, weight="fractional") == pytest.approx(shared)


@settings(deadline=None)
@given(PAPERS, st.integers(2017, 2023), st.integers(0, 4))
def test_every_paper_is_counted_once(papers: list[SignedPaper], start: int, span: int) -> None:
    facts = project_papers(papers, year_from=start, year_to=start + span).graph
    assert facts["papers"] + facts["undated"] + facts["outside"] == len(papers)


@settings(deadline=None)
@given(PAPERS, st.randoms())
def test_order_of_papers_does_not_matter(papers: list[SignedPaper], random: object) -> None:
    left = project_papers(papers)
    random.shuffle(papers)
    right = project_papers(papers)
    assert list(left.edges(data=True)) == list(right.edges(data=True))
    assert list(left.nodes(data=True)) == list(right.nodes(data=True))
