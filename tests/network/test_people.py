"""A person is found by any printed name, and what can't be found is answered with what can."""

from __future__ import annotations

import networkx as nx
import pyoxigraph as ox
import pytest
from oxrdflib import OxigraphStore
from rdflib import Dataset

from kg.errors import UsageError
from kg.iris import PREFIXES
from kg.network import ego_network, find_person, project_papers
from kg.network.projection import SignedPaper

HEADER = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + "PREFIX : <http://example.org/>\n"
PEOPLE = """
:rose a kg:Person ; foaf:name "Carolyn Penstein Rosé" ; skos:altLabel "C. P. Rosé" .
:signature kg:author :rose ; kg:printedName "Rosé, Carolyn" .
:one a kg:Person ; foaf:name "Qi Qian" ; skos:altLabel "Qian Qi" .
:two a kg:Person ; foaf:name "Qian Qi" .
:flag a kg:Person ; foaf:name "--help" .
:yuan a kg:Person ; foaf:name "Jian-Long Yuan" .
"""


@pytest.fixture(scope="module")
def people() -> Dataset:
    store = ox.Store()
    store.load(HEADER + PEOPLE, format=ox.RdfFormat.TURTLE)
    return Dataset(store=OxigraphStore(store=store))


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Carolyn Penstein Rosé", "rose"),
        ("ROSE carolyn penstein", "rose"),
        ("C P Rose", "rose"),
        ("carolyn rose", "rose"),
        ("http://example.org/rose", "rose"),
        ("Qi Qian", "one"),
        ("qi qian", "one"),
        ("--help", "flag"),
        ("Jianlong Yuan", "yuan"),
    ],
)
def test_found(people: Dataset, name: str, person: str) -> None:
    assert find_person(people, name) == f"http://example.org/{person}"


def test_ambiguous_name_lists_the_candidates(people: Dataset) -> None:
    with pytest.raises(UsageError) as caught:
        find_person(people, "Qian Qi")
    assert str(caught.value) == (
        "2 people are called 'Qian Qi': Qi Qian <http://example.org/one>; Qian Qi <http://example.org/two>: "
        "give one of the IRIs"
    )


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("Carolin Rosee", "no person is called 'Carolin Rosee': did you mean Rosé, Carolyn or Carolyn Penstein Rosé?"),
        ("Yuan", "no person is called 'Yuan': did you mean Jian-Long Yuan?"),
        ("Zzz", "no person is called 'Zzz'"),
        ("", "no person is called ''"),
        ("  ", "no person is called '  '"),
    ],
)
def test_unknown_name_offers_the_nearest(people: Dataset, name: str, answer: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_person(people, name)
    assert str(caught.value) == answer


def test_nobody_in_an_empty_graph() -> None:
    with pytest.raises(UsageError, match="no person is called 'Qi Qian'"):
        find_person(Dataset(store=OxigraphStore(store=ox.Store())), "Qi Qian")


def network(*papers: str) -> nx.Graph:
    return project_papers(SignedPaper(f"p{i}", f"P{i}", tuple(people)) for i, people in enumerate(papers))


@pytest.mark.parametrize(
    ("radius", "nodes", "ties"),
    [
        (0, "a", []),
        (1, "abc", [("a", "b"), ("a", "c"), ("b", "c")]),
        (2, "abcd", [("a", "b"), ("a", "c"), ("b", "c"), ("c", "d")]),
    ],
)
def test_neighbourhood(radius: int, nodes: str, ties: list[tuple[str, str]]) -> None:
    ego = ego_network(network("abc", "cd", "de", "xy"), "a", radius=radius)
    assert list(ego) == list(nodes)
    assert list(ego.edges) == ties
    assert ego.graph["papers"] == 4


def test_person_without_papers_in_the_network() -> None:
    with pytest.raises(UsageError, match="z stands on no paper of this network"):
        ego_network(network("ab"), "z")


def test_seed_people(seed_dataset: Dataset) -> None:
    """The vision author of two name orders is one person; the theory author is someone else."""
    person = find_person(seed_dataset, "Qi Qian")
    assert "/person/qi-qian-" in person
    with pytest.raises(UsageError, match="2 people are called 'Qian Qi'"):
        find_person(seed_dataset, "Qian Qi")
