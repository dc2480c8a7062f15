"""Say what part a name plays in its paper: a softmax over how the paper speaks of it.

The weights are learnt from relations, co-reference and leaderboards (ROLES.md); the hints of the rules that found the
name are among the features.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import TYPE_CHECKING

import numpy as np

from kg.extract.lexicon import EVALUATION_WORDS, OURS
from kg.extract.role_features import Describer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from kg.extract.candidates import Words
    from kg.extract.role_context import Feature

__all__ = ["ROLES", "RoleJudge", "Weights", "judge_by_keywords", "load_weights", "save_weights"]

ROLES = {
    "method": ("introduced", "used"),
    "dataset": ("introduced", "evaluated_on", "used"),
    "task": ("addressed", "mentioned"),
}


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one kind's softmax: one number for each role, by feature."""

    bias: tuple[float, ...]
    of: dict[Feature, tuple[float, ...]]

    def judge(self, features: set[Feature] | frozenset[Feature]) -> list[float]:
        """Give the probability of each role."""
        # With so few numbers at a time Python's own sums are faster than an array's.
        rows = filter(None, map(self.of.get, features))
        odds = [exp(sum(column)) for column in zip(self.bias, *rows, strict=True)]
        total = sum(odds)
        return [o / total for o in odds]


def save_weights(weights: dict[str, Weights], path: Path) -> None:
    """Write weights as arrays, the bias last, and the features as one text, a line each; no pickle."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for kind, of_kind in weights.items():
        text = "\n".join("\t".join(f) for f in of_kind.of)
        arrays[f"{kind}_features"] = np.frombuffer(text.encode(), dtype=np.uint8)
        arrays[f"{kind}_rows"] = np.array([*of_kind.of.values(), of_kind.bias], dtype=np.float16)
    with path.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)


@cache
def load_weights() -> dict[str, Weights]:
    """Read the weights that the package ships."""
    with files("kg.extract").joinpath("roles.npz").open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        return {kind: _read(arrays[f"{kind}_features"], arrays[f"{kind}_rows"]) for kind in ROLES}


def _read(text: NDArray[np.uint8], rows: NDArray[np.float16]) -> Weights:
    features = (line.partition("\t") for line in text.tobytes().decode().split("\n"))
    *values, bias = (tuple(row) for row in rows.astype(np.float64).tolist())
    return Weights(bias, {(f[0], f[2]): row for f, row in zip(features, values, strict=True)})


@cache
def _weighty_words() -> dict[str, frozenset[str]]:
    templates = {"in", "left near", "right near"}
    return {kind: frozenset(f for t, f in weights.of if t in templates) for kind, weights in load_weights().items()}


class RoleJudge:
    """Judges the names of one document."""

    def __init__(self, words: Words) -> None:
        """Take the words of the document."""
        self.words = words
        self._describer = Describer(words, _weighty_words())
        self._weights = load_weights()

    def __call__(self, kind: str, hints: Sequence[str | None], spans: Sequence[tuple[int, int]]) -> dict[str, float]:
        """Give each role's probability for the name at these characters of the document, the likeliest first."""
        probabilities = self._weights[kind].judge(self._describer.describe(kind, hints, spans))
        ranked = sorted(zip(ROLES[kind], probabilities, strict=True), key=lambda pair: -pair[1])
        return {role: round(p, 4) for role, p in ranked}


_latest: list[RoleJudge] = []


def _judge_of(words: Words) -> RoleJudge:
    """Give the judge of a document, kept as long as its names follow one another."""
    if not _latest or _latest[0].words is not words:
        _latest[:] = [RoleJudge(words)]
    return _latest[0]


def judge_by_keywords(words: Words, kind: str, hints: Sequence[str | None], spans: Sequence[tuple[int, int]]) -> str:
    """Choose a role by hints and keywords alone: what the learnt judge is measured against."""
    if kind == "task":
        return _judge_task(words, spans)
    if "introduced" in hints:
        return "introduced"
    if kind == "method":
        return "used"
    return "evaluated_on" if "evaluated_on" in hints or _beside_any(words, spans, EVALUATION_WORDS) else "used"


def _judge_task(words: Words, spans: Sequence[tuple[int, int]]) -> str:
    tokens = [bisect_right(words.start, start) - 1 for start, _ in spans]
    opening = words.sentence[words.title_end] if words.title_end < len(words) else 0
    if len(spans) > 1 or any(words.sentence[t] <= opening for t in tokens):
        return "addressed"
    return "addressed" if _beside_any(words, spans, OURS) else "mentioned"


def _beside_any(words: Words, spans: Sequence[tuple[int, int]], wanted: frozenset[str]) -> bool:
    """Say whether one of the words stands in a sentence with one of the spans, at most 80 tokens away."""
    for start, _ in spans:
        token = bisect_right(words.start, start) - 1
        near = range(max(0, token - 80), min(len(words), token + 80))
        if any(words.lower[i] in wanted for i in near if words.sentence[i] == words.sentence[token]):
            return True
    return False
