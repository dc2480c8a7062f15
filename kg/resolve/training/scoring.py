"""Measure how well signatures were grouped into people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Grouping", "b_cubed", "score_groupings"]

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grouping:
    """The signatures of one name: who signs each (None: unknown), the printed name, and the group it was put in."""

    corpus: str
    persons: Sequence[str | None]
    names: Sequence[str]
    found: Sequence[int]


def _equal(labels: Sequence[Any]) -> Flags:
    numbers = {label: i for i, label in enumerate(dict.fromkeys(labels))}
    column = np.array([numbers[label] for label in labels])
    equal: Flags = np.equal(column[:, None], column[None])
    return equal


def b_cubed(gold: Sequence[Any], found: Sequence[Any]) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F1 (Bagga & Baldwin 1998) of two labellings of the same signatures.

    >>> b_cubed(["a", "a", "b", "b"], [0, 0, 1, 2])
    (1.0, 0.75, 0.8571428571428571)
    """
    one, other = _equal(gold), _equal(found)
    both = (one & other).sum(1)
    precision, recall = float((both / other.sum(1)).mean()), float((both / one.sum(1)).mean())
    return precision, recall, 2 * precision * recall / (precision + recall)


def _count(grouping: Grouping, counted: Flags) -> tuple[int, int, int]:
    """Return how many pairs that count are one person and found so, are found so, and are one person."""
    joined, right = _equal(grouping.found), _equal(grouping.persons)
    known = np.array([person is not None for person in grouping.persons])
    counted = np.triu(counted & known[:, None] & known, 1)
    return int((joined & right & counted).sum()), int((joined & counted).sum()), int((right & counted).sum())


def _ratio(part: Any, whole: Any) -> float:  # noqa: ANN401 - numbers of numpy, too
    return float(part / whole) if whole else 1.0


def _harmonic(precision: float, recall: float) -> float:
    return _ratio(2 * precision * recall, precision + recall)


def score_groupings(groupings: Iterable[Grouping]) -> Iterator[str]:
    """Yield a line for each corpus: macro B-cubed, and pairwise measures from macro precision and recall.

    Of a corpus of people with several names, the pairs of different printed names, all together.
    """
    by_corpus: dict[str, list[Grouping]] = {}
    for grouping in groupings:
        by_corpus.setdefault(grouping.corpus, []).append(grouping)
    for corpus, rows in by_corpus.items():
        head = f"{corpus:<27} {len(rows):>5} names"
        if corpus.startswith("Variants"):
            right, joined, true = np.sum([_count(g, ~_equal(g.names)) for g in rows], axis=0)
            yield f"{head}, pairs of different names P {_ratio(right, joined):.3f} R {_ratio(right, true):.3f}"
            continue
        cubed = np.mean([b_cubed(g.persons, g.found) for g in rows], axis=0)
        counts = [_count(g, np.ones((len(g.found), len(g.found)), bool)) for g in rows]
        precision = float(np.mean([_ratio(right, joined) for right, joined, _ in counts]))
        recall = float(np.mean([_ratio(right, true) for right, _, true in counts]))
        cubed_text = f"B-cubed P {cubed[0]:.3f} R {cubed[1]:.3f} F1 {cubed[2]:.3f}"
        yield f"{head}, {cubed_text}, pairwise P {precision:.3f} R {recall:.3f} F1 {_harmonic(precision, recall):.3f}"
