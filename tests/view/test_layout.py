"""Positions are apart, the same every time, and fit a screen."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.view import mesh
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


def ring_of_cliques(cliques, size):
    graph = nx.ring_of_cliques(cliques, size)
    return graph, [set(range(first, first + size)) for first in range(0, cliques * size, size)]


def test_communities_of_a_large_graph_lie_apart_and_no_node_on_another():
    graph, parts = ring_of_cliques(30, 18)
    spots = place(graph)
    assert spots == place(graph)
    points = np.array([spots[node] for node in sorted(graph)], dtype=float)
    far = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    np.fill_diagonal(far, np.inf)
    assert far.min() > 30
    inside = np.array([any({a, b} <= part for part in parts) for a in graph for b in graph]).reshape(far.shape)
    np.fill_diagonal(inside, False)
    assert np.median(far[inside]) < 0.3 * np.median(far[~inside & np.isfinite(far)])


def test_leaves_stand_round_their_hub():
    spots = place(nx.star_graph(2000))
    points = np.array([spots[node] for node in range(2001)], dtype=float)
    assert np.abs(points[0] - points[1:].mean(axis=0)).max() < 0.1 * np.ptp(points[:, 0])
    assert len(np.unique(points, axis=0)) == 2001
    assert np.hypot(*(points[1:] - points[0]).T).min() > 30


@pytest.mark.parametrize("count", [3, 400])
def test_what_repels_by_a_grid_repels_as_each_pair_does(count):
    points = np.random.default_rng(1).random((600, 2)) * 60
    mass = np.ones(600)
    across = points[:, None] - points
    square = (across**2).sum(axis=2) + 0.1
    direct = (across / square[:, :, None] ** 1.5).sum(axis=1)
    grid = mesh._repel(points, mass)
    outer = np.argsort(-np.hypot(*(points - 30).T))[:count]
    size = np.hypot(*direct[outer].T)
    assert np.median(np.hypot(*(grid - direct)[outer].T) / size) < 0.35


def test_many_small_components_are_packed_densely():
    graph = nx.disjoint_union_all([nx.path_graph(2)] * 400 + [nx.star_graph(30)])
    spots = place(graph)
    assert len(set(spots.values())) == len(graph)
    wide, high = (np.ptp(axis) for axis in zip(*spots.values(), strict=True))
    assert wide * high < len(graph) * 200**2
