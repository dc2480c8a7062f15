"""Methods, datasets and tasks, one small case for each sort of evidence."""

from __future__ import annotations

import re

import pytest
from spacy.language import Language

from kg.extract import Options, extract, make_nlp
from kg.extract.candidates import add_candidate
from kg.model import Record

NLP = make_nlp(Options(model="rules"))


def found(kind, abstract, title=""):
    ((_, extraction),) = extract([Record(id="1", title=title, abstract=abstract)], nlp=NLP)
    return {m.name: m.role for m in extraction.mentions if m.kind == kind}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We fine-tune RoBERTa and compare with Mask R-CNN.", {"RoBERTa": "used", "Mask R-CNN": "used"}),
        ("We propose FlexiTune, a simple method for adaptation.", {"FlexiTune": "introduced"}),
        ("We introduce a network called Sequitur for audio.", {"Sequitur": "introduced"}),
        (
            "We beat strong models such as AbcNet, QrsNet and XyzNet.",
            {"AbcNet": "used", "QrsNet": "used", "XyzNet": "used"},
        ),
        ("The Frank-Wolfe algorithm converges.", {"Frank-Wolfe algorithm": "used"}),
        ("We use the ViT-H/14 backbone.", {"ViT-H/14": "used"}),
        ("Large language models (LLMs) help.", {"LLM": "used"}),
        ("We use GPUs and report F1 and BLEU in the EU.", {}),
        ("We design a depth-aware feature fusion module.", {"depth-aware feature fusion module": "introduced"}),
        ("We propose a new method.", {}),
        (r"We present BarNet, a model. Then \modelname runs on phones.", {"BarNet": "introduced"}),
    ],
)
def test_methods(text, expected):
    assert found("method", text) == expected


def test_title_name_and_repository_introduce():
    assert found("method", "Code: https://github.com/a/QuxNet", "QuxNet: Faster Search") == {"QuxNet": "introduced"}
    assert found("dataset", "We release data.", "FooBench: A Benchmark for Parsing") == {"FooBench": "introduced"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Experiments on CIFAR-10 and SVHN show gains.", {"CIFAR-10": "evaluated_on", "SVHN": "evaluated_on"}),
        ("The network is pre-trained on ImageNet.", {"ImageNet": "used"}),
        ("We collect a new corpus named QuizBank.", {"QuizBank": "introduced"}),
        ("Results on three benchmarks (AbcX, DefY and GhiZ) improve.",
         {"AbcX": "evaluated_on", "DefY": "evaluated_on", "GhiZ": "evaluated_on"}),
        ("We test on the WikiFoo and NewsBar datasets.", {"WikiFoo": "evaluated_on", "NewsBar": "evaluated_on"}),
        ("Results on four benchmarks improve.", {}),
        ("The largest Chinese datasets are small.", {}),
    ],
)  # fmt: skip
def test_datasets(text, expected):
    assert found("dataset", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We address few-shot image classification.", {"few-shot image classification": "addressed"}),
        ("We improve on video QA.", {"video question answering": "addressed"}),
        ("We tackle lane detection (LD). LD is hard.", {"lane detection": "addressed"}),
        ("We study the task of clickbait spoiling.", {"clickbait spoiling": "addressed"}),
        ("It covers vision-language tasks and text understanding tasks.", {}),
        ("Better feature extraction helps.", {}),
        (
            "Depth is hard. Networks transfer badly to tasks such as object detection. We propose sparse heads.",
            {"object detection": "mentioned"},
        ),
    ],
)
def test_tasks(text, expected):
    assert found("task", text) == expected


def test_acronym_expansion_plural_and_case_share_a_name():
    text = "Graph attention networks (GATs) are strong. A GAT is small. Graph Attention Networks scale."
    ((_, extraction),) = extract([Record(id="1", abstract=text)], nlp=NLP)
    assert {m.text for m in extraction.mentions if m.name == "GAT"} >= {"Graph attention networks", "GATs", "GAT"}
    assert len({m.name for m in extraction.mentions if m.kind == "method"}) == 1


def test_versions_stay_apart():
    assert set(found("method", "We compare LLaMA-2 with LLaMA-3 and the LLaMA model.")) == {
        "LLaMA-2",
        "LLaMA-3",
        "LLaMA",
    }


def test_agreeing_evidence_raises_the_score():
    ((_, extraction),) = extract(
        [Record(id="1", abstract="We test FooNet. The BarNet model runs. We propose BarNet.")], nlp=NLP
    )
    scores = {m.name: m.score for m in extraction.mentions}
    assert scores["BarNet"] > scores["FooNet"]


def test_what_is_dropped_has_a_reason():
    ((_, extraction),) = extract(
        [Record(id="1", abstract="Quux7 stands here. We buy a world language model (WLM).")], nlp=NLP
    )
    assert ("Quux7", "too little evidence for a method") in [(d.text, d.reason) for d in extraction.dropped]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We test 7B and 13B models up to 2.9X faster.", {}),
        (r"It needs $O(m)$ steps and an $L_1$ norm.", {}),
        (r"We propose $\texttt{BarSolve}$, a solver.", {r"$\texttt{BarSolve}$": "introduced"}),
        ("The GPU-accelerated human-LLM interface is fast.", {}),
        ("We report R@100 and PSP@1.", {}),
        ("It reaches state-of-the-art (SOTA) results on out-of-distribution (OOD) data.", {}),
        ("Deep neural networks (DNNs) solve partial differential equations (PDEs).", {"DNN": "used", "PDE": "used"}),
        ("We propose a graph-based ranking method.", {}),
        ("Our planner outperforms FooPlan.", {"FooPlan": "used"}),
        ("It is an extension of QRT.", {"QRT": "used"}),
        ("It has two parts: (1) FooGen, which writes text, and (2) FooRead.", {"FooGen": "used"}),
        ("Probabilistic circuits (PCs) are tractable. We query the PC.", {"PC": "used"}),
        ("We compare ResNets and NeRFs.", {"ResNet": "used", "NeRF": "used"}),
        ("We propose Controllable drawing. It is controllable.", {}),
    ],
)
def test_what_is_no_method_and_what_is(text, expected):
    assert found("method", text) == expected


def test_a_data_set_explained_by_a_task_phrase_is_a_data_set():
    text = "We train it on a new dataset, FOOT (Formal Object Offset Tracking)."
    assert list(found("dataset", text)) == ["FOOT"]
    assert found("task", text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aspect-based sentiment analysis (ABSA) is hard. We study ABSA.", "aspect-based sentiment analysis"),
        ("We study uncertainty quantification (UQ).", "uncertainty quantification"),
        ("We evaluate on long-horizon manipulation tasks.", "long-horizon manipulation"),
    ],
)
def test_acronyms_of_tasks_are_no_methods(text, expected):
    assert [name.lower() for name in found("task", text)] == [expected]
    assert found("method", text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We propose **Mix**ture drawing for $SE(3)$ poses.", {}),
        ("Hugging Face models range from 400M to 7B parameters.", {}),
        ("We introduce General drawing.", {}),
        ("We propose a transfer learning approach.", {}),
        ("We study semantic textual similarity (STS).", {}),
    ],
)
def test_fragments_sizes_and_plain_words_are_no_methods(text, expected):
    assert found("method", text) == expected


def test_a_name_late_in_the_title_is_not_what_the_paper_introduces():
    assert found("method", "We draw cats.", title="FooDraw: Drawing Cats with BarNet for ZetaNet") == {
        "FooDraw": "introduced",
        "BarNet": "used",
        "ZetaNet": "used",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It reads GLUE, AbcQA and XyzSum.", {"GLUE", "AbcQA", "XyzSum"}),
        ("Scores rise: SQuAD (0.79 to 0.84), AbcQA (0.94).", {"SQuAD", "AbcQA"}),
        ("We collect a corpus of citation intents (CitInt).", {"CitInt"}),
    ],
)
def test_names_listed_with_data_sets_are_data_sets(text, expected):
    assert set(found("dataset", text)) == expected


def test_names_listed_with_known_methods_are_methods():
    assert set(found("method", "We test BERT, AbcXy and QrsTu.")) == {"BERT", "AbcXy", "QrsTu"}


def test_a_robustness_is_also_what_it_is_robust_to():
    record = Record(
        id="1",
        title="On Sensor Corruption Robustness",
        abstract="Under sensor corruption, sensor-corruption data hurt.",
    )
    ((_, extraction),) = extract([record], nlp=NLP)
    assert [m.text for m in extraction.mentions if m.kind == "task"] == [
        "Sensor Corruption Robustness",
        "sensor corruption",
        "sensor-corruption",
    ]


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("RAQ: Road-Aware Query Prediction for Safe Driving", "We drive."),
        ("RAQ: Better Driving", "We study road-aware query prediction (RAQ)."),
    ],
)
def test_the_name_before_the_colon_is_no_task_whatever_its_long_form(title, abstract):
    assert found("method", abstract, title=title) == {"RAQ": "introduced"}


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Drawitor: Drawing from Words", {"Drawitor": "introduced"}), ("Adaptation: A Long View", {})],
)
def test_a_plain_word_before_the_colon_is_a_name_unless_it_is_an_ordinary_one(title, expected):
    assert found("method", "We draw.", title=title) == expected


def test_a_verb_is_no_part_of_a_task():
    assert list(found("task", "We use it to resolve contact-rich manipulation tasks.")) == ["contact-rich manipulation"]


def test_degrees_of_freedom_are_no_method():
    assert found("method", "We estimate the 6-degree-of-freedom (6-DoF) pose.") == {}


def test_a_coined_long_name_keeps_its_network():
    assert set(found("method", "We propose the FooArc Graph Neural Network.")) == {"FooArc Graph Neural Network"}


def test_capitals_of_a_shouted_title_make_no_names():
    title = "LEARNING DEEP FEATURES FOR VISUAL TRACKING WITH SIAMFC"
    assert found("method", "We track with SIAMFC. Visual tracking is hard.", title).keys() == {"SIAMFC"}


def test_what_the_model_alone_finds_counts_twice_in_a_paper_and_once_in_a_text():
    def found_by_model(doc):
        for at in (m.start() for m in re.finditer("sparse layers", doc.text)):
            add_candidate(doc, at, at + len("sparse layers"), "method", evidence="model", weight=0.9)
        return doc

    Language.component("own_model", func=found_by_model)
    nlp = make_nlp(Options(model="rules"))
    nlp.add_pipe("own_model", after="kg_sentences")

    def methods(title, abstract):
        ((_, extraction),) = extract([Record(id="1", title=title, abstract=abstract)], nlp=nlp)
        return [m.text for m in extraction.mentions if m.kind == "method"]

    assert methods("", "They use sparse layers.") == ["sparse layers"]
    assert methods("On depth", "They use sparse layers.") == []
    assert methods("On depth", "They use sparse layers. Here sparse layers help.") == ["sparse layers"] * 2
