"""Sentences are cut where they end, and fall back to the words alone where positions do not fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.view.evidence import PrintedText, find_sentence
from kg.view.scene import Trace


@pytest.mark.parametrize(
    ("text", "word", "sentence"),
    [
        ("First one. We use BERT here. Last.", "BERT", "We use BERT here."),
        ("As shown by Lee et al. In 2020, BERT won. Then not.", "BERT", "As shown by Lee et al. In 2020, BERT won."),
        ("Models, e.g. GPT-4, are large. BERT is not.", "GPT-4", "Models, e.g. GPT-4, are large."),
        ("It gains 2.5 points on BERT. Good.", "BERT", "It gains 2.5 points on BERT."),
        ("Is it BERT? Yes.", "BERT", "Is it BERT?"),
        ("No full stop BERT", "BERT", "No full stop BERT"),
        ("Code: https://github.com/a/b. See BERT.", "https", "Code: https://github.com/a/b."),
    ],
)
def test_sentence_around_a_word(text, word, sentence):
    at = text.index(word)
    assert text[slice(*find_sentence(text, at, at + len(word)))] == sentence


@given(st.text(alphabet='aB .!?\n("é𝒟1', max_size=60), st.data())
def test_sentence_always_holds_the_mention(text, data):
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, len(text)))
    left, right = find_sentence(text, begin, end)
    assert 0 <= left <= begin <= end <= right <= len(text)


def test_a_position_that_does_not_fit_leaves_the_words():
    trace = Trace(anchor="BERT", field="abstract")
    assert PrintedText(abstract="Some other text.").locate(trace, 2, 6) == trace


def test_an_author_is_marked_in_the_list():
    found = PrintedText(authors=("Qi Qian", "Juhua Hu")).locate(Trace(anchor="Juhua Hu", field="authors"), 1, 2)
    assert found.text[found.begin : found.end] == "Juhua Hu"
