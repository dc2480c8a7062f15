"""Run a query: parameters become values of variables, never pieces of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import BNode, Dataset, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result

from kg.endpoint import ask_endpoint
from kg.errors import QueryError, UsageError
from kg.iris import BASE, PREFIXES
from kg.query.dialect import insert_text
from kg.query.engine import ask_engine, make_result
from kg.query.local import find_service
from kg.query.saved import Parameter, SavedQuery, parse_query
from kg.query.sources import find_foreign
from kg.query.syntax import check_form, check_local, check_syntax
from kg.query.tokens import Outline, outline
from kg.results import prefixes_of
from kg.standing import expand_iri, find_standing

__all__ = ["bind_values", "read_value", "run_query"]

Value = str | URIRef | Literal
_Term = ox.NamedNode | ox.Literal


def run_query(
    dataset: Dataset,
    query: SavedQuery | str,
    *,
    parameters: Mapping[str, Value] | None = None,
    base: str = BASE,
) -> Result:
    """Run a SELECT, ASK, CONSTRUCT or DESCRIBE on a local store or an endpoint.

    The prefixes of ``kg.iris.PREFIXES`` and one for each kind of thing under ``base`` (``paper:``, ``person:`` …) are
    declared already. ``parameters`` are RDF terms, or text that is typed as the query's header says.

    Raises ``QueryError`` for what cannot be parsed or run and ``UsageError`` for parameters that don't fit.
    """
    saved = parse_query(query) if isinstance(query, str) else query
    prefixes = prefixes_of(base)
    look = outline(saved.text)
    form = check_form(look, source=saved.source)
    endpoint = isinstance(dataset.store, SPARQLStore)
    if not endpoint:
        check_local(look, source=saved.source)
    values = _type_parameters(saved, look, dict(parameters or {}), prefixes)
    values |= dict(_follow_things(dataset, saved, values))
    if not endpoint:
        check_syntax(look, prefixes=prefixes, source=saved.source)
    text = _declare(look, prefixes) + bind_values(look, values)
    if isinstance(dataset.store, SPARQLStore):
        return ask_endpoint(dataset.store, text, form=form, explain=lambda: _recheck(look, prefixes, saved.source))
    if not isinstance(dataset.store, OxigraphStore):
        raise UsageError(f"a {type(dataset.store).__name__} cannot be queried: open the graph with kg.store.open_store")
    store = dataset.store._inner  # noqa: SLF001
    if look.sources:
        _check_sources(look, store, prefixes)
    try:
        # Past oxrdflib, which would rewrite literals such as "01"^^xsd:integer.
        return make_result(ask_engine(store, text, prefixes=prefixes), look.text)
    except UsageError:
        raise
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"{saved.source}: {str(error).splitlines()[0]}") from error


def _check_sources(look: Outline, store: ox.Store, prefixes: Mapping[str, str]) -> None:
    """Refuse FROM with a graph that the store hasn't got: it would be empty, not fetched."""
    present = {str(name.value) for name in store.named_graphs()}
    if source := find_foreign(look, prefixes, present):
        raise UsageError(
            f"FROM names {source.iri}, which is no graph of this store: nothing is fetched from the network"
        )


def _recheck(look: Outline, prefixes: Mapping[str, str], source: str) -> None:
    """Look for a syntax error after an endpoint refused; a server may know more than the standard, so not before."""
    if not find_service(look):
        check_syntax(look, prefixes=prefixes, source=source)


def _type_parameters(
    query: SavedQuery, look: Outline, given: dict[str, Value], prefixes: Mapping[str, str]
) -> dict[str, _Term]:
    known = {p.name: p for p in query.parameters}
    if not query.name:
        free = look.variables - look.assigned
        known |= {name: Parameter(name, type="") for name in free if name not in known}
    for name in given:
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise UsageError(f"{query.name or query.source} has no parameter {name!r}; it has: {listed}")
    missing = [p.name for p in query.parameters if p.required and p.default is None and p.name not in given]
    if missing:
        wanted = " ".join(f"-p {name}=…" for name in missing)
        raise UsageError(f"{query.name or query.source} needs {', '.join(missing)}: add {wanted}")
    values = {p.name: p.default for p in query.parameters if p.default is not None} | given
    return {name: _to_term(value, known[name], prefixes) for name, value in values.items() if name in look.variables}


def _follow_things(dataset: Dataset, query: SavedQuery, values: Mapping[str, _Term]) -> Iterator[tuple[str, _Term]]:
    """Yield the values that name a thing by an IRI that was merged away, with the IRI that stands."""
    for parameter in query.parameters:
        if parameter.type == "thing" and (given := values.get(parameter.name)):
            standing = find_standing(dataset, given.value)
            if standing != given.value:
                yield parameter.name, ox.Literal(standing)


def _to_term(value: Value, parameter: Parameter, prefixes: Mapping[str, str]) -> _Term:
    if isinstance(value, BNode) or not isinstance(value, str):
        raise UsageError(f"parameter {parameter.name!r}: a {type(value).__name__} cannot be bound")
    if not isinstance(value, URIRef | Literal):
        return read_value(value, parameter, prefixes)
    try:
        return ox.NamedNode(str(value)) if isinstance(value, URIRef) else _from_literal(value)
    except UnicodeEncodeError as error:
        raise UsageError(f"parameter {parameter.name!r} is not valid Unicode text") from error
    except ValueError as error:
        raise UsageError(f"parameter {parameter.name!r}: {value[:80]!r} is no IRI: {error}") from error


def _from_literal(value: Literal) -> ox.Literal:
    if value.language:
        return ox.Literal(str(value), language=value.language)
    return (
        ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype))) if value.datatype else ox.Literal(str(value))
    )


def read_value(value: str, parameter: Parameter, prefixes: Mapping[str, str]) -> _Term:
    """Turn text into the term that a parameter's type asks for; raises ``UsageError`` where it can't."""
    try:
        value.encode("utf-8")
        return _from_text(value, parameter, prefixes)
    except UnicodeEncodeError as error:
        raise UsageError(f"parameter {parameter.name!r} is not valid Unicode text") from error
    except UsageError:
        raise
    except ValueError as error:
        raise UsageError(f"parameter {parameter.name!r}: {value[:80]!r} is no IRI: {error}") from error


def _from_text(value: str, parameter: Parameter, prefixes: Mapping[str, str]) -> _Term:
    kind = parameter.type
    if kind in ("integer", "decimal"):
        pattern, example = (r"[+-]?\d+", "7") if kind == "integer" else (r"[+-]?\d*\.?\d+", "0.7")
        if not re.fullmatch(pattern, value.strip(), re.ASCII):
            raise UsageError(f"parameter {parameter.name!r}: {value[:80]!r} is no {kind}; write it like {example}")
        return ox.Literal(value.strip(), datatype=ox.NamedNode(PREFIXES["xsd"] + kind))
    if kind == "iri":
        return ox.NamedNode(expand_iri(value.strip(), prefixes) or value.strip())
    if kind == "thing":
        return ox.Literal(expand_iri(value, prefixes) or value)
    if not kind and re.fullmatch(r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*>", value):
        return ox.NamedNode(value[1:-1])
    return ox.Literal(value)


def _declare(look: Outline, prefixes: Mapping[str, str]) -> str:
    """Return declarations for the prefixes that the query uses without declaring them, on one line."""
    used = {token.text.partition(":")[0] for token in look.names} - look.declared
    return "".join(f"PREFIX {p}: <{prefixes[p]}> " for p in sorted(used) if p in prefixes)


def bind_values(look: Outline, values: Mapping[str, _Term]) -> str:
    r"""Return the query's text with each variable of ``values`` bound to its term.

    A VALUES block (SPARQL 1.1 Query, section 10) goes to the start of the outermost group, and of each inner group in
    which the variable stands, since a group is evaluated before it is joined with what is around it. Nothing that is
    put in holds a line break, so the lines of the text keep their numbers.

    >>> bind_values(outline("ASK { ?s foaf:name ?n }"), {"n": ox.Literal('a"b')})
    'ASK { VALUES (?n) { ("a\\"b") }  ?s foaf:name ?n }'
    """
    where = look.where()
    if not values:
        return look.text
    if where is None:
        return insert_text(look.text, [(look.tail, f" WHERE {{{_values_block(values, values)}}} ")])
    edits = [(where.start, _values_block(values, values))]
    inner = (group for group in look.groups if group.kind == "group" and group is not where)
    edits += [(g.start, _values_block(values, names)) for g in inner if (names := g.sees() & set(values))]
    if look.form and look.form.text == "CONSTRUCT" and look.template() is None:
        copy = " ".join(look.text[t.start : t.end] for t in look.tokens if where.start <= t.start < where.end)
        edits.append((look.form.end, f" {{ {copy} }} "))
    return insert_text(look.text, edits)


def _values_block(values: Mapping[str, _Term], names: Iterable[str]) -> str:
    chosen = sorted(names)
    variables = " ".join(f"?{name}" for name in chosen)
    return f" VALUES ({variables}) {{ ({' '.join(str(values[name]) for name in chosen)}) }} "
