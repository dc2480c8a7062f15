"""Write what a query found: a table for people, and the formats that the standards name."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, cast
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.query import Result

from kg.errors import MissingExtraError, UsageError
from kg.iris import BASE, PREFIXES
from kg.tables import draw_table, neutralise
from kg.turtle import Abbreviator, write_turtle

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMATS", "prefixes_of", "to_dataframe", "write_result"]

Term = URIRef | BNode | Literal
Row = tuple[Term | None, ...]
_XSD = PREFIXES["xsd"]
_INTEGERS = {
    _XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")
}
_NUMBERS = _INTEGERS | {_XSD + name for name in ("decimal", "double", "float")}
#: Characters that no XML 1.0 document may hold (section 2.2), escaped or not.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def prefixes_of(base: str = BASE) -> dict[str, str]:
    """Return the prefixes that queries and answers share: ``kg.iris.PREFIXES`` and one for each kind of thing.

    >>> prefixes_of()["paper"]
    'https://w3id.org/scholar-kg/id/paper/'
    """
    return Abbreviator(base).prefixes


def write_result(
    result: Result, form: str | None = None, *, width: int | None = None, base: str = BASE
) -> Iterator[str]:
    """Yield an answer as text, in pieces.

    ``form`` is one of ``FORMATS``; without it, rows are a table and graphs Turtle.

    ``width`` is that of the terminal, which the table is cut to; without it nothing is cut. In rows, a graph has the
    columns subject, predicate and object. Raises ``UsageError`` for an unknown form, and for Turtle from rows.
    """
    chosen = form or ("ttl" if result.type in ("CONSTRUCT", "DESCRIBE") else "table")
    if chosen not in FORMATS:
        raise UsageError(f"unknown format {chosen!r}: choose one of {', '.join(FORMATS)}")
    if chosen == "ttl":
        if result.graph is None:
            raise UsageError(
                f"ttl writes graphs, and {result.type} gives none: use CONSTRUCT or DESCRIBE, or another format"
            )
        return iter([_turtle(result.graph, base)])
    if result.type == "ASK":
        return iter([_boolean(bool(result.askAnswer), chosen)])
    return FORMATS[chosen](_columns(result), _rows(result), Abbreviator(base), width)


def _columns(result: Result) -> list[str]:
    return ["subject", "predicate", "object"] if result.graph is not None else [str(v) for v in result.vars or ()]


def _rows(result: Result) -> Iterator[Row]:
    if result.graph is not None:
        triples = cast("list[Row]", list(result.graph))
        yield from sorted(triples, key=lambda triple: [term.n3() for term in triple if term is not None])
        return
    names = list(result.vars or ())
    for row in result.bindings:
        yield cast("Row", tuple(row.get(name) for name in names))


def _to_ox(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term))


def _turtle(graph: Graph, base: str) -> str:
    """Write a graph as the build does, without the prefixes that it has no use for."""
    quads = [ox.Quad(*(_to_ox(term) for term in triple)) for triple in graph]  # type: ignore[arg-type]
    lines = "".join(write_turtle(quads, base=base)).splitlines(keepends=True)
    body = "".join(line for line in lines if not line.startswith("@prefix "))
    declared = (line for line in lines if line.startswith("@prefix ") and line.split()[1] in body)
    return "".join([*declared, body])


def _boolean(answer: bool, form: str) -> str:
    text = "true" if answer else "false"
    if form == "json":
        return json.dumps({"head": {}, "boolean": answer}) + "\n"
    if form == "xml":
        return f"{_XML_HEAD}<head/><boolean>{text}</boolean></sparql>\n"
    return text + "\n"


def _show(term: Term | None, short: Abbreviator) -> str:
    """Return a term as people read it: text as it is, IRIs with prefixes."""
    if isinstance(term, URIRef):
        try:
            return short.term(ox.NamedNode(str(term))).strip("<>")
        except ValueError:
            return str(term)
    return "" if term is None else f"_:{term}" if isinstance(term, BNode) else str(term)


def _is_number(term: Term | None) -> bool:
    return isinstance(term, Literal) and str(term.datatype) in _NUMBERS


def _write_table(names: list[str], rows: Iterable[Row], short: Abbreviator, width: int | None) -> Iterator[str]:
    found = list(rows)
    right = [any(_is_number(row[i]) for row in found) and all(row[i] is None or _is_number(row[i]) for row in found)
             for i in range(len(names))]  # fmt: skip
    cells = [[neutralise(_show(term, short)) for term in row] for row in found]
    return draw_table(names, cells, right=right, width=width)


def _write_csv(names: list[str], rows: Iterable[Row], _short: Abbreviator, _width: int | None) -> Iterator[str]:
    """SPARQL 1.1 Query Results CSV (section 3): plain values, RFC 4180 quoting, CRLF."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(names)
    for row in rows:
        cells = ("" if t is None else f"_:{t}" if isinstance(t, BNode) else str(t) for t in row)
        writer.writerow(cells)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _write_tsv(names: list[str], rows: Iterable[Row], _short: Abbreviator, _width: int | None) -> Iterator[str]:
    """SPARQL 1.1 Query Results TSV (section 4): terms in Turtle syntax, on one line each."""
    yield "\t".join(f"?{name}" for name in names) + "\n"
    for row in rows:
        yield "\t".join(_tsv(term) for term in row) + "\n"


def _tsv(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal) and _is_number(term) and re.fullmatch(r"[+-]?\d+|[+-]?\d*\.\d+", str(term), re.ASCII):
        whole = "." not in str(term)
        if str(term.datatype) == _XSD + ("integer" if whole else "decimal"):
            return str(term)
    return str(_to_ox(term)).replace("\t", "\\t")


def _write_json(names: list[str], rows: Iterable[Row], _short: Abbreviator, _width: int | None) -> Iterator[str]:
    """SPARQL 1.1 Query Results JSON: one solution a line."""
    yield f'{{"head": {json.dumps({"vars": names}, ensure_ascii=False)}, "results": {{"bindings": ['
    comma = ""
    for row in rows:
        solution = {name: _describe(term) for name, term in zip(names, row, strict=True) if term is not None}
        yield f"{comma}\n{json.dumps(solution, ensure_ascii=False)}"
        comma = ","
    yield "\n]}}\n"


def _describe(term: Term) -> dict[str, str]:
    if isinstance(term, Literal):
        plain = {"type": "literal", "value": str(term)}
        if term.language:
            return plain | {"xml:lang": term.language}
        typed = term.datatype and str(term.datatype) != f"{_XSD}string"
        return plain | {"datatype": str(term.datatype)} if typed else plain
    return {"type": "uri" if isinstance(term, URIRef) else "bnode", "value": str(term)}


_XML_HEAD = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'


def _write_xml(names: list[str], rows: Iterable[Row], _short: Abbreviator, _width: int | None) -> Iterator[str]:
    """SPARQL Query Results XML; characters that XML cannot hold become U+FFFD."""
    variables = "".join(f"<variable name={_attribute(name)}/>" for name in names)
    yield f"{_XML_HEAD}<head>{variables}</head>\n<results>\n"
    for row in rows:
        cells = (
            f"<binding name={_attribute(n)}>{_element(t)}</binding>"
            for n, t in zip(names, row, strict=True)
            if t is not None
        )
        yield f"<result>{''.join(cells)}</result>\n"
    yield "</results>\n</sparql>\n"


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))


def _element(term: Term) -> str:
    found = _describe(term)
    value = escape(_NOT_XML.sub("\ufffd", found["value"]), {"\r": "&#13;"})
    language = f" xml:lang={_attribute(found['xml:lang'])}" if "xml:lang" in found else ""
    datatype = f" datatype={_attribute(found['datatype'])}" if "datatype" in found else ""
    return f"<{found['type']}{language}{datatype}>{value}</{found['type']}>"


def _write_markdown(names: list[str], rows: Iterable[Row], short: Abbreviator, _width: int | None) -> Iterator[str]:
    """Write a GitHub-flavoured table; text is escaped so that it is neither markup nor HTML."""
    yield f"| {' | '.join(_markdown(name) for name in names)} |\n|{' --- |' * len(names)}\n"
    for row in rows:
        yield f"| {' | '.join(_markdown(_show(term, short)) for term in row)} |\n"


def _markdown(text: str) -> str:
    plain = re.sub(r"([\\|`*_\[\]~$])", r"\\\1", neutralise(text))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


Writer = Callable[[list[str], Iterable[Row], Abbreviator, int | None], Iterator[str]]

#: What ``write_result`` knows; ttl is for graphs.
FORMATS: dict[str, Writer] = {
    "table": _write_table,
    "csv": _write_csv,
    "tsv": _write_tsv,
    "json": _write_json,
    "xml": _write_xml,
    "md": _write_markdown,
    "ttl": _write_table,
}


def to_dataframe(result: Result) -> pd.DataFrame:
    """Return an answer as a pandas DataFrame: numbers as numbers, truth values as bool, everything else as str.

    Dates stay strings, because some say no more than the year. What is unbound is missing.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError("pandas", "pandas") from error

    if result.type == "ASK":
        return pd.DataFrame({"answer": [bool(result.askAnswer)]})
    names, rows = _columns(result), list(_rows(result))
    columns = {name: [_to_python(row[i]) for row in rows] for i, name in enumerate(names)}
    frame = pd.DataFrame(columns, columns=names)
    gaps = [name for name, values in columns.items() if None in values]
    whole = {name: "Int64" for name in gaps if {type(v) for v in columns[name]} == {int, type(None)}}
    return frame.astype(whole)


def _to_python(term: Term | None) -> str | int | float | bool | None:
    if term is None or not isinstance(term, Literal):
        return None if term is None else str(term)
    if str(term.datatype) == f"{_XSD}boolean":
        return str(term) in ("true", "1")
    if not _is_number(term):
        return str(term)
    try:
        return int(term) if str(term.datatype) in _INTEGERS else float(term)
    except ValueError:
        return str(term)
