"""The whole way from a graph to a measured co-authorship network."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.network.communities import name_communities
from kg.network.measures import BUDGET, measure_coauthors
from kg.network.papers import Selection, SignedPaper, read_papers, read_term_names
from kg.network.projection import WEIGHTS, name_people, project_papers

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset

__all__ = ["Plan", "study_coauthors", "study_papers", "trim_network"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a co-authorship network is made and measured.

    ``people`` keeps only these IRIs and the ties among them, ``minimum`` only ties of at least this weight, ``giant``
    only the largest component; all three before anything is measured. ``measures`` are taken beside the standard ones,
    within ``budget`` (see ``measure_coauthors``).
    """

    selection: Selection = field(default_factory=Selection)
    weight: str = "weight"
    people: Collection[str] = ()
    minimum: float = 0.0
    giant: bool = False
    measures: tuple[str, ...] = ()
    communities: str = "leiden"
    budget: int = BUDGET

    def __post_init__(self) -> None:
        """Raise ``UsageError`` for an unknown weight, and for a minimum that is none."""
        if not 0 <= self.minimum < math.inf:
            raise UsageError(f"{self.minimum} is no least weight of a tie: expected 0 or more")
        if self.weight not in WEIGHTS:
            raise UsageError(f"{self.weight!r} is no weight of a tie: expected one of {', '.join(WEIGHTS)}")


def study_coauthors(dataset: Dataset, plan: Plan | None = None) -> nx.Graph[str]:
    """Read, project and measure the co-authorship network of a graph; communities are named by their typical terms."""
    return study_papers(read_papers(dataset), dataset, plan)


def study_papers(papers: Iterable[SignedPaper], dataset: Dataset, plan: Plan | None = None) -> nx.Graph[str]:
    """Do what ``study_coauthors`` does with papers that were read already."""
    chosen = plan or Plan()
    every = list(papers)
    graph = name_people(project_papers(every, selection=chosen.selection), dataset)
    graph = trim_network(graph, chosen)
    measured = measure_coauthors(
        graph, measures=chosen.measures, weight=chosen.weight, communities=chosen.communities, budget=chosen.budget
    )
    taken = [paper for paper in every if chosen.selection.takes(paper)]
    name_communities(measured, taken, read_term_names(dataset))
    _count_citations(measured, every, taken)
    return measured


def _count_citations(graph: nx.Graph[str], every: Sequence[SignedPaper], taken: Sequence[SignedPaper]) -> None:
    """Give people ``citations`` and ``h_index`` where papers of the graph cite each other; else nothing is known.

    ``h_index`` is the largest h such that h papers have h citations each (Hirsch, PNAS 102, 2005). Only citations from
    papers of this graph count, so both are lower bounds, and comparable within it alone.
    """
    cited = Counter(other for paper in every for other in paper.cites)
    if not cited:
        return
    counts: dict[str, list[int]] = {iri: [] for iri in graph}
    for paper in taken:
        for iri in paper.people:
            if iri in counts:
                counts[iri].append(cited[paper.iri])
    for iri, own in counts.items():
        ranked = sorted(own, reverse=True)
        graph.nodes[iri].update(citations=sum(own), h_index=sum(n >= place for place, n in enumerate(ranked, 1)))


def trim_network(graph: nx.Graph[str], plan: Plan) -> nx.Graph[str]:
    """Leave out the nodes and ties that a plan does not keep.

    The graph attributes ``trimmed`` and ``trimmed_ties`` count them. Where ``people`` are listed, other things stay if
    they are tied to one of those.
    """
    import networkx as nx

    # Of a network of several kinds, a list of people concerns people alone.
    listed = set(plan.people)
    kept = {iri for iri, own in graph.nodes(data=True) if iri in listed or own.get("kind", "person") != "person"}
    kept = kept if listed else set(graph)
    ties = [
        (a, b) for a, b, w in graph.edges(data=plan.weight, default=1) if a in kept and b in kept and w >= plan.minimum
    ]
    if len(kept) == len(graph) and len(ties) == graph.number_of_edges() and not plan.giant:
        return graph
    trimmed: nx.Graph[str] = graph.__class__(**graph.graph)
    trimmed.add_nodes_from((iri, graph.nodes[iri]) for iri in sorted(kept))
    trimmed.add_edges_from((a, b, graph.edges[a, b]) for a, b in ties)
    if listed:
        trimmed.remove_nodes_from([iri for iri in trimmed if iri not in listed and not trimmed.degree(iri)])
    if plan.giant and len(trimmed):
        ways = trimmed.to_undirected(as_view=True) if trimmed.is_directed() else trimmed
        largest = min(nx.connected_components(ways), key=lambda part: (-len(part), min(part)))
        trimmed.remove_nodes_from([iri for iri in trimmed if iri not in largest])
    trimmed.graph["trimmed"] = len(graph) - len(trimmed)
    trimmed.graph["trimmed_ties"] = graph.number_of_edges() - trimmed.number_of_edges()
    return trimmed
