"""Numbers that a text reports: which they are, what kind of number, and what they belong to."""

from __future__ import annotations

import json
import re
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.document import make_doc, read_extraction
from kg.extract.metrics import find_metrics
from kg.extract.quantities import find_quantities, split_text
from kg.extract.results import find_results
from kg.model import Mention, Record

if TYPE_CHECKING:
    from kg.model import Result

NAMES = {
    "FooNet": ("method", "introduced"),
    "BERT": ("method", "used"),
    "DataA": ("dataset", "evaluated_on"),
    "DataB": ("dataset", "evaluated_on"),
    "DataC": ("dataset", "evaluated_on"),
    "image retrieval": ("task", "addressed"),
    "video captioning": ("task", "addressed"),
    "parsing": ("task", "addressed"),
}
ORKG = Path(__file__).parents[3] / "shared" / "data" / "results" / "orkg_tdm_papers.jsonl"


def _mentions(text: str) -> list[Mention]:
    found = [
        Mention("r", "abstract", m.start(), m.end(), m[0], kind, name, role)
        for name, (kind, role) in NAMES.items()
        for m in re.finditer(rf"\b{name}\b", text)
    ]
    return sorted(found, key=lambda m: m.start) + find_metrics(text, record="r", field="abstract")


def _read(text: str) -> list[Result]:
    return find_results(text, record="r", field="abstract", mentions=_mentions(text))


def _flat(result: Result) -> str:
    names = [m.name if m else "-" for m in (result.metric, result.dataset, result.task, result.method)]
    kind = {"absolute": "", "improvement": "+"}[result.value_type]
    base = f" from {result.baseline_value}" if result.baseline_value is not None else ""
    sign = "" if result.comparator == "=" else result.comparator
    about = f" {result.aggregation}" if result.aggregation else ""
    return f"{sign}{kind}{result.value}{result.unit or ''}{base}{about} {' '.join(names)}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # one value
        (r"FooNet achieves $78.94\%$ accuracy on DataA.", ["78.94% accuracy DataA - FooNet"]),
        ("Our method obtains an accuracy of 93.1 percent on DataA. FooNet is fast.", ["93.1% accuracy DataA - FooNet"]),
        ("We reach a BLEU score of 28.4 on DataA.", ["28.4 BLEU DataA - -"]),
        ("FooNet yields 28 BLEU on DataA.", ["28 BLEU DataA - FooNet"]),
        ("On DataA, FooNet sets a new state of the art of 57.3.", ["57.3 - DataA - FooNet"]),
        ("FooNet reaches an F1 = 0.91 for image retrieval.", ["0.91 F1 - image retrieval FooNet"]),
        ("FooNet attains 99.5% DataA image retrieval accuracy.", ["99.5% accuracy DataA image retrieval FooNet"]),
        # from A to B
        (
            r"FooNet improves the accuracy from $77.02\%$ to $80.21\%$ on DataA.",
            ["80.21% from 77.02 accuracy DataA - FooNet"],
        ),
        ("FooNet raises mAP on DataA (41.2 → 43.7).", ["43.7 from 41.2 mAP DataA - FooNet"]),
        ("FooNet beats the best system on DataA (74.1% vs. 70.5%).", ["74.1% from 70.5 - DataA - FooNet"]),
        ("FooNet scores 74.1% on DataA, compared to 70.5% for BERT.", ["74.1% from 70.5 - DataA - FooNet"]),
        ("FooNet reduces the WER from 9.1% to 7.4% on DataA.", ["7.4% from 9.1 WER DataA - FooNet"]),
        # several values
        (
            "FooNet achieves 84.2 on DataA, 79.1 on DataB and 60.5 on DataC.",
            ["84.2 - DataA - FooNet", "79.1 - DataB - FooNet", "60.5 - DataC - FooNet"],
        ),
        (
            "FooNet achieves 84.2% and 79.1% accuracy on DataA and DataB, respectively.",
            ["84.2% accuracy DataA - FooNet", "79.1% accuracy DataB - FooNet"],
        ),
        (
            "FooNet achieves 84.2/79.1/60.5 F1 on DataA/DataB/DataC.",
            ["84.2 F1 DataA - FooNet", "79.1 F1 DataB - FooNet", "60.5 F1 DataC - FooNet"],
        ),
        (
            "We obtain strong results on DataA (84.2 F1) and DataB (79.1 F1) with FooNet.",
            ["84.2 F1 DataA - FooNet", "79.1 F1 DataB - FooNet"],
        ),
        (
            "FooNet shows 48.0 accuracy and 80.3 CIDEr on the DataA image retrieval and video captioning tasks.",
            ["48.0 accuracy DataA image retrieval FooNet", "80.3 CIDEr DataA video captioning FooNet"],
        ),
        (
            "FooNet has a precision of 86.5% and a recall of 97.9% on DataA.",
            ["86.5% precision DataA - FooNet", "97.9% recall DataA - FooNet"],
        ),
        (
            "FooNet reaches MRR and NDCG of 0.41 and 0.52 on DataA.",
            ["0.41 MRR DataA - FooNet", "0.52 NDCG DataA - FooNet"],
        ),
        (
            "FooNet obtains an F1 of 91.6 on DataA and 86.2 on DataB.",
            ["91.6 F1 DataA - FooNet", "86.2 F1 DataB - FooNet"],
        ),
        # improvements
        ("FooNet outperforms BERT by 3.2 points on DataA.", ["+3.2points - DataA - FooNet"]),
        ("FooNet gains up to 23.1% improvement on DataA.", ["<=+23.1% - DataA - FooNet"]),
        (
            r"We propose FooNet. Experiments on 13 tasks show a more than $3\%$ improvement on average.",
            [">+3% average - - - FooNet"],
        ),
        (r"Our method is $2\%$ better than BERT on average.", ["+2% average - - - -"]),
        ("FooNet improves F1 by at least 1.5% on DataA.", [">=+1.5% F1 DataA - FooNet"]),
        ("FooNet leads to gains of 2-4% on DataA.", [">=+2% - DataA - FooNet", "<=+4% - DataA - FooNet"]),
        ("FooNet reduces the word error rate by 12% on DataA.", ["+12% WER DataA - FooNet"]),
        ("FooNet is 4.4x faster than BERT.", ["+4.4x - - - FooNet"]),
        (
            "FooNet is tested on DataA and DataB with 8.6% and 11.1% improvement respectively.",
            ["+8.6% - DataA - FooNet", "+11.1% - DataB - FooNet"],
        ),
        (
            "FooNet reaches 83.1 (+3.5) F1 on DataA and 87.5 (+2.5) F1 on DataB.",
            ["83.1 F1 DataA - FooNet", "+3.5 F1 DataA - FooNet", "87.5 F1 DataB - FooNet", "+2.5 F1 DataB - FooNet"],
        ),
        (
            "FooNet gets 74.5% accuracy and 97.5% recall, outperforming prior work by 1.1% and 1.0%.",
            [
                "74.5% accuracy - - FooNet",
                "97.5% recall - - FooNet",
                "+1.1% accuracy - - FooNet",
                "+1.0% recall - - FooNet",
            ],
        ),
        (
            "FooNet reaches 57.0% and 60.6% mIoU, which beats earlier work by 1.6% and 3.5%, respectively.",
            ["57.0% mIoU - - FooNet", "60.6% mIoU - - FooNet", "+1.6% mIoU - - FooNet", "+3.5% mIoU - - FooNet"],
        ),
        (
            "FooNet obtains 4.1%-4.3% F1 improvement on DataA and DataB.",
            [">=+4.1% F1 - - FooNet", "<=+4.3% F1 - - FooNet"],
        ),
        (
            "FooNet has UAS and LAS scores of 94.5% and 92.8% on DataA and a gain of 2.1 BLEU on DataB.",
            ["94.5% UAS DataA - FooNet", "92.8% LAS DataA - FooNet", "+2.1 BLEU DataB - FooNet"],
        ),
        (
            "FooNet gains 4.7 on DataA, 2.9 on Unheard and 1.2 on DataB.",
            ["+4.7 - DataA - FooNet", "+2.9 - - - FooNet", "+1.2 - DataB - FooNet"],
        ),
        (
            "FooNet pushes accuracy on DataA to 86.7% (4.6% absolute improvement).",
            ["86.7% accuracy DataA - FooNet", "+4.6% accuracy DataA - FooNet"],
        ),
        (
            "FooNet improves DataA by +0.9% (90.2% vs. 91.1%).",
            ["+0.9% - DataA - FooNet", "91.1% from 90.2 - DataA - FooNet"],
        ),
        # averages, anaphora
        ("FooNet achieves an average accuracy of 71.2% on DataA.", ["71.2% average accuracy DataA - FooNet"]),
        (
            "We test FooNet on DataA and DataB. It reaches 81.0% and 82.0% F1 on these datasets.",
            ["81.0% F1 DataA - FooNet", "82.0% F1 DataB - FooNet"],
        ),
        ("We test FooNet on DataA. On this benchmark it achieves 81.0% F1.", ["81.0% F1 DataA - FooNet"]),
        (
            "We test FooNet on DataA and DataB. It has 88.1 F1 on the former and 74.3 F1 on the latter.",
            ["88.1 F1 DataA - FooNet", "74.3 F1 DataB - FooNet"],
        ),
        ("We use DataA. FooNet achieves an F1 of .87 on it.", [".87 F1 DataA - FooNet".replace(".87", "0.87")]),
        # lists whose members are not all names, or not all numbers results
        (
            "FooNet has 84.2, 79 and 60.5 F1 on DataA, DataB and our own set, respectively.",
            ["84.2 F1 DataA - FooNet", "79 F1 DataB - FooNet", "60.5 F1 - - FooNet"],
        ),
        (
            "FooNet achieves 84.2 on DataA, 83.1 on DataB and 79 on DataC.",
            ["84.2 - DataA - FooNet", "83.1 - DataB - FooNet", "79 - DataC - FooNet"],
        ),
        (
            "FooNet beats the best results on DataA (84.2%), DataB (79.1%) and Unheard (60.5%).",
            ["84.2% - DataA - FooNet", "79.1% - DataB - FooNet", "60.5% - - - FooNet"],
        ),
        (
            "FooNet reaches an F1 of 65.3/66.5 on DataA and an F1 of 72.4/73.6 on DataB.",
            ["65.3 F1 DataA - FooNet", "66.5 F1 DataA - FooNet", "72.4 F1 DataB - FooNet", "73.6 F1 DataB - FooNet"],
        ),
        (
            "FooNet has accuracies ranging from 76.5% to 80.9% on DataA.",
            [">=76.5% accuracy DataA - FooNet", "<=80.9% accuracy DataA - FooNet"],
        ),
        (
            "FooNet has 79.6% and 84.6% accuracy on DataA with easy and hard settings, respectively.",
            ["79.6% accuracy DataA - FooNet", "84.6% accuracy DataA - FooNet"],
        ),
        # what is compared with
        (
            "FooNet has 1.4%/2.6% WER on DataA against the previous best of 1.7%/3.3%.",
            ["1.4% from 1.7 WER DataA - FooNet", "2.6% from 3.3 WER DataA - FooNet"],
        ),
        (
            "FooNet has 92.3% accuracy on DataA compared to 89.1% by BERT and 90.0% by humans.",
            ["92.3% from 89.1 accuracy DataA - FooNet"],
        ),
        (
            "FooNet gets 46.2 AP on DataA, surpassing the previous best baseline (43.6 AP) by 2.6 AP.",
            ["46.2 from 43.6 AP DataA - FooNet", "+2.6 AP DataA - FooNet"],
        ),
        (
            "FooNet has 2.9% test error on DataA, which is on par with the 2.7% of BERT.",
            ["2.9% from 2.7 test error DataA - FooNet"],
        ),
        # measures far from their numbers
        (
            "FooNet improves the recall of image retrieval on DataA by 6.5%.",
            ["+6.5% recall DataA image retrieval FooNet"],
        ),
        (
            "As measured by perplexity, FooNet arrives at and achieves a value of 0.46 on DataA.",
            ["0.46 perplexity DataA - FooNet"],
        ),
        ("FooNet has good accuracy (37.5 in terms of BLEU score) on DataA.", ["37.5 BLEU DataA - FooNet"]),
        (
            "FooNet has ROUGE-1/2/L scores of 44.1/21.2/40.9 on DataA.",
            ["44.1 ROUGE DataA - FooNet", "21.2 ROUGE DataA - FooNet", "40.9 ROUGE DataA - FooNet"],
        ),
        (
            "FooNet has MRRs of 49.6% on DataA and 57.7% on DataB.",
            ["49.6% MRR DataA - FooNet", "57.7% MRR DataB - FooNet"],
        ),
        # spelled out, spreads, intervals, shares
        (
            "FooNet improves over BERT by two points on DataA and is three times faster.",
            ["+2points - DataA - FooNet", "+3x - DataA - FooNet"],
        ),
        ("FooNet scores $84.2_{\\pm 0.3}$ F1 (95% CI: 83.9-84.5) on DataA (p < 0.01).", ["84.2 F1 DataA - FooNet"]),
        ("FooNet saves more than 90% of the retrieval time on DataA.", [">+90% - DataA - FooNet"]),
        # others' methods
        ("We test many models. BERT achieves 47.1% accuracy on DataA.", ["47.1% accuracy DataA - BERT"]),
    ],
)
def test_result(text: str, expected: list[str]) -> None:
    assert [_flat(r) for r in _read(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "FooNet has only 1.7% trainable parameters.",
        "FooNet uses 12 layers and 110M parameters on 8 GPUs.",
        "We train FooNet on 1,330 models and 30 downstream tasks.",
        "FooNet uses 5% of the labels of DataA.",
        "We use GPT-3.5, Llama 2 and Python 3.11 with FooNet since 2019.",
        "We study top-1 and ImageNet-1k with FooNet.",
        "Our corpus has 217,000 images, 75% of them in colour.",
        "Humans reach 94.2% accuracy on our dataset.",
        "We find that existing models achieve only 35.1% accuracy on DataA.",
        "Accuracy is 90.1% in earlier work.",
        "FooNet shows a drop of 3.2% accuracy.",
        "We report the agreement of 0.79 of our annotators.",
        "FooNet is run with a threshold of 0.5 and a learning rate of 0.01.",
        "FooNet outperforms state-of-the-art methods on DataA.",
        "We show a gap of 12% on DataA.",
        "We use crops of 224×224 and find (1) high accuracy 1 .",
        "FooNet is good. This compares to the hybrid system of 7.5% WER.",
        "FooNet can run within one minute on a single GPU.",
        "FooNet was tested in 2019 and wins in 3 of 4 settings (p < 0.05) on page 12.",
        "FooNet saves up to 75% of the parameters.",
        "FooNet has two layers and ten heads.",
        "",
    ],
)
def test_number_that_is_no_result(text: str) -> None:
    assert _read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("up to 10%", [("10", "%", "<=", None)]),
        ("at least 1,234.5 points", [("1234.5", "points", ">=", None)]),
        ("less than 2 percentage points", [("2", "points", "<", None)]),
        (r"$\sim 3.1\%$", [("3.1", "%", "=", None)]),
        (r"$85.2 \pm 0.3$", [("85.2", None, "=", None)]),
        (r"$2\times$", [("2", "x", "=", None)]),
        ("31.2 dB", [("31.2", "dB", "=", None)]),
        ("from 10% to 20%", [("20", "%", "=", "10")]),
        ("between 1.7 and 2.3", [("1.7", None, ">=", None), ("2.3", None, "<=", None)]),
        ("11-34%", [("11", "%", ">=", None), ("34", "%", "<=", None)]),
        ("ranging from 1.5 to 2.5", [("1.5", None, ">=", None), ("2.5", None, "<=", None)]),
        ("8.6, 9.1 and 11.1%", [("8.6", "%", "=", None), ("9.1", "%", "=", None), ("11.1", "%", "=", None)]),
        ("GPT-3.5 v2.1 3D 10K 1st 5-shot ViT-L/14@336 F_1 Task 4", []),
    ],
)
def test_quantity(text: str, expected: list[tuple[str, str | None, str, str | None]]) -> None:
    def show(value: Decimal | None) -> str | None:
        return None if value is None else str(value)

    assert [(str(q.value), q.unit, q.comparator, show(q.baseline)) for q in find_quantities(text)] == expected


def test_sentences_are_split_but_not_at_abbreviations() -> None:
    text = "We gain 1.5 pts, e.g. on A vs. B. It works.Then we stop"
    assert [text[a:b].strip() for a, b in split_text(text)] == [
        "We gain 1.5 pts, e.g. on A vs. B.",
        "It works.",
        "Then we stop",
    ]


def test_names_of_a_result_are_mentions_of_the_record() -> None:
    text = "FooNet achieves 78.94% accuracy on DataA for image retrieval."
    mentions = _mentions(text)
    [result] = find_results(text, record="r", field="abstract", mentions=mentions)
    for mention in (result.method, result.metric, result.dataset, result.task):
        assert any(mention is m for m in mentions)


@given(st.text() | st.text(alphabet="FooNetDaA 0123456789.,%$()/-+~≤ byoftrmpsacuy\n"))
@settings(max_examples=200, deadline=None)
def test_positions_hold_on_any_text(text: str) -> None:
    for result in _read(f"We: {text}"):
        assert f"We: {text}"[result.start : result.end] == result.text
        assert not result.text[0].isdecimal() or Decimal(result.text.replace(",", "")) == result.value
        assert result.metric is None or f"We: {text}"[result.metric.start : result.metric.end] == result.metric.text


@pytest.mark.parametrize(
    "text",
    ["1 " * 500_000, "we improve by 1.5% " * 50_000, "from 1.2 " * 100_000, "(" * 1_000_000, "1.2 (" * 200_000,
     "accuracy of " * 80_000, "up to " * 160_000, "we a " * 200_000 + "1.5%", "1,234," * 160_000, "9" * 1_000_000],
)  # fmt: skip
def test_a_megabyte_takes_no_time(text: str) -> None:
    begin = time.perf_counter()
    mentions = find_metrics(f"we {text}", record="r", field="abstract")
    find_results(f"we {text}", record="r", field="abstract", mentions=mentions)
    assert time.perf_counter() - begin < 30


def test_component_takes_the_mentions_of_the_doc() -> None:
    nlp = spacy.blank("en")
    for name in ("kg_metrics", "kg_results"):
        nlp.add_pipe(name)
    doc = make_doc(nlp, Record(id="1", title="On FooNet", abstract="We reach 28.4 BLEU."))
    doc._.kg_mentions = [Mention("1", "title", 3, 9, "FooNet", "method", "FooNet", "introduced")]
    extraction = read_extraction(nlp(doc))
    assert [_flat(r) for r in extraction.results] == ["28.4 BLEU - - FooNet"]
    assert [(m.kind, m.name) for m in extraction.mentions] == [("method", "FooNet"), ("metric", "BLEU")]


@pytest.mark.skipif(not ORKG.exists(), reason="needs ../shared")
def test_printed_leaderboard_scores_are_found() -> None:
    wanted = found = 0
    for line in ORKG.read_text(encoding="utf-8").splitlines()[:1200]:
        paper = json.loads(line)
        abstract = paper["abstract"] or ""
        scores = {t[3].strip("% ") for t in paper["gold_tdms"]}
        printed = {s for s in scores if re.fullmatch(r"\d+\.\d+", s) and re.search(rf"(?<![\d.]){s}(?![\d])", abstract)}
        if printed:
            results = {
                r.value for r in find_results(abstract, record="r", field="abstract", mentions=_mentions(abstract))
            }
            wanted += len(printed)
            found += sum(Decimal(s) in results for s in printed)
    assert found >= 0.85 * wanted > 50


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("We propose FooNet. With a linear probe and self-attention, FooNet has 84.1% accuracy on DataA.", "FooNet"),
        ("FooNet with self-attention has 84.1% accuracy on DataA.", "FooNet"),
        ("We find that BERT with a linear probe reaches 84.1% accuracy on DataA.", "BERT"),
        ("Using self-attention, we obtain 84.1% accuracy on DataA with FooNet.", "FooNet"),
    ],
)
def test_generic_names_take_no_result_from_proper_ones(text: str, method: str) -> None:
    generic = [
        Mention("r", "abstract", m.start(), m.end(), m[0], kind, m[0], "used")
        for name, kind in (("linear probe", "method"), ("self-attention", "method"), ("image corpus", "dataset"))
        for m in re.finditer(name, text)
    ]
    [result] = find_results(text, record="r", field="abstract", mentions=_mentions(text) + generic)
    assert result.method is not None
    assert result.dataset is not None
    assert (result.method.name, result.dataset.name) == (method, "DataA")


def test_only_the_number_that_is_compared_is_an_improvement() -> None:
    """ "X better than" speaks of the number before it, not of the measured values that it follows."""
    text = "We propose FooNet, which reaches 84.0% mIoU on DataA and 50.3% mIoU on DataB, 2.2% better than BERT."
    assert [(str(r.value), r.value_type) for r in _read(text)] == [
        ("84.0", "absolute"),
        ("50.3", "absolute"),
        ("2.2", "improvement"),
    ]
