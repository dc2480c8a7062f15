"""How alike papers are in what they are about: words that the corpus weighs, and vectors of words learnt beforehand."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from kg.iris import fold
from kg.model import Record

__all__ = ["TopicSpace", "WordVectors", "content_words"]

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]

_SAMPLE = 8000
_FEW = 30
_COMMON = frozenset(
    """the of and a for in to with on from by an is we this that are as our be which it can at or using based via these
    has have not their than more paper propose show results approach model models method methods""".split()  # noqa: SIM905
)


def content_words(text: str) -> list[str]:
    """Return the folded words of three letters or more that are not among the commonest.

    >>> content_words("On the Parsing of Hebrew")
    ['parsing', 'hebrew']
    """
    return [word for word in fold(text).split() if len(word) > 2 and word not in _COMMON]


class WordVectors:
    """Vectors of words that stand near to each other if the same authors use them; see ``AUTHORS.md``."""

    def __init__(self, words: Sequence[str], vectors: Floats) -> None:
        """Take the words and an array of shape (words, dimensions)."""
        self._row = {word: row for row, word in enumerate(words)}
        self._vectors = vectors

    @classmethod
    @cache
    def shipped(cls) -> WordVectors:
        """Load the vectors that come with the package."""
        with files("kg.resolve.authors").joinpath("topics.npz").open("rb") as file:
            stored = np.load(file, allow_pickle=False)
            words = bytes(stored["words"]).decode("utf-8").split("\n")
            return cls(words, stored["vectors"].astype(np.float32) * stored["scale"])

    def embed(self, words: Iterable[str]) -> Floats:
        """Return the unit vector of a text: its words weighed by 1 + log of their count; zero if none is known."""
        known = {self._row[word]: 1 + math.log(n) for word, n in Counter(words).items() if word in self._row}
        rows, weights = list(known), np.fromiter(known.values(), np.float32, len(known))
        total: Floats = weights @ self._vectors[rows] if rows else np.zeros(self._vectors.shape[1], np.float32)
        return total / max(float(np.linalg.norm(total)), 1e-9)


class TopicSpace:
    """The topics of a list of records.

    ``texts`` and ``titles`` hold a unit vector for each record, from title and abstract and from the title alone.
    The words of a record weigh log-scaled term frequency times inverse document frequency (Salton & Buckley 1988).
    """

    def __init__(self, records: Sequence[Record], *, vectors: WordVectors | None = None) -> None:
        """Read the records once; about 500 bytes a record and 8 a word are held."""
        vectors = vectors or WordVectors.shipped()
        self._ids: dict[str, int] = {}
        self._words: list[Numbers] = []
        self._counts: list[Floats] = []
        texts, titles = [], []
        for record in records:
            title = content_words(record.title)
            words = title + title + content_words(record.abstract)
            texts.append(vectors.embed(words))
            titles.append(vectors.embed(title))
            self._add(Counter(words))
        self.texts = np.array(texts, np.float32)
        self.titles = np.array(titles, np.float32)
        self._weights = self._weigh()
        self._background = self._sample()

    def _add(self, words: Counter[str]) -> None:
        ids = [self._ids.setdefault(word, len(self._ids)) for word in words]
        order = np.argsort(ids, kind="stable")
        self._words.append(np.array(ids, np.int32)[order])
        self._counts.append(1 + np.log(np.array(list(words.values()), np.float32)[order]))

    def _weigh(self) -> Floats:
        found = np.concatenate(self._words) if self._words else np.empty(0, np.int32)
        frequency = np.bincount(found, minlength=len(self._ids)).astype(np.float32)
        weights = np.log((1 + len(self._words)) / (frequency + 0.5))
        return np.where(frequency > 1, weights, 0).astype(np.float32)

    def _vector(self, record: int) -> tuple[Numbers, Floats]:
        words = self._words[record]
        weights = self._counts[record] * self._weights[words]
        return words, weights / max(float(np.linalg.norm(weights)), 1e-9)

    def _sample(self) -> Floats:
        total = len(self._words)
        if total * (total - 1) // 2 <= _SAMPLE:
            return np.sort(self.cosines(range(total))[np.triu_indices(total, 1)])
        # Each record with one before it, so that records that come later change no pair.
        shares = np.random.default_rng(0).random(_SAMPLE)
        pairs = ((i, int(share * i)) for i, share in enumerate(shares[:total]) if i)
        return np.sort(np.array([self.cosine(i, j) for i, j in pairs], np.float32))

    def cosine(self, i: int, j: int) -> float:
        """Return how alike the words of two records are, from 0 to 1."""
        (words, weights), (others, rest) = self._vector(i), self._vector(j)
        _, left, right = np.intersect1d(words, others, assume_unique=True, return_indices=True)
        return float(weights[left] @ rest[right])

    def cosines(self, records: Sequence[int]) -> Floats:
        """Return how alike the words of some records are: a square array."""
        rows = [self._vector(record) for record in records]
        columns = np.unique(np.concatenate([words for words, _ in rows])) if rows else np.empty(0, np.int32)
        dense = np.zeros((len(rows), len(columns)), np.float32)
        for row, (words, weights) in zip(dense, rows, strict=True):
            row[np.searchsorted(columns, words)] = weights
        return dense @ dense.T

    def percentile(self, cosine: Floats) -> Floats:
        """Return the share of random pairs of records that are less alike; NaN where too few records are known."""
        if len(self._background) < _FEW:
            return np.full_like(cosine, np.nan)
        below = np.searchsorted(self._background, cosine.ravel() - 1e-6).reshape(cosine.shape)
        return (below / len(self._background)).astype(np.float32)
