"""Triples: the vocabulary of the design, both graphs, and evidence for every assertion."""

from decimal import Decimal

import pyoxigraph as ox
import pytest

from kg.iris import BASE, KG, PREFIXES, Minter
from kg.model import Author, Extraction, Link, Mention, Origin, Paper, Record, Resolution, Result
from kg.resolve import resolve
from kg.triples import CLASSES, assert_graph

ABSTRACT = (
    "We present TeS on ImageNet, from $77.0\\%$ to $80.21\\%$ accuracy. Code will be at https://github.com/idstcv/TeS."
)


def mention(surface: str, kind: str, role: str | None) -> Mention:
    start = ABSTRACT.index(surface)
    return Mention("r", "abstract", start, start + len(surface), surface, kind, surface, role, 0.9, "rules")


@pytest.fixture(scope="module")
def quads() -> list[ox.Quad]:
    tes, imagenet, accuracy = (
        mention("TeS", "method", "introduced"),
        mention("ImageNet", "dataset", "evaluated_on"),
        mention("accuracy", "metric", None),
    )
    start = ABSTRACT.index("80.21")
    result = Result("r", "abstract", start, start + 5, "80.21", Decimal("80.21"), "%", "absolute", "=", Decimal("77.0"),
                    dataset=imagenet, metric=accuracy, method=tes, score=0.8, extractor="results")  # fmt: skip
    url = "https://github.com/idstcv/TeS"
    at = ABSTRACT.index(url)
    link = Link("r", "abstract", at, at + len(url), url, url, "repository", "promised", 1.0, "links")
    record = Record("r", r"Text $\theta$ Supervision", (Author("Junyang Wang"), Author("Juhua Hu")), authors_complete=False,
                    abstract=ABSTRACT, date="2023-04", categories=("cs.CV",), score=Decimal("26.3"), affiliations=("uw",),
                    ids=(("arxiv", "2304.01489v2"),), origin=Origin("dir/page.txt", "ab" * 32, 3, "listing"))  # fmt: skip
    extraction = Extraction((tes, imagenet, accuracy), (result,), (link,))
    return list(assert_graph(resolve([(record, extraction)]), minter=Minter(), version="1.2.3"))


@pytest.fixture(scope="module")
def store(quads: list[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store


def ask(store: ox.Store, pattern: str) -> bool:
    return bool(store.query(f"ASK {{ {pattern} }}", prefixes=PREFIXES))


@pytest.mark.parametrize(
    "pattern",
    [
        f"<{BASE}paper/arxiv/2304.01489> a kg:Paper, schema:ScholarlyArticle, fabio:ResearchPaper",
        r'?p dcterms:title "Text $\\theta$ Supervision" ; rdfs:label "Text θ Supervision"',
        '?p dcterms:issued "2023-04"^^xsd:gYearMonth ; kg:listingScore 26.3 ; kg:authorListComplete false',
        '?p dcterms:subject ?c . ?c a skos:Concept ; skos:notation "CV" ; skos:altLabel "cs.CV"',
        '?p kg:affiliation ?o . ?o a kg:Organization, foaf:Organization ; foaf:name "uw"',
        '?p fabio:hasArXivId "2304.01489" ; owl:sameAs <https://arxiv.org/abs/2304.01489>',
        '?p kg:hasAuthorship ?a . ?a kg:ordinal 2 ; kg:printedName "Juhua Hu" ; kg:author ?x . ?p dcterms:creator ?x',
        '?p kg:introduces ?m . ?m a kg:Method, mls:Algorithm ; skos:prefLabel "TeS"',
        "?p kg:evaluatesOn ?d . ?d a kg:Dataset, dcat:Dataset, schema:Dataset",
        "?p kg:hasRepository <https://github.com/idstcv/TeS> . <https://github.com/idstcv/TeS> a schema:SoftwareSourceCode",
        '?p kg:reports ?r . ?r kg:value 80.21 ; kg:baselineValue 77.0 ; kg:unit "%" ; kg:valueType "absolute" ; kg:comparator "="',
        "?r a kg:Result ; kg:method ?m ; kg:dataset ?d ; kg:metric ?x . ?x a kg:Metric",
        "?p prov:wasDerivedFrom ?s . ?s a kg:Source ; rdfs:label 'page.txt'",
        "GRAPH ?g { ?s rdf:predicate kg:hasRepository ; kg:linkStatus 'promised' ; prov:wasDerivedFrom ?m }",
        "GRAPH ?g { ?s rdf:predicate prov:wasDerivedFrom ; kg:sourceLine 3 ; prov:wasGeneratedBy ?run . ?run a prov:Activity }",
        "GRAPH ?g { ?m kg:denotes ?e ; kg:extractor 'rules' ; kg:confidence 0.9 ; kg:role 'introduced' ; kg:field 'abstract' }",
    ],
)  # fmt: skip
def test_states(store: ox.Store, pattern: str) -> None:
    assert ask(store, pattern)


def test_every_assertion_is_backed(store: ox.Store) -> None:
    """Each triple of the default graph has a statement in the evidence graph with confidence and the run that made it."""
    missing = store.query(
        """SELECT ?s ?p ?o { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g {
        ?x a rdf:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:confidence ?c ; prov:wasGeneratedBy ?run } } }""",
        prefixes=PREFIXES,
    )
    assert [str(row) for row in missing] == []


def test_mentions_stand_at_their_offsets(store: ox.Store) -> None:
    pattern = "?m kg:field 'abstract' ; nif:anchorOf ?t ; nif:beginIndex ?b ; nif:endIndex ?e"
    rows = store.query(f"SELECT ?t ?b ?e {{ GRAPH ?g {{ {pattern} }} }}", prefixes=PREFIXES)
    found = [(row["t"].value, int(row["b"].value), int(row["e"].value)) for row in rows]
    assert len(found) == 6
    assert all(ABSTRACT[b:e] == text for text, b, e in found)


def test_every_literal_is_typed_and_no_node_is_blank(quads: list[ox.Quad]) -> None:
    for quad in quads:
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode) or quad.object.datatype
    assert len(quads) == len(set(quads))


def test_ontology_declares_what_is_written(quads: list[ox.Quad]) -> None:
    """Each class and property under kg: has a label, a comment and an alignment in ontology/kg.ttl."""
    from kg.resources import ontology_path

    declared = ox.Store()
    declared.load(ontology_path("kg.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    used = {
        t.value
        for q in quads
        for t in (q.predicate, q.object)
        if isinstance(t, ox.NamedNode) and t.value.startswith(KG)
    }
    assert used >= {f"{KG}{name}" for name in ("Paper", "ordinal", "confidence", "linkStatus")}
    aligned = "rdfs:subClassOf|rdfs:subPropertyOf|skos:closeMatch"
    for iri in used | {f"{KG}{name}" for name in CLASSES}:
        pattern = f"<{iri}> rdfs:label ?l ; rdfs:comment ?c ; {aligned} ?x"
        assert bool(declared.query(f"ASK {{ {pattern} }}", prefixes=PREFIXES)), iri


def test_a_merged_source_leads_to_the_paper() -> None:
    """So do the signatures that it would have had by itself."""
    people = (Author("Junyang Wang"), Author("Juhua Hu"))
    first = Record("a", "On Graphs", people, date="2020")
    second = Record("b", "On Graphs", people, date="2020", ids=(("doi", "10.1000/x"),))
    store = ox.Store()
    store.extend(assert_graph(resolve([(r, Extraction()) for r in (first, second)]), minter=Minter(), version="0"))
    assert ask(
        store, f"<{BASE}paper/doi/10.1000/x> dcterms:isReplacedBy ?p . ?p a kg:Paper ; dcterms:title 'On Graphs'"
    )
    assert ask(store, f"<{BASE}authorship/doi/10.1000/x.2> dcterms:isReplacedBy ?a . ?a a kg:Authorship ; kg:ordinal 2")
    assert ask(store, "GRAPH ?g { ?s rdf:predicate dcterms:isReplacedBy ; prov:wasGeneratedBy ?run . ?run rdfs:label ?l "
               "FILTER(STRSTARTS(?l, 'resolve-paper')) }")  # fmt: skip


def test_a_category_is_one_concept_however_it_is_written() -> None:
    """The listing page writes "CV" where arXiv writes "cs.CV"; "stat.ML" is no part of computer science."""
    records = [Record(str(i), f"Paper {i}", categories=(c,)) for i, c in enumerate(("CV", "cs.CV", "stat.ML", "ML"))]
    papers = tuple(Paper(f"https://example.org/paper/{r.id}", r, (r.id,), (), Extraction()) for r in records)
    subjects = {}
    for quad in assert_graph(Resolution(papers, ()), minter=Minter(), version="0"):
        if quad.predicate.value.endswith("/terms/subject"):
            subjects[quad.subject.value[-1]] = quad.object.value.rsplit("/", 1)[-1]
    assert subjects == {"0": "cv", "1": "cv", "2": "stat-ml", "3": "ml"}
