"""Windows keep every gold span that can be kept, and lead back to it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.training.corpus import Passage
from kg.extract.training.windows import cut_windows

LABELS = ["Method", "Task"]
TOKENS = st.lists(st.sampled_from(["We", "pre-trained", "word2vec", ".", "net", "42", "A"]), min_size=1, max_size=40)


@st.composite
def passages(draw):
    tokens = draw(TOKENS)
    begin = st.integers(0, len(tokens) - 1)
    spans = draw(st.sets(st.tuples(begin, st.integers(1, 5), st.sampled_from(LABELS)), max_size=8))
    starts = draw(st.sets(begin, max_size=6))
    fitting = {(s, min(s + n, len(tokens)), label) for s, n, label in spans}
    return Passage("1", tuple(sorted(fitting)), tuple(tokens), starts=tuple(sorted(starts)))


@given(passages(), st.integers(1, 15), st.booleans())
@settings(deadline=None)
def test_every_gold_span_comes_back_from_just_one_window(passage, size, split):
    found = []
    for window in cut_windows(passage, size, split=split):
        target = window.target(LABELS)
        assert all(0 <= first <= last < len(window.words) for first, last, _ in target)
        found += [window.locate(first, last + 1, LABELS[label - 1]) for first, last, label in target]
    assert sorted(found) == sorted(passage.spans)


@given(passages(), st.integers(1, 15))
@settings(deadline=None)
def test_windows_hold_all_tokens_in_order_split_or_not(passage, size):
    whole = [word for window in cut_windows(passage, size) for word in window.words]
    assert whole == list(passage.tokens)
    parts = [word for window in cut_windows(passage, size, split=True) for word in window.words]
    assert "".join(parts) == "".join(passage.tokens)


@given(passages(), st.integers(1, 15))
@settings(deadline=None)
def test_no_window_begins_inside_a_token(passage, size):
    for window in cut_windows(passage, size, split=True):
        assert window.starts[0] >= 0
        assert window.ends[-1] > 0
    assert all(a.ends[-1] == b.starts[0] for a, b in pairwise(cut_windows(passage, size, split=True)))


def test_tokens_are_split_and_places_are_those_of_tokens():
    passage = Passage("1", ((1, 2, "Method"),), ("A", "word2vec", "net"))
    (window,) = cut_windows(passage, 10, split=True)
    assert window.words == ("A", "word", "2", "vec", "net")
    assert (window.starts, window.ends) == ((0, 1, -1, -1, 2), (1, -1, -1, 2, 3))
    assert window.target(LABELS) == [(1, 3, 1)]
    assert window.locate(1, 4, "Method") == (1, 2, "Method")
    assert window.locate(1, 3, "Method") == (1, -1, "Method"), "half a token is never right"


def test_texts_are_counted_in_characters():
    passage = Passage("1", ((3, 8, "Method"), (4, 6, "Task")), text="We train2.")
    (window,) = cut_windows(passage, 10)
    assert window.words == ("We", "train", "2", ".")
    assert window.target(LABELS) == [(1, 1, 1)], "what fits no word cannot be learned"


def test_labels_that_were_not_learned_are_no_target():
    (window,) = cut_windows(Passage("1", ((0, 1, "Metric"), (1, 2, "Task")), ("F1", "parsing")), 10)
    assert window.target(LABELS) == [(1, 1, 2)]


def test_a_passage_without_words_has_no_window():
    assert list(cut_windows(Passage("1", (), text=" \n"), 10)) == []
