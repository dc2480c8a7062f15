"""Differences of two graphs: told by thing, in a fixed order, whatever the graphs are kept in."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoint import serve_store

from kg.diff import Difference, compare, write_counts, write_difference
from kg.errors import KGError, UsageError
from kg.iris import BASE, PREFIXES, Minter

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


ONE_WAY = """
<paper/trees> a kg:Paper ; rdfs:label "On Trees" ; dcterms:creator <person/hu-j-1> ;
  kg:hasAuthorship <authorship/trees.1> .
<authorship/trees.1> a kg:Authorship ; kg:author <person/hu-j-1> ; kg:printedName "J. Hu" .
<paper/nets-1> a kg:Paper ; rdfs:label "nets" ; dcterms:creator <person/hu-j-1> ;
  kg:hasAuthorship <authorship/nets-1.1> ; kg:reports <result/nets-1.abstract-3-7> .
<authorship/nets-1.1> a kg:Authorship ; kg:author <person/hu-j-1> ; kg:printedName "Juhua Hu" .
<result/nets-1.abstract-3-7> a kg:Result ; kg:value 81.2 .
<person/hu-j-1> a kg:Person ; rdfs:label "Juhua Hu" .
<person/juhua-hu-2> dcterms:isReplacedBy <person/hu-j-1> . <person/j-hu-3> dcterms:isReplacedBy <person/hu-j-1> .
<paper/nets-2> dcterms:isReplacedBy <paper/nets-1> .
<authorship/nets-2.1> dcterms:isReplacedBy <authorship/nets-1.1> .
"""
OTHER_WAY = """
<paper/trees> a kg:Paper ; rdfs:label "On Trees" ; dcterms:creator <person/juhua-hu-2> ;
  kg:hasAuthorship <authorship/trees.1> .
<authorship/trees.1> a kg:Authorship ; kg:author <person/juhua-hu-2> ; kg:printedName "J. Hu" .
<paper/nets-2> a kg:Paper ; rdfs:label "Nets" ; dcterms:creator <person/juhua-hu-2> ;
  kg:hasAuthorship <authorship/nets-2.1> ; kg:reports <result/nets-2.abstract-3-7> .
<authorship/nets-2.1> a kg:Authorship ; kg:author <person/juhua-hu-2> ; kg:printedName "Hu, J." .
<result/nets-2.abstract-3-7> a kg:Result ; kg:value 81.2 .
<person/juhua-hu-2> a kg:Person ; rdfs:label "Juhua Hu" .
<person/hu-j-1> dcterms:isReplacedBy <person/juhua-hu-2> . <person/j-hu-3> dcterms:isReplacedBy <person/juhua-hu-2> .
<paper/nets-1> dcterms:isReplacedBy <paper/nets-2> .
<authorship/nets-1.1> dcterms:isReplacedBy <authorship/nets-2.1> .
"""
RENAMED = """\
1 paper with another IRI, 1 person with another IRI, 2 statements added, 2 removed
paper paper:nets-1 (nets) has another IRI now: paper:nets-2 (Nets)
person person:hu-j-1 (Juhua Hu) has another IRI now: person:juhua-hu-2 (Juhua Hu)

= paper paper:nets-2 (Nets)
    - rdfs:label "nets"
    + rdfs:label "Nets"
  authorship:nets-2.1 (Hu, J.)
    - kg:printedName "Juhua Hu"
    + kg:printedName "Hu, J."
"""


def test_a_thing_with_another_iri_is_neither_merged_nor_split(graph) -> None:
    """It is told once, and what differs by that alone is no change: of its parts, and of what points at it."""
    found = compare(graph("old.ttl", ONE_WAY), graph("new.ttl", OTHER_WAY))
    assert tell(found) == RENAMED
    assert [(move.iri, move.other, move.renamed) for move in found.moves] == [
        (f"{BASE}paper/nets-1", f"{BASE}paper/nets-2", True),
        (f"{BASE}person/hu-j-1", f"{BASE}person/juhua-hu-2", True),
    ]


def test_another_iri_is_counted_by_itself(graph) -> None:
    lines = "".join(write_counts(compare(graph("old.ttl", ONE_WAY), graph("new.ttl", OTHER_WAY)))).splitlines()
    assert [" ".join(line.split()) for line in lines[6:]] == ["Paper 0 0 0 0 1 0 2 2", "Person 0 0 0 0 1 0 0 0"]


@pytest.mark.parametrize("kinds", [(), ("paper", "person")])
def test_json_and_patch_hold_what_is_only_said_of_another_iri(graph, kinds: tuple[str, ...]) -> None:
    old, new = graph("old.ttl", ONE_WAY), graph("new.ttl", OTHER_WAY)
    difference = compare(old, new, kinds=kinds)
    found = json.loads(tell(difference, "json"))
    assert (found["merged"], found["split"], found["counts"]["added"]) == ([], [], 2)
    assert [(move["name"], move["other_name"]) for move in found["renamed"]] == [("nets", "Nets"), ("Juhua Hu",) * 2]
    before, after = (set(ox.parse(path=str(path))) for path in (old, new))
    records = [*found["entities"], *found["restated"]]
    for side, quads in (("removed", before - after), ("added", after - before)):
        assert sorted(said for record in records for said in record[side]) == sorted(
            [str(quad.subject), str(quad.predicate), str(quad.object)] for quad in quads
        )
    assert tell(difference, "patch").count("\nA ") == len(after - before)


def test_what_only_the_renaming_of_another_kind_touches_says_the_same(graph) -> None:
    text = ONE_WAY.replace("paper/nets-2", "paper/nets-3").replace("nets-2.1", "nets-3.1")
    new = text.replace("juhua-hu-2", "juhua-hu-9").replace("hu-j-1", "juhua-hu-2").replace("juhua-hu-9", "hu-j-1")
    assert not compare(graph("old.ttl", text), graph("new.ttl", new), kinds=["paper"])


def test_evidence_of_another_iri_says_the_same(graph) -> None:
    """Mentions and reified statements have IRIs made of those that they name."""

    def back(text: str, person: str, paper: str) -> str:
        terms = [BASE + person, PREFIXES["rdfs"] + "label"]
        statement = Minter(BASE).statement(*(f"<{term}>" for term in terms), '"Juhua Hu"')
        return f"""{text} <graph/evidence> {{
          <mention/{paper}.title-0-4> a kg:Mention ; kg:mentionedIn <paper/{paper}> ; kg:denotes <{person}> .
          <{statement}> a rdf:Statement ; rdf:subject <{terms[0]}> ; rdf:predicate <{terms[1]}> ;
            rdf:object "Juhua Hu" ; prov:wasDerivedFrom <mention/{paper}.title-0-4> .
        }}"""

    old = graph("old.trig", back(ONE_WAY, "person/hu-j-1", "nets-1"))
    new = graph("new.trig", back(OTHER_WAY, "person/juhua-hu-2", "nets-2"))
    assert tell(compare(old, new, evidence=True)) == RENAMED


def test_an_iri_that_was_unknown_takes_over_from_one_alone(graph) -> None:
    """Of two that lead to it now, neither can be told to be it: they are merged."""
    one = '<person/a> a kg:Person ; rdfs:label "A" .'
    new = '<person/c> a kg:Person ; rdfs:label "A" . <person/a> dcterms:isReplacedBy <person/c> .'
    found = compare(graph("old.ttl", one), graph("new.ttl", new))
    assert tell(found).splitlines()[0] == "1 person with another IRI, 0 statements added, 0 removed"
    back = compare(graph("old.ttl", new), graph("new.ttl", one))
    assert [(move.iri, move.other) for move in back.moves] == [(f"{BASE}person/c", f"{BASE}person/a")]
    two = f'{one} <person/b> a kg:Person ; rdfs:label "B" .'
    both = f"{new} <person/b> dcterms:isReplacedBy <person/c> ."
    found = compare(graph("old.ttl", two), graph("new.ttl", both))
    assert found.count() == {("Person", "merged"): 2, ("Person", "added"): 1}


def test_who_joins_a_thing_with_another_iri_is_merged(graph) -> None:
    """Swapped are those that lead to each other; one more that leads there is merged, or split off."""
    old = """<person/a> a kg:Person . <person/b> a kg:Person . <person/c> dcterms:isReplacedBy <person/a> ."""
    new = "<person/c> a kg:Person . <person/a> dcterms:isReplacedBy <person/c> . <person/b> dcterms:isReplacedBy <person/c> ."
    there = compare(graph("old.ttl", old), graph("new.ttl", new))
    assert there.count() == {("Person", "merged"): 1, ("Person", "renamed"): 1}
    assert "person person:b is now person:c\n" in tell(there)
    back = compare(graph("old.ttl", new), graph("new.ttl", old))
    assert back.count() == {("Person", "split"): 1, ("Person", "renamed"): 1}
    assert "person person:b is split off person:c\n" in tell(back)


def test_what_a_part_replaces_stands_under_the_part(graph) -> None:
    """The IRI that a signature has taken over is shown, not the signature as the object of its paper."""
    old = (
        TREES
        + "<paper/x> dcterms:isReplacedBy <paper/trees> . <authorship/x.1> dcterms:isReplacedBy <authorship/trees.1> ."
    )
    text = tell(compare(graph("old.ttl", old), graph("new.ttl", old.replace("/x", "/y"))))
    assert text.splitlines()[2:] == [
        "~ paper paper:trees (On Trees)",
        "    - replaces paper:x",
        "    + replaces paper:y",
        "  authorship:trees.1 (J. Hu)",
        "    - replaces authorship:x.1",
        "    + replaces authorship:y.1",
    ]


def test_equal_graphs_have_no_difference(graph) -> None:
    found = compare(graph("old.ttl", TREES), graph("new.trig", TREES))
    assert not found
    assert tell(found) == "the graphs say the same\n"
    assert tell(found, "patch") == "TX .\nTC .\n"


def test_counts_alone(graph) -> None:
    lines = "".join(write_counts(compare(graph("old.ttl", TREES), graph("new.ttl", MERGED)))).splitlines()
    assert lines[0].startswith("1 paper changed")
    assert " ".join(lines[3].split()) == "kind added removed merged split renamed changed statements + statements -"
    assert " ".join(lines[6].split()) == "Person 0 0 1 0 0 1 2 3"


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
