"""Pages of graphs hold what they say: the most connected, within the limit, with few and well-chosen traces."""

from __future__ import annotations

import re

import pytest
from rdflib import RDF, SKOS, Dataset, Graph, Literal, URIRef
from sample import K, Writer

from kg.view import view_around, view_graph, view_result
from kg.view.choosing import choose_mentions, choose_traces
from kg.view.graph import compose_graph, compose_result
from kg.view.printed import trim_trace
from kg.view.scene import Trace

E = "http://example.org/"


def notes(page):
    return [re.sub("</?code>", "", note) for note in re.findall(r'class="note">(.*?)</p>', page)]


@pytest.fixture(scope="module")
def crowd():
    """One method that 40 papers use, each with a sentence, and 1,001 methods that stand alone."""
    dataset = Dataset(store="Oxigraph")
    writer = Writer(dataset)
    for number in range(40):
        paper = writer.paper(f"Paper {number}", f"We use BERT here, for the time {number}.", issued="2020-01-01")
        writer.term(paper, "BERT", "Method", "usesMethod", 7)
    for number in range(1001):
        writer.data.add((URIRef(f"{E}m{number}"), RDF.type, K.Method))
    return dataset


@pytest.mark.parametrize("limit", [0, 30])
def test_a_thing_of_many_mentions_shows_few_of_different_papers(crowd, limit):
    scene = compose_graph(crowd, limit=limit)
    (bert,) = (node for node in scene.nodes if node.name == "BERT")
    assert bert.mentions == 40
    assert len(bert.traces) == len({trace.paper for trace in bert.traces}) == 8
    assert all("We use BERT here" in trace.text for trace in bert.traces)
    assert len(scene.nodes) == (limit or 1042)
    assert len(scene.edges) == min(40, (limit or 41) - 1)
    assert all(edge.relations[0].traces for edge in scene.edges)


def test_what_is_left_out_is_said_with_the_command_for_all(crowd):
    said = notes(view_graph(crowd, limit=30))[0]
    assert said.startswith("Showing the 30 most connected of 1,042 nodes; 1,012 are left out. kg view --limit 0 draws")
    assert not notes(view_graph(crowd, limit=0))


def test_no_line_of_a_note_ends_inside_an_option(crowd):
    page = view_graph(crowd, limit=0, notes=("Try --limit 0 <b> or --around NAME, -o x.html; a--b 1 - c.",))
    assert (
        "Try <code>--limit 0</code> &lt;b&gt; or <code>--around NAME</code>, <code>-o x.html</code>; a--b 1 - c."
        in page
    )


def test_what_stands_alone_gives_way_to_the_next_with_a_tie():
    dataset = Dataset(store="Oxigraph")
    writer = Writer(dataset)
    papers = [writer.paper(f"Paper {number}", "We use BERT, GPT and CLIP here.") for number in range(4)]
    for paper in papers[:2]:
        writer.term(paper, "BERT", "Method", "usesMethod", 7)
    for paper, names in ((papers[2], "abcdefgh"), (papers[3], "ijkl")):
        for place, name in enumerate(names, 1):
            writer.author(paper, f"Person {name}", place)
    scene = compose_graph(dataset, limit=4)
    assert sorted(node.name for node in scene.nodes) == ["BERT", "Paper 0", "Paper 1", "Paper 2"]


def test_terms_that_no_paper_names_are_counted_apart():
    dataset = Dataset(store="Oxigraph")
    writer = Writer(dataset)
    paper = writer.paper("Title", "We sort lists and order words.")
    sorting, ordering = (writer.term(paper, name, "Task", "addresses", 3) for name in ("sort lists", "order words"))
    for narrow, broad in ((sorting, ordering), (sorting, URIRef(f"{E}work"))):
        writer.data.add((narrow, SKOS.broader, broad))
    writer.data.add((URIRef(f"{E}work"), RDF.type, K.Task))
    assert compose_graph(dataset).notes == ("Only broader terms, which no paper names: 1 of the tasks.",)
    assert "broader" not in compose_graph(dataset, limit=2).notes[0]


def test_surroundings_keep_to_the_limit_and_say_so(crowd):
    (bert,) = (node.iri for node in compose_graph(crowd, limit=0).nodes if node.name == "BERT")
    page = view_around(crowd, bert, hops=5, limit=11)
    assert notes(page) == [
        "Showing 11 nodes; 30 more that are 1 step away are left out.",
        "Nothing further than 1 step away is shown.",
    ]
    assert not notes(view_around(crowd, bert, hops=5, limit=0))


def test_years_are_those_of_the_papers(crowd):
    found = {node.name: node.years for node in compose_graph(crowd, limit=30).nodes}
    assert found["BERT"] == ()
    assert {years for name, years in found.items() if name != "BERT"} == {(2020,)}


def test_names_turn_nothing():
    dataset = Dataset(store="Oxigraph")
    Writer(dataset).paper("Turned \u202erevo\u202c, \u2067isolated", "Text.")
    (node,) = compose_graph(dataset).nodes
    assert (node.name, node.short) == ("Turned revo, isolated", "Turned revo, isolated")


def test_results_draw_blank_nodes_alike_each_time():
    turtle = """@prefix : <http://example.org/> . :a :knows [ :age 3 ; :knows [ :age 4 ] ] ; :list ( :b 5 "x" ) ;
        :self :a ; :says "http://example.org/b" ; :odd <http://[x> ."""
    pages = [view_result(Graph().parse(data=turtle)) for _ in range(2)]
    assert pages[0] == pages[1]
    assert pages[0].count("unnamed") >= 5


def test_a_long_sentence_is_cut_to_whole_words_round_the_mark():
    text = f"{'many words before ' * 40}BERT{' and many words after' * 40}"
    at = text.index("BERT")
    cut = trim_trace(Trace(text=text, begin=at, end=at + 4))
    assert cut.text[cut.begin : cut.end] == "BERT"
    assert len(cut.text) < 500
    assert re.fullmatch(r"…(many|words|before) .* (and|many|words|after)…", cut.text)
    whole = Trace(text="We use BERT.", begin=7, end=11)
    assert trim_trace(whole) is whole


@pytest.mark.parametrize("text", ["x" * 3000, "x" * 1000 + " BERT " + "y" * 1000])
def test_a_sentence_without_spaces_is_cut_too(text):
    cut = trim_trace(Trace(text=text, begin=1001, end=1005))
    assert cut.text[cut.begin : cut.end] == text[1001:1005]
    assert len(cut.text) < 500


def test_traces_of_different_papers_come_first_and_the_surest_of_each():
    several = [Trace(text="T.", begin=n, end=n + 1, paper=paper, confidence=sure)
               for n, (paper, sure) in enumerate([("a", 0.5), ("a", 0.9), ("b", 0.1), ("a", 0.8)])]  # fmt: skip
    assert [(t.paper, t.confidence) for t in choose_traces(several, 2)] == [("a", 0.9), ("b", 0.1)]
    assert len(choose_traces(several, 9)) == 4


def test_mentions_of_what_is_shown_are_read_first():
    mentions = [f"{E}p{n % 30:02}.abstract-{n}" for n in range(60)]
    chosen = choose_mentions(mentions, {mentions[-1], mentions[3]})
    assert len(chosen) == 16
    assert len({iri.rpartition(".")[0] for iri in chosen}) == 16
    assert {mentions[-1], mentions[3]} <= set(chosen)


def test_a_literal_that_reads_like_a_node_is_a_fact():
    graph = Graph()
    graph.add((URIRef(f"{E}a"), URIRef(f"{E}p"), URIRef(f"{E}b")))
    graph.add((URIRef(f"{E}a"), URIRef(f"{E}says"), Literal(f"{E}b")))
    assert [(fact.label, fact.value) for fact in compose_result(graph).nodes[0].facts] == [("says", f"{E}b")]
