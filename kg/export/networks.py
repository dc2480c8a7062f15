"""Write a network for Gephi, Pajek, spreadsheets, R and everything that reads GraphML or lists of edges."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, indent, tostring

from kg.export.flat import Scalar, flat_graph, flatten, label_of, list_edges, list_nodes, name_of
from kg.export.xml import legal_text
from kg.network import measure_coauthors

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "write_edgelist",
    "write_edges_csv",
    "write_edges_tsv",
    "write_gexf",
    "write_graphml",
    "write_nodes_csv",
    "write_pajek",
]

_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
#: What networkx takes for GEXF's own words instead of attributes.
_RESERVED = frozenset({"end", "id", "key", "parents", "pid", "slices", "spells", "start", "type", "viz"})
#: The columns of people that come first; what else they carry follows in the order of the alphabet.
_NODE_COLUMNS = ("kind", "papers", "degree", "strength", "betweenness", "clustering", "community", "community_name",
                 "component", "truncated")  # fmt: skip
_EDGE_COLUMNS = ("weight", "fractional")


def write_graphml(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield GraphML (Brandes et al., Graph Drawing 2001); lists are joined by " | "."""
    import networkx as nx

    yield _HEADER
    yield from (f"{line}\n" for line in nx.generate_graphml(flat_graph(graph)))


def write_gexf(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield GEXF 1.2 for Gephi, without the date that networkx writes; lists are joined by " | "."""
    return print_xml(build_gexf(flat_graph(graph)))


def build_gexf(flat: nx.Graph[str], own_words: Iterable[str] = ()) -> Element:
    """Build GEXF from a flat network; of the words that GEXF has for itself only ``own_words`` are meant as such."""
    from networkx.readwrite.gexf import GEXFWriter

    taken = _RESERVED - set(own_words)
    flat.graph.pop("mode", None)
    for attributes in chain((own for _, own in flat.nodes(data=True)), (own for _, _, own in flat.edges(data=True))):
        for word in sorted(taken & attributes.keys()):
            attributes[f"{word}_"] = attributes.pop(word)
    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(flat)
    root: Element = writer.xml
    if not flat.graph.get("name"):
        del writer.graph_element.attrib["name"]
    for meta in [element for element in root if element.tag.rpartition("}")[2] == "meta"]:
        root.remove(meta)
    return root


def print_xml(root: Element) -> Iterator[str]:
    """Yield an XML document, indented."""
    indent(root)
    yield _HEADER
    yield tostring(root, encoding="unicode") + "\n"


def write_pajek(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield a Pajek network in UTF-8, of arcs if it is directed; their values are the weights.

    Pajek has no escape for a double quote and readers differ on the backslash, so names hold single quotes and slashes;
    what bears one name is told apart by the IRI.
    """
    order = list_nodes(graph)
    names = [_pajek_label(label_of(graph, node)) for node in order]
    several = Counter(names)
    yield f"*Vertices {len(order)}\n"
    for i, (node, name) in enumerate(zip(order, names, strict=True), 1):
        yield f'{i} "{name if several[name] == 1 else _pajek_label(f"{name} <{node}>")}"\n'
    index = {node: i for i, node in enumerate(order, 1)}
    yield "*Arcs\n" if graph.is_directed() else "*Edges\n"
    for a, b, data in list_edges(graph):
        yield f"{index[a]} {index[b]} {_weight(data)}\n"


def _pajek_label(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace('"', "'").replace("\\", "/")


def _weight(data: dict[str, Any]) -> Scalar:
    weight = flatten(data.get("weight"))
    return 1 if weight is None else weight


def write_nodes_csv(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield nodes as CSV (RFC 4180) with all that they carry, those of most ties first; id and label suit Gephi.

    An undirected network without measures is measured first.
    """
    if not graph.is_directed() and any("community" not in own for _, own in graph.nodes(data=True)):
        graph = measure_coauthors(graph)
    degree, strength = dict(graph.degree()), dict(graph.degree(weight="weight"))
    ranked = sorted(list_nodes(graph), key=lambda node: (-degree[node], -strength[node], name_of(graph, node)))
    known = [{"degree": degree[node], "strength": strength[node]} | graph.nodes[node] for node in ranked]
    columns = _columns(known, _NODE_COLUMNS, hidden=("id", "label", "name"))
    rows = (
        (str(node), name_of(graph, node), *(_cell(own.get(column)) for column in columns))
        for node, own in zip(ranked, known, strict=True)
    )
    return _write_rows(("id", "label", *columns), rows)


def write_edges_csv(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield edges as CSV with all that they carry, strongest first.

    The columns source, target and weight suit Gephi, networkx and pandas.
    """
    ranked = sorted(list_edges(graph), key=lambda edge: _rank(graph, *edge))
    more = _columns([data for _, _, data in ranked], (), hidden=(*_EDGE_COLUMNS, "source", "target", "papers"))
    own = [column for column in _EDGE_COLUMNS[1:] if any(column in data for _, _, data in ranked)]
    rows = (
        (str(a), str(b), _weight(data), *(_cell(data.get(column)) for column in own),
         name_of(graph, a), name_of(graph, b), *(_cell(data.get(column)) for column in ("papers", *more)))
        for a, b, data in ranked
    )  # fmt: skip
    return _write_rows(("source", "target", "weight", *own, "source_name", "target_name", "papers", *more), rows)


def write_edges_tsv(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield edges as tab-separated values with a header, for R's ``read.delim`` and for pandas."""
    rows = (
        (legal_text(str(a)), legal_text(str(b)), _weight(data), label_of(graph, a), label_of(graph, b))
        for a, b, data in list_edges(graph)
    )
    return _write_rows(("source", "target", "weight", "source_name", "target_name"), rows, "\t", "\n")


def write_edgelist(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield a line "IRI IRI weight" for each edge, as ``networkx.read_weighted_edgelist`` and SNAP's tools read it.

    What has no edge is not in it. White space and "#", which starts a comment, are percent-encoded.
    """
    for a, b, data in list_edges(graph):
        yield f"{_encode(a)} {_encode(b)} {_weight(data)}\n"


def _encode(node: object) -> str:
    return re.sub(r"[\s#\x00-\x20\x7f]", lambda found: quote(found[0], safe=""), str(node))


def _rank(graph: nx.Graph[str], a: str, b: str, data: dict[str, Any]) -> tuple[Any, ...]:
    strength = [-value if isinstance(value, int | float) else 0 for value in map(data.get, _EDGE_COLUMNS)]
    return (*strength, name_of(graph, a), name_of(graph, b), str(a), str(b))


def _columns(rows: Sequence[dict[str, Any]], first: Sequence[str], *, hidden: Sequence[str]) -> list[str]:
    found = set().union(*rows) - set(hidden)
    return [*(column for column in first if column in found), *sorted(found - set(first))]


def _cell(value: object) -> Scalar:
    flat = flatten(value)
    return "" if flat is None else flat


def _write_rows(
    columns: tuple[str, ...], rows: Iterable[tuple[Scalar, ...]], delimiter: str = ",", end: str = "\r\n"
) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end)
    for row in chain([columns], rows):
        writer.writerow([_disarm(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _disarm(cell: Scalar) -> Scalar:
    """Put an apostrophe before text that a spreadsheet would run as a formula (OWASP, CSV Injection)."""
    if isinstance(cell, str):
        cell = cell.replace("\x00", "")
        return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
    return cell
