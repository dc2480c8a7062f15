"""Score the pairs of people who have a common co-author and no paper together, whole blocks of them at a time.

``networkx.adamic_adar_index`` and its kin visit every pair of people without a tie; here only pairs at distance two are
made, by walking two ties from each person, and no more than ``CHUNK`` walks stand in memory at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from kg.errors import UsageError
from kg.network.arrays import Arrays, Floats, Numbers

__all__ = [
    "BUDGET",
    "METHODS",
    "Block",
    "Mask",
    "check_method",
    "choose_middles",
    "find_among",
    "score_around",
    "score_near",
]

#: What a pair can be scored by.
METHODS = ("resource_allocation", "adamic_adar", "common_neighbours", "preferential_attachment")
#: Walks of two ties that a search through a whole network may take, about half a minute; 54 million in 100,000 papers.
BUDGET = 200_000_000
CHUNK = 2_000_000
#: Sums that differ in the order of their terms alone are equal up to here.
DIGITS = 9

Mask = npt.NDArray[np.bool_]
#: The pairs' first people, their second people, and the scores of each method.
Block = tuple[Numbers, Numbers, dict[str, Floats]]


def check_method(method: str) -> None:
    """Raise ``UsageError`` for a method that is not one of ``METHODS``."""
    if method not in METHODS:
        raise UsageError(f"{method!r} predicts nothing: expected one of {', '.join(METHODS)}")


def choose_middles(network: Arrays, budget: int) -> Mask:
    """Mark the people whom walks may pass: all, or those of fewest co-authors, of whom ``budget`` allows the walks.

    A person of d co-authors is passed by d² walks and adds to a score at most 1/d (resource allocation) or 1/log d
    (Adamic-Adar): those who cost most tell least.
    """
    sizes, counts = np.unique(network.degree, return_counts=True)
    within = np.cumsum(counts * sizes.astype(np.float64) ** 2) <= budget
    most = sizes[within].max(initial=0)
    chosen: Mask = network.degree <= most
    return chosen


def score_near(network: Arrays, methods: Sequence[str], middles: Mask, *, chunk: int = CHUNK) -> Iterator[Block]:
    """Yield all pairs at distance two in blocks, each pair once, in order."""
    walks = np.bincount(network.starts, _walks(network, middles), len(network))
    number = np.cumsum(walks) // chunk
    for block in np.split(np.arange(len(network)), np.flatnonzero(np.diff(number)) + 1):
        source, middle, target = _walk(network, block, middles)
        later = target > source
        yield _score(network, methods, source[later], middle[later], target[later])


def score_around(network: Arrays, methods: Sequence[str], node: int) -> Block:
    """Return the pairs of one person and all at distance two; nobody is left out on the way."""
    everyone = np.ones(len(network), bool)
    source, middle, target = _walk(network, np.array([node], np.int64), everyone)
    away = target != source
    return _score(network, methods, source[away], middle[away], target[away])


def _walks(network: Arrays, middles: Mask) -> Floats:
    """Count the walks that go on from each tie."""
    return np.where(middles, network.degree, 0).astype(np.float64)[network.neighbours]


def _walk(network: Arrays, block: Numbers, middles: Mask) -> tuple[Numbers, Numbers, Numbers]:
    """Walk two ties from some people; return where each walk started, passed and ended."""
    position, places = network.near(block)
    first = network.neighbours[places]
    passed = middles[first]
    first, position = first[passed], position[passed]
    onward, places = network.near(first)
    return block[position[onward]], first[onward], network.neighbours[places]


def _score(network: Arrays, methods: Sequence[str], source: Numbers, middle: Numbers, target: Numbers) -> Block:
    """Sum what the middles of each pair are worth, of pairs without a tie."""
    keys = source * len(network) + target
    place = np.argsort(keys, kind="stable")
    keys, middle = keys[place], middle[place]
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    pairs = keys[begins]
    apart = ~find_among(pairs, network.starts * len(network) + network.neighbours)
    first, second = np.divmod(pairs[apart], max(len(network), 1))
    scores = {}
    for method in methods:
        if method == "preferential_attachment":
            scores[method] = (network.degree[first] * network.degree[second]).astype(np.float64)
        else:
            worth = _worth(method, network.degree)[middle]
            sums = np.add.reduceat(worth, begins) if len(begins) else np.empty(0)
            scores[method] = np.round(sums[apart], DIGITS)
    return first, second, scores


def _worth(method: str, degree: Numbers) -> Floats:
    """Return what each person adds to the score of two co-authors; who has fewer than two joins nobody."""
    several = np.maximum(degree, 2).astype(np.float64)
    if method == "resource_allocation":
        return 1 / several
    return 1 / np.log(several) if method == "adamic_adar" else np.ones(len(degree))


def find_among(keys: Numbers, known: Numbers) -> Mask:
    """Say which keys are among others, which are sorted."""
    if not len(known):
        return np.zeros(len(keys), bool)
    found: Mask = known[np.minimum(np.searchsorted(known, keys), len(known) - 1)] == keys
    return found
