"""VOSviewer's files keep the rules that VOSviewer checks when it opens them."""

from __future__ import annotations

import csv
import io
import json
import math

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Dataset

from kg.errors import UsageError
from kg.export import serialise_network
from kg.export.vosviewer import write_vosviewer_map
from kg.network import SignedPaper, measure_coauthors, project_coauthors, project_papers

PAPERS = (("ab", 2019), ("abc", 2022), ("de", None))


def network(names: dict[str, str] | None = None, papers: tuple[tuple[str, int | None], ...] = PAPERS) -> nx.Graph:
    graph = project_papers(SignedPaper(f"p{i}", "P", tuple(people), year) for i, (people, year) in enumerate(papers))
    nx.set_node_attributes(graph, names or {}, "name")
    return measure_coauthors(graph)


def read_map(graph: nx.Graph) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(write_vosviewer_map(graph)), newline=""), delimiter="\t"))


def read_json(graph: nx.Graph) -> dict:
    return json.loads("".join(serialise_network(graph, "vosviewer.json")))


def test_the_map_and_the_network() -> None:
    graph = nx.Graph()
    graph.add_node("a", name="Qi Qian", papers=3, years=(2019, 2022), community=1, betweenness=0.25)
    graph.add_node("b", name="Hao Li, Jr.", papers=2, community=1, betweenness=0.0)
    graph.add_node("c", papers=1, community=2, betweenness=0.0)
    graph.add_edge("b", "a", weight=2)
    assert "".join(write_vosviewer_map(graph)) == (
        "id\tlabel\tdescription\tcluster\tweight<Links>\tweight<Total link strength>\tweight<Documents>"
        "\tscore<Avg. pub. year>\tscore<Betweenness>\n"
        "1\tQi Qian\ta\t1\t1\t2\t3\t2020.5\t0.25\n"
        '2\t"Hao Li, Jr."\tb\t1\t1\t2\t2\tNaN\t0.0\n'
        "3\tc\tc\t2\t0\t0\t1\tNaN\t0.0\n"
    )
    assert "".join(serialise_network(graph, "vosviewer.txt")) == "1\t2\t2\n"


def test_the_json() -> None:
    found = read_json(network({"a": "Qi Qian"}))
    assert found["network"]["items"][0] == {
        "id": 1,
        "label": "Qi Qian",
        "description": "a",
        "cluster": 1,
        "weights": {"Links": 2, "Total link strength": 3, "Documents": 2},
        "scores": {"Avg. pub. year": 2020.5, "Betweenness": 0.0, "Clustering": 1.0},
    }
    assert found["network"]["links"][0] == {"source_id": 1, "target_id": 2, "strength": 2}
    assert found["network"]["clusters"] == [{"cluster": 1, "label": "Qi Qian"}, {"cluster": 2, "label": "d"}]
    assert found["info"] == {"title": "Co-authors", "description": "Papers without a date, taken in: 1."}


def test_a_view_is_named() -> None:
    graph = nx.path_graph(3)
    graph.graph.update(view="methods", papers=0)
    assert read_json(graph)["info"] == {"title": "Methods"}
    assert "info" not in read_json(nx.path_graph(3))


def test_the_seed(seed_dataset: Dataset) -> None:
    graph = measure_coauthors(project_coauthors(seed_dataset))
    found = read_json(graph)["network"]
    assert len(found["items"]) == len(graph)
    assert {(link["source_id"], link["target_id"]) for link in found["links"]} == {
        (int(line.split("\t")[0]), int(line.split("\t")[1]))
        for line in "".join(serialise_network(graph, "vosviewer.txt")).splitlines()
    }
    assert max(item["weights"]["Links"] for item in found["items"]) >= 10


def test_directions_become_one_link_and_loops_none() -> None:
    graph = nx.DiGraph([("b", "a"), ("a", "b"), ("c", "c"), ("c", "a")])
    graph.edges["a", "b"]["weight"] = 0.5
    assert "".join(serialise_network(graph, "vosviewer.txt")) == "1\t2\t1.5\n1\t3\t1\n"
    assert read_map(graph)[2]["weight<Links>"] == "1"
    assert "weight<Documents>" not in read_map(graph)[0]


@pytest.mark.parametrize(("name", "label"), [("Nan", "Nan ‹a›"), ("null", "null ‹a›"), (" ", "‹a›"), ("", "a")])
def test_names_that_vosviewer_takes_for_nothing(name: str, label: str) -> None:
    """Nan is a given name; VOSviewer would show a number instead of it."""
    assert read_map(network({"a": name}))[0]["label"] == label


@pytest.mark.parametrize(("x", "columns"), [(0.5, True), (None, False), (float("nan"), False), ("left", False)])
def test_coordinates_of_all_or_of_none(x: object, columns: bool) -> None:
    graph = nx.path_graph(3)
    nx.set_node_attributes(graph, {0: 1, 1: 2, 2: x}, "x")
    nx.set_node_attributes(graph, 0.0, "y")
    assert ("x" in read_map(graph)[0]) is columns
    assert all(("x" in item) is columns for item in read_json(graph)["network"]["items"])


def test_clusters_past_the_last_are_none() -> None:
    graph = nx.empty_graph(3)
    nx.set_node_attributes(graph, {0: 1000, 1: 1001, 2: 1}, "community")
    assert [row["cluster"] for row in read_map(graph)] == ["1000", "", "1"]
    assert [item.get("cluster") for item in read_json(graph)["network"]["items"]] == [1000, None, 1]


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf"), "2"])
def test_a_strength_that_is_no_positive_number(weight: object) -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=weight)
    with pytest.raises(UsageError, match="this format needs a number above 0"):
        list(serialise_network(graph, "vosviewer.txt"))


def test_markup_is_text() -> None:
    """VOSviewer Online reads labels and descriptions as HTML, and shows nothing at all where a label holds a tag."""
    graph = nx.relabel_nodes(network({"a": "<img src=x>"}), {"a": "https://example.org/<img src=x>"})
    assert "‹img src=x›" in {row["label"] for row in read_map(graph)}
    assert read_json(graph)["network"]["clusters"][0]["label"] == "‹img src=x›"
    assert "https://example.org/&lt;img src=x&gt;" in {row["description"] for row in read_map(graph)}


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcde"), st.text(st.characters(codec="utf-8"), max_size=8)))
def test_vosviewers_own_checks(names: dict[str, str]) -> None:
    """What VOSviewer Online refuses a file for (src/utils/errors.js, version 1.2), whatever people are called."""
    graph = network(names)
    rows, found = read_map(graph), read_json(graph)["network"]
    assert len({len(line.split("\t")) for line in "".join(write_vosviewer_map(graph)).split("\n")[:-1]}) == 1
    assert [row["id"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [item["id"] for item in found["items"]] == [1, 2, 3, 4, 5]
    assert [row["label"] for row in rows] == [item["label"] for item in found["items"]]
    assert not any(set(row["label"]) & set('\t\n\r"') or not row["label"] for row in rows)
    for item in found["items"]:
        assert all(math.isfinite(value) and value >= 0 for value in item["weights"].values())
        assert all(math.isfinite(value) for value in item["scores"].values())
        assert 1 <= item["cluster"] <= 1000
    for link in found["links"]:
        assert 1 <= link["source_id"] < link["target_id"] <= 5
        assert link["strength"] > 0
