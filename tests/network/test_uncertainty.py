"""Measures have a range over who is one person, and what "et al." hides is said for each."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from endpoint import serve_store
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Dataset

from kg.errors import UsageError
from kg.iris import BASE, PREFIXES, Minter
from kg.model import Author, Decision, Entity, Extraction, Mention, Paper, Record, Resolution
from kg.network.measures import MEASURES, compute_measures
from kg.network.papers import SignedPaper, read_signed_papers
from kg.network.projection import project_papers
from kg.network.uncertainty import (
    Identities,
    RangeRow,
    describe_identities,
    describe_truncation,
    measure_range,
    merge_people,
    read_identities,
    split_people,
)
from kg.resolve.curation import apply_curation, parse_curation
from kg.store import make_dataset, open_store
from kg.triples import assert_graph

EXAMPLE = "http://example.org/"
HEADER = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + f"PREFIX : <{EXAMPLE}>\n"
#: The signatures of people on papers; the name of a signature is its paper and its place.
Bylines = dict[str, tuple[str, ...]]


def write_graph(
    bylines: Bylines, *, merges: list[tuple[str, str, float]] = (), links: list[tuple[str, str, float]] = (),
    more: str = "", evidence: str = "",
) -> str:  # fmt: skip
    """Write papers, each merge of two signatures, and each two people who are possibly the same."""
    said, told = [more], [evidence, ":m kg:confidence 1 ."]
    for paper, people in bylines.items():
        for n, person in enumerate(people):
            said.append(f":{paper} kg:hasAuthorship :{paper}.{n} . :{paper}.{n} kg:author :{person} ; kg:ordinal {n} .")
    for a, b, p in merges:
        told.append(f'[] kg:verdict "merge" ; kg:confidence {p:.4f} ; kg:compares :{a}, :{b} .')
    for a, b, p in links:
        said.append(f":{a} kg:possiblySameAs :{b} .")
        told.append(f'[] kg:verdict "possible" ; kg:confidence {p:.4f} ; kg:compares :{a}, :{b} .')
    return f"{HEADER}{' '.join(said)} <{BASE}graph/evidence> {{ {' '.join(told)} }}"


def load(text: str) -> Dataset:
    store = ox.Store()
    store.load(text, format=ox.RdfFormat.TRIG)
    return make_dataset(store)


def make_graph(bylines: Bylines, **more: object) -> Dataset:
    return load(write_graph(bylines, **more))


def short(text: str) -> str:
    return text.removeprefix(EXAMPLE)


def list_bylines(papers: object) -> list[str]:
    return [" ".join(map(short, paper.people)) for paper in papers]


def merged(dataset: Dataset, **options: float) -> list[str]:
    return list_bylines(merge_people(read_signed_papers(dataset), read_identities(dataset, **options)))


def split(dataset: Dataset, **options: float) -> list[str]:
    return list_bylines(split_people(read_signed_papers(dataset), read_identities(dataset, **options)))


FOUR: Bylines = {"p1": ("a", "x"), "p2": ("a", "y"), "p3": ("a", "x"), "p4": ("b", "z")}


def test_an_unsure_merge_is_undone() -> None:
    """Of the parts the one with most papers keeps the name; the others are called after a signature."""
    dataset = make_graph(FOUR, merges=[("p1.0", "p3.0", 0.95), ("p1.0", "p2.0", 0.8), ("p1.1", "p3.1", 1.0)])
    assert split(dataset, split_below=0.8) == ["a x", "a y", "a x", "b z"]
    assert split(dataset, split_below=0.9) == ["a x", "p2.0 y", "a x", "b z"]
    assert split(dataset, split_below=0.99) == ["a x", "p2.0 y", "p3.0 x", "b z"]
    assert split(dataset, split_below=1) == ["a x", "p2.0 y", "p3.0 x", "b z"]
    assert list(describe_identities(read_identities(dataset))) == [
        "No two people may be one.",
        "Undoing all merges below confidence 0.9 makes 2 people of 1.",
    ]


def test_a_sure_link_holds_what_hangs_on_it() -> None:
    """Decisions link the first signature of either group: a group that is sure goes where its first one goes."""
    dataset = make_graph(
        {f"p{i}": ("a",) for i in range(1, 6)},
        merges=[("p3.0", "p4.0", 0.99), ("p3.0", "p5.0", 0.97), ("p1.0", "p3.0", 0.6), ("p1.0", "p2.0", 0.95)],
    )
    assert split(dataset) == ["p1.0", "p1.0", "a", "a", "a"]


def test_the_part_that_keeps_the_name_is_that_of_the_papers_at_hand() -> None:
    dataset = make_graph(FOUR, merges=[("p1.0", "p3.0", 0.95), ("p1.0", "p2.0", 0.8)])
    papers = [paper for paper in read_signed_papers(dataset) if paper.iri == f"{EXAMPLE}p2"]
    assert list_bylines(split_people(papers, read_identities(dataset))) == ["a y"]


def test_a_person_who_signs_twice_may_be_two() -> None:
    dataset = make_graph({"p1": ("a", "x", "a")}, merges=[("p1.0", "p1.2", 0.5)])
    assert split(dataset) == ["a p1.2 x"]
    assert split(dataset, split_below=0.5) == ["a x"]


def test_the_surest_of_two_decisions_counts() -> None:
    dataset = make_graph(FOUR, merges=[("p1.0", "p2.0", 0.6), ("p2.0", "p1.0", 1.0), ("p1.0", "p3.0", 0.95)])
    assert split(dataset) == ["a x", "a y", "a x", "b z"]


def test_what_no_decision_speaks_of_stays_whole() -> None:
    identities = read_identities(make_graph(FOUR, merges=[("p1.0", "p2.0", 0.6)]))
    assert list(describe_identities(identities))[1:] == [
        "Undoing all merges below confidence 0.9 makes 2 people of 1.",
        "People of whom no decision says why they are one, left whole: 2.",
    ]
    assert {part for parts in identities.parts.values() for part in parts} == {f"{EXAMPLE}p1.0", f"{EXAMPLE}p2.0"}


def test_possibly_same_people_are_merged() -> None:
    """Also through a third; the one with most papers gives the name."""
    dataset = make_graph(
        {"p1": ("a",), "p2": ("b",), "p3": ("b",), "p4": ("c",)}, links=[("a", "b", 0.4), ("c", "a", 0.2)]
    )
    assert merged(dataset) == ["b", "b", "b", "b"]
    assert merged(dataset, merge_above=0.3) == ["b", "b", "b", "c"]
    assert merged(dataset, merge_above=0.41) == ["a", "b", "b", "c"]
    assert next(describe_identities(read_identities(dataset))) == (
        "Merging all who may be one person makes 1 of 3 people."
    )


def test_authors_of_one_paper_are_never_merged() -> None:
    """Not through a third either; the surer link holds."""
    bylines: Bylines = {"p1": ("a", "b"), "p2": ("c",)}
    assert merged(make_graph(bylines, links=[("a", "b", 0.4)])) == ["a b", "c"]
    dataset = make_graph(bylines, links=[("a", "c", 0.4), ("b", "c", 0.41)])
    assert merged(dataset) == ["a b", "b"]
    assert list(describe_identities(read_identities(dataset)))[:2] == [
        "Merging all who may be one person makes 1 of 2 people.",
        "Pairs that may be one, but would sign a paper twice or are surely two, kept apart: 1.",
    ]


THREE: Bylines = {"p1": ("a",), "p2": ("b",), "p3": ("c",)}
CHAIN = [("a", "b", 0.4), ("b", "c", 0.3)]


def test_who_is_surely_two_is_never_merged() -> None:
    """A curator's split and different ORCID iDs hold for whole groups; a mere doubt does not."""
    apart = '[] kg:verdict "apart" ; kg:confidence {} ; kg:compares :a, :c .'
    assert merged(make_graph(THREE, links=CHAIN, evidence=apart.format("0.0"))) == ["a", "a", "c"]
    assert merged(make_graph(THREE, links=CHAIN, evidence=apart.format("0.02"))) == ["a", "a", "a"]
    orcids = ":a owl:sameAs <https://orcid.org/0000-0002-1825-0097> . :c owl:sameAs <https://orcid.org/{}> ."
    assert merged(make_graph(THREE, links=CHAIN, more=orcids.format("0000-0001-5109-3700"))) == ["a", "a", "c"]
    assert merged(make_graph(THREE, links=CHAIN, more=orcids.format("0000-0002-1825-0097"))) == ["a", "a", "a"]


def test_a_link_without_a_decision_counts_as_least_sure() -> None:
    dataset = make_graph(THREE, more=":a kg:possiblySameAs :b, :a, :nobody .")
    assert merged(dataset) == ["a", "a", "c"]
    assert merged(dataset, merge_above=0.01) == ["a", "b", "c"]


def test_decisions_that_say_nothing_are_passed_over() -> None:
    odd = (
        '[] kg:verdict "merge" ; kg:confidence "sure", "NaN"^^xsd:double ; kg:compares :p1.0, :p2.0 .'
        '[] kg:verdict "merge" ; kg:compares :p1.0, :p3.0 .'
        '[] kg:verdict "merge" ; kg:confidence 0.1 ; kg:compares :p1.0, :gone, "a literal" .'
        '[] kg:verdict "merge" ; kg:confidence 0.1 ; kg:compares :p1.0, :p4.0 .'
    )
    identities = read_identities(make_graph(FOUR, evidence=odd))
    assert (identities.parts, identities.silent) == ({}, 2)


@pytest.mark.parametrize("option", ["split_below", "merge_above"])
@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_confidence_is_between_0_and_1(option: str, value: float) -> None:
    with pytest.raises(UsageError, match=f"{option} is a confidence, and {value} is not between 0 and 1"):
        read_identities(make_graph(FOUR), **{option: value})


@pytest.mark.parametrize("text", ["", ":p a kg:Paper .", f"<{BASE}graph/evidence> {{ :m kg:confidence 1 }}"])
def test_nobody_signs(text: str) -> None:
    dataset = load(HEADER + text)
    identities = read_identities(dataset)
    assert (identities.merged, identities.parts, identities.barred, identities.silent) == ({}, {}, 0, 0)
    assert measure_range(read_signed_papers(dataset), identities, measures=["degree", "constraint"]) == []


def test_a_graph_without_evidence_says_so(tmp_path: Path, seed_graph: Path) -> None:
    """A range of nought would be a lie: Turtle does not say how sure anything is."""
    with pytest.raises(UsageError, match=r"does not say how sure it is .*: give the directory .* or its graph.trig"):
        read_identities(open_store(seed_graph / "graph.ttl"))


def test_every_graph_location_gives_the_same(seed_graph: Path, seed_dataset: Dataset) -> None:
    here = read_identities(seed_dataset)
    assert here.parts
    assert here.merged
    assert read_identities(open_store(seed_graph / "graph.trig")) == here
    store = ox.Store()
    store.load(path=str(seed_graph / "graph.trig"), format=ox.RdfFormat.TRIG)
    with serve_store(store) as url:
        assert read_identities(open_store(url)) == here


def test_everyone_of_a_real_build_is_whole_by_its_decisions(seed_dataset: Dataset) -> None:
    papers = read_signed_papers(seed_dataset)
    identities = read_identities(seed_dataset, split_below=0, merge_above=1)
    assert (identities.parts, identities.merged, identities.silent) == ({}, {}, 0)
    assert list(split_people(papers, identities)) == list(merge_people(papers, identities)) == papers


def test_a_surer_demand_divides_further(seed_dataset: Dataset) -> None:
    papers = read_signed_papers(seed_dataset)
    levels = [read_identities(seed_dataset, split_below=p / 20) for p in range(21)]
    people = [len({iri for paper in split_people(papers, level) for iri in paper.people}) for level in levels]
    assert people == sorted(people)
    assert people[0] < people[-1]
    for coarse, fine in pairwise(levels):
        owner: dict[str, set[object]] = defaultdict(set)
        for (paper, person), parts in fine.parts.items():
            owner[parts[0]].add(coarse.parts.get((paper, person), (person,))[0])
        assert all(len(owners) == 1 for owners in owner.values())


# What curators decide ------------------------------------------------------------------------------------------------

MINTER = Minter()
RECORDS = tuple(Record(name, f"On {name.upper()}", (Author("J. Hu"),)) for name in "abcd")
_SIGNED = [MINTER.part("authorship", f"{BASE}paper/{record.id}", "1") for record in RECORDS]


def curate(*lines: str) -> Dataset:
    """J. Hu signs A, B and C by merges of A with B and with C; another signs D."""
    mentions = [Mention(r.id, "authors", 0, 1, r.authors, "person", "J. Hu") for r in RECORDS]
    iris = [MINTER.person(name="J. Hu", paper=f"{BASE}paper/{r.id}", ordinal=1) for r in RECORDS]
    people = (
        Entity(iris[0], "person", "J. Hu", (), tuple(mentions[:3]), replaces=tuple(iris[1:3])),
        Entity(iris[3], "person", "J. Hu", (), (mentions[3],), possibly_same=((iris[0], 0.4),)),
    )
    decisions = (
        Decision("merge", "person", (_SIGNED[0], _SIGNED[1]), (), 0.95, iris[0]),
        Decision("merge", "person", (_SIGNED[0], _SIGNED[2]), (), 0.6, iris[0]),
        Decision("possible", "person", (iris[0], iris[3]), (), 0.4),
    )
    papers = tuple(Paper(f"{BASE}paper/{r.id}", r, (r.id,), (), Extraction()) for r in RECORDS)
    parsed = [c for n, line in enumerate(lines, 1) if (c := parse_curation(line, path="kg-curation.txt", line=n))]
    resolution = apply_curation(Resolution(papers, people, decisions), parsed, minter=MINTER)
    store = ox.Store()
    store.extend(assert_graph(resolution, minter=MINTER, version="1"))
    return make_dataset(store)


def groups(bylines: list[str]) -> list[int]:
    """Number the people in order of appearance."""
    return [list(dict.fromkeys(bylines)).index(person) for person in bylines]


@pytest.mark.parametrize(
    ("lines", "as_split", "as_merged"),
    [
        ((), [0, 0, 1, 2], [0, 0, 0, 0]),
        ((f"merge {BASE}paper/a#1 {BASE}paper/c#1",), [0, 0, 0, 1], [0, 0, 0, 0]),
        ((f"merge {BASE}paper/a#1 {BASE}paper/d#1",), [0, 0, 1, 0], [0, 0, 0, 0]),
        ((f"merge {BASE}paper/c#1 {BASE}paper/d#1",), [0, 0, 1, 1], [0, 0, 0, 0]),
        ((f"split {BASE}paper/a#1 {BASE}paper/d#1",), [0, 0, 1, 2], [0, 0, 0, 1]),
        # With its first signature goes all that said why B and C are one; that they are was not in question.
        ((f"split {BASE}paper/b#1 {BASE}paper/a#1",), [0, 1, 1, 2], [0, 1, 1, 0]),
    ],
)
def test_what_a_curator_decides_holds(lines: tuple[str, ...], as_split: list[int], as_merged: list[int]) -> None:
    assert groups(split(curate(*lines))) == as_split
    assert groups(merged(curate(*lines))) == as_merged


# Ranges --------------------------------------------------------------------------------------------------------------

BYLINES: Bylines = {"p1": ("a", "x"), "p2": ("a", "y"), "p3": ("a", "z"), "p4": ("b", "w"), "p5": ("c", "v", "u")}


def rank(*measures: str, **options: object) -> list[RangeRow]:
    dataset = make_graph(BYLINES, merges=[("p1.0", "p2.0", 0.95), ("p1.0", "p3.0", 0.7)], links=[("b", "c", 0.4)])
    return measure_range(read_signed_papers(dataset), read_identities(dataset), measures=measures, **options)


def test_range() -> None:
    rows = rank("degree", names={f"{EXAMPLE}a": "A. B."})
    assert rows[0] == RangeRow(f"{EXAMPLE}a", "A. B.", "degree", 3, 3, 2, 2, 3, 1, 1, 1, True, 1, 2)
    found = {short(row.iri): (row.value, row.low, row.high, row.rank, row.best_rank, row.worst_rank) for row in rows}
    assert found["b"] == (1, 1, 3, 5, 1, 5)
    assert found["c"] == (2, 2, 3, 2, 1, 2)
    assert {short(row.iri): row.robust for row in rows} == dict.fromkeys("buv", False) | dict.fromkeys("acwxyz", True)
    assert {short(row.iri): row.group for row in rows if row.group > 1} == {"b": 2, "c": 2}
    assert [row.rank for row in rows] == [1, 2, 2, 2, 5, 5, 5, 5, 5]


def test_who_is_last_in_all_variants_is_so_for_sure() -> None:
    """Five people, or six, or four have a betweenness; those with none share the place after them."""
    papers = [SignedPaper(f"p{i}", "", (f"a{i}", f"a{i + 1}")) for i in range(6)]
    papers += [SignedPaper("q1", "", ("c1", "d")), SignedPaper("q2", "", ("c2", "e"))]
    identities = Identities(0.9, 0.0, {"c1": "c1", "c2": "c1"}, {("p2", "a3"): ("s1",), ("p3", "a3"): ("s2",)})
    rows = {row.iri: row for row in measure_range(papers, identities, measures=["betweenness"])}
    assert (rows["d"].rank, rows["d"].best_rank, rows["d"].worst_rank, rows["d"].robust) == (6, 5, 7, True)
    assert (rows["c1"].rank, rows["c1"].best_rank, rows["c1"].worst_rank, rows["c1"].robust) == (6, 5, 6, True)
    assert (rows["a3"].best_rank, rows["a3"].worst_rank, rows["a3"].robust) == (1, 5, False)


def test_rows_are_by_measure_in_the_order_asked() -> None:
    rows = rank("papers", "degree", "papers")
    assert [row.measure for row in rows] == ["papers"] * 9 + ["degree"] * 9
    assert rows[0].value == 3


def test_every_measure_has_a_range() -> None:
    names = [name for name in MEASURES if name not in ("component", "community")]
    rows = rank(*names)
    assert len(rows) == 9 * len(names)
    assert all(row.low <= row.value <= row.high and row.best_rank <= row.rank <= row.worst_rank for row in rows)


@pytest.mark.parametrize("name", ["component", "community"])
def test_a_label_has_no_range(name: str) -> None:
    with pytest.raises(UsageError, match=f"'{name}' is the number of a group, which has no range"):
        rank(name)


def test_unknown_measure() -> None:
    with pytest.raises(UsageError, match="'--fame' is no measure"):
        rank("--fame")


def test_who_is_filtered_out_of_a_variant_is_last_there() -> None:
    def prolific(papers: list[SignedPaper]) -> nx.Graph:
        graph = project_papers(papers)
        return graph.subgraph([iri for iri in graph if graph.nodes[iri]["papers"] >= 3]).copy()

    assert [(row.value, row.split, row.worst_rank, row.robust) for row in rank("papers", project=prolific)] == [
        (3, 0.0, 1, True)
    ]


def test_no_figure_comes_last() -> None:
    """A measure that has no value for someone gives no range either."""
    identities = Identities(0.9, 0.0, {}, {})
    papers = [SignedPaper("p", "P", ("a", "b")), SignedPaper("q", "Q", ("c",))]
    rows = measure_range(papers, identities, measures=["constraint"])
    assert [row.rank for row in rows] in ([1, 1, 3], [1, 1, 1])


def test_estimates_of_all_variants_have_the_same_pivots() -> None:
    """What is unsure is sampled as compute_measures does, and who changes nothing keeps the value."""
    papers = [SignedPaper(f"p{i:03}", "", (f"a{i:03}", f"a{i + 1:03}")) for i in range(99)]
    papers += [SignedPaper(f"q{i}", "", (f"b{i}", f"c{i}")) for i in range(9)]
    identities = Identities(0.9, 0.0, {"b1": "b2", "b2": "b2"}, {("q1", "b1"): ("s1",)})
    known = compute_measures(project_papers(papers), ["betweenness", "closeness"], budget=2000)
    rows = measure_range(papers, identities, measures=["betweenness", "closeness", "degree"], budget=2000)
    for row in rows:
        if row.measure in known:
            assert row.value == known[row.measure][row.iri]
    exact = measure_range(papers, identities, measures=["betweenness"])
    assert {row.iri: row.value for row in exact} == compute_measures(project_papers(papers), ["betweenness"])[
        "betweenness"
    ]
    # A person more or fewer scales all values alike: other pivots alone could change these places.
    high = [row for row in rows if row.measure == "betweenness" and row.rank <= 50]
    assert all(row.best_rank == row.rank == row.worst_rank for row in high)


SIGNED = st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True), min_size=1, max_size=8)
CHANCE = st.integers(0, 10_000).map(lambda n: n / 10_000)


@st.composite
def uncertain_graphs(draw: st.DrawFn) -> tuple[Bylines, list, list]:
    """Papers, for each person a tree of merges as a build makes it, and links between people."""
    bylines = {f"p{i}": tuple(people) for i, people in enumerate(draw(SIGNED))}
    signed: dict[str, list[str]] = defaultdict(list)
    for paper, people in bylines.items():
        for n, person in enumerate(people):
            signed[person].append(f"{paper}.{n}")
    merges = []
    for own in signed.values():
        parts = [[signature] for signature in own]
        while len(parts) > 1:
            one, other = parts.pop(draw(st.integers(0, len(parts) - 1))), parts.pop()
            merges.append((min(one), min(other), draw(CHANCE)))
            parts.append(one + other)
    people = sorted(signed)
    links = draw(st.lists(st.tuples(st.sampled_from(people), st.sampled_from(people), CHANCE), max_size=6))
    return bylines, merges, [link for link in links if link[0] != link[1]]


@given(uncertain_graphs(), CHANCE, CHANCE)
def test_variants_hold_what_they_must(graph: tuple, below: float, above: float) -> None:
    bylines, merges, links = graph
    dataset = make_graph(bylines, merges=merges, links=links)
    papers = read_signed_papers(dataset)
    identities = read_identities(dataset, split_below=below, merge_above=above)
    assert identities.silent == 0
    one, several = list(merge_people(papers, identities)), list(split_people(papers, identities))
    for paper, joined, divided in zip(papers, one, several, strict=True):
        assert len(paper.people) == len(joined.people) == len(divided.people)
    lost = {signature for a, b, p in merges if p < below for signature in (a, b)}
    parts = {iri for paper in several for iri in paper.people}
    assert len(parts) == len({iri for paper in papers for iri in paper.people}) + sum(p < below for *_, p in merges)
    assert bool(identities.parts) == bool(lost)
    rows = measure_range(papers, identities, measures=["papers", "degree"])
    for row in rows:
        assert row.split <= row.value if row.measure == "papers" else row.low <= row.value <= row.high
        assert row.value <= row.merged if row.measure == "papers" else row.group >= 1
    if not any(p < below for *_, p in merges) and not identities.merged:
        assert all(row.robust and row.low == row.high for row in rows)


def test_same_rows_under_any_hash_seed(seed_graph: Path) -> None:
    code = (
        "import sys; from kg.store import open_store; from kg.network.papers import read_signed_papers\n"
        "from kg.network.uncertainty import measure_range, read_identities; d = open_store(sys.argv[1])\n"
        "i = read_identities(d); print(i, measure_range(read_signed_papers(d), i, measures=['degree', 'betweenness']))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, str(seed_graph)],
            env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outputs) == 1


# Truncation ----------------------------------------------------------------------------------------------------------


def truncated() -> nx.Graph:
    """Two papers in one component, of which one is truncated, and another two people."""
    return project_papers(
        [
            SignedPaper("p", "P", ("a", "b"), complete=False),
            SignedPaper("q", "Q", ("b", "c")),
            SignedPaper("r", "R", ("c", "d")),
            SignedPaper("s", "S", ("x", "y")),
        ]
    )


def test_truncation_is_told_per_measure() -> None:
    told = list(describe_truncation(truncated(), ["degree", "clustering", "betweenness", "pagerank", "degree"]))
    assert told == [
        "degree: at least what is shown for 2 of 6 people, as they sign papers that end in “et al.”.",
        "clustering: more or less than shown for 3 of 6 people, as they, or co-authors of theirs, sign such papers.",
        "betweenness: more or less than shown for 4 of 6 people, as a chain of co-authors leads to such papers.",
        "pagerank: more or less than shown for 6 of 6 people, as it is scaled over the whole network.",
        "Whoever “et al.” hides may also be anyone else of the network, who then has more ties than shown.",
    ]


def test_truncation_knows_every_measure() -> None:
    assert len(list(describe_truncation(truncated(), ["papers", *MEASURES]))) == len(MEASURES) + 2


def test_truncation_has_nothing_to_say() -> None:
    assert list(describe_truncation(nx.Graph(), ["degree"])) == []
    assert list(describe_truncation(project_papers([SignedPaper("p", "P", ("a",))]), MEASURES)) == []
    assert list(describe_truncation(truncated(), [])) == []
    with pytest.raises(UsageError, match="'fame' is no measure: expected one of papers, degree"):
        list(describe_truncation(truncated(), ["fame"]))
