"""The command learns a handful of sentences by heart, the same way each time, and says what is wrong with its input."""

from __future__ import annotations

import json

import pytest
import spacy

from kg.extract.training.command import main

SENTENCES = [
    ("We train BERT for parsing .", [[2, 3, "Method"], [4, 5, "Task"]]),
    ("BERT helps summarization .", [[0, 1, "Method"], [2, 3, "Task"]]),
    ("We apply GloVe to parsing .", [[2, 3, "Method"], [4, 5, "Task"]]),
    ("GloVe and BERT differ .", [[0, 1, "Method"], [2, 3, "Method"]]),
    ("Machine translation is hard .", [[0, 2, "Task"], [0, 1, "Method"]]),
    ("Nothing is named here .", []),
]
OPTIONS = ["--steps", "30", "--eval-every", "15", "--dropout", "0", "--learn-rate", "0.02", "--width", "32"]


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "own.jsonl"
    records = [{"id": str(i), "tokens": text.split(), "entities": e} for i, (text, e) in enumerate(SENTENCES)]
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return str(path)


def test_training_scores_and_saves(corpus, tmp_path, capsys):
    out = tmp_path / "model"
    assert main(["--train", corpus, "--dev", corpus, "--test", corpus, "--out", str(out), *OPTIONS]) == 0
    table, progress = capsys.readouterr()
    assert "10 spans; not trained on: 1 " in progress
    assert "step 30:" in progress
    lines = [line.split() for line in table.splitlines()]
    assert [line[0] for line in lines] == ["dev", "Method", "Task", "micro", "test", "Method", "Task", "micro"]
    assert lines[3][4] == "10", "a nested span stays in the gold that is scored"
    assert float(lines[3][3]) > 0.8
    nlp = spacy.load(out)
    assert nlp.meta["corpora"] == ["own.jsonl"]
    assert nlp.meta["recipe"]["steps"] == 30


def test_the_same_seed_gives_the_same_weights(corpus, tmp_path):
    for name in ("a", "b"):
        assert main(["--train", corpus, "--dev", corpus, "--out", str(tmp_path / name), *OPTIONS, "--seed", "5"]) == 0
    weights = [(tmp_path / name / "ner" / "model").read_bytes() for name in ("a", "b")]
    assert weights[0] == weights[1]


def test_input_that_cannot_be_used(corpus, tmp_path, capsys):
    assert main(["--train", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl: no such file" in capsys.readouterr().err
    assert main(["--train", corpus, "--dev", corpus, "--vectors", "no/such.vectors"]) == 2
    assert "no vectors 'no/such.vectors'" in capsys.readouterr().err
