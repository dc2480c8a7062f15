"""Curation: decisions win, contradict each other loudly, and are undone line by line."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import KGError, ReadError
from kg.iris import BASE, Minter
from kg.model import Author, Decision, Entity, Extraction, Mention, Paper, Record, Resolution, Skipped
from kg.resolve.curation import append_curation, apply_curation, parse_curation, read_curation
from kg.resolve.vocabulary import shipped_vocabulary


def person(record: Record, position: int) -> Mention:
    """The mention of an author, counted from 0."""
    text = record.authors[position : position + 1]
    return Mention(record.id, "authors", position, position + 1, text, "person", text[0].name)


def person_iri(record: Record, position: int) -> str:
    name = record.authors[position].name
    return Minter().person(name=name, paper=f"{BASE}paper/{record.id}", ordinal=position + 1)


def named(record: Record, name: str, kind: str = "dataset") -> Mention:
    start = record.abstract.index(name)
    return Mention(record.id, "abstract", start, start + len(name), name, kind, name, "used", 0.9, "test")


def make_papers(*records: Record, mentions: tuple[Mention, ...] = ()) -> tuple[Paper, ...]:
    own = {r.id: tuple(m for m in mentions if m.record == r.id) for r in records}
    return tuple(Paper(f"{BASE}paper/{r.id}", r, (r.id,), (), Extraction(own[r.id])) for r in records)


@pytest.fixture
def resolution() -> Resolution:
    """Nothing is merged: every signature and every name is a thing of its own."""
    a = Record("a", "One", (Author("Wei Li"),), abstract="CLIP and BERT.")
    b = Record("b", "Two", (Author("Li Wei"), Author("Juhua Hu")))
    terms = tuple(named(a, n, "method") for n in ("CLIP", "BERT"))
    signed = [(r, n) for r in (a, b) for n in range(len(r.authors))]
    people = [Entity(person_iri(r, n), "person", r.authors[n].name, (), (person(r, n),)) for r, n in signed]
    methods = [Entity(f"{BASE}method/{m.name.lower()}", "method", m.name, (), (m,)) for m in terms]
    return Resolution(make_papers(a, b, mentions=terms), (*people, *methods))


def curate(resolution: Resolution, path: Path, *lines: str) -> Resolution:
    path.write_text("\n".join(lines), "utf-8")
    return apply_curation(resolution, read_curation(path), minter=Minter())


def iri_of(resolution: Resolution, name: str) -> str:
    return next(e.iri for e in resolution.entities if e.name == name)


def test_merge_keeps_the_first_iri(resolution: Resolution, tmp_path: Path) -> None:
    one, other = iri_of(resolution, "Wei Li"), iri_of(resolution, "Li Wei")
    done = curate(resolution, tmp_path / "c.txt", "# who is who", f"merge {one} {other}  # his home page")
    (person,) = (e for e in done.entities if e.iri == one)
    assert person.aliases == ("Li Wei",)
    assert person.replaces == (other,)
    assert len(person.mentions) == 2
    assert all(e.iri != other for e in done.entities)
    assert "his home page" in done.decisions[-1].reasons[0]


def test_a_split_of_what_a_line_merges_names_both_lines(resolution: Resolution, tmp_path: Path) -> None:
    """Only the data says that the merged person is the author whom the split names."""
    one, other = iri_of(resolution, "Wei Li"), iri_of(resolution, "Li Wei")
    paper = resolution.papers[1].iri
    with pytest.raises(ReadError, match=r"c.txt:2: contradicts line 1: .* merged and kept apart"):
        curate(resolution, tmp_path / "c.txt", f"merge {one} {other}", f"split {one} {paper} 1")


def test_reject_drops_the_mentions_and_says_why(resolution: Resolution, tmp_path: Path) -> None:
    done = curate(resolution, tmp_path / "c.txt", f"reject {iri_of(resolution, 'CLIP')} # a paper clip")
    assert [m.surface for m in done.papers[0].extraction.mentions] == ["BERT"]
    assert done.papers[0].extraction.dropped[0].reason == "rejected by the curator: a paper clip"


def test_rename(resolution: Resolution, tmp_path: Path) -> None:
    iri = iri_of(resolution, "CLIP")
    done = curate(resolution, tmp_path / "c.txt", f"rename {iri} Contrastive Pre-training #1?")
    (entity,) = (e for e in done.entities if e.iri == iri)
    assert entity.name == "Contrastive Pre-training"
    assert entity.aliases == ("CLIP",)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["merge A B", "merge C B"], "c.txt:2: B is already merged on line 1"),
        (["merge A B", "merge B A"], "merges in a circle"),
        (["merge A A"], "merges A with itself"),
        (["merge A B", "reject A"], "which line 1 keeps"),
        (["frobnicate A"], "c.txt:1: unknown decision 'frobnicate'"),
        (["merge A"], "'merge' takes 2 arguments"),
        (["undo 7"], "line 7 holds no decision"),
    ],
)
def test_nonsense_is_refused_with_its_line(tmp_path: Path, lines: list[str], message: str) -> None:
    path = tmp_path / "c.txt"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(ReadError, match=message.replace("(", r"\(")):
        list(read_curation(path))


def test_unknown_iri_is_named(resolution: Resolution, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"c.txt:1: no such entity in the graph: https://example.org/x"):
        curate(resolution, tmp_path / "c.txt", f"merge https://example.org/x {iri_of(resolution, 'CLIP')}")


def test_append_and_undo(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    append_curation(path, "merge A B")
    append_curation(path, "undo 1")
    append_curation(path, "merge C B")
    assert [c.line for c in read_curation(path)] == [3]
    assert len(list(read_curation(path, undone=True))) == 3
    before = path.read_text("utf-8")
    with pytest.raises(KGError):
        append_curation(path, "merge D B")
    assert path.read_text("utf-8") == before


def make_terms() -> Resolution:
    """Two papers that the rules say use one data set, which the vocabulary calls ImageNet."""
    records = [Record(r, r, abstract=f"We use {n}.") for r, n in (("a", "ILSVRC"), ("b", "Image-Net"), ("c", "IN"))]
    a, b, c = (named(r, r.abstract[7:-1]) for r in records)
    known = Entity(f"{BASE}dataset/ilsvrc", "dataset", "ImageNet", ("ILSVRC", "Image-Net"), (a, b),
                   replaces=(f"{BASE}dataset/image-net",))  # fmt: skip
    other = Entity(f"{BASE}dataset/in", "dataset", "IN", (), (c,))
    one = Decision("possible", "dataset", (known.iri, other.iri), ("both are called IN",), 0.4)
    known = replace(known, possibly_same=((other.iri, 0.4),))
    return Resolution(make_papers(*records, mentions=(a, b, c)), (known, other), (one,))


def apply(resolution: Resolution, *lines: str, on_skip: list[Skipped] | None = None) -> Resolution:
    parsed = [c for n, line in enumerate(lines, 1) if (c := parse_curation(line, path="c.txt", line=n))]
    skip = None if on_skip is None else on_skip.append
    return apply_curation(resolution, parsed, minter=Minter(), vocabulary=shipped_vocabulary(), on_skip=skip)


def names_of(resolution: Resolution) -> dict[str, tuple[str, ...]]:
    return {e.iri.removeprefix(BASE): (e.name, *e.aliases) for e in resolution.entities}


def test_what_is_left_keeps_the_name_of_the_vocabulary() -> None:
    """No paper prints "ImageNet", but one that is left prints what the vocabulary knows it by."""
    for line in (f"split {BASE}dataset/ilsvrc {BASE}paper/a", f"reject {BASE}dataset/ilsvrc {BASE}paper/a"):
        kept = next(e for e in apply(make_terms(), line).entities if e.iri.endswith(("ilsvrc", "image-net")))
        assert (kept.name, kept.aliases) == ("ImageNet", ("Image-Net",))


def test_what_is_split_off_takes_the_iri_that_it_would_have_had() -> None:
    done = apply(make_terms(), f"split {BASE}dataset/ilsvrc {BASE}paper/b")
    assert [e.iri for e in done.entities] == [f"{BASE}dataset/{n}" for n in ("ilsvrc", "image-net", "in")]
    assert done.entities[0].replaces == ()


def test_a_printed_name_is_a_reference() -> None:
    done = apply(
        make_terms(), f'merge {BASE}paper/c#"IN" {BASE}paper/a#"ILSVRC"', f'rename {BASE}paper/b#"image-net" X'
    )
    assert names_of(done) == {"dataset/in": ("X", "ILSVRC", "IN", "Image-Net", "ImageNet")}
    assert {d.verdict for d in done.decisions} == {"merge"}  # that they are possibly the same is no question any more
    assert done.entities[0].possibly_same == ()


def test_a_split_of_two_overrules_what_the_rules_hold_possible() -> None:
    done = apply(make_terms(), f"split {BASE}dataset/ilsvrc {BASE}dataset/in  # read both")
    (decision,) = done.decisions
    assert (decision.verdict, decision.reasons) == ("apart", ("both are called IN",))
    assert decision.against == ("curated: not one: read both (c.txt, line 1)",)
    assert done.entities[0].possibly_same == ()


def test_a_rejected_name_that_was_merged_away_since_takes_no_other_with_it() -> None:
    """``image-net`` was a thing of its own when the line was written."""
    done = apply(make_terms(), f"reject {BASE}dataset/image-net")
    assert names_of(done)["dataset/ilsvrc"] == ("ImageNet-1K", "ILSVRC")  # as the vocabulary calls what is left
    assert [d.text for p in done.papers for d in p.extraction.dropped] == ["Image-Net"]


def make_people() -> Resolution:
    """Three papers whose authors the rules took for four people: the second signature of each paper is one person."""
    records = [Record(r, r, (Author(f"A. {r}", orcid="0000-0002-1825-0097" if r == "y" else None, ids=(("s2", "1825"),)),
                            Author("B. C.")))
               for r in "xyz"]  # fmt: skip
    entities = [Entity(person_iri(r, 0), "person", r.authors[0].name, (), (person(r, 0),)) for r in records]
    first, *others = (person_iri(r, 1) for r in records)
    signatures = tuple(person(r, 1) for r in records)
    entities.append(Entity(first, "person", "B. C.", (), signatures, replaces=tuple(others)))
    signed = [Minter().part("authorship", f"{BASE}paper/{r.id}", "2") for r in records]
    merges = tuple(
        Decision("merge", "person", (signed[0], s), ("the same name: B. C.",), 0.9, entities[-1].iri)
        for s in signed[1:]
    )
    return Resolution(make_papers(*records), tuple(entities), merges)


def test_two_authors_of_one_paper_are_never_merged() -> None:
    skipped: list[Skipped] = []
    done = apply(make_people(), f"merge {BASE}paper/x#1 {BASE}paper/y#2", on_skip=skipped)
    assert done == make_people()
    assert skipped[0].reason.startswith(f"curation: would make one person of authors 1 and 2 of {BASE}paper/x: undo it")
    assert skipped[0].text == f"merge {BASE}paper/x#1 {BASE}paper/y#2"


def test_a_split_makes_room_for_a_merge() -> None:
    """Once the second author of x is somebody else, its first may be who signs y and z second."""
    lines = f"merge {BASE}paper/x#1 {BASE}paper/y#2", f"split {BASE}paper/y#2 {BASE}paper/x#2"
    for order in (lines, lines[::-1]):
        done = apply(make_people(), *order)
        assert sorted(len(e.mentions) for e in done.entities) == [1, 1, 1, 3]


def test_a_split_says_what_it_overrules() -> None:
    done = apply(make_people(), f"split {BASE}paper/x#2 {BASE}paper/z 2")
    assert [(d.verdict, d.reasons) for d in done.decisions] == [
        ("merge", ("the same name: B. C.",)),
        ("apart", ("the same name: B. C.",)),
    ]
    assert "curated: not one" in done.decisions[1].against[0]


def test_iris_that_were_merged_away_are_followed() -> None:
    people = make_people()
    former = people.entities[3].replaces[1]
    done = apply(people, f"rename {former} Bee Cee")
    renamed = next(e for e in done.entities if e.name == "Bee Cee")
    assert renamed.iri == people.entities[3].iri


def test_papers_that_were_merged_away_are_followed() -> None:
    people = make_people()
    papers = (replace(people.papers[0], replaces=(f"{BASE}paper/old",)), *people.papers[1:])
    done = apply(replace(people, papers=papers), f"rename {BASE}authorship/old.2 Bee Cee")
    assert [e.name for e in done.entities if e.name == "Bee Cee"] == ["Bee Cee"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"rename {BASE}person/gone X", "no such entity in the graph"),
        (f"rename {BASE}paper/gone#1 X", "no such paper in the graph"),
        (f"rename {BASE}paper/x#3 X", "has no author 3: it has 2"),
        (f'rename {BASE}paper/x#"CLIP" X', "does not print 'CLIP'"),
        (f"rename {BASE}paper/x X", "is a paper: name an author of it"),
        (f"reject {BASE}paper/x#1", "a person is printed, not found"),
    ],
)
def test_a_line_that_fits_nothing_is_left_out(line: str, reason: str) -> None:
    skipped: list[Skipped] = []
    done = apply(make_people(), line, f"rename {BASE}paper/x#1 Y", on_skip=skipped)
    assert [(s.path, s.line) for s in skipped] == [("c.txt", 1)]
    assert reason in skipped[0].reason
    assert "Y" in {e.name for e in done.entities}


def test_contradictions_that_only_data_shows_name_both_lines() -> None:
    """Two IRIs of one person get two names; what is merged by signature is split by IRI."""
    people = make_people()
    one, former = people.entities[3].iri, people.entities[3].replaces[0]
    skipped: list[Skipped] = []
    done = apply(people, f"rename {one} P", f"rename {former} Q", f"merge {BASE}paper/x#1 {BASE}paper/y#1",
                 f"split {people.entities[0].iri} {people.entities[1].iri}", on_skip=skipped)  # fmt: skip
    assert [(s.line, s.reason[:31]) for s in skipped] == [
        (4, "curation: contradicts line 3: t"),
        (2, "curation: contradicts line 1, w"),
    ]
    assert "P" in {e.name for e in done.entities}


def test_an_identifier_goes_with_the_signature_that_carries_it() -> None:
    """And with no other, whose own identifier is a part of it."""
    people = make_people()
    orcid = "https://orcid.org/0000-0002-1825-0097"
    merged = apply(people, f"merge {BASE}paper/x#1 {BASE}paper/y#1")
    merged = replace(
        merged, entities=tuple(replace(e, same_as=(orcid,)) if len(e.mentions) == 2 else e for e in merged.entities)
    )
    done = apply(merged, f"split {BASE}paper/x#1 {BASE}paper/y#1")
    assert {e.same_as for e in done.entities if e.mentions[0].record == "x"} == {()}
    assert [e.mentions[0].record for e in done.entities if e.same_as] == ["y"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ["merge A B", "merge B C", "split A C"],
            r"c.txt:3: contradicts lines 1 and 2: A and C are kept apart and merged",
        ),
        (["split A C", "merge A B", "merge B C"], r"c.txt:3: contradicts lines 1 and 2"),
        (
            ["rename A X", "merge A B", "rename B Y"],
            r"c.txt:3: contradicts lines 1 and 2: B gets two names, 'X' and 'Y'",
        ),
        (["rename A X", "rename A Y"], "c.txt:2: contradicts line 1: A gets two names"),
        (["merge A B", "merge B C", "merge C A"], "c.txt:3: merges in a circle with lines 1 and 2"),
        (["reject A", "rename A X"], "c.txt:2: keeps A, which line 1 rejects"),
        (["split A P", "reject A P"], "c.txt:2: rejects A, which line 1 keeps"),
        (["split A A"], "splits A from itself"),
        (["undo 1"], "line 1 holds no decision"),
        (["merge A B", "undo 1", "undo 1"], "c.txt:3: line 1 is undone already"),
        (["split A P 0"], "authors count from 1"),
        (["split A P x"], "is the number of an author"),
        (["rename A"], r"'rename' takes 2 arguments, not 1 \(rename REF NAME\)"),
        (["rename A \x1b[2J"], "no control characters"),
        (["undo " + "9" * 5000], "takes the number of a line"),
    ],
)
def test_contradictions_name_every_line(tmp_path: Path, lines: list[str], message: str) -> None:
    path = tmp_path / "c.txt"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(ReadError, match=message):
        list(read_curation(path))


def test_an_undo_can_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    for line in ("merge A B", "undo 1", "undo 2"):
        append_curation(path, line)
    assert [c.line for c in read_curation(path)] == [1]
    append_curation(path, "undo 3")
    assert list(read_curation(path)) == []
    append_curation(path, "merge B A")
    with pytest.raises(ReadError, match=r"c.txt:5: merges in a circle with line 1"):
        append_curation(path, "undo 4")


def test_iris_may_stand_as_tables_show_them(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    path.write_text("merge person:a person:b\nreject method:clip\n")
    (merge, reject) = read_curation(path, base="https://example.org/")
    assert [t.iri for t in merge.targets] == ["https://example.org/person/a", "https://example.org/person/b"]
    assert [t.iri for t in reject.targets] == ["https://example.org/method/clip"]
    path.write_text(f"merge person:a person:b\nsplit {BASE}person/b person:a\n")
    with pytest.raises(ReadError, match=r"c.txt:2: contradicts line 1"):
        list(read_curation(path))


def test_breaks_and_marks_of_other_systems_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    path.write_bytes(b"\xef\xbb\xbf# notes\r\nmerge A B # \xe2\x80\xa8 one\r\nrename A x")
    append_curation(path, "undo 2")
    assert path.read_bytes().endswith(b"\r\nrename A x\r\nundo 2\r\n")
    assert [(c.line, c.verb) for c in read_curation(path)] == [(3, "rename")]


def test_text_of_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    path.write_bytes("merge A B\nrename A Müller\n".encode("latin-1"))
    with pytest.raises(ReadError, match=r"c.txt:2: not UTF-8 text"):
        append_curation(path, "undo 1")


def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    lines = [[f"rename {name}{n} x" for n in range(20)] for name in "abc"]
    with ThreadPoolExecutor(3) as pool:  # each opens the file for itself, as a process would
        list(pool.map(lambda own: [append_curation(path, line) for line in own], lines))
    assert sorted(c.arguments[0] for c in read_curation(path)) == sorted(f"{n}{i}" for n in "abc" for i in range(20))


def test_a_refused_line_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(KGError):
        append_curation(tmp_path / "c.txt", "merge A A")
    with pytest.raises(KGError):
        append_curation(tmp_path / "c.txt", "merge A B\nmerge B C")
    assert list(tmp_path.iterdir()) == []
