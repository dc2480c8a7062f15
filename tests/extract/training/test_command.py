"""The command learns a handful of sentences by heart, the same way each time, and says what is wrong with its input."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("tokenizers")
pytest.importorskip("transformers")

from kg.extract.neural.component import ModelFinder
from kg.extract.neural.fast import FastModel
from kg.extract.neural.spans import score_spans
from kg.extract.training import fast
from kg.extract.training.command import main
from kg.extract.training.corpus import read_passages

SENTENCES = [
    ("We train BERT for parsing .", [[2, 3, "Method"], [4, 5, "Task"]]),
    ("BERT helps summarization .", [[0, 1, "Method"], [2, 3, "Task"]]),
    ("We apply GloVe to parsing .", [[2, 3, "Method"], [4, 5, "Task"]]),
    ("GloVe and BERT differ .", [[0, 1, "Method"], [2, 3, "Method"]]),
    ("Machine translation is hard .", [[0, 2, "Task"], [0, 1, "Method"]]),
    ("Nothing is named here .", []),
]
OPTIONS = ["--steps", "40", "--dropout", "0", "--learn-rate", "0.01", "--width", "32", "--batch-words", "30"]


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "own.jsonl"
    records = [{"id": str(i), "tokens": text.split(), "entities": e} for i, (text, e) in enumerate(SENTENCES)]
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return str(path)


def test_training_scores_and_writes_what_the_pipeline_reads(corpus, tmp_path, capsys):
    out = tmp_path / "model"
    assert main(["--train", corpus, "--dev", corpus, "--test", corpus, "--out", str(out), *OPTIONS]) == 0
    table, progress = capsys.readouterr()
    assert "6 passages, 10 spans of 2 labels; 1 overlap a longer one" in progress
    assert "step 40 of 40: loss" in progress
    lines = [line.split() for line in table.splitlines()]
    assert [line[0] for line in lines] == ["dev", "Method", "Task", "micro", "test", "Method", "Task", "micro"]
    assert lines[3][4] == "10", "a nested span stays in the gold that is scored"
    assert float(lines[3][3]) > 0.8
    model = FastModel(out)
    assert model.labels == ("Method", "Task")
    assert json.loads((out / "meta.json").read_text("utf-8"))["corpora"] == ["own.jsonl"]
    text = "We train BERT for parsing."
    found = {(text[start:end], kind) for start, end, kind, _ in ModelFinder(model).find(text)}
    assert found == {("BERT", "method"), ("parsing", "task")}


def test_what_is_written_scores_as_the_tagger_did(corpus, tmp_path):
    passages = list(read_passages(corpus))
    recipe = fast.FastRecipe(steps=4, width=16, depth=2, batch_words=30)
    tagger = fast.train(passages, [], ["Method", "Task"], recipe, tell=lambda _: None)
    tagger.write(tmp_path / "model", {})
    model = FastModel(tmp_path / "model")
    head = {name: array.numpy() for name, array in tagger.head.state_dict().items()}
    for passage in passages:
        rows = tagger.tok2vec.predict([tagger.make_doc(passage.tokens)])[0]
        np.testing.assert_allclose(model.score(passage.tokens), score_spans(rows, rows, head), rtol=0.02, atol=0.02)


def test_the_same_seed_gives_the_same_weights(corpus, tmp_path):
    options = ["--train", corpus, "--dev", corpus, "--steps", "8", "--width", "16", "--batch-words", "30"]
    for name, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        assert main([*options, "--seed", seed, "--out", str(tmp_path / name)]) == 0
    a, b, c = (np.load(tmp_path / name / "weights.npz") for name in ("a", "b", "c"))
    assert a.files == b.files == c.files
    assert all((a[name] == b[name]).all() for name in a.files)
    assert any((a[name] != c[name]).any() for name in a.files)


def test_without_dev_a_part_is_held_out(tmp_path, capsys):
    path = tmp_path / "many.jsonl"
    records = [{"id": str(i), "tokens": ["Net", str(i)], "entities": [[0, 1, "Method"]]} for i in range(40)]
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    assert main(["--train", str(path), "--steps", "1", "--width", "8", "--batch-words", "9"]) == 0
    assert "held out for development: " in capsys.readouterr().err


def test_labels_that_only_dev_has_are_scored_as_missed(corpus, tmp_path, capsys):
    path = tmp_path / "dev.jsonl"
    path.write_text('{"id": "1", "tokens": ["F1"], "entities": [[0, 1, "Metric"]]}\n', encoding="utf-8")
    assert main(["--train", corpus, "--dev", str(path), "--steps", "1", "--width", "8", "--batch-words", "9"]) == 0
    assert ["Metric", "0.000", "0.000", "0.000", "1"] in [x.split() for x in capsys.readouterr().out.splitlines()]


def test_input_that_cannot_be_used(corpus, tmp_path, capsys):
    empty = tmp_path / "empty.jsonl"
    empty.write_text('{"id": "1", "tokens": ["a"], "entities": []}\n', encoding="utf-8")
    for arguments, message in (
        (["--train", str(tmp_path / "none.jsonl")], "none.jsonl: no such file"),
        (["--train", corpus, "--dev", corpus, "--vectors", "no/such.vectors"], "no vectors in 'no/such.vectors'"),
        (["--train", str(empty), "--dev", corpus], "--train has no entities to learn"),
        (["--train", corpus, "--dev", corpus, "--model", "accurate", "--base", "none"], "no encoder 'none'"),
    ):
        assert main(arguments) == 2
        assert message in capsys.readouterr().err


def test_without_torch_the_extra_is_named(corpus):
    script = f"import sys; sys.modules['torch'] = None\nfrom kg.extract.training.command import main\nsys.exit(main(['--train', {corpus!r}]))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "error: this needs torch: pip install 'scholar-kg[train]'\n")
