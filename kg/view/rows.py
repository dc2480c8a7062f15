"""Bulk reads from a dataset: a few SPARQL queries over blocks of IRIs, never one query per node.

The dataset's store answers SPARQL itself, as those of ``kg.store.open_store`` do.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, TypeVar, cast

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from oxrdflib._converter import from_ox
from rdflib import Literal, URIRef

from kg.iris import PREFIXES, is_iri
from kg.store import select_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rdflib import Dataset
    from rdflib.query import ResultRow
    from rdflib.term import Node

__all__ = [
    "EVIDENCE",
    "Descriptions",
    "Facts",
    "Texts",
    "describe",
    "describe_texts",
    "name_evidence",
    "number_of",
    "read_classes",
    "read_distinct",
    "read_holders",
    "read_incoming",
    "read_links",
    "read_names",
    "read_outgoing",
    "read_reified",
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

Texts = dict[str, list[str]]
"""What is said of one thing, as text alone."""

EVIDENCE = "graph/evidence"
"""The names of graphs of evidence end so, after the base IRI."""

T = TypeVar("T")

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


def _select_iris(dataset: Dataset, query: str) -> Iterator[list[str]]:
    """Yield the rows of a SELECT in which every term is an IRI."""
    if isinstance(dataset.store, OxigraphStore):
        # The store writes all rows as text in half of the time that it takes to hand them over one by one.
        solutions = cast("ox.QuerySolutions", dataset.store._inner.query(query))  # noqa: SLF001
        lines = cast("bytes", solutions.serialize(format=ox.QueryResultsFormat.TSV)).decode().split("\n")[1:]
        rows = (line.split("\t") for line in lines)
        yield from ([cell[1:-1] for cell in row] for row in rows if all(cell.startswith("<") for cell in row))
        return
    for row in _select(dataset, query):
        if all(isinstance(term, URIRef) for term in row):
            yield [str(term) for term in row]


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
    if name := name_evidence(dataset):
        return f"GRAPH <{name}> {{ {body} }}"  # a filter would look up the graph's name for every row
    return f'GRAPH ?graph {{ {body} }} FILTER(STRENDS(STR(?graph), "{EVIDENCE}"))'


def name_evidence(dataset: Dataset) -> str:
    """Return the name of a local graph's one graph of evidence, or an empty string."""
    if not isinstance(dataset.store, OxigraphStore):
        return ""
    graphs = [graph.value for graph in dataset.store._inner.named_graphs()]  # noqa: SLF001
    named = [name for name in graphs if name.endswith(EVIDENCE)]
    return named[0] if len(named) == 1 else ""


def describe(
    dataset: Dataset, iris: Iterable[str], *, evidence: bool = False, only: Iterable[str] = ()
) -> Descriptions:
    """Read statements about the IRIs from the default graph or the evidence graph, all or ``only`` some predicates."""
    found: Descriptions = {}
    for s, p, o in _read_facts(dataset, iris, _select, evidence=evidence, only=only):
        found.setdefault(s, {}).setdefault(p, []).append(o)
    for facts in found.values():
        for objects in facts.values():
            if len(objects) > 1:
                objects.sort(key=term_key)
    return found


def describe_texts(dataset: Dataset, iris: Iterable[str], *, only: Iterable[str]) -> dict[str, Texts]:
    """Read what the evidence graph says of the IRIs by some predicates, as text, which is read in half of the time."""
    found: dict[str, Texts] = {}
    for s, p, o in _read_facts(dataset, iris, select_text, evidence=True, only=only):
        found.setdefault(s, {}).setdefault(p, []).append(o)
    for facts in found.values():
        for texts in facts.values():
            texts.sort()
    return found


def _read_facts(
    dataset: Dataset,
    iris: Iterable[str],
    select: Callable[[Dataset, str], Iterator[tuple[T, ...]]],
    *,
    evidence: bool,
    only: Iterable[str],
) -> Iterator[tuple[str, str, T]]:
    wanted = f" FILTER(?p IN ({', '.join(f'<{predicate}>' for predicate in only)}))" if only else ""
    usable = sorted({iri for iri in iris if is_iri(iri)})
    for begin in range(0, len(usable), _BLOCK):
        # The store looks up the text of every term that it returns, but for numbers.
        values = " ".join(f"({place} <{iri}>)" for place, iri in enumerate(usable[begin : begin + _BLOCK], begin))
        body = _pattern(dataset, f"VALUES (?n ?s) {{ {values} }} ?s ?p ?o{wanted}", evidence=evidence)
        for n, p, o in select(dataset, f"SELECT ?n ?p ?o WHERE {{ {body} }}"):
            yield usable[int(str(n))], str(p), o


def read_subjects(
    dataset: Dataset, predicate: str, iris: Iterable[str], *, evidence: bool = False
) -> Iterator[tuple[str, str]]:
    """Read (subject, object) pairs of one predicate whose object is among the IRIs."""
    for block in _blocks(iris):
        body = _pattern(dataset, f"VALUES ?o {{ {block} }} ?s <{predicate}> ?o", evidence=evidence)
        yield from ((s, o) for s, o in select_text(dataset, f"SELECT ?s ?o WHERE {{ {body} }}"))


def read_statements(dataset: Dataset, subjects: Iterable[str], leave_out: Iterable[str] = ()) -> Iterator[str]:
    """Read the reifications of statements about the subjects, but for those with a predicate to leave out."""
    without = ", ".join(f"<{predicate}>" for predicate in sorted(leave_out))
    for block in _blocks(subjects):
        body = f"VALUES ?s {{ {block} }} ?r rdf:subject ?s ; rdf:predicate ?p FILTER(?p NOT IN ({without}))"
        yield from (
            r for (r,) in select_text(dataset, f"SELECT ?r WHERE {{ {_pattern(dataset, body, evidence=True)} }}")
        )


def read_reified(dataset: Dataset, subjects: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Read (reification, subject, object) of the statements about the subjects that lead to an IRI."""
    for block in _blocks(subjects):
        body = f"VALUES ?s {{ {block} }} ?r rdf:subject ?s ; rdf:object ?o FILTER(ISIRI(?o))"
        query = f"SELECT ?r ?s ?o WHERE {{ {_pattern(dataset, body, evidence=True)} }}"
        yield from ((r, s, o) for r, s, o in select_text(dataset, query))


def read_classes(dataset: Dataset, classes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Read (node, class) pairs of the whole default graph for the given classes."""
    for kind in filter(is_iri, classes):
        for (s,) in _select_iris(dataset, f"SELECT ?s WHERE {{ ?s a <{kind}> }}"):
            yield s, kind


def read_links(dataset: Dataset, leave_out: Iterable[str] = ()) -> Iterator[tuple[str, str, str]]:
    """Read every statement of the default graph that joins two IRIs, by predicate; types are left out."""
    unread = {f"{PREFIXES['rdf']}type", *leave_out}
    predicates = {p for (p,) in select_text(dataset, "SELECT DISTINCT ?p WHERE { ?s ?p ?o }")}
    for predicate in sorted(filter(is_iri, predicates - unread)):
        query = f"SELECT ?s ?o WHERE {{ ?s <{predicate}> ?o FILTER(ISIRI(?o)) }}"
        yield from ((s, predicate, o) for s, o in _select_iris(dataset, query))


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


def text_of(facts: Mapping[str, Sequence[object]], *predicates: str) -> str:
    """Take the first value of the first predicate that has one, or an empty string."""
    return next((str(facts[predicate][0]) for predicate in predicates if facts.get(predicate)), "")


def number_of(facts: Mapping[str, Sequence[object]], predicate: str) -> float | None:
    """Take the first value of the predicate as a number, or None."""
    try:
        return float(text_of(facts, predicate))
    except ValueError:
        return None
