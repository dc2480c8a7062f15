"""Weights that are fitted give back the chances that made the data."""

from __future__ import annotations

import json

import numpy as np
import pytest

from kg.extract.confidence import expected_calibration_error, judge_confidence, load_calibration
from kg.extract.training.calibrate import Judged, fit, judge_mentions, main
from kg.extract.training.corpus import Passage

TRUE = {"bias": -0.5, "rules": 1.5, "task": -1.0}


def draw(count, seed):
    rng = np.random.default_rng(seed)
    judged, chances = [], []
    for number in range(count):
        features = {"bias": 1.0, "rules": float(rng.normal()), "task": float(rng.random() < 0.4)}
        chances.append(judge_confidence(features, TRUE))
        judged.append(Judged(number, features, bool(rng.random() < chances[-1])))
    return judged, chances


def test_a_fit_recovers_the_chances():
    judged, chances = draw(4000, seed=0)
    weights = fit(judged)
    assert weights == pytest.approx(TRUE, abs=0.2)
    said = [judge_confidence(j.features, weights) for j in judged]
    assert np.abs(np.subtract(said, chances)).max() < 0.05


def test_what_was_fitted_is_calibrated_on_other_data():
    weights = fit(draw(4000, seed=0)[0])
    other, _ = draw(4000, seed=1)
    said = [judge_confidence(j.features, weights) for j in other]
    assert expected_calibration_error(said, [j.right for j in other]) < 0.03


def test_data_that_a_line_parts_gives_finite_weights():
    judged = [Judged(i, {"bias": 1.0, "rules": i / 10 - 1}, i > 10) for i in range(20)]
    weights = fit(judged)
    assert np.isfinite(list(weights.values())).all()
    assert weights["rules"] > 0


def test_a_feature_that_never_varies_weighs_nothing():
    judged = [Judged(i, {"bias": 1.0, "rules": i % 2 / 1, "task": 0.0}, i % 3 > 0) for i in range(30)]
    assert fit(judged)["task"] == 0.0


PASSAGES = [
    Passage("a", ((3, 4, "Method"), (5, 6, "Dataset")), ("We", "fine-tune", "the", "BERT", "on", "SQuAD", ".")),
    Passage(
        "b",
        ((0, 3, "Method"), (6, 9, "Material")),
        ("Mask", "R-CNN", "model", "is", "tested", "on", "CIFAR", "-", "10", "."),
    ),
    Passage("c", ((7, 24, "Task"),), text="We try machine translation with RoBERTa."),
]


def test_mentions_are_right_where_annotators_marked_the_same_span():
    judged = [(j.passage, j.right) for j in judge_mentions(PASSAGES[:1], "rules")]
    assert judged == [(0, True), (0, True)]
    moved = [Passage("a", ((2, 4, "Method"), (5, 6, "Task")), PASSAGES[0].tokens)]
    assert [j.right for j in judge_mentions(moved, "rules")] == [False, False]


def test_annotated_texts_are_counted_in_characters_and_material_is_data():
    right = {
        (j.passage, j.features["dataset"], j.features["task"]) for j in judge_mentions(PASSAGES, "rules") if j.right
    }
    assert (1, 1.0, 0.0) in right
    for start, right in ((4, True), (3, False)):
        passage = Passage("d", ((start, 8, "Method"),), text="Our BERT wins.")
        assert [j.right for j in judge_mentions([passage], "rules")] == [right]


def write(path, passages):
    records = [{"id": p.id, "tokens": p.tokens, "text": p.text, "entities": p.spans} for p in passages]
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return str(path)


def test_the_command_prints_a_table_and_writes_what_the_pipeline_reads(tmp_path, capsys):
    out = tmp_path / "calibration.json"
    out.write_text('{"fast": {"weights": {}}}', encoding="utf-8")
    ner = write(tmp_path / "ner.jsonl", PASSAGES * 2)
    assert main(["--ner", ner, "--model", "rules", "--write", str(out)]) == 0
    table = capsys.readouterr().out
    assert "rules:" in table
    assert "expected calibration error" in table
    written = json.loads(out.read_text("utf-8"))
    assert written.keys() == {"fast", "rules"}
    assert written["rules"]["weights"].keys() == load_calibration("rules").keys()


def test_what_cannot_be_used_is_named(tmp_path, capsys):
    ner = write(tmp_path / "ner.jsonl", PASSAGES[:1])
    for arguments, message in (
        (["--ner", str(tmp_path / "none.jsonl")], "none.jsonl: no such file"),
        (["--ner", ner, "--model", "nonsense"], "choose fast, accurate, rules"),
        (["--ner", ner, "--model", "rules"], "rules finds too little in --ner"),
    ):
        assert main(arguments) == 2
        assert message in capsys.readouterr().err
