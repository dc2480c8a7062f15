"""What a model annotates is input for training."""

from __future__ import annotations

import json

import pytest

from kg.extract.neural.component import ModelFinder, load_model
from kg.extract.training.corpus import read_passages
from kg.extract.training.label import main

TEXTS = [
    "We fine-tune BERT for named entity recognition.",
    "Résumé parsing with GPT-2 helps. 🦜 We test on the CoNLL-2003 dataset.",
    "We fine-tune BERT for named entity recognition.",
    "Nothing to see here.",
]


@pytest.fixture(scope="module")
def finder():
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tokenizers")
    return ModelFinder(load_model("accurate"))


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "texts.jsonl"
    path.write_text("".join(json.dumps({"abstract": text}) + "\n" for text in TEXTS), encoding="utf-8")
    return path


def test_labelled_text_is_read_back_as_passages(finder, texts, tmp_path, capsys):
    assert main([str(texts)]) == 0
    silver = tmp_path / "silver.jsonl"
    silver.write_text(capsys.readouterr().out, encoding="utf-8")
    passages = list(read_passages(silver))
    assert [p.text for p in passages] == [TEXTS[0], TEXTS[1], TEXTS[3]], "a text printed twice is labelled once"
    assert [p.id for p in passages] == [f"texts.jsonl:{n}" for n in (1, 2, 3)]
    for passage in passages:
        found = {(start, end, kind.capitalize()) for start, end, kind, _ in finder.find(passage.text)}
        assert set(passage.spans) == found
    assert "BERT" in {TEXTS[0][start:end] for start, end, _ in passages[0].spans}
    assert {label for p in passages for *_, label in p.spans} <= {"Dataset", "Method", "Task"}


def test_reading_stops_after_so_many_words(finder, texts, capsys):
    assert main([str(texts), "--words", "8"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_missing_file_is_named(tmp_path, capsys):
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl: no such file" in capsys.readouterr().err
