"""kg explain: every decision with its probability, both sides, what spoke for and against it, and its remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoint import serve_store
from rdflib import Dataset

import kg
from kg.errors import UsageError
from kg.explain import Explanation, explain, write_explanation
from kg.iris import BASE, Minter
from kg.model import Author, Decision, Entity, Extraction, Mention, Paper, Record, Resolution
from kg.resolve.curation import apply_curation, parse_curation
from kg.store import make_dataset, open_store, read_quads
from kg.triples import assert_graph

MINTER = Minter()


def iri(record: Record, position: int) -> str:
    name = record.authors[position].name
    return MINTER.person(name=name, paper=f"{BASE}paper/{record.id}", ordinal=position + 1)


def sign(record: Record, position: int) -> str:
    return MINTER.part("authorship", f"{BASE}paper/{record.id}", str(position + 1))


def make_resolution() -> Resolution:
    """Juhua Hu signs two papers and is called J. Hu on one; there is another J. Hu, and a method with two names."""
    one = Record("one", "On A", (Author("Juhua Hu"), Author("Qi Qian")), date="2020", abstract="We use CLIP.")
    two = Record("two", "On B", (Author("J. Hu"),), date="2022-05", abstract="CLIP it.")
    three = Record("three", "On C", (Author("J. Hu"),))
    records = (one, two, three)
    signed = {(r.id, n): Mention(r.id, "authors", n, n + 1, r.authors[n : n + 1], "person", r.authors[n].name)
              for r in records for n in range(len(r.authors))}  # fmt: skip
    clip = [Mention(r.id, "abstract", r.abstract.index("CLIP"), r.abstract.index("CLIP") + 4, "CLIP", "method", "CLIP",
                    "used", 0.9, "rules") for r in (one, two)]  # fmt: skip
    hu = Entity(iri(one, 0), "person", "Juhua Hu", ("J. Hu",), (signed["one", 0], signed["two", 0]),
                possibly_same=((iri(three, 0), 0.4),), replaces=(iri(two, 0),))  # fmt: skip
    qian = Entity(iri(one, 1), "person", "Qi Qian", (), (signed["one", 1],))
    other = Entity(iri(three, 0), "person", "J. Hu", (), (signed["three", 0],))
    method = Entity(f"{BASE}method/clip", "method", "CLIP", (), tuple(clip))
    decisions = (
        Decision("merge", "person", (sign(one, 0), sign(two, 0)), ("shared co-authors: Qi Qian",), 0.9962, hu.iri,
                 ("ten years apart",)),
        Decision("possible", "person", (hu.iri, other.iri), ("initials fit: J. Hu",), 0.4, against=("other fields",)),
        Decision("apart", "person", (qian.iri, other.iri), (), 0.001, against=("other names",)),
        Decision("merge", "method", (f"{BASE}paper/one", f"{BASE}paper/two"), ("the same name",), 0.95, method.iri),
    )  # fmt: skip
    papers = tuple(
        Paper(f"{BASE}paper/{r.id}", r, (r.id,), (), Extraction(tuple(m for m in clip if m.record == r.id)))
        for r in records
    )
    return Resolution(papers, (hu, qian, other, method), decisions)


def make_graph(*lines: str) -> Dataset:
    parsed = [c for n, line in enumerate(lines, 1) if (c := parse_curation(line, path="kg-curation.txt", line=n))]
    resolution = apply_curation(make_resolution(), parsed, minter=MINTER)
    store = ox.Store()
    store.extend(assert_graph(resolution, minter=MINTER, version="1"))
    return make_dataset(store)


def text_of(found: Explanation, **options: int | None) -> str:
    return "".join(write_explanation(found, **options))


ONE, TWO, THREE = (p.record for p in make_resolution().papers)


def test_a_person_is_explained() -> None:
    found = explain(make_graph(), iri(ONE, 0))
    assert (found.kind, found.name, found.names, found.replaces) == ("person", "Juhua Hu", ("J. Hu",), (iri(TWO, 0),))
    (merge,), (possible,) = found.one, found.possible
    assert (merge.score, merge.by, merge.reasons) == (0.9962, "rule", ("shared co-authors: Qi Qian",))
    assert merge.against == ("ten years apart",)
    assert [(s.name, s.author, s.authors, s.works[0].title, s.works[0].year) for s in merge.sides] == [
        ("Juhua Hu", 1, 2, "On A", "2020"),
        ("J. Hu", 1, 1, "On B", "2022"),
    ]
    assert [s.works[0].title for s in possible.sides if s.name == "J. Hu"] == ["On C"]


def test_it_is_written_for_people() -> None:
    person = iri(ONE, 0).removeprefix(f"{BASE}person/")
    lines = text_of(explain(make_graph(), iri(ONE, 0))).splitlines()
    assert lines[:2] == [f"Juhua Hu (person)  person:{person}", "  on 2 papers, 2020 to 2022"]
    assert "  1.  >99%  Juhua Hu, author 1 of 2 of “On A” (2020)" in lines
    assert "            J. Hu, author 1 of 1 of “On B” (2022)" in lines
    assert "            + shared co-authors: Qi Qian" in lines
    assert "            − ten years apart" in lines
    assert f"            to separate: kg curate split person:{person} paper:two 1" in lines
    assert [line for line in lines if "if they are one: kg curate merge person:" in line]


def test_an_iri_that_was_merged_away_leads_to_what_stands() -> None:
    found = explain(make_graph(), iri(TWO, 0))
    assert (found.asked, found.iri) == (iri(TWO, 0), iri(ONE, 0))
    assert "was merged into what stands now" in text_of(found)


@pytest.mark.parametrize("asked", [sign(TWO, 0), f"{BASE}mention/two.authors-0-1-person"])
def test_a_signature_and_a_mention_lead_to_what_they_denote(asked: str) -> None:
    found = explain(make_graph(), asked)
    assert found.iri == iri(ONE, 0)
    assert sign(TWO, 0) in {s.iri for s in found.one[0].sides}
    assert "J. Hu" in found.says[0]


def test_a_term_is_explained_by_papers() -> None:
    found = explain(make_graph(), f"{BASE}method/clip")
    assert [s.works[0].title for s in found.one[0].sides] == ["On A", "On B"]
    assert explain(make_graph(), f"{BASE}mention/one.abstract-7-11-method").says == (
        "“CLIP” in the abstract of “On A”, found by rules, 90% sure",
    )


def test_lines_of_curators_are_told_with_how_to_undo_them() -> None:
    dataset = make_graph(f"merge {iri(ONE, 0)} {iri(THREE, 0)}  # her page", f"split {iri(ONE, 0)} {BASE}paper/two 1",
                         f"rename {iri(ONE, 1)} Q. Qian", f"reject {BASE}method/clip # an example")  # fmt: skip
    found = explain(dataset, iri(ONE, 0))
    assert [(d.by, d.reasons) for d in found.one] == [
        ("curation", ("curated: one: her page (kg-curation.txt, line 1)",))
    ]
    assert [d.remedy for d in found.one] == [(("to take it back", "kg curate undo 1"),)]
    (apart,) = (d for d in found.apart if d.by == "curation")
    assert apart.reasons == ("shared co-authors: Qi Qian",)
    assert apart.against[0] == "curated: not one (kg-curation.txt, line 2)"
    assert "called “Q. Qian”" in text_of(explain(dataset, iri(ONE, 1)))
    gone = explain(dataset, f"{BASE}method/clip")
    assert gone.says == ("is not in the graph any more",)
    assert gone.apart[0].against == ("curated: no such method: an example (kg-curation.txt, line 4)",)


def test_a_terminal_is_not_steered() -> None:
    """What would move a cursor is shown, also in what a curator wrote."""
    found = explain(make_graph(f"rename {iri(ONE, 0)} Hu  # \x1b[2J"), iri(ONE, 0))
    assert "\x1b" not in text_of(found)
    assert "␛[2J" in text_of(found)


def test_no_more_than_asked_for_is_written() -> None:
    found = explain(make_graph(), iri(ONE, 0))
    assert "One because (1)\n\n  … and 1 more (--all)\n" in text_of(found, most=0)
    assert "--all" not in text_of(found, most=None)


def test_json_holds_everything() -> None:
    found = explain(make_graph(), iri(ONE, 0))
    written = json.loads("".join(write_explanation(found, "json")))
    assert written["one"][0]["sides"][1]["works"] == [{"iri": f"{BASE}paper/two", "title": "On B", "year": "2022"}]
    with pytest.raises(UsageError, match="text or json"):
        write_explanation(found, "xml")


@pytest.mark.parametrize("asked", ["https://example.org/x", "no iri", ""])
def test_what_the_graph_does_not_know_is_refused(asked: str) -> None:
    with pytest.raises(UsageError, match="is not in the graph, and no decision speaks of it"):
        explain(make_graph(), asked)


def test_every_kind_of_location_gives_the_same(tmp_path: Path) -> None:
    dataset, store = make_graph(), ox.Store()
    store.extend(read_quads(dataset))
    store.dump(tmp_path / "g.nq", format=ox.RdfFormat.N_QUADS)
    expected = explain(dataset, iri(ONE, 0))
    assert explain(open_store(tmp_path / "g.nq"), iri(ONE, 0)) == expected
    with serve_store(store) as address:
        assert explain(open_store(address), iri(ONE, 0)) == expected
    assert kg.open(tmp_path / "g.nq").explain("juhua hu") == expected
    assert kg.open(tmp_path / "g.nq").explain(iri(ONE, 0).replace(f"{BASE}person/", "person:")) == expected


def test_a_thing_without_decisions_says_so() -> None:
    assert text_of(explain(make_graph(), f"{BASE}paper/three")) == (
        "On C (paper)  paper:three\n\nNo decision was needed: nothing else is called so.\n"
    )
