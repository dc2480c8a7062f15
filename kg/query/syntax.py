"""Say where and why a query cannot be parsed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import pyoxigraph as ox

from kg.errors import QueryError
from kg.query.tokens import FORMS, UPDATES, Outline, tokenise

__all__ = ["check_form", "check_syntax", "place_error"]

_POSITION = re.compile(r"(?:error|Parser error) at (\d+):(\d+): (.*)", re.DOTALL)
_WIDTH = 100


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
    """Return the query's form. Raises ``QueryError`` for updates and for what does not begin as a query does."""
    token = query.form
    if token is None:
        raise QueryError(f"{source}: the query is empty")
    if token.text in UPDATES:
        message = f"{token.text} changes data, and a graph is read only: use SELECT, ASK, CONSTRUCT or DESCRIBE"
        raise place_error(message, query.text, token.start, source=source)
    if token.text not in FORMS:
        found = token.text if token.kind != "word" else query.text[token.start : token.end]
        message = f"expected SELECT, ASK, CONSTRUCT or DESCRIBE, found {found[:40]!r}"
        raise place_error(message, query.text, token.start, source=source)
    return token.text


def check_syntax(query: Outline, *, prefixes: Mapping[str, str], source: str) -> None:
    """Raise ``QueryError`` if the user's own text cannot be parsed; nothing is evaluated against any data."""
    for name in query.names:
        prefix = name.text.partition(":")[0]
        if prefix not in query.declared and prefix not in prefixes and prefix != "_":
            raise place_error(f"the prefix '{prefix}:' is not declared", query.text, name.start, source=source)
    try:
        ox.Store().query(query.text, prefixes=dict(prefixes))
    except SyntaxError as error:
        raise _place_parser_error(str(error), query, source) from error
    except ValueError as error:
        raise QueryError(f"{source}: {error}") from error


def _place_parser_error(message: str, query: Outline, source: str) -> QueryError:
    match, text = _POSITION.match(message), query.text
    if not match:
        return QueryError(f"{source}: {message}")
    offset = _offset_of(text, int(match[1]), int(match[2]))
    if query.problem and _explains(query.problem, text[offset:]):
        return place_error(query.problem[0], text, query.problem[1], source=source)
    return place_error(_explain(match[3], text, offset), text, offset, source=source)


def _explains(problem: tuple[str, int], rest: str) -> bool:
    """Tell whether a bracket or quote is the cause: an open bracket is one only if the parser came to the end."""
    return not problem[0].endswith("closed") or next(tokenise(rest), None) is None


def _offset_of(text: str, line: int, column: int) -> int:
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    return min(starts[min(line, len(starts)) - 1] + column - 1, len(text))


def _explain(expected: str, text: str, offset: int) -> str:
    """Turn the parser's list of character classes into a sentence, keeping what a person can act on."""
    if prose := re.search(r"(?:The|Duplicate|Invalid|[A-Z]\w+ (?:is|are|was|can)) [^,\[\]]{8,}", expected):
        return prose[0].strip()
    token = next(tokenise(text[offset:]), None)
    found = (
        f"unexpected {text[offset + token.start : offset + token.end][:40]!r}"
        if token
        else "unexpected end of the query"
    )
    options = re.findall(r'"((?:[^"\\]|\\.)+)"|(?<![\w\'"])([A-Z]{2,}\b)', expected)
    names = [quoted or keyword for quoted, keyword in options]
    return f"{found}: expected {' or '.join(names)}" if 0 < len(names) <= 4 and "\\" not in "".join(names) else found
