"""Every graph format reads back as the same statements, written the same way each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoint import serve_store
from hypothesis import example, given, settings
from hypothesis import strategies as st
from oxrdflib import OxigraphStore
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from kg.errors import OutputError, UsageError
from kg.export import FORMATS, GRAPH_FORMATS, export_graph, serialise_graph
from kg.export.rdf import write_rdfxml
from kg.iris import BASE, KG, PREFIXES
from kg.resources import ontology_path
from kg.store import open_store
from kg.triples import expand

OX = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
XSD = PREFIXES["xsd"]


def make_dataset(quads: list[ox.Quad]) -> Dataset:
    store = ox.Store()
    store.extend(quads)
    return Dataset(store=OxigraphStore(store=store))


def expected(quads: list[ox.Quad], name: str) -> set[ox.Quad]:
    return {quad for quad in quads if name in ("nq", "trig") or quad.graph_name == ox.DefaultGraph()}


def parse(text: str, name: str) -> set[ox.Quad]:
    return set(ox.parse(text.encode(), format=OX[name]))


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_seed_reads_back(seed_dataset: Dataset, name: str) -> None:
    quads = list(seed_dataset.store._inner)
    assert parse("".join(serialise_graph(seed_dataset, name)), name) == expected(quads, name)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD makes one
@pytest.mark.parametrize(("name", "rdflib_name"), [("jsonld", "json-ld"), ("rdf", "xml"), ("ttl", "turtle")])
def test_rdflib_reads_the_same(seed_dataset: Dataset, name: str, rdflib_name: str) -> None:
    left = Graph().parse(data="".join(serialise_graph(seed_dataset, name)), format=rdflib_name)
    right = Graph().parse(data="".join(serialise_graph(seed_dataset, "nt")), format="nt")
    assert len(left) > 500
    assert isomorphic(left, right)


LOCAL = st.sampled_from(["a", "b.c", "x/1", "../up", "a//b", "é", "a:b", "1", "-x", "doi/10.1/a(b)", "", "a%20b"])
NODES = st.one_of(
    LOCAL.map(lambda local: ox.NamedNode(BASE + "paper/" + local)),
    LOCAL.map(lambda local: ox.NamedNode("http://example.org/" + local)),
    st.sampled_from([ox.NamedNode("urn:x:y"), ox.NamedNode("kg:odd"), ox.NamedNode(KG + "Paper"), ox.BlankNode("b1")]),
)
PREDICATES = st.sampled_from(
    [expand(name) for name in (
        "rdf:type", "kg:hasAuthorship", "kg:reports", "kg:value", "kg:ordinal", "dcterms:issued", "rdfs:label",
        "skos:altLabel", "dcterms:creator", "kg:authorListComplete", "nif:endIndex")]
    + [ox.NamedNode("http://example.org/p"), ox.NamedNode("http://example.org/1")]
)  # fmt: skip
DATATYPES = ("integer", "decimal", "boolean", "date", "gYear", "nonNegativeInteger", "double", "string")
LITERALS = st.one_of(
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(XSD + kind)),
        st.sampled_from(["1", "01", "-5", "1.50", "true", "1e3", "x", "", "2020-01-02", "2020", "9" * 20]),
        st.sampled_from(DATATYPES),
    ),
    st.text(st.characters(codec="utf-8"), max_size=5).map(ox.Literal),
    st.sampled_from(
        [ox.Literal("é", language="fr"), ox.Literal("a\r\nb\tc "), ox.Literal('"\\<&>'), ox.Literal("@id")]
    ),
)
GRAPHS = st.sampled_from([ox.DefaultGraph(), ox.DefaultGraph(), ox.NamedNode(BASE + "graph/evidence")])
QUADS = st.lists(st.builds(ox.Quad, NODES, PREDICATES, NODES | LITERALS, GRAPHS), max_size=8)


def canonical(quads: set[ox.Quad]) -> set[ox.Quad]:
    found = ox.Dataset(quads)
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(found)


@pytest.mark.parametrize("name", GRAPH_FORMATS)
@settings(deadline=None)
@given(quads=QUADS)
@example(quads=[])
def test_anything_reads_back_or_is_refused(name: str, quads: list[ox.Quad]) -> None:
    """RDF/XML and JSON-LD have no form for a few things; those are refused, never changed."""
    dataset = make_dataset(quads)
    try:
        text = "".join(serialise_graph(dataset, name))
    except OutputError:
        assert name in ("rdf", "jsonld")
        return
    assert canonical(parse(text, name)) == canonical(expected(list(dataset.store._inner), name))


@pytest.mark.parametrize(
    ("name", "quad", "message"),
    [
        ("rdf", ox.Quad(ox.NamedNode("http://a/b"), ox.NamedNode("http://a/p"), ox.Literal("\x0b")), "U+000B"),
        (
            "rdf",
            ox.Quad(ox.NamedNode("http://a/b"), ox.NamedNode("http://a/1"), ox.Literal("x")),
            "predicate <http://a/1>",
        ),
        ("jsonld", ox.Quad(ox.NamedNode("kg:x"), ox.NamedNode("http://a/p"), ox.Literal("x")), "<kg:x>"),
    ],
)
def test_refusals_name_the_culprit(name: str, quad: ox.Quad, message: str, tmp_path: Path) -> None:
    target = tmp_path / f"graph.{name}"
    target.write_text("before")
    with pytest.raises(OutputError, match="cannot hold") as caught:
        export_graph(make_dataset([quad]), target)
    assert message in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert target.read_text() == "before"


def test_rdflib_store_exports_too() -> None:
    """A dataset need not live in Oxigraph."""
    dataset = Dataset()
    a, p = URIRef("urn:a"), URIRef("urn:p")
    dataset.default_graph += [(a, p, Literal("x", lang="en")), (a, p, URIRef("urn:b")), (a, p, Literal(1))]
    dataset.graph(URIRef("urn:g")).add((a, p, Literal("y")))
    text = "".join(serialise_graph(dataset, "nq"))
    assert sorted(text.splitlines()) == [
        f'<urn:a> <urn:p> "1"^^<{XSD}integer> .',
        '<urn:a> <urn:p> "x"@en .',
        '<urn:a> <urn:p> "y" <urn:g> .',
        "<urn:a> <urn:p> <urn:b> .",
    ]


def test_endpoint_exports_too() -> None:
    store = ox.Store()
    store.load('<urn:a> <urn:p> "x"@en, <urn:b>, 1 . <urn:g> { <urn:a> <urn:p> "y" }', format=ox.RdfFormat.TRIG)
    with serve_store(store) as url:
        text = "".join(serialise_graph(open_store(url), "nq"))
    assert parse(text, "nq") == set(store)


def test_jsonld_is_pleasant(seed_dataset: Dataset) -> None:
    """Short keys, relative IRIs, authorships in order inside their paper, no address to fetch."""
    document = json.loads("".join(serialise_graph(seed_dataset, "jsonld")))
    assert document["@context"]["@base"] == BASE
    papers = [node for node in document["@graph"] if node.get("type", [""])[0] == "Paper"]
    assert len(papers) == 25
    paper = next(p for p in papers if p["label"].startswith("mPLUG-2"))
    assert paper["type"] == ["Paper", "fabio:ResearchPaper", "schema:ScholarlyArticle"]
    assert [signature["ordinal"] for signature in paper["authorships"]] == [1, 2, 3]
    assert paper["authorListComplete"] is False
    assert paper["authorships"][0]["author"].startswith("person/haiyang-xu-")
    assert not [key for node in document["@graph"] for key in node if ":" in key]


def test_context_covers_the_ontology() -> None:
    """Every class and property of the ontology has a short key, and prefixes are those of the package."""
    context = json.loads(ontology_path("context.jsonld").read_text("utf-8"))["@context"]
    named = {d["@id"] if isinstance(d, dict) else d for d in context.values()}
    ontology = Graph().parse(data=ontology_path("kg.ttl").read_text("utf-8"), format="turtle")
    terms = {str(s).replace(KG, "kg:") for s in ontology.subjects() if str(s).startswith(KG) and str(s) != KG}
    assert terms - named == set()
    assert PREFIXES.items() <= context.items()


def test_same_bytes_under_any_hash_seed(seed_graph: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from kg.export import *; from kg.store import open_store\n"
        "dataset = open_store(sys.argv[1])\nfor name in FORMATS: export_graph(dataset, f'{sys.argv[2]}/x.{name}')"
    )
    runs = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        out.mkdir()
        command = [sys.executable, "-W", "error", "-c", code, str(seed_graph), str(out)]
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, check=True)
        runs.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert sorted(runs[0]) == sorted([f"x.{name}" for name in FORMATS] + ["x-nodes.csv"])
    assert runs[0] == runs[1]
    assert set(open_store(tmp_path / "1" / "x.trig").store._inner) == set(open_store(seed_graph).store._inner)


@pytest.mark.parametrize("name", ["graph.bib", "graph", "graph.", ".ttl", "graph.html"])
def test_unknown_suffix_lists_the_known_ones(name: str, tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"expected one of \.ttl \.nt \.nq \.trig \.jsonld \.rdf \.graphml \.gexf \.net \.csv"
    ):
        export_graph(make_dataset([]), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_format_wins_over_suffix(tmp_path: Path) -> None:
    assert export_graph(make_dataset([]), tmp_path / "x.data", format="nt") == [tmp_path / "x.data"]
    with pytest.raises(UsageError, match="'doc' is no export format"):
        export_graph(make_dataset([]), tmp_path / "x.ttl", format="doc")


def test_unwritable_path_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "dir.ttl").mkdir()
    for path in (tmp_path / "missing" / "x.ttl", tmp_path / "dir.ttl", Path("/proc/x.ttl")):
        with pytest.raises(OutputError, match="cannot be written: ") as caught:
            export_graph(make_dataset([]), path)
        assert "\n" not in str(caught.value)
        assert str(path) in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["dir.ttl"]


def test_links_and_devices_are_written_through(tmp_path: Path) -> None:
    (tmp_path / "link.nt").symlink_to(tmp_path / "target.nt")
    (tmp_path / "target.nt").write_text("before")
    export_graph(make_dataset([]), tmp_path / "link.nt")
    assert (tmp_path / "link.nt").is_symlink()
    assert (tmp_path / "target.nt").read_text() == ""
    export_graph(make_dataset([]), "/dev/null", format="nt")
    assert Path("/dev/null").is_char_device()


def test_rdfxml_keeps_carriage_returns() -> None:
    quad = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("a\rb\r\nc"))
    text = "".join(write_rdfxml([quad]))
    assert [q.object for q in ox.parse(text, format=ox.RdfFormat.RDF_XML)] == [quad.object]
