"""Strict scores: a span counts where its start, its end and its label are all right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.extract.training.corpus import Span

__all__ = ["Score", "format_scores", "score_spans"]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of right, predicted and gold spans.

    >>> Score(1, 2, 4).precision, Score(1, 2, 4).recall, round(Score(1, 2, 4).f1, 3), Score(0, 0, 0).f1
    (0.5, 0.25, 0.333, 0.0)
    """

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """Give the share of predicted spans that are right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Give the share of gold spans that were found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Give the harmonic mean of precision and recall."""
        return 2 * self.right / (self.predicted + self.gold) if self.right else 0.0


def score_spans(pairs: Iterable[tuple[set[Span], set[Span]]]) -> dict[str, Score]:
    """Score (gold, predicted) spans of many passages by label, and all together as ``micro``, which comes last."""
    right: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    for wanted, found in pairs:
        right.update(label for *_, label in wanted & found)
        predicted.update(label for *_, label in found)
        gold.update(label for *_, label in wanted)
    scores = {label: Score(right[label], predicted[label], gold[label]) for label in sorted(predicted | gold)}
    return scores | {"micro": Score(right.total(), predicted.total(), gold.total())}


def format_scores(scores: dict[str, Score], *, title: str) -> str:
    """Lay scores out as a table, a line for each label."""
    lines = [f"{title:24} {'P':>6} {'R':>6} {'F1':>6} {'gold':>6}"]
    for label, s in scores.items():
        lines.append(f"{label:24} {s.precision:6.3f} {s.recall:6.3f} {s.f1:6.3f} {s.gold:6d}")
    return "\n".join(lines) + "\n"
