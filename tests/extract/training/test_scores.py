"""A span counts only where start, end and label are all right."""

from __future__ import annotations

from kg.extract.training.scores import Score, format_scores, score_spans


def test_scores_by_label_and_micro():
    gold = [{(0, 2, "Task"), (3, 4, "Method")}, {(0, 1, "Method")}]
    found = [{(0, 2, "Task"), (3, 5, "Method")}, {(0, 1, "Task")}]
    assert score_spans(zip(gold, found, strict=True)) == {
        "Method": Score(0, 1, 2),
        "Task": Score(1, 2, 1),
        "micro": Score(1, 3, 3),
    }


def test_the_same_offsets_in_another_passage_do_not_count():
    assert score_spans([({(0, 1, "Task")}, set()), (set(), {(0, 1, "Task")})])["micro"] == Score(0, 1, 1)


def test_nothing_found_and_nothing_to_find():
    assert score_spans([(set(), set())]) == {"micro": Score(0, 0, 0)}
    assert Score(0, 0, 3).f1 == Score(0, 2, 0).precision == 0.0


def test_the_table_ends_with_micro():
    table = format_scores({"Task": Score(1, 2, 1), "micro": Score(1, 3, 3)}, title="dev").splitlines()
    assert [line.split() for line in table] == [
        ["dev", "P", "R", "F1", "gold"],
        ["Task", "0.500", "1.000", "0.667", "1"],
        ["micro", "0.333", "0.333", "0.333", "3"],
    ]
