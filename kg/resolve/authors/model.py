"""The learned part of the linker: log-odds of two signatures, and of two groups of signatures, being one person.

Two signatures: a generalised additive model (Hastie & Tibshirani 1986). Each feature is cut into bins, each bin adds
its weight, and weights rise or fall with the feature as sense demands. Two groups: gradient-boosted trees (Friedman
2001) over what the signatures' log-odds and the groups' common possessions come to. ``AUTHORS.md`` says what they were
trained on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.resolve.authors.pairs import Block

__all__ = ["CUTS", "RISING", "Additive", "Model", "Trees", "bin_pairs", "sigmoid"]

Floats = npt.NDArray[np.float32]
Bins = npt.NDArray[np.intp]

#: Where each feature is cut. The weights of its bins rise (1), fall (-1), or are at most the first (0).
CUTS: dict[str, tuple[float, ...]] = {
    "relation": (0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5),
    "ambiguity": (-7, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5.5),
    "company": (0.1, 1, 2.5, 4, 6, 8, 11, 15, 22, 30),
    "list_length": (0.5, 1.5, 2.5, 4.5, 6.5, 9.5, 14.5),
    "circle": (0.5, 1.5, 3.5, 8.5),
    "topic": (-0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8),
    "title_topic": (-0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7),
    "wording": (0.3, 0.5, 0.7, 0.85, 0.93, 0.97, 0.99, 0.997),
    "terms": (0.1, 3, 5, 7, 10, 15),
    "years": (0.5, 1.5, 2.5, 4.5, 7.5, 11.5),
    "venue": (0.1, 2, 4, 6),
    "organization": (0.1, 2.5, 4, 5.5),
    "paper_organization": (0.1, 2.5, 4, 5.5),
    "signatures": (0.9, 1.5, 2.2, 3, 4, 5),
}
RISING = (
    dict.fromkeys(CUTS, 1) | {"relation": 0} | dict.fromkeys(("ambiguity", "list_length", "years", "signatures"), -1)
)
_ROWS = 256


def sigmoid(odds: Any) -> Any:  # noqa: ANN401 - a number or an array
    """Return the probability of log-odds."""
    return 1 / (1 + np.exp(-np.clip(odds, -30, 30)))


def bin_pairs(values: Floats, name: str) -> Bins:
    """Return the bins of values of a feature; one more bin is for what is not known."""
    cuts = np.array(CUTS[name], np.float32)
    bins = np.searchsorted(cuts, values.ravel(), side="right").reshape(values.shape)
    bins[np.isnan(values)] = len(cuts) + 1
    return bins


@dataclass(frozen=True, slots=True)
class Additive:
    """Weights of the bins of each feature, log-odds that add up; what is not known adds nothing."""

    intercept: float
    weights: Mapping[str, Floats]

    def score(self, block: Block) -> Floats:
        """Return the log-odds of each two signatures of a block, a square array."""
        size = len(block.signatures)
        total = np.full((size, size), self.intercept, np.float32)
        for name in CUTS:
            values = block.feature(name)
            for start in range(0, size, _ROWS):
                rows = slice(start, start + _ROWS)
                total[rows] += self.weights[name][bin_pairs(values[rows], name)]
        return total


@dataclass(frozen=True, slots=True)
class Trees:
    """Gradient-boosted trees as columns: a node asks whether ``feature <= threshold``; a leaf is its own child."""

    roots: npt.NDArray[np.int32]
    feature: npt.NDArray[np.int32]
    threshold: Floats
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    value: Floats
    depth: int

    def score(self, rows: Floats) -> Floats:
        """Return the log-odds of each row of features."""
        total = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), _ROWS):
            part = rows[start : start + _ROWS]
            every = np.arange(len(part))[:, None]
            node = np.repeat(self.roots[None], len(part), axis=0)
            for _ in range(self.depth):
                goes_left = part[every, self.feature[node]] <= self.threshold[node]
                node = np.where(goes_left, self.left[node], self.right[node])
            total[start : start + _ROWS] = self.value[node].sum(1)
        return total


@dataclass(frozen=True, slots=True)
class Model:
    """Both parts, and how the log-odds of the first become probabilities (Platt 1999)."""

    pairs: Additive
    groups: Trees
    slope: float = 1.0
    shift: float = 0.0

    @classmethod
    @cache
    def shipped(cls) -> Model:
        """Load the weights that come with the package."""
        with files("kg.resolve.authors").joinpath("linker.npz").open("rb") as file:
            return cls.from_arrays(dict(np.load(file, allow_pickle=False)))

    @classmethod
    def from_arrays(cls, stored: Mapping[str, npt.NDArray[Any]]) -> Model:
        """Make a model of what ``arrays`` returned."""
        weights = {name.removeprefix("pairs "): array for name, array in stored.items() if name.startswith("pairs ")}
        nodes = {name.removeprefix("trees "): array for name, array in stored.items() if name.startswith("trees ")}
        depth = int(nodes.pop("depth"))
        scale = stored["scale"]
        return cls(Additive(float(stored["intercept"]), weights), Trees(depth=depth, **nodes), *map(float, scale))

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return everything as arrays, to be saved."""
        nodes = ("roots", "feature", "threshold", "left", "right", "value", "depth")
        return {
            "intercept": np.array(self.pairs.intercept, np.float32),
            "scale": np.array([self.slope, self.shift], np.float32),
            **{f"pairs {name}": array for name, array in self.pairs.weights.items()},
            **{f"trees {name}": np.array(getattr(self.groups, name)) for name in nodes},
        }
