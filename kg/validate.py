"""Check a graph against the SHACL shapes, and say readably where it breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oxrdflib import OxigraphStore
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH, XSD
from rdflib.query import ResultRow
from rdflib.term import Node

from kg.errors import KGError
from kg.iris import PREFIXES
from kg.resources import ontology_path
from kg.store import hold_locally

__all__ = ["Violation", "validate_graph"]


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One broken rule: the node it breaks on, the property, the value if there is one, and what the rule wants."""

    node: str
    path: str
    value: str
    message: str

    def __str__(self) -> str:
        """Write the violation on one line."""
        place = f" {self.path}" if self.path else ""
        value = f" = {self.value[:120]}" if self.value else ""
        return f"{self.node}{place}{value}: {self.message}"


_WHOLE_SHAPE = URIRef(f"{PREFIXES['kg']}GraphShape")


def _shorten(node: Node | None) -> str:
    text = "" if node is None else str(node)
    for prefix, namespace in PREFIXES.items():
        if text.startswith(namespace):
            return f"{prefix}:{text.removeprefix(namespace)}"
    return text


def _collect(dataset: Dataset) -> Graph:
    """Put assertions and evidence into one graph in memory, as shapes speak of both."""
    graph = Graph()
    for s, p, o, _ in hold_locally(dataset).quads((None, None, None, None)):
        # rdflib holds "x" and "x"^^xsd:string for different terms, which RDF 1.1 does not.
        graph.add((s, p, Literal(str(o)) if isinstance(o, Literal) and o.datatype == XSD.string else o))
    return graph


def validate_graph(dataset: Dataset) -> list[Violation]:
    """Return what breaks the shapes, sorted; an empty list means that the graph conforms.

    pySHACL checks the shapes, but for the SPARQL constraints on the graph as a whole: Oxigraph joins much faster.
    """
    from pyshacl import validate

    shapes = Graph().parse(data=ontology_path("shapes.ttl").read_text("utf-8"), format="turtle")
    graph = _collect(dataset)
    if not len(graph):
        return [Violation("graph", "", "", "holds nothing")]
    joins = [constraint for _, _, constraint in shapes.triples((_WHOLE_SHAPE, SH.sparql, None))]
    joined = Graph(store=OxigraphStore())
    joined += graph
    found = [v for constraint in joins for v in _run_constraint(joined, shapes, constraint)]
    shapes.remove((_WHOLE_SHAPE, None, None))
    _, report, _ = validate(graph, shacl_graph=shapes, advanced=False, inplace=True, meta_shacl=False)
    if not isinstance(report, Graph):
        raise KGError(f"the shapes cannot be checked: {report}")
    return sorted([*found, *_read_violations(report)])


def _run_constraint(joined: Graph, shapes: Graph, constraint: Node) -> Iterator[Violation]:
    message = str(shapes.value(constraint, SH.message))
    for row in joined.query(str(shapes.value(constraint, SH.select)), initNs=PREFIXES):
        if isinstance(row, ResultRow):
            yield Violation(_shorten(row["value"]), "", "", message)


def _read_violations(report: Graph) -> Iterator[Violation]:
    for result in report.subjects(RDF.type, SH.ValidationResult):
        message = "; ".join(sorted(str(m) for m in report.objects(result, SH.resultMessage)))
        node, path, value = (report.value(result, p) for p in (SH.focusNode, SH.resultPath, SH.value))
        yield Violation(_shorten(node), _shorten(path), _shorten(value), message)
