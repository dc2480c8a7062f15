"""Organisations: names, abbreviations, addresses, slugs and domains of one institution are one; others stay apart."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.iris import Minter
from kg.model import Author, Decision, Entity, Extraction, Paper, Record
from kg.resolve.organizations import organization_key, resolve_organizations, split_affiliation

Printed = str | tuple[str, str]
"""An affiliation, or one and the e-mail address of the author who prints it."""


def make_papers(*texts: Printed | Sequence[Printed]) -> list[Paper]:
    """Make a paper for each text, or for several of one paper: the texts are its authors' affiliations."""
    papers = []
    for i, row in enumerate(texts):
        rows: Sequence[Printed] = [row] if isinstance(row, str) or _has_address(row) else row
        authors = [
            Author("A. B.", (item,)) if isinstance(item, str) else Author("A. B.", (item[0],), email=item[1])
            for item in rows
        ]
        record = Record(f"p{i}", f"Paper {i}", tuple(authors))
        papers.append(Paper(f"https://example.org/paper/{i}", record, (f"p{i}",), (), Extraction()))
    return papers


def _has_address(row: object) -> bool:
    return isinstance(row, tuple) and len(row) == 2 and "@" in row[1]


def resolve(*texts: Printed | Sequence[Printed]) -> tuple[list[Entity], list[Decision]]:
    return resolve_organizations(make_papers(*texts), minter=Minter())


def count(*texts: Printed | Sequence[Printed]) -> int:
    return len(resolve(*texts)[0])


@pytest.mark.parametrize(
    "texts",
    [
        ("University of Oxford", "Oxford University", "Dept. of CS, Univ. of Oxford, UK", "ox.ac.uk", "robots.ox.ac.uk"),
        ("ETH Zurich", "ETH Zürich", "Eidgenössische Technische Hochschule Zürich", "ethz", "inf.ethz.ch"),
        ("University of North Carolina at Charlotte", "Dept. of Comput. Sci., North Carolina Univ., Charlotte, NC, USA"),
        ("Massachusetts Institute of Technology (MIT)", "MIT", "mit", "MIT, Cambridge, MA, USA"),
        ("Peking University", "pku", "pku.edu.cn", "Institute of Digital Media, Peking University, Beijing, China 100871"),
        ("Alibaba Group", "alibaba-inc", "Alibaba Group, Hangzhou, China"),
        ("Université de Neuchâtel", "University of Neuchatel", "Universität Neuchâtel"),
        ("Zhuiyi Technology Co. Ltd., Shenzhen, Guangdong, China", "Zhuiyi Technology"),
        ("University of California, Berkeley", "California Univ., Berkeley, CA, USA", "Univ. of California at Berkeley"),
        ("Nanyang Technological University", "Sch. of Electr. & Electron. Eng., Nanyang Technol. Univ., Singapore"),
        ("Tsinghua University♠", "1Tsinghua University", "Tsinghua University†", "Tsinghua Uinversity"),
        ("Universidad de Deusto", "University of Deusto, Bilbao, Spain"),
    ],
)  # fmt: skip
def test_one_institution(texts: tuple[str, ...]) -> None:
    assert count(*texts) == 1
    assert len({organization_key(text) for text in texts}) == 1


@pytest.mark.parametrize(
    "texts",
    [
        ("University of Washington", "Washington University in St. Louis", "Washington State University"),
        ("University of Texas at Austin", "University of Texas at Dallas"),
        ("Microsoft", "Microsoft Research", "Microsoft Research Asia"),
        ("Massachusetts Institute of Technology", "Manipal Institute of Technology"),
        ("Northeastern University", "Northeastern University, China"),
        ("University of York", "York University"),
        ("Hong Kong University of Science and Technology", "Hong Kong University of Science and Technology (Guangzhou)"),
        ("Institute of Automation, Chinese Academy of Sciences", "University of Chinese Academy of Sciences"),
        ("Shenyang Institute of Automation, Chinese Academy of Sciences", "Chinese Academy of Sciences"),
        ("Indian Institute of Technology Bombay", "Indian Institute of Technology, Delhi", "Indian Institute of Science"),
        ("Max Planck Institute for Informatics", "Max Planck Institute for Plasma Physics"),
        ("Beijing Institute of Technology", "Beijing University of Technology"),
        ("Department of Computer Science", "Department of Computer Science"),
    ],
)  # fmt: skip
def test_different_institutions(texts: tuple[str, ...]) -> None:
    assert count(*texts) == len(texts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("University of Oxford+Google", ["University of Oxford", "Google"]),
        ("MIT; Harvard University", ["MIT", "Harvard University"]),
        ("Tsinghua University and University College London", ["Tsinghua University", "University College London"]),
        ("University of Washington♠Allen Institute for AI", ["University of Washington", "Allen Institute for AI"]),
        ("Mila/Université de Montréal", ["Mila", "Université de Montréal"]),
        ("Beijing University of Posts and Telecommunications", None),
        ("School of Science and Engineering, CUHK", None),
        ("University of the Basque Country (UPV/EHU)", None),
        ("C++ Institute", None),
    ],
)
def test_joint_affiliations_are_split(text: str, parts: list[str] | None) -> None:
    assert split_affiliation(text) == (parts or [text])


def test_each_part_of_a_joint_affiliation_is_an_organisation() -> None:
    entities, _ = resolve("University of Oxford+Google", "Google")
    assert [(e.name, len(e.mentions)) for e in entities] == [("University of Oxford", 1), ("Google", 2)]
    assert all(m.text == ("University of Oxford+Google",) or m.field == "authors" for e in entities for m in e.mentions)


def test_an_acronym_that_records_explain_differently_stays_open() -> None:
    entities, decisions = resolve(
        "Massachusetts Institute of Technology", "Manipal Institute of Technology (MIT)", "MIT"
    )
    assert len(entities) == 3
    assert dict(entities[2].possibly_same).keys() == {entities[0].iri, entities[1].iri}
    possible = [d for d in decisions if d.verdict == "possible"]
    assert len(possible) == 2
    assert all("may be short for another" in d.against[0] for d in possible)
    assert any("“Paper 1” puts it in brackets after the name" in d.reasons[0] for d in possible)


def test_an_address_tells_namesakes_apart() -> None:
    """Two universities have this name; the author's address says which one it is."""
    entities, decisions = resolve(
        ("Northeastern University", "a@northeastern.edu"), ("Northeastern University", "b@mail.neu.edu.cn"),
        "Northeastern University, Shenyang, China",
    )  # fmt: skip
    assert [[m.record for m in e.mentions] for e in entities] == [["p0"], ["p1", "p2"]]
    assert any("has an address at neu.edu.cn" in reason for d in decisions for reason in d.reasons)


def test_an_address_tells_whose_department_it_is() -> None:
    entities, _ = resolve(("Department of Computer Science", "a@cs.toronto.edu"), "University of Toronto")
    assert len(entities) == 1
    assert entities[0].name == "University of Toronto"


def test_a_domain_belongs_to_whom_its_addresses_print() -> None:
    """What no register knows the corpus tells: so many addresses at a domain, so many print one name."""
    texts = [("Placeholder Institute of Wool", "a@wool-inst.example.org")] * 3
    entities, decisions = resolve(*texts, "example.org", "Placeholder Institute of Wool")
    assert len(entities) == 1
    assert any("3 of 3 authors with addresses at example.org print" in r for d in decisions for r in d.reasons)


def test_a_slip_of_the_pen_meets_the_name_by_its_domain() -> None:
    right = [("Placeholder University of Wool", "a@wool.edu")] * 3
    assert count(*right, ("Placeholder University of Woll", "b@wool.edu")) == 1
    assert count(*right, ("Placeholder University of Woll", "b@gmail.com")) == 2


def test_nothing_decided_needs_no_decision() -> None:
    assert resolve("University of Oxford", "University of Oxford", "Google")[1] == []


def test_decisions_name_the_papers() -> None:
    (decision,) = resolve("University of Oxford", "Oxford University, UK")[1]
    assert decision.reasons == (
        "all name University of Oxford: “University of Oxford” (“Paper 0”), “Oxford University, UK” (“Paper 1”)",
    )
    assert (decision.verdict, decision.compared) == (
        "merge",
        ("https://example.org/paper/0", "https://example.org/paper/1"),
    )


def test_the_plain_name_is_preferred() -> None:
    (entity,) = resolve(
        "Dept. of CS, Univ. of Oxford, UK", "Dept. of CS, Univ. of Oxford, UK", "University of Oxford", "ox.ac.uk"
    )[0]
    assert entity.name == "University of Oxford"
    assert entity.iri.endswith("/organization/dept-of-cs-univ-of-oxford-uk")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "+",
        ";;",
        "†",
        "@",
        "a@b",
        "(",
        "MIT (",
        ")(",
        "北京大学",
        "Univ.",
        "of the",
        "1",
        "x" * 5000,
        ", , ,",
        "\\",
        "{a,b}@c.edu",
        "Ünïversität ß",
    ],
)
def test_odd_affiliations_do_no_harm(text: str) -> None:
    assert count(text) >= 1
    assert isinstance(organization_key(text), str)


TEXTS = ("MIT", "mit", "mit.edu", "Massachusetts Institute of Technology", "Massachusetts Institute of Technology (MIT)",
         "Manipal Institute of Technology (MIT)", "Manipal Institute of Technology", "NTU", "ntu", "Google", "google.com",
         "Nanyang Technological University", "National Taiwan University", "Northeastern University", "Dept. of Physics",
         "Northeastern University, China", "Placeholder University", "PU", "Placeholder Univ. (PU)", "Pleaceholder University",
         "placeholder.edu", "University of Oxford+MIT", "Independent Researcher", "fb", "meta")  # fmt: skip
ADDRESSES = ("", "", "a@mit.edu", "a@ntu.edu.sg", "a@neu.edu.cn", "a@placeholder.edu", "a@gmail.com", "a@manipal.edu")
rows = st.tuples(st.sampled_from(TEXTS), st.sampled_from(ADDRESSES)).map(lambda row: row if row[1] else row[0])


@given(st.lists(rows, min_size=1, max_size=9), st.data())
@settings(max_examples=300, deadline=None)
def test_iris_never_vanish(texts: list[Printed], data: st.DataObject) -> None:
    """Every IRI of a build of fewer papers stands in the build of more, or is replaced by one that stands."""
    papers = make_papers(*texts)
    keep = data.draw(st.lists(st.booleans(), min_size=len(papers), max_size=len(papers)))
    small = resolve_organizations([p for p, k in zip(papers, keep, strict=True) if k], minter=Minter())[0]
    big = resolve_organizations(papers, minter=Minter())[0]
    known = {iri for e in big for iri in (e.iri, *e.replaces)}
    assert {iri for e in small for iri in (e.iri, *e.replaces)} <= known
    assert len(known) == sum(1 + len(e.replaces) for e in big)
