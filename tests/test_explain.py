"""kg explain: every decision with its probability, both sides, what spoke for and against it, and its remedy."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoint import serve_store
from rdflib import Dataset
from typer.testing import CliRunner

import kg
from kg.cli import app
from kg.errors import UsageError
from kg.explain import Explanation, explain, write_explanation
from kg.iris import BASE, Minter
from kg.model import Author, Decision, Entity, Extraction, Mention, Paper, Record, Resolution
from kg.resolve.curation import CuratedLine, Reference, apply_curation, parse_curation, read_curation
from kg.standing import find_standing
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


RECORDS = [
    {"id": "a1", "title": "Adapters for recognition", "date": "2023", "ids": {"doi": "10.1234/abc.1"},
     "authors": [{"name": "Qi Qian"}, {"name": "Juhua Hu", "affiliations": ["Peking University"]}],
     "abstract": "We propose AdaptNet for image classification. We use Contrastive Language-Image Pretraining (CLIP)."},
    {"id": "a2", "title": "Adapters for Recognition.", "date": "2022", "ids": {"doi": "10.1234/ABC.1"},
     "authors": [{"name": "Qian, Qi"}, {"name": "Hu, Juhua"}]},
    {"id": "a3", "title": "Another look at adapters", "date": "2024",
     "authors": [{"name": "Qi Qian"}, {"name": "J. Hu", "affiliations": ["Peking Univ."]}, {"name": "Wei Zhang"}],
     "abstract": "We use AdaptNet and CLIP for image classification."},
    {"id": "b1", "title": "Graphs of molecules", "date": "2022",
     "authors": [{"name": "Wei Zhang", "affiliations": ["Peking University"]},
                 {"name": "Anna Müller", "affiliations": ["TU Munich"]}],
     "abstract": "We use graph neural networks (GNN) for molecule property prediction on QM9."},
    {"id": "b2", "title": "Gaussian nets in speech", "date": "2021",
     "authors": [{"name": "W. Zhang", "affiliations": ["Peking University"]},
                 {"name": "A. Mueller", "affiliations": ["Technical University of Munich"]}],
     "abstract": "We propose Gaussian Noise Network (GNN) for speech recognition on LibriSpeech."},
    {"id": "c1", "title": "Persons in films", "date": "2020", "authors": [{"name": "Wei Zhang"}],
     "abstract": "We address video-based person re-identification with conditional random fields (CRF)."},
    {"id": "c2", "title": "Persons in streets", "date": "2020", "authors": [{"name": "Bob O'Neil"}],
     "abstract": "We address video person re-identification. GNN is used."},
]  # fmt: skip
"""Signatures, terms, organisations and papers that are merged by rules and by the vocabulary, and an acronym that two
papers spell out differently and a third one not at all."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> kg.KnowledgeGraph:
    place = tmp_path_factory.mktemp("explained")
    (place / "r.jsonl").write_text("".join(json.dumps(r) + "\n" for r in RECORDS), "utf-8")
    return kg.build(place / "r.jsonl", place / "g")


def list_things(graph: kg.KnowledgeGraph) -> list[str]:
    kinds = " ".join(f"kg:{kind}" for kind in ("Paper", "Person", "Organization", "Method", "Dataset", "Task"))
    return [str(s) for (s,) in graph.query(f"SELECT ?s {{ VALUES ?kind {{ {kinds} }} ?s a ?kind }} ORDER BY ?s")]


def list_suggestions(graph: kg.KnowledgeGraph) -> list[str]:
    found = [graph.explain(thing) for thing in list_things(graph)]
    told = [d for one in found for d in (*one.one, *one.possible, *one.apart)]
    return sorted({command for d in told for _, command in d.remedy})


def find_meant(graph: kg.KnowledgeGraph, ref: Reference) -> set[str]:
    """Find what an IRI, a signature or what a paper prints means."""
    if ref.author:
        return {str(e) for (e,) in graph.query(
            f"SELECT ?e {{ <{ref.iri}> kg:hasAuthorship [ kg:ordinal {ref.author} ; kg:author ?e ] }}")}  # fmt: skip
    if ref.name:
        said = f'?m kg:mentionedIn <{ref.iri}> ; nif:anchorOf "{ref.name}" ; kg:denotes ?e'
        return {str(e) for (e,) in graph.query(f"SELECT ?e {{ GRAPH ?g {{ {said} }} }}")}
    return {find_standing(graph.dataset, ref.iri)}


def shows(graph: kg.KnowledgeGraph, paper: str, thing: str) -> bool:
    said = f"{{ <{paper}> ?p <{thing}> }} UNION {{ <{paper}> kg:hasAuthorship [ kg:affiliation <{thing}> ] }}"
    return bool(graph.query(f"ASK {{ {said} }}"))


def holds(graph: kg.KnowledgeGraph, line: CuratedLine) -> bool:
    """Say whether a graph is as a line has it: two are one or not, or a paper does not show a thing."""
    one, other = line.targets
    a, b = find_meant(graph, one), find_meant(graph, other)
    standing = a | b <= set(list_things(graph))
    if line.verb == "merge":
        return standing and a == b
    of_paper = other.iri.startswith(f"{BASE}paper/") and not other.is_exact and not one.iri.startswith(f"{BASE}paper/")
    if of_paper:
        return standing and not shows(graph, other.iri, one.iri)
    linked = any(shows(graph, s, o) for s, o in ((one.iri, other.iri), (other.iri, one.iri)))
    return standing and len(a) == len(b) == 1 and a != b and not linked


def test_every_suggestion_can_be_carried_out(built: kg.KnowledgeGraph, tmp_path: Path) -> None:
    """As printed, against the graph that is explained; and the next build does what it says."""
    suggestions = list_suggestions(built)
    kinds = {words[3].partition(":")[0] for command in suggestions if (words := shlex.split(command))[2] == "split"}
    assert kinds == {"https", "method", "organization", "person", "task"}
    for n, command in enumerate(suggestions):
        curation = tmp_path / f"{n}.txt"
        done = CliRunner().invoke(app, [*shlex.split(command)[1:], "-g", built.location, "--curation", str(curation)])
        assert done.exit_code == 0, (command, done.exception)
        (line,) = read_curation(curation)
        assert not holds(built, line), command
        again = kg.build(Path(built.location).parent / "r.jsonl", tmp_path / "g", curation=curation)
        assert not json.loads((tmp_path / "g" / "report.json").read_text("utf-8"))["skipped"], command
        assert holds(again, line), command


def test_nothing_is_suggested_where_nothing_can_be_split(built: kg.KnowledgeGraph) -> None:
    """Neither an acronym and its expansion in one paper, nor two authors of one paper, nor a record from itself."""
    (crf,) = built.explain("CRF").one
    assert (len(crf.sides), crf.remedy) == (1, ())
    assert not [c for c in list_suggestions(built) if len(set(shlex.split(c)[3:])) < 2]


ADAPTERS = f"{BASE}paper/doi/10.1234/abc.1"


@pytest.mark.parametrize(
    ("asked", "name", "says"),
    [
        ("paper:doi/10.1234/abc.1#2", "Juhua Hu", "signed “Juhua Hu”"),
        (f"{ADAPTERS}#2", "Juhua Hu", "signed “Juhua Hu”"),
        ("paper:doi/10.1234/abc.1#clip", "CLIP", "“CLIP” in the abstract of “Adapters for recognition”"),
        (f'{ADAPTERS}#"image  classification"', "image classification", "“image classification” in the abstract"),
    ],
)
def test_parts_of_papers_are_explained(built: kg.KnowledgeGraph, asked: str, name: str, says: str) -> None:
    """By the same references as curators write: an author's position, or a printed name."""
    found = built.explain(asked)
    assert (found.name, found.says[0][: len(says)]) == (name, says)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (f"{ADAPTERS}#3", "has no author 3: it has 2"),
        ("paper:doi/10.1234/abc.1#BERT", "prints is known as 'BERT': it prints AdaptNet, CLIP, Contrastive"),
        ("paper:nope#1", "paper:nope is not in the graph"),
    ],
)
def test_parts_that_are_not_there_are_refused(built: kg.KnowledgeGraph, asked: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        built.explain(asked)


def test_things_of_one_name_are_told_apart(built: kg.KnowledgeGraph) -> None:
    """Each on a line, with its other names and a paper; those with the most papers come first."""
    with pytest.raises(UsageError) as gnn:
        built.explain("GNN")
    assert str(gnn.value).splitlines() == [
        "'GNN' names 3 things, take one by its IRI:",
        "  method:gnn  method, also graph neural networks; 1 paper: “Graphs of molecules” (2022)",
        "  method:gnn-62b16ea7  method; 1 paper: “Persons in streets” (2020)",
        "  method:gnn-d4050a14  method, also Gaussian Noise Network; 1 paper: “Gaussian nets in speech” (2021)",
    ]
    with pytest.raises(UsageError) as zhang:
        built.explain("Wei Zhang")
    assert "person, also W. Zhang; 2 papers: “Gaussian nets in speech” (2021)" in str(zhang.value).splitlines()[1]


@pytest.mark.parametrize(
    ("asked", "near"),
    [("person:nope", ""), ("method:clop", "; near: method:clip"), ("person:juhua-hu-0", "; near: person:juhua-hu-")],
)
def test_what_is_near_is_of_the_kind_that_was_asked_for(built: kg.KnowledgeGraph, asked: str, near: str) -> None:
    with pytest.raises(UsageError) as error:
        built.explain(asked)
    told = f"nothing in the graph is called {asked!r}{near}"
    assert str(error.value).startswith(told) if near else str(error.value) == told


def test_what_was_merged_away_is_named_as_printed(built: kg.KnowledgeGraph) -> None:
    task = text_of(built.explain("task:video-person-re-identification"))
    assert "            video person re-identification task:video-person-re-identification\n" in task
    paper = built.explain(ADAPTERS)
    assert f"“Adapters for recognition” as {paper.replaces[0].replace(f'{BASE}paper/', 'paper:')}\n" in text_of(paper)


def test_what_was_rejected_is_not_kept_apart_from_itself() -> None:
    assert text_of(explain(make_graph(f"reject {BASE}method/clip # an example"), f"{BASE}method/clip")) == (
        "method:clip (method)\n"
        "  is not in the graph any more\n"
        "\n"
        "Rejected (1)\n"
        "\n"
        "  1.    0%  there is no such method\n"
        "            − curated: no such method: an example (kg-curation.txt, line 1)\n"
        "            decided by a curator\n"
        "            to take it back: kg curate undo 1\n"
    )
