"""Rank all pairs without a tie by each method, and look where the pairs are that got one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from kg.network.arrays import Arrays, Floats, Numbers
from kg.network.prediction.pairs import BUDGET, METHODS, Block, Mask, choose_middles, find_among, score_near

__all__ = ["SAMPLE", "SEED", "EvaluationRow", "Tally", "count_candidates", "run_trial"]

#: Pairs drawn for the area under the curve.
SAMPLE = 200_000
SEED = 2007


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """How a method did with its ``top`` pairs; ``None`` where there was nothing to find.

    ``hits`` may be no whole number: of pairs with equal scores at the end of the list, each counts the share of hits
    among them, as if drawn by lot (McSherry & Najork, ECIR 2008). ``precision`` is of the pairs, ``recall`` of the new
    ties. ``lift`` is how many times more than pairs drawn at random would have hit. ``auc`` is how often a new tie
    scores higher than another pair, equal ones counting half (Lü & Zhou, Physica A 390, 2011), whatever the ``top``.
    """

    method: str
    top: int
    hits: float
    precision: float
    recall: float | None
    lift: float | None
    auc: float | None


class Tally:
    """How many pairs have each score, the highest first, down to where ``depth`` pairs are counted."""

    def __init__(self, depth: int) -> None:
        """Begin with none."""
        self.depth = depth
        self.values: Floats = np.empty(0)
        self.counts: Floats = np.empty(0)

    def add(self, scores: Floats) -> None:
        """Count the scores of more pairs."""
        # What rounds to nothing is equal to what was never counted.
        scores = scores[scores > 0]
        full = self.counts.sum() >= self.depth and len(self.values)
        high = scores[scores >= self.values[-1]] if full else scores
        fresh, counts = np.unique(high, return_counts=True)
        values, place = np.unique(np.append(self.values, fresh), return_inverse=True)
        summed = np.asarray(np.bincount(place, np.append(self.counts, counts), len(values)), np.float64)[::-1]
        kept = np.cumsum(summed) - summed < self.depth
        self.values, self.counts = values[::-1][kept], summed[kept]

    def expect(self, hits: Floats, top: int, candidates: int) -> float:
        """Return how many pairs of these scores are expected among the ``top``; pairs never counted come last."""
        values = np.append(self.values, 0.0)
        counts = np.append(self.counts, candidates - self.counts.sum())
        taken = np.clip(top - (np.cumsum(counts) - counts), 0, counts)
        order = np.sort(hits)
        equal = np.searchsorted(order, values, side="right") - np.searchsorted(order, values)
        return float((taken / np.maximum(counts, 1) * equal).sum())


def run_trial(
    network: Arrays,
    new: Numbers,
    depths: Sequence[int],
    are_alike: Callable[[Numbers, Numbers], Mask],
    *,
    recent: Floats | None = None,
    seed: int = SEED,
    budget: int = BUDGET,
) -> tuple[tuple[EvaluationRow, ...], int]:
    """Return how each method did with each number of pairs, and how many new ties join people at distance two.

    ``new`` are the keys of pairs without a tie that got one. Pairs that ``are_alike`` come last.
    """
    candidates = count_candidates(network)
    others = _draw(network, new, seed)
    tallies = {method: Tally(max(depths, default=0)) for method in METHODS}
    blocks = score_near(network, METHODS[:-1], choose_middles(network, budget), recent=recent)
    proposed = (_leave_out(block, are_alike) for block in blocks)
    scores, near = _score(network, np.concatenate([new, others]), tallies, proposed)
    tallies["preferential_attachment"] = _tally_degrees(network)
    rows = []
    for method in METHODS:
        hit, missed = scores[method][: len(new)], scores[method][len(new) :]
        auc = _area(hit, missed)
        for top in depths:
            hits = tallies[method].expect(hit, top, candidates)
            precision = hits / top
            recall = hits / len(new) if len(new) else None
            lift = precision * candidates / len(new) if len(new) else None
            rows.append(EvaluationRow(method, top, hits, precision, recall, lift, auc))
    return tuple(rows), int(near[: len(new)].sum())


def count_candidates(network: Arrays) -> int:
    """Count the pairs without a tie."""
    return len(network) * (len(network) - 1) // 2 - network.ties


def _draw(network: Arrays, new: Numbers, seed: int) -> Numbers:
    """Draw pairs that had no tie and got none; of few people, take every pair."""
    n = len(network)
    if n * (n - 1) // 2 <= SAMPLE:
        first, second = np.triu_indices(n, 1)
    else:
        random = Random(seed)  # noqa: S311 - a sample, no secret
        drawn = np.array([random.randrange(n) for _ in range(2 * SAMPLE)], np.int64).reshape(-1, 2)
        first, second = drawn.min(axis=1), drawn.max(axis=1)
    keys = np.unique((first * n + second)[first < second])
    keys = keys[~find_among(keys, network.starts * n + network.neighbours)]
    return keys[~find_among(keys, new)]


def _leave_out(block: Block, are_alike: Callable[[Numbers, Numbers], Mask]) -> Block:
    first, second, scores = block
    kept = ~are_alike(first, second)
    return first[kept], second[kept], {method: values[kept] for method, values in scores.items()}


def _score(
    network: Arrays, wanted: Numbers, tallies: dict[str, Tally], blocks: Iterable[Block]
) -> tuple[dict[str, Floats], Mask]:
    """Tally the scores of all pairs, and return those of the wanted ones, and which of them are at distance two."""
    n = max(len(network), 1)
    degree = network.degree
    scores = {method: np.zeros(len(wanted)) for method in METHODS}
    near = np.zeros(len(wanted), bool)
    for first, second, found in blocks:
        keys = first * n + second
        here = find_among(wanted, keys)
        near |= here
        places = np.searchsorted(keys, wanted[here])
        for method, values in found.items():
            scores[method][here] = values[places]
            tallies[method].add(values)
    scores["preferential_attachment"] = (degree[wanted // n] * degree[wanted % n]).astype(np.float64)
    return scores, near


def _tally_degrees(network: Arrays) -> Tally:
    """Count the products of degrees of all pairs without a tie, from how many people have each degree."""
    sizes, people = np.unique(network.degree, return_counts=True)
    i, j = np.triu_indices(len(sizes))
    pairs = np.where(i == j, people[i] * (people[i] - 1) // 2, people[i] * people[j])
    once = network.starts < network.neighbours
    tied = network.degree[network.starts[once]] * network.degree[network.neighbours[once]]
    values, place = np.unique(np.append(sizes[i] * sizes[j], tied), return_inverse=True)
    counts = np.asarray(np.bincount(place, np.append(pairs, -np.ones(len(tied))), len(values)), np.float64)
    tally = Tally(0)
    tally.values, tally.counts = values[::-1].astype(np.float64), counts[::-1]
    return tally


def _area(hit: Floats, missed: Floats) -> float | None:
    """Return how often a score of the first is above one of the second, equal ones counting half."""
    if not len(hit) or not len(missed):
        return None
    order = np.sort(missed)
    below, upto = np.searchsorted(order, hit), np.searchsorted(order, hit, side="right")
    return float((below + upto).mean() / 2 / len(missed))
