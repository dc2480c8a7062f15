"""JSON-LD for the head of a page: what the graph says of the thing, in the words of schema.org."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rdflib import Literal, URIRef
from rdflib.term import Node

from kg.iris import KG, PREFIXES
from kg.profiles.corpus import ABOUT, Corpus
from kg.view.rows import Facts

__all__ = ["SCHEMA", "describe_linked"]

_DCT, _RDFS, _SKOS = PREFIXES["dcterms"], PREFIXES["rdfs"], PREFIXES["skos"]
_NAME = f"{_RDFS}label"
#: The property of schema.org that each of the graph's predicates becomes. A value stays as it is in the graph.
SCHEMA: dict[str, str] = {
    _NAME: "name",
    f"{_SKOS}altLabel": "alternateName",
    f"{_DCT}abstract": "abstract",
    f"{_DCT}issued": "datePublished",
    f"{_DCT}identifier": "identifier",
    f"{_DCT}creator": "author",
    f"{_DCT}references": "citation",
    f"{PREFIXES['owl']}sameAs": "sameAs",
    **{predicate: "mentions" if predicate == f"{KG}mentions" else "about" for predicate in ABOUT},
}
_AUTHOR = f"{_DCT}creator"
#: Authors are a list: a set has no order.
_HEAD: dict[str, Any] = {
    "@vocab": PREFIXES["schema"],
    "author": {"@id": f"{PREFIXES['schema']}author", "@container": "@list"},
}


def describe_linked(iri: str, facts: Facts, corpus: Corpus) -> str:
    """Write what is said of a thing as one JSON-LD document that needs no other file.

    The context is in it; authors, in the order of print, terms and cited papers carry their names, as search engines
    want them. The text may stand within a script element: it holds no ``<``, ``>`` or ``&``.
    """
    document: dict[str, Any] = {"@context": _HEAD, "@id": iri}
    if types := _types(facts):
        document["@type"] = types
    for predicate, name in SCHEMA.items():
        terms = facts.get(predicate, ())
        values = [_value(term, corpus) for term in (_order(iri, terms, corpus) if predicate == _AUTHOR else terms)]
        if values:
            known = document.setdefault(name, [])
            known += [value for value in values if value not in known]
    text = json.dumps({key: _unwrap(value) for key, value in document.items()}, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _order(iri: str, people: Sequence[Node], corpus: Corpus) -> list[Node]:
    """Put the authors of a paper into the order of print."""
    printed = corpus.papers[iri].people if iri in corpus.papers else ()
    place = {person: number for number, person in enumerate(printed)}
    return sorted(people, key=lambda person: place.get(str(person), len(place)))


def _types(facts: Facts) -> list[str]:
    schema = PREFIXES["schema"]
    found = sorted(str(kind) for kind in facts.get(f"{PREFIXES['rdf']}type", ()))
    return sorted((kind.removeprefix(schema) for kind in found), key=lambda kind: (":" in kind, kind))


def _value(term: object, corpus: Corpus) -> Any:  # noqa: ANN401
    if isinstance(term, URIRef):
        named = corpus.labels.get(str(term))
        return {"@id": str(term)} | ({"name": named} if named else {})
    if isinstance(term, Literal) and term.language:
        return {"@value": str(term), "@language": term.language}
    return str(term)


def _unwrap(value: Any) -> Any:  # noqa: ANN401
    return value[0] if isinstance(value, list) and len(value) == 1 else value
