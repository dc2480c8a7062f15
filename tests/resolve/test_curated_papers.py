"""Papers are merged and split by curators, before anybody's signatures are compared."""

from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.iris import BASE, Minter
from kg.model import Author, Extraction, Record, Resolution, Skipped
from kg.resolve import resolve
from kg.resolve.curation import CuratedLine, apply_curation, parse_curation, rule_papers, select_papers

MINTER = Minter()
HU, QIAN = Author("Juhua Hu"), Author("Qi Qian")


def iri(doi: str) -> str:
    return f"{BASE}paper/doi/10.1000/{doi}"


def record(doi: str, title: str, *authors: Author, date: str = "2020") -> Record:
    return Record(doi, title, authors, date=date, ids=(("doi", f"10.1000/{doi}"),))


A = record("a", "On graphs", HU, QIAN)
B = record("b", "Graphs, revisited", HU, Author("Q. Qian"))
C = record("c", "Trees", HU)
#: One work by its title, authors and year, from a source that knows no DOI.
D = Record("d", "On graphs", (HU, QIAN), date="2020")


def parse(*lines: str) -> list[CuratedLine]:
    return [c for n, text in enumerate(lines, 1) if (c := parse_curation(text, path="c.txt", line=n))]


def curate(records: Sequence[Record], *lines: str, skipped: list[Skipped] | None = None) -> Resolution:
    on_skip = None if skipped is None else skipped.append
    papers, others = select_papers(parse(*lines), minter=MINTER)
    rule = partial(rule_papers, papers, on_skip=on_skip)
    resolution = resolve(((r, Extraction()) for r in records), minter=MINTER, rule=rule)
    return apply_curation(resolution, others, minter=MINTER, on_skip=on_skip)


def works(resolution: Resolution) -> list[tuple[str, ...]]:
    return [paper.records for paper in resolution.papers]


def test_merged_papers_are_one_with_the_iri_of_the_first() -> None:
    done = curate([A, B, C], f"merge {iri('b')} {iri('a')}  # the journal's version")
    assert works(done) == [("b", "a"), ("c",)]
    assert done.papers[0].iri == iri("b")
    assert iri("a") in done.papers[0].replaces
    assert done.papers[0].record.title == "Graphs, revisited"
    (told,) = (d for d in done.decisions if d.kind == "paper" and d.verdict == "merge")
    assert told.reasons == ("curated: one: the journal's version (c.txt, line 1)",)
    assert {e.name: len(e.mentions) for e in done.entities} == {"Juhua Hu": 2, "Q. Qian": 1}


def test_what_belongs_to_one_part_of_a_merged_work_still_does() -> None:
    """Though it could not be of the other's year, nor has its identifier."""
    later = record("later", "Graphs, revisited", HU, date="2024")
    for lines in ([f"merge {iri('a')} {iri('later')}"], [f"merge {iri('later')} {iri('a')}"]):
        assert sorted(*works(curate([A, D, later], *lines))) == ["a", "d", "later"]


def test_merged_papers_lead_from_all_that_stood() -> None:
    """Their IRIs, and those of the people who sign what was merged away, lead to what stands."""
    before, done = curate([A, B]), curate([A, B], f"merge {iri('a')} {iri('b')}")
    stands = {i for e in (*done.entities, *done.papers) for i in (e.iri, *e.replaces)}
    assert {e.iri for e in (*before.entities, *before.papers)} <= stands


def test_what_the_rules_merge_is_split_by_the_iri_that_it_had() -> None:
    merged = curate([A, D])
    assert works(merged) == [("a", "d")]
    former = next(i for i in merged.papers[0].replaces if "on-graphs" in i)
    done = curate([A, D], f"split {iri('a')} {former}")
    assert [(p.iri, p.records) for p in done.papers] == [(iri("a"), ("a",)), (former, ("d",))]
    (told,) = (d for d in done.decisions if d.kind == "paper")
    assert told.verdict == "apart"
    assert told.against[0] == "curated: not one (c.txt, line 1)"
    assert told.reasons  # what spoke for one work
    assert all(not p.possibly_same for p in done.papers)


def test_a_split_holds_through_third_records() -> None:
    """The third is of either work, and does not bring them together."""
    third = record("a", "On graphs", HU, QIAN)
    former = next(i for i in curate([A, D]).papers[0].replaces if "on-graphs" in i)
    done = curate([A, third, D], f"split {iri('a')} {former}")
    assert [p.records for p in done.papers if "d" in p.records] == [("d",)]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([f"merge {iri('a')} {iri('gone')}"], f"curation: no such paper: {iri('gone')} (its source may be gone"),
        (
            [f"merge {iri('a')} {iri('b')}", f"merge {iri('b')} {iri('c')}", f"split {iri('c')} {iri('a')}"],
            "curation: contradicts lines 1 and 2: the same two are merged and kept apart",
        ),
        ([f"merge {iri('a')} {BASE}person/x"], f"curation: {iri('a')} is a paper: name an author of it"),
        ([f"rename {iri('a')} X"], f"curation: {iri('a')} is a paper: name an author of it"),
    ],
)
def test_lines_that_do_not_fit_are_told_and_the_rest_applied(lines: list[str], reason: str) -> None:
    skipped: list[Skipped] = []
    done = curate([A, B, C], *lines, f"rename {iri('c')}#1 Juhua", skipped=skipped)
    assert [s.reason[: len(reason)] for s in skipped] == [reason]
    assert "Juhua" in {e.name for e in done.entities}


def test_one_record_cannot_be_divided() -> None:
    both = Record("a", "On graphs", (HU,), ids=(("doi", "10.1000/a"), ("arxiv", "2001.00001")))
    with pytest.raises(ReadError, match=r"c.txt:1: .* are one record, which can't be divided"):
        curate([both], f"split {iri('a')} {BASE}paper/arxiv/2001.00001")


def test_lines_of_authors_follow_merged_papers() -> None:
    done = curate([A, B], f"merge {iri('a')} {iri('b')}", f"rename {iri('b')}#2 Qian")
    assert {e.name for e in done.entities} == {"Juhua Hu", "Qian"}


def test_a_source_that_was_merged_still_counts_its_own_authors() -> None:
    """Whoever stands elsewhere in the list that was kept is found by name; who is not in it is said to be missing."""
    other = record("o", "Graphs, revisited", Author("Ann Other"), Author("J. Hu"), QIAN)
    merged, skipped = f"merge {iri('a')} {iri('o')}", list[Skipped]()
    done = curate([A, other], merged, f"rename {iri('o')}#2 Juhua", f"rename {iri('o')}#1 Ann", skipped=skipped)
    assert {e.name for e in done.entities} == {"Juhua", "Qi Qian"}
    assert [s.line for s in skipped] == [3]
    assert "has no author 'Ann Other'" in skipped[0].reason


LETTERS = "abcde"
RECORDS = [record(x, f"Title {x}", HU) for x in LETTERS]
LINES = st.lists(
    st.tuples(st.sampled_from(["merge", "split"]), st.sampled_from(LETTERS), st.sampled_from(LETTERS)), max_size=6
)


@given(LINES, st.integers(2, len(LETTERS)))
def test_decisions_hold_and_iris_stand_whatever_is_added(drawn: list[tuple[str, str, str]], few: int) -> None:
    lines = [f"{verb} {iri(a)} {iri(b)}" for verb, a, b in drawn if a != b]
    skipped: list[Skipped] = []
    done = curate(RECORDS, *lines, skipped=skipped)
    left_out = {s.line for s in skipped}
    home = {x: p.iri for p in done.papers for x in p.records}
    for c in parse(*lines):
        if c.line not in left_out:
            one, other = (home[t.iri[-1]] for t in c.targets)
            assert (one == other) == (c.verb == "merge")
    known = {i for p in done.papers for i in (p.iri, *p.replaces)}
    fewer = curate(RECORDS[:few], *lines, skipped=[])
    assert {p.iri for p in fewer.papers} <= known
