"""Passages keep every annotation in its place, whichever way a corpus counts and however it is cut."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.extract.training.corpus import (
    Passage,
    gold_doc,
    hold_out,
    keep_longest,
    plain_doc,
    read_passages,
    spans_of,
)

NLP = spacy.blank("en")
spans = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 4), st.sampled_from("AB")).map(lambda t: (t[0], t[0] + t[1], t[2]))
)


def _write(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@given(spans)
def test_kept_spans_never_overlap_and_none_is_lost_uncounted(given_spans):
    kept, dropped = keep_longest(given_spans)
    assert len(kept) + dropped == len(given_spans)
    assert all(a[1] <= b[0] or b[1] <= a[0] for a, b in combinations(kept, 2))
    assert kept == sorted(kept)


@given(spans)
def test_token_spans_come_back_from_the_doc_as_kept(given_spans):
    passage = Passage("1", tuple(sorted(set(given_spans))), tuple("abcdefghijklm"))
    doc, dropped = gold_doc(NLP, passage)
    assert spans_of(doc, passage) == set(keep_longest(passage.spans)[0])
    assert dropped == len(passage.spans) - len(doc.ents)


def test_corpus_tokens_are_kept_as_they_are():
    passage = Passage("1", ((0, 2, "Task"),), ("pre-training", "(", "don't", "4", "2"), starts=(0, 3))
    doc = plain_doc(NLP, passage)
    assert [t.text for t in doc] == list(passage.tokens)
    assert [t.is_sent_start for t in doc] == [True, False, False, True, False]
    assert not doc.ents


def test_character_spans_are_read_off_the_text():
    passage = Passage("1", ((12, 18, "Dataset"),), text="We train on SQuAD2 and more.")
    doc, dropped = gold_doc(NLP, passage)
    assert (spans_of(doc, passage), dropped) == ({(12, 18, "Dataset")}, 0)


def test_a_span_inside_a_token_is_dropped_and_counted():
    doc, dropped = gold_doc(NLP, Passage("1", ((3, 5, "Dataset"),), text="We train"))
    assert (doc.ents, dropped) == ((), 1)


def test_reading_whole_records_and_cut_ones(tmp_path):
    record = {
        "id": "p",
        "tokens": ["We", "parse", ".", "We", "tag", ".", "We", "rank", "."],
        "sentences": [[0, 3], [3, 6], [6, 9]],
        "entities": [[1, 2, "Task"], [4, 5, "Task"], [7, 8, "Task"]],
    }
    path = _write(tmp_path / "a.jsonl", record)
    (whole,) = read_passages(path)
    assert (whole.spans, whole.starts) == (((1, 2, "Task"), (4, 5, "Task"), (7, 8, "Task")), (0, 3, 6))
    first, second = read_passages(path, sentences=2)
    assert (first.tokens, first.spans) == (("We", "parse", ".", "We", "tag", "."), ((1, 2, "Task"), (4, 5, "Task")))
    assert (second.tokens, second.spans, second.starts) == (("We", "rank", "."), ((1, 2, "Task"),), (0,))


def test_no_cut_goes_through_an_entity(tmp_path):
    record = {"id": "p", "tokens": list("abcd"), "sentences": [[0, 2], [2, 4]], "entities": [[1, 3, "Task"]]}
    (passage,) = read_passages(_write(tmp_path / "a.jsonl", record), sentences=1)
    assert (passage.tokens, passage.spans) == (tuple("abcd"), ((1, 3, "Task"),))


@pytest.mark.parametrize(
    "line",
    [
        "[",
        "[]",
        '{"id": 1, "tokens": ["a"]}',
        '{"id": 1, "tokens": ["a"], "entities": [[0, 2, "T"]]}',
        '{"id": 1, "text": "a", "entities": [[0, "T"]]}',
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
