"""Bulk reads from a dataset: a few SPARQL queries over blocks of IRIs, never one query per node.

The dataset's store answers SPARQL itself, as those of ``kg.store.open_store`` do.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from oxrdflib._converter import from_ox
from rdflib import Literal, URIRef

from kg.iris import PREFIXES, is_iri
from kg.store import select_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from rdflib import Dataset
    from rdflib.query import ResultRow
    from rdflib.term import Node

__all__ = [
    "Descriptions",
    "Facts",
    "describe",
    "number_of",
    "read_classes",
    "read_distinct",
    "read_holders",
    "read_incoming",
    "read_links",
    "read_names",
    "read_outgoing",
    "read_statements",
    "read_subjects",
    "read_types",
    "term_key",
    "text_of",
]

Facts = dict[str, list["Node"]]
"""What is said of one thing: predicate, then the objects in a fixed order."""

Descriptions = dict[str, Facts]
"""What is said of each IRI."""

_BLOCK = 500


def _blocks(iris: Iterable[str]) -> Iterator[str]:
    usable = iter(sorted({iri for iri in iris if is_iri(iri)}))
    while block := list(islice(usable, _BLOCK)):
        yield " ".join(f"<{iri}>" for iri in block)


def _select(dataset: Dataset, query: str) -> Iterator[tuple[Node, ...]]:
    if isinstance(dataset.store, OxigraphStore):
        # Past rdflib, which takes five times as long to make its rows.
        solutions = cast("ox.QuerySolutions", dataset.store._inner.query(query))  # noqa: SLF001
        for solution in solutions:
            yield tuple(map(_convert, solution))
        return
    for row in dataset.default_graph.query(query):
        yield tuple(cast("ResultRow", row))


@lru_cache(1 << 16)
def _convert(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> Node:
    if isinstance(term, ox.NamedNode):
        return str.__new__(URIRef, term.value)  # the store has checked it
    if isinstance(term, ox.Literal) and not term.language:
        return Literal(term.value, datatype=cast("URIRef", _convert(term.datatype)))
    return cast("Node", from_ox(term))


def _pattern(dataset: Dataset, body: str, *, evidence: bool) -> str:
    if not evidence:
        return body
    if isinstance(dataset.store, OxigraphStore):
        graphs = [str(name) for name in dataset.store._inner.named_graphs()]  # noqa: SLF001
        if len(named := [name for name in graphs if name.endswith("graph/evidence>")]) == 1:
            return f"GRAPH {named[0]} {{ {body} }}"  # a filter would look up the graph's name for every row
    return f'GRAPH ?graph {{ {body} }} FILTER(STRENDS(STR(?graph), "graph/evidence"))'


def describe(
    dataset: Dataset, iris: Iterable[str], *, evidence: bool = False, only: Iterable[str] = ()
) -> Descriptions:
    """Read statements about the IRIs from the default graph or the evidence graph, all or ``only`` some predicates."""
    wanted = f" FILTER(?p IN ({', '.join(f'<{predicate}>' for predicate in only)}))" if only else ""
    found: Descriptions = {}
    for block in _blocks(iris):
        body = _pattern(dataset, f"VALUES ?s {{ {block} }} ?s ?p ?o{wanted}", evidence=evidence)
        for s, p, o in _select(dataset, f"SELECT ?s ?p ?o WHERE {{ {body} }}"):
            found.setdefault(str(s), {}).setdefault(str(p), []).append(o)
    for facts in found.values():
        for objects in facts.values():
            if len(objects) > 1:
                objects.sort(key=term_key)
    return found


def read_subjects(
    dataset: Dataset, predicate: str, iris: Iterable[str], *, evidence: bool = False
) -> Iterator[tuple[str, str]]:
    """Read (subject, object) pairs of one predicate whose object is among the IRIs."""
    for block in _blocks(iris):
        body = _pattern(dataset, f"VALUES ?o {{ {block} }} ?s <{predicate}> ?o", evidence=evidence)
        yield from ((s, o) for s, o in select_text(dataset, f"SELECT ?s ?o WHERE {{ {body} }}"))


def read_statements(
    dataset: Dataset, subjects: Iterable[str], leave_out: Iterable[str] = (), toward: Collection[str] | None = None
) -> Iterator[str]:
    """Read the reifications of statements about the subjects, but for those with a predicate to leave out.

    Where ``toward`` is given, only those whose object is one of its IRIs.
    """
    without = ", ".join(f"<{predicate}>" for predicate in sorted(leave_out))
    for block in _blocks(subjects):
        body = f"VALUES ?s {{ {block} }} ?r rdf:subject ?s ; rdf:predicate ?p FILTER(?p NOT IN ({without}))"
        if toward is not None:
            # Objects are compared here: the other way round a store would begin with all that leads to a hub.
            body = f"VALUES ?s {{ {block} }} ?r rdf:subject ?s ; rdf:object ?o FILTER(ISIRI(?o))"
        shown = "?r" if toward is None else "?r ?o"
        for row in select_text(dataset, f"SELECT {shown} WHERE {{ {_pattern(dataset, body, evidence=True)} }}"):
            if toward is None or row[1] in toward:
                yield row[0]


def read_classes(dataset: Dataset, classes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Read (node, class) pairs of the whole default graph for the given classes."""
    for kind in filter(is_iri, classes):
        for (s,) in select_text(dataset, f"SELECT ?s WHERE {{ ?s a <{kind}> FILTER(ISIRI(?s)) }}"):
            yield s, kind


def read_links(dataset: Dataset, leave_out: Iterable[str] = ()) -> Iterator[tuple[str, str, str]]:
    """Read every statement of the default graph that joins two IRIs, by predicate; types are left out."""
    unread = {f"{PREFIXES['rdf']}type", *leave_out}
    predicates = {p for (p,) in select_text(dataset, "SELECT DISTINCT ?p WHERE { ?s ?p ?o }")}
    for predicate in sorted(filter(is_iri, predicates - unread)):
        query = f"SELECT ?s ?o WHERE {{ ?s <{predicate}> ?o FILTER(ISIRI(?s) && ISIRI(?o)) }}"
        yield from ((s, predicate, o) for s, o in select_text(dataset, query))


def read_outgoing(dataset: Dataset, iris: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Read every statement of the default graph that leads from the IRIs to another, types left out."""
    for block in _blocks(iris):
        body = f"VALUES ?s {{ {block} }} ?s ?p ?o FILTER(ISIRI(?o) && ?p != rdf:type)"
        yield from ((s, p, o) for s, p, o in select_text(dataset, f"SELECT ?s ?p ?o WHERE {{ {body} }}"))


def read_incoming(dataset: Dataset, iris: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Read every statement of the default graph whose object is among the IRIs."""
    for block in _blocks(iris):
        for s, p, o in _select(
            dataset, f"SELECT ?s ?p ?o WHERE {{ VALUES ?o {{ {block} }} ?s ?p ?o FILTER(ISIRI(?s)) }}"
        ):
            yield str(s), str(p), str(o)


def read_types(dataset: Dataset, iris: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Read (node, class) pairs of the given nodes."""
    for block in _blocks(iris):
        query = f"SELECT ?s ?c WHERE {{ VALUES ?s {{ {block} }} ?s a ?c }}"
        yield from ((s, c) for s, c in select_text(dataset, query))


def read_names(dataset: Dataset, predicates: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Read (node, name) pairs of the whole default graph for the given naming predicates."""
    for block in _blocks(predicates):
        for s, name in _select(dataset, f"SELECT ?s ?n WHERE {{ VALUES ?p {{ {block} }} ?s ?p ?n FILTER(ISIRI(?s)) }}"):
            yield str(s), str(name)


def read_distinct(dataset: Dataset, predicates: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Read every distinct literal of some predicates of the default graph: as text, and as N-Triples writes it."""
    for block in _blocks(predicates):
        query = f"SELECT DISTINCT ?o WHERE {{ VALUES ?p {{ {block} }} ?s ?p ?o }}"
        if isinstance(dataset.store, OxigraphStore):
            terms = (row[0] for row in cast("ox.QuerySolutions", dataset.store._inner.query(query)))  # noqa: SLF001
            yield from ((term.value, str(term)) for term in terms if isinstance(term, ox.Literal))
        else:
            yield from ((str(o), o.n3()) for (o,) in _select(dataset, query) if isinstance(o, Literal))


def read_holders(dataset: Dataset, predicates: Iterable[str], literals: Iterable[str]) -> Iterator[str]:
    """Read the IRIs that have one of the literals, as ``read_distinct`` writes them, by one of the predicates."""
    for block in _blocks(predicates):
        for literal in sorted(literals):
            query = f"SELECT ?s WHERE {{ VALUES ?p {{ {block} }} ?s ?p {literal} FILTER(ISIRI(?s)) }}"
            yield from (s for (s,) in select_text(dataset, query))


def term_key(term: Node) -> str:
    """Write a term so that equal terms, and no others, give equal strings."""
    return str(term) if isinstance(term, URIRef) else term.n3()


def text_of(facts: Facts, *predicates: str) -> str:
    """Take the first value of the first predicate that has one, or an empty string."""
    return next((str(facts[predicate][0]) for predicate in predicates if facts.get(predicate)), "")


def number_of(facts: Facts, predicate: str) -> float | None:
    """Take the first value of the predicate as a number, or None."""
    try:
        return float(text_of(facts, predicate))
    except ValueError:
        return None
