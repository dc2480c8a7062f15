"""Look at a query before it runs: is it one, does it keep to the store, is it nested too deeply."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kg.query.sources import find_foreign
from kg.query.syntax import check_form, check_local, check_syntax, place_error
from kg.query.tokens import Outline, Token, outline
from kg.serve.model import RefusedError

__all__ = ["check_query"]

_SOURCE = "query"


def check_query(
    text: str, *, prefixes: Mapping[str, str], graphs: Collection[str], depth: int, address: str = ""
) -> str:
    """Return the form of a query that may run: SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises ``QueryError`` for what is no query and for SERVICE, with line and column, and ``RefusedError`` for FROM with
    a graph that is none of ``graphs``, and for more than ``depth`` brackets inside each other.
    """
    look = outline(text)
    form = check_form(look, source=_SOURCE)
    _check_depth(look, depth)
    check_local(look, source=_SOURCE)
    _check_graphs(look, prefixes, graphs, address)
    check_syntax(look, prefixes=prefixes, source=_SOURCE, base_iri=address)
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


def _check_graphs(look: Outline, prefixes: Mapping[str, str], graphs: Collection[str], address: str) -> None:
    if source := find_foreign(look, prefixes, graphs, base_iri=address):
        raise _refuse(f"FROM names a graph that is not in the store: {source.iri[:200]}", look.text, source.token)
