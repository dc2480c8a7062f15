"""Things are found by their names, and names by what is spelled like them."""

from __future__ import annotations

import pytest
from rdflib import FOAF, RDF, BNode, Literal, URIRef

from kg.errors import UsageError
from kg.graph import find_node
from kg.iris import KG
from kg.store import open_store
from kg.view.names import find_named, suggest_names


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Qinhao Ye", ["Qinghao Ye"]),
        ("CLIPP", ["CLIP"]),
        ("imagenett", ["ImageNet"]),
        ("Zero shot visual categorisation with KLIP", []),
        ("", []),
    ],
)
def test_names_that_are_spelled_alike_are_suggested(dataset, text, near):
    assert suggest_names(dataset, text)[: len(near) or None] == near


def test_nearest_names_stand_in_the_error(dataset):
    with pytest.raises(UsageError, match="nothing in the graph is called 'Qinhao Ye'; near: Qinghao Ye"):
        find_node(dataset, "Qinhao Ye")


@pytest.mark.parametrize("text", ["Müller-Lüdenscheidt", "MULLER LUDENSCHEIDT", 'a "b"\n\\c', "٣ x"])
def test_any_spelling_finds_its_thing(text):
    dataset = open_store("memory:")
    graph = dataset.default_graph
    for iri, name in (("a", "Müller-Lüdenscheidt"), ("b", 'a "b"\n\\c'), ("c", "٣ X")):
        graph.add((URIRef(f"https://example.org/{iri}"), RDF.type, URIRef(f"{KG}Person")))
        graph.add((URIRef(f"https://example.org/{iri}"), FOAF.name, Literal(name, lang="de")))
    graph.add((BNode(), FOAF.name, Literal(text)))
    assert len(find_named(dataset, text)) == 1
