"""How sure a mention is: a logistic regression on what the rules and the model each said of it.

The weights are fitted to annotated papers (``python -m kg.extract.training.calibrate``), so that of the mentions with a
confidence of 0.8, four in five are right: Platt scaling (Platt 1999) on several scores in place of one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.extract.groups import Group

__all__ = ["describe_mention", "expected_calibration_error", "judge_confidence", "load_calibration", "reliability"]

Span = tuple[int, int]


def _logit(probability: float) -> float:
    bounded = min(max(probability, 0.01), 0.99)
    return math.log(bounded / (1 - bounded))


def describe_mention(group: Group, span: Span, text: str, occurrences: int) -> dict[str, float]:
    """Describe one mention of a group by what was said of the group and of this very span.

    ``text`` is what is printed there, ``occurrences`` how many mentions the group has.
    """
    here = [c for c in group.candidates if (c.start, c.end) == span]
    by_rules, by_model = group.score_of(model=False), group.score_of(model=True)
    tagged = len(group.tagged)
    model_here = max((c.weight for c in here if c.evidence == "model"), default=0.0)
    return {
        "bias": 1.0,
        "rules": _logit(by_rules) if by_rules else 0.0,
        "no rules": float(not by_rules),
        "rules here": float(any(c.evidence != "model" for c in here)),
        "model": _logit(by_model) if by_model else 0.0,
        "no model": float(not by_model),
        "model here": _logit(model_here) if model_here else 0.0,
        "not by model here": float(not model_here),
        "agreement": float(bool(by_rules and by_model)),
        "share tagged": tagged / max(occurrences, tagged, 1),
        "occurrences": math.log(max(occurrences, 1)),
        "dataset": float(group.kind == "dataset"),
        "task": float(group.kind == "task"),
        "lower case": float(text.islower()),
        "one word": float(" " not in text),
    }


@cache
def load_calibration(model: str) -> dict[str, float]:
    """Read the weights for what ``model`` (``fast``, ``accurate`` or ``rules``) finds."""
    stored = json.loads(files("kg.extract").joinpath("calibration.json").read_text(encoding="utf-8"))
    weights: dict[str, float] = stored[model]["weights"]
    return weights


def judge_confidence(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Give the probability that a mention is right, in [0, 1]."""
    total = sum(weights[name] * value for name, value in features.items())
    return round(1 / (1 + math.exp(-min(max(total, -30.0), 30.0))), 3)


def expected_calibration_error(confidences: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> float:
    """Give the mean distance between confidence and accuracy over bins of equal width (Naeini et al., AAAI 2015).

    >>> expected_calibration_error([0.95, 0.95, 0.15], [True, True, False])
    0.083
    """
    table = reliability(confidences, right, bins=bins)
    return round(sum(n * abs(mean - share) for n, mean, share in table) / max(len(right), 1), 3)


def reliability(
    confidences: Sequence[float], right: Sequence[bool], *, bins: int = 10
) -> list[tuple[int, float, float]]:
    """Give count, mean confidence and share that is right of each bin that is not empty."""
    filled: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_right in zip(confidences, right, strict=True):
        filled.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, is_right))
    return [
        (len(pairs), sum(c for c, _ in pairs) / len(pairs), sum(r for _, r in pairs) / len(pairs))
        for _, pairs in sorted(filled.items())
    ]
