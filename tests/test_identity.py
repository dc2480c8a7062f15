"""IRIs never change under additions: what stood in a graph of fewer records stands in that of more, or leads there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.iris import KG, PREFIXES, Minter
from kg.model import Author, Extraction, Mention, Record, Resolution
from kg.resolve import resolve
from kg.resolve.vocabulary import Vocabulary, read_vocabulary
from kg.triples import assert_graph

#: People, by the names that they are printed under: some collide when turned round or cut to initials.
PEOPLE = (("Qi Qian", "Q. Qian"), ("Qian Qi",), ("Q. Qian",), ("Juhua Hu", "J. Hu"), ("Yi Xu",), ("Jiawei Hu", "J. Hu"),
          ("Hervé Jégou", "Herve Jegou", "Jegou, H."))  # fmt: skip
#: Works, by the titles that they are printed under.
TITLES = (
    ("On Graphs", "On  graphs", "On graphs."),
    ("On Trees",),
    ("",),
    ("Learning to Rank: A Survey", "Learning to rank"),
)
PLACES = ("ETH Zurich", "ETH Zürich", "MIT", "Massachusetts Institute of Technology", "mit.edu")
ORCIDS = ("", "", "0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0001-8135-3489", "", "")
#: What one record calls one thing: kind, its own name for it, and the forms that it prints.
TERMS = (
    ("method", "RAG", ("RAG",)),
    ("method", "RAG", ("retrieval augmented generation", "RAG")),
    ("method", "RAG", ("region affinity graph", "RAG")),
    ("method", "retrieval-augmented generation", ("retrieval-augmented generation",)),
    ("method", "region affinity graphs", ("region affinity graphs",)),
    ("dataset", "ImageNet", ("ImageNet",)),
    ("dataset", "Imagenet-1k", ("Imagenet-1k",)),
    ("dataset", "RAG", ("RAG",)),
    ("task", "image classification", ("image classification",)),
    ("task", "classification of images", ("Image Classification", "classification of images")),
    ("metric", "top-1 accuracy", ("top-1 accuracy",)),
    ("metric", "accuracy", ("accuracy", "top-1 acc")),
)
TERM_KINDS = ("Method", "Dataset", "Task", "Metric")

Pair = tuple[Record, Extraction]
#: Who wrote a work, where they work, and which terms its abstract prints.
Work = tuple[list[int], list[str], list[tuple[str, str, tuple[str, ...]]]]


@st.composite
def draw_record(draw: st.DrawFn, n: int, works: list[Work]) -> Pair:
    """Draw one source's view of one work: some identifiers, its authors as printed, perhaps cut short, its abstract."""
    work = draw(st.integers(0, len(works) - 1))
    people, places, terms = works[work]
    shown = draw(st.integers(0, len(people)))
    authors = [draw_author(draw, person, place) for person, place in zip(people[:shown], places, strict=False)]
    ids = [pair for pair in (("doi", f"10.1000/{work}"), ("arxiv", f"2301.0000{work}v{n}")) if draw(st.booleans())]
    text, mentions = "", []
    for kind, name, forms in terms if draw(st.booleans()) else ():
        for form in forms:
            at = len(text)
            mentions.append(Mention(f"r{n}", "abstract", at, at + len(form), form, kind, name, extractor="rules"))
            text += f"{form}. "
    record = Record(
        f"r{n}",
        draw(st.sampled_from(TITLES[work])),
        tuple(authors),
        shown == len(people),
        text,
        ids=tuple(ids),
        affiliations=tuple(draw(st.lists(st.sampled_from(PLACES), max_size=1))),
    )
    return record, Extraction(tuple(mentions))


def draw_author(draw: st.DrawFn, person: int, place: str) -> Author:
    orcid = ORCIDS[person] if draw(st.booleans()) else None
    return Author(draw(st.sampled_from(PEOPLE[person])), (place,) if draw(st.booleans()) else (), orcid or None)


@st.composite
def draw_corpus(draw: st.DrawFn) -> list[Pair]:
    """Draw a few sources of a few works."""
    people = st.lists(st.integers(0, len(PEOPLE) - 1), min_size=1, max_size=3, unique=True)
    terms = st.lists(st.sampled_from(TERMS), max_size=2, unique_by=lambda term: term[:2])
    places = st.lists(st.sampled_from(PLACES), min_size=3, max_size=3)
    works = draw(st.lists(st.tuples(people, places, terms), min_size=len(TITLES), max_size=len(TITLES)))
    return [draw(draw_record(n, works)) for n in range(draw(st.integers(1, 5)))]


corpora = draw_corpus()


@dataclass
class Standing:
    """What stands in a graph, by kind, and what leads where."""

    resolution: Resolution
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    leads: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    subjects: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    mentions: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def follow(self, iri: str) -> str:
        """Go where the IRI leads; a circle ends as an error."""
        seen: set[str] = set()
        while iri in self.leads:
            assert iri not in seen, f"{iri} leads in a circle"
            seen.add(iri)
            (iri,) = self.leads[iri]
        return iri


def build(corpus: list[Pair], vocabulary: Vocabulary | None = None) -> Standing:
    """Resolve a corpus and read what its graph says of IRIs."""
    minter = Minter()
    found = Standing(resolve(corpus, minter=minter, vocabulary=vocabulary))
    for quad in assert_graph(found.resolution, minter=minter, version="0", vocabulary=vocabulary):
        subject, predicate, obj = quad.subject.value, quad.predicate.value, quad.object.value
        if quad.graph_name != ox.DefaultGraph():
            if predicate == f"{KG}mentionedIn":
                found.mentions[obj].add(subject)
        elif predicate == f"{PREFIXES['dcterms']}isReplacedBy":
            found.leads[subject].add(obj)
        else:
            found.subjects.add(subject)
            if isinstance(quad.object, ox.NamedNode):
                found.objects.add(obj)
            if predicate == f"{PREFIXES['rdf']}type" and obj.startswith(KG):
                found.kinds[obj.removeprefix(KG)].add(subject)
    return found


def check_leads(graph: Standing) -> None:
    """An IRI that leads elsewhere leads to one place, says nothing itself, and nothing speaks of it."""
    for iri, targets in graph.leads.items():
        assert len(targets) == 1, f"{iri} leads to {targets}"
        assert iri not in graph.subjects, f"{iri} stands and is replaced"
        assert iri not in graph.objects, f"{iri} is replaced and spoken of"
        assert graph.follow(iri) in graph.subjects, f"{iri} leads to {graph.follow(iri)}, which does not stand"


def check_kept(small: Standing, big: Standing, kinds: tuple[str, ...]) -> None:
    """Every IRI of the small graph stands in the big one, or leads to what stands, as a thing of the same kind."""
    for kind in kinds:
        led = {iri for iri in small.leads if small.follow(iri) in small.kinds[kind]}
        for iri in sorted(small.kinds[kind] | led):
            assert big.follow(iri) in big.kinds[kind], f"{kind} {iri} is lost"


def check_parts(small: Standing, big: Standing) -> None:
    """Mentions of a paper that no new record joins keep their IRIs, and signatures of any paper lead to its own."""
    alone = {p.iri: set(p.records) for p in big.resolution.papers}
    for paper in small.resolution.papers:
        if alone.get(paper.iri) == set(paper.records):
            assert small.mentions[paper.iri] == big.mentions[paper.iri]
    for iri in sorted(small.kinds["Authorship"]):
        assert big.follow(iri) in big.kinds["Authorship"], f"{iri} is lost"


quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
each = pytest.mark.parametrize("kinds", [("Paper",), ("Person",), ("Organization",), TERM_KINDS], ids=lambda k: k[-1])


@given(corpora)
@quick
def test_what_is_replaced_is_no_thing(corpus: list[Pair]) -> None:
    check_leads(build(corpus))


@each
@given(corpus=corpora, data=st.data())
@quick
def test_appending_keeps_every_iri(kinds: tuple[str, ...], corpus: list[Pair], data: st.DataObject) -> None:
    check_kept(build(corpus[: data.draw(st.integers(0, len(corpus)))]), build(corpus), kinds)


@each
@given(corpus=corpora, data=st.data())
@quick
def test_adding_anywhere_keeps_every_iri(kinds: tuple[str, ...], corpus: list[Pair], data: st.DataObject) -> None:
    """A new file may sort before those that were there."""
    chosen = data.draw(st.lists(st.booleans(), min_size=len(corpus), max_size=len(corpus)))
    kept = [pair for pair, keep in zip(corpus, chosen, strict=True) if keep]
    check_kept(build(kept), build(corpus), kinds)


@given(corpora, st.data())
@quick
def test_removing_a_source_keeps_the_iris_that_others_gave(corpus: list[Pair], data: st.DataObject) -> None:
    """A paper has its IRI from its first record, a person from the first signature, and not from what else there is.

    Where that very record is removed, the next one gives the IRI, and the old one is unknown. So it is where two works
    have one title and author: the later gave way, and need not when the earlier is gone.
    """
    chosen = data.draw(st.lists(st.booleans(), min_size=len(corpus), max_size=len(corpus)))
    kept = {pair[0].id: pair for pair, keep in zip(corpus, chosen, strict=True) if keep}
    small, big = build(list(kept.values())), build(corpus)
    papers = {p.record.id: p for p in big.resolution.papers}
    named = {n for n, paper in papers.items() if n in kept and paper.iri in build([kept[n]]).kinds["Paper"]}
    for n in named:
        assert small.follow(papers[n].iri) in small.kinds["Paper"]
    for entity in big.resolution.entities:
        first = entity.mentions[0].record
        if entity.kind == "person" and first in named and kept.keys() >= set(papers[first].records):
            assert small.follow(entity.iri) in small.kinds["Person"]


@given(corpora, st.data())
@quick
def test_signatures_and_mentions_stay_with_their_paper(corpus: list[Pair], data: st.DataObject) -> None:
    check_parts(build(corpus[: data.draw(st.integers(0, len(corpus)))]), build(corpus))


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(())


@given(corpus=corpora, data=st.data())
@settings(quick, max_examples=25)
def test_the_vocabulary_keeps_every_iri(vocabulary: Vocabulary, corpus: list[Pair], data: st.DataObject) -> None:
    small, big = (build(c, vocabulary) for c in (corpus[: data.draw(st.integers(0, len(corpus)))], corpus))
    check_leads(big)
    check_kept(small, big, TERM_KINDS)
