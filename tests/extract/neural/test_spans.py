"""Chosen spans do not get in one another's way, and the likeliest come first."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.neural.spans import WIDEST, Found, choose_spans, score_spans

SCORES = st.builds(
    lambda seed, words, labels, bias: (
        np.random.default_rng(seed).normal(bias, 3.0, (words, WIDEST, 1 + labels)).astype(np.float32)
    ),
    st.integers(0, 10**6),
    st.integers(0, 12),
    st.integers(1, 3),
    st.sampled_from([0.0, 1.0]),
)


def make_weights(*, width, labels, size, seed=0):
    rng = np.random.default_rng(seed)
    shapes = {"first": size * labels, "last": size * labels, "first_alone": 1 + labels, "last_alone": 1 + labels}
    weights = {f"{name}.weight": rng.normal(size=(rows, width)) for name, rows in shapes.items()}
    weights |= {f"{name}.bias": rng.normal(size=rows) for name, rows in shapes.items()}
    weights["width"] = rng.normal(size=(WIDEST, 1 + labels))
    return {name: array.astype(np.float32) for name, array in weights.items()}


def blank_scores(words, labels=2):
    scores = np.full((words, WIDEST, 1 + labels), -1e4, dtype=np.float32)
    scores[..., 0] = 0.0
    return scores


def overlap(a, b):
    return a.start < b.end and b.start < a.end


@given(SCORES, st.sampled_from([0.5, 0.3]))
@settings(deadline=None)
def test_flat_spans_never_overlap(scores, threshold):
    found = choose_spans(scores, threshold=threshold)
    assert not any(overlap(a, b) for a, b in combinations(found, 2))
    assert found == sorted(found)


@given(SCORES)
@settings(deadline=None)
def test_nested_spans_never_cross_nor_coincide(scores):
    for a, b in combinations(choose_spans(scores, nested=True), 2):
        inside = (a.start <= b.start and b.end <= a.end) or (b.start <= a.start and a.end <= b.end)
        assert not overlap(a, b) or (inside and (a.start, a.end) != (b.start, b.end))


@given(SCORES, st.booleans())
@settings(deadline=None)
def test_what_is_chosen_lies_in_the_passage_and_says_its_probability(scores, nested):
    for span in choose_spans(scores, nested=nested):
        assert 0 <= span.start < span.end <= len(scores)
        row = scores[span.start, span.end - 1 - span.start].astype(float)
        shares = np.exp(row - row.max()) / np.exp(row - row.max()).sum()
        assert span.probability == pytest.approx(shares[1 + span.label], abs=1e-5)
        assert span.label == shares[1:].argmax()
        assert span.probability >= min(0.5, shares[0]) - 1e-5


@given(SCORES)
@settings(deadline=None)
def test_what_is_left_out_overlaps_something_at_least_as_likely(scores):
    chosen = choose_spans(scores)
    for single in range(len(scores)):
        row = scores[single, 0].astype(float)
        best = (np.exp(row - row.max()) / np.exp(row - row.max()).sum())[1:].max()
        if best > 0.5 + 1e-5:
            assert any(s.start <= single < s.end and s.probability >= best - 1e-5 for s in chosen)


def test_the_likelier_of_two_overlapping_spans_stays():
    scores = blank_scores(4)
    scores[0, 1, 1], scores[1, 1, 2], scores[3, 0, 2] = 2.0, 3.0, 1.0
    assert [found[:3] for found in choose_spans(scores)] == [(1, 3, 1), (3, 4, 1)]


def test_a_span_inside_another_stays_where_nesting_is_allowed():
    scores = blank_scores(4)
    scores[0, 2, 1], scores[1, 0, 2] = 3.0, 2.0
    assert [found[:3] for found in choose_spans(scores, nested=True)] == [(0, 3, 0), (1, 2, 1)]
    assert [found[:3] for found in choose_spans(scores)] == [(0, 3, 0)]


def test_a_lower_threshold_lets_less_likely_spans_in():
    scores = blank_scores(1)
    scores[0, 0, 1] = -0.5
    assert choose_spans(scores) == []
    assert choose_spans(scores, threshold=0.3) == [Found(0, 1, 0, pytest.approx(0.378, abs=1e-3))]


@pytest.mark.parametrize("words", [0, 1, 3, WIDEST, WIDEST + 5])
def test_no_span_reaches_beyond_the_passage(words):
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(words, 6)).astype(np.float32)
    scores = score_spans(vectors, vectors, make_weights(width=6, labels=2, size=4))
    assert scores.shape == (words, WIDEST, 3)
    beyond = np.add.outer(np.arange(words), np.arange(WIDEST)) >= words
    assert (scores[beyond][:, 1:] <= -1e4).all()
    assert (scores[~beyond] > -1e4).all()


@pytest.mark.parametrize("words", [1, 3, WIDEST, 20])
def test_numpy_scores_as_torch_does(words):
    torch = pytest.importorskip("torch")
    from kg.extract.training.head import SpanHead

    torch.manual_seed(words)
    head = SpanHead(12, 3, size=8)
    for parameter in head.parameters():
        torch.nn.init.normal_(parameter)
    first, last = torch.randn(words, 12), torch.randn(words, 12)
    with torch.inference_mode():
        expected = head(first[None], last[None])[0].numpy()
    weights = {name: array.numpy() for name, array in head.state_dict().items()}
    inside = np.add.outer(np.arange(words), np.arange(WIDEST)) < words
    scores = score_spans(first.numpy(), last.numpy(), weights)
    np.testing.assert_allclose(scores[inside], expected[inside], rtol=1e-4, atol=1e-4)
