"""Bulk reads from a dataset: a few SPARQL queries over blocks of IRIs, never one query per node."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, cast

from rdflib import URIRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import Dataset
    from rdflib.query import ResultRow
    from rdflib.term import Node

__all__ = [
    "Descriptions",
    "describe",
    "read_classes",
    "read_incoming",
    "read_links",
    "read_names",
    "read_subjects",
    "read_types",
]

Descriptions = dict[str, dict[str, list["Node"]]]
"""What is said of each IRI: subject, then predicate, then the objects in a fixed order."""

# The IRIREF production of SPARQL 1.1 (rule 139); an IRI outside it cannot stand in a query and names nothing that we show.
_IRI = re.compile(r"[^\x00-\x20<>\"{}|^`\\]+")
_BLOCK = 500


def _blocks(iris: Iterable[str]) -> Iterator[str]:
    usable = iter(sorted({iri for iri in iris if _IRI.fullmatch(iri)}))
    while block := list(islice(usable, _BLOCK)):
        yield " ".join(f"<{iri}>" for iri in block)


def _select(dataset: Dataset, query: str) -> Iterator[tuple[Node, ...]]:
    for row in dataset.query(query):
        yield tuple(cast("ResultRow", row))


def _pattern(body: str, *, evidence: bool) -> str:
    if not evidence:
        return body
    return f'GRAPH ?graph {{ {body} }} FILTER(STRENDS(STR(?graph), "graph/evidence"))'


def describe(dataset: Dataset, iris: Iterable[str], *, evidence: bool = False) -> Descriptions:
    """Read every statement about the IRIs, from the default graph or from the evidence graph."""
    found: Descriptions = {}
    for block in _blocks(iris):
        body = _pattern(f"VALUES ?s {{ {block} }} ?s ?p ?o", evidence=evidence)
        for s, p, o in _select(dataset, f"SELECT ?s ?p ?o WHERE {{ {body} }}"):
            found.setdefault(str(s), {}).setdefault(str(p), []).append(o)
    for facts in found.values():
        for objects in facts.values():
            objects.sort(key=lambda node: node.n3() if not isinstance(node, URIRef) else f"<{node}>")
    return found


def read_subjects(
    dataset: Dataset, predicate: str, iris: Iterable[str], *, evidence: bool = False
) -> Iterator[tuple[str, str]]:
    """Read (subject, object) pairs of one predicate whose object is among the IRIs."""
    for block in _blocks(iris):
        body = _pattern(f"VALUES ?o {{ {block} }} ?s <{predicate}> ?o", evidence=evidence)
        for s, o in _select(dataset, f"SELECT ?s ?o WHERE {{ {body} }}"):
            yield str(s), str(o)


def read_classes(dataset: Dataset, classes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Read (node, class) pairs of the whole default graph for the given classes."""
    for block in _blocks(classes):
        for s, c in _select(dataset, f"SELECT ?s ?c WHERE {{ VALUES ?c {{ {block} }} ?s a ?c FILTER(ISIRI(?s)) }}"):
            yield str(s), str(c)


def read_links(dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    """Read every statement of the default graph that joins two IRIs, types left out."""
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER(ISIRI(?s) && ISIRI(?o) && ?p != rdf:type) }"
    prefix = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
    for s, p, o in _select(dataset, f"{prefix} {query}"):
        yield str(s), str(p), str(o)


def read_incoming(dataset: Dataset, iris: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Read every statement of the default graph whose object is among the IRIs."""
    for block in _blocks(iris):
        for s, p, o in _select(dataset, f"SELECT ?s ?p ?o WHERE {{ VALUES ?o {{ {block} }} ?s ?p ?o FILTER(ISIRI(?s)) }}"):
            yield str(s), str(p), str(o)


def read_types(dataset: Dataset, iris: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Read (node, class) pairs of the given nodes."""
    for block in _blocks(iris):
        for s, c in _select(dataset, f"SELECT ?s ?c WHERE {{ VALUES ?s {{ {block} }} ?s a ?c }}"):
            yield str(s), str(c)


def read_names(dataset: Dataset, predicates: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Read (node, name) pairs of the whole default graph for the given naming predicates."""
    for block in _blocks(predicates):
        for s, name in _select(dataset, f"SELECT ?s ?n WHERE {{ VALUES ?p {{ {block} }} ?s ?p ?n FILTER(ISIRI(?s)) }}"):
            yield str(s), str(name)
