"""What a model finds stands at its place in the text, in titles as in abstracts."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import MissingExtraError, UsageError
from kg.extract import extract
from kg.extract.neural import MODELS, component
from kg.extract.neural.component import ModelFinder, load_model
from kg.extract.neural.spans import WIDEST
from kg.extract.pipeline import Options, make_nlp
from kg.model import Record

ACCURATE = Path(component.__file__).parent / "accurate"
TEXT = st.text("aB .?\n-5é\U0001f99c", max_size=60)


class Capitals:
    """A model that takes every word with a capital, and what stands between two of them, for a method."""

    labels = ("Method",)

    def __init__(self):
        self.seen = []

    def score(self, words):
        self.seen.append(list(words))
        scores = np.full((len(words), WIDEST, 2), -1e4, dtype=np.float32)
        scores[..., 0] = 0.0
        for i, word in enumerate(words):
            for width in range(min(3, len(words) - i)):
                if word[0].isupper() and words[i + width][0].isupper():
                    scores[i, width, 1] = 2.0 + width
        return scores


@given(TEXT, TEXT)
@settings(deadline=None)
def test_names_are_found_at_their_place_and_none_across_the_border(title, abstract):
    text, border = f"{title}\n\n{abstract}", len(title) + 2
    for start, end, kind, probability in ModelFinder(Capitals()).find(text, border=border):
        assert text[start].isupper()
        assert end <= len(title) or start >= border
        assert kind == "method"
        assert 0.5 < probability <= 1.0


@pytest.mark.parametrize(
    ("title", "abstract", "words"),
    [
        ("On nets", "We train.", ["On", "nets", ".", "We", "train", "."]),
        ("Why nets?", "We train.", ["Why", "nets", "?", "We", "train", "."]),
        ("", "We train.", ["We", "train", "."]),
        ("On nets", "", ["On", "nets", "."]),
    ],
)
def test_a_title_is_read_as_a_sentence(title, abstract, words):
    model = Capitals()
    list(ModelFinder(model).find(f"{title}\n\n{abstract}", border=len(title) + 2))
    assert model.seen == [words]


def test_nothing_is_read_where_there_is_nothing():
    model = Capitals()
    assert list(ModelFinder(model).find(" \n\n ", border=3)) == []
    assert model.seen == []


def test_long_texts_are_read_in_windows():
    text = "We train nets and more nets . " * 50
    model = Capitals()
    found = list(ModelFinder(model).find(text))
    assert len(model.seen) > 1
    assert [text[s:e] for s, e, *_ in found] == ["We"] * 50


@pytest.mark.parametrize("name", ["nonsense", "", "Fast", "../fast"])
def test_an_unknown_model_is_refused_with_the_choices(name):
    with pytest.raises(UsageError, match="fast, accurate"):
        load_model(name)
    with pytest.raises(UsageError, match="choose fast, accurate, rules"):
        Options(model=name)


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_accurate_names_the_extra_that_it_needs(monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"needs {package}: pip install 'scholar-kg\[accurate\]'"):
        MODELS["accurate"](1)


@pytest.fixture(scope="module")
def accurate():
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tokenizers")
    return load_model("accurate", 1)


def test_accurate_scores_every_span_of_a_passage(accurate):
    words = ["We", "train", "BERT", "on", "SQuAD", "for", "question", "answering", "."]
    scores = accurate.score(words)
    assert scores.shape == (len(words), WIDEST, 1 + len(accurate.labels))
    assert np.isfinite(scores).all()
    np.testing.assert_array_equal(accurate.score(words), scores)


def test_accurate_reads_more_than_the_encoder_can(accurate):
    assert len(accurate.score(["antidisestablishmentarianism"] * 300)) == 300


def test_accurate_adds_candidates_to_the_pipeline(accurate):
    nlp = make_nlp(Options(model="accurate"), threads=1)
    abstract = "We fine-tune BERT for named entity recognition and evaluate on the CoNLL-2003 dataset."
    doc = nlp.make_doc(abstract)
    nlp.get_pipe("kg_model")(doc)
    found = [c for c in doc._.kg_candidates if c.evidence == "model"]
    assert {"method", "dataset", "task"} == {c.kind for c in found}
    assert all(abstract[c.start : c.end] == c.text for c in found)
    ((_, extraction),) = extract([Record(id="1", abstract=abstract)], nlp=nlp)
    assert {"BERT", "CoNLL-2003"} <= {m.text for m in extraction.mentions}
