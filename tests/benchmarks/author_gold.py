"""How far names told apart by identifiers can be right: what the data say against their own labels.

Used by ``authors.py --errors``. Nothing here knows the linker. Between two signatures of one name there is **proof** that
they are one person's if two of these hold: a shared co-author, another one, the same printed affiliation, a name that
fewer than one of seven million print. There is **a trace** if one holds, or a co-author of one writes with a co-author of
the other anywhere in the corpus. Labels are **mended** by proof: signatures that proof connects have the label of most of
them. What no trace connects with its own person can only be guessed.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from networkx.utils import UnionFind

from kg.iris import fold
from kg.resolve.authors.pairs import Block
from kg.resolve.names import LEVELS
from kg.resolve.training.blocks import Known
from kg.resolve.training.scoring import b_cubed

__all__ = ["Ceiling", "count_listed_twice", "find_interval", "find_misplaced", "measure_ceiling", "prove"]

Counts = npt.NDArray[np.int64]
Labels = Sequence[Hashable]

#: The logarithm of how many of a million print a name that is proof in itself.
_RARE = -2.0
#: From so many things in common on, two signatures are one person's.
PROOF = 2


def prove(block: Block) -> Counts:
    """Count what two signatures share that tells of one person; from 2 it is proof."""
    _, first, _ = block.known
    shared = (first @ first.T).astype(int)
    place = np.nan_to_num(block.organization) > 0
    rare = block.ambiguity < _RARE
    points: Counts = shared + place + rare
    points[block.barred] = 0
    return points


def _connect(linked: npt.NDArray[np.bool_], labels: Labels | None = None) -> list[int]:
    """Number the parts that links connect, if there are labels, within these."""
    groups: UnionFind[int] = UnionFind(range(len(linked)))
    for i, j in zip(*np.nonzero(linked), strict=True):
        if labels is None or labels[i] == labels[j]:
            groups.union(int(i), int(j))
    return [groups[i] for i in range(len(linked))]


def _mend(labels: Labels, parts: Sequence[int]) -> list[Hashable]:
    """Give each part the label of most of it; of equal ones that of which it holds the greater share."""
    size = Counter(labels)
    inside: dict[int, Counter[Hashable]] = defaultdict(Counter)
    for label, part in zip(labels, parts, strict=True):
        inside[part][label] += 1
    chosen = {p: max(c, key=lambda one: (c[one], c[one] / size[one], str(one))) for p, c in inside.items()}
    return [chosen[part] for part in parts]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What could be had of a name: B-cubed F1 against the labels as they are, except the last.

    ``mended`` is what somebody gets who makes no mistake but follows proof; ``traced`` whoever joins all that leaves a
    trace and nothing else; ``found`` the linker; ``best`` the linker with the threshold that suits the name best; and
    ``found_mended`` is the linker against mended labels. ``either`` is the better of ``traced`` and ``best``. Counts are of
    signatures.
    """

    name: str
    signatures: int
    people: int
    contradicted: int
    traceless: int
    mended: float
    traced: float
    found: float
    best: float
    either: float
    found_mended: float


def measure_ceiling(k: Known, found: Labels, tries: Sequence[Labels]) -> Ceiling:
    """Compare labels with what the data say, and with what the linker found, at several thresholds, in ``tries``."""
    points = prove(k.block)
    mended = _mend(k.persons, _connect(points >= PROOF))
    traces = (points >= 1) | ((k.block.circle > 0) & ~k.block.barred)
    traced = _connect(traces, mended)
    best = max(b_cubed(k.persons, labels)[2] for labels in (found, *tries))
    score = b_cubed(k.persons, traced)[2]
    alone = [i for i in range(len(mended)) if traced.count(traced[i]) == 1 and mended.count(mended[i]) > 1]
    return Ceiling(
        k.name,
        len(k.persons),
        len(set(k.persons)),
        sum(a != b for a, b in zip(mended, k.persons, strict=True)),
        len(alone),
        b_cubed(k.persons, mended)[2],
        score,
        b_cubed(k.persons, found)[2],
        best,
        max(score, best),
        b_cubed(mended, found)[2],
    )


def find_interval(values: Sequence[float], *, draws: int = 2000) -> tuple[float, float]:
    """Return the 5th and the 95th percentile of the mean over names, by bootstrap (Efron 1979)."""
    chosen = np.random.default_rng(0).integers(0, len(values), (draws, len(values)))
    low, high = np.percentile(np.array(values)[chosen].mean(1), [5, 95])
    return float(low), float(high)


def count_listed_twice(known: Sequence[Known], found: Sequence[Labels]) -> tuple[int, Counter[str]]:
    """Count pairs of different printed names that were joined, and those joined against the labels, by what is known.

    Two listed people are taken for one person listed twice if both print one name and there is proof.
    """
    joined, wrong = 0, Counter[str]()
    for k, labels in zip(known, found, strict=True):
        against: Counter[tuple[str, str]] = Counter()
        for i, j in _list_pairs(k, labels):
            joined += 1
            if (one := k.persons[i]) != (other := k.persons[j]) and one and other:
                against[min(one, other), max(one, other)] += 1
        for pair, count in against.items():
            wrong[_classify(k, *pair)] += count
    return joined, wrong


def _list_pairs(k: Known, labels: Labels) -> Iterator[tuple[int, int]]:
    listed = [i for i, person in enumerate(k.persons) if person is not None]
    names = k.block.names
    return ((i, j) for i in listed for j in listed if j < i and labels[i] == labels[j] and names[i] != names[j])


def _classify(k: Known, one: str, other: str) -> str:
    left, right = ([i for i, p in enumerate(k.persons) if p == person] for person in (one, other))
    between = np.ix_(left, right)
    relation = k.block.relation[between]
    if not (relation[relation >= 0] <= LEVELS.index("spelling")).any():
        return "two people who print no name in common"
    return "one person listed twice" if prove(k.block)[between].max() >= PROOF else "people of one name, no proof"


def find_misplaced(folder: Path) -> Iterator[str]:
    """Yield the signatures whose printed affiliation is what the Anthology says of another person of the name.

    Its list describes people of one name by a word or two ("Fudan", "Kakao Brain").
    """
    with (folder / "anthology_ambiguous_papers.jsonl").open(encoding="utf-8") as file:
        papers = {row["id"]: row for row in map(json.loads, file)}
    with (folder / "anthology_ambiguous_by_id.jsonl").open(encoding="utf-8") as file:
        groups = [json.loads(line) for line in file]
    for group in groups:
        said = {person: _words(about.get("comment") or "") for person, about in group["persons"].items()}
        for m in group["mentions"]:
            printed = papers[m["paper"]]["authors"][m["pos"]].get("affiliations") or ()
            words = _words(" ".join(printed))
            others = sorted(p for p, w in said.items() if w & words and p != m["person"])
            if m["person"] not in group["catch_all_ids"] and others and not said[m["person"]] & words:
                yield f"{m['paper']}, {' + '.join(printed)}: listed as {m['person']}, looks like {others[0]}"


def _words(text: str) -> frozenset[str]:
    """Return the words that tell places apart."""
    return frozenset(w for w in re.findall(r"\w{4,}", fold(text)) if not w.startswith(("univ", "research", "china")))
