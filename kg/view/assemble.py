"""Builds a scene from descriptions of nodes: names, facts, and edges with the relations that they stand for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rdflib import URIRef

from kg.iris import KG, PREFIXES
from kg.view.evidence import Evidence
from kg.view.rows import term_key, text_of
from kg.view.scene import Edge, Fact, Node, Relation, Scene
from kg.view.words import HIDDEN_PREDICATES, LABELS, label_predicate, local_name, shorten, unturn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node as Term

    from kg.view.rows import Descriptions, Facts
    from kg.view.words import Look

__all__ = ["NAMING", "UNNAMED", "VALUES", "Material", "build_scene", "is_node", "name_node"]

_DCT, _RDFS, _SKOS, _FOAF = (PREFIXES[prefix] for prefix in ("dcterms", "rdfs", "skos", "foaf"))
NAMING = (f"{_RDFS}label", f"{_SKOS}prefLabel", f"{_FOAF}name", f"{_DCT}title")
#: What the page calls a blank node begins so; no IRI does.
UNNAMED = "_:"
#: So many values of one property are listed in the panel of a node.
VALUES = 12
_DOUBT = f"{KG}possiblySameAs"
_CREATOR, _ALIAS = f"{_DCT}creator", f"{_SKOS}altLabel"
_RESOLVERS = {f"{PREFIXES['bibo']}doi": "https://doi.org/", f"{PREFIXES['fabio']}hasArXivId": "https://arxiv.org/abs/"}


@dataclass(frozen=True, slots=True)
class Material:
    """What a scene is made of.

    ``group_of`` has a group for each node; ``others`` describes what is named but not shown.
    """

    facts: Descriptions
    group_of: dict[str, str]
    groups: dict[str, Look]
    evidence: Evidence = field(default_factory=Evidence)
    authorships: Descriptions = field(default_factory=dict)
    others: Descriptions = field(default_factory=dict)


def is_node(term: object) -> bool:
    """Say whether a term can be a node of a page: literals cannot."""
    return not hasattr(term, "datatype")


def name_node(iri: str, facts: Facts) -> str:
    """Give a node's readable name: its label, else what its IRI or its value says."""
    if name := text_of(facts, *NAMING):
        return name
    if value := text_of(facts, f"{KG}value"):
        return f"{value}{text_of(facts, f'{KG}unit')}"
    if iri.startswith(UNNAMED):
        return "unnamed"
    found = re.match(r"https?://(?:github|gitlab)\.com/([^?#]*[^?#/])", iri)
    return found[1] if found else local_name(iri)


def build_scene(
    material: Material, *, title: str, subtitle: str = "", notes: tuple[str, ...] = (), selected: str = ""
) -> Scene:
    """Make nodes and edges of the material; the same material gives the same scene."""
    from kg.view.communities import colour_communities

    edges = tuple(_edges(material))
    degree = Counter(end for edge in edges for end in (edge.source, edge.target))
    nodes = [_node(material, iri, degree[iri]) for iri in sorted(material.group_of)]
    member, communities = colour_communities(nodes, edges)
    nodes = [replace(node, community=member[node.iri]) for node in nodes] if member else nodes
    used = {node.group for node in nodes}
    groups = {key: look for key, look in material.groups.items() if key in used}
    return Scene(
        title, subtitle, "Class", groups, tuple(nodes), edges, notes, selected=selected, communities=communities
    )


def _node(material: Material, iri: str, degree: int) -> Node:
    facts = material.facts.get(iri, {})
    name = name_node(iri, facts or material.others.get(iri, {}))
    issued = re.match(r"\d{4}", text_of(facts, f"{_DCT}issued"))
    return Node(
        iri=iri,
        name=unturn(name),
        short=shorten(_caption(iri, name, facts)),
        group=material.group_of[iri],
        weight=float(degree),
        aliases=tuple(sorted({unturn(str(alias)) for alias in facts.get(_ALIAS, ())} - {name})),
        facts=tuple(_facts(material, iri, name)),
        traces=material.evidence.mentions.get(iri, ()),
        text=text_of(facts, f"{_DCT}abstract"),
        years=(int(issued[0]),) if issued else (),
        mentions=material.evidence.counts.get(iri, 0),
    )


def _caption(iri: str, name: str, facts: Facts) -> str:
    """Take the part of a name that tells it apart on the canvas: of a repository the last, of a result the value."""
    if f"{KG}value" in facts:
        return name.partition(": ")[2] or name
    return name.rsplit("/", 1)[-1] if iri.endswith(f"/{name}") else name


def _facts(material: Material, iri: str, name: str) -> Iterator[Fact]:
    known = {predicate: place for place, predicate in enumerate(LABELS)}
    facts = material.facts.get(iri, {})
    for predicate in sorted(facts.keys() - HIDDEN_PREDICATES, key=lambda p: (known.get(p, len(known)), p)):
        label = label_predicate(predicate)[0]
        values = [value for value in facts[predicate] if not _is_shown(material, iri, predicate, value, name)]
        for value in values[:VALUES]:
            backing = material.evidence.back((iri, predicate, term_key(value)))
            shown, href = _show(material, predicate, value)
            if backing.detail:
                shown = f"{shown} ({backing.detail})"
            yield Fact(label, shown, href, backing.confidence, backing.traces)
        if len(values) > VALUES:
            yield Fact(label, f"… and {len(values) - VALUES:,} more")


def _is_shown(material: Material, iri: str, predicate: str, value: Term, name: str) -> bool:
    """Say whether a value is to be seen already: as a node of its own, or as the name."""
    drawn = is_node(value) and str(value) in material.group_of and str(value) != iri
    return drawn or (predicate in NAMING and str(value) == name)


def _show(material: Material, predicate: str, value: Term) -> tuple[str, str]:
    if isinstance(value, URIRef):
        described = material.others.get(str(value))
        return (name_node(str(value), described), "") if described else (str(value), _web(str(value)))
    if predicate == f"{KG}authorListComplete":
        return ("complete" if str(value) in {"true", "1"} else "cut short by “et al.”"), ""
    return str(value), _web(_RESOLVERS[predicate] + str(value)) if predicate in _RESOLVERS else ""


def _web(iri: str) -> str:
    return iri if re.match(r"https?://[^\s<>\"]+$", iri) else ""


def _edges(material: Material) -> Iterator[Edge]:
    pairs: dict[tuple[str, str], dict[str, Relation]] = {}
    for subject in sorted(material.group_of):
        facts = material.facts.get(subject, {})
        for predicate in sorted(set(facts) - HIDDEN_PREDICATES):
            for value in facts[predicate]:
                if is_node(value) and str(value) in material.group_of and str(value) != subject:
                    ends = (subject, str(value))
                    # Which of two names came first says nothing about them: one line for both directions.
                    ends = (min(ends), max(ends)) if predicate == _DOUBT else ends
                    relations = pairs.setdefault(ends, {})
                    relations[predicate] = _relation(material, subject, predicate, str(value))
    for (source, target), relations in sorted(pairs.items()):
        if len(relations) > 1:
            relations.pop(f"{KG}about", None)
        doubtful = all(predicate == _DOUBT for predicate in relations)
        yield Edge(source, target, tuple(relations.values()), dashed=doubtful)


def _relation(material: Material, subject: str, predicate: str, value: str) -> Relation:
    keys = [(subject, predicate, value)]
    signed = _authorship(material, subject, value) if predicate == _CREATOR else ""
    if signed:
        keys += [(subject, f"{KG}hasAuthorship", signed), (signed, f"{KG}author", value)]
    backing = material.evidence.back(*keys)
    forward, backward = label_predicate(predicate)
    relation = Relation(forward, backward, backing.detail, backing.confidence, backing.traces)
    return replace(relation, detail=_describe_authorship(material, signed, value)) if signed else relation


def _authorship(material: Material, paper: str, person: str) -> str:
    for authorship in material.facts[paper].get(f"{KG}hasAuthorship", ()):
        if any(
            str(author) == person for author in material.authorships.get(str(authorship), {}).get(f"{KG}author", ())
        ):
            return str(authorship)
    return ""


def _describe_authorship(material: Material, authorship: str, person: str) -> str:
    facts = material.authorships[authorship]
    printed = text_of(facts, f"{KG}printedName")
    name = name_node(person, material.facts.get(person, {}))
    parts = [f"{_ordinal(position)} author" if (position := text_of(facts, f"{KG}ordinal")) else ""]
    parts.append(f"printed as {printed}" if printed and printed != name else "")
    places = map(str, facts.get(f"{KG}affiliation", ()))
    parts += [name_node(place, material.facts.get(place) or material.others.get(place, {})) for place in places]
    return ", ".join(part for part in parts if part)


def _ordinal(number: str) -> str:
    tens = number[-2:-1] == "1"
    return number + ("th" if tens else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1:], "th"))
