"""Write a co-authorship network for Gephi, Pajek, spreadsheets and everything that reads GraphML."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING
from xml.etree.ElementTree import indent, tostring

from kg.export.xml import legal_text
from kg.network import list_ties, rank_authors

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["write_edges_csv", "write_gexf", "write_graphml", "write_nodes_csv", "write_pajek"]

Scalar = str | int | float | bool
_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _flatten(value: object) -> Scalar | None:
    """Reduce an attribute to a scalar: the IRIs of papers, or other items, joined by " | "."""
    if isinstance(value, list | tuple):
        return " | ".join(legal_text(str(item[0] if isinstance(item, tuple) else item)) for item in value)
    if isinstance(value, str):
        return legal_text(value)
    return value if isinstance(value, bool | int | float) else None


def _flat_graph(graph: nx.Graph[str]) -> nx.Graph[str]:
    """Copy a network with scalar attributes only, nodes labelled with names, everything in sorted order."""
    import networkx as nx

    def flat(attributes: dict[str, object]) -> dict[str, Scalar]:
        found = {key: _flatten(attributes[key]) for key in sorted(attributes)}
        return {key: value for key, value in found.items() if value is not None}

    out: nx.Graph[str] = nx.Graph()
    out.graph.update(flat(graph.graph))
    for iri in sorted(graph):
        own = flat(graph.nodes[iri])
        out.add_node(iri, **{"label": own.get("name", legal_text(iri))} | own)
    for a, b in sorted((min(a, b), max(a, b)) for a, b in graph.edges):
        out.add_edge(a, b, **flat(graph.edges[a, b]))
    return out


def write_graphml(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield GraphML (Brandes et al., Graph Drawing 2001); lists are joined by " | "."""
    import networkx as nx

    yield _HEADER
    yield from (f"{line}\n" for line in nx.generate_graphml(_flat_graph(graph)))


def write_gexf(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield GEXF 1.2 for Gephi, without the date that networkx writes; lists are joined by " | "."""
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(_flat_graph(graph))
    for meta in [element for element in writer.xml.iter() if element.tag.rpartition("}")[2] == "meta"]:
        writer.xml.remove(meta)
    indent(writer.xml)
    yield _HEADER
    yield tostring(writer.xml, encoding="unicode") + "\n"


def write_pajek(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield a Pajek network in UTF-8; edge values are papers together.

    Pajek has no escape for a double quote, so names hold single ones; people of one name are told apart by their IRI.
    """
    order = sorted(graph)
    names = {iri: str(graph.nodes[iri].get("name", iri)) for iri in order}
    several = Counter(names.values())
    yield f"*Vertices {len(order)}\n"
    for i, iri in enumerate(order, 1):
        label = names[iri] if several[names[iri]] == 1 else f"{names[iri]} <{iri}>"
        plain = re.sub(r"\s+", " ", legal_text(label)).replace('"', "'")
        yield f'{i} "{plain}"\n'
    index = {iri: i for i, iri in enumerate(order, 1)}
    yield "*Edges\n"
    for a, b, data in sorted(
        (*sorted((index[a], index[b])), data.get("weight", 1)) for a, b, data in graph.edges(data=True)
    ):
        yield f"{a} {b} {data}\n"


def write_nodes_csv(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield people as CSV (RFC 4180), ranked by degree; the columns id and label suit Gephi."""
    measures = ("papers", "degree", "strength", "betweenness", "clustering", "community", "community_name", "component",
                "truncated")  # fmt: skip
    rows = ((row.iri, row.name, *(getattr(row, measure) for measure in measures)) for row in rank_authors(graph))
    return _write_csv(("id", "label", *measures), rows)


def write_edges_csv(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield ties as CSV, strongest first; the columns source, target and weight suit Gephi, networkx and pandas."""
    columns = ("source", "target", "weight", "fractional", "source_name", "target_name", "papers")
    rows = (
        (t.source, t.target, t.weight, t.fractional, t.source_name, t.target_name, " | ".join(t.papers))
        for t in list_ties(graph)
    )
    return _write_csv(columns, rows)


def _write_csv(columns: tuple[str, ...], rows: Iterable[tuple[Scalar, ...]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
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
