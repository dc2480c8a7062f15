"""The trainable head that scores spans; ``kg.extract.neural.spans`` runs the same arithmetic without torch."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import nn

from kg.extract.neural.spans import WIDEST

__all__ = ["SpanHead", "Target", "span_loss", "stack_targets"]

Target = Sequence[tuple[int, int, int]]
"""The gold spans of one passage: first word, last word (inclusive), label counted from 1."""


class SpanHead(nn.Module):
    """Scores of all spans: batch × words × width in, batch × words × ``WIDEST`` × (1 + labels) out."""

    def __init__(self, width: int, labels: int, *, size: int = 64) -> None:
        """Make a head for vectors of ``width``; ``size`` is the length of a label's own vectors."""
        super().__init__()
        self.labels, self.size = labels, size
        self.first, self.last = nn.Linear(width, size * labels), nn.Linear(width, size * labels)
        self.first_alone, self.last_alone = nn.Linear(width, labels + 1), nn.Linear(width, labels + 1)
        self.width = nn.Parameter(torch.zeros(WIDEST, labels + 1))
        with torch.no_grad():
            self.width[:, 0] += 2.0  # nearly every span is no name

    def forward(self, first_vectors: torch.Tensor, last_vectors: torch.Tensor) -> torch.Tensor:
        """Score spans whose first word has a vector of the one and whose last word has a vector of the other kind."""
        batch, words, _ = first_vectors.shape
        first = self.first(first_vectors).view(batch, words, self.labels, self.size)
        last = self.last(last_vectors).view(batch, words, self.labels, self.size)
        last = nn.functional.pad(last, (0, 0, 0, 0, 0, WIDEST - 1))
        first_alone = self.first_alone(first_vectors)
        last_alone = nn.functional.pad(self.last_alone(last_vectors), (0, 0, 0, WIDEST - 1))
        scores = []
        for width in range(WIDEST):
            alone = first_alone + last_alone[:, width : width + words] + self.width[width]
            product = (first * last[:, width : width + words]).sum(-1) / math.sqrt(self.size)
            scores.append(torch.cat([alone[..., :1], alone[..., 1:] + product], -1))
        return torch.stack(scores, 2)


def stack_targets(targets: Sequence[Target], lengths: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """Give the gold label of every span and which spans lie inside their passage."""
    words = max(lengths)
    gold = torch.zeros(len(targets), words, WIDEST, dtype=torch.long)
    for row, target in enumerate(targets):
        for first, last, label in target:
            if last - first < WIDEST:
                gold[row, first, last - first] = label
    ends = torch.arange(words)[:, None] + torch.arange(WIDEST)[None, :]
    return gold, ends[None] < torch.tensor(lengths)[:, None, None]


def span_loss(scores: torch.Tensor, gold: torch.Tensor, inside: torch.Tensor, words: int) -> torch.Tensor:
    """Give the cross-entropy of all spans, per word."""
    return nn.functional.cross_entropy(scores.float()[inside], gold[inside], reduction="sum") / words
