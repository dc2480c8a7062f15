"""What a query found, or should have found: read from any format, and compared as the W3C's tests ask."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox
from manifests import Case, all_of, iri_of, one

_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_EXACT = {f"{_XSD}{name}" for name in ("integer", "decimal", "int", "long", "short", "byte", "nonNegativeInteger")}
_FLOATS = {f"{_XSD}{name}" for name in ("double", "float")}
Row = frozenset


@dataclass
class Answer:
    """Rows, each a set of (variable, term) in their order; or a truth value; or a graph."""

    variables: frozenset[str] = frozenset()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None
    graph: frozenset[ox.Triple] | None = None
    ordered: bool = False


def make_answer(found: object) -> Answer:
    """Take over what pyoxigraph's own engine or parser returns."""
    if isinstance(found, ox.QueryBoolean):
        return Answer(boolean=bool(found))
    if isinstance(found, ox.QueryTriples):
        return Answer(graph=frozenset(found))
    names = [variable.value for variable in found.variables]
    rows = (Row((n, t) for n, t in zip(names, row, strict=True) if t is not None) for row in found)
    return Answer(frozenset(names), tuple(rows))


def parse_answer(body: bytes, media: str, *, base: str | None = None) -> Answer:
    """Parse an answer of the results formats (JSON, XML, TSV) or a graph."""
    form = ox.QueryResultsFormat.from_media_type(media)
    if form is not None:
        return make_answer(ox.parse_query_results(body, format=form))
    quads = ox.parse(body, format=ox.RdfFormat.from_media_type(media), base_iri=base)
    return Answer(graph=frozenset(quad.triple for quad in quads))


def read_expected(case: Case) -> Answer:
    """Read a test's result file: a results format, a graph, or rows written as a graph."""
    path = case.result
    media = {".srx": "application/sparql-results+xml", ".srj": "application/sparql-results+json",
             ".tsv": "text/tab-separated-values", ".ttl": "text/turtle", ".rdf": "application/rdf+xml"}  # fmt: skip
    answer = parse_answer(path.read_bytes(), media[path.suffix], base=iri_of(path))
    if answer.graph is not None:
        store = ox.Store()
        store.extend(_quads_of(answer.graph))
        sets = list(store.quads_for_pattern(None, None, ox.NamedNode(f"{_RS}ResultSet")))
        return _read_set(store, sets[0].subject) if sets else answer
    return answer


def _read_set(store: ox.Store, node: object) -> Answer:
    if boolean := one(store, node, f"{_RS}boolean"):
        return Answer(boolean=boolean.value == "true")
    solutions = all_of(store, node, f"{_RS}solution")
    index = {solution: one(store, solution, f"{_RS}index") for solution in solutions}
    ordered = bool(solutions) and all(index.values())
    if ordered:
        solutions.sort(key=lambda solution: int(index[solution].value))
    rows = tuple(
        Row(
            (one(store, b, f"{_RS}variable").value, one(store, b, f"{_RS}value"))
            for b in all_of(store, solution, f"{_RS}binding")
        )
        for solution in solutions
    )
    names = frozenset(name.value for name in all_of(store, node, f"{_RS}resultVariable"))
    return Answer(names, rows, ordered=ordered)


def equal_answers(found: Answer, wanted: Answer, *, lax: bool = False, ordered: bool = False) -> bool:
    """Tell whether two answers are the same but for the names of blank nodes.

    ``lax`` is for REDUCED: as many of each row as are wanted, or fewer, but one at least. ``ordered`` compares the
    order of rows, too. Numbers are compared by value (XSD 1.1, part 2, section 2.2), which leaves them their types.
    """
    if wanted.boolean is not None or found.boolean is not None:
        return found.boolean is wanted.boolean
    if wanted.graph is not None:
        return found.graph is not None and _same(_quads_of(found.graph), _quads_of(wanted.graph))
    if found.variables != wanted.variables:
        return False
    ours, theirs = ([Row((n, _by_value(t)) for n, t in row) for row in a.rows] for a in (found, wanted))
    if lax:
        few, many = Counter(ours), Counter(theirs)
        return few.keys() == many.keys() and all(few[row] <= many[row] for row in few)
    if not any(isinstance(t, ox.BlankNode) for row in (*ours, *theirs) for _, t in row):
        return ours == theirs if ordered else Counter(ours) == Counter(theirs)
    return _same(_rows_as_quads(ours, ordered), _rows_as_quads(theirs, ordered))


def _by_value(term: object) -> object:
    if not isinstance(term, ox.Literal):
        return term
    try:
        if term.datatype.value in _EXACT:
            return (term.datatype.value, str(Decimal(term.value).normalize() + 0))
        if term.datatype.value in _FLOATS:
            return (term.datatype.value, str(float(term.value)))
        if term.datatype.value == f"{_XSD}boolean":
            return (term.datatype.value, term.value in {"true", "1"})
    except (InvalidOperation, ValueError):
        pass
    return term


def _rows_as_quads(rows: Iterable[Row], ordered: bool) -> ox.Dataset:
    """Write rows as a graph, a blank node for each, so that comparing graphs compares them."""
    made = ox.Dataset()
    for number, row in enumerate(rows):
        node = ox.NamedNode(f"row:{number}") if ordered else ox.BlankNode()
        for name, term in row:
            value = ox.Literal(repr(term)) if isinstance(term, tuple) else term
            made.add(ox.Quad(node, ox.NamedNode(f"var:{name}"), value))
        made.add(ox.Quad(node, ox.NamedNode("var:"), ox.Literal("row")))
    return made


def _quads_of(graph: Iterable[ox.Triple]) -> ox.Dataset:
    return ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in graph)


def _same(ours: ox.Dataset, theirs: ox.Dataset) -> bool:
    for dataset in (ours, theirs):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return ours == theirs


def read_csv(text: str) -> tuple[list[str], Counter]:
    """Read CSV as far as it tells: the header, and the rows; each blank node as the same sign."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    return header, Counter(tuple("_:" if cell.startswith("_:") else cell for cell in row) for row in rows)
