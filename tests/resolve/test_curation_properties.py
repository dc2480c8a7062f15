"""Whatever the rules make of the signatures, and however that changes, decisions hold, lose nothing and can be undone."""

from __future__ import annotations

import tempfile
from itertools import count, permutations
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.iris import Minter
from kg.model import Author, Entity, Extraction, Mention, Paper, Record, Resolution, Skipped
from kg.resolve.curation import CuratedLine, append_curation, apply_curation, parse_curation, read_curation

MINTER = Minter("https://example.org/")
Corpus = list[list[int]]
"""For each paper, the person whom the rules take each of its authors for."""


def person_iri(paper: int, position: int) -> str:
    return MINTER.person(name=f"A{paper} B{position}", paper=f"{MINTER.base}paper/p{paper}", ordinal=position)


def resolve(corpus: Corpus) -> Resolution:
    """Make what the rules would: people minted from their earliest signature, who replace what the others would be."""
    papers, people = [], {}
    for p, persons in enumerate(corpus):
        authors = tuple(Author(f"A{p} B{n}") for n in range(1, len(persons) + 1))
        record = Record(f"r{p}", title=f"P{p}", authors=authors)
        papers.append(Paper(f"{MINTER.base}paper/p{p}", record, (record.id,), (), Extraction()))
        for position, person in enumerate(persons):
            text = authors[position : position + 1]
            mention = Mention(record.id, "authors", position, position + 1, text, "person", text[0].name)
            people.setdefault(person, []).append((person_iri(p, position + 1), mention))
    entities = []
    for signed in people.values():
        iris, mentions = zip(*signed, strict=True)
        names = sorted({m.name for m in mentions} - {mentions[0].name})
        entities.append(Entity(iris[0], "person", mentions[0].name, tuple(names), mentions, replaces=iris[1:]))
    return Resolution(tuple(papers), tuple(entities))


corpora = st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True), min_size=2, max_size=5)


@st.composite
def decisions(draw: st.DrawFn) -> tuple[Corpus, list[str]]:
    corpus = draw(corpora)
    signatures = [(p, n + 1) for p, persons in enumerate(corpus) for n in range(len(persons))]
    lines = []
    for _ in range(draw(st.integers(1, 5))):
        (p, n), (q, m) = draw(st.sampled_from(signatures)), draw(st.sampled_from(signatures))
        a = draw(st.sampled_from([person_iri(p, n), f"{MINTER.base}paper/p{p}#{n}"]))
        b = draw(st.sampled_from([person_iri(q, m), f"{MINTER.base}authorship/p{q}.{m}"]))
        verb = draw(st.sampled_from(["merge", "split", "rename"]))
        lines.append({"rename": f"rename {a} Name {n}", "split": f"split {a} {MINTER.base}paper/p{q} {m}"}.get(
            verb, f"{verb} {a} {b}"))  # fmt: skip
    return corpus, lines


def parse(lines: list[str]) -> list[CuratedLine]:
    """Take lines one by one into a file; those that contradict others are refused."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "c.txt"
        for line in lines:
            try:
                append_curation(path, line)
            except ReadError:
                continue
        return list(read_curation(path)) if path.exists() else []


def shape(resolution: Resolution) -> set[tuple[object, ...]]:
    return {(e.iri, e.name, e.aliases, frozenset(e.mentions), frozenset(e.replaces)) for e in resolution.entities}


def owner(resolution: Resolution) -> dict[tuple[str, int], str]:
    """The person of every signature."""
    return {(m.record, m.start + 1): e.iri for e in resolution.entities for m in e.mentions}


def check_sound(before: Resolution, after: Resolution) -> None:
    """Nothing is lost or told twice: signatures, IRIs, the rule that two authors of a paper are two people."""
    mentions = [m for e in after.entities for m in e.mentions]
    assert len(mentions) == len(set(mentions))
    assert set(mentions) == {m for e in before.entities for m in e.mentions}
    assert all(e.mentions for e in after.entities)
    standing = [e.iri for e in after.entities]
    led = [iri for e in after.entities for iri in e.replaces]
    assert len({*standing, *led}) == len(standing) + len(led)
    assert {*standing, *led} >= {iri for e in before.entities for iri in (e.iri, *e.replaces)}
    assert all(len({m.record for m in e.mentions}) == len(e.mentions) for e in after.entities)
    assert {iri for d in after.decisions if d.entity for iri in [d.entity]} <= set(standing)


def signature(iri: str, corpus: Corpus) -> tuple[str, int]:
    """The signature that an IRI, or a reference to a paper's author, means."""
    if "/paper/p" in iri:
        paper, _, n = iri.rpartition("/p")[2].partition("#")
        return f"r{paper}", int(n)
    pairs = ((p, n + 1) for p, persons in enumerate(corpus) for n in range(len(persons)))
    return next((f"r{p}", n) for p, n in pairs if person_iri(p, n) == iri)


def holds(c: CuratedLine, corpus: Corpus, before: Resolution, after: Resolution) -> bool:
    """Say whether what a line says is true of a graph."""
    people = owner(after)
    first, *rest = (signature(str(t), corpus) for t in c.targets)
    if c.verb == "rename":
        return any(e.name == c.arguments[1] for e in after.entities if e.iri == people[first])
    if c.verb == "merge":
        return people[first] == people[rest[0]]
    if first == rest[0]:  # the person's earliest other signature is somebody else
        rules = owner(before)
        others = [s for s in rules if s != first and rules[s] == rules[first]]
        return not others or people[others[0]] != people[first]
    return people[first] != people[rest[0]]


@settings(max_examples=100, deadline=None)
@given(decisions(), corpora)
def test_decisions_hold_also_when_data_grows(drawn: tuple[Corpus, list[str]], more: Corpus) -> None:
    """New papers may change all groups, of old signatures too; what fits the data is true then, the rest is listed."""
    corpus, lines = drawn
    held = parse(lines)
    others = count(10)
    regrouped = [[person if n % 2 else person + 1 + n * 7 for n, person in enumerate(p)] for p in corpus]
    for grown in (corpus, corpus + more, regrouped + [[next(others), *p] for p in more]):
        assume(all(len(set(p)) == len(p) for p in grown))
        before, skipped = resolve(grown), list[Skipped]()
        after = apply_curation(before, held, minter=MINTER, on_skip=skipped.append)
        check_sound(before, after)
        out = {s.line for s in skipped}
        assert all("authors" in s.reason or "contradicts line" in s.reason for s in skipped)
        assert [c for c in held if c.line not in out and not holds(c, grown, before, after)] == []


@settings(max_examples=100, deadline=None)
@given(decisions())
def test_order_does_not_matter(drawn: tuple[Corpus, list[str]]) -> None:
    corpus, lines = drawn
    held, before, skipped = parse(lines), resolve(corpus), list[Skipped]()
    first = apply_curation(before, held, minter=MINTER, on_skip=skipped.append)
    assume(not skipped)
    for order in list(permutations(held))[:24]:
        assert shape(apply_curation(before, order, minter=MINTER)) == shape(first)


@settings(max_examples=50, deadline=None)
@given(decisions(), st.data())
def test_undoing_every_line_undoes_everything(drawn: tuple[Corpus, list[str]], data: st.DataObject) -> None:
    corpus, lines = drawn
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "c.txt"
        for line in lines:
            try:
                append_curation(path, line)
            except ReadError:
                continue
        assume(path.exists())
        for c in data.draw(st.permutations(list(read_curation(path)))):
            append_curation(path, f"undo {c.line}")
        held = list(read_curation(path))
    before = resolve(corpus)
    assert apply_curation(before, held, minter=MINTER) == before


@given(st.text(), st.text())
def test_any_text_parses_or_is_refused(text: str, comment: str) -> None:
    """What is written is read back as the same decision."""
    for line in (f"{text} # {comment}", f"rename https://x/1 {text}"):
        try:
            c = parse_curation(line, path="c.txt", line=1)
        except ReadError:
            continue
        if c:
            again = parse_curation(str(c), path="c.txt", line=1)
            assert again
            assert (again.verb, again.arguments, again.targets) == (c.verb, c.arguments, c.targets)
