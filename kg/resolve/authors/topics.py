"""How alike two papers are in their words, measured against the corpus they come from."""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from kg.iris import fold
from kg.model import Record

__all__ = ["TopicSpace"]

_SAMPLE = 4000


class TopicSpace:
    """TF-IDF vectors of title and abstract, with the distribution of similarity between papers that share no author.

    Cosine over log-scaled term frequency and smoothed inverse document frequency (Salton & Buckley 1988).
    """

    def __init__(self, records: Sequence[Record], *, authors: Sequence[frozenset[str]]) -> None:
        """Take the records and, position by position, the keys of their authors."""
        counts = [Counter(fold(f"{r.title} {r.title} {r.abstract}").split()) for r in records]
        frequency = Counter(word for count in counts for word in count)
        total = len(records)
        self._vectors = [self._weigh(count, frequency, total) for count in counts]
        self._background = self._sample(authors)

    @staticmethod
    def _weigh(count: Counter[str], frequency: Counter[str], total: int) -> dict[str, float]:
        weights = {
            word: (1 + math.log(n)) * math.log((1 + total) / (frequency[word] + 0.5))
            for word, n in count.items()
            if len(word) > 2 and frequency[word] > 1
        }
        norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        return {word: w / norm for word, w in weights.items()}

    def _sample(self, authors: Sequence[frozenset[str]]) -> list[float]:
        total, chooser, found = len(self._vectors), random.Random(0), []  # noqa: S311 - a fixed sample, no secret
        if total < 2:
            return []
        for _ in range(_SAMPLE):
            i, j = chooser.randrange(total), chooser.randrange(total)
            if i != j and not authors[i] & authors[j]:
                found.append(self.similarity(i, j))
        return sorted(found)

    def similarity(self, i: int, j: int) -> float:
        """Return the cosine of two papers, from 0 to 1."""
        a, b = sorted((self._vectors[i], self._vectors[j]), key=len)
        return sum(weight * b[word] for word, weight in a.items() if word in b)

    def percentile(self, i: int, j: int) -> float:
        """Return the share of unrelated paper pairs that are less alike than these two; 0.5 where nothing is known."""
        if len(self._background) < 20 or not self._vectors[i] or not self._vectors[j]:
            return 0.5
        return bisect_right(self._background, self.similarity(i, j) - 1e-12) / len(self._background)
