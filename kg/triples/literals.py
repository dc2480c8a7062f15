"""Write values as RDF terms."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from urllib.parse import quote

import pyoxigraph as ox

from kg.iris import PREFIXES

__all__ = ["Term", "confidence", "date_literal", "escape_url", "expand", "literal"]

Term = ox.NamedNode | ox.Literal
XSD = PREFIXES["xsd"]


@cache
def expand(name: str) -> ox.NamedNode:
    """Expand a prefixed name.

    >>> expand("kg:Paper").value
    'https://w3id.org/scholar-kg/ontology#Paper'
    """
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def literal(value: str | int | bool | Decimal, datatype: str = "") -> ox.Literal:
    """Make a typed literal: text is xsd:string, numbers have their canonical form (XSD 1.1), as the store keeps them.

    >>> literal(Decimal("48.0")).value, literal(Decimal("1E+2")).value, literal(Decimal("80.21")).value
    ('48', '100', '80.21')
    """
    if datatype:
        return ox.Literal(str(value), datatype=ox.NamedNode(XSD + datatype))
    if isinstance(value, bool):
        return ox.Literal(str(value).lower(), datatype=ox.NamedNode(f"{XSD}boolean"))
    if isinstance(value, int):
        return ox.Literal(str(value), datatype=ox.NamedNode(f"{XSD}integer"))
    if isinstance(value, Decimal):
        text = format(value, "f")
        plain = (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
        return ox.Literal("0" if plain == "-0" else plain, datatype=ox.NamedNode(f"{XSD}decimal"))
    return ox.Literal(value)


def date_literal(date: str) -> ox.Literal:
    """Type a date by its precision: xsd:gYear, xsd:gYearMonth or xsd:date."""
    return literal(date, {4: "gYear", 7: "gYearMonth"}.get(len(date), "date"))


@lru_cache(10_000)
def confidence(score: float) -> ox.Literal:
    """Write a probability with at most four decimals."""
    return literal(Decimal(str(round(min(max(float(score), 0.0), 1.0), 4))))


def escape_url(url: str) -> str:
    """Percent-encode what an IRI may not hold where it stands.

    >>> escape_url("https://example.org/a b{c}#d#50%")
    'https://example.org/a%20b%7Bc%7D#d%2350%25'
    """
    before, sharp, fragment = url.partition("#")
    escaped = f"{_quote(before)}{sharp}{_quote(fragment)}"
    escaped = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", escaped)
    return re.sub(r"(?<=://)[^/?#]+", _escape_authority, escaped, count=1)


def _escape_authority(authority: re.Match[str]) -> str:
    """Keep only the last @, and a colon of the host only before a port."""
    user, at, host = authority[0].rpartition("@")
    name, _, port = host.partition(":")
    named = host if not port or port.isdigit() else f"{name}%3A{port.replace(':', '%3A')}"
    return f"{user.replace('@', '%40')}{at}{named}"


def _quote(text: str) -> str:
    return quote(text, safe=":/?@!$&'()*+,;=%-._~", errors="replace")
