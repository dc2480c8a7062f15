"""Vectors learned from plain text cover words that the text never had."""

from __future__ import annotations

import gzip
import json
from importlib.util import find_spec

import pytest
import spacy

from kg.errors import ReadError
from kg.extract.training.vectors import main, read_wordings, train_vectors


def test_every_field_with_words_is_read(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    records = [{"title": "A", "abstract": "B c."}, {"t": "D"}, {"tokens": ["e", "f"]}, {"lines": {"1": "g", "2": "h"}}]
    path.write_bytes(gzip.compress("".join(json.dumps(r) + "\n" for r in records).encode()))
    assert list(read_wordings(path)) == ["A", "B c.", "D", "e f", "g h"]


def test_unseen_words_have_a_vector(tmp_path):
    pytest.importorskip("floret")
    train_vectors([f"we translate text number {i}" for i in range(50)], tmp_path / "v", dimensions=8, rows=50)
    vectors = spacy.load(tmp_path / "v").vocab.vectors
    assert vectors.shape == (50, 8)
    assert vectors["translator"].any()


def test_a_missing_file_and_a_broken_line_are_named(tmp_path, capsys):
    path = tmp_path / "b.jsonl"
    path.write_text("[]\n", encoding="utf-8")
    assert main([str(tmp_path / "none.jsonl"), "--out", str(tmp_path / "v")]) == 2
    assert "none.jsonl: no such file" in capsys.readouterr().err
    assert main([str(path), "--out", str(tmp_path / "v")]) == (1 if find_spec("floret") else 2)
    with pytest.raises(ReadError, match=r"b\.jsonl:1: no JSON object"):
        list(read_wordings(path))
