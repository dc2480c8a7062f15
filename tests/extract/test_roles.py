"""Roles: what the words around a name say, with no hint from the rules that found it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from kg.extract.candidates import get_words
from kg.extract.document import make_doc
from kg.extract.role_features import Describer
from kg.extract.roles import ROLES, RoleJudge, Weights, judge_by_keywords, load_weights, save_weights
from kg.extract.training.role_examples import make_reader
from kg.model import Record

NLP = make_reader()


def judge_role(words, kind, hints, spans):
    return next(iter(RoleJudge(words)(kind, hints, spans)))


def ask(kind, name, abstract, *, title="", hints=()):
    doc = make_doc(NLP, Record(id="1", title=title, abstract=abstract))
    doc = dict(NLP.pipeline)["kg_sentences"](doc)
    spans = [m.span() for m in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", doc.text)]
    return get_words(doc), kind, hints, spans


@pytest.mark.parametrize(
    ("name", "text", "role"),
    [
        ("FlexNet", "Parsing is slow. We propose FlexNet, a simple network. FlexNet outperforms others.", "introduced"),
        ("FlexNet", "Parsing is slow. A model called FlexNet is proposed in this paper.", "introduced"),
        (
            "depth-aware fusion",
            "Depth is noisy. We introduce a depth-aware fusion module to reduce noise.",
            "introduced",
        ),
        ("FlexNet", "We study pruning. Our method is built on FlexNet and ResNet.", "used"),
        ("FlexNet", "We propose a pruning method that outperforms FlexNet by two points.", "used"),
        ("graph attention", "Earlier work relies on graph attention to model relations. We drop it.", "used"),
    ],
)
def test_methods(name, text, role):
    assert judge_role(*ask("method", name, text)) == role


@pytest.mark.parametrize(
    ("name", "text", "role"),
    [
        ("QuizBank", "Data is scarce. We introduce QuizBank, a new dataset of 10K questions.", "introduced"),
        ("QuizBank", "We propose a reader. Experiments on QuizBank show that it outperforms others.", "evaluated_on"),
        ("QuizBank", "We propose a reader. It is pre-trained on QuizBank and then fine-tuned.", "used"),
    ],
)
def test_datasets(name, text, role):
    assert judge_role(*ask("dataset", name, text)) == role


@pytest.mark.parametrize(
    ("title", "text", "role"),
    [
        ("Better Lane Detection with Graphs", "Roads are long. We present a graph model.", "addressed"),
        ("", "Roads are long. We improve lane detection with graphs.", "addressed"),
        ("Sparse Attention", "Recent models succeed in many fields, such as lane detection. We propose sparse heads.",
         "mentioned"),
    ],
)  # fmt: skip
def test_tasks(title, text, role):
    name = "Lane Detection" if title.count("Lane") else "lane detection"
    assert judge_role(*ask("task", name, text, title=title)) == role


def test_name_before_a_colon_of_the_title_is_introduced():
    text = "Search is slow. It runs in linear time."
    assert judge_role(*ask("method", "QuxNet", text, title="QuxNet: Faster Search")) == "introduced"


def test_probabilities_sum_to_one_and_the_likeliest_comes_first():
    words, kind, hints, spans = ask("dataset", "QuizBank", "We evaluate on QuizBank.")
    judged = RoleJudge(words)(kind, hints, spans)
    assert set(judged) == set(ROLES["dataset"])
    assert sum(judged.values()) == pytest.approx(1, abs=1e-3)
    assert list(judged.values()) == sorted(judged.values(), reverse=True)
    assert judge_role(words, kind, hints, spans) == next(iter(judged))


def test_a_hint_raises_what_it_hints_at():
    words, kind, _, spans = ask("method", "FlexNet", "Here FlexNet stands in the middle. We know little.")
    judge = RoleJudge(words)
    assert judge(kind, ["introduced"], spans)["introduced"] > judge(kind, [None], spans)["introduced"]


def test_order_of_asking_does_not_matter():
    text = "We propose FlexNet. It beats ResNet. Experiments on QuizBank and ImageNet agree. We use BERT too."
    words, _, _, flex = ask("method", "FlexNet", text)
    bert = ask("method", "BERT", text)[3]
    one, two = Describer(words), Describer(words)
    forward = [one.describe("method", (), flex), one.describe("method", (), bert)]
    backward = [two.describe("method", (), bert), two.describe("method", (), flex)]
    assert forward == backward[::-1]


@pytest.mark.parametrize(
    "text", ["X", "X X X", "(X)", "...X", "We propose X", "\n X \n\n", "1) X: 2) X", "X" + "?" * 50]
)
@pytest.mark.parametrize("kind", list(ROLES))
def test_odd_texts_get_some_role(kind, text):
    assert judge_role(*ask(kind, "X", text, title="X")) in ROLES[kind]
    assert judge_by_keywords(*ask(kind, "X", text)) in ROLES[kind]


def test_weights_survive_writing(tmp_path):
    weights = {
        kind: Weights((0.5,) * len(roles), {("left", "a b"): (1.0,) * len(roles)}) for kind, roles in ROLES.items()
    }
    save_weights(weights, tmp_path / "w.npz")
    with np.load(tmp_path / "w.npz", allow_pickle=False) as arrays:
        assert arrays["task_features"].tobytes() == b"left\ta b"
        assert arrays["dataset_rows"].tolist() == [[1.0] * 3, [0.5] * 3]


def test_shipped_weights_are_small_and_name_no_topics():
    weights = load_weights()
    assert set(weights) == set(ROLES)
    words = {filler for w in weights.values() for template, filler in w.of if template == "in"}
    assert "propose" in words
    assert not words & {"protein", "translation", "imagenet", "cifar-10"}
