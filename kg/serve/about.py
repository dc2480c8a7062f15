"""What the endpoint says of itself: a SPARQL 1.1 Service Description, and a VoID description of the data."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.iris import KG, PREFIXES
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
_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_INTEGER = ox.NamedNode(f"{PREFIXES['xsd']}integer")


def describe_service(url: str, *, triples: int, graphs: dict[str, int]) -> Iterator[ox.Triple]:
    """Yield the description of the endpoint at ``url``; ``graphs`` are the named graphs and their sizes."""
    service, data, default = ox.NamedNode(url), ox.BlankNode("data"), ox.BlankNode("default")
    yield ox.Triple(service, _TYPE, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), service)
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for name in sorted({*ROWS.values(), *GRAPHS.values()}):
        yield ox.Triple(service, _sd("resultFormat"), ox.NamedNode(_FORMATS + _W3C[name]))
    yield ox.Triple(service, _sd("defaultDataset"), data)
    yield ox.Triple(data, _TYPE, _sd("Dataset"))
    yield ox.Triple(data, _sd("defaultGraph"), default)
    yield from _describe_graph(default, triples)
    for number, (name, size) in enumerate(sorted(graphs.items())):
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        yield ox.Triple(data, _sd("namedGraph"), named)
        yield ox.Triple(named, _TYPE, _sd("NamedGraph"))
        yield ox.Triple(named, _sd("name"), ox.NamedNode(name))
        yield ox.Triple(named, _sd("graph"), graph)
        yield from _describe_graph(graph, size)


def describe_data(url: str, *, base: str, triples: int, classes: dict[str, int]) -> Iterator[ox.Triple]:
    """Yield the VoID description of the data that the endpoint at ``url`` serves; ``classes`` counts their members."""
    data = ox.NamedNode(f"{url.removesuffix('sparql')}.well-known/void#data")
    yield ox.Triple(data, _TYPE, _void("Dataset"))
    yield ox.Triple(data, _void("sparqlEndpoint"), ox.NamedNode(url))
    yield ox.Triple(data, _void("uriSpace"), ox.Literal(base))
    yield ox.Triple(data, _void("triples"), _number(triples))
    yield ox.Triple(data, _void("vocabulary"), ox.NamedNode(KG))
    for name in sorted(GRAPHS.values()):
        yield ox.Triple(data, _void("feature"), ox.NamedNode(_FORMATS + _W3C[name]))
    for number, (iri, count) in enumerate(sorted(classes.items())):
        part = ox.BlankNode(f"class{number}")
        yield ox.Triple(data, _void("classPartition"), part)
        yield ox.Triple(part, _void("class"), ox.NamedNode(iri))
        yield ox.Triple(part, _void("entities"), _number(count))


def _describe_graph(graph: ox.BlankNode, triples: int) -> Iterator[ox.Triple]:
    yield ox.Triple(graph, _TYPE, _sd("Graph"))
    yield ox.Triple(graph, _void("triples"), _number(triples))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(_VOID + name)


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=_INTEGER)
