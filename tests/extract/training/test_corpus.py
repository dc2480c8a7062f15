"""Passages keep every annotation in its place, whichever way a corpus counts and however it is spaced."""

from __future__ import annotations

import json
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.extract.neural.words import split_words
from kg.extract.training.corpus import Passage, hold_out, join_tokens, keep_longest, read_passages

spans = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 4), st.sampled_from("AB")).map(lambda t: (t[0], t[0] + t[1], t[2]))
)
TOKENS = st.lists(st.sampled_from(["We", "pre", "-", "4", "2", "42", "%", "(", ")", "'s", ".", "/", "net", "é", "n't"]))


def _write(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@given(spans)
@settings(deadline=None)
def test_kept_spans_never_overlap_and_none_is_lost_uncounted(given_spans):
    kept, dropped = keep_longest(given_spans)
    assert len(kept) + dropped == len(given_spans)
    assert all(a[1] <= b[0] or b[1] <= a[0] for a, b in combinations(kept, 2))
    assert kept == sorted(kept)


@given(TOKENS)
@settings(deadline=None)
def test_joined_tokens_stand_where_they_are_said_to(tokens):
    text, places = join_tokens(Passage("1", (), tuple(tokens)))
    assert [text[start:end] for start, end in places] == tokens
    assert all(a[1] <= b[0] and not text[a[1] : b[0]].strip() for a, b in pairwise(places))
    assert text == text.strip()


@given(TOKENS)
@settings(deadline=None)
def test_joined_tokens_are_the_same_words(tokens):
    text, _ = join_tokens(Passage("1", (), tuple(tokens)))
    spaced = " ".join(tokens)
    assert [text[s:e] for s, e in split_words(text)] == [spaced[s:e] for s, e in split_words(spaced)]


@pytest.mark.parametrize(
    ("printed", "running"),
    [
        ("We pre - train nets ( e.g. , BERT ) .", "We pre-train nets (e.g., BERT)."),
        ("It 's 4 2 . 5 % of 10 runs / seeds", "It's 42.5% of 10 runs/seeds"),
        ("on [ 3 ] ; not on [ 42 ] ?", "on [3]; not on [42]?"),
    ],
)
def test_joined_tokens_read_as_authors_write(printed, running):
    assert join_tokens(Passage("1", (), tuple(printed.split())))[0].replace(". 5", ".5") == running


def test_a_text_has_a_place_for_each_character():
    text, places = join_tokens(Passage("1", ((3, 6, "Task"),), text="We tag."))
    assert text == "We tag."
    assert (places[3][0], places[6 - 1][1]) == (3, 6)


def test_reading_tokens_texts_and_sentences(tmp_path):
    counted = {
        "id": 7,
        "tokens": ["We", "parse", ".", "We", "tag", "."],
        "sentences": [[0, 3], [3, 6]],
        "entities": [[4, 5, "Task"], [1, 2, "Task"], [1, 2, "Task"]],
    }
    printed = {"id": "t", "text": "We parse.", "entities": [[3, 8, "Task"]]}
    tokens, text = read_passages(_write(tmp_path / "a.jsonl", counted, printed))
    assert tokens == Passage("7", ((1, 2, "Task"), (4, 5, "Task")), tuple(counted["tokens"]), starts=(0, 3))
    assert text == Passage("t", ((3, 8, "Task"),), text="We parse.")


@pytest.mark.parametrize(
    "line",
    [
        "[",
        "[]",
        '{"id": 1, "tokens": ["a"]}',
        '{"id": 1, "tokens": ["a"], "entities": [[0, 2, "T"]]}',
        '{"id": 1, "text": "a", "entities": [[0, "T"]]}',
        '{"id": 1, "text": "a", "entities": [[1, 1, "T"]]}',
    ],
)
def test_a_broken_line_is_named(tmp_path, line):
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "1", "text": "a", "entities": []}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"a\.jsonl:2: no annotated record"):
        list(read_passages(path))


def test_repeated_wording_is_held_out_together():
    passages = [Passage(str(i), (), ("sentence", str(i % 50))) for i in range(100)]
    kept, held = hold_out(passages)
    assert len(kept) + len(held) == 100
    assert 0 < len(held) < 50
    assert not {p.tokens for p in kept} & {p.tokens for p in held}
