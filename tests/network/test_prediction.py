"""Predictions are those of networkx on the same graph, and say what they rest on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.network.arrays import Arrays
from kg.network.papers import SignedPaper
from kg.network.prediction import describe_search, predict_ties
from kg.network.prediction.pairs import METHODS, choose_middles, score_near
from kg.network.projection import project_papers


def allocate_plainly(graph: nx.Graph, pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str, float]]:
    """Weigh papers by authors and by age, tie by tie."""
    last = max((year for *_, years in graph.edges(data="years", default=()) for year in years), default=0)

    def weigh(a: str, b: str) -> float:
        years = graph.edges[a, b].get("years", ())
        ages = [2 ** (-(last - year) / 2) for year in years]
        return graph.edges[a, b].get("fractional", 1) * (sum(ages) / len(ages) if ages else 1)

    for a, b in pairs:
        yield (
            a,
            b,
            sum(
                weigh(a, z) * weigh(z, b) / sum(weigh(z, c) for c in graph[z]) for z in nx.common_neighbors(graph, a, b)
            ),
        )


#: networkx's own indices; common neighbours have none.
KNOWN: dict[str, Callable[..., object]] = {
    "resource_allocation": nx.resource_allocation_index,
    "adamic_adar": nx.adamic_adar_index,
    "preferential_attachment": nx.preferential_attachment,
    "recent_allocation": allocate_plainly,
    "common_neighbours": lambda graph, pairs: ((a, b, len(list(nx.common_neighbors(graph, a, b)))) for a, b in pairs),
}


def network(*papers: str) -> nx.Graph:
    """Each word is a paper, each letter an author."""
    return project_papers(SignedPaper(f"p{i}", f"P{i}", tuple(people)) for i, people in enumerate(papers))


def named(graph: nx.Graph, **names: str) -> nx.Graph:
    nx.set_node_attributes(graph, names, "name")
    return graph


def find_plainly(graph: nx.Graph, method: str) -> list[tuple[str, str, float]]:
    """Every pair with a common co-author and no tie, scored by networkx, the best first."""
    pairs = [
        (a, b)
        for a, b in combinations(sorted(graph), 2)
        if not graph.has_edge(a, b) and list(nx.common_neighbors(graph, a, b))
    ]
    return sorted(KNOWN[method](graph, pairs), key=lambda found: (-round(found[2], 9), found[0], found[1]))


def date(words: list[tuple[str, int | None]]) -> nx.Graph:
    return project_papers(SignedPaper(f"p{i}", "P", tuple(people), year) for i, (people, year) in enumerate(words))


WORDS = st.tuples(st.text("abcdefghijkl", min_size=1, max_size=4), st.none() | st.integers(2010, 2020))
GRAPHS = st.lists(WORDS, max_size=20).map(date)


@pytest.mark.parametrize("method", METHODS)
@given(graph=GRAPHS, top=st.integers(1, 30))
def test_predictions_are_those_of_networkx(method: str, graph: nx.Graph, top: int) -> None:
    found = predict_ties(graph, method=method, top=top)
    known = find_plainly(graph, method)[:top]
    assert [(tie.source, tie.target) for tie in found] == [(a, b) for a, b, _ in known]
    assert [tie.score for tie in found] == pytest.approx([score for *_, score in known], abs=1e-9)  # rounded
    for tie in found:
        assert set(tie.common) == set(nx.common_neighbors(graph, tie.source, tie.target))


@pytest.mark.parametrize("method", METHODS)
def test_a_published_network(method: str) -> None:
    """Les Misérables of Knuth, "The Stanford GraphBase", 1993, with its 77 people."""
    graph = nx.les_miserables_graph()
    found = [(tie.source, tie.target, tie.score) for tie in predict_ties(graph, method=method, top=5000)]
    known = find_plainly(graph, method)
    assert [pair[:2] for pair in found] == [pair[:2] for pair in known]
    assert [pair[2] for pair in found] == pytest.approx([pair[2] for pair in known], abs=1e-9)


@given(GRAPHS, st.sampled_from(METHODS))
def test_one_person(graph: nx.Graph, method: str) -> None:
    """One person's predictions are those of all that concern the person."""
    everything = predict_ties(graph, method=method, top=1000)
    for person in graph:
        found = predict_ties(graph, method=method, person=person, top=1000)
        assert all(tie.source == person for tie in found)
        assert {tie.target: tie.score for tie in found} == {
            tie.target if tie.source == person else tie.source: tie.score
            for tie in everything
            if person in {tie.source, tie.target}
        }


@given(GRAPHS, st.integers(1, 50))
def test_blocks_of_any_size_hold_the_same_pairs(graph: nx.Graph, chunk: int) -> None:
    arrays = Arrays(graph)
    middles = choose_middles(arrays, 10**9)
    whole, parts = (list(score_near(arrays, METHODS, middles, chunk=size)) for size in (10**9, chunk))
    for i in range(2):
        assert np.array_equal(*(np.concatenate([np.empty(0, int), *(b[i] for b in found)]) for found in (whole, parts)))
    for method in METHODS:
        assert np.array_equal(
            *(np.concatenate([np.empty(0), *(scores[method] for *_, scores in found)]) for found in (whole, parts))
        )


def test_evidence_and_names() -> None:
    graph = named(network("ab", "bc", "ad", "dc", "ce"), a="Ada Lovelace", b="Charles Babbage", d="--help")
    (tie,) = predict_ties(graph, top=1)
    assert (tie.source, tie.source_name, tie.target_name) == ("a", "Ada Lovelace", "c")
    assert (tie.score, tie.common, tie.alike) == (1.0, ("--help", "Charles Babbage"), None)


def test_one_person_split_in_two_is_no_pair() -> None:
    """What a common circle tells of two spellings of a name is another story than who will meet."""
    graph = named(
        network("ax", "ay", "az", "bx", "by", "bz", "cx"), a="Christopher D. Manning", b="Chris Manning", c="Qi Qian"
    )
    everything = predict_ties(graph, namesakes=True)
    assert [(tie.source, tie.target, tie.alike) for tie in everything] == [
        ("a", "b", "nickname"),
        ("x", "y", None),
        ("x", "z", None),
        ("y", "z", None),
        ("a", "c", None),
        ("b", "c", None),
    ]
    assert predict_ties(graph) == everything[1:]
    assert predict_ties(graph, top=1) == everything[1:2]
    assert [tie.target for tie in predict_ties(graph, person="a")] == ["c"]


def test_recent_papers_of_few_tell_more() -> None:
    """One common co-author each: of new papers of two, of a paper of many, of old papers."""
    words = [("ax", 2010), ("xb", 2010), ("ay", 2020), ("yc", 2020), ("az", 2020), ("zdpqrs", 2020)]
    found = predict_ties(date(words), person="a", method="recent_allocation")
    assert [(tie.target, tie.score) for tie in found if tie.target in "bcd"] == [
        ("c", 0.5),
        ("d", 0.1),
        ("b", 0.015625),
    ]


def test_a_date_far_off_takes_no_scores_away() -> None:
    found = predict_ties(date([("ab", 2020), ("bc", 2020), ("xy", 99999999)]), method="recent_allocation")
    assert [(tie.source, tie.target, tie.score) for tie in found] == [("a", "c", 1.5e-08)]


def test_hubs_are_passed_over_where_a_search_would_cost_too_much() -> None:
    """What is found has the score of the whole network all the same."""
    graph = network(*(f"h{chr(0x4E00 + i)}" for i in range(100)), "ab", "bc", "ha", "hc")
    assert [(tie.source, tie.target, tie.score, tie.common) for tie in predict_ties(graph, budget=200)] == [
        ("b", "h", 1.0, ("a", "c")),
        ("a", "c", pytest.approx(1 / 2 + 1 / 102), ("b", "h")),
    ]
    assert list(describe_search(graph, budget=200)) == [
        "Only people with a common co-author are proposed.",
        "Two people whose names may be one person's are not proposed.",
        "People not looked at as common co-authors, because they have 102 or more: 1.",
    ]
    assert list(describe_search(graph, namesakes=True)) == ["Only people with a common co-author are proposed."]
    assert len(predict_ties(graph, person="a", top=1000, budget=200)) == 101


@pytest.mark.parametrize("papers", [(), ("a",), ("a", "b", "c"), ("ab", "cd"), ("abcdefgh",)])
@pytest.mark.parametrize("method", METHODS)
def test_nobody_to_propose(papers: tuple[str, ...], method: str) -> None:
    """An empty graph, one author, only single-author papers, no path of two ties, everybody joined to everybody."""
    graph = network(*papers)
    assert predict_ties(graph, method=method) == []
    assert all(predict_ties(graph, method=method, person=person) == [] for person in graph)


def test_loops_and_plain_graphs() -> None:
    """A graph of someone else's, with a loop and without names."""
    graph = nx.Graph([("a", "a"), ("a", "b"), ("b", "c")])
    assert [(tie.source_name, tie.target, tie.score, tie.common) for tie in predict_ties(graph)] == [
        ("a", "c", 0.5, ("b",))
    ]


def test_calls_that_ask_for_nothing() -> None:
    with pytest.raises(UsageError, match="'fame' predicts nothing: expected one of resource_allocation, recent_"):
        predict_ties(network("ab"), method="fame")
    with pytest.raises(UsageError, match="z signs no paper of this network"):
        predict_ties(network("ab"), person="z")
    with pytest.raises(UsageError, match="the top 0 predictions are none: give 1 or more"):
        predict_ties(network("ab"), top=0)


def test_same_order_under_any_hash_seed() -> None:
    code = (
        "import networkx as nx; from kg.network.prediction import predict_ties\n"
        "print([predict_ties(nx.les_miserables_graph(), method=m, top=200) for m in ('adamic_adar', 'common_neighbours')])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
