"""The papers of a graph under other answers to who is one person, and the networks of them measured alike."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kg.network.arrays import Arrays
from kg.network.betweenness import measure_betweenness
from kg.network.centrality import measure_closeness
from kg.network.measures import compute_measures, draw_pivots
from kg.network.papers import SignedPaper
from kg.network.tables import round_figure
from kg.network.uncertainty.identities import Identities

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Variant", "count_parts", "merge_people", "split_people"]

#: What is estimated from pivots in large networks.
_SAMPLED = {"betweenness": measure_betweenness, "closeness": measure_closeness}


def merge_people(papers: Iterable[SignedPaper], identities: Identities) -> Iterator[SignedPaper]:
    """Yield papers signed by the people there are if all who may be one are."""
    merged = identities.merged
    for paper in papers:
        people = tuple(dict.fromkeys(merged.get(iri, iri) for iri in paper.people))
        yield paper if people == paper.people else replace(paper, people=people)


def split_people(papers: Iterable[SignedPaper], identities: Identities) -> Iterator[SignedPaper]:
    """Yield papers signed by the people there are if every unsure merge is undone.

    Of the parts of a person the one that signs most of these papers keeps the IRI; the others have those of a
    signature each.
    """
    every = list(papers)
    counts = count_parts(every, identities)
    keeps = {person: min(parts, key=lambda part: (-parts[part], part)) for person, parts in counts.items()}
    for paper in every:
        people = (
            person if part == keeps.get(person) else part
            for person in paper.people
            for part in identities.parts.get((paper.iri, person), (person,))
        )
        divided = tuple(dict.fromkeys(people))
        yield paper if divided == paper.people else replace(paper, people=divided)


def count_parts(papers: Iterable[SignedPaper], identities: Identities) -> dict[str, Counter[str]]:
    """Count how many papers each part signs, of each person who falls apart."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for paper in papers:
        for person in paper.people:
            if parts := identities.parts.get((paper.iri, person)):
                counts[person].update(parts)
    return counts


@dataclass(eq=False)
class Variant:
    """The network under one answer; ``home`` leads from people as decided to those who stand for them, if others do."""

    graph: nx.Graph[str]
    home: Mapping[str, str] = field(default_factory=dict)
    values: dict[str, Mapping[str, float]] = field(default_factory=dict)

    def choose_pivots(self, budget: int, seed: int) -> list[str] | None:
        """Draw people to search from, those whom ``compute_measures`` draws; None where it searches from all."""
        import networkx as nx

        order, ties = sorted(self.graph), self.graph.number_of_edges() - nx.number_of_selfloops(self.graph)
        few = draw_pivots(len(order), ties, budget=budget, seed=seed)
        return None if few is None else [order[i] for i in few]

    def measure(
        self, names: Sequence[str], *, weight: str, communities: str, seed: int, pivots: Sequence[str] | None
    ) -> None:
        """Measure by searches from all, or from these people alone: other ones would change values by themselves."""
        alike = [] if pivots is None else [name for name in names if name in _SAMPLED]
        rest = [name for name in names if name not in alike]
        self.values |= compute_measures(
            self.graph, rest, weight=weight, communities=communities, budget=sys.maxsize, seed=seed
        )
        if alike and pivots is not None:
            arrays = Arrays(self.graph, weight=weight)
            index = {iri: i for i, iri in enumerate(arrays.order)}
            stand = dict.fromkeys(self.home.get(iri, iri) for iri in pivots)
            few = [index[iri] for iri in stand if iri in index]
            for name in alike:
                self.values[name] = dict(zip(arrays.order, _SAMPLED[name](arrays, few).tolist(), strict=True))

    def place(self, name: str, iri: str) -> tuple[float, int, bool]:
        """Return a person's value and rank, and whether nobody is lower.

        One who is not in the network has the value 0, behind all others.
        """
        own = self.values[name]
        iri = self.home.get(iri, iri)
        rank = self._ranks[name].get(iri, len(own) + 1)
        return own.get(iri, 0.0), rank, rank >= self._last[name]

    @cached_property
    def _ranks(self) -> dict[str, dict[str, int]]:
        return {name: _rank(own) for name, own in self.values.items()}

    @cached_property
    def _last(self) -> dict[str, int]:
        return {name: max(ranks.values(), default=1) for name, ranks in self._ranks.items()}


def _rank(values: Mapping[str, float]) -> dict[str, int]:
    """Count from 1 for the highest; equal values share the first of their places."""
    figures = {iri: round_figure(value) for iri, value in values.items()}
    first: dict[float, int] = {}
    for place, figure in enumerate(sorted(figures.values(), reverse=True), 1):
        first.setdefault(figure, place)
    return {iri: first[figure] for iri, figure in figures.items()}
