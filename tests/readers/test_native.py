from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.model import Author, Record, Skipped
from kg.readers import read
from kg.readers.native import write_native
from kg.readers.text import clean_text


def read_lines(folder: Path, *lines: str) -> tuple[list[Record], list[Skipped]]:
    path = folder / "records.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    skipped: list[Skipped] = []
    return list(read(path, on_skip=skipped.append)), skipped


def test_every_field_is_read(tmp_path: Path) -> None:
    line = {
        "id": "a",
        "title": "On A",
        "authors": [
            "Ada Lovelace",
            {"name": "Josiah Carberry", "affiliations": ["pku"], "orcid": "0000-0002-1825-0097"},
        ],
        "authors_complete": False,
        "abstract": "We study A.",
        "date": "2022-12",
        "venue": "V",
        "categories": ["cs.CL"],
        "score": 26.30,
        "affiliations": ["uw"],
        "urls": ["https://example.org/"],
        "ids": {"doi": "10.1000/x", "isbn": ["1", "2"]},
        "references": ["doi:10.1/y"],
    }
    records, skipped = read_lines(tmp_path, json.dumps(line))
    assert skipped == []
    assert records == [
        Record(
            id="a",
            title="On A",
            authors=(Author("Ada Lovelace"), Author("Josiah Carberry", ("pku",), "0000-0002-1825-0097")),
            authors_complete=False,
            abstract="We study A.",
            date="2022-12",
            venue="V",
            categories=("cs.CL",),
            score=Decimal("26.3"),
            affiliations=("uw",),
            urls=("https://example.org/",),
            ids=(("doi", "10.1000/x"), ("isbn", "1"), ("isbn", "2")),
            references=("doi:10.1/y",),
        )
    ]
    assert records[0].origin is not None
    assert (records[0].origin.line, records[0].origin.reader) == (1, "native")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "no JSON object"),
        ('{"title": "On A"}', "'id' is missing"),
        ('{"id": 5}', "field 'id': 5 is no text; put it in double quotes"),
        ('{"id": "a", "id": "b"}', "field 'id' stands twice"),
        ('{"id": "a", "score": NaN}', "NaN is no number"),
        ('{"id": "a", "score": 1e99999999999999999999}', "beyond every number"),
        ("[" * 100000, "nested too deep"),
    ],
)
def test_a_line_that_is_no_record_is_skipped_with_its_reason(tmp_path: Path, line: str, reason: str) -> None:
    records, skipped = read_lines(tmp_path, '{"id": "first"}', line)
    assert [r.id for r in records] == ["first"]
    assert skipped[0].line == 2
    assert reason in skipped[0].reason


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ('"date": "2022-02-30"', "no day of the calendar"),
        ('"date": "30.12.2022"', "write YYYY, YYYY-MM or YYYY-MM-DD"),
        ('"date": 2022', "put it in double quotes"),
        ('"score": "26.3"', "write it without quotes"),
        ('"score": 1e400', "is no score"),
        ('"categories": "CV"', "no list of texts"),
        ('"authors_complete": 1', "neither true nor false"),
        ('"ids": ["10.1/x"]', "no object"),
    ],
)
def test_a_broken_field_is_dropped_and_the_record_kept(tmp_path: Path, field: str, reason: str) -> None:
    records, skipped = read_lines(tmp_path, f'{{"id": "a", "title": "On A", {field}}}')
    assert records == [Record("a", title="On A")]
    assert [s.line for s in skipped] == [1]
    assert reason in skipped[0].reason


@pytest.mark.parametrize(
    "author", ['{"email": "a@b.org"}', '{"name": ""}', '" "', "null", "7", "[]", '{"name": "\\u0000"}']
)
def test_an_author_without_a_name_costs_only_itself(tmp_path: Path, author: str) -> None:
    line = f'{{"id": "a", "authors_complete": true, "authors": [{author}, "Ada Lovelace", {{"name": "Prince"}}]}}'
    records, skipped = read_lines(tmp_path, line)
    assert records == [Record("a", authors=(Author("Ada Lovelace"), Author("Prince")), authors_complete=False)]
    assert len(skipped) == 1
    assert "an author without a name" in skipped[0].reason
    assert skipped[0].reason.endswith("that author alone is left out")


def test_a_broken_author_list_is_not_complete(tmp_path: Path) -> None:
    records, skipped = read_lines(tmp_path, '{"id": "a", "authors": ["Ada Lovelace", {"name": "Noam", "ids": 7}]}')
    assert records == [Record("a", authors_complete=False)]
    assert len(skipped) == 1


def test_a_wrong_orcid_costs_only_itself(tmp_path: Path) -> None:
    records, skipped = read_lines(tmp_path, '{"id": "a", "authors": [{"name": "Ada Lovelace", "orcid": "1-2"}]}')
    assert records == [Record("a", authors=(Author("Ada Lovelace"),))]
    assert "ORCID" in skipped[0].reason


def test_an_author_id_that_proves_nothing_is_kept_and_said(tmp_path: Path) -> None:
    ids = '{"dblp": ["n/a", "12/34"], "orcid": "not one", "homepage": "https://example.org"}'
    records, skipped = read_lines(tmp_path, f'{{"id": "a", "authors": [{{"name": "Ada Lovelace", "ids": {ids}}}]}}')
    assert dict(records[0].authors[0].ids)["homepage"] == "https://example.org"
    assert [s.reason for s in skipped] == [
        f"field 'authors.ids.{registry}': \"{value}\" identifies nobody; correct it: it proves nothing"
        for registry, value in (("dblp", "n/a"), ("orcid", "not one"))
    ]


def test_an_id_that_is_none_is_kept_and_said(tmp_path: Path) -> None:
    records, skipped = read_lines(tmp_path, '{"id": "a", "ids": {"doi": "n/a", "arXiv": "2301.00001v2", "dblp": "x"}}')
    assert records[0].ids == (("doi", "n/a"), ("arXiv", "2301.00001v2"), ("dblp", "x"))
    assert [s.reason for s in skipped] == [
        "field 'ids.doi': \"n/a\" is no DOI; correct it: as it stands it identifies nothing"
    ]


def test_unknown_fields_are_reported_once(tmp_path: Path) -> None:
    records, skipped = read_lines(tmp_path, '{"id": "a", "absract": "x"}', '{"id": "b", "absract": "y"}')
    assert len(records) == 2
    assert [s.line for s in skipped] == [1]
    assert "absract" in skipped[0].reason
    assert "write 'abstract' if that is meant" in skipped[0].reason


def test_names_of_other_formats_are_understood_as_hints(tmp_path: Path) -> None:
    line = '{"id": "a", "year": 2020, "zork": 1, "authors": [{"name": "A B", "affiliation": "X"}]}'
    _, skipped = read_lines(tmp_path, line)
    hints = [s.reason.partition("below; ")[2].partition(" if that")[0] for s in skipped]
    assert hints[:1] + hints[2:] == ["write 'date'", "write 'authors.affiliations'"]
    assert hints[1].startswith("known: id, title")


def test_an_id_that_stands_twice_is_reported(tmp_path: Path) -> None:
    records, skipped = read_lines(tmp_path, '{"id": "a", "title": "On A"}', "", '{"id": "a"}')
    assert records == [Record("a", title="On A")]
    assert [(s.line, "stands twice" in s.reason) for s in skipped] == [(3, True)]


def test_without_on_skip_the_first_problem_is_raised(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text('{"id": "a", "date": "1843-13"}\n')
    with pytest.raises(ReadError, match=r"records\.jsonl:1: field 'date': \"1843-13\""):
        list(read(path))


texts = st.text(max_size=20).map(clean_text)
some_texts = st.lists(texts, max_size=3).map(tuple)
authors = st.builds(
    Author,
    texts.filter(str.strip),
    some_texts,
    st.sampled_from([None, "0000-0002-1825-0097"]),
    st.sampled_from([(), (("dblp", "12/34"),), (("dblp", "12/34"), ("openreview", "~A_B1"))]),
    st.sampled_from([None, "uw.edu"]),
)
schemes = texts.filter(lambda text: text.lower() not in {"doi", "arxiv"})  # what these hold is checked
pairs = st.dictionaries(schemes, st.lists(texts, min_size=1, max_size=2), max_size=2)
records_ = st.builds(
    Record,
    id=texts.filter(str.strip),
    title=texts,
    authors=st.lists(authors, max_size=3).map(tuple),
    authors_complete=st.booleans(),
    abstract=texts,
    date=st.none() | st.dates(min_value=date(1000, 1, 1)).map(str) | st.sampled_from(["1999", "2020-02"]),
    venue=st.none() | texts.filter(bool),
    categories=some_texts,
    score=st.none() | st.decimals(-1000, 1000, places=2),
    affiliations=some_texts,
    urls=some_texts,
    ids=pairs.map(lambda d: tuple((scheme, text) for scheme, items in d.items() for text in items)),
    references=some_texts,
)


@given(st.lists(records_, min_size=1, max_size=4, unique_by=lambda r: r.id))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, records: list[Record]) -> None:
    path = tmp_path_factory.mktemp("native") / "a.jsonl"
    path.write_text("".join(write_native(records)), encoding="utf-8")
    assert list(read(path)) == records
