"""Say where and why a query cannot be parsed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import pyoxigraph as ox

from kg.errors import QueryError
from kg.query.dialect import spell_booleans
from kg.query.local import find_service, hide_service, seen_offset
from kg.query.tokens import FORMS, UPDATES, Outline, Token, tokenise

__all__ = ["check_form", "check_local", "check_syntax", "place_error"]

_POSITION = re.compile(r"(?:error|Parser error) at (\d+):(\d+): (.*)", re.DOTALL)
_PROSE = re.compile(r"(?:The|Duplicate|Invalid|IRI|[A-Z]\w+ (?:is|are|was|can)) [^,\[\]]{8,}")
#: What the parser expects and compares one character at a time: its place is exact.
_TERMINAL = re.compile(r"""["']""")
_WIDTH = 100
#: Far beyond what people write; the parser is recursive, and a query nested some thousand deep would end the process.
_DEEPEST, _LONGEST = 200, 4000


def place_error(message: str, text: str, offset: int, *, source: str) -> QueryError:
    r"""Make an error that names line and column and shows the line with a caret.

    >>> print(place_error("unexpected '.'", "ASK {\n ..\n}", 8, source="a.rq"))
    a.rq, line 2, column 3: unexpected '.'
       ..
        ^
    """
    lines = re.split(r"\r\n|\n|\r", text[:offset])
    line, column = len(lines), len(lines[-1]) + 1
    whole = re.split(r"[\r\n]", lines[-1] + text[offset:], maxsplit=1)[0]
    cut = max(0, column - _WIDTH // 2)
    shown = "".join(c if c.isprintable() else " " for c in whole[cut : cut + _WIDTH])
    padding = "".join("  " if unicodedata.east_asian_width(c) in "WF" else " " for c in shown[: column - 1 - cut])
    return QueryError(f"{source}, line {line}, column {column}: {message}\n  {shown}\n  {padding}^")


def check_form(query: Outline, *, source: str) -> str:
    """Return the query's form.

    Raises ``QueryError`` for updates, for what does not begin as a query does, and for what is too large to parse.
    """
    token = query.form
    if query.depth > _DEEPEST or query.size > _LONGEST:
        limits = f"at most {_LONGEST} words and signs outside VALUES, brackets at most {_DEEPEST} deep"
        raise QueryError(f"{source}: the query is too large: {limits}")
    if token is None:
        raise QueryError(f"{source}: the query is empty")
    if "\x00" in query.text:
        raise place_error("a query cannot hold NUL", query.text, query.text.index("\x00"), source=source)
    if token.text in UPDATES:
        message = f"{token.text} changes data, and a graph is read only: use SELECT, ASK, CONSTRUCT or DESCRIBE"
        raise place_error(message, query.text, token.start, source=source)
    if token.text not in FORMS:
        found = token.text if token.kind != "word" else query.text[token.start : token.end]
        message = f"expected SELECT, ASK, CONSTRUCT or DESCRIBE, found {found[:40]!r}"
        raise place_error(message, query.text, token.start, source=source)
    return token.text


def check_local(query: Outline, *, source: str) -> None:
    """Raise ``QueryError`` for a query that asks another server."""
    if token := find_service(query):
        message = "SERVICE would ask another server over the network; a local graph does not do that"
        raise place_error(message, query.text, token.start, source=source)


def check_syntax(query: Outline, *, prefixes: Mapping[str, str], source: str, base_iri: str = "") -> None:
    """Raise ``QueryError`` if the user's own text cannot be parsed; nothing is evaluated against any data.

    Without ``base_iri``, a query with relative IRIs needs a BASE of its own.
    """
    for token in query.tokens:
        if message := _find_fault(token, query, prefixes, base_iri):
            raise place_error(message, query.text, token.start, source=source)
    try:
        ox.Store().query(hide_service(spell_booleans(query.text)), prefixes=dict(prefixes), base_iri=base_iri or None)
    except SyntaxError as error:
        raise _place_parser_error(str(error), query, source) from error
    except (ValueError, RuntimeError) as error:  # the latter for a function that the engine hasn't got
        raise QueryError(f"{source}: {error}") from error


def _find_fault(token: Token, query: Outline, prefixes: Mapping[str, str], base_iri: str) -> str | None:
    """Explain the mistakes in IRIs and prefixed names, for which the parser has no words."""
    if token.kind == "iri":
        relative = not re.match(r"<[A-Za-z][A-Za-z0-9+.-]*:", token.text) and not base_iri and "BASE" not in query.words
        return f"{token.text[:60]} is a relative IRI, and the query has no BASE" if relative else None
    prefix = token.text.partition(":")[0]
    if token.kind != "name" or prefix in query.declared or prefix in prefixes or prefix == "_":
        return None
    if query.text[token.start - 1 : token.start] == "<":
        return "the IRI that begins here is not well-formed"
    return f"the prefix '{prefix}:' is not declared"


def _place_parser_error(message: str, query: Outline, source: str) -> QueryError:
    match, text = _POSITION.match(message), query.text
    if not match:
        return QueryError(f"{source}: {message}")
    expected = match[3]
    offset = seen_offset(text, _offset_of(hide_service(text), int(match[1]), int(match[2])))
    if query.problem and (not query.problem[0].endswith("closed") or not text[offset:].strip()):
        return place_error(query.problem[0], text, query.problem[1], source=source)
    if prose := _PROSE.search(expected):
        return place_error(prose[0].strip(), text, min(offset, len(text.rstrip())), source=source)
    if not _TERMINAL.search(expected):
        offset = _look_again(query, offset, expected)
    return place_error(_explain(expected, text, offset), text, offset, source=source)


def _offset_of(text: str, line: int, column: int) -> int:
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    return min(starts[min(line, len(starts)) - 1] + column - 1, len(text))


def _look_again(query: Outline, offset: int, expected: str) -> int:
    """Find the place of an error for which the parser only names keywords.

    It tries keywords by their length and reports where the longest would have ended, so the error is that much before.
    rdflib's parser says where the construct begins that it gave up; the later of the two is closer.
    """
    keywords = [] if "[_]" in expected else re.findall(r"[A-Za-z]{2,}\d*", expected)
    guess = max(0, offset - min(map(len, keywords))) if keywords else -1
    found = max(guess, _ask_rdflib(query))
    if found < 0:
        return len(query.text.rstrip())
    return found + len(query.text[found:]) - len(query.text[found:].lstrip())


def _ask_rdflib(query: Outline) -> int:
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import expandUnicodeEscapes, parseQuery

    if query.depth > 40 or "\t" in query.text or expandUnicodeEscapes(query.text) != query.text:
        return -1
    try:
        parseQuery(query.text)
    except ParseBaseException as error:
        return int(error.loc)
    except (RecursionError, ValueError):
        return -1
    return -1


def _explain(expected: str, text: str, offset: int) -> str:
    """Say what stands at the place, and what would fit where that is a short list."""
    token = next(tokenise(text[offset:]), None)
    if token is None:
        twice = "not valid SPARQL; perhaps AS sets a variable that is in use already"
        return twice if re.search(r"\bAS\b", text, re.IGNORECASE) else "unexpected end of the query"
    found = f"unexpected {text[offset + token.start : offset + token.end][:40]!r}"
    names = re.findall(r'"((?:[^"\\]|\\.)+)"', expected)
    return f"{found}: expected {' or '.join(names)}" if 0 < len(names) <= 4 else found
