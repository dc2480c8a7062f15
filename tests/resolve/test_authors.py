"""People by evidence: name orders, shared co-authors, topics, and what must never merge."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.iris import Minter
from kg.model import Author, Extraction, Paper, Record
from kg.resolve.authors import resolve_authors
from kg.resolve.names import relate_names

VISION = "Object detection in images with convolutional features and anchors for crowded street scenes number"
MARKET = "Option pricing under stochastic volatility with martingale measures and hedging of derivatives number"


def make_paper(key: str, *names: str, title: str = "", abstract: str = "", **fields: object) -> Paper:
    authors = tuple(Author(n) if isinstance(n, str) else n for n in names)
    record = Record(key, title or f"Paper {key}", authors, abstract=abstract, **fields)
    return Paper(f"https://example.org/paper/{key}", record, (key,), (), Extraction())


def clusters(papers: list[Paper]) -> list[set[tuple[str, int]]]:
    people, _ = resolve_authors(papers, minter=Minter())
    return [{(m.record, m.start) for m in p.mentions} for p in people]


def test_shared_coauthor_joins_two_name_orders() -> None:
    """A reversed name and one common co-author are one person."""
    papers = [make_paper("a", "Qi Qian", "Juhua Hu"), make_paper("b", "Qian Qi", "Juhua Hu")]
    assert {("a", 0), ("b", 0)} in clusters(papers)


def test_reversed_name_alone_stays_apart() -> None:
    """Without other evidence a reversed name is only possibly the same."""
    people, decisions = resolve_authors([make_paper("a", "Juhua Hu"), make_paper("b", "Hu Juhua")], minter=Minter())
    assert len(people) == 2
    assert people[0].possibly_same[0][0] == people[1].iri
    assert [d.verdict for d in decisions] == ["possible"]
    assert decisions[0].reasons[0] == "one name in two orders: Juhua Hu, Hu Juhua"


def test_common_name_speaks_against() -> None:
    """A name that many share is not one person for its own sake, and the decision says why."""
    people, decisions = resolve_authors([make_paper("a", "Wei Li"), make_paper("b", "Wei Li")], minter=Minter())
    assert len(people) == 2
    assert any("a common name" in sentence for sentence in decisions[0].against)


def test_rare_name_is_one_person() -> None:
    """A name that hardly two people share needs no other evidence."""
    assert len(clusters([make_paper("a", "Hitomi Yanaka"), make_paper("b", "Hitomi Yanaka")])) == 1


def test_registry_identifiers_decide() -> None:
    """A dblp identifier joins whatever the names say; different ones part equal names."""
    one, other = (Author("Juhua Hu", ids=(("dblp", key),)) for key in ("1/1", "2/2"))
    assert len(clusters([make_paper("a", one), make_paper("b", Author("J. Smith", ids=(("dblp", "1/1"),)))])) == 1
    assert len(clusters([make_paper("a", one), make_paper("b", other)])) == 2


@pytest.mark.parametrize(
    ("first", "second", "people"),
    [
        (("dblp", "12/34"), ("dblp", "https://dblp.org/pid/12/34.xml"), 1),
        (("openreview", "~A_B1"), ("OpenReview", "https://openreview.net/profile?id=%7EA_B1"), 1),
        (("orcid", "https://orcid.org/0000-0002-1825-0097/"), ("orcid", "0000 0002 1825 0097"), 1),
        (("orcid", "https://orcid.org/my-orcid?orcid=0000-0002-1825-0097"), ("orcid", "0000000218250097"), 1),
        (("dblp", "n/a"), ("dblp", "n/a"), 2),
        (("homepage", "https://example.org"), ("homepage", "https://example.org"), 2),
        (("orcid", "990000-0002-1825-0097"), ("orcid", "990000-0002-1825-0097"), 2),
    ],
)
def test_only_identifiers_of_registries_prove_anything(
    first: tuple[str, str], second: tuple[str, str], people: int
) -> None:
    """In any form, and not what stands in their place; two strangers would not meet otherwise."""
    one, other = Author("Maria Rossi", ids=(first,)), Author("Ottilie Quarrington", ids=(second,))
    assert len(clusters([make_paper("a", one), make_paper("b", other)])) == people


@pytest.mark.parametrize("order", ["abc", "cab", "bca", "acb", "bac", "cba"])
def test_the_most_trusted_registry_decides(order: str) -> None:
    """Two who share a dblp identifier but have two ORCID iDs are two, whoever comes first."""
    first, second = "0000-0002-1825-0097", "0000-0001-5109-3700"
    authors = {
        "a": Author("Wei Wang", orcid=first, ids=(("dblp", "12/34"),)),
        "b": Author("Wei Wang", orcid=second, ids=(("dblp", "12/34"),)),
        "c": Author("Wei Wang", orcid=second),
    }
    found = clusters([make_paper(key, authors[key]) for key in order])
    assert sorted(map(sorted, found)) == [[("a", 0)], [("b", 0), ("c", 0)]]


def test_coauthors_are_known_as_people() -> None:
    """Two who share the name of a co-author share nobody if an identifier tells those apart."""
    one, other = (Author("Juhua Hu", ids=(("dblp", key),)) for key in ("1/1", "2/2"))
    shared = [make_paper("a", "Wei Wang", one, title=MARKET), make_paper("b", "Wei Wang", one, title=VISION)]
    apart = [make_paper("a", "Wei Wang", one, title=MARKET), make_paper("b", "Wei Wang", other, title=VISION)]
    assert {("a", 0), ("b", 0)} in clusters(shared)
    assert {("a", 0)} in clusters(apart)


NAMES = ("Wei Wang", "W. Wang", "Wang Wei", "Juhua Hu", "J. Hu", "Hu Juhua", "Yi Xu")


@given(
    st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True), min_size=2, max_size=8),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_the_order_of_papers_makes_no_difference(lists: list[list[str]], rng: random.Random) -> None:
    papers = [make_paper(str(i), *names, title=f"{VISION} {i}") for i, names in enumerate(lists)]
    mixed = rng.sample(papers, len(papers))
    assert sorted(map(sorted, clusters(papers))) == sorted(map(sorted, clusters(mixed)))


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (("Yanaka, Hitomi", "Yanaka, Hitomi", "Hitomi Yanaka"), "Hitomi Yanaka"),
        (("Yanaka, Hitomi", "H. Yanaka", "H. Yanaka"), "Yanaka, Hitomi"),
        (("Hitomi Yanaka", "H. Yanaka", "H. Yanaka"), "Hitomi Yanaka"),
    ],
)
def test_a_name_is_shown_in_full_and_in_natural_order(names: tuple[str, ...], name: str) -> None:
    orcid = "0000-0002-1825-0097"
    papers = [make_paper(key, Author(n, orcid=orcid)) for key, n in zip("abc", names, strict=True)]
    (person,), _ = resolve_authors(papers, minter=Minter())
    assert (person.name, set(person.aliases)) == (name, {*names} - {name})


def test_every_iri_that_could_have_been_is_kept() -> None:
    """Each further signature leaves word of the person it would have made alone."""
    papers = [make_paper(key, "Hitomi Yanaka") for key in "abc"]
    (person,), _ = resolve_authors(papers, minter=Minter())
    alone = [resolve_authors([paper], minter=Minter())[0][0].iri for paper in papers]
    assert [person.iri, *person.replaces] == alone


def test_two_authors_of_one_paper_never_merge() -> None:
    """Equal names on one paper are two people, whatever else speaks for one."""
    papers = [make_paper("a", "Wei Wang", "Wei Wang", "Juhua Hu"), make_paper("b", "Wei Wang", "Juhua Hu")]
    for cluster in clusters(papers):
        records = [record for record, _ in cluster]
        assert len(records) == len(set(records))


def test_orcid_decides_outright() -> None:
    """Equal ORCIDs join and different ones part, against all other evidence."""
    one, other = "0000-0002-1825-0097", "0000-0001-5109-3700"
    same = [make_paper("a", Author("J. Hu", orcid=one)), make_paper("b", Author("Juhua Hu", orcid=one))]
    assert clusters(same) == [{("a", 0), ("b", 0)}]
    apart = [
        make_paper("a", Author("Juhua Hu", orcid=one), "Qi Qian"),
        make_paper("b", Author("Juhua Hu", orcid=other), "Qi Qian"),
    ]
    assert {("a", 0)} in clusters(apart)


def test_topics_part_equal_names_and_join_others() -> None:
    """On a page of two fields, one name in both is two people; within a field it is one."""
    vision = [make_paper(f"v{i}", "Ming Yan" if i < 2 else f"Vera V{i}", abstract=f"{VISION} {i}") for i in range(12)]
    market = [make_paper(f"m{i}", "Ming Yan" if i < 2 else f"Mark M{i}", abstract=f"{MARKET} {i}") for i in range(12)]
    found = clusters(vision + market)
    assert {("v0", 0), ("v1", 0)} in found
    assert {("m0", 0), ("m1", 0)} in found


def test_iri_is_minted_from_the_earliest_signature() -> None:
    """More papers of a person do not move the person's IRI."""
    first = make_paper("a", "Yi Xu", "Juhua Hu")
    later = make_paper("b", "Yi Xu", "Juhua Hu")
    alone, _ = resolve_authors([first], minter=Minter())
    both, _ = resolve_authors([first, later], minter=Minter())
    assert [p.iri for p in alone] == [p.iri for p in both]


@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        ("Gérard de Melo", "Gerard De Melo", "spelling"),
        ("O'Connor, Brendan", "Brendan O’Connor", "spelling"),
        ("J.-P. Serre", "Jean-Pierre Serre", "initials"),
        ("Xu Yi", "Xu Yang", None),
        ("", "Yi Xu", None),
    ],
)
def test_relate_names(left: str, right: str, relation: str | None) -> None:
    assert relate_names(left, right) == relation
    assert relate_names(right, left) == relation


NAMES = st.sampled_from(
    ["Wei Li", "Li Wei", "W. Li", "Juhua Hu", "Qi Qian", "Qian Qi", "José García", "Jose Garcia", "李 伟"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(NAMES, min_size=1, max_size=4), min_size=1, max_size=8))
def test_every_signature_has_exactly_one_person(lists: list[list[str]]) -> None:
    """Resolution is a partition of the signatures that never joins two of one paper."""
    papers = [make_paper(f"p{i}", *names) for i, names in enumerate(lists)]
    found = clusters(papers)
    flat = [signature for cluster in found for signature in cluster]
    assert sorted(flat) == sorted((f"p{i}", j) for i, names in enumerate(lists) for j in range(len(names)))
    assert all(len({r for r, _ in cluster}) == len(cluster) for cluster in found)
