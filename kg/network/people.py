"""Find a person by any printed name, and cut out the network around one."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.iris import PREFIXES, fold
from kg.resolve.names import name_key
from kg.standing import find_standing

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset

__all__ = ["ego_network", "find_person", "read_people"]

_NAMES = """SELECT DISTINCT ?person ?name WHERE {
  { ?person a kg:Person ; foaf:name ?name } UNION { ?person a kg:Person ; skos:altLabel ?name }
  UNION { ?signature kg:author ?person ; kg:printedName ?name } }"""
_PREFERRED = "SELECT ?person ?name WHERE { ?person a kg:Person ; foaf:name ?name }"


def find_person(dataset: Dataset, name: str, *, names: Mapping[str, set[str]] | None = None) -> str:
    """Return the IRI of the person whom a name, or an IRI, names.

    Any printed variant will do, without regard to case, accents, hyphens and the order of its parts; a spelling that
    only one person has wins over a looser match. An IRI that was merged away leads to the person who stands.
    Raises ``UsageError`` for an unknown name, with the nearest ones, and for a name of several people, with their IRIs.
    """
    people = names or read_people(dataset)
    if (iri := find_standing(dataset, name)) in people:
        return iri
    found = _match(people, name)
    if len(found) == 1:
        return found[0]
    preferred = {iri: min(names) for iri, names in _read_names(dataset, _PREFERRED).items()}
    if found:
        candidates = "; ".join(f"{preferred.get(iri, name)} <{iri}>" for iri in found)
        raise UsageError(f"{len(found)} people are called {name!r}: {candidates}: give one of the IRIs")
    nearest = _nearest(people, name)
    hint = f": did you mean {' or '.join(nearest)}?" if nearest else ""
    raise UsageError(f"no person is called {name!r}{hint}")


def read_people(dataset: Dataset) -> dict[str, set[str]]:
    """Read every name of every person, by IRI; ``find_person`` takes it, so that many are found by one reading."""
    return _read_names(dataset, _NAMES)


def _read_names(dataset: Dataset, query: str) -> dict[str, set[str]]:
    people: dict[str, set[str]] = defaultdict(set)
    for row in dataset.default_graph.query(query, initNs=PREFIXES):
        person, name = row
        people[str(person)].add(str(name))
    return people


def _match(people: Mapping[str, set[str]], name: str) -> list[str]:
    """Return the people of the strictest reading that anyone matches."""
    for read in (str, str.casefold, name_key, _joined):
        key = read(name.strip())
        found = [iri for iri in sorted(people) if key and any(read(own) == key for own in people[iri])]
        if found:
            return found
    return []


def _joined(name: str) -> str:
    return fold(name).replace(" ", "")


def _nearest(people: Mapping[str, set[str]], name: str) -> list[str]:
    """Offer at most three names: those with all of the words, then those spelled alike."""
    printed = {own for names in people.values() for own in names}
    words = set(fold(name).split())
    holding = sorted(own for own in printed if words and words <= set(fold(own).split()))
    by_key = {name_key(own): own for own in sorted(printed, reverse=True)}
    alike = [by_key[key] for key in difflib.get_close_matches(name_key(name), by_key, n=3)]
    folded = {fold(own): own for own in sorted(printed, reverse=True)}
    spelt = [folded[key] for key in difflib.get_close_matches(fold(name), folded, n=3, cutoff=0.8)]
    begun = sorted(own for key, own in folded.items() if words and any(w.startswith(fold(name)) for w in key.split()))
    return list(dict.fromkeys([*holding, *spelt, *alike, *begun]))[:3]


def ego_network(graph: nx.Graph[str], person: str, *, radius: int = 1) -> nx.Graph[str]:
    """Return the network of a person, or another node, and all that is at most ``radius`` ties away, with all ties."""
    import networkx as nx

    if person not in graph:
        raise UsageError(f"{person} stands on no paper of this network")
    paths = graph.to_undirected(as_view=True) if graph.is_directed() else graph
    near = nx.single_source_shortest_path_length(paths, person, cutoff=radius)
    # Built anew, because a networkx subgraph may list its nodes in the order of a set.
    ego: nx.Graph[str] = graph.__class__(**graph.graph)
    ego.add_nodes_from((iri, graph.nodes[iri]) for iri in sorted(near))
    inside = ((a, b) for a, b in graph.edges(near) if a in near and b in near)
    pairs = inside if graph.is_directed() else ((min(a, b), max(a, b)) for a, b in inside)
    ego.add_edges_from((a, b, graph.edges[a, b]) for a, b in sorted(pairs))
    return ego
