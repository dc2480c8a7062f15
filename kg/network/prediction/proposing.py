"""Predict who will write together next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import UsageError
from kg.network.arrays import Arrays, Floats
from kg.network.prediction.pairs import (
    BUDGET,
    METHODS,
    Block,
    check_method,
    choose_middles,
    score_around,
    score_near,
    weigh_recent,
)
from kg.resolve.names import relate_names

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["METHODS", "Prediction", "describe_search", "predict_ties"]

#: The minus of a score, and the numbers of both people: what comes first is more likely.
Ranked = tuple[float, int, int]


@dataclass(frozen=True, slots=True)
class Prediction:
    """Two people who never wrote together, by IRI, and the names of the co-authors that they have in common.

    ``alike`` says how both names may be one person's, in the words of ``kg.resolve.names.relate_names``.
    """

    source: str
    target: str
    source_name: str
    target_name: str
    score: float
    common: tuple[str, ...]
    alike: str | None = None


def predict_ties(
    graph: nx.Graph[str],
    *,
    method: str = "resource_allocation",
    person: str | None = None,
    top: int = 20,
    namesakes: bool = False,
    budget: int = BUDGET,
) -> list[Prediction]:
    """Return the ``top`` pairs of people most likely to write together, or those of one person, who is the source.

    Only people with a common co-author are proposed. Scores of x and y are, over common co-authors z of degree d(z):

    - ``resource_allocation``: the sum of 1/d(z) (Zhou, Lü & Zhang, Eur. Phys. J. B 71, 2009).
    - ``recent_allocation``: the same along weighted ties, the sum of w(x, z) w(z, y) / s(z), where s(z) are the weights
      of all ties of z. Papers of many authors and old ones weigh less: see ``weigh_recent``.
    - ``adamic_adar``: the sum of 1/log d(z) (Adamic & Adar, Social Networks 25, 2003).
    - ``common_neighbours``: their number (Newman, Phys. Rev. E 64, 025102, 2001).
    - ``preferential_attachment``: the product of the degrees of both (Barabási et al., Physica A 311, 2002), whoever
      they have in common; a baseline.

    Scores are rounded to nine digits; equal ones are listed by IRI. Two names that may be one person's tell of a person
    split in two sooner than of two who will meet: such pairs come with ``namesakes`` only. Scores are always those of
    the whole network; where a search through all of it would take more than ``budget`` walks of two ties, pairs are not
    sought by way of people with very many co-authors: ``describe_search`` says of how many.

    >>> from kg.network.papers import SignedPaper
    >>> from kg.network.projection import project_papers
    >>> graph = project_papers([SignedPaper("p", "P", ("a", "b")), SignedPaper("q", "Q", ("b", "c"))])
    >>> [(found.source, found.target, found.score, found.common) for found in predict_ties(graph)]
    [('a', 'c', 0.5, ('b',))]
    """
    check_method(method)
    if top < 1:
        raise UsageError(f"the top {top} predictions are none: give 1 or more")
    if person is not None and person not in graph:
        raise UsageError(f"{person} signs no paper of this network")
    network = Arrays(graph)
    recent = weigh_recent(graph, network) if method == "recent_allocation" else None
    middles = choose_middles(network, budget)
    if person is None:
        blocks = score_near(network, (method,), middles, recent=recent)
    else:
        blocks = iter([score_around(network, (method,), network.order.index(person), recent=recent)])

    def proposes(ranked: Ranked) -> bool:
        return namesakes or _relate(graph, *(network.order[i] for i in ranked[1:])) is None

    best = _rank(blocks, method, top, proposes)
    if person is None and not middles.all():
        best = sorted(_score_wholly(network, method, recent, a, b) for _, a, b in best)
    return [_explain(graph, network.order[a], network.order[b], -negative) for negative, a, b in best]


def _score_wholly(network: Arrays, method: str, recent: Floats | None, a: int, b: int) -> Ranked:
    """Score a pair by all that they have in common, whom the search passed over too."""
    _, second, scores = score_around(network, (method,), a, recent=recent)
    return -float(scores[method][np.searchsorted(second, b)]), a, b


def describe_search(graph: nx.Graph[str], *, namesakes: bool = False, budget: int = BUDGET) -> Iterator[str]:
    """Yield sentences on the pairs that ``predict_ties`` can't propose."""
    network = Arrays(graph)
    chosen = choose_middles(network, budget)
    yield "Only people with a common co-author are proposed."
    if not namesakes:
        yield "Two people whose names may be one person's are not proposed."
    if passed_over := len(network) - int(chosen.sum()):
        least = int(network.degree[~chosen].min())
        yield f"People not looked at as common co-authors, because they have {least:,} or more: {passed_over:,}."


def _relate(graph: nx.Graph[str], a: str, b: str) -> str | None:
    """Say how the names of two people may be one person's; an IRI is no name, nor is nothing."""
    left, right = _name(graph, a), _name(graph, b)
    return None if left in {a, ""} or right in {b, ""} else relate_names(left, right)


def _name(graph: nx.Graph[str], iri: str) -> str:
    return str(graph.nodes[iri].get("name", iri))


def _rank(blocks: Iterable[Block], method: str, top: int, proposes: Callable[[Ranked], bool]) -> list[Ranked]:
    """Return the pairs of highest score, of equal ones the first."""
    best: list[Ranked] = []
    for block in blocks:
        # Blocks come in order: a later pair must have more than the last one kept.
        floor = -best[-1][0] if len(best) == top else -np.inf
        best = sorted([*best, *islice(filter(proposes, _sort(block, method, floor)), top)])[:top]
    return best


def _sort(block: Block, method: str, floor: float) -> Iterator[Ranked]:
    first, second, scores = block
    high = np.flatnonzero(scores[method] > floor)
    negative = -scores[method][high]
    for i in np.argsort(negative, kind="stable"):
        yield float(negative[i]), int(first[high[i]]), int(second[high[i]])


def _explain(graph: nx.Graph[str], a: str, b: str, score: float) -> Prediction:
    common = tuple(sorted(_name(graph, iri) for iri in set(graph[a]) & set(graph[b]) - {a, b}))
    return Prediction(a, b, _name(graph, a), _name(graph, b), score, common, _relate(graph, a, b))
