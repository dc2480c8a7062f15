"""Write quads as sorted lines or as RDF/XML."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import OutputError
from kg.export.xml import ILLEGAL
from kg.iris import PREFIXES

if TYPE_CHECKING:
    pass

__all__ = ["write_nquads", "write_ntriples", "write_rdfxml"]


def _triples(quads: Iterable[ox.Quad]) -> set[ox.Triple]:
    return {quad.triple for quad in quads if quad.graph_name == ox.DefaultGraph()}


def write_ntriples(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Yield the default graph as canonical N-Triples, one sorted line a statement."""
    yield from sorted(f"{triple} .\n" for triple in _triples(quads))


def write_nquads(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Yield every graph as canonical N-Quads, one sorted line a statement."""
    yield from sorted({f"{quad} .\n" for quad in quads})


def write_rdfxml(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Yield the default graph as RDF/XML, sorted by subject.

    Raises ``OutputError`` for what XML 1.0 has no form for: control characters, and predicates without a local name.
    """
    triples = sorted(_triples(quads), key=str)
    for triple in triples:
        _check_xml(triple)
    buffer = io.BytesIO()
    ox.serialize(triples, buffer, format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES)
    # XML parsers read a bare carriage return as a line feed (XML 1.0, section 2.11).
    yield buffer.getvalue().decode("utf-8").replace("\r", "&#13;")


def _check_xml(triple: ox.Triple) -> None:
    if isinstance(triple.object, ox.Literal) and (found := ILLEGAL.search(triple.object.value)):
        raise OutputError(f"RDF/XML cannot hold the character U+{ord(found[0]):04X} of {triple}: export .ttl instead")
    if not re.search(r"[^\W\d][\w.-]*$", triple.predicate.value):
        raise OutputError(f"RDF/XML cannot hold the predicate {triple.predicate}: export .ttl instead")
