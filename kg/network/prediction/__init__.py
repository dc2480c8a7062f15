"""Who will write together next: propose pairs of people, and measure on a year held out how far proposals hold."""

from __future__ import annotations

from kg.network.prediction.evaluation import Evaluation, describe_evaluation, evaluate_prediction
from kg.network.prediction.pairs import METHODS
from kg.network.prediction.proposing import Prediction, describe_search, predict_ties
from kg.network.prediction.trial import EvaluationRow

__all__ = [
    "METHODS",
    "Evaluation",
    "EvaluationRow",
    "Prediction",
    "describe_evaluation",
    "describe_search",
    "evaluate_prediction",
    "predict_ties",
]
