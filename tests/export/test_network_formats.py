"""Networks read back whole, in every tool's format, whatever people are called."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Dataset

from kg.errors import UsageError
from kg.export import NETWORK_FORMATS, export_graph, export_network, serialise_network
from kg.export.networks import write_nodes_csv
from kg.network import SignedPaper, measure_coauthors, project_papers
from kg.network.views import VIEWS, project_view


def network(*papers: str, names: dict[str, str] | None = None) -> nx.Graph:
    graph = project_papers(SignedPaper(f"p{i}", f"P{i}", tuple(people)) for i, people in enumerate(papers))
    nx.set_node_attributes(graph, names or {}, "name")
    return measure_coauthors(graph)


def weights(graph: nx.Graph) -> set[tuple[frozenset[str], float]]:
    return {(frozenset((a, b)), float(data["weight"])) for a, b, data in graph.edges(data=True)}


@pytest.mark.parametrize(
    ("name", "read"), [("graphml", nx.parse_graphml), ("gexf", lambda text: nx.read_gexf(io.StringIO(text)))]
)
def test_xml_formats_read_back(seed_dataset: Dataset, tmp_path: Path, name: str, read: object) -> None:
    export_graph(seed_dataset, tmp_path / f"x.{name}")
    graph = read((tmp_path / f"x.{name}").read_text("utf-8"))
    assert len(graph) > 25
    assert max(dict(graph.degree()).values()) >= 10
    person = next(own for iri, own in graph.nodes(data=True) if "/qi-qian-" in iri)
    assert person["label"] == "Qi Qian"
    assert person["papers"] >= 10
    assert person["betweenness"] > 0.1
    edge = next(data for _, _, data in graph.edges(data=True) if data["weight"] > 1)
    assert edge["papers"].count(" | ") == edge["weight"] - 1
    assert edge["fractional"] > 0


def test_pajek_reads_back() -> None:
    graph = network("ab", "ab", "bc", names={"a": 'Say "hi"', "b": "Qi Qian", "c": "Qi Qian"})
    text = "".join(serialise_network(graph, "net"))
    assert text == '*Vertices 3\n1 "Say \'hi\'"\n2 "Qi Qian <b>"\n3 "Qi Qian <c>"\n*Edges\n1 2 2\n2 3 1\n'
    back = nx.Graph(nx.parse_pajek(text))
    assert weights(back) == {
        (frozenset(("Say 'hi'", "Qi Qian <b>")), 2.0),
        (frozenset(("Qi Qian <b>", "Qi Qian <c>")), 1.0),
    }


def test_csv_writes_edges_and_nodes(tmp_path: Path) -> None:
    graph = network("abc", "ab", names={"a": "--help"})
    assert export_network(graph, tmp_path / "x.csv") == [tmp_path / "x.csv", tmp_path / "x-nodes.csv"]
    assert (tmp_path / "x.csv").read_bytes().decode() == (
        "source,target,weight,fractional,source_name,target_name,papers,first_last,years\r\n"
        "a,b,2,1.5,'--help,b,p0 | p1,1.5,\r\n"
        "a,c,1,0.5,'--help,c,p0,1.0,\r\n"
        "b,c,1,0.5,b,c,p0,0.5,\r\n"
    )
    rows = list(csv.DictReader(io.StringIO((tmp_path / "x-nodes.csv").read_text("utf-8"))))
    assert [(row["id"], row["label"], row["papers"], row["degree"]) for row in rows] == [
        ("a", "'--help", "2", "2"),
        ("b", "b", "2", "2"),
        ("c", "c", "1", "2"),
    ]


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_starts_a_formula(lead: str) -> None:
    rows = list(csv.reader(io.StringIO("".join(write_nodes_csv(network("a", names={"a": f"{lead}1+1"}))), newline="")))
    assert rows[1][1] == f"'{lead}1+1"


def test_no_date_and_no_version_in_gexf() -> None:
    root = ET.fromstring("".join(serialise_network(network("ab"), "gexf")))
    assert [child.tag.rpartition("}")[2] for child in root] == ["graph"]


#: Formats whose first file, a list of edges, is empty without any.
BARE = ("csv", "tsv", "edgelist", "vosviewer.txt")


@pytest.mark.parametrize("name", NETWORK_FORMATS)
@pytest.mark.parametrize("papers", [(), ("a",), ("a", "b")])
def test_networks_without_ties(name: str, papers: tuple[str, ...], tmp_path: Path) -> None:
    for path in export_network(network(*papers), tmp_path / f"x.{name}"):
        assert all(a in path.read_text("utf-8") for a in papers if name not in BARE or "-" in path.name)


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)


def written(graph: nx.Graph, name: str) -> str:
    return "".join(serialise_network(graph, name))


def read_gexf(text: str) -> nx.Graph:
    return nx.read_gexf(io.StringIO(text))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcd"), NAMES))
def test_any_name_in_any_format(names: dict[str, str]) -> None:
    """Control characters, quotes, markup and line ends in a name break no file."""
    graph = network("abc", "ab", "cd", names=names)
    for name, read in (("graphml", nx.parse_graphml), ("gexf", read_gexf), ("dynamic.gexf", read_gexf)):
        assert weights(read(written(graph, name))) == weights(graph)
    pajek = nx.parse_pajek(written(graph, "net"))
    assert sorted(data["weight"] for _, _, data in pajek.edges(data=True)) == [1, 1, 1, 2]
    for name, delimiter, width in (("csv", ",", 9), ("tsv", "\t", 5)):
        rows = list(csv.reader(io.StringIO(written(graph, name), newline=""), delimiter=delimiter))
        assert {len(row) for row in rows} == {width}
        assert len(rows) == 5


NODES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=5)


@given(st.lists(st.tuples(NODES, NODES), max_size=5))
def test_any_iri_in_a_list_of_edges(pairs: list[tuple[str, str]]) -> None:
    """White space and comment signs in an IRI neither split nor hide a line."""
    graph = nx.Graph(pairs)
    back = nx.parse_edgelist(written(graph, "edgelist").split("\n"), data=[("weight", float)])
    assert back.number_of_edges() == graph.number_of_edges()


def test_lists_of_edges() -> None:
    graph = network("ab", "ab", "bc", names={"a": 'Paul "Erdős"\t', "b": "Qi Qian"})
    assert written(graph, "edgelist") == "a b 2\nb c 1\n"
    assert written(graph, "tsv") == (
        'source\ttarget\tweight\tsource_name\ttarget_name\na\tb\t2\t"Paul ""Erdős"" "\tQi Qian\nb\tc\t1\tQi Qian\tc\n'
    )
    assert written(nx.Graph([("https://example.org/#a", "b")]), "edgelist") == "b https://example.org/%23a 1\n"


def test_names_that_pajek_makes_alike_are_told_apart() -> None:
    graph = network("ab", "bc", names={"a": 'O"Neil', "b": "O'Neil", "c": "back\\"})
    assert sorted(nx.parse_pajek(written(graph, "net"))) == ["O'Neil <a>", "O'Neil <b>", "back/"]


def citations() -> nx.DiGraph:
    graph = nx.DiGraph(view="citation")
    graph.add_node("p2", name="Second", kind="paper", year=2021, note=None, start=3)
    graph.add_node("p1", name="First", kind="paper", rank=np.int64(1), share=0.5, id="mine")
    graph.add_node("p3", kind="paper", rank=2.5, share=float("nan"), tags=frozenset({"b", "a"}), open=True)
    graph.add_edge("p2", "p1", years=(2021,), type="cites", weight=np.float64(2))
    graph.add_edge("p1", "p2")
    graph.add_edge("p3", "p2", weight=0.5)
    return graph


def test_directed_networks_stay_directed() -> None:
    graph = citations()
    edges = {("p2", "p1"), ("p1", "p2"), ("p3", "p2")}
    for name, read in (("graphml", nx.parse_graphml), ("gexf", read_gexf), ("dynamic.gexf", read_gexf)):
        back = read(written(graph, name))
        assert back.is_directed()
        assert set(back.edges) == edges
    assert written(graph, "net").split("\n")[4:] == ["*Arcs", "1 2 1", "2 1 2.0", "3 2 0.5", ""]
    assert nx.parse_pajek(written(graph, "net")).is_directed()
    assert written(graph, "edgelist") == "p1 p2 1\np2 p1 2.0\np3 p2 0.5\n"
    assert {tuple(row.split(",")[:2]) for row in written(graph, "csv").split("\r\n")[1:-1]} == edges


def test_every_attribute_is_written_or_says_nothing() -> None:
    """Whole and broken numbers share a column, reserved words get another name, None and NaN are left out."""
    back = read_gexf(written(citations(), "gexf"))
    assert back.nodes["p1"] == {
        "id_": "mine",
        "kind": "paper",
        "label": "First",
        "name": "First",
        "rank": 1.0,
        "share": 0.5,
    }
    assert back.nodes["p2"] == {"kind": "paper", "label": "Second", "name": "Second", "start_": 3, "year": 2021}
    assert back.nodes["p3"] == {"kind": "paper", "label": "p3", "open": True, "rank": 2.5, "tags": "a | b"}
    assert back.edges["p2", "p1"] == {"id": "1", "type_": "cites", "weight": 2.0, "years": "2021"}
    assert nx.parse_graphml(written(citations(), "graphml")).nodes["p3"]["rank"] == 2.5


def test_nodes_of_any_kind_as_csv() -> None:
    rows = list(csv.reader(io.StringIO("".join(write_nodes_csv(citations())), newline="")))
    assert rows == [
        ["id", "label", "kind", "degree", "strength", "note", "open", "rank", "share", "start", "tags", "year"],
        ["p2", "Second", "paper", "3", "3.5", "", "", "", "", "3", "", "2021"],
        ["p1", "First", "paper", "2", "3.0", "", "", "1", "0.5", "", "", ""],
        ["p3", "p3", "paper", "1", "0.5", "", "True", "2.5", "", "", "a | b", ""],
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_the_seed_in_every_format(seed_dataset: Dataset, view: str) -> None:
    graph = project_view(seed_dataset, view)
    pairs = weights(graph)
    for name, read in (("graphml", nx.parse_graphml), ("gexf", read_gexf), ("dynamic.gexf", read_gexf)):
        back = read(written(graph, name))
        assert (weights(back), back.is_directed()) == (pairs, graph.is_directed())
        assert {own["kind"] for _, own in back.nodes(data=True)} == {own["kind"] for _, own in graph.nodes(data=True)}
    assert nx.parse_pajek(written(graph, "net")).number_of_edges() == graph.number_of_edges()
    assert written(graph, "edgelist").count("\n") == graph.number_of_edges()
    assert len(json.loads(written(graph, "vosviewer.json"))["network"]["items"]) == len(graph)
    rows = list(csv.DictReader(io.StringIO("".join(write_nodes_csv(graph)), newline="")))
    assert {row["id"]: row["label"] for row in rows} == {iri: own["name"] for iri, own in graph.nodes(data=True)}


@pytest.mark.parametrize("name", NETWORK_FORMATS)
def test_plain_networks_of_networkx(name: str, tmp_path: Path) -> None:
    """Nodes that are numbers, and have no attributes at all."""
    first, *_ = export_network(nx.path_graph(12), tmp_path / f"x.{name}")
    assert "11" in first.read_text("utf-8")


def test_the_longest_suffix_says_the_format(tmp_path: Path) -> None:
    graph = network("abc")
    names = [path.name for path in export_network(graph, tmp_path / "net.VOSviewer.txt")]
    assert names == ["net.VOSviewer.txt", "net-map.VOSviewer.txt"]
    assert [path.name for path in export_network(graph, tmp_path / "net.tab", format="csv")] == [
        "net.tab",
        "net-nodes.tab",
    ]
    export_network(graph, tmp_path / "net.dynamic.gexf")
    assert "<description>" in (tmp_path / "net.dynamic.gexf").read_text("utf-8")
    with pytest.raises(UsageError, match=r"net\.json has the suffix \.json: expected one of .*\.vosviewer\.json"):
        export_network(graph, tmp_path / "net.json")


def test_graph_formats_need_a_graph(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"x\.ttl has the suffix \.ttl: expected one of \.graphml"):
        export_network(network("ab"), tmp_path / "x.ttl")
