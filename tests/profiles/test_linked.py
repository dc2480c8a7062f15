"""JSON-LD in the head of a page says what the graph says, no more and no less."""

from __future__ import annotations

import re

import pytest
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.collection import Collection

from kg.iris import PREFIXES

QUERY = """
CONSTRUCT {{ ?x a ?type ; schema:name ?name ; schema:alternateName ?alias ; schema:abstract ?abstract ;
  schema:datePublished ?date ; schema:identifier ?id ; schema:author ?author ; schema:citation ?cited ;
  schema:sameAs ?same ; schema:about ?term ; schema:mentions ?named }} WHERE {{
  VALUES ?x {{ <{0}> }}
  {{ ?x a ?type }} UNION {{ ?x rdfs:label ?name }} UNION {{ ?x skos:altLabel ?alias }}
  UNION {{ ?x dcterms:abstract ?abstract }} UNION {{ ?x dcterms:issued ?date }} UNION {{ ?x dcterms:identifier ?id }}
  UNION {{ ?x dcterms:creator ?author }} UNION {{ ?x dcterms:references ?cited }} UNION {{ ?x owl:sameAs ?same }}
  UNION {{ ?x kg:introduces|kg:usesMethod|kg:evaluatesOn|kg:usesDataset|kg:addresses|kg:about ?term }}
  UNION {{ ?x kg:mentions ?named }} }}"""
ORDER = """SELECT ?person {{ <{0}> kg:hasAuthorship ?signed ; dcterms:creator ?person .
  ?signed kg:author ?person ; kg:ordinal ?place }} ORDER BY ?place"""
BLOCK = re.compile(r'<script type="application/ld\+json">([^<>&]*)</script>')


def plain(triples):
    """Literals by what they print alone: JSON-LD of search engines has plain strings for dates."""
    return {(s, p, Literal(str(o)) if isinstance(o, Literal) else o) for s, p, o in triples}


def unroll_authors(read, dataset):
    """Take the list of authors for its members, which must stand as they are printed."""
    author = URIRef(f"{PREFIXES['schema']}author")
    for paper, head in list(read.subject_objects(author)):
        people = list(Collection(read, head))
        ordered = dataset.default_graph.query(ORDER.format(paper), initNs=PREFIXES)
        assert people == [person for (person,) in ordered]
        Collection(read, head).clear()
        read.remove((paper, author, head))
        for person in people:
            read.add((paper, author, person))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own reader of JSON-LD
def test_every_page_says_what_the_graph_says(seed_site, seed_dataset):
    schema = PREFIXES["schema"]
    count = 0
    for path in sorted(seed_site.glob("*/*.html")):
        found = BLOCK.findall(path.read_text("utf-8"))
        if not found:
            continue
        (text,) = found
        read = Graph().parse(data=text, format="json-ld")
        unroll_authors(read, seed_dataset)
        (subject,) = {s for s, p, _ in read if p == RDF.type}
        expected = plain(seed_dataset.default_graph.query(QUERY.format(subject), initNs=PREFIXES).graph)
        linked = {o for _, _, o in expected if isinstance(o, URIRef)}
        for other in linked:
            expected |= {
                (other, URIRef(f"{schema}name"), n) for n in seed_dataset.default_graph.objects(other, RDFS.label)
            }
        classes = {o for s, p, o in expected if p == RDF.type}
        expected = {t for t in expected if t[0] not in classes}
        assert plain(read) == plain(expected)
        count += 1
    assert count == 225
