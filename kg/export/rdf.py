"""Read all quads of a dataset, and write them as sorted lines or as RDF/XML."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import BNode, Literal, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from kg.errors import OutputError
from kg.export.xml import ILLEGAL
from kg.iris import PREFIXES

if TYPE_CHECKING:
    from rdflib import Dataset
    from rdflib.term import Node

__all__ = ["read_quads", "write_nquads", "write_ntriples", "write_rdfxml"]

_DEFAULT = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
_NAMED = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


def read_quads(dataset: Dataset) -> Iterator[ox.Quad]:
    """Yield every quad of a dataset, from wherever it lives."""
    if isinstance(dataset.store, OxigraphStore):
        # Past rdflib, which would rewrite literals such as "01"^^xsd:integer.
        yield from dataset.store._inner  # noqa: SLF001
        return
    if isinstance(dataset.store, SPARQLStore):
        for query in (_DEFAULT, _NAMED):
            for row in dataset.default_graph.query(query):
                yield _quad(*row)
        return
    for quad in dataset.quads((None, None, None, None)):
        yield _quad(*quad)


def _quad(subject: Node, predicate: Node, obj: Node, graph: Node | None = None) -> ox.Quad:
    named = None if graph is None or graph == DATASET_DEFAULT_GRAPH_ID else _convert(graph)
    return ox.Quad(_convert(subject), _convert(predicate), _convert(obj), named)  # type: ignore[arg-type]


def _convert(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(term, URIRef):
        return ox.NamedNode(term)
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(term, language=term.language)
        return ox.Literal(term, datatype=ox.NamedNode(term.datatype) if term.datatype else None)
    if isinstance(term, BNode):
        return ox.BlankNode(term)
    raise TypeError(f"{term!r} is no RDF term")


def _triples(quads: Iterable[ox.Quad]) -> set[ox.Triple]:
    return {quad.triple for quad in quads if quad.graph_name == ox.DefaultGraph()}


def write_ntriples(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Yield the default graph as canonical N-Triples, one sorted line a statement."""
    yield from sorted(f"{triple} .\n" for triple in _triples(quads))


def write_nquads(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Yield every graph as canonical N-Quads, one sorted line a statement."""
    yield from sorted({f"{quad} .\n" for quad in quads})


def write_rdfxml(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Yield the default graph as RDF/XML, sorted by subject.

    Raises ``OutputError`` for what XML 1.0 has no form for: control characters, and predicates without a local name.
    """
    triples = sorted(_triples(quads), key=str)
    for triple in triples:
        _check_xml(triple)
    buffer = io.BytesIO()
    ox.serialize(triples, buffer, format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES)
    yield buffer.getvalue().decode("utf-8")


def _check_xml(triple: ox.Triple) -> None:
    if isinstance(triple.object, ox.Literal) and (found := ILLEGAL.search(triple.object.value)):
        raise OutputError(f"RDF/XML cannot hold the character U+{ord(found[0]):04X} of {triple}: export .ttl instead")
    if not re.search(r"[^\W\d][\w.-]*$", triple.predicate.value):
        raise OutputError(f"RDF/XML cannot hold the predicate {triple.predicate}: export .ttl instead")
