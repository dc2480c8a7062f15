"""What holds for any text: offsets, boundaries, order, the streams in and out."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.extract import Options, extract, locate, make_doc, make_nlp, record_from_json, to_json
from kg.model import Record

NLP = make_nlp()
PIECES = st.lists(
    st.sampled_from(
        [
            "CLIP",
            "We propose TeS",
            "(TeS)",
            " on ImageNet",
            "\\modelname",
            "$\u03b8$-BSDE",
            "\U0001f99c",
            "e\u0301",
            "\x00",
            "\ud800",
            " dataset",
            " 3D object detection",
            "-",
            "_",
            ". ",
            "(",
            ")",
            ":",
            "\n",
            "https://github.com/a/CLIP",
            "\u0130",
            "s",
            "'s",
            "*",
            "~",
            "Nystr{\xf6}m method",
            " models such as ",
            " and ",
            ",",
        ]
    ),
    max_size=12,
)
TEXT = st.one_of(st.text(max_size=60), PIECES.map("".join), PIECES.map(" ".join))


@given(TEXT, TEXT)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_mention_is_what_stands_at_its_place(title, abstract):
    record = Record(id="1", title=title, abstract=abstract)
    ((_, extraction),) = extract([record], nlp=NLP)
    for item in (*extraction.mentions, *extraction.dropped, *extraction.results, *extraction.links):
        assert getattr(record, item.field)[item.start : item.end] == item.text
        assert item.text
    for m in extraction.mentions:
        assert 0.0 <= m.score <= 1.0
        assert m.name
        around = getattr(record, m.field)
        for neighbour in (around[m.start - 1 : m.start], around[m.end : m.end + 1]):
            assert not (neighbour.isalnum() or neighbour in {"-", "_"}) or not neighbour


@given(TEXT)
@settings(max_examples=100, deadline=None)
def test_the_tokeniser_loses_no_character(text):
    record = Record(id="1", title=text, abstract=text)
    doc = make_doc(NLP, record)
    assert len(doc.text) == 2 * len(text) + 2
    assert "".join(t.text_with_ws for t in doc) == doc.text


def test_within_one_kind_no_two_mentions_overlap():
    record = Record(id="1", abstract="We test Mask R-CNN and R-CNN for object detection and 3D object detection.")
    ((_, extraction),) = extract([record], nlp=NLP)
    for kind in ("method", "task"):
        spans = sorted((m.start, m.end) for m in extraction.mentions if m.kind == kind)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert [m.text for m in extraction.mentions if m.kind == "method"] == ["Mask R-CNN", "R-CNN"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Our ResNets beat the ResNet.", ["ResNets", "ResNet"]),
        ("ViT's accuracy", ["ViT"]),
        ("a BERT-based model", []),
        ("see https://example.org/BERT for more", []),
        ("the pre-BERT era", []),
    ],
)
def test_where_a_name_begins_and_ends(text, found):
    ((_, extraction),) = extract([Record(id="1", abstract=text)], nlp=NLP)
    assert [m.text for m in extraction.mentions if m.kind == "method"] == found


def test_locate_tells_title_from_abstract():
    doc = make_doc(NLP, Record(id="1", title="On BERT", abstract="BERT"))
    assert locate(doc, 3, 7) == ("title", 3, 7)
    assert locate(doc, 9, 13) == ("abstract", 0, 4)
    assert locate(doc, 5, 10) is None


def test_extract_streams_in_order_and_processes_agree():
    records = [Record(id=str(i), title=f"Paper {i}", abstract="We evaluate BERT on SQuAD.") for i in range(5)]
    serial = list(extract(iter(records), nlp=NLP, batch_size=2))
    assert [r.id for r, _ in serial] == ["0", "1", "2", "3", "4"]
    assert list(extract(records, batch_size=2, n_process=2)) == serial


def test_reading_stays_lazy():
    taken = []

    def source():
        for i in range(1000):
            taken.append(i)
            yield Record(id=str(i), abstract="We use BERT.")

    next(extract(source(), nlp=NLP, batch_size=4))
    assert len(taken) < 50


def test_json_line_in_and_out():
    record = record_from_json('{"id": 7, "title": "On BERT", "text": "We use BERT."}', path="in", line_number=1)
    ((_, extraction),) = extract([record], nlp=NLP)
    line = json.loads(json.dumps(to_json(record, extraction)))
    assert line["id"] == "7"
    assert line["mentions"][0].keys() == {"field", "start", "end", "text", "kind", "role", "score", "extractor", "name"}
    assert [(m["field"], m["start"], m["text"]) for m in line["mentions"]] == [
        ("title", 3, "BERT"),
        ("abstract", 7, "BERT"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "{",
        '{"title": "no id"}',
        '{"id": ""}',
        '{"id": true}',
        '{"id": 1, "text": 5}',
        '{"id": null}',
        "[" * 9999,
    ],
)
def test_a_bad_line_is_named(line):
    with pytest.raises(ReadError, match=r"^in:3: "):
        record_from_json(line, path="in", line_number=3)


def test_results_that_are_not_sure_enough_are_listed_as_dropped():
    record = Record(id="1", title="On parsing", abstract="We reach 93.4% accuracy on ImageNet.")
    ((_, sure),) = extract([record], options=Options(model="rules"))
    ((_, unsure),) = extract([record], options=Options(model="rules", min_confidence=1.0))
    assert [r.text for r in sure.results]
    assert not unsure.results
    wanted = {(r.field, r.start, r.end) for r in sure.results}
    assert wanted <= {(d.field, d.start, d.end) for d in unsure.dropped if d.reason == "confidence below 1"}
