"""Group the signatures of a block into people, the surest merge first, and say how sure each was.

First groups grow while the mean of the average and of the best log-odds between their signatures is high; then two
groups are compared as wholes, by all that each has come to possess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.iris import PERSON_REGISTRIES
from kg.resolve.authors.model import Model, sigmoid
from kg.resolve.authors.pairs import Block

__all__ = [
    "CANDIDATE",
    "GROUP_FEATURES",
    "SURE",
    "Group",
    "Merge",
    "compare_groups",
    "grow_groups",
    "join_groups",
    "pool",
    "score_groups",
    "start_groups",
]

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Group = list[int]

#: Log-odds down to which groups grow by their signatures alone.
SURE = 1.5
#: Middling log-odds from which the trees are asked, and what they would say of the rest.
CANDIDATE, HOPELESS = -3.0, -6.0
_BARRED = np.float32(-8)
#: So many groups are compared with all at once.
_ROWS = 256

#: What two groups are compared in, and whether more of it speaks for one person (1), against (-1), or either (0).
GROUP_FEATURES = {
    "mean": 1,
    "best": 1,
    "bidirectional": 1,
    "middle": 1,
    "coauthors": 1,
    "company": 1,
    "coauthor_share": 1,
    "topic": 1,
    "gap": -1,
    "circle": 1,
    "organization": 1,
    "ambiguity": -1,
    "signatures": -1,
    "same_name": 1,
    "smaller": 0,
    "larger": 0,
}


_MIDDLE = list(GROUP_FEATURES).index("middle")


@dataclass(frozen=True, slots=True)
class Merge:
    """Two groups that became one: the signatures of both as they were, and the probability that they are one."""

    kept: tuple[int, ...]
    absorbed: tuple[int, ...]
    score: float


def start_groups(block: Block) -> tuple[list[Group], list[Merge]]:
    """Return the groups that identifiers prove, all other signatures alone, and the merges that made them.

    The most trusted registry has the first word, so that what others say doesn't part those whom it makes one.
    """
    groups: list[Group] = [[i] for i in range(len(block.signatures))]
    home = list(range(len(groups)))
    owner: dict[tuple[str, str], int] = {}
    merges: list[Merge] = []
    trust = {registry: n for n, registry in enumerate(PERSON_REGISTRIES)}
    proven = ((trust[proof[0]], i, proof) for i, proofs in enumerate(block.proofs) for proof in proofs)
    for _, i, proof in sorted(proven):
        kept, absorbed = sorted((home[owner.setdefault(proof, i)], home[i]))
        if kept == absorbed or block.barred[np.ix_(groups[kept], groups[absorbed])].any():
            continue
        merges.append(Merge(tuple(groups[kept]), tuple(groups[absorbed]), 1.0))
        groups[kept] = sorted(groups[kept] + groups[absorbed])
        groups[absorbed] = []
        home = [kept if h == absorbed else h for h in home]
    return [group for group in groups if group], merges


def _order(groups: Sequence[Group]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the members of all groups in a row, and where each group starts."""
    members = np.fromiter(chain.from_iterable(groups), np.intp)
    return members, np.cumsum([0, *(len(group) for group in groups[:-1])])


def pool(array: npt.NDArray[Any], groups: Sequence[Group], how: np.ufunc) -> npt.NDArray[Any]:
    """Reduce a square array over signatures to one over groups."""
    order, starts = _order(groups)
    pooled: npt.NDArray[Any] = how.reduceat(how.reduceat(array[np.ix_(order, order)], starts, 0), starts, 1)
    return pooled


def grow_groups(
    groups: list[Group], odds: Floats, barred: Flags, *, until: float = SURE
) -> Iterator[tuple[int, int, float]]:
    """Merge groups in place; yield (kept, absorbed, log-odds) as positions in ``groups``. What is absorbed is emptied.

    The log-odds of two groups are the mean of the average and the best among their signatures.
    """
    size = np.array([len(group) for group in groups], np.float32)
    shut = pool(barred, groups, np.logical_or).astype(bool)
    total = pool(odds, groups, np.add).astype(np.float32)
    best = pool(odds, groups, np.maximum).astype(np.float32)
    mixed = np.where(shut, -np.inf, (total / np.outer(size, size) + best) / 2).astype(np.float32)
    np.fill_diagonal(mixed, -np.inf)
    partner = mixed.argmax(1)
    top = mixed.max(1)
    while len(top) and top[i := int(top.argmax())] >= until:
        i, j = sorted((i, int(partner[i])))
        yield i, j, float(mixed[i, j])
        groups[i] += groups[j]
        groups[j] = []
        total[i] += total[j]
        total[:, i] += total[:, j]
        best[i] = best[:, i] = np.maximum(best[i], best[j])
        size[i] += size[j]
        fresh = np.where(np.isinf(mixed[i]) | np.isinf(mixed[j]), -np.inf, (total[i] / (size[i] * size) + best[i]) / 2)
        mixed[i] = mixed[:, i] = fresh
        mixed[i, i] = -np.inf
        mixed[j] = mixed[:, j] = -np.inf
        top[j] = -np.inf
        stale = np.flatnonzero((partner == i) | (partner == j) | (mixed[:, i] > top))
        stale = np.append(stale[stale != j], i)
        partner[stale] = mixed[stale].argmax(1)
        top[stale] = mixed[stale, partner[stale]]


def compare_groups(
    block: Block, groups: Sequence[Group], odds: Floats, rows: Sequence[int] | None = None
) -> tuple[Floats, Flags]:
    """Return ``GROUP_FEATURES`` of some groups with each, shape (rows, groups, features), and which can't be one."""
    rows = range(len(groups)) if rows is None else rows
    own, starts = _order([groups[i] for i in rows])
    every, edges = _order(groups)
    square = np.ix_(own, every)

    def reduce(array: npt.NDArray[Any], how: np.ufunc) -> npt.NDArray[Any]:
        pooled: npt.NDArray[Any] = how.reduceat(how.reduceat(array, starts, 0), edges, 1)
        return pooled

    bounded = np.where(block.barred[square], _BARRED, odds[square])
    bounded[np.equal.outer(own, every)] = 0
    sizes = np.array([len(group) for group in groups], np.float32)
    size = sizes[rows, None]
    pairs = size * sizes
    mean, best = reduce(bounded, np.add) / pairs, reduce(bounded, np.maximum)
    here = np.add.reduceat(np.maximum.reduceat(bounded, edges, 1), starts, 0) / size
    there = np.add.reduceat(np.maximum.reduceat(bounded, starts, 0), edges, 1) / sizes
    company, around = (np.maximum.reduceat(array[every], edges, 0) for array in block.known[1:])
    counts = company.sum(1)
    common = company[rows] @ company.T
    centre = np.add.reduceat(block.columns.topics.texts[block.papers][every], edges, 0)
    centre /= np.maximum(np.linalg.norm(centre, axis=1, keepdims=True), 1e-9)
    values = {
        "mean": mean,
        "best": best,
        "bidirectional": np.where(size <= sizes, here, there),
        "middle": (mean + best) / 2,
        "coauthors": common,
        "company": (company[rows] * block.columns.tellings[block.known[0]]) @ company.T,
        "coauthor_share": common / np.maximum(np.minimum(counts[rows, None], counts), 1),
        "topic": centre[rows] @ centre.T,
        "gap": _years_between(block.columns.years[block.papers][every], edges, rows),
        "circle": np.maximum(company[rows] @ around.T, around[rows] @ company.T),
        "organization": reduce(np.nan_to_num(block.organization[square], nan=-1), np.maximum),
        "ambiguity": reduce(block.ambiguity[square], np.add) / pairs,
        "signatures": reduce(block.signatures_of_name[square], np.add) / pairs,
        "same_name": reduce((block.relation[square] == 0).astype(np.float32), np.add) / pairs,
        "smaller": np.minimum(size, sizes),
        "larger": np.maximum(size, sizes),
    }
    features = np.stack([values[name] for name in GROUP_FEATURES], axis=2).astype(np.float32)
    return features, reduce(block.barred[square], np.logical_or).astype(bool)


def _years_between(years: Floats, edges: npt.NDArray[np.intp], rows: Sequence[int]) -> Floats:
    """Return how many years lie between the times in which two groups publish; -1 where a time is unknown."""
    first, last = (how.reduceat(years, edges) for how in (np.fmin, np.fmax))
    gap = np.maximum(np.maximum(first[rows, None] - last, first - last[rows, None]), 0)
    known_gap: Floats = np.nan_to_num(gap, nan=-1).astype(np.float32)
    return known_gap


def score_groups(
    block: Block, groups: Sequence[Group], odds: Floats, model: Model, rows: Sequence[int] | None = None
) -> Floats:
    """Return the log-odds of some groups being one person with each; minus infinity where they can't."""
    rows = range(len(groups)) if rows is None else rows
    scores = np.full((len(rows), len(groups)), -np.inf, np.float32)
    for start in range(0, len(rows), _ROWS):
        part = slice(start, start + _ROWS)
        features, barred = compare_groups(block, groups, odds, rows[part])
        likely = ~barred & (features[:, :, _MIDDLE] > CANDIDATE)
        scores[part][~barred] = HOPELESS
        scores[part][likely] = model.groups.score(features[likely])
    return scores


def join_groups(block: Block, groups: list[Group], odds: Floats, model: Model, *, until: float) -> Iterator[Merge]:
    """Merge groups as wholes, in place, while their log-odds stay above ``until``; empty groups are removed.

    In each round, groups that are each other's likeliest are merged, the surer half of them.
    """
    if len(groups) < 2:
        return
    scores = score_groups(block, groups, odds, model)
    scores = np.maximum(scores, scores.T)  # they may differ by rounding
    while len(groups) > 1:
        partner, top = scores.argmax(1), scores.max(1)
        mutual = [i for i in range(len(groups)) if i < partner[i] and partner[partner[i]] == i and top[i] >= until]
        mutual.sort(key=lambda i: (-top[i], i))
        if not mutual:
            return
        grown = mutual[: max(1, len(mutual) // 2)]
        for i in grown:
            j = int(partner[i])
            yield Merge(tuple(groups[i]), tuple(groups[j]), float(sigmoid(top[i])))
            groups[i] = groups[i] + groups[j]
            groups[j] = []
        left = [i for i, group in enumerate(groups) if group]
        groups[:] = [groups[i] for i in left]
        scores = scores[np.ix_(left, left)]
        fresh = np.searchsorted(left, sorted(grown))
        found = score_groups(block, groups, odds, model, fresh.tolist())
        found[:, fresh] = np.maximum(found[:, fresh], found[:, fresh].T)
        scores[fresh], scores[:, fresh] = found, found.T
