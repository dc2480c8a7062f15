"""Evaluation measures: which are recognised, what they are called, and which a number stands beside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.metrics import find_metric_names, find_metrics, lower_is_better


def _names(text: str) -> list[str]:
    return [m.name for m in find_metrics(text, record="r", field="abstract")]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("accuracy", "accuracy"),
        ("Top-1 accuracy", "top-1 accuracy"),
        ("top1 accuracy", "top-1 accuracy"),
        ("rank-1 accuracy", "rank-1 accuracy"),
        ("top-5", "top-5 accuracy"),
        ("top-1 error", "top-1 error"),
        ("F1", "F1"),
        ("F1-score", "F1"),
        ("F$_1$", "F1"),
        ("F-measure", "F1"),
        ("Macro-F1", "macro F1"),
        ("micro-averaged F1", "micro F1"),
        ("BLEU-4", "BLEU-4"),
        ("Rouge-L", "ROUGE-L"),
        ("CIDEr", "CIDEr"),
        ("mAP", "mAP"),
        ("mean average precision", "mAP"),
        ("mAP@0.5", "mAP@0.5"),
        ("AP50", "AP50"),
        ("AP$_{75}$", "AP75"),
        ("mIoU", "mIoU"),
        ("mean IoU", "mIoU"),
        ("word error rate", "WER"),
        ("WERs", "WER"),
        ("R@5", "Recall@5"),
        ("Recall@100", "Recall@100"),
        ("P@1", "Precision@1"),
        ("Hits@10", "Hits@10"),
        ("NDCG@10", "NDCG@10"),
        ("pass@1", "pass@1"),
        ("Spearman's correlation", "Spearman correlation"),
        ("area under the curve", "AUC"),
        ("joint goal accuracy", "joint goal accuracy"),
        ("attack success rates", "attack success rate"),
    ],
)
def test_usual_name(printed: str, name: str) -> None:
    assert [m.name for m in find_metric_names(f"a {printed} b")] == [name]
    assert _names(f"We get 93.1% {printed} on it.") == [name]


@pytest.mark.parametrize(
    "text",
    [
        "It approximates the function with arbitrary accuracy.",
        "The Euclidean distance of 3 points.",
        "We trade accuracy-efficiency for 3.5 hours.",
        "High accuracy matters. We use 3.5% of it.",
        "The MAPPER and BLEUish 3.5% words.",
        "It is good at IoU=0.5.",
        "",
    ],
)
def test_not_a_measured_measure(text: str) -> None:
    assert _names(text) == []


def test_measures_of_a_list_share_their_numbers() -> None:
    assert _names("MRR, NDCG and Hits@1 of 0.41, 0.52 and 0.33.") == ["MRR", "NDCG", "Hits@1"]


def test_direction() -> None:
    assert [lower_is_better(n) for n in ("WER", "perplexity", "FID", "top-1 error", "mAP@0.5", "unheard-of")] == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]


@given(st.text() | st.text(alphabet="F1BLEUmAPtop-@_ 0.5%,of{}$accuracy"))
def test_positions_hold_on_any_text(text: str) -> None:
    for mention in find_metrics(text, record="r", field="abstract"):
        assert text[mention.start : mention.end] == mention.text
        assert (mention.kind, mention.role) == ("metric", None)
