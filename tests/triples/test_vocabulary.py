"""What the vocabulary says reaches the graph, each statement with the file and line that it derives from."""

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from kg.iris import KG, PREFIXES, Minter
from kg.model import Extraction, Mention, Record
from kg.resolve import resolve
from kg.resolve.vocabulary import shipped_vocabulary
from kg.store import make_dataset
from kg.triples import assert_graph
from kg.validate import validate_graph

ABSTRACT = "We study person ReID and boat counting for image retrieval on Market1501 with R@1 and LPIPS."


def mention(surface: str, kind: str, role: str | None = None) -> Mention:
    start = ABSTRACT.index(surface)
    return Mention("r", "abstract", start, start + len(surface), surface, kind, surface, role, 0.8, "rules")


@pytest.fixture(scope="module")
def quads() -> list[ox.Quad]:
    found = (
        mention("person ReID", "task", "addressed"),
        mention("boat counting for image retrieval", "task", "addressed"),
        mention("Market1501", "dataset", "evaluated_on"),
        mention("R@1", "metric"),
        mention("LPIPS", "metric"),
    )
    known = shipped_vocabulary()
    resolution = resolve([(Record("r", "On boats", abstract=ABSTRACT), Extraction(found))], vocabulary=known)
    return list(assert_graph(resolution, minter=Minter(), version="1.2.3", vocabulary=known))


@pytest.fixture(scope="module")
def store(quads: list[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store


@pytest.mark.parametrize(
    "pattern",
    [
        '?t skos:prefLabel "person re-identification" ; skos:altLabel "person ReID" ; skos:broader/skos:prefLabel "image retrieval"',
        '?t rdfs:label "computer vision" ; a kg:Task, mls:Task ; skos:inScheme ?v . ?v a kg:Vocabulary, skos:ConceptScheme',
        '?d a kg:Dataset ; skos:prefLabel "Market-1501" ; skos:altLabel "Market1501"',
        '?m skos:prefLabel "R@1" ; kg:direction "higher" ; skos:broader+/skos:prefLabel "recall"',
        '?m skos:prefLabel "LPIPS" ; kg:direction "lower" ; skos:inScheme ?v',
        '?v a kg:Vocabulary ; kg:sha256 ?hash ; schema:softwareVersion "1.2.3" ; rdfs:label "scholar-kg vocabulary: tasks.tsv"',
        """?t skos:prefLabel "person re-identification" . GRAPH ?g { ?s rdf:subject ?t ; rdf:predicate skos:broader ;
           prov:wasDerivedFrom ?v ; kg:sourceLine ?line ; prov:wasGeneratedBy ?run } ?v a kg:Vocabulary""",
        """?t skos:prefLabel "person re-identification" . GRAPH ?g { ?s rdf:subject ?t ; rdf:predicate skos:prefLabel ;
           prov:wasDerivedFrom ?v } ?v a kg:Vocabulary""",
        """?m skos:prefLabel "R@1" . GRAPH ?g { ?s rdf:subject ?m ; rdf:predicate skos:broader ;
           prov:wasDerivedFrom ?v, ?x . ?x a kg:Mention } ?v a kg:Vocabulary""",
    ],
)
def test_states(store: ox.Store, pattern: str) -> None:
    assert bool(store.query(f"ASK {{ {pattern} }}", prefixes=PREFIXES))


def test_no_name_is_invented(store: ox.Store) -> None:
    """Other names are those that the record prints; the vocabulary's further aliases do not reach the graph."""
    rows = store.query("SELECT ?n { ?t skos:altLabel ?n } ORDER BY ?n", prefixes=PREFIXES)
    assert [row["n"].value for row in rows] == ["Market1501", "person ReID"]


def test_an_unknown_task_is_said_to_be_narrower_by_its_mention(store: ox.Store) -> None:
    """Its own name stays; "for image retrieval" does not make it image retrieval."""
    row = store.query(
        'ASK { ?t skos:prefLabel "boat counting for image retrieval" FILTER NOT EXISTS { ?t skos:broader ?b } }',
        prefixes=PREFIXES,
    )
    assert bool(row)


def test_the_graph_conforms_and_every_assertion_is_backed_once(quads: list[ox.Quad], store: ox.Store) -> None:
    missing = store.query(
        """SELECT ?s ?p ?o { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g {
        ?x a rdf:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:confidence ?c ; prov:wasGeneratedBy ?run } } }""",
        prefixes=PREFIXES,
    )
    assert [str(row) for row in missing] == []
    assert len(quads) == len(set(quads))
    assert validate_graph(make_dataset(store)) == []


def test_without_a_vocabulary_nothing_is_added(quads: list[ox.Quad]) -> None:
    resolution = resolve([(Record("r", "On boats", abstract=ABSTRACT), Extraction((mention("LPIPS", "metric"),)))])
    plain = list(assert_graph(resolution, minter=Minter(), version="1.2.3"))
    assert not any(f"{KG}Vocabulary" in str(quad) for quad in plain)


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        (':a a kg:Task ; skos:prefLabel "a" ; skos:broader :b . :b a kg:Method ; skos:prefLabel "b" .', "of another kind"),
        (':a a kg:Task ; skos:prefLabel "a" ; skos:broader :b . :b a kg:Task ; skos:prefLabel "b" ; skos:broader :a .', "in a circle"),
        (':m a kg:Metric ; skos:prefLabel "m" ; kg:direction "up" .', "higher or lower"),
        (':m a kg:Metric ; skos:prefLabel "m" ; kg:direction "lower", "higher" .', "higher or lower"),
        (':t a kg:Task ; skos:prefLabel "t" ; skos:inScheme :s .', "known to a kg:Vocabulary"),
    ],
)  # fmt: skip
def test_shapes(turtle: str, message: str) -> None:
    prefixes = "".join(f"@prefix {p}: <{n}> . " for p, n in PREFIXES.items()) + "@prefix : <https://example.org/> . "
    dataset = Dataset()
    dataset.default_graph.parse(data=prefixes + turtle, format="turtle")
    assert any(message in violation.message for violation in validate_graph(dataset))
