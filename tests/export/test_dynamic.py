"""A network through time reads back with the years in which people and ties come."""

from __future__ import annotations

import io
from itertools import pairwise
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export import serialise_network
from kg.network import SignedPaper, measure_coauthors, project_papers

NS = {"g": "http://www.gexf.net/1.2draft"}


def paper(iri: str, people: str, year: int | None) -> SignedPaper:
    return SignedPaper(iri, iri, tuple(people), year)


def written(*papers: SignedPaper) -> str:
    return "".join(serialise_network(measure_coauthors(project_papers(papers)), "dynamic.gexf"))


PAPERS = (paper("p1", "ab", 2019), paper("p2", "abc", 2021), paper("p3", "ab", 2021), paper("p4", "cd", None))


def test_people_and_ties_come_with_their_first_paper_and_stay() -> None:
    graph = nx.read_gexf(io.StringIO(written(*PAPERS)))
    assert {iri: (own.get("start"), own.get("end")) for iri, own in graph.nodes(data=True)} == {
        "a": (2019.0, 2021.999),
        "b": (2019.0, 2021.999),
        "c": (2021.0, 2021.999),
        "d": (None, None),
    }
    assert {edge: graph.edges[edge].get("start") for edge in graph.edges} == {
        ("a", "b"): 2019.0,
        ("a", "c"): 2021.0,
        ("b", "c"): 2021.0,
        ("c", "d"): None,
    }


def test_papers_and_weights_grow() -> None:
    root = ET.fromstring(written(*PAPERS))
    edge = root.find(".//g:edge[@source='a'][@target='b']", NS)
    steps = [(v.get("value"), v.get("start"), v.get("end")) for v in edge.iterfind(".//g:attvalue[@for='weight']", NS)]
    assert steps == [("1.0", "2019.0", "2020.999"), ("3.0", "2021.0", "2021.999")]
    graph = nx.read_gexf(io.StringIO(written(*PAPERS)))
    assert graph.nodes["a"]["papers_so_far"] == [(1.0, 2019.0, 2020.999), (3.0, 2021.0, 2021.999)]
    assert graph.nodes["a"]["papers"] == 3
    assert graph.edges["a", "b"]["weight"] == 3


def test_gephi_takes_the_weight_for_the_weight() -> None:
    """Its importer knows a weight through time by the id of the attribute, and time by its format."""
    root = ET.fromstring(written(*PAPERS))
    assert root.find("g:graph", NS).attrib == {
        "defaultedgetype": "undirected",
        "mode": "dynamic",
        "timeformat": "double",
    }
    dynamic = root.find(".//g:attributes[@class='edge'][@mode='dynamic']", NS)
    assert [attribute.attrib for attribute in dynamic] == [{"id": "weight", "title": "Weight", "type": "double"}]
    declared = {attribute.get("id") for attribute in root.iterfind(".//g:attribute", NS)}
    assert {value.get("for") for value in root.iterfind(".//g:attvalue", NS)} == declared


def test_what_is_undated_is_counted_and_always_there() -> None:
    root = ET.fromstring(written(*PAPERS))
    assert root.findtext("g:meta/g:description", namespaces=NS) == (
        "Without a date, and there all the time: 1 of 4 nodes, 1 of 4 edges."
    )
    edge = root.find(".//g:edge[@target='d']", NS)
    assert not {"start", "end"} & edge.attrib.keys()
    value = edge.find(".//g:attvalue[@for='weight']", NS)
    assert (value.get("value"), value.get("start"), value.get("end")) == ("1.0", "2019.0", "2021.999")


@pytest.mark.parametrize("papers", [(), (paper("p", "a", None),), (paper("p", "ab", None),)])
def test_without_dates(papers: tuple[SignedPaper, ...]) -> None:
    graph = nx.read_gexf(io.StringIO(written(*papers)))
    assert graph.graph["mode"] == "static"
    assert graph.number_of_edges() == max(0, len(graph) - 1)


YEARS = st.none() | st.integers(-50, 2100)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a", "ab", "abc", "cd"]), YEARS), max_size=6))
def test_values_never_overlap_and_end_with_the_whole(papers: list[tuple[str, int | None]]) -> None:
    dated = project_papers([paper(f"p{i}", people, year) for i, (people, year) in enumerate(papers)])
    graph = nx.read_gexf(io.StringIO("".join(serialise_network(dated, "dynamic.gexf"))))
    for node, own in dated.nodes(data=True):
        steps = graph.nodes[node].get("papers_so_far", [])
        assert [start for _, start, _ in steps] == sorted(set(own["years"]))
        assert [value for value, _, _ in steps][-1:] == ([len(own["years"])] if own["years"] else [])
        assert all(end < start for (_, _, end), (_, start, _) in pairwise(steps))
    for a, b, own in dated.edges(data=True):
        assert graph.edges[a, b]["weight"] == own["weight"]
