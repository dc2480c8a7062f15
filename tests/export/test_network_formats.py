"""Networks read back whole, in every tool's format, whatever people are called."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Dataset

from kg.errors import UsageError
from kg.export import NETWORK_FORMATS, export_graph, export_network, serialise_network
from kg.export.networks import write_nodes_csv
from kg.network import SignedPaper, measure_coauthors, project_papers


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
        "source,target,weight,fractional,source_name,target_name,papers\r\n"
        "a,b,2,1.5,'--help,b,p0 | p1\r\n"
        "a,c,1,0.5,'--help,c,p0\r\n"
        "b,c,1,0.5,b,c,p0\r\n"
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


@pytest.mark.parametrize("name", NETWORK_FORMATS)
@pytest.mark.parametrize("papers", [(), ("a",), ("a", "b")])
def test_networks_without_ties(name: str, papers: tuple[str, ...], tmp_path: Path) -> None:
    for path in export_network(network(*papers), tmp_path / f"x.{name}"):
        assert path.stat().st_size > 10


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcd"), NAMES))
def test_any_name_in_any_format(names: dict[str, str]) -> None:
    """Control characters, quotes, markup and line ends in a name break no file."""
    graph = network("abc", "ab", "cd", names=names)
    for name, read in (("graphml", nx.parse_graphml), ("gexf", lambda text: nx.read_gexf(io.StringIO(text)))):
        assert weights(read("".join(serialise_network(graph, name)))) == weights(graph)
    pajek = "".join(serialise_network(graph, "net")).split("\n")
    assert (pajek[0], pajek[5], len(pajek)) == ("*Vertices 4", "*Edges", 11)
    rows = list(csv.reader(io.StringIO("".join(serialise_network(graph, "csv")), newline="")))
    assert {len(row) for row in rows} == {7}
    assert len(rows) == 5


def test_graph_formats_need_a_graph(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"x\.ttl has the suffix \.ttl: expected one of \.graphml"):
        export_network(network("ab"), tmp_path / "x.ttl")
