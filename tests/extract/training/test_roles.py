"""Role corpora, silver roles and the fit."""

from __future__ import annotations

import json

import pytest

from kg.extract.training.role_corpora import read_scier, read_scierc, read_scirex
from kg.extract.training.role_examples import Example, describe_all, make_reader
from kg.extract.training.role_silver import judge_listed
from kg.extract.training.roles import fit, main, weigh


def write(path, *lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def roles(corpus):
    return [
        (f"{j.record.title}\n\n{j.record.abstract}"[slice(*n.spans[0])], n.kind, n.role)
        for j in corpus
        for n in j.named
    ]


SCIER = {
    "id": "1",
    "tokens": ["We", "train", "Ours", "on", "Foo", "-", "2", "1", ".", "It", "wins", "on", "Bar", "(", "Baz", ")", "."],
    "sentences": [[0, 9], [9, 17]],
    "entities": [[2, 3, "Method"], [4, 8, "Dataset"], [12, 13, "Dataset"], [14, 15, "Dataset"]],
    "relations": [[0, 1, "Trained-With"], [0, 2, "Evaluated-With"]],
}
SCIERC = {
    "id": "2",
    "tokens": [
        "We",
        "present",
        "Foo",
        "parsing",
        "for",
        "reordering",
        ".",
        "Our",
        "method",
        "beats",
        "Bar",
        "parsing",
        ".",
        "Translation",
        "matters",
        ".",
    ],
    "sentences": [[0, 7], [7, 13], [13, 16]],
    "entities": [[2, 4, "Method"], [5, 6, "Task"], [8, 9, "Generic"], [10, 12, "Method"], [13, 14, "Task"]],
    "relations": [[0, 1, "USED-FOR"], [2, 3, "COMPARE"]],
    "clusters": [[[2, 4], [8, 9]]],
}
SCIREX = {
    "id": "3",
    "tokens": [
        "document",
        ":",
        "Foo",
        "-",
        "Net",
        "for",
        "Parsing",
        "We",
        "use",
        "Adam",
        ".",
        "Foo",
        "-",
        "Net",
        "wins",
        "on",
        "Bar",
        ".",
    ],
    "sentences": [[0, 7], [7, 11], [11, 18]],
    "entities": [[2, 5, "Method"], [6, 7, "Task"], [9, 10, "Method"], [16, 17, "Material"]],
    "salient_clusters": {"FooNet": [[2, 5], [11, 14]], "Bar": [[16, 17]], "Parsing": [[6, 7]]},
    "n_ary_relations": [{"Method": "FooNet", "Material": "Bar", "Task": "Parsing", "Metric": "F1", "score": "1"}],
}


def test_scier_relations_tell_evaluation_from_training(tmp_path):
    found = roles(read_scier(write(tmp_path / "a.jsonl", SCIER)))
    assert found == [("Foo-21", "dataset", "used"), ("Bar", "dataset", "evaluated_on"), ("Baz", "dataset", "used")]


def test_scierc_coreference_tells_the_own_method(tmp_path):
    assert roles(read_scierc(write(tmp_path / "a.jsonl", SCIERC))) == [
        ("Foo parsing", "method", "introduced"),
        ("Bar parsing", "method", "used"),
        ("reordering", "task", "addressed"),
        ("Translation", "task", "mentioned"),
    ]


def test_scirex_rows_tell_what_is_salient(tmp_path):
    assert roles(read_scirex(write(tmp_path / "a.jsonl", SCIREX))) == [
        ("Foo-Net", "method", "introduced"),
        ("Bar", "dataset", "evaluated_on"),
        ("Parsing", "task", "addressed"),
        ("Adam", "method", "used"),
    ]


def test_missing_file_gives_nothing(tmp_path):
    assert list(read_scier(tmp_path / "none.jsonl")) == []


def test_listed_papers_and_their_rows():
    line = {"id": "1", "title": "FooNet: Fast Parsing", "abstract": "We propose FooNet. Results on CIFAR-10 improve.",
            "gold_tdms": [["Image Classification", "CIFAR-10", "Accuracy", "1"]]}  # fmt: skip
    ((judged, _, _),) = judge_listed([line], make_reader())
    assert {(n.kind, n.role) for n in judged.named} >= {("method", "introduced"), ("dataset", "evaluated_on")}


def test_examples_come_with_and_without_what_gives_them_away(tmp_path):
    examples = list(describe_all(read_scirex(write(tmp_path / "a.jsonl", SCIREX)), make_reader()))
    views = {(e.kind, e.view) for e in examples if e.role == "introduced"}
    assert ("method", "full") in views
    assert ("method", "no title") in views
    assert not any(t.startswith("title") for e in examples if e.view == "no title" for t, _ in e.features)


def test_fit_learns_what_tells_roles_apart():
    examples = [
        Example("method", role, 1.0, frozenset([("left", word)]), "c", str(i), "used")
        for i in range(10)
        for role, word in (("introduced", "propose"), ("used", "using"))
    ]
    weights = fit(examples, kind="method")
    assert weights.judge({("left", "propose")})[0] > 0.8
    assert weights.judge({("left", "using")})[0] < 0.2


def test_roles_get_their_shares():
    given = [Example("task", "addressed", 1.0, frozenset(), "c", "1", "")] * 3
    given += [Example("task", "mentioned", 1.0, frozenset(), "c", "2", "")]
    weights = [e.weight for e in weigh(given)]
    assert sum(weights) == pytest.approx(4)
    assert weights[-1] / sum(weights) == pytest.approx(0.08)


def test_no_data_is_a_wrong_call(tmp_path, capsys):
    assert main(["--data", str(tmp_path)]) == 2
    assert "no examples" in capsys.readouterr().err
