"""Paths of length zero: a constant is its own end, also where it is no node of the graph (SPARQL 1.1, section 18.4).

Oxigraph finds nothing there until it has oxigraph#1815; what is put in then finds nothing in addition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.query.tokens import Outline, Token

__all__ = ["close_paths"]


def close_paths(look: Outline) -> Iterator[tuple[int, str]]:
    """Yield what has to be put in, and where, so that ``<a> <p>* ?x`` and ``?x <p>? <a>`` find ``<a>`` itself.

    A pattern of one such path is seen, on its own between dots and braces. A query with labels of blank nodes stays as
    it is: one label must not stand on both sides of a union.
    """
    if any(token.text.startswith("_:") for token in look.names):
        return
    for i, token in enumerate(look.tokens):
        end = _read_path(look.tokens, i + 1)
        if not end or end >= len(look.tokens) - 1 or not _stands_alone(look, i, end):
            continue
        subject, target = token, look.tokens[end]
        constant, variable = (subject, target) if target.kind == "variable" else (target, subject)
        if _is_constant(constant) and variable.kind == "variable":
            name = look.text[constant.start : constant.end]
            path = look.text[look.tokens[i + 1].start : look.tokens[end - 1].end]
            itself = f"VALUES {variable.text} {{ {name} }} FILTER NOT EXISTS {{ {name} {path} {name} }}"
            yield subject.start, "{ { "
            yield target.end, f" }} UNION {{ {itself} }} }}"


def _is_constant(token: Token) -> bool:
    return token.kind in ("iri", "name")


def _stands_alone(look: Outline, start: int, end: int) -> bool:
    """Tell whether the tokens are all of a pattern in a group: no other predicate or object belongs to it."""
    before, after = look.tokens[start - 1], look.tokens[end + 1]
    inner = [group for group in look.groups if group.start <= look.tokens[start].start < group.end]
    inside = bool(inner) and max(inner, key=lambda group: group.start).kind == "group"
    return (
        start > 0 and inside and before.text in ("{", "}", ".") and (after.text in ("}", ".") or after.kind == "word")
    )


def _read_path(tokens: Sequence[Token], i: int) -> int:
    """Return the index after a path that ends with * or ?, a name or in brackets before it; 0 if there is none."""
    if i >= len(tokens):
        return 0
    end = i + 1
    if tokens[i].text == "(":
        depth = 1
        while depth and end < len(tokens):
            depth += {"(": 1, ")": -1}.get(tokens[end].text, 0)
            end += 1
    elif not (_is_constant(tokens[i]) or tokens[i].text == "A"):
        return 0
    return end + 1 if end < len(tokens) and tokens[end].text in ("*", "?") else 0
