"""Whom a source's own signatures made stands under the paper that the source was taken for."""

from kg.iris import BASE, Minter
from kg.model import Author, Extraction, Paper, Record
from kg.resolve.earlier import mint_earlier

FIRST, SECOND = f"{BASE}paper/a", f"{BASE}paper/b"


def make(names: list[str], sources: list[tuple[str, list[str]]]) -> Paper:
    authors = tuple(map(Author, names))
    records = tuple((iri, Record("r", authors=tuple(map(Author, own)))) for iri, own in sources)
    return Paper(FIRST, Record("r", authors=authors), ("r",), (), Extraction(), sources=records)


def person(name: str, paper: str, ordinal: int) -> str:
    return Minter().person(name=name, paper=paper, ordinal=ordinal)


def test_each_source_has_its_signatures_under_any_iri_of_the_paper() -> None:
    paper = make(["Qi Qian", "Juhua Hu"], [(FIRST, ["Qi Qian"]), (SECOND, ["Q. Qian", "Juhua Hu"])])
    assert mint_earlier(paper, minter=Minter()) == {
        0: (person("Qi Qian", SECOND, 1), person("Q. Qian", FIRST, 1), person("Q. Qian", SECOND, 1)),
        1: (person("Juhua Hu", SECOND, 2),),
    }


def test_another_order_is_read_by_the_names() -> None:
    paper = make(["Qi Qian", "Juhua Hu"], [(FIRST, ["Qi Qian", "Juhua Hu"]), (SECOND, ["J. Hu", "Qi Qian"])])
    assert mint_earlier(paper, minter=Minter()) == {
        0: (person("Qi Qian", SECOND, 1), person("Qi Qian", FIRST, 2), person("Qi Qian", SECOND, 2)),
        1: (person("Juhua Hu", SECOND, 2), person("J. Hu", FIRST, 1), person("J. Hu", SECOND, 1)),
    }


def test_who_is_not_in_the_list_counts_by_position() -> None:
    """Or not at all, where the list ends before."""
    paper = make(["Qi Qian"], [(SECOND, ["Yi Xu", "Juhua Hu"])])
    assert mint_earlier(paper, minter=Minter()) == {0: (person("Yi Xu", SECOND, 1),)}
    assert mint_earlier(make(["Qi Qian"], []), minter=Minter()) == {}
