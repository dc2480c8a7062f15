"""The file itself: self-contained, safe to parse, the same every time."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import pytest
from rdflib import RDF, RDFS, Dataset, Graph, Literal, URIRef
from sample import K, Writer, graph_of, make_dataset

from kg.errors import UsageError
from kg.view import find_named, view_around, view_coauthors, view_graph, view_result
from kg.view.payload import encode_json

LOADING = {"src", "srcset", "poster", "data", "action", "formaction", "background", "manifest", "ping"}


class Structure(HTMLParser):
    """Collects what a page would load, its style, its data and its visible table."""

    def __init__(self, html):
        super().__init__()
        self.loads, self.style, self.data, self.packed, self.handlers, self.stack = [], "", "", "", [], []
        self.feed(html)

    @property
    def details(self):
        return json.loads(gzip.decompress(base64.b64decode(self.packed)))

    def handle_starttag(self, tag, attrs):
        self.stack.append((tag, dict(attrs)))
        self.loads += [v for k, v in attrs if k in LOADING or (tag == "link" and k == "href")]
        self.handlers += [k for k, _ in attrs if k.startswith("on")]

    def handle_data(self, data):
        tag, attrs = self.stack[-1] if self.stack else ("", {})
        if tag == "style":
            self.style += data
        if attrs.get("id") == "data":
            self.data += data
        if attrs.get("id") == "details":
            self.packed += data


def payload(html):
    """Read both parts of a page's data: columns of nodes and edges become rows, joined with their details."""
    found = Structure(html)
    data = json.loads(found.data)
    data |= {"traces": found.details["traces"], "sentences": found.details["sentences"]}
    data["nodes"] = [
        {"name": name, "size": size} | row
        for name, size, row in zip(data["name"], data["size"], found.details["nodes"], strict=True)
    ]
    data["edges"] = [
        {"from": source, "to": target, "dashed": place in data["dashed"]} | row
        for place, (source, target, row) in enumerate(
            zip(data["from"], data["to"], found.details["edges"], strict=True)
        )
    ]
    return data


@pytest.fixture(params=["graph_page", "coauthor_page"])
def page(request):
    return request.getfixturevalue(request.param)


def test_page_refers_to_nothing_outside(page):
    found = Structure(page)
    assert found.loads == ["data:,"]
    assert found.handlers == []
    assert "@import" not in found.style
    assert "url(" not in found.style
    assert "sourceMappingURL" not in page


def test_policy_forbids_everything_but_the_scripts_of_the_page(page):
    policy = unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1])
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in script
    assert script.count("sha256-") == page.count("<script>") > 10


def test_size_stays_within_bounds(page):
    assert len(page.encode()) < 3_000_000 + 1000 * len(payload(page)["nodes"])


def test_json_cannot_end_its_element():
    text = encode_json(["</script>", "<!--", "&amp;", "\u2028\u2029", "a\udcffb"])
    assert not set("<>&\u2028\u2029") & set(text)
    assert text.isascii()
    assert json.loads(text) == ["</script>", "<!--", "&amp;", "\u2028\u2029", "a\udcffb"]


def test_data_holds_the_sentence_and_the_words_marked(graph_page):
    data = payload(graph_page)
    clip = next(i for i, node in enumerate(data["nodes"]) if node["name"] == "CLIP")
    sentence, begin, end, *_ = data["traces"][data["nodes"][clip]["traces"][0]]
    assert data["sentences"][sentence][begin:end] == "CLIP"
    assert data["sentences"][sentence].endswith(".")
    assert data["sentences"][sentence].count(". ") == 0


def test_authorship_becomes_one_edge_with_the_position(graph_page):
    data = payload(graph_page)
    names = [node["name"] for node in data["nodes"]]
    details = {
        (names[edge["from"]], names[edge["to"]]): edge["relations"][0][2]
        for edge in data["edges"]
        if edge["relations"][0][0] == "author"
    }
    assert details["Online Zero-Shot Classification with CLIP", "Juhua Hu"] == "2nd author"
    assert len(details) == 17


def test_link_status_is_said(graph_page):
    data = payload(graph_page)
    code = [relation for edge in data["edges"] for relation in edge["relations"] if relation[0] == "code"]
    assert [relation[2] for relation in code] == ["available"] * 3


def test_a_list_cut_short_is_said(graph_page):
    facts = {node["name"]: node.get("facts", []) for node in payload(graph_page)["nodes"]}
    lists = {name: fact[1] for name, some in facts.items() for fact in some if fact[0] == "author list"}
    assert lists["Online Zero-Shot Classification with CLIP"] == "complete"
    assert sorted(lists.values()).count("cut short by “et al.”") == 4


def test_doubt_about_two_people_is_one_dashed_edge_with_its_reasons():
    dataset = Dataset(store="Oxigraph")
    writer = Writer(dataset)
    one, two = (writer.author(writer.paper(f"Paper {name}", "Text."), name, 1) for name in ("Qi Qian", "Qian Qi"))
    for left, right in ((one, two), (two, one)):
        writer.data.add((left, K.possiblySameAs, right))
    decision = URIRef("http://example.org/decision")
    for predicate, value in (
        (K.verdict, Literal("possible")),
        (K.reason, Literal("one name in two orders")),
        (K.compares, one),
        (K.compares, two),
        (K.confidence, Literal("0.4")),
    ):
        writer.evidence.add((decision, predicate, value))
    data = payload(view_graph(dataset))
    (doubt,) = [edge for edge in data["edges"] if edge["relations"][0][0] == "possibly the same as"]
    assert doubt["dashed"]
    (trace,) = doubt["relations"][0][4]
    assert data["traces"][trace][6:] == [0.4, "", "Possibly the same: one name in two orders"]


def test_offsets_count_as_javascript_does():
    dataset = Dataset(store="Oxigraph")
    writer = Writer(dataset)
    paper = writer.paper("Title", "We 𝒟efine 𝒳 and use BERT here.")
    writer.term(paper, "BERT", "Method", "usesMethod", 20)
    data = payload(view_graph(dataset))
    sentence, begin, end, *_ = next(trace for trace in data["traces"] if trace[5] == "abstract")
    units = data["sentences"][sentence].encode("utf-16-le")
    assert units[2 * begin : 2 * end].decode("utf-16-le") == "BERT"


def test_the_same_graph_gives_the_same_bytes(graph_page):
    script = (
        "import sys; sys.path.insert(0, 'tests/view'); from sample import make_dataset; from kg.view import view_graph;"
        "sys.stdout.buffer.write(view_graph(make_dataset(), title='Sample').encode())"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=root, env={"PYTHONHASHSEED": "123"}, capture_output=True, check=True
    )
    assert run.stdout == graph_page.encode()


def test_a_large_graph_says_what_it_leaves_out(dataset):
    page = view_graph(dataset, limit=10)
    total = len(payload(view_graph(dataset))["nodes"])
    assert len(payload(page)["nodes"]) == 10
    assert f"Showing the 10 most connected of {total} nodes; {total - 10} are left out." in page


def test_coauthor_page_says_what_et_al_hides(coauthor_page):
    assert "“et al.” hides co-authors on 4 of 6 papers" in coauthor_page
    assert "et al." not in view_coauthors(nx.Graph(papers=6, truncated=0)).split("<script")[0]


def test_around_shows_what_lies_within_the_hops(dataset):
    (person,) = find_named(dataset, "qi QIAN")
    near = payload(view_around(dataset, person, hops=1))
    far = payload(view_around(dataset, person, hops=2))
    assert sorted(node["name"] for node in near["nodes"]) == [
        "Intra-Modal Proxy Learning for Zero-Shot Visual Categorization with CLIP",
        "Online Zero-Shot Classification with CLIP",
        "Qi Qian",
    ]
    assert {"Juhua Hu", "CLIP", "idstcv/OnZeta"} <= {node["name"] for node in far["nodes"]}
    assert near["nodes"][near["selected"]]["name"] == "Qi Qian"


def test_names_are_found_by_alias_and_iri(dataset):
    (clip,) = find_named(dataset, "contrastive language image pre-training")
    assert find_named(dataset, clip) == [clip]
    assert find_named(dataset, "nobody") == []
    assert find_named(dataset, "> } DROP ALL #") == []
    assert find_named(dataset, "http://[x") == []


def test_around_refuses_what_is_not_there(dataset):
    with pytest.raises(UsageError, match=r"no node of the graph has the IRI http://example\.org/x"):
        view_around(dataset, "http://example.org/x")


def test_result_of_a_query_is_drawn_with_names_from_the_dataset(dataset):
    part = Graph()
    for s, _, o in dataset.default_graph.triples((None, K.introduces, None)):
        part.add((s, URIRef("http://example.org/madeBy"), o))
    data = payload(view_result(part, dataset=dataset))
    assert {group["label"] for group in data["groups"]} == {"Papers", "Methods"}
    assert data["edges"][0]["relations"][0][:2] == ["made by", "made by (of)"]
    assert "mPLUG-Owl" in {node["name"] for node in data["nodes"]}


def test_result_with_unknown_classes_is_drawn():
    part = Graph()
    part.add((URIRef("http://example.org/a"), RDF.type, URIRef("http://example.org/Thing")))
    part.add((URIRef("http://example.org/a"), RDFS.label, Literal("Alpha")))
    part.add((URIRef("http://example.org/a"), URIRef("http://example.org/size"), Literal(3)))
    data = payload(view_result(part))
    assert data["groups"][0]["label"] == "Thing"
    assert data["nodes"][0]["facts"] == [["size", "3", "", None, []]]


@pytest.mark.parametrize(
    "make",
    [lambda: view_graph(Dataset(store="Oxigraph")), lambda: view_coauthors(nx.Graph()), lambda: view_result(Graph())],
)
def test_nothing_to_show_is_a_page_too(make):
    html = make()
    assert payload(html)["nodes"] == []
    assert "There is nothing to show." in html


def test_the_whole_sample_as_a_result(dataset):
    assert len(payload(view_result(graph_of(dataset)))["nodes"]) > 20


def test_sample_is_made_anew_alike():
    assert view_graph(make_dataset()) == view_graph(make_dataset())


def test_vendored_files_are_those_that_the_list_names():
    assets = Path(__file__).parents[2] / "kg" / "view" / "assets"
    listed = (assets / "README.md").read_text(encoding="utf-8")
    for path in sorted(assets.glob("*.min.js")):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in listed, path.name
