"""Papers: records of one work are one paper, and what sources dispute is said."""

from kg.iris import Minter
from kg.model import Author, Extraction, Record
from kg.resolve.papers import group_records, resolve_papers

A = (Author("Qi Qian"), Author("Juhua Hu"))


def test_identifiers_join_and_part() -> None:
    records = [
        Record("a", "One Title", A, ids=(("doi", "10.1000/x"),)),
        Record("b", "Another Title", A, ids=(("doi", "https://doi.org/10.1000/X"), ("arxiv", "2301.00001v2"))),
        Record("c", "A third", A, ids=(("arxiv", "arXiv:2301.00001"),)),
        Record("d", "One Title", A, ids=(("doi", "10.1000/y"),)),
    ]
    assert group_records(records) == [[0, 1, 2], [3]]


def test_title_and_first_author_join() -> None:
    records = [
        Record("a", "On  Graphs", A),
        Record("b", "on graphs", (Author("QI QIAN"),), authors_complete=False),
        Record("c", "On Graphs", (Author("Yi Xu"),)),
    ]
    assert group_records(records) == [[0, 1], [2]]


def test_missing_fields_are_filled_and_conflicts_said() -> None:
    records = [
        Record("a", "On Graphs", A[:1], authors_complete=False, venue="A"),
        Record("b", "On graphs.", A, date="2020", abstract="Text.", venue="B"),
    ]
    papers, _, conflicts = resolve_papers([(r, Extraction()) for r in records], minter=Minter())
    (paper,) = papers
    assert paper.record.title == "On Graphs"
    assert [a.name for a in paper.record.authors] == ["Qi Qian", "Juhua Hu"]
    assert paper.record.date == "2020"
    assert paper.record.abstract == "Text."
    assert conflicts == ("On Graphs: sources differ in venue: 'A' (a); 'B' (b)",)


def test_records_without_title_or_identifier_stay_apart() -> None:
    papers, _, _ = resolve_papers([(Record("a"), Extraction()), (Record("b"), Extraction())], minter=Minter())
    assert len({p.iri for p in papers}) == 2


def test_references_name_papers_by_identifier_id_or_title() -> None:
    """What names nothing is said, not lost."""
    cited = Record("p1", "On Graphs", A, ids=(("doi", "10.1000/x"),))
    other = Record("p2", "On Trees", A)
    citing = Record(
        "p3", "A Survey", A, references=("doi:10.1000/X", "p2", "on  graphs", "doi:10.1000/unseen", "Unknown Work")
    )
    papers, _, conflicts = resolve_papers([(r, Extraction()) for r in (cited, other, citing)], minter=Minter())
    base = "https://w3id.org/scholar-kg/id/paper/doi/10.1000"
    assert papers[2].references == (f"{base}/x", papers[1].iri, f"{base}/x", f"{base}/unseen", None)
    assert conflicts == ("A Survey: the reference 'Unknown Work' names no paper of this graph",)
