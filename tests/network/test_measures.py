"""Measures are right on graphs whose answers are known, and the same everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.network import (
    AuthorRow,
    SignedPaper,
    compute_measures,
    list_bridges,
    list_ties,
    measure_coauthors,
    project_papers,
    rank_authors,
    summarise_network,
    to_dataframe,
)
from kg.network.arrays import Arrays
from kg.network.betweenness import measure_betweenness
from kg.network.centrality import measure_closeness
from kg.network.communities import find_communities, measure_modularity
from kg.network.measures import MEASURES
from kg.network.tables import FURTHER

DATA = Path(__file__).parents[3] / "shared" / "data" / "networks"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the published networks are not here")


def network(*papers: str) -> nx.Graph:
    """Each word is a paper, each letter an author."""
    return project_papers(SignedPaper(f"p{i}", f"P{i}", tuple(people)) for i, people in enumerate(papers))


def test_star() -> None:
    """The centre of a star lies on every shortest path."""
    graph = measure_coauthors(network("ab", "ac", "ad", "ad"))
    assert {iri: graph.nodes[iri]["betweenness"] for iri in graph} == {"a": 1.0, "b": 0.0, "c": 0.0, "d": 0.0}
    assert [graph.nodes[iri]["degree"] for iri in graph] == [3, 1, 1, 1]
    assert [graph.nodes[iri]["strength"] for iri in graph] == [4, 1, 1, 2]
    assert graph.graph["betweenness"] == "exact"


def test_components_and_communities_are_numbered_by_size() -> None:
    graph = measure_coauthors(network("xyz", "abcd", "q"))
    assert {iri: graph.nodes[iri]["component"] for iri in graph} == dict.fromkeys("abcd", 1) | dict.fromkeys(
        "xyz", 2
    ) | {"q": 3}
    assert {iri: graph.nodes[iri]["community"] for iri in graph} == {
        iri: graph.nodes[iri]["component"] for iri in graph
    }
    assert (graph.graph["communities"], graph.nodes["z"]["community_name"]) == (3, "x")


def test_community_is_named_by_its_most_central_member() -> None:
    graph = measure_coauthors(network("ab", "bc", "bd"))
    assert {graph.nodes[iri]["community_name"] for iri in "abcd"} <= {"b", "c", "d"}
    assert graph.nodes["b"]["community_name"] == "b"


def test_input_stays_as_it_was() -> None:
    graph = network("ab")
    measure_coauthors(graph)
    assert "degree" not in graph.nodes["a"]


@pytest.mark.parametrize(("papers", "people"), [((), 0), (("a",), 1), (("a", "b", "c"), 3)])
def test_nobody_to_write_with(papers: tuple[str, ...], people: int) -> None:
    """An empty graph, one author, only single-author papers: everything is nought."""
    graph = measure_coauthors(network(*papers))
    rows = rank_authors(graph)
    assert [(row.degree, row.betweenness, row.clustering) for row in rows] == [(0, 0.0, 0.0)] * people
    assert [row.rank for row in rows] == [1] * people
    assert list_ties(graph) == []
    assert graph.graph["modularity"] == 0.0
    assert summarise_network(graph).giant == min(people, 1)


def test_sampled_betweenness_says_so_and_keeps_the_leader() -> None:
    graph = measure_coauthors(network(*(f"a{chr(0x100 + i)}" for i in range(60))), budget=1000)
    assert graph.graph["betweenness"] == "estimated from 16 of 61 nodes as pivots"
    assert rank_authors(graph, by="betweenness", top=1)[0].name == "a"


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text("abcdefghij", min_size=1, max_size=4), max_size=20))
def test_measures_agree_with_networkx(papers: list[str]) -> None:
    graph = measure_coauthors(network(*papers))
    for name, known in (("betweenness", nx.betweenness_centrality(graph)), ("clustering", nx.clustering(graph))):
        assert nx.get_node_attributes(graph, name) == pytest.approx(known)
    if not papers:
        return
    known = {
        "closeness": nx.closeness_centrality(graph),
        "core": nx.core_number(graph),
        "pagerank": nx.pagerank(graph, tol=1e-9, max_iter=1000),
        "constraint": nx.constraint(graph, weight="weight"),
        "effective_size": nx.effective_size(graph),
        "participation": participation(graph),
    }
    found = compute_measures(graph, known)
    assert {name: found[name] for name in known} == {
        name: pytest.approx(values, nan_ok=True, abs=1e-5) for name, values in known.items()
    }
    for part in nx.connected_components(graph):
        assert len({graph.nodes[iri]["component"] for iri in part}) == 1
    sizes = [
        sum(own["community"] == n for _, own in graph.nodes(data=True))
        for n in range(1, graph.graph["communities"] + 1)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert all(sizes)


def participation(graph: nx.Graph) -> dict[str, float]:
    """Count tie by tie."""
    found = {}
    for iri in graph:
        shares: dict[int, float] = {}
        for other, data in graph[iri].items():
            community = graph.nodes[other]["community"]
            shares[community] = shares.get(community, 0) + data["weight"]
        total = sum(shares.values())
        found[iri] = 1 - sum((share / total) ** 2 for share in shares.values()) if total else 0.0
    return found


def test_measures_of_a_real_network() -> None:
    """Zachary's karate club, weights and all; the eigenvector by linear algebra."""
    graph = nx.relabel_nodes(nx.karate_club_graph(), lambda i: f"{i:02}")
    found = compute_measures(graph, [*MEASURES])
    vector = np.abs(np.linalg.eigh(nx.to_numpy_array(graph, weight=None))[1][:, -1])
    assert found["eigenvector"] == pytest.approx(dict(zip(graph, vector, strict=True)), abs=1e-4)
    assert found["constraint"] == pytest.approx(nx.constraint(graph, weight="weight"))
    assert found["effective_size"] == pytest.approx(nx.effective_size(graph))
    assert found["core"] == nx.core_number(graph)
    with pytest.raises(UsageError, match="'fame' is no measure"):
        compute_measures(graph, ["fame"])


@pytest.mark.parametrize("method", ["leiden", "louvain"])
def test_communities(method: str) -> None:
    """Both find communities of a known network as good as networkx's, and modularity is networkx's."""
    graph = nx.relabel_nodes(nx.les_miserables_graph(), str)
    arrays = Arrays(graph)
    groups = find_communities(arrays, method=method)
    label = np.zeros(len(arrays), np.int64)
    for number, group in enumerate(groups):
        label[group] = number
    sets = [{arrays.order[i] for i in group} for group in groups]
    assert measure_modularity(arrays, label) == pytest.approx(nx.community.modularity(graph, sets))
    assert measure_modularity(arrays, label) > 0.55
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)
    assert sum(map(len, groups)) == 77


def test_unknown_method_of_communities() -> None:
    with pytest.raises(UsageError, match="'astrology' finds no communities: expected leiden or louvain"):
        find_communities(Arrays(network("ab")), method="astrology")


def test_closeness_from_pivots() -> None:
    """All as pivots give the exact values; some give the order of the most central."""
    graph = nx.convert_node_labels_to_integers(nx.les_miserables_graph())
    exact = nx.closeness_centrality(graph)
    arrays = Arrays(graph)
    assert dict(enumerate(measure_closeness(arrays, range(77)))) == pytest.approx(exact)
    some = measure_closeness(arrays, Random(1).sample(range(77), 30))
    assert int(some.argmax()) == max(exact, key=exact.get)


def test_weights_can_be_chosen() -> None:
    graph = network("abc", "ab")
    whole, shared = (compute_measures(graph, ["strength"], weight=w)["strength"] for w in ("weight", "fractional"))
    assert (whole, shared) == ({"a": 3, "b": 3, "c": 2}, {"a": 2.0, "b": 2.0, "c": 1.0})


def test_equal_people_share_a_rank() -> None:
    """Two halves that mirror each other: what differs in the last digit alone is equal."""
    graph = network(*["ab", "bc", "cd", "de", "ef", "ac", "df", "ga", "gf"])
    rows = rank_authors(graph, by="pagerank")
    pairs = {frozenset(pair) for pair in ("af", "be", "cd")}
    rank = {row.name: row.rank for row in rows}
    assert all(len({rank[name] for name in pair}) == 1 for pair in pairs)


def test_any_network_can_be_ranked() -> None:
    rows = rank_authors(nx.relabel_nodes(nx.karate_club_graph(), str), top=1)
    assert [(row.name, row.papers, row.degree) for row in rows] == [("33", 0, 17)]
    with pytest.raises(UsageError, match="measure it first"):
        list_bridges(nx.path_graph(3))
    with pytest.raises(UsageError, match="-1 rows are none"):
        rank_authors(nx.Graph(), top=-1)


def test_directed_ties_count_once() -> None:
    graph = nx.DiGraph([("a", "b"), ("b", "a"), ("b", "d"), ("a", "c"), ("c", "d")])
    found = compute_measures(graph, ["betweenness", "core", "strength"])
    assert found["betweenness"] == pytest.approx(nx.betweenness_centrality(graph.to_undirected()))
    assert found["core"] == nx.core_number(graph.to_undirected())
    assert found["strength"]["a"] == 3


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf"), None, "heavy"])
def test_weights_are_numbers_above_nought(weight: object) -> None:
    with pytest.raises(UsageError, match="the tie of a and b weighs"):
        measure_coauthors(nx.Graph([("a", "b", {"weight": weight})]))


def test_ties_rank_by_what_was_measured() -> None:
    graph = project_papers(
        [SignedPaper(f"p{i}", "P", tuple("abcd")) for i in range(2)] + [SignedPaper("q", "Q", ("x", "y"))]
    )
    first = [list_ties(measure_coauthors(graph, weight=weight))[0] for weight in ("weight", "first_last")]
    assert [(tie.source, tie.target) for tie in first] == [("a", "b"), ("a", "d")]


def test_summary() -> None:
    """A square with one diagonal, and someone alone."""
    summary = summarise_network(nx.Graph([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("a", "c")]))
    assert (summary.density, summary.degree, summary.distance) == pytest.approx((5 / 6, 2.5, 7 / 6))
    assert summary.transitivity == pytest.approx(0.75)
    assert summary.assortativity == pytest.approx(-2 / 3)
    karate = nx.relabel_nodes(nx.karate_club_graph(), str)
    found = summarise_network(karate)
    assert found.distance == pytest.approx(nx.average_shortest_path_length(karate))
    assert found.assortativity == pytest.approx(nx.degree_assortativity_coefficient(karate))
    assert found.small_world == pytest.approx(
        (nx.transitivity(karate) / (found.degree / 34)) / (found.distance / (np.log(34) / np.log(found.degree)))
    )


@pytest.mark.parametrize("pivots", [2, 20, 77])
def test_estimates_agree_with_networkx(pivots: int) -> None:
    """From the same pivots the same estimate."""
    graph = nx.convert_node_labels_to_integers(nx.les_miserables_graph())
    chosen = Random(7).sample(range(77), pivots)
    known = nx.betweenness_centrality(graph, k=pivots, seed=7)
    assert dict(enumerate(measure_betweenness(Arrays(graph), chosen))) == pytest.approx(known)


def test_same_numbers_under_any_hash_seed() -> None:
    code = (
        "import networkx as nx; from kg.network import measure_coauthors, rank_authors\n"
        "g = nx.relabel_nodes(nx.les_miserables_graph(), str); nx.set_node_attributes(g, 1, 'papers')\n"
        "nx.set_node_attributes(g, {n: n for n in g}, 'name'); print(rank_authors(measure_coauthors(g, budget=1000)))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1


def test_ranking() -> None:
    graph = network("ab", "ab", "ac", "d")
    assert [(row.rank, row.name, row.degree) for row in rank_authors(graph)] == [
        (1, "a", 2),
        (2, "b", 1),
        (2, "c", 1),
        (4, "d", 0),
    ]
    assert [row.name for row in rank_authors(graph, by="papers", top=2)] == ["a", "b"]
    assert [row.name for row in rank_authors(graph, by="name")] == list("abcd")
    with pytest.raises(UsageError, match="'fame' is no measure: expected one of degree"):
        rank_authors(graph, by="fame")


def test_ties_and_frames() -> None:
    graph = network("abc", "ab")
    assert next((t.source, t.target, t.weight, t.fractional, t.papers) for t in list_ties(graph)) == (
        "a",
        "b",
        2,
        1.5,
        ("p0", "p1"),
    )
    frame = to_dataframe(rank_authors(graph))
    assert list(frame.columns) == [name for name in AuthorRow.__dataclass_fields__ if name not in FURTHER]
    assert to_dataframe(list_ties(graph))["weight"].tolist() == [2, 1, 1]
    assert to_dataframe([]).empty


@needs_data
def test_published_figures_of_ca_grqc() -> None:
    """SNAP's page: 5,242 nodes, 14,496 edges, 48,260 triangles, clustering 0.5296."""
    summary = summarise_network(nx.read_edgelist(DATA / "CA-GrQc.txt"))
    assert (summary.nodes, summary.edges, summary.triangles) == (5242, 14496, 48260)
    assert round(summary.clustering, 4) == 0.5296


@needs_data
def test_published_figures_of_netscience() -> None:
    """Newman, Phys. Rev. E 74, 036104 (2006): 1,589 scientists, of whom 379 in the largest component; 2,742 ties."""
    summary = summarise_network(nx.read_gml(DATA / "netscience.gml", label="id"))
    assert (summary.nodes, summary.edges, summary.giant) == (1589, 2742, 379)
