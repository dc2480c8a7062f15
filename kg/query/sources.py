"""Which graphs of the store a query is about: what FROM and FROM NAMED say, as IRIs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from kg.query.tokens import Outline, Token

__all__ = ["Source", "find_foreign", "read_sources"]


@dataclass(frozen=True, slots=True)
class Source:
    """A graph that a query names: the token that does, the IRI, and whether it is a named graph of the dataset."""

    token: Token
    iri: str
    named: bool


def read_sources(look: Outline, prefixes: Mapping[str, str], *, base_iri: str = "") -> Iterator[Source]:
    """Yield the graphs of FROM and FROM NAMED; a query's own prefixes and BASE come before those that are given.

    >>> from kg.query.tokens import outline
    >>> [s.iri for s in read_sources(outline("BASE <http://a/b> ASK FROM <c> FROM NAMED x:y {}"), {"x": "http://x/"})]
    ['http://a/c', 'http://x/y']
    """
    known, base = dict(prefixes), base_iri
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
            yield Source(found, _expand(found, known, base), named)


def find_foreign(
    look: Outline, prefixes: Mapping[str, str], graphs: Collection[str], *, base_iri: str = ""
) -> Source | None:
    """Return a graph that a query names and that is none of ``graphs``, the named graphs of its store."""
    return next(
        (source for source in read_sources(look, prefixes, base_iri=base_iri) if source.iri not in graphs), None
    )


def _expand(token: Token, known: Mapping[str, str], base: str) -> str:
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return known.get(prefix, "") + local
