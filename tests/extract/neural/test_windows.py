"""Windows hold all words in order and end where sentences do."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.neural.windows import cut_words

WORDS = st.lists(st.sampled_from(["A", "b", "c", ".", "?", "5"]), max_size=60)
PLACES = st.sets(st.integers(0, 60), max_size=40)


@given(WORDS, st.integers(1, 12), PLACES, PLACES)
@settings(deadline=None)
def test_windows_cover_all_words_without_gap_or_overlap_and_begin_where_allowed(words, size, starts, never):
    windows = list(cut_words(words, size, starts={s for s in starts if s < len(words)}, never=never - {0}))
    assert [i for first, end in windows for i in range(first, end)] == list(range(len(words)))
    assert all(first < end for first, end in windows)
    assert not {first for first, _ in windows} & (never - {0})


@given(WORDS, st.integers(1, 12), PLACES)
@settings(deadline=None)
def test_no_window_is_longer_than_twice_the_size(words, size, starts):
    windows = cut_words(words, size, starts={s for s in starts if s < len(words)})
    assert all(end - first <= 2 * size for first, end in windows)


def test_sentences_that_fit_stay_whole():
    words = ["One", "two", "three", ".", "Four", "five", ".", "Six", "seven", "eight", "nine", "."]
    assert list(cut_words(words, 7)) == [(0, 7), (7, 12)]
    assert list(cut_words(words, 7, starts={0, 4, 7})) == [(0, 7), (7, 12)]
    assert list(cut_words(words, 100)) == [(0, 12)]


def test_given_sentence_starts_outweigh_full_stops():
    assert list(cut_words(["a", "b", ".", "C", "d", "e"], 4, starts={0, 4})) == [(0, 4), (4, 6)]


def test_a_sentence_without_end_is_cut_outside_names():
    assert list(cut_words(["w"] * 9, 4)) == [(0, 4), (4, 9)]
    assert list(cut_words(["w"] * 9, 4, never={3, 4})) == [(0, 2), (2, 9)]
    assert list(cut_words(["w"] * 9, 2, never={1, 2, 3, 4})) == [(0, 5), (5, 9)]
    assert list(cut_words(["w"] * 9, 2, never=range(1, 9))) == [(0, 9)]
    assert list(cut_words([], 4)) == []
