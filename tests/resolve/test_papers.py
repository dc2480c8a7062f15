"""Papers: records of one work are one paper, and what sources dispute is said."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.iris import Minter
from kg.model import Author, Extraction, Mention, Origin, Paper, Record, Resolution
from kg.resolve import resolve
from kg.resolve.papers import group_records, resolve_papers
from kg.triples import assert_graph

A = (Author("Qi Qian"), Author("Juhua Hu"))
TITLE = "Improved Knowledge Distillation with Dynamic Queues: A Simple Study"
BASE = "https://w3id.org/scholar-kg/id/paper"


def at(path: str, line: int = 1) -> Origin:
    return Origin(path, "0" * 64, line, "native")


def paper(title: str = TITLE, authors: tuple[Author, ...] = A, **fields: object) -> Record:
    """Make a record whose id is not to be told from another's."""
    return Record("", title, authors, **{"date": "2022", **fields})  # type: ignore[arg-type]


def groups(*records: Record) -> list[list[int]]:
    return group_records(replace(r, id=str(i)) for i, r in enumerate(records))


def resolved(*records: Record) -> tuple[tuple[Paper, ...], list[tuple[str, ...]], tuple[str, ...]]:
    """Return papers, (verdict, reasons, against) of each decision, and conflicts."""
    named = [replace(r, id=r.id or f"r{i}") for i, r in enumerate(records)]
    papers, decisions, conflicts = resolve_papers([(r, Extraction()) for r in named], minter=Minter())
    return papers, [(d.verdict, "; ".join(d.reasons), "; ".join(d.against)) for d in decisions], conflicts


def test_identifiers_join_and_part() -> None:
    records = [
        Record("a", "One Title", A, ids=(("doi", "10.1000/x"),)),
        Record("b", "Another Title", A, ids=(("doi", "https://doi.org/10.1000/X"), ("arxiv", "2301.00001v2"))),
        Record("c", "A third", A, ids=(("arxiv", "arXiv:2301.00001"),)),
        Record("d", "One Title", A, ids=(("doi", "10.1000/y"),)),
    ]
    assert group_records(records) == [[0, 1, 2], [3]]


@pytest.mark.parametrize(
    ("ids", "urls", "other"),
    [
        ({"arxiv": "2301.00001v1"}, (), {"doi": "10.48550/arXiv.2301.00001"}),
        ({"DOI": "10.18653/v1/P19-1007"}, (), {"acl": "P19-1007"}),
        ({}, ("https://aclanthology.org/2022.acl-long.1v2.pdf",), {"doi": "10.18653/V1/2022.ACL-LONG.1"}),
        ({}, ("http://www.aclweb.org/anthology/P19-1007/",), {"acl": "P19-1007"}),
        ({}, ("https://arxiv.org/pdf/2301.00001v3.pdf",), {"ArXiv": "2301.00001"}),
        ({}, ("https://arxiv.org/abs/math.GT/0309136",), {"arxiv": "math/0309136"}),
        ({}, ("https://openreview.net/pdf?id=rJl-b3RcF7",), {"openreview": "rJl-b3RcF7"}),
        ({}, ("dx.doi.org/10.1000/x",), {"doi": "doi:10.1000/X."}),
        ({"doi": "10.1101/2020.01.30.927871v1"}, (), {"doi": "10.1101/2020.01.30.927871"}),
        ({"doi": "10.12688/f1000research.7678.1"}, (), {"doi": "10.12688/f1000research.7678.2"}),
    ],
)
def test_forms_of_one_identifier(ids: dict[str, str], urls: tuple[str, ...], other: dict[str, str]) -> None:
    left = Record("a", ids=tuple(ids.items()), urls=urls)
    assert group_records([left, Record("b", ids=tuple(other.items()))]) == [[0, 1]]


def test_an_address_of_another_work_identifies_nothing() -> None:
    two = ("https://arxiv.org/abs/2301.00001", "https://arxiv.org/abs/2301.00002")
    records = [
        Record("a", urls=two),
        Record("b", ids=(("arxiv", "2301.00002"),)),
        Record("c", urls=("https://x.org/1",)),
    ]
    assert group_records(records) == [[0], [1], [2]]


@pytest.mark.parametrize(
    "other",
    [
        "IMPROVED KNOWLEDGE DISTILLATION WITH DYNAMIC QUEUES: A SIMPLE STUDY.",
        "{Improved} Knowledge {D}istillation with Dynamic Queues -- A Simple Study",
        "Improved Knowledge Distillation with Dynamic Queues – A Simple Study",
        "Improved Knowledge Distillation with Dynamic Queues",
        "Improved <i>Knowledge</i> Distillation with Dynamic&nbsp;Queues: A Simple Study",
        "Improved Knowledge Destillation with Dynamic Queues: A Simple Study",
        "Improved Knowledge Distillation with Dynamc Queues: A Simple Stduy",
        "Improved Knowledge-Distillation with Dynamic Queues: Simple Study",
        r"Impr\'oved Kn{\"o}wledge Distillation with Dynamic Queues: A Simple Study",
    ],
)
def test_titles_of_one_work(other: str) -> None:
    assert groups(paper(), paper(other)) == [[0, 1]]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (r"On $\alpha$-Divergence and the $\ell_1$ Norm in Learning", "On α-divergence and the ℓ1 norm in learning"),
        ("Ensembles &amp;amp; Boosting for Dependency Parsing", r"Ensembles \& Boosting for Dependency Parsing"),
        ("S&#248;ren&#39;s Notes on Categorial Grammar", r"S{\o}ren's Notes on Categorial Grammar"),
        ("<TextCoop>: A Discourse Analyzer of Instructions", "&lt;TextCoop&gt;: a discourse analyzer of instructions"),
    ],
)
def test_markup_of_one_title(left: str, right: str) -> None:
    assert groups(paper(left), paper(right)) == [[0, 1]]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("A Survey of Machine Translation in the Year 2019", "A Survey of Machine Translation in the Year 2020"),
        ("The Structure of Large Corpora: Part I", "The Structure of Large Corpora: Part II"),
        ("The Structure of Large Corpora", "The Structure of Large Corpora: Part II"),
        ("Building a Large Annotated Treebank of Danish News", "Building a Large Annotated Treebank of Spanish News"),
        ("Supervised Learning of Very Large Vocabularies", "Unsupervised Learning of Very Large Vocabularies"),
        ("Parsing with Long Memory for Everyone", "Parsing without Long Memory for Everyone"),
        ("GPT-3 for the Extraction of Relations from Text", "GPT-4 for the Extraction of Relations from Text"),
        ("Word Sense", "World Sense"),
    ],
)
def test_titles_of_two_works(left: str, right: str) -> None:
    assert groups(paper(left), paper(right)) == [[0], [1]]


@pytest.mark.parametrize(
    ("names", "complete"),
    [
        (("Qian, Qi", "Hu, Juhua"), True),
        (("Q. Qian", "J. Hu"), True),
        (("Qian, Q.", "Hu, J."), True),
        (("Qi Qian 0001", "Juhua Hu"), True),
        (("Juhua Hu", "Qian Qi"), True),
        (("Qi Qian",), False),
        ((r"Q{\'i} Qian", "Juhua Hu"), True),
        (("Qi Qian", "Juhua Hu", "Rong Jin"), True),
    ],
)
def test_authors_of_one_work(names: tuple[str, ...], complete: bool) -> None:
    other = tuple(Author(name) for name in names)
    assert groups(paper(), paper(authors=other, authors_complete=complete)) == [[0, 1]]


@pytest.mark.parametrize("names", [("Rong Jin",), ("Rong Jin", "Hao Li"), ("Peng Qian", "Lei Hu")])
def test_equal_titles_by_others_are_two_works(names: tuple[str, ...]) -> None:
    assert groups(paper(), paper(authors=tuple(map(Author, names)))) == [[0], [1]]


ARXIV = (("arxiv", "2101.00001"),)


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ({"date": None}, {}, "merge"),
        ({"date": "2021", "ids": ARXIV}, {"venue": "CVPR"}, "merge"),
        ({"date": "2020", "venue": "CoRR"}, {"venue": "CVPR"}, "merge"),
        ({"date": "2020", "categories": ("CV",)}, {"ids": (("doi", "10.1000/x"),)}, "merge"),
        ({"date": "2018", "ids": ARXIV}, {"venue": "CVPR"}, "apart"),
        ({"date": "2021", "venue": "CVPR"}, {"venue": "TPAMI"}, "possible"),
        ({"date": "2021", "venue": "WMT"}, {"venue": "WMT"}, "possible"),
        ({"venue": "CVPR"}, {"venue": "Proceedings of CVPR"}, "merge"),
        ({"date": "2021", "origin": at("a.jsonl")}, {"origin": at("a.jsonl")}, "possible"),
        ({"date": "2021", "origin": at("a.jsonl")}, {"origin": at("b.jsonl")}, "merge"),
        ({"ids": (("doi", "10.1000/x"),)}, {"ids": (("doi", "10.1000/y"),)}, "possible"),
        ({"ids": (("doi", "10.1000/x"),), "date": "2012"}, {"ids": (("doi", "10.1000/y"),)}, "apart"),
        ({"ids": ARXIV}, {"ids": (("doi", "10.1000/y"),)}, "merge"),
        ({"ids": (("doi", "10.1101/2020.01.30.927871"),)}, {"ids": (("doi", "10.1038/s41586-020-1"),)}, "merge"),
        ({"ids": ARXIV}, {"ids": (("arxiv", "2101.00002"),)}, "possible"),
    ],
)
def test_years_venues_and_identifiers(left: dict[str, object], right: dict[str, object], verdict: str) -> None:
    papers, decisions, _ = resolved(paper(**left), paper(**right))
    assert [v for v, _, _ in decisions] == [verdict]
    assert len(papers) == (1 if verdict == "merge" else 2)
    assert [p.possibly_same for p in papers if p.possibly_same] == (
        [((papers[1].iri, pytest.approx(0.5, abs=0.26)),)] if verdict == "possible" else []
    )


@pytest.mark.parametrize("title", ["Preface", "Overview of the Shared Task", "Findings of the Workshop on Parsing"])
def test_titles_that_come_back_every_year(title: str) -> None:
    yearly = [paper(title, date=str(year)) for year in (2019, 2020, 2021)]
    assert groups(*yearly) == [[0], [1], [2]]
    assert groups(paper(title), paper(title.upper())) == [[0, 1]]


def test_headings_of_one_year_and_two_volumes() -> None:
    assert groups(paper("Preface", venue="ACL"), paper("Preface", venue="EMNLP")) == [[0], [1]]


def test_an_identifier_that_two_works_share_is_said() -> None:
    doi = (("doi", "10.1000/proceedings"),)
    one = paper("On Graphs", ids=doi, origin=at("a.jsonl", 3))
    papers, decisions, conflicts = resolved(
        one, paper("On Trees", (Author("Rong Jin"),), ids=doi, origin=at("b.jsonl", 7))
    )
    assert len({p.iri for p in papers}) == 2
    assert decisions[0][0] == "possible"
    assert "no author in common" in decisions[0][2]
    assert conflicts == (
        "“On Graphs” (a.jsonl:3) and “On Trees” (b.jsonl:7) have the same doi identifier 10.1000/proceedings, but are two "
        "works: correct one",
    )


def test_of_two_works_that_only_their_place_tells_apart_both_places_are_said() -> None:
    """Which of them the address made of title and author means hangs on what else is read."""
    first, second = (
        paper("Annual Report", A[:1], date=d, origin=at("a.bib", n)) for n, d in ((3, "1999"), (9, "2003"))
    )
    papers, _, conflicts = resolved(first, second)
    assert len(papers) == 2
    assert [
        c for c in conflicts if "a.bib:3 and a.bib:9" in c and papers[0].iri in c and "give each an identifier" in c
    ]
    assert not resolved(replace(first, ids=(("doi", "10.1000/1"),)), second)[2]


def test_decisions_give_their_reasons() -> None:
    left = paper(date="2021", ids=ARXIV, origin=at("/data/a.jsonl", 3))
    right = paper("Improved Knowledge Distillation with Dynamic Queues", venue="CVPR", origin=at("b.jsonl", 7))
    (work,), ((verdict, reasons, against),), _ = resolved(left, right)
    assert verdict == "merge"
    assert reasons == (
        "the records at a.jsonl:3 and b.jsonl:7; titles with and without a subtitle: “Improved Knowledge Distillation "
        "with Dynamic Queues: A Simple Study”, “Improved Knowledge Distillation with Dynamic Queues”; all 2 authors agree; "
        "years as of a preprint and its publication: 2021 against 2022"
    )
    assert against == ""
    assert [o.path for o in work.origins] == ["/data/a.jsonl", "b.jsonl"]


def test_missing_fields_are_filled_and_conflicts_said() -> None:
    records = [
        Record("a", "On Graphs", A[:1], authors_complete=False, venue="A"),
        Record("b", "On graphs.", A, date="2020", abstract="Text.", venue="B"),
    ]
    (merged,), _, conflicts = resolved(*records)
    assert merged.record.title == "On Graphs"
    assert [a.name for a in merged.record.authors] == ["Qi Qian", "Juhua Hu"]
    assert merged.record.date == "2020"
    assert merged.record.abstract == "Text."
    assert conflicts == ("On Graphs: sources differ in venue: 'A' (a); 'B' (b)",)


def test_each_conflict_is_said_once_with_both_places() -> None:
    doi = (("doi", "10.1000/x"),)
    left = paper("On Graphs", ids=(*doi, *ARXIV), origin=at("a.jsonl", 3))
    right = paper("On Forests", A[:1], date="2020-05", ids=(*doi, ("arxiv", "2101.00002")), origin=at("b.jsonl", 7))
    right = replace(right, authors=(Author("Rong Jin"), *A))
    both, _, conflicts = resolved(left, replace(left, origin=at("c.jsonl")), replace(right, title="On Graphs"))
    assert len(both) == 1
    assert conflicts == (
        "On Graphs: sources differ in date: '2022' (a.jsonl:3); '2020-05' (b.jsonl:7)",
        "On Graphs: sources differ in authors: 'Qi Qian, Juhua Hu' (a.jsonl:3); 'Rong Jin, Qi Qian, Juhua Hu' (b.jsonl:7)",
        "On Graphs: sources differ in their arxiv identifier: '2101.00001' (a.jsonl:3); '2101.00002' (b.jsonl:7)",
    )


def test_what_sources_know_is_put_together() -> None:
    left = paper(authors=A[:1], authors_complete=False, urls=("https://x.org/1",), ids=ARXIV)
    orcid = replace(A[0], name="Qian, Q.", orcid="0000-0002-1825-0097", affiliations=("Alibaba",))
    right = paper(authors=(orcid, A[1]), date="2022-05-01", urls=("https://x.org/1/", "https://x.org/2"),
                  ids=(("doi", "10.1000/x"), ("arXiv", "2101.00001v2")), venue="CVPR")  # fmt: skip
    (work,), _, _ = resolved(left, right)
    assert work.record.authors == (replace(orcid, name="Qi Qian"), A[1])
    assert work.record.authors_complete
    assert work.record.date == "2022-05-01"
    assert work.record.urls == ("https://x.org/1", "https://x.org/2")
    assert work.record.ids == (*ARXIV, ("doi", "10.1000/x"))


def test_the_first_record_names_the_paper() -> None:
    """Every IRI that a record would have by itself, and every IRI of its identifiers, leads to it."""
    left, right = paper(), paper(ids=(("doi", "10.1000/x"), *ARXIV))
    (alone,), _, _ = resolved(left)
    (work,), _, _ = resolved(left, right)
    assert work.iri == alone.iri
    assert work.replaces == (f"{BASE}/doi/10.1000/x", f"{BASE}/arxiv/2101.00001")
    (turned,), _, _ = resolved(right, left)
    assert turned.iri == f"{BASE}/doi/10.1000/x"
    assert turned.replaces == (alone.iri, f"{BASE}/arxiv/2101.00001")


def test_records_without_title_or_identifier_stay_apart() -> None:
    papers, decisions, _ = resolved(
        Record("a"), Record("b"), Record("c", "???"), Record("d", "???"), Record("e", "I", A)
    )
    assert len({p.iri for p in papers}) == 5
    assert decisions == []


def test_without_authors_titles_alone_join_nothing() -> None:
    assert groups(paper(), paper(authors=())) == [[0], [1]]
    assert groups(paper(), paper(authors=(), ids=ARXIV), paper(ids=ARXIV)) == [[0, 1, 2]]
    text = "We study queues in distillation. " * 10
    assert groups(paper(abstract=text), paper(authors=(), abstract=text.upper())) == [[0, 1]]


def test_files_may_use_the_same_ids() -> None:
    """Mentions stay with the record that they were found in, even where it is of another work, or another text of one."""

    def found(title: str, text: str, source: str) -> tuple[Record, Extraction]:
        record = Record("1", title, A, abstract=text, date="2020", origin=at(source))
        return record, Extraction((Mention("1", "abstract", 0, len(text), text, "method", text),))

    pairs = [
        found("On Graphs", "GNN", "a.jsonl"),
        found("On Trees", "LSTM", "b.jsonl"),
        found("On Graphs", "MLP", "c.jsonl"),
    ]
    resolution = resolve(pairs, minter=Minter())
    assert [p.records for p in resolution.papers] == [("1", "1 (c.jsonl:1)"), ("1 (b.jsonl:1)",)]
    for work in resolution.papers:
        for mention in work.extraction.mentions:
            assert work.record.abstract[mention.start : mention.end] == mention.text
    assert len(list(assert_graph(resolution, minter=Minter(), version="0"))) > 0


def test_each_field_names_the_sources_that_state_it() -> None:
    left = paper(venue="CVPR", ids=ARXIV, origin=at("a.jsonl"))
    right = replace(paper(venue="TPAMI", ids=ARXIV, abstract="Text."), origin=Origin("b.jsonl", "1" * 64, 1, "native"))
    papers, _, _ = resolved(left, right)
    minter = Minter()
    quads = list(assert_graph(Resolution(papers, ()), minter=minter, version="0"))
    fields = {q.subject.value: q.object.value for q in quads if q.predicate.value.endswith("#field")}
    stated: dict[str, list[str]] = {}
    for q in quads:
        if q.predicate.value.endswith("#wasDerivedFrom") and q.subject.value in fields:
            stated.setdefault(fields[q.subject.value], []).append(q.object.value.rpartition("/")[2])
    a, b = "a-jsonl-000000000000", "b-jsonl-111111111111"
    assert stated == {"title": [a, b], "date": [a, b], "venue": [a], "ids": [a, b], "authors": [a, b], "abstract": [b]}


def test_references_name_papers_by_identifier_id_or_title() -> None:
    """What names nothing is said, not lost."""
    cited = Record("p1", "On Graphs", A, ids=(("doi", "10.1000/x"),))
    other = Record("p2", "On Trees", A)
    citing = Record(
        "p3", "A Survey", A, references=("doi:10.1000/X", "p2", "on  graphs", "doi:10.1000/unseen", "Unknown Work")
    )
    papers, conflicts = resolved(cited, other, citing)[::2]
    assert papers[2].references == (f"{BASE}/doi/10.1000/x", papers[1].iri, f"{BASE}/doi/10.1000/x",
                                    f"{BASE}/doi/10.1000/unseen", None)  # fmt: skip
    assert conflicts == ("A Survey: the reference 'Unknown Work' names no paper of this graph",)


@pytest.mark.parametrize(
    "reference",
    ["doi:10.1000/x", "10.1000/X", "https://doi.org/10.1000/x", "arXiv:2101.00001v3", "https://arxiv.org/abs/2101.00001",
     "doi:10.48550/arXiv.2101.00001", "r1", f"{BASE}/doi/10.1000/x", TITLE],
)  # fmt: skip
def test_references_to_what_was_merged_away(reference: str) -> None:
    citing = Record("s", "A Survey", (Author("Rong Jin"),), references=(reference,))
    papers, _, _ = resolved(paper(ids=ARXIV), paper(ids=(("doi", "10.1000/x"),)), citing)
    assert papers[1].references == (papers[0].iri,) == (f"{BASE}/arxiv/2101.00001",)


def test_references_prefer_ids_of_their_own_file() -> None:
    one, two = (
        Record("1", title, A, origin=at(path)) for title, path in (("On Graphs", "a.jsonl"), ("On Trees", "b.jsonl"))
    )
    citing = Record("2", "A Survey", A, references=("1",), origin=at("b.jsonl", 2))
    papers, _, _ = resolved(one, two, citing)
    assert papers[2].references == (papers[1].iri,)


def test_thousands_of_records_of_one_title() -> None:
    same = [paper("Preface", (), date=None) for _ in range(2_000)]
    assert len(groups(*same)) == 2_000
    known = [paper(ids=(("doi", f"10.1000/{i}"),)) for i in range(2_000)]
    papers, decisions, _ = resolved(*known)
    assert len(papers) == 2_000
    assert not decisions
    assert len(groups(*(paper() for _ in range(2_000)))) == 1


titles = st.sampled_from([TITLE, TITLE.upper(), TITLE.partition(":")[0], "Preface", "On Trees", ""])
people = st.sampled_from([A, A[:1], (Author("Qian, Q."), Author("Hu, J.")), (Author("Rong Jin"),), ()])
ids = st.sampled_from([(), ARXIV, (("doi", "10.1000/x"),), (("doi", "10.1000/y"), *ARXIV), (("arxiv", "2101.00002"),)])
sources = st.sampled_from([None, at("a.jsonl"), at("b.jsonl")])
corpora = st.lists(
    st.builds(paper, titles, people, authors_complete=st.booleans(), ids=ids, origin=sources,
              date=st.sampled_from([None, "2021", "2022-01", "2024"]), venue=st.sampled_from([None, "CVPR", "CoRR"])),
    max_size=7,
)  # fmt: skip


@given(corpora, st.randoms())
@settings(max_examples=150, deadline=None)
def test_order_does_not_matter(corpus: list[Record], rng: random.Random) -> None:
    """The same records make the same groups in whatever order; equal records may change places."""
    order = list(range(len(corpus)))
    rng.shuffle(order)

    def show(records: list[Record]) -> list[list[str]]:
        return sorted(sorted(repr((records[i], records[i].origin)) for i in group) for group in groups(*records))

    assert show(corpus) == show([corpus[i] for i in order])


@given(corpora)
@settings(max_examples=100, deadline=None)
def test_every_record_is_in_one_paper_and_no_iri_is_used_twice(corpus: list[Record]) -> None:
    papers, _, _ = resolved(*corpus)
    assert sorted(r for p in papers for r in p.records) == sorted(f"r{i}" for i in range(len(corpus)))
    iris = [iri for p in papers for iri in (p.iri, *p.replaces)]
    assert len(iris) == len(set(iris))


def test_of_two_lists_that_are_cut_short_the_longer_counts() -> None:
    first = paper("First", A[:1], authors_complete=False, ids=ARXIV)
    second = paper("First", A, authors_complete=False, ids=ARXIV)
    for records in ((first, second), (second, first)):
        ((merged,), _, _) = resolved(*records)
        assert [a.name for a in merged.record.authors] == [a.name for a in A]
        assert not merged.record.authors_complete


def test_names_without_a_letter_are_no_trouble() -> None:
    odd = (Author("***", email="x@example.org"),)
    ((merged,), _, _) = resolved(paper("First", A, ids=ARXIV), paper("First", odd, ids=ARXIV))
    assert [a.name for a in merged.record.authors] == [a.name for a in A]
