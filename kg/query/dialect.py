"""Spell a query so that the store's engine answers as the standard says, where by itself it would not.

Oxigraph's parser knows ``TRUE`` only in small letters, its GROUP_CONCAT keeps a language tag that all values share, its
BNODE takes one text for one blank node in all solutions, and GRAPH ?g lets what is inside see ?g (oxigraph#1450).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kg.query.paths import close_paths
from kg.query.tokens import TOKEN, Group, Outline, Token, outline

__all__ = ["insert_text", "spell_booleans", "spell_query"]

_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "GROUP"}
#: A query is told graph by graph only as long as it stays so small.
_GRAPHS, _LONGEST = 32, 200_000
_LABEL = re.compile(r"_:")
_ENDLESS = re.compile(r"[^\s{(][*?]\s*[?$<:\w]")


def spell_query(text: str, graphs: Sequence[str] | None) -> str:
    """Spell a query of the whole dialect; ``graphs`` are the named graphs that GRAPH ranges over, None for unknown."""
    text = spell_booleans(text)
    words = outline(text).words
    if "GROUP_CONCAT" in words:
        text = insert_text(text, _strip_tags(outline(text)))
    if "BNODE" in words:
        text = insert_text(text, _scope_labels(outline(text)))
    if _ENDLESS.search(text):
        text = insert_text(text, close_paths(outline(text)))
    return _spread_graphs(text, graphs) if "GRAPH" in words and graphs else text


def spell_booleans(text: str) -> str:
    """Write true and false in small letters; no place in the text moves.

    >>> spell_booleans("ASK { FILTER(TRUE) ?s ?p 'TRUE' }")
    "ASK { FILTER(true) ?s ?p 'TRUE' }"
    """
    spellings = {found.lower() == found for found in re.findall(r"\b(?:true|false)\b", text, re.IGNORECASE)}
    if spellings <= {True} or outline(text).problem:
        return text

    def spell(match: re.Match[str]) -> str:
        return match[0].lower() if match.lastgroup == "word" and match[0].upper() in ("TRUE", "FALSE") else match[0]

    return TOKEN.sub(spell, text)


def insert_text(text: str, edits: Iterable[tuple[int, str]]) -> str:
    """Put pieces in at their offsets; of several at one place, the first in order comes last."""
    for offset, piece in sorted(edits, reverse=True):
        text = text[:offset] + piece + text[offset:]
    return text


def _strip_tags(look: Outline) -> Iterator[tuple[int, str]]:
    """GROUP_CONCAT gives a simple literal (SPARQL 1.1 Query, section 18.5.1.7)."""
    for i, token in enumerate(look.tokens):
        if token.kind == "word" and token.text == "GROUP_CONCAT" and (end := _closing(look.tokens, i + 1)):
            yield token.start, "STR("
            yield end, ")"


def _scope_labels(look: Outline) -> Iterator[tuple[int, str]]:
    """BNODE(text) is another node in every solution (section 17.4.2.9): so in the outermost SELECT clause."""
    where = look.where()
    if where is None or where.end < 0 or look.form is None or look.words & _AGGREGATES:
        return
    row = next(name for i in range(len(look.variables) + 1) if (name := f"solution{i}") not in look.variables)
    found = False
    for i, token in enumerate(look.tokens):
        inside = look.form.start < token.start < where.start
        if inside and token.text == "BNODE" and (end := _closing(look.tokens, i + 1)):
            first = look.tokens[i + 2]
            if first.text != ")":
                found = True
                yield first.start, f"CONCAT(?{row}, "
                yield end, ")"
    if found:
        yield where.end, f" BIND(STRUUID() AS ?{row}) "


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """Return the offset after the bracket that closes the one at an index; 0 if there is no such pair."""
    depth = 0
    for token in tokens[opening:]:
        if token.kind == "other" and token.text in "()":
            depth += 1 if token.text == "(" else -1
        if depth == 0:
            return token.end if token.text == ")" else 0
    return 0


def _spread_graphs(text: str, graphs: Sequence[str]) -> str:
    """Tell GRAPH ?g { … } as a union over the graphs wherever what is inside could see ?g (section 18.6)."""
    while len(graphs) <= _GRAPHS and len(text) < _LONGEST:
        look = outline(text)
        found = [at for i in range(len(look.tokens) - 2) if (at := _read_graph(look, i))]
        if look.problem or not found:
            return text
        word, name, group = found[-1]
        inner = text[group.start : group.end]
        parts = " } UNION { ".join(
            f"GRAPH <{iri}> {{{_rename(inner, i)}}} VALUES {name} {{ <{iri}> }}" for i, iri in enumerate(graphs)
        )
        text = f"{text[: word.start]}{{ {{ {parts} }} }}{text[group.end + 1 :]}"
    return text


def _read_graph(look: Outline, i: int) -> tuple[Token, str, Group] | None:
    word, variable, brace = look.tokens[i : i + 3]
    if word.text != "GRAPH" or word.kind != "word" or variable.kind != "variable" or brace.text != "{":
        return None
    group = next(g for g in look.groups if g.start == brace.end)
    inside = [t for t in look.tokens if group.start <= t.start < group.end]
    seen = any(t.kind == "variable" and t.text[1:] == variable.text[1:] for t in inside)
    apart = any(t.kind == "word" and t.text in ("SELECT", "MINUS") for t in inside)
    return (word, variable.text, group) if group.end >= 0 and (seen or apart) else None


def _rename(pattern: str, number: int) -> str:
    """Give the blank nodes of a pattern labels of their own: no two patterns of a query may share one."""

    def spell(match: re.Match[str]) -> str:
        label = match.lastgroup == "name" and _LABEL.match(match[0])
        return f"{match[0]}_graph{number}" if label and number else match[0]

    return TOKEN.sub(spell, pattern)
