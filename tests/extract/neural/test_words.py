"""The words of a text do not depend on how it was spaced."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.neural.words import split_words

SPACES = st.text(" \t\n\u00a0", min_size=0, max_size=3)
SCHOLARLY = st.text("aZé中1٢_-–/().'%\u0301\U0001f99c \n")


def words_of(text):
    return [text[start:end] for start, end in split_words(text)]


@given(st.one_of(st.text(), SCHOLARLY))
@settings(deadline=None)
def test_every_character_but_white_space_is_in_one_word(text):
    spans = split_words(text)
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    covered = {i for start, end in spans for i in range(start, end)}
    assert covered == {i for i, c in enumerate(text) if not c.isspace()}


@given(st.one_of(st.text(), SCHOLARLY), st.data())
@settings(deadline=None)
def test_white_space_between_words_changes_nothing(text, data):
    words = words_of(text)
    spaced = "".join(data.draw(SPACES) + " " + word for word in words) + data.draw(SPACES)
    assert words_of(spaced) == words


@pytest.mark.parametrize(
    ("text", "as_printed_elsewhere"),
    [
        ("word2vec", "word 2 vec"),
        ("a pre-trained net", "a pre - trained net"),
        ("42.2%", "4 2 . 2 %"),
        ("GPT_2's", "GPT _ 2 ' s"),
        ("Nyström", "Nyström"),
    ],
)
def test_two_ways_of_spacing_give_the_same_words(text, as_printed_elsewhere):
    assert words_of(text) == as_printed_elsewhere.split() == words_of(as_printed_elsewhere)
