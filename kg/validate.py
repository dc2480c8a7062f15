"""Check a graph against the SHACL shapes, and say readably where it breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import Dataset, Graph
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from kg.iris import PREFIXES
from kg.resources import ontology_path

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


def _shorten(node: Node | None) -> str:
    text = "" if node is None else str(node)
    for prefix, namespace in PREFIXES.items():
        if text.startswith(namespace):
            return f"{prefix}:{text.removeprefix(namespace)}"
    return text


def _collect(dataset: Dataset) -> Graph:
    """Put assertions and evidence into one graph in memory, as shapes speak of both."""
    graph = Graph()
    for s, p, o, _ in dataset.quads((None, None, None, None)):
        graph.add((s, p, o))
    return graph


def validate_graph(dataset: Dataset) -> list[Violation]:
    """Return what breaks the shapes, sorted; an empty list means that the graph conforms."""
    from pyshacl import validate

    shapes = Graph().parse(data=ontology_path("shapes.ttl").read_text("utf-8"), format="turtle")
    graph = _collect(dataset)
    _, report, _ = validate(graph, shacl_graph=shapes, advanced=False, inplace=True, meta_shacl=False)
    found = sorted(_read_violations(report)) if isinstance(report, Graph) else []
    if not any(graph.triples((None, RDF.type, None))):
        found.append(Violation("graph", "", "", "holds nothing"))
    return found


def _read_violations(report: Graph) -> Iterator[Violation]:
    for result in report.subjects(RDF.type, SH.ValidationResult):
        message = "; ".join(sorted(str(m) for m in report.objects(result, SH.resultMessage)))
        path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
        yield Violation(_shorten(report.value(result, SH.focusNode)), _shorten(path), _shorten(value), message)
