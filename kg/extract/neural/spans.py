"""Score every stretch of up to ``WIDEST`` words for each label, and choose those that hold.

A label's score for words i to j is a bilinear product of what the model knows of i and of j, beside terms of each alone
and of the width: the span scorer of Yu, Bohnet and Poesio (ACL 2020), "Named Entity Recognition as Dependency Parsing",
with the product taken label by label as in Su et al. (2022), "Global Pointer".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from thinc.api import NumpyOps

__all__ = ["WIDEST", "Found", "Scores", "choose_spans", "score_spans"]

# On one thread, unlike numpy's own product, whose threads wait for one another where other work keeps the cores busy.
_OPS = NumpyOps()

WIDEST = 14
"""The most words that a span may have."""

Scores = npt.NDArray[np.float32]


class Found(NamedTuple):
    """A span that a model chose: first word, the word after the last, label index, probability."""

    start: int
    end: int
    label: int
    probability: float


def score_spans(first_vectors: Scores, last_vectors: Scores, weights: Mapping[str, Scores]) -> Scores:
    """Score all spans of one passage from what is known of each word as the first and as the last one.

    Takes words × width twice, gives words × ``WIDEST`` × (1 + labels) logits; column 0 is "no name". ``weights`` hold
    the arrays of ``kg.extract.training.head.SpanHead``.
    """
    words, labels = len(first_vectors), weights["first_alone.weight"].shape[0] - 1
    size = weights["first.weight"].shape[0] // labels

    def project(vectors: Scores, name: str) -> Scores:
        projected: Scores = _OPS.gemm(vectors, weights[f"{name}.weight"], trans2=True) + weights[f"{name}.bias"]
        return projected

    first = project(first_vectors, "first").reshape(words, labels, size)
    last = project(last_vectors, "last").reshape(words, labels, size)
    first_alone, last_alone = project(first_vectors, "first_alone"), project(last_vectors, "last_alone")
    scores = np.full((words, WIDEST, 1 + labels), -1e4, dtype=np.float32)
    scores[..., 0] = 0.0
    for width in range(min(WIDEST, words)):
        left, right = slice(0, words - width), slice(width, words)
        scores[left, width] = first_alone[left] + last_alone[right] + weights["width"][width]
        scores[left, width, 1:] += np.einsum("wls,wls->wl", first[left], last[right]) / np.sqrt(size)
    return scores


def choose_spans(scores: Scores, *, threshold: float = 0.5, nested: bool = False) -> list[Found]:
    """Choose the likeliest spans of one passage, best first, none of which overlap; in the order of the text.

    ``nested`` lets one span lie inside another. A span qualifies if its best label beats "no name", or has at least the
    probability ``threshold`` where that is below a half.
    """
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    probabilities = shifted / shifted.sum(axis=-1, keepdims=True)
    best = probabilities[..., 1:].max(axis=-1)
    found = [
        Found(int(s), int(s + w + 1), int(probabilities[s, w, 1:].argmax()), float(best[s, w]))
        for s, w in np.argwhere(best >= np.minimum(threshold, probabilities[..., 0]))
        if s + w < len(scores)
    ]
    kept: list[Found] = []
    for span in sorted(found, key=lambda f: (-f.probability, f.start, f.end)):
        if all(_compatible(span, other, nested=nested) for other in kept):
            kept.append(span)
    return sorted(kept)


def _compatible(a: Found, b: Found, *, nested: bool) -> bool:
    if a.end <= b.start or b.end <= a.start:
        return True
    same = (a.start, a.end) == (b.start, b.end)
    inside = (a.start <= b.start and b.end <= a.end) or (b.start <= a.start and a.end <= b.end)
    return nested and inside and not same
