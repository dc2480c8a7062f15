"""Measure a co-authorship network: who is central, who belongs together, how tightly."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, cast

from kg.network.betweenness import measure_betweenness

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["NetworkSummary", "measure_coauthors", "summarise_network"]

#: Edges that betweenness may visit, about a second; larger networks are sampled.
BUDGET = 10_000_000
SEED = 2008


@dataclass(frozen=True, slots=True)
class NetworkSummary:
    """A network in numbers; ``clustering`` is the mean local coefficient, ``giant`` the largest component's size."""

    nodes: int
    edges: int
    triangles: int
    clustering: float
    transitivity: float
    components: int
    giant: int


def summarise_network(graph: nx.Graph[str]) -> NetworkSummary:
    """Count nodes, edges, triangles and components; a loop counts as an edge and closes no triangle.

    ``clustering`` follows Watts & Strogatz (Nature 393, 1998), with 0 for nodes of fewer than two neighbours;
    ``transitivity`` is the share of connected triples that are closed (Newman, Watts & Strogatz, PNAS 99, 2002).
    """
    import networkx as nx

    parts = [len(part) for part in nx.connected_components(graph)]
    return NetworkSummary(
        nodes=graph.number_of_nodes(),
        edges=graph.number_of_edges(),
        triangles=sum(cast("dict[str, int]", nx.triangles(graph)).values()) // 3,
        clustering=nx.average_clustering(graph) if parts else 0.0,
        transitivity=nx.transitivity(graph),
        components=len(parts),
        giant=max(parts, default=0),
    )


def measure_coauthors(graph: nx.Graph[str], *, budget: int = BUDGET, seed: int = SEED) -> nx.Graph[str]:
    """Return a copy of a network whose nodes carry measures; the same network gives the same numbers.

    - ``degree``, the number of co-authors, and ``strength``, the papers shared with them, summed (Barrat et al., PNAS
      101, 2004).
    - ``betweenness``, the share of shortest paths between others that lead through a person (Freeman, Sociometry 40,
      1977), computed after Brandes (J. Math. Sociol. 25, 2001), unweighted, from 0 to 1. Where nodes times edges exceed
      ``budget`` it is estimated from pivots drawn with ``seed`` (Brandes & Pich, Int. J. Bifurcat. Chaos 17, 2007); the
      graph attribute ``betweenness`` says ``exact`` or from how many pivots.
    - ``clustering``, the share of a person's co-authors who wrote together (Watts & Strogatz, Nature 393, 1998).
    - ``component`` and ``community``, numbered from 1 by falling size, then by smallest IRI. Communities are found with
      the Louvain method on ``weight`` (Blondel et al., J. Stat. Mech. P10008, 2008) and named in ``community_name``
      by their member of highest degree, then strength.

    The graph attributes ``communities`` and ``modularity`` give their number and quality.
    """
    import networkx as nx

    order = sorted(graph)
    plain = _index_nodes(graph, order)
    betweenness, how = _betweenness(plain, budget, seed)
    parts = [set(part) for part in nx.connected_components(plain)]
    groups = _communities(plain, seed)
    component, community = _number(parts), _number(groups)
    clustering = cast("dict[int, float]", nx.clustering(plain))
    degree, strength = dict(plain.degree()), dict(plain.degree(weight="weight"))
    heads = {community[min(group)]: order[min(group, key=lambda i: (-degree[i], -strength[i], i))] for group in groups}
    measured = graph.copy()
    for i, iri in enumerate(order):
        measured.nodes[iri].update(
            degree=degree[i],
            strength=strength[i],
            betweenness=betweenness[i],
            clustering=float(clustering[i]),
            component=component[i],
            community=community[i],
            community_name=str(graph.nodes[heads[community[i]]].get("name", heads[community[i]])),
        )
    modularity = nx.community.modularity(plain, groups) if plain.number_of_edges() else 0.0
    measured.graph.update(betweenness=how, communities=len(groups), modularity=modularity)
    return measured


def _index_nodes(graph: nx.Graph[str], order: list[str]) -> nx.Graph[int]:
    """Copy a network to nodes 0, 1, … with weights only: sets of integers have the same order in every process."""
    import networkx as nx

    index = {iri: i for i, iri in enumerate(order)}
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(order)))
    pairs = sorted(
        (*sorted((index[a], index[b])), data.get("weight", 1)) for a, b, data in graph.edges(data=True) if a != b
    )
    plain.add_weighted_edges_from(pairs)
    return plain


def _betweenness(plain: nx.Graph[int], budget: int, seed: int) -> tuple[dict[int, float], str]:
    n, m = plain.number_of_nodes(), plain.number_of_edges()
    if n * m <= budget:
        return measure_betweenness(plain), "exact"
    pivots = Random(seed).sample(range(n), min(n, max(16, budget // m)))  # noqa: S311 - a sample, no secret
    return measure_betweenness(plain, pivots), f"estimated from {len(pivots):,} of {n:,} pivots"


def _communities(plain: nx.Graph[int], seed: int) -> list[set[int]]:
    import networkx as nx

    if not plain.number_of_edges():
        return [{i} for i in plain]
    return [set(group) for group in nx.community.louvain_communities(plain, weight="weight", seed=seed)]


def _number(groups: list[set[int]]) -> dict[int, int]:
    """Map nodes to the number of their group, from 1: the largest first, then the one with the first node."""
    ranked = sorted(groups, key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(ranked, 1) for node in group}
