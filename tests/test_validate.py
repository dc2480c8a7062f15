"""Validation: the seed conforms, and each kind of damage is named."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoint import serve_store
from rdflib import Dataset

from kg.store import open_store
from kg.validate import validate_graph

PREFIXES = """@prefix kg: <https://w3id.org/scholar-kg/ontology#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://example.org/> .
"""


def test_seed_conforms(seed_dataset: Dataset) -> None:
    assert validate_graph(seed_dataset) == []


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        (":p a kg:Paper .", "a paper has one label"),
        (':p a kg:Paper ; rdfs:label "x" ; dcterms:issued "last year" .', "the date is an xsd:date"),
        (':p a kg:Paper ; rdfs:label "x" ; kg:introduces :t . :t a kg:Task ; skos:prefLabel "t" .', "a kg:Method or kg:Dataset"),
        (':p a kg:Paper ; rdfs:label "x" ; kg:hasAuthorship :a . :a a kg:Authorship ; kg:ordinal 2 ; kg:printedName "A" ;'
         ' kg:author :x . :x a kg:Person ; foaf:name "A" .', "positions are not 1 to n"),
        (':p a kg:Paper ; rdfs:label "x" ; dcterms:creator :x . :x a kg:Person ; foaf:name "A" .', "author of none of its signatures"),
        (':p a kg:Paper ; rdfs:label "x" ; kg:reports :r . :r a kg:Result ; kg:value "many" ; kg:valueType "absolute" ;'
         ' kg:comparator "=" .', "one value, a decimal"),
        (':m a kg:Method ; skos:prefLabel "a", "b" .', "one preferred label"),
        (':p a kg:Paper ; rdfs:label "x" ; dcterms:title "On graphs" . :m a kg:Mention ; nif:anchorOf "graphs" ; kg:field "title" ;'
         ' kg:mentionedIn :p ; nif:beginIndex 0 ; nif:endIndex 6 ;'
         ' kg:confidence 0.5 ; kg:extractor "e" .', "does not stand at its offsets"),
        (':p a kg:Paper ; rdfs:label "x" ; kg:addresses :t . :t a kg:Task ; skos:prefLabel "t" . :s a rdf:Statement .',
         "backed by no evidence"),
        (":a dcterms:isReplacedBy :b, :c . :b a kg:Method . :c a kg:Method .", "replaced by one other thing"),
        (":a a kg:Method ; dcterms:isReplacedBy :b . :b a kg:Method .", "says nothing itself"),
        (":a dcterms:isReplacedBy :b .", "which stands"),
        (":a dcterms:isReplacedBy :b . :b dcterms:isReplacedBy :a .", "replaced by one other thing"),
        (":a dcterms:isReplacedBy :a .", "replaced by one other thing"),
        (":a dcterms:isReplacedBy :b . :b a kg:Method . :p kg:usesMethod :a .", "leads to what is replaced"),
        ("", "holds nothing"),
    ],
)  # fmt: skip
def test_damage_is_named(tmp_path: Path, turtle: str, message: str) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(PREFIXES + turtle, "utf-8")
    found = [str(v) for v in validate_graph(open_store(path))]
    assert any(message in line for line in found), found


def test_a_chain_of_replaced_iris_conforms(tmp_path: Path) -> None:
    """And what compares, or backs, what was merged away may name it."""
    path = tmp_path / "graph.ttl"
    path.write_text(
        PREFIXES
        + """:a dcterms:isReplacedBy :b . :b dcterms:isReplacedBy :c . :c a kg:Task ; skos:prefLabel "c" .
        :s rdf:subject :a ; rdf:predicate dcterms:isReplacedBy ; rdf:object :b . :d kg:compares :a, :b .""",
        "utf-8",
    )
    assert [v for v in validate_graph(open_store(path)) if "replaced" in v.message] == []


def test_an_endpoint_is_validated_too() -> None:
    store = ox.Store()
    store.load(f"{PREFIXES} :p a kg:Paper .", format=ox.RdfFormat.TURTLE)
    with serve_store(store) as url:
        assert [v.message for v in validate_graph(open_store(url)) if "label" in v.message]
