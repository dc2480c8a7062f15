"""Keep a query away from the network: the store's own engine would follow SERVICE."""

from __future__ import annotations

import re

from kg.query.tokens import TOKEN, Outline, Token

__all__ = ["find_service", "hide_service", "seen_offset"]

_SERVICE = re.compile("(?<=s)e(?=rvice)", re.IGNORECASE | re.ASCII)
#: Names that no parser cuts in two, so that the end of one could pass for the keyword.
_WHOLE = re.compile(r"[A-Za-z_][\w-]*:[A-Za-z_][\w-]*", re.ASCII)


def find_service(query: Outline) -> Token | None:
    """Return the token that says SERVICE, or could be read as if it did (``SERVICESILENT<…>``, ``service:x``)."""
    for token in query.tokens:
        if token.kind == "word" and _SERVICE.search(token.text):
            return token
        whole = _WHOLE.fullmatch(token.text) and not _SERVICE.search(token.text.partition(":")[0])
        if token.kind == "name" and _SERVICE.search(token.text) and not whole:
            return token
    return None


def hide_service(text: str) -> str:
    r"""Spell SERVICE with an escape wherever a string, an IRI or a comment has it.

    Where ``<`` may begin an IRI or compare (``?a<'>'``), what looks like a string may be code to the store's parser.
    The escape changes nothing in a string or an IRI (SPARQL 1.1 Query, section 19.2), and no keyword can hold one.

    >>> print(hide_service("ASK { ?service <a:service> 'SERVICE' } # service"))
    ASK { ?service <a:s\u0065rvice> 'S\u0045RVICE' } # s\u0065rvice
    """

    def spell(match: re.Match[str]) -> str:
        hides = match.lastgroup in ("string", "iri", "comment")
        return _SERVICE.sub(lambda e: f"\\u{ord(e[0]):04x}", match[0]) if hides else match[0]

    return TOKEN.sub(spell, text) if _SERVICE.search(text) else text


def seen_offset(text: str, offset: int) -> int:
    r"""Return where in the text what stands at an offset of ``hide_service(text)`` stands.

    >>> text = "ASK { 'service' . }"
    >>> text[seen_offset(text, hide_service(text).index("."))]
    '.'
    """
    hidden, seen, at = hide_service(text), 0, 0
    while at < offset:
        at += 1 if text[seen] == hidden[at] else len("\\u0065")
        seen += 1
    return seen
