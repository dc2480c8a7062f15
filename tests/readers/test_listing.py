from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Author, Record, Skipped
from kg.readers import read
from kg.readers.heading import split_heading
from kg.readers.listing import render
from kg.readers.scoreline import parse_score_line

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"


def read_page(folder: Path, page: str) -> tuple[list[Record], list[Skipped]]:
    path = folder / "page.txt"
    path.write_text(page, encoding="utf-8", newline="")
    skipped: list[Skipped] = []
    return list(read(path, name="listing", on_skip=skipped.append)), skipped


def names(record: Record) -> list[str]:
    return [author.name for author in record.authors]


# Real papers, chosen for how title and author meet.
HEADINGS = [
    ("Attention Is All You Need", ["Ashish Vaswani", "Noam Shazeer", "Niki Parmar"]),
    ("Gradient-based learning applied to document recognition", ["Yann LeCun", "Léon Bottou", "Yoshua Bengio"]),
    ("Show, Attend and Tell: Neural Image Caption Generation with Visual Attention", ["Kelvin Xu", "Jimmy Ba"]),
    ("Adam: A Method for Stochastic Optimization", ["Diederik P. Kingma", "Jimmy Ba"]),
    ("Do ImageNet Classifiers Generalize to ImageNet?", ["Benjamin Recht"]),
    ("Learning Transferable Visual Models (CLIP)", ["Alec Radford", "Jong Wook Kim"]),
    ("Language Models of Code in GPT-3", ["Tom B. Brown", "Benjamin Mann"]),
    ("A Primer in BERTology: What We Know About How BERT Works", ["Anna Rogers", "Olga Kovaleva", "Anna Rumshisky"]),
    ("Visualizing Data using t-SNE", ["Laurens van der Maaten", "Geoffrey Hinton"]),
    ("Attention and Augmented Recurrent Neural Networks", ["Chris Olah"]),
    ("Dropout as a Bayesian Approximation", ["Yarin Gal", "Zoubin Ghahramani"]),
    ("Inequalities in $L^p$", ["Elias M. Stein"]),
    ("Bagging, Boosting, and C4.5", ["J. R. Quinlan"]),
    ("Word Representations: A Simple and General Method for SSL", ["Joseph Turian", "Lev Ratinov", "Yoshua Bengio"]),
    ("Distributed Systems", ["Maarten van Steen", "Andrew S. Tanenbaum"]),
    ("A Logical Calculus of Ideas", ["Warren S. McCulloch", "Walter Pitts"]),
    ("The Proposition Bank", ["Martha Palmer", "Daniel Gildea", "Paul Kingsbury"]),
    ("Answering “Why?”", ["Brendan O'Connor", "Noah A. Smith"]),
    ("Natural Language Inference in Coq", ["Jean-Philippe Bernardy", "Stergios Chatzikyriakidis"]),
]


@pytest.mark.parametrize(("title", "authors"), HEADINGS, ids=[title for title, _ in HEADINGS])
@pytest.mark.parametrize("end", ["", " et al.", " · uni-heidelberg", " et al. · pku"])
def test_title_and_first_author_are_parted(title: str, authors: list[str], end: str) -> None:
    heading = split_heading(title + ", ".join(authors) + end)
    assert heading is not None
    assert (heading.title, list(heading.authors)) == (title, authors)
    assert heading.chance > 0.9
    assert heading.et_al is ("et al." in end)
    assert bool(heading.affiliations) is ("·" in end)


@pytest.mark.parametrize("gap", ["  ", "\t", "\n"])
def test_a_visible_gap_parts_them_too(tmp_path: Path, gap: str) -> None:
    page = f"Attention Is All You Need{gap}Ashish Vaswani, Noam Shazeer, Niki Parmar et al.\nWe propose it.\n"
    records, skipped = read_page(tmp_path, page)
    assert [(r.title, names(r), r.abstract) for r in records] == [
        ("Attention Is All You Need", ["Ashish Vaswani", "Noam Shazeer", "Niki Parmar"], "We propose it.")
    ]
    assert skipped == []


def test_title_authors_and_abstract_on_lines_of_their_own(tmp_path: Path) -> None:
    page = (
        "14.4LGMay 4, 2025\n\nAdam: A Method for Stochastic Optimization\n\n"
        "Diederik P. Kingma, Jimmy Ba\n\nWe introduce it.\n"
        "Dropout as a Bayesian Approximation: Representing Model Uncertainty in Deep Learning\n"
        "Yarin Gal, Zoubin Ghahramani\nWe cast it.\n"
    )
    records, skipped = read_page(tmp_path, page)
    assert skipped == []
    assert [(r.title[:7], names(r), r.abstract, r.score, r.origin and r.origin.line) for r in records] == [
        ("Adam: A", ["Diederik P. Kingma", "Jimmy Ba"], "We introduce it.", Decimal("14.4"), 3),
        ("Dropout", ["Yarin Gal", "Zoubin Ghahramani"], "We cast it.", None, 8),
    ]


def test_an_affiliation_in_full() -> None:
    heading = split_heading("Attention Is All You NeedAshish Vaswani, Noam Shazeer · Google Brain")
    assert heading is not None
    assert (heading.authors, heading.affiliations) == (("Ashish Vaswani", "Noam Shazeer"), ("Google Brain",))


def test_a_name_that_recurs_on_the_page_decides(tmp_path: Path) -> None:
    heading = "Emulation and testbed of wireless sensor networks with NetTopoLei Shu, Manfred Hauswirth"
    other = "Sensor Data as a ServiceManfred Hauswirth, Lei Shu"
    (unsure,), _ = read_page(tmp_path, f"{heading}\nWe emulate.\n")
    (sure, _), _ = read_page(tmp_path, f"{heading}\nWe emulate.\n{other}\nWe serve.\n")
    assert unsure.title.endswith("Net")
    assert sure.title.endswith("NetTopo")
    assert names(sure) == ["Lei Shu", "Manfred Hauswirth"]


@pytest.mark.parametrize(
    ("line", "score", "category", "date"),
    [
        ("26.3CVDec 30, 2022", "26.3", "CV", "2022-12-30"),
        ("9.4cs.CLMay 9, 2025", "9.4", "cs.CL", "2025-05-09"),
        ("0.1q-bio.NCSept 1, 2021", "0.1", "q-bio.NC", "2021-09-01"),
        ("7stat.MLJanuary 2, 2020", "7", "stat.ML", "2020-01-02"),
        ("1.0cond-mat.str-elJun 5, 2019", "1.0", "cond-mat.str-el", "2019-06-05"),
        ("3.2quant-ph", "3.2", "quant-ph", None),
        ("26.3", "26.3", None, None),
        ("CVDec 30, 2022", None, "CV", "2022-12-30"),
        ("4.4LG2022-05-28", "4.4", "LG", "2022-05-28"),
    ],
)
def test_score_lines(line: str, score: str | None, category: str | None, date: str | None) -> None:
    found = parse_score_line(line)
    assert found is not None
    assert (found.score, found.category, found.date) == (Decimal(score) if score else None, category, date)


@pytest.mark.parametrize("line", ["17", "2022", "CV", "Sort by", "26.3 points better than CV", ""])
def test_other_lines_are_no_score_lines(line: str) -> None:
    assert parse_score_line(line) is None


def test_a_score_line_belongs_to_the_record_after_it(tmp_path: Path) -> None:
    page = (
        "Attention Is All You NeedAshish Vaswani, Noam Shazeer, Niki Parmar et al. · google\nWe propose it.\n"
        "26.3cs.LGFeb 30, 2022\n"
        "Adam: A Method for Stochastic OptimizationDiederik P. Kingma, Jimmy Ba\nWe introduce Adam (Kingma et al.\n"
    )
    records, skipped = read_page(tmp_path, page)
    assert [(r.score, r.categories, r.date, r.authors_complete, r.affiliations) for r in records] == [
        (None, (), None, False, ("google",)),
        (Decimal("26.3"), ("cs.LG",), None, True, ()),
    ]
    assert records[1].abstract == "We introduce Adam (Kingma et al."
    assert [(s.line, s.reason.split(";")[0]) for s in skipped] == [(3, "'Feb 30, 2022' is no day of the calendar")]


def test_stray_lines_are_listed_with_their_numbers(tmp_path: Path) -> None:
    page = (
        "Sort by relevance\n\n"
        "Attention Is All You NeedAshish Vaswani, Noam Shazeer\n\nShare\nWe propose it.\n2\n"
        "Adam: A Method for Stochastic OptimizationDiederik P. Kingma, Jimmy Ba\nWe introduce Adam.\nNext page\n"
        "3.1CVMay 4, 2025\n"
    )
    records, skipped = read_page(tmp_path, page)
    assert [r.abstract for r in records] == ["We propose it.", "We introduce Adam."]
    assert [(s.line, s.text) for s in skipped] == [
        (1, "Sort by relevance"),
        (5, "Share"),
        (7, "2"),
        (10, "Next page"),
        (11, "3.1CVMay 4, 2025"),
    ]


def test_a_page_without_abstracts(tmp_path: Path) -> None:
    page = "".join(f"{title}{', '.join(authors)}\n" for title, authors in HEADINGS)
    records, skipped = read_page(tmp_path, page.rstrip())
    assert [(r.title, names(r), r.abstract) for r in records] == [(t, a, "") for t, a in HEADINGS]
    assert skipped == []


def test_an_abstract_of_several_lines(tmp_path: Path) -> None:
    abstract = (
        "The dominant sequence transduction models are based on complex recurrent\n"
        "or convolutional neural networks in an encoder-decoder configuration. The\n"
        "best performing models also connect the encoder and decoder through an\n"
        "attention mechanism. We follow Bahdanau et al. (2014) and Diederik Kingma\n"
        "here."
    )
    first, second = "Attention Is All You NeedAshish Vaswani, Noam Shazeer", "DropoutYarin Gal, Zoubin Ghahramani"
    page = f"{first}\n{abstract}\n\n{second}\nOK.\n"
    records, skipped = read_page(tmp_path, page)
    assert [r.abstract for r in records] == [abstract, "OK."]
    assert skipped == []


def test_an_unreadable_heading_takes_its_abstract_along(tmp_path: Path) -> None:
    page = (
        "Attention Is All You NeedAshish Vaswani, Noam Shazeer\nWe propose it.\n"
        "A heading without any author\nWe cannot tell whose abstract this is.\n"
    )
    records, skipped = read_page(tmp_path, page)
    assert [r.abstract for r in records] == ["We propose it."]
    assert [s.line for s in skipped] == [3, 4]


def test_ids_come_from_the_content(tmp_path: Path) -> None:
    one, two = "DropoutYarin Gal, Zoubin Ghahramani\nA.\n", "AttentionAshish Vaswani, Noam Shazeer\nB.\n"
    first, _ = read_page(tmp_path, one + two + one)
    second, _ = read_page(tmp_path, two + one)
    assert [r.id for r in first] == ["dropout", "attention", "dropout-2"]
    assert [r.id for r in second] == ["attention", "dropout"]


def test_the_seed_page() -> None:
    skipped: list[Skipped] = []
    (page,) = (ROOT / "seeds").glob("*.txt")
    records = list(read(page, on_skip=skipped.append))
    golden = json.loads((ROOT / "tests" / "data" / "seed_records.json").read_text(encoding="utf-8"))
    assert skipped == []
    assert [
        {
            "title": r.title,
            "authors": names(r),
            "complete": r.authors_complete,
            "affiliations": list(r.affiliations),
            "score": None if r.score is None else str(r.score),
            "categories": list(r.categories),
            "date": r.date,
            "abstract_length": len(r.abstract),
        }
        for r in records
    ] == golden


@pytest.mark.skipif(not DATA.exists(), reason="the shared data are not here")
def test_a_page_of_300_papers() -> None:
    golden = [
        json.loads(line) for line in (DATA / "listings" / "page_acl2022.gold.jsonl").read_text("utf-8").splitlines()
    ]
    records = list(read(DATA / "listings" / "page_acl2022.txt"))
    wrong = [g for r, g in zip(records, golden, strict=True) if (r.title, names(r)) != (g["title"], g["authors"])]
    assert len(wrong) <= 0.005 * len(golden)


titles = st.sampled_from([title for title, _ in HEADINGS])
people = st.sampled_from(sorted({name for _, authors in HEADINGS for name in authors}))
listed = st.builds(
    Record,
    id=st.just(""),
    title=titles,
    authors=st.lists(people, min_size=1, max_size=3, unique=True).map(lambda n: tuple(Author(name) for name in n)),
    abstract=st.sampled_from(["", "We study it.", "It works (Smith et al., 2020); see https://example.org/a."]),
    affiliations=st.sampled_from([(), ("pku",), ("uni-heidelberg", "uw")]),
    score=st.none() | st.decimals(0, 99, places=1),
    categories=st.sampled_from([("CV",), ("cs.CL",), ("q-bio.NC",)]),
    date=st.dates().map(str),
)


@settings(deadline=None)
@given(st.lists(listed, min_size=1, max_size=6))
def test_what_is_rendered_is_read_back(tmp_path_factory: pytest.TempPathFactory, records: list[Record]) -> None:
    page = "".join(render(record) for record in records)
    found, skipped = read_page(tmp_path_factory.mktemp("page"), page)
    assert skipped == []
    assert [(r.title, r.authors, r.abstract, r.affiliations, r.score, r.categories, r.date) for r in found] == [
        (r.title, r.authors, r.abstract, r.affiliations, r.score, r.categories, r.date) for r in records
    ]


pieces = st.sampled_from(
    [" et al.", " · ", ", ", "  ", "\t", "1.2CVMay 4, 2025", "\n", "Xu", "Ab", " ", "\u2028", "$", "."]
)


@settings(deadline=None)
@given(st.lists(st.text(max_size=8) | pieces, min_size=1, max_size=30).map("".join).filter(str.strip))
def test_no_text_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, page: str) -> None:
    clean = page.encode("utf-8", "replace").decode()
    path = tmp_path_factory.mktemp("any") / "a.txt"
    # Enough plain text that a control character does not make the file a binary one.
    path.write_bytes(b"A " * 200 + b"\n" + clean.encode())
    for record in read(path, name="listing", on_skip=lambda _: None):
        assert record.title
        assert record.authors
