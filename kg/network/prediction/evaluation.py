"""Measure how far predicted collaborators hold, on a year held out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import UsageError
from kg.network.arrays import Arrays
from kg.network.papers import SignedPaper
from kg.network.prediction.namesakes import find_namesakes
from kg.network.prediction.pairs import BUDGET, weigh_recent
from kg.network.prediction.trial import SEED, EvaluationRow, count_candidates, run_trial

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Evaluation", "describe_evaluation", "evaluate_prediction"]

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What there was to predict in a year, and how each method did.

    ``people`` wrote in an earlier year, of the ``window`` if there is one; ``candidates`` are the pairs of them who did
    not write together. The ``ties`` of the year are ``repeated``, or ``new_ties`` of candidates, or ``newcomer_ties``
    with people who are not known, which nobody could predict; ``newcomer_papers`` of the year's ``papers`` have such
    people. ``reachable`` are the new ties of people with a common co-author. ``undated`` papers are left out.
    """

    year: int
    window: int | None
    papers: int
    newcomer_papers: int
    undated: int
    people: int
    candidates: int
    ties: int
    repeated: int
    new_ties: int
    newcomer_ties: int
    reachable: int
    rows: tuple[EvaluationRow, ...]


def evaluate_prediction(
    papers: Iterable[SignedPaper],
    *,
    year: int,
    window: int | None = None,
    names: Mapping[str, str] | None = None,
    tops: Sequence[int] = (100, 1000),
    seed: int = SEED,
    budget: int = BUDGET,
) -> Evaluation:
    """Predict the new ties of a year from the papers of earlier years, and compare with those that came.

    After Liben-Nowell & Kleinberg, "The link-prediction problem for social networks" (JASIST 58, 2007): each method
    ranks the pairs of people known before who never wrote together; as many as there were new ties, and the ``tops``,
    are looked at. Papers of later years count nowhere. ``preferential_attachment`` ranks every pair, the other methods
    those with a common co-author, and all others equally last. With ``window`` only so many years before are known, as
    ``predict_ties`` knows no more of a slice of years. With the ``names`` of people, by IRI, pairs whose names may be
    one person's are ranked last, as ``predict_ties`` does not propose them.
    """
    if bad := [top for top in tops if top < 1]:
        raise UsageError(f"the top {bad[0]} predictions are none: give 1 or more")
    signed = [paper for paper in papers if paper.people]
    before, held_out = _part(signed, year, window)
    joint = _pair(before)
    known, ties = joint.keys(), _pair(held_out).keys()
    graph = _join(before, joint)
    network = Arrays(graph)
    index = {iri: i for i, iri in enumerate(network.order)}
    fresh = [index[a] * len(index) + index[b] for a, b in sorted(ties - known) if a in index and b in index]
    candidates = count_candidates(network)
    depths = sorted({min(top, candidates) for top in (*tops, len(fresh))} - {0})
    are_alike = find_namesakes(network.order, names or {})
    recent = weigh_recent(graph, network)
    new = np.array(fresh, np.int64)
    rows, reachable = run_trial(network, new, depths, are_alike, recent=recent, seed=seed, budget=budget)
    return Evaluation(
        year=year,
        window=window,
        papers=len(held_out),
        newcomer_papers=sum(any(person not in index for person in paper.people) for paper in held_out),
        undated=sum(paper.year is None for paper in signed),
        people=len(index),
        candidates=candidates,
        ties=len(ties),
        repeated=len(ties & known),
        new_ties=len(fresh),
        newcomer_ties=len(ties - known) - len(fresh),
        reachable=reachable,
        rows=rows,
    )


def describe_evaluation(found: Evaluation) -> Iterator[str]:
    """Yield sentences on what there was to predict and what nobody could."""
    yield (
        f"Ties of {found.year}: {found.ties:,}, of which there before {found.repeated:,}, new ones of people known "
        f"before {found.new_ties:,}."
    )
    yield (
        f"Ties with newcomers, which nobody could predict: {found.newcomer_ties:,}; newcomers sign "
        f"{found.newcomer_papers:,} of {found.papers:,} papers."
    )
    if found.window:
        yield f"Nothing before {found.year - found.window} is known: what was earlier counts as new."
    if found.new_ties:
        chance = found.candidates / found.new_ties
        yield f"New ties of people known before who have a common co-author: {found.reachable:,} of {found.new_ties:,}."
        yield f"A pair drawn at random hits once in {chance:,.0f} times."
    if found.undated:
        yield f"Papers without a date, left out: {found.undated:,}."


def _part(papers: list[SignedPaper], year: int, window: int | None) -> tuple[list[SignedPaper], list[SignedPaper]]:
    """Return the papers known before a year, and those of it."""
    if window is not None and window < 1:
        raise UsageError(f"a window of {window} years holds nothing: give 1 or more")
    first = -math.inf if window is None else year - window
    before = [paper for paper in papers if paper.year is not None and first <= paper.year < year]
    held_out = [paper for paper in papers if paper.year == year]
    if not before or not held_out:
        raise UsageError(_refuse(papers, year, window))
    return before, held_out


def _refuse(papers: list[SignedPaper], year: int, window: int | None) -> str:
    years = sorted({paper.year for paper in papers if paper.year is not None})
    fit = [later for later in years if any(later - (window or math.inf) <= known < later for known in years)]
    if not fit:
        return f"nothing can be predicted for {year}: it takes dated papers of a year and of another before it"
    return f"nothing can be predicted for {year}: choose a year with papers from {fit[0]} to {fit[-1]}"


def _pair(papers: list[SignedPaper]) -> dict[Pair, list[SignedPaper]]:
    """Map pairs of people to their papers together."""
    joint: dict[Pair, list[SignedPaper]] = defaultdict(list)
    for paper in papers:
        for pair in combinations(sorted(set(paper.people)), 2):
            joint[pair].append(paper)
    return joint


def _join(papers: list[SignedPaper], joint: dict[Pair, list[SignedPaper]]) -> nx.Graph[str]:
    """Make a network with no more than predictions need: projecting papers whole would cost most of the time."""
    import networkx as nx

    share = {paper.iri: 1 / max(len(set(paper.people)) - 1, 1) for paper in papers}
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(person for paper in papers for person in paper.people)
    graph.add_edges_from(
        (a, b, {"fractional": sum([share[paper.iri] for paper in both]), "years": [paper.year for paper in both]})
        for (a, b), both in joint.items()
    )
    return graph
