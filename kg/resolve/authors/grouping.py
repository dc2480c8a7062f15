"""Group the signatures of a block into people, the surest merge first, and say how sure each was.

First groups grow while the mean of the average and of the best log-odds between their signatures is high; then two
groups are compared as wholes, by all that each has come to possess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


def pool(array: npt.NDArray[Any], groups: Sequence[Group], how: np.ufunc) -> npt.NDArray[Any]:
    """Reduce a square array over signatures to one over groups."""
    order = np.concatenate([np.array(group) for group in groups])
    starts = np.cumsum([0, *(len(group) for group in groups[:-1])])
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


def compare_groups(block: Block, groups: Sequence[Group], odds: Floats) -> tuple[Floats, Flags]:
    """Return ``GROUP_FEATURES`` of each two groups, shape (groups, groups, features), and which can't be one."""
    size = np.array([len(group) for group in groups], np.float32)
    pairs = np.outer(size, size)
    member = np.zeros((len(groups), len(block.signatures)), np.float32)
    for row, group in zip(member, groups, strict=True):
        row[group] = 1
    bounded = np.where(block.barred, _BARRED, odds)
    np.fill_diagonal(bounded, 0)
    order = np.concatenate([np.array(group) for group in groups])
    starts = np.cumsum([0, *(len(group) for group in groups[:-1])])
    nearest = np.maximum.reduceat(bounded[np.ix_(order, order)], starts, 1)
    found = np.add.reduceat(nearest, starts, 0) / size[:, None]
    best = np.maximum.reduceat(nearest, starts, 0)
    mean = pool(bounded, groups, np.add) / pairs
    every, first, second = block.known
    company, around = (member @ first > 0).astype(np.float32), (member @ second > 0).astype(np.float32)
    counts = company.sum(1)
    common = company @ company.T
    circle = company @ around.T
    centre = member @ block.columns.topics.texts[block.papers]
    centre /= np.maximum(np.linalg.norm(centre, axis=1, keepdims=True), 1e-9)
    values = {
        "mean": mean,
        "best": best,
        "bidirectional": np.where(size[:, None] <= size[None], found, found.T),
        "middle": (mean + best) / 2,
        "coauthors": common,
        "company": (company * block.columns.tellings[every]) @ company.T,
        "coauthor_share": common / np.maximum(np.minimum(counts[:, None], counts[None]), 1),
        "topic": centre @ centre.T,
        "gap": _years_between(block, groups),
        "circle": np.maximum(circle, circle.T),
        "organization": pool(np.nan_to_num(block.organization, nan=-1), groups, np.maximum),
        "ambiguity": pool(block.ambiguity, groups, np.add) / pairs,
        "signatures": pool(block.signatures_of_name, groups, np.add) / pairs,
        "same_name": pool((block.relation == 0).astype(np.float32), groups, np.add) / pairs,
        "smaller": np.minimum(size[:, None], size[None]),
        "larger": np.maximum(size[:, None], size[None]),
    }
    features = np.stack([values[name] for name in GROUP_FEATURES], axis=2).astype(np.float32)
    return features, pool(block.barred, groups, np.logical_or).astype(bool)


def _years_between(block: Block, groups: Sequence[Group]) -> Floats:
    """Return how many years lie between the times in which two groups publish; -1 where a time is unknown."""
    years = block.columns.years[block.papers]
    known = [years[group][~np.isnan(years[group])] for group in groups]
    first = np.array([y.min() if len(y) else np.nan for y in known], np.float32)
    last = np.array([y.max() if len(y) else np.nan for y in known], np.float32)
    gap = np.maximum(np.maximum(first[:, None] - last[None], first[None] - last[:, None]), 0)
    known_gap: Floats = np.nan_to_num(gap, nan=-1).astype(np.float32)
    return known_gap


def score_groups(block: Block, groups: Sequence[Group], odds: Floats, model: Model) -> Floats:
    """Return the log-odds of each two groups being one person; minus infinity where they can't."""
    features, barred = compare_groups(block, groups, odds)
    scores = np.full((len(groups), len(groups)), -np.inf, np.float32)
    open_pairs = np.triu(~barred, 1)
    scores[open_pairs] = HOPELESS
    likely = open_pairs & (features[:, :, _MIDDLE] > CANDIDATE)
    scores[likely] = model.groups.score(features[likely])
    both: Floats = np.maximum(scores, scores.T)
    return both


def join_groups(block: Block, groups: list[Group], odds: Floats, model: Model, *, until: float) -> Iterator[Merge]:
    """Merge groups as wholes, in place, while their log-odds stay above ``until``; empty groups are removed.

    In each round, groups that are each other's likeliest are merged, the surer half of them.
    """
    while len(groups) > 1:
        scores = score_groups(block, groups, odds, model)
        partner, top = scores.argmax(1), scores.max(1)
        mutual = [i for i in range(len(groups)) if i < partner[i] and partner[partner[i]] == i and top[i] >= until]
        mutual.sort(key=lambda i: (-top[i], i))
        if not mutual:
            return
        for i in mutual[: max(1, len(mutual) // 2)]:
            j = int(partner[i])
            yield Merge(tuple(groups[i]), tuple(groups[j]), float(sigmoid(top[i])))
            groups[i] = groups[i] + groups[j]
            groups[j] = []
        groups[:] = [group for group in groups if group]
