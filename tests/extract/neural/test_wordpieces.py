"""Each word keeps its first and last piece, however it is cut."""

from __future__ import annotations

import pytest

tokenizers = pytest.importorskip("tokenizers")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from kg.extract.neural.wordpieces import CASES, LONGEST, cut_pieces  # noqa: E402

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "net", "##work", "##s", "bert", "a", "##b"]


def make_tokenizer():
    tokenizer = tokenizers.Tokenizer(
        tokenizers.models.WordPiece({word: i for i, word in enumerate(VOCABULARY)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = tokenizers.processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


TOKENIZER = make_tokenizer()


def test_pieces_and_cases_of_words():
    pieces = cut_pieces(TOKENIZER, ["Networks", "BERT", "zzz", "a"])
    assert [VOCABULARY[i] for i in pieces.ids] == ["[CLS]", "net", "##work", "##s", "bert", "[UNK]", "a", "[SEP]"]
    assert (pieces.first, pieces.last) == ([1, 4, 5, 6], [3, 4, 5, 6])
    assert pieces.cases == [0, 4, 4, 4, 5, 3, 3, 0]


@pytest.mark.parametrize(
    ("word", "case"),
    [("5", 1), ("-", 2), ("net", 3), ("Net", 4), ("NET", 5), ("A", 6), ("NetWork", 7), ("netWork", 8), ("中", 8)],
)
def test_the_sorts_of_case(word, case):
    assert cut_pieces(TOKENIZER, [word]).cases[1] == case < CASES


def test_a_word_without_pieces_stands_on_the_piece_before_it():
    pieces = cut_pieces(TOKENIZER, ["\u0301", "a", "\u0301", "\u0301", "bert"])
    assert (pieces.first, pieces.last) == ([0, 1, 1, 1, 2], [0, 1, 1, 1, 2])
    assert len(pieces.ids) == 4


def test_what_is_too_long_is_cut_and_its_words_share_the_last_place():
    words = ["networks"] * 200
    pieces = cut_pieces(TOKENIZER, words)
    assert len(pieces.ids) == len(pieces.cases) == LONGEST
    assert VOCABULARY[pieces.ids[-1]] == "[SEP]"
    assert len(pieces.first) == len(pieces.last) == 200
    assert pieces.first[-1] == pieces.last[-1] == LONGEST - 2


@given(st.lists(st.sampled_from(["a", "ab", "Networks", "zz", "\u0301", "-", "3"]), max_size=200))
@settings(deadline=None)
def test_every_word_has_places_in_order(words):
    pieces = cut_pieces(TOKENIZER, words)
    assert len(pieces.first) == len(pieces.last) == len(words)
    assert len(pieces.ids) == len(pieces.cases) <= LONGEST
    assert pieces.first == sorted(pieces.first)
    assert pieces.last == sorted(pieces.last)
    assert all(0 <= first <= last < len(pieces.ids) for first, last in zip(pieces.first, pieces.last, strict=True))
