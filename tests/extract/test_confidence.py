"""A confidence is a probability, and what is less sure than asked for is left out."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.extract import extract
from kg.extract.candidates import Candidate
from kg.extract.confidence import (
    describe_mention,
    expected_calibration_error,
    judge_confidence,
    load_calibration,
    reliability,
)
from kg.extract.groups import Group
from kg.extract.neural import MODELS
from kg.extract.pipeline import Options, make_nlp
from kg.model import Record

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=50)
ENTITIES = {"method", "dataset", "task"}
RECORDS = [
    Record(id="1", title="FooNet: A Network for Parsing", abstract="We propose FooNet and beat BERT by 2.1% on SQuAD."),
    Record(
        id="2", abstract="The method improves object detection. Results on CIFAR-10 (95.2% accuracy) and QrsX vary."
    ),
    Record(id="3", abstract="Clustering helps. We use a depth-aware feature fusion module (DFM) for lane detection."),
]


def describe(*candidates, span=(0, 4), kind="method", occurrences=1):
    group = Group(kind, "bert", [Candidate(*c) for c in candidates])
    return describe_mention(group, span, "BERT", occurrences)


@pytest.mark.parametrize("model", [*MODELS, "rules"])
def test_the_weights_are_for_the_features_that_describe_a_mention(model):
    features = describe((0, 4, "method", "BERT", "model", 0.9))
    assert set(load_calibration(model)) == set(features)
    assert 0.0 <= judge_confidence(features, load_calibration(model)) <= 1.0


def test_what_the_model_and_the_rules_said_is_told_apart():
    both = describe((0, 4, "method", "BERT", "listed", 0.8), (9, 13, "method", "BERT", "model", 0.9), occurrences=2)
    assert (both["agreement"], both["rules here"], both["not by model here"]) == (1.0, 1.0, 1.0)
    assert both["share tagged"] == 0.5
    alone = describe((0, 4, "method", "BERT", "model", 0.9))
    assert (alone["no rules"], alone["no model"], alone["agreement"]) == (1.0, 0.0, 0.0)
    assert alone["model"] == alone["model here"] == pytest.approx(np.log(9))


@given(st.dictionaries(st.sampled_from(list("abc")), st.floats(-1e6, 1e6)), st.floats(-1e6, 1e6))
@settings(deadline=None)
def test_any_sum_gives_a_probability(features, weight):
    assert 0.0 <= judge_confidence(features, dict.fromkeys("abc", weight)) <= 1.0


@given(PAIRS, st.integers(1, 20))
@settings(deadline=None)
def test_bins_hold_every_pair_once(pairs, bins):
    confidences, right = [c for c, _ in pairs], [r for _, r in pairs]
    table = reliability(confidences, right, bins=bins)
    assert sum(n for n, *_ in table) == len(pairs)
    assert sum(n * share for n, _, share in table) == pytest.approx(sum(right))
    assert 0.0 <= expected_calibration_error(confidences, right, bins=bins) <= 1.0


def test_the_error_of_what_is_calibrated_is_near_nothing():
    rng = np.random.default_rng(0)
    confidences = rng.random(20_000)
    right = rng.random(20_000) < confidences
    assert expected_calibration_error(list(confidences), list(right)) < 0.015
    assert expected_calibration_error(list(confidences), list(rng.random(20_000) < confidences**2)) > 0.1
    assert expected_calibration_error([1.0] * 10, [False] * 10) == 1.0
    assert expected_calibration_error([], []) == 0.0


@cache
def run(threshold):
    nlp = make_nlp(Options(model="rules", min_confidence=threshold))
    return [extraction for _, extraction in extract(RECORDS, nlp=nlp)]


def entities(extraction):
    return {m for m in extraction.mentions if m.kind in ENTITIES}


@given(st.integers(0, 20), st.integers(0, 20))
@settings(deadline=None, max_examples=30)
def test_a_higher_threshold_leaves_out_more(a, b):
    low, high = sorted((a / 20, b / 20))
    for lax, strict in zip(run(low), run(high), strict=True):
        assert entities(strict) <= entities(lax)
        assert all(m.score >= high for m in entities(strict))


@pytest.mark.parametrize("threshold", [0.5, 0.8, 0.95, 1.0])
def test_what_is_left_out_is_told(threshold):
    for every, some in zip(run(0.0), run(threshold), strict=True):
        told = {(d.field, d.start, d.end) for d in some.dropped if "confidence below" in d.reason}
        missing = entities(every) - entities(some)
        gone = [*missing, *(r for r in every.results if r not in some.results)]
        weak = [m for m in every.mentions if m.kind == "metric" and m not in some.mentions]
        assert {(m.field, m.start, m.end) for m in (*gone, *weak)} == told
        assert all(r.score >= threshold for r in some.results)


def test_results_less_sure_than_asked_for_are_left_out():
    assert any(extraction.results for extraction in run(0.0))
    assert not any(extraction.results for extraction in run(1.0))


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan"), float("inf")])
def test_no_probability_no_threshold(threshold):
    with pytest.raises(UsageError, match="lies between 0 and 1"):
        Options(min_confidence=threshold)
