"""What the endpoint says of itself: a SPARQL 1.1 Service Description, and a VoID description of the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from kg.iris import PREFIXES
from kg.serve.facts import Facts
from kg.serve.model import GRAPHS, ROWS

__all__ = ["describe_data", "describe_service"]

_SD, _VOID, _FORMATS = (
    "http://www.w3.org/ns/sparql-service-description#",
    "http://rdfs.org/ns/void#",
    "http://www.w3.org/ns/formats/",
)
_W3C = {"json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV",
        "tsv": "SPARQL_Results_TSV", "ttl": "Turtle", "nt": "N-Triples", "rdf": "RDF_XML",
        "jsonld": "JSON-LD"}  # fmt: skip
#: What else the same bytes are; see ``kg.serve.model.ALIASES``.
_ALSO = ("TriG", "N3", "N-Quads")
_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_SAME = ox.NamedNode(f"{PREFIXES['owl']}sameAs")
_INTEGER = ox.NamedNode(f"{PREFIXES['xsd']}integer")
_Node = ox.NamedNode | ox.BlankNode


def describe_service(url: str, *, triples: int, graphs: Sequence[str]) -> Iterator[ox.Triple]:
    """Yield the description of the endpoint at ``url``; ``triples`` are in the default graph, ``graphs`` the others.

    No sd:feature is true of it: it dereferences no IRI, asks no other server, has no union of graphs as its default
    graph, holds no empty graphs and needs no dataset in a request. No sd:inputFormat, since it takes no data.
    """
    service, data, default = ox.NamedNode(url), ox.BlankNode("data"), ox.BlankNode("default")
    yield ox.Triple(service, _TYPE, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), service)
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for name in sorted({*(_W3C[name] for name in (ROWS | GRAPHS).values()), *_ALSO}):
        yield ox.Triple(service, _sd("resultFormat"), ox.NamedNode(_FORMATS + name))
    yield ox.Triple(service, _sd("defaultDataset"), data)
    yield ox.Triple(data, _TYPE, _sd("Dataset"))
    yield ox.Triple(data, _TYPE, _sd("GraphCollection"))
    yield ox.Triple(service, _sd("availableGraphs"), data)
    yield ox.Triple(data, _sd("defaultGraph"), default)
    yield ox.Triple(default, _TYPE, _sd("Graph"))
    yield from _count(default, triples=triples)
    for number, name in enumerate(graphs):
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        yield ox.Triple(data, _sd("namedGraph"), named)
        yield ox.Triple(named, _TYPE, _sd("NamedGraph"))
        yield ox.Triple(named, _sd("name"), ox.NamedNode(name))
        yield ox.Triple(named, _sd("graph"), graph)
        yield ox.Triple(graph, _TYPE, _sd("Graph"))


def describe_data(url: str, facts: Facts, *, base: str) -> Iterator[ox.Triple]:
    """Yield the VoID description of the default graph of the endpoint at ``url``."""
    data = ox.NamedNode(f"{url.removesuffix('sparql')}.well-known/void#data")
    yield ox.Triple(data, _TYPE, _void("Dataset"))
    yield ox.Triple(data, _void("sparqlEndpoint"), ox.NamedNode(url))
    yield ox.Triple(data, _void("uriSpace"), ox.Literal(base))
    yield from _count(data, triples=facts.triples, distinctSubjects=facts.subjects, distinctObjects=facts.objects)
    yield from _count(data, classes=len(facts.classes), properties=len(facts.uses))
    for namespace in sorted({_namespace_of(iri) for iri in (*facts.classes, *(use.iri for use in facts.uses))}):
        yield ox.Triple(data, _void("vocabulary"), ox.NamedNode(namespace))
    for name in sorted({*GRAPHS.values()}):
        yield ox.Triple(data, _void("feature"), ox.NamedNode(_FORMATS + _W3C[name]))
    yield from _describe_parts(data, facts)
    for number, (place, count) in enumerate(facts.links.items()):
        yield from _describe_links(data, number, place, count)


def _describe_parts(data: ox.NamedNode, facts: Facts) -> Iterator[ox.Triple]:
    for number, (iri, count) in enumerate(facts.classes.items()):
        part = ox.BlankNode(f"class{number}")
        yield ox.Triple(data, _void("classPartition"), part)
        yield ox.Triple(part, _void("class"), ox.NamedNode(iri))
        yield from _count(part, entities=count)
    for number, use in enumerate(facts.uses):
        part = ox.BlankNode(f"property{number}")
        yield ox.Triple(data, _void("propertyPartition"), part)
        yield ox.Triple(part, _void("property"), ox.NamedNode(use.iri))
        yield from _count(part, triples=use.triples, distinctSubjects=use.subjects, distinctObjects=use.objects)


def _describe_links(data: ox.NamedNode, number: int, place: str, count: int) -> Iterator[ox.Triple]:
    """Describe the statements of owl:sameAs that lead to one place."""
    links, target = ox.BlankNode(f"links{number}"), ox.BlankNode(f"target{number}")
    yield ox.Triple(data, _void("subset"), links)
    yield ox.Triple(links, _TYPE, _void("Linkset"))
    yield ox.Triple(links, _void("linkPredicate"), _SAME)
    yield ox.Triple(links, _void("subjectsTarget"), data)
    yield ox.Triple(links, _void("objectsTarget"), target)
    yield from _count(links, triples=count)
    yield ox.Triple(target, _TYPE, _void("Dataset"))
    yield ox.Triple(target, _void("uriSpace"), ox.Literal(place))


def _namespace_of(iri: str) -> str:
    """Cut off the local name.

    >>> _namespace_of("http://purl.org/dc/terms/title"), _namespace_of("http://e/v#t")
    ('http://purl.org/dc/terms/', 'http://e/v#')
    """
    return iri[: max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1]


def _count(node: _Node, **counts: int) -> Iterator[ox.Triple]:
    for name, value in counts.items():
        yield ox.Triple(node, _void(name), ox.Literal(str(value), datatype=_INTEGER))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(_VOID + name)
