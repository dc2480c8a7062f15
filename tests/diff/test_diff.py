"""Differences of two graphs: told by thing, in a fixed order, whatever the graphs are kept in."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoint import serve_store

from kg.diff import Difference, compare, write_counts, write_difference
from kg.errors import KGError, UsageError
from kg.iris import BASE, PREFIXES

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + f"@base <{BASE}> .\n"
TREES = """
<paper/trees> a kg:Paper ; rdfs:label "On Trees" ; dcterms:issued "2020"^^xsd:gYear ;
  dcterms:creator <person/j-hu-1> ; kg:hasAuthorship <authorship/trees.1> .
<authorship/trees.1> a kg:Authorship ; kg:ordinal 1 ; kg:author <person/j-hu-1> ; kg:printedName "J. Hu" .
<person/j-hu-1> a kg:Person ; rdfs:label "J. Hu" ; foaf:name "J. Hu" .
<person/juhua-hu-2> a kg:Person ; rdfs:label "Juhua Hu" ; foaf:name "Juhua Hu" .
"""
MERGED = """
<paper/trees> a kg:Paper ; rdfs:label "On Trees" ; dcterms:issued "2020-05"^^xsd:gYearMonth ;
  dcterms:creator <person/juhua-hu-2> ; kg:hasAuthorship <authorship/trees.1> ; kg:usesMethod <method/clip> .
<authorship/trees.1> a kg:Authorship ; kg:ordinal 1 ; kg:author <person/juhua-hu-2> ; kg:printedName "J. Hu" .
<person/juhua-hu-2> a kg:Person ; rdfs:label "Juhua Hu" ; foaf:name "Juhua Hu" ; skos:altLabel "J. Hu" .
<person/j-hu-1> dcterms:isReplacedBy <person/juhua-hu-2> .
<method/clip> a kg:Method ; rdfs:label "CLIP" ; skos:prefLabel "CLIP" .
"""
TOLD = """\
1 paper changed, 1 person merged away, 1 person changed, 1 method added, 9 statements added, 6 removed
person person:j-hu-1 (J. Hu) is now person:juhua-hu-2 (Juhua Hu)

~ paper paper:trees (On Trees)
    - dcterms:creator person:j-hu-1 (J. Hu)
    + dcterms:creator person:juhua-hu-2 (Juhua Hu)
    - dcterms:issued "2020"^^xsd:gYear
    + dcterms:issued "2020-05"^^xsd:gYearMonth
    + kg:usesMethod method:clip (CLIP)
  authorship:trees.1 (J. Hu)
    - kg:author person:j-hu-1 (J. Hu)
    + kg:author person:juhua-hu-2 (Juhua Hu)

> person person:j-hu-1 (J. Hu)
    - a kg:Person
    - foaf:name "J. Hu"
    - rdfs:label "J. Hu"

~ person person:juhua-hu-2 (Juhua Hu)
    + replaces person:j-hu-1 (J. Hu)
    + skos:altLabel "J. Hu"

+ method method:clip (CLIP)
    + a kg:Method
    + rdfs:label "CLIP"
    + skos:prefLabel "CLIP"
"""


@pytest.fixture
def graph(tmp_path: Path):
    """Write Turtle, or TriG, to a file."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(HEAD + text, "utf-8")
        return path

    return write


def tell(difference: Difference, form: str = "text") -> str:
    return "".join(write_difference(difference, form))


def test_changes_are_told_by_thing(graph) -> None:
    """Signatures stand under their paper, and whom a person was merged into is said first."""
    found = compare(graph("old.ttl", TREES), graph("new.ttl", MERGED))
    assert tell(found) == TOLD
    assert (found.added, found.removed) == (9, 6)
    assert [(move.iri, move.other) for move in found.moves] == [(f"{BASE}person/j-hu-1", f"{BASE}person/juhua-hu-2")]


def test_what_was_merged_may_stand_again(graph) -> None:
    text = tell(compare(graph("old.ttl", MERGED), graph("new.ttl", TREES)))
    assert "person person:j-hu-1 (J. Hu) is split off person:juhua-hu-2 (Juhua Hu)\n" in text
    assert "1 person split off" in text
    assert "1 method removed" in text


def test_equal_graphs_have_no_difference(graph) -> None:
    found = compare(graph("old.ttl", TREES), graph("new.trig", TREES))
    assert not found
    assert tell(found) == "the graphs say the same\n"
    assert tell(found, "patch") == "TX .\nTC .\n"


def test_counts_alone(graph) -> None:
    lines = "".join(write_counts(compare(graph("old.ttl", TREES), graph("new.ttl", MERGED)))).splitlines()
    assert lines[0].startswith("1 paper changed")
    assert " ".join(lines[3].split()) == "kind added removed merged split changed statements + statements -"
    assert " ".join(lines[6].split()) == "Person 0 0 1 0 1 2 3"


def test_json_holds_everything(graph) -> None:
    found = json.loads(tell(compare(graph("old.ttl", TREES), graph("new.ttl", MERGED)), "json"))
    assert found["counts"]["added"] == 9
    assert found["merged"][0]["other_name"] == "Juhua Hu"
    assert [entity["change"] for entity in found["entities"]] == ["changed", "merged", "changed", "added"]
    assert sum(len(entity["removed"]) for entity in found["entities"]) == 6
    assert [f"<{BASE}paper/trees>", f"<{PREFIXES['kg']}usesMethod>", f"<{BASE}method/clip>"] in found["entities"][0][
        "added"
    ]


def test_a_patch_makes_the_new_graph_of_the_old(graph) -> None:
    """RDF Patch: D lines, then A lines, each a statement."""
    old, new = graph("old.ttl", TREES), graph("new.ttl", MERGED)
    lines = tell(compare(old, new), "patch").splitlines()[1:-1]
    said = [(line[0], *ox.parse(line[2:].encode(), format=ox.RdfFormat.N_QUADS)) for line in lines]
    quads = {mode: {quad for sign, quad in said if sign == mode} for mode in "DA"}
    before, after = (set(ox.parse(path=str(path))) for path in (old, new))
    assert (before - quads["D"]) | quads["A"] == after
    assert lines == sorted(lines, key=lambda line: (line[0] == "A", line))


def test_only_some_kinds(graph) -> None:
    old, new = graph("old.ttl", TREES), graph("new.ttl", MERGED)
    assert {entity.kind for entity in compare(old, new, kinds=["person", "METHOD"]).entities} == {"Person", "Method"}
    with pytest.raises(UsageError, match="no kind of thing is called 'persons': choose among concept, dataset"):
        compare(old, new, kinds=["persons"])


EVIDENCE = """<graph/evidence> {
  <mention/m> a kg:Mention ; nif:anchorOf "CLIP" ; kg:mentionedIn <paper/trees> .
  <statement/s> a rdf:Statement ; rdf:subject <authorship/trees.1> ; rdf:predicate kg:ordinal ; rdf:object 1 .
  <decision/d> a kg:Decision ; kg:verdict "apart" ; kg:compares <person/j-hu-1>, <person/juhua-hu-2> .
}
"""


def test_evidence_is_left_out_unless_asked_for(graph) -> None:
    """Mentions, statements and decisions stand under the paper or person that they are about."""
    old, new = graph("old.trig", TREES), graph("new.trig", TREES + EVIDENCE)
    assert not compare(old, new)
    found = compare(old, new, evidence=True)
    assert [(entity.iri.removeprefix(BASE), len(entity.added)) for entity in found.entities] == [
        ("paper/trees", 7),
        ("person/j-hu-1", 4),
    ]
    assert all(entity.change == "changed" for entity in found.entities)
    assert f"<{BASE}graph/evidence>" in tell(found, "patch").splitlines()[1]


def test_blank_nodes_are_compared_by_what_is_said_of_them(graph) -> None:
    """Labels and order mean nothing, and a new blank node leaves the others alone."""
    shapes = "<s> sh:property [ sh:path kg:value ; sh:in ( 1 2 ) ] , [ sh:path kg:unit ; sh:minCount 1 ] ."
    turned = "_:u sh:minCount 1 ; sh:path kg:unit . <s> sh:property [ sh:in ( 1 2 ) ; sh:path kg:value ] , _:u ."
    more = turned + " <s> sh:property [ sh:path kg:comparator ] ."
    old = graph("old.ttl", shapes)
    assert not compare(old, graph("same.ttl", turned))
    found = compare(old, graph("more.ttl", more))
    assert (found.added, found.removed) == (2, 0)
    assert found.notes == ("blank nodes are compared by what is said of them",)
    assert [entity.iri for entity in found.entities] == [f"{BASE}s"]


def test_equal_blank_nodes_are_counted(graph) -> None:
    found = compare(graph("old.ttl", "<s> rdfs:seeAlso [], [] ."), graph("new.ttl", "<s> rdfs:seeAlso [], [], [] ."))
    assert (found.added, found.removed) == (1, 0)


def test_different_bases_are_said(graph) -> None:
    new = graph("new.ttl", "")
    new.write_text((HEAD + TREES).replace(BASE, "https://example.org/kg/"), "utf-8")
    found = compare(graph("old.ttl", TREES), new)
    assert found.notes[0].startswith(f"the graphs have different bases, <{BASE}> and <https://example.org/kg/>")
    text = tell(found)
    assert text.startswith("note: the graphs have different bases")
    assert "+ paper paper:trees (On Trees)" in text
    assert f"- paper <{BASE}paper/trees> (On Trees)" in text


def test_a_graph_in_named_graphs_alone_is_not_taken_for_empty(graph) -> None:
    found = compare(graph("old.trig", EVIDENCE), graph("new.trig", ""))
    assert not found
    assert "says everything in named graphs, which only --evidence compares" in tell(found)


def test_an_endpoint_is_compared_with_a_file(graph) -> None:
    store = ox.Store()
    store.load(HEAD + MERGED, format=ox.RdfFormat.TURTLE)
    with serve_store(store) as url:
        found = compare(graph("old.ttl", TREES), url)
        assert tell(found) == TOLD


def test_hostile_names_cannot_forge_lines(graph) -> None:
    text = r'<person/x> a kg:Person ; rdfs:label "A\n+ person person:y (B)\u001B[31m" .'
    told = tell(compare(graph("old.ttl", ""), graph("new.ttl", text)))
    assert told.splitlines()[2].startswith("+ person person:x (A + person")
    assert "\x1b" not in told.splitlines()[2]


def test_what_is_no_graph_is_named(graph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="missing does not exist"):
        compare(tmp_path / "missing", graph("new.ttl", ""))
    broken = graph("broken.ttl", "<a> <b>")
    with pytest.raises(KGError, match=r"broken\.ttl.*not well-formed RDF"):
        compare(graph("old.ttl", ""), broken)


def test_a_build_directory_is_compared_with_its_own_files(seed_graph: Path) -> None:
    assert not compare(seed_graph, seed_graph / "graph.ttl")
    assert not compare(seed_graph / "graph.trig", seed_graph, evidence=True)
