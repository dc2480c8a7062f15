"""A small graph with hostile names in it, and real servers for it on free loopback ports."""

from __future__ import annotations

import pytest
from running import start_server

GRAPH = r"""
@prefix kg: <https://w3id.org/scholar-kg/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://w3id.org/scholar-kg/id/> .

<paper/one> a kg:Paper ; rdfs:label "On <i>bold</i> Nyström" ; dcterms:title "On <i>bold</i> Nyström" ;
  dcterms:abstract "We show it. We use Nyström <img src=x onerror=alert(1)> here. The end." ;
  dcterms:creator <person/a> ; kg:hasAuthorship <authorship/one.1> ; kg:authorListComplete false ;
  kg:usesMethod <method/nystrom> ; kg:about <method/nystrom> ; kg:hasRepository <https://github.com/idstcv/TeS> ;
  kg:hasDemo <javascript:alert(1)> .
<authorship/one.1> a kg:Authorship ; kg:ordinal 1 ; kg:author <person/a> ; kg:printedName "A. B." .
<person/a> a kg:Person ; rdfs:label "<script>alert(1)</script>" ; foaf:name "<script>alert(1)</script>" .
<method/nystrom> a kg:Method ; rdfs:label "Nyström" ; skos:prefLabel "Nyström" ; skos:altLabel "\"><b>x" .
<method/nystroem> dcterms:isReplacedBy <method/nystrom> .
<task/%C3%A9t%C3%A9> a kg:Task ; rdfs:label "été" .
<https://github.com/idstcv/TeS> a kg:Repository .
<person/a> owl:sameAs <https://orcid.org/0000-0002-1825-0097> .
<http://example.org/n> rdf:value 1, "tab\tline\n\"quote\"" .

<graph/evidence> {
  <mention/m> a kg:Mention ; nif:anchorOf "Nyström" ; nif:beginIndex 19 ; nif:endIndex 26 ; kg:field "abstract" ;
    kg:mentionedIn <paper/one> ; kg:denotes <method/nystrom> ; kg:confidence 0.9 ; kg:extractor "rules" .
  <statement/s> a rdf:Statement ; rdf:subject <paper/one> ; rdf:predicate kg:usesMethod ; rdf:object <method/nystrom> ;
    prov:wasDerivedFrom <mention/m> ; kg:confidence 0.9 .
}
"""


@pytest.fixture(scope="session")
def graph_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("serve") / "graph.trig"
    path.write_text(GRAPH, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def server(graph_file):
    with start_server(graph_file) as (client, _):
        yield client


@pytest.fixture(scope="session")
def hasty_server(graph_file):
    """Stops a query after a moment."""
    with start_server(graph_file, seconds=0.8) as (client, _):
        yield client
