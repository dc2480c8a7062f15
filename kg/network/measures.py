"""Measure a network: who is central, who belongs together, how tightly, and what the whole looks like."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kg.errors import UsageError
from kg.garbage import uncollected
from kg.network import centrality
from kg.network.arrays import Arrays, Floats, Numbers
from kg.network.betweenness import measure_betweenness
from kg.network.communities import find_communities, measure_modularity

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "MEASURES",
    "STANDARD",
    "NetworkSummary",
    "compute_measures",
    "draw_pivots",
    "measure_coauthors",
    "summarise_network",
]

#: Edges that a search from all nodes may visit, about a second; larger networks are sampled.
BUDGET = 10_000_000
SEED = 2008


def draw_pivots(nodes: int, ties: int, *, budget: int, seed: int) -> list[int] | None:
    """Draw as many nodes to search from as the budget allows, 16 at least; None if it allows all."""
    if nodes * ties <= budget:
        return None
    return Random(seed).sample(range(nodes), min(nodes, max(16, budget // ties)))  # noqa: S311 - no secret


@dataclass
class _Study:
    """A network under study; what several measures need is worked out once."""

    arrays: Arrays
    method: str
    budget: int
    seed: int
    notes: dict[str, str] = field(default_factory=dict)

    @cached_property
    def pivots(self) -> list[int] | None:
        """Nodes to search from, None for all."""
        return draw_pivots(len(self.arrays), self.arrays.ties, budget=self.budget, seed=self.seed)

    @cached_property
    def communities(self) -> list[Numbers]:
        return find_communities(self.arrays, method=self.method, seed=self.seed)

    @cached_property
    def community(self) -> Numbers:
        return _number(self.communities, len(self.arrays))

    def sampled(self, name: str, measure: Callable[[Arrays, Sequence[int] | None], Floats]) -> Floats:
        few = self.pivots
        self.notes[name] = (
            "exact" if few is None else f"estimated from {len(few):,} of {len(self.arrays):,} nodes as pivots"
        )
        return measure(self.arrays, few)


Measure = Callable[[_Study], npt.NDArray[Any]]

#: Every measure of a person, and how it is taken; the functions name the papers that they come from.
MEASURES: Mapping[str, Measure] = {
    "degree": lambda s: s.arrays.degree,
    "strength": lambda s: _whole(s.arrays.strength),
    "betweenness": lambda s: s.sampled("betweenness", measure_betweenness),
    "closeness": lambda s: s.sampled("closeness", centrality.measure_closeness),
    "pagerank": lambda s: centrality.measure_pagerank(s.arrays),
    "eigenvector": lambda s: centrality.measure_eigenvector(s.arrays),
    "core": lambda s: centrality.measure_core(s.arrays),
    "clustering": lambda s: centrality.measure_clustering(s.arrays),
    "constraint": lambda s: centrality.measure_constraint(s.arrays),
    "effective_size": lambda s: centrality.measure_effective_size(s.arrays),
    "participation": lambda s: centrality.measure_participation(s.arrays, s.community),
    "component": lambda s: _number(s.arrays.components, len(s.arrays)),
    "community": lambda s: s.community,
}
#: What is measured where nothing else is asked for.
STANDARD = ("degree", "strength", "betweenness", "clustering", "component", "community")


def _number(groups: Sequence[Numbers], size: int) -> Numbers:
    """Return the number of each node's group, from 1, in the order of the groups."""
    numbers = np.zeros(size, np.int64)
    for number, group in enumerate(groups, 1):
        numbers[group] = number
    return numbers


def _study(graph: nx.Graph[str], weight: str, method: str, budget: int, seed: int) -> _Study:
    return _Study(Arrays(graph, weight=weight), method, budget, seed)


def _columns(study: _Study, graph: nx.Graph[str], names: Iterable[str]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for name in dict.fromkeys(names):
        if name == "papers":
            found[name] = [graph.nodes[iri].get("papers", 0) for iri in study.arrays.order]
        elif name in MEASURES:
            found[name] = MEASURES[name](study).tolist()
        else:
            raise UsageError(f"{name!r} is no measure: expected one of papers, {', '.join(MEASURES)}")
    return found


def _whole(values: Floats) -> npt.NDArray[Any]:
    """Count in whole numbers where weights are such."""
    return values.astype(np.int64) if np.array_equal(values, np.floor(values)) else values


def compute_measures(
    graph: nx.Graph[str],
    names: Iterable[str],
    *,
    weight: str = "weight",
    communities: str = "leiden",
    budget: int = BUDGET,
    seed: int = SEED,
) -> dict[str, dict[str, float]]:
    """Return measures of ``MEASURES``, or ``papers``, by node. Raises ``UsageError`` for an unknown one."""
    study = _study(graph, weight, communities, budget, seed)
    columns = _columns(study, graph, names)
    return {name: dict(zip(study.arrays.order, values, strict=True)) for name, values in columns.items()}


def measure_coauthors(
    graph: nx.Graph[str],
    *,
    measures: Iterable[str] = (),
    weight: str = "weight",
    communities: str = "leiden",
    budget: int = BUDGET,
    seed: int = SEED,
) -> nx.Graph[str]:
    """Return a copy of a network whose nodes carry measures; the same network gives the same numbers.

    Always ``STANDARD``, and ``measures`` of ``MEASURES`` besides. ``degree`` is the number of co-authors, ``strength``
    the ``weight`` of the ties to them, summed (Barrat et al., PNAS 101, 2004). Where nodes times edges exceed
    ``budget``, betweenness and closeness are estimated from pivots drawn with ``seed``; the graph attributes of their
    names say ``exact`` or from how many pivots. ``component`` and ``community`` are numbered from 1 by falling size,
    then by smallest IRI; ``community_name`` is the member of highest degree, then strength. The other functions of this
    package name the papers that measures come from.

    The graph attributes ``communities`` and ``modularity`` give the number and quality of communities, ``weight`` what
    ties weighed.
    """
    study = _study(graph, weight, communities, budget, seed)
    columns = _columns(study, graph, (*STANDARD, *measures))
    order, degree, strength = study.arrays.order, study.arrays.degree, study.arrays.strength
    heads = [order[min(group.tolist(), key=lambda i: (-degree[i], -strength[i], i))] for group in study.communities]
    with uncollected():
        measured = graph.copy()
    for i, iri in enumerate(order):
        head = heads[int(study.community[i]) - 1]
        name = str(graph.nodes[head].get("name", head))
        measured.nodes[iri].update({key: column[i] for key, column in columns.items()}, community_name=name)
    measured.graph.update(study.notes, communities=len(heads), weight=weight)
    measured.graph["modularity"] = measure_modularity(study.arrays, study.community)
    return measured


@dataclass(frozen=True, slots=True)
class NetworkSummary:
    """A network in numbers.

    ``clustering`` is the mean local coefficient, ``giant`` the largest component's size, ``distance`` the mean over its
    pairs. ``small_world`` compares both with a random network of the same size; None where that says nothing.
    """

    nodes: int
    edges: int
    triangles: int
    clustering: float
    transitivity: float
    components: int
    giant: int
    density: float
    degree: float
    assortativity: float | None
    distance: float | None
    small_world: float | None


def summarise_network(graph: nx.Graph[str], *, budget: int = BUDGET, seed: int = SEED) -> NetworkSummary:
    """Count nodes, edges, triangles and components; a loop counts as an edge and closes no triangle.

    ``clustering`` follows Watts & Strogatz (Nature 393, 1998), with 0 for nodes of fewer than two neighbours;
    ``transitivity`` is the share of connected triples that are closed (Newman, Watts & Strogatz, PNAS 99, 2002);
    ``assortativity`` the correlation of degrees over ties (Newman, Phys. Rev. Lett. 89, 2002). ``small_world`` is
    (C/C_r)/(L/L_r) of the largest component, C its transitivity and L its mean distance, beside a random network's
    C_r = k/n and L_r = ln n/ln k (Humphries & Gurney, PLoS ONE 3, 2008). Distances are estimated from pivots beyond
    ``budget``.
    """
    study = _study(graph, "", "leiden", budget, seed)
    arrays = study.arrays
    n, degree = len(arrays), arrays.degree
    triples = float((degree * (degree - 1)).sum())
    giant = arrays.components[0] if n else np.zeros(0, np.int64)
    distance = _distance(study, giant)
    return NetworkSummary(
        nodes=n,
        edges=graph.number_of_edges(),
        triangles=int(arrays.triangles.sum()) // 3,
        clustering=float(centrality.measure_clustering(arrays).mean()) if n else 0.0,
        transitivity=2 * float(arrays.triangles.sum()) / triples if triples else 0.0,
        components=len(arrays.components),
        giant=len(giant),
        density=2 * arrays.ties / (n * (n - 1)) if n > 1 else 0.0,
        degree=2 * arrays.ties / n if n else 0.0,
        assortativity=_assortativity(arrays),
        distance=distance,
        small_world=_small_world(arrays, giant, distance),
    )


def _assortativity(arrays: Arrays) -> float | None:
    left, right = arrays.degree[arrays.starts], arrays.degree[arrays.neighbours]
    return float(np.corrcoef(left, right)[0, 1]) if len(left) and left.min() < left.max() else None


def _distance(study: _Study, part: Numbers) -> float | None:
    if len(part) < 2:
        return None
    sources = centrality.choose_sources(part, study.pivots)
    total = sum(d * len(level) for source in sources for d, level in enumerate(study.arrays.search(source)))
    return float(total / (len(sources) * (len(part) - 1)))


def _small_world(arrays: Arrays, part: Numbers, distance: float | None) -> float | None:
    n, degree = len(part), arrays.degree[part]
    mean = float(degree.mean()) if n else 0.0
    triples = float((degree * (degree - 1)).sum())
    if distance is None or mean <= 1 or n <= mean + 1 or not triples:
        return None
    transitivity = 2 * float(arrays.triangles[part].sum()) / triples
    return float((transitivity / (mean / n)) / (distance / (math.log(n) / math.log(mean))))
