"""Ask the store's own engine, and hand its answer over as rdflib's, to the letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef, Variable
from rdflib.query import Result

from kg.errors import QueryError
from kg.query.dialect import spell_query
from kg.query.local import hide_service
from kg.query.sources import read_sources
from kg.query.tokens import outline, tokenise

__all__ = ["Found", "ask_engine", "make_result", "make_term", "order_columns"]

Term = URIRef | BNode | Literal
Found = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
_Ox = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def ask_engine(
    store: ox.Store,
    text: str,
    *,
    prefixes: Mapping[str, str],
    base_iri: str = "",
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> Found:
    """Run a query that was checked before. Graphs that are given take the place of those that the query names."""
    given = bool(default_graphs or named_graphs)
    spelled = spell_query(text, _named(store, text, prefixes, base_iri, named_graphs if given else None))
    query = hide_service(spelled)
    if not given:
        return store.query(query, prefixes=dict(prefixes), base_iri=base_iri or None)
    default, named = ([ox.NamedNode(iri) for iri in graphs] for graphs in (default_graphs, named_graphs))
    return store.query(
        query,
        prefixes=dict(prefixes),
        base_iri=base_iri or None,
        default_graph=list(default),
        named_graphs=list(named),
    )


def _named(
    store: ox.Store, text: str, prefixes: Mapping[str, str], base_iri: str, given: Sequence[str] | None
) -> list[str] | None:
    """Return the named graphs of the query's dataset; looked up only for a query that ranges over them."""
    look = outline(text)
    if "GRAPH" not in look.words:
        return None
    if given is not None:
        return sorted(set(given))
    if sources := list(read_sources(look, prefixes, base_iri=base_iri)):
        return sorted({source.iri for source in sources if source.named})
    return sorted(name.value for name in store.named_graphs() if isinstance(name, ox.NamedNode))


def order_columns(text: str, names: Iterable[str]) -> list[str]:
    """Return the columns of an answer in the order in which the query names them; for SELECT * the engine has its own.

    >>> order_columns("SELECT * { ?s ?p ?o }", ["o", "p", "s"])
    ['s', 'p', 'o']
    """
    place: dict[str, int] = {}
    for number, token in enumerate(tokenise(text)):
        if token.kind == "variable":
            place.setdefault(token.text[1:], number)
    return sorted(names, key=lambda name: place.get(name, -1))


def make_result(found: Found, text: str) -> Result:
    """Turn the answer to a query into rdflib's; rows come one by one.

    Lexical forms stay as they are, unlike in oxrdflib.
    """
    if isinstance(found, ox.QueryBoolean):
        result = Result("ASK")
        result.askAnswer = bool(found)
    elif isinstance(found, ox.QueryTriples):
        result = Result("CONSTRUCT")
        result.graph = Graph()
        for triple in found:
            result.graph.add(tuple(map(make_term, triple)))  # type: ignore[arg-type]
    else:
        result = Result("SELECT")
        result.vars = [Variable(name) for name in order_columns(text, (v.value for v in found.variables))]
        result.bindings = _read_rows(found, result.vars)
    return result


def _read_rows(found: ox.QuerySolutions, names: Sequence[Variable]) -> Iterator[dict[Variable, Term]]:
    for row in found:
        yield {name: make_term(term) for name in names if (term := row[str(name)]) is not None}


def make_term(term: _Ox) -> Term:
    """Turn a term into rdflib's without touching its lexical form."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    raise QueryError("the answer holds a triple as a value, which the results formats of SPARQL 1.1 cannot write")
