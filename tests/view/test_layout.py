"""Positions are apart, the same every time, and fit a screen."""

from __future__ import annotations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.view.layout import place


def test_no_graph_no_positions():
    assert place(nx.Graph()) == {}


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=60))
def test_every_node_has_a_place_of_its_own(count, pairs):
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from((a, b) for a, b in pairs if a < count and b < count)
    spots = place(graph)
    assert set(spots) == set(graph)
    assert len(set(spots.values())) == count
    assert spots == place(graph)


def test_components_do_not_overlap():
    graph = nx.disjoint_union_all([nx.star_graph(6), nx.path_graph(4), nx.empty_graph(3)])
    spots = place(graph)
    parts = [[spots[node] for node in part] for part in nx.connected_components(graph)]
    for i, one in enumerate(parts):
        for other in parts[:i]:
            assert min(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a in one for b in other) > 40


def test_neighbours_lie_closer_than_strangers():
    graph = nx.barbell_graph(8, 0)
    spots = place(graph)

    def far(a, b):
        return ((spots[a][0] - spots[b][0]) ** 2 + (spots[a][1] - spots[b][1]) ** 2) ** 0.5

    within = [far(a, b) for a in range(8) for b in range(a)]
    across = [far(a, b) for a in range(7) for b in range(9, 16)]
    assert max(within) < sum(across) / len(across)
