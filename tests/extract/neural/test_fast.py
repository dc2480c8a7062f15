"""What is written of a network is what is read of it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from spacy.tokens import Doc
from spacy.vectors import Vectors

from kg.extract.neural.fast import FastModel, make_tok2vec, make_vocab, write_fast
from kg.extract.neural.spans import WIDEST, score_spans

WORDS = ["We", "pre", "-", "train", "BERT", "on", "SQuAD", "2", "."]
WIDTH = 16


def make_head(labels=2, size=4):
    rng = np.random.default_rng(0)
    rows = {"first": size * labels, "last": size * labels, "first_alone": 1 + labels, "last_alone": 1 + labels}
    head = {f"{name}.weight": rng.normal(size=(n, WIDTH)) for name, n in rows.items()}
    head |= {f"{name}.bias": rng.normal(size=n) for name, n in rows.items()} | {"width": np.ones((WIDEST, 1 + labels))}
    return {name: halve(array) for name, array in head.items()}


def halve(array):
    """Round as the file does, so that nothing more is lost by writing."""
    return array.astype(np.float16).astype(np.float32)


def make_vectors():
    table = halve(np.random.default_rng(1).normal(size=(40, 8)))
    return Vectors(data=table, mode="floret", name="own", hash_count=2, minn=3, maxn=4)


@pytest.mark.parametrize("vectors", [None, make_vectors()], ids=["hashed features", "and static vectors"])
def test_a_model_scores_as_before_it_was_written(tmp_path, vectors):
    vocab, head = make_vocab(vectors), make_head()
    network = make_tok2vec(width=WIDTH, depth=2, vectors=vectors is not None)
    network.initialize(X=[Doc(vocab, words=["a"])])
    for node in network.walk():
        for name in node.param_names:
            if node.has_param(name):
                node.set_param(name, halve(node.get_param(name)))
    rows = network.predict([Doc(vocab, words=WORDS)])[0]
    meta = {"labels": ["Method", "Task"], "width": WIDTH, "depth": 2}
    write_fast(tmp_path / "model", network, head, meta, vectors)

    model = FastModel(tmp_path / "model")
    assert model.labels == ("Method", "Task")
    np.testing.assert_allclose(model.score(WORDS), score_spans(rows, rows, head), rtol=1e-4, atol=1e-3)
    assert json.loads((tmp_path / "model" / "meta.json").read_text("utf-8"))["width"] == WIDTH


def test_a_passage_scores_the_same_after_any_other(tmp_path):
    network = make_tok2vec(width=WIDTH, depth=1, vectors=False)
    network.initialize(X=[Doc(make_vocab(None), words=["a"])])
    write_fast(tmp_path, network, make_head(), {"labels": ["Method", "Task"], "width": WIDTH, "depth": 1}, None)
    model = FastModel(tmp_path)
    before = model.score(WORDS)
    model.score(["Other", "words"])
    np.testing.assert_array_equal(model.score(WORDS), before)
