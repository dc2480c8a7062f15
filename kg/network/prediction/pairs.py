"""Score the pairs of people who have a common co-author and no paper together, whole blocks of them at a time.

``networkx.adamic_adar_index`` and its kin visit every pair of people without a tie; here only pairs at distance two are
made, by walking two ties from each person, and no more than ``CHUNK`` walks stand in memory at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kg.errors import UsageError
from kg.network.arrays import Arrays, Floats, Numbers

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "BUDGET",
    "DIGITS",
    "METHODS",
    "Block",
    "Mask",
    "check_method",
    "choose_middles",
    "find_among",
    "score_around",
    "score_near",
    "weigh_recent",
]

#: What a pair can be scored by.
METHODS = ("resource_allocation", "recent_allocation", "adamic_adar", "common_neighbours", "preferential_attachment")
#: Walks of two ties that a search through a whole network may take, about half a minute; 54 million in 100,000 papers.
BUDGET = 200_000_000
CHUNK = 2_000_000
#: Sums that differ in the order of their terms alone are equal up to here.
DIGITS = 9

#: Years after which a tie counts half as much, and those after which it no longer loses.
HALF_LIFE = 2
OLDEST = 50

Mask = npt.NDArray[np.bool_]
#: Where walks start, and the places of their first and of their second tie.
Walks = tuple[Numbers, Numbers, Numbers]
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


def score_near(
    network: Arrays, methods: Sequence[str], middles: Mask, *, recent: Floats | None = None, chunk: int = CHUNK
) -> Iterator[Block]:
    """Yield all pairs at distance two in blocks, each pair once, in order.

    ``recent`` weighs ties for ``recent_allocation``, as ``weigh_recent`` does; without it all weigh the same.
    """
    flow = _flow(network, recent)
    walks = np.bincount(network.starts, _walks(network, middles), len(network))
    number = np.cumsum(walks) // chunk
    for block in np.split(np.arange(len(network)), np.flatnonzero(np.diff(number)) + 1):
        source, one, two = _walk(network, block, middles)
        later = network.neighbours[two] > source
        yield _score(network, methods, (source[later], one[later], two[later]), flow)


def score_around(network: Arrays, methods: Sequence[str], node: int, *, recent: Floats | None = None) -> Block:
    """Return the pairs of one person and all at distance two; nobody is left out on the way."""
    everyone = np.ones(len(network), bool)
    source, one, two = _walk(network, np.array([node], np.int64), everyone)
    away = network.neighbours[two] != source
    return _score(network, methods, (source[away], one[away], two[away]), _flow(network, recent))


def weigh_recent(graph: nx.Graph[str], network: Arrays) -> Floats:
    """Return what each tie weighs, at the places of ``network.neighbours``: joint papers, halved with age.

    That is the ``fractional`` weight (Newman, Phys. Rev. E 64, 016132, 2001) times the mean, over the ``years`` of the
    papers, of a half for every ``HALF_LIFE`` years before the last year of the network. A tie without dates is not
    halved. Rating ties lower with age follows Tylenda, Angelova & Bedathur (SNA-KDD 2009).
    """
    index = {iri: i for i, iri in enumerate(network.order)}
    dated: set[int] = {year for *_, tie in graph.edges(data=True) for year in tie.get("years", ())}
    last = max(dated, default=0)
    share = {year: 0.5 ** (min(last - year, OLDEST) / HALF_LIFE) for year in dated}
    ties = [(index[a], index[b], tie) for a, b, tie in graph.edges(data=True) if a != b]
    ends = np.array([(a, b) for a, b, _ in ties], np.int64).reshape(-1, 2)
    weights = np.array([_weigh(tie, share) for *_, tie in ties], np.float64)
    keys = np.append(ends[:, 0] * len(network) + ends[:, 1], ends[:, 1] * len(network) + ends[:, 0])
    ordered: Floats = np.append(weights, weights)[np.argsort(keys)]
    return ordered


def _weigh(tie: dict[str, Any], share: dict[int, float]) -> float:
    years = tie.get("years", ())
    fractional: float = tie.get("fractional", 1.0)
    return fractional * sum([share[year] for year in years]) / len(years) if years else fractional


def _flow(network: Arrays, recent: Floats | None) -> tuple[Floats, Floats]:
    """Return the weight of each tie, and its share in what the person it starts from gives to all."""
    weights = np.ones(len(network.neighbours)) if recent is None else recent
    strength = np.bincount(network.starts, weights, len(network))[network.starts]
    return weights, weights / np.where(strength > 0, strength, 1)


def _walks(network: Arrays, middles: Mask) -> Floats:
    """Count the walks that go on from each tie."""
    return np.where(middles, network.degree, 0).astype(np.float64)[network.neighbours]


def _walk(network: Arrays, block: Numbers, middles: Mask) -> Walks:
    """Walk two ties from some people; return where each walk started, and the places of both ties."""
    position, one = network.near(block)
    passed = middles[network.neighbours[one]]
    one, position = one[passed], position[passed]
    onward, two = network.near(network.neighbours[one])
    return block[position[onward]], one[onward], two


def _score(network: Arrays, methods: Sequence[str], walks: Walks, flow: tuple[Floats, Floats]) -> Block:
    """Sum what the walks between each pair are worth, of pairs without a tie."""
    source, one, two = walks
    keys = source * len(network) + network.neighbours[two]
    place = np.argsort(keys, kind="stable")
    keys, one, two = keys[place], one[place], two[place]
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    pairs = keys[begins]
    apart = ~find_among(pairs, network.starts * len(network) + network.neighbours)
    first, second = np.divmod(pairs[apart], max(len(network), 1))
    scores = {}
    for method in methods:
        if method == "preferential_attachment":
            scores[method] = (network.degree[first] * network.degree[second]).astype(np.float64)
        else:
            recent = method == "recent_allocation"
            worth = flow[0][one] * flow[1][two] if recent else _worth(method, network.degree)[network.neighbours[one]]
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
