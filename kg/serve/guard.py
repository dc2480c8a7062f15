"""Look at a query before it runs: is it one, does it keep to the store, is it nested too deeply."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urljoin

from kg.query.syntax import check_form, check_local, check_syntax, place_error
from kg.query.tokens import Outline, Token, outline
from kg.serve.model import RefusedError

__all__ = ["check_query"]

_SOURCE = "query"


def check_query(text: str, *, prefixes: Mapping[str, str], graphs: Collection[str], depth: int) -> str:
    """Return the form of a query that may run: SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises ``QueryError`` for what is no query and for SERVICE, with line and column, and ``RefusedError`` for FROM with
    a graph that is none of ``graphs``, and for more than ``depth`` brackets inside each other.
    """
    look = outline(text)
    form = check_form(look, source=_SOURCE)
    _check_depth(look, depth)
    check_local(look, source=_SOURCE)
    _check_graphs(look, prefixes, graphs)
    check_syntax(look, prefixes=prefixes, source=_SOURCE)
    return form


def _refuse(message: str, text: str, token: Token) -> RefusedError:
    return RefusedError(400, str(place_error(message, text, token.start, source=_SOURCE)))


def _check_depth(look: Outline, limit: int) -> None:
    depth = 0
    for token in look.tokens:
        if token.kind == "other" and token.text in "{([":
            depth += 1
            if depth > limit:
                raise _refuse(f"more than {limit} brackets inside each other", look.text, token)
        elif token.kind == "other" and token.text in "})]":
            depth -= 1


def _check_graphs(look: Outline, prefixes: Mapping[str, str], graphs: Collection[str]) -> None:
    for token, iri in _read_from(look, prefixes):
        if iri not in graphs:
            raise _refuse(f"FROM names a graph that is not in the store: {iri[:200]}", look.text, token)


def _read_from(look: Outline, prefixes: Mapping[str, str]) -> Iterator[tuple[Token, str]]:
    """Yield the graphs of FROM and FROM NAMED as IRIs; a query's own prefixes and BASE come first."""
    known, base = dict(prefixes), ""
    tokens = look.tokens
    for i, token in enumerate(tokens[:-1]):
        after = tokens[i + 1]
        if token.kind != "word":
            continue
        if token.text == "PREFIX" and i + 2 < len(tokens):
            known[after.text.partition(":")[0]] = urljoin(base, tokens[i + 2].text[1:-1])
        elif token.text == "BASE":
            base = urljoin(base, after.text[1:-1])
        elif token.text == "FROM":
            named = after.text == "NAMED" and i + 2 < len(tokens)
            found = tokens[i + 2] if named else after
            yield found, _expand(found, known, base)


def _expand(token: Token, known: Mapping[str, str], base: str) -> str:
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return known.get(prefix, "") + local
