"""Reads what a page shows: which nodes, what is said of them, and the evidence, no more of each than is drawn."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from kg.iris import KG, PREFIXES
from kg.view.assemble import NAMING, VALUES, Material, is_node
from kg.view.evidence import gather_evidence
from kg.view.printed import read_printed
from kg.view.rows import describe, read_incoming, read_links, read_outgoing, read_subjects, read_types
from kg.view.words import CLASSES, HIDDEN_PREDICATES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from rdflib import Dataset
    from rdflib.term import Node

    from kg.view.reified import Key
    from kg.view.rows import Descriptions

__all__ = ["choose_connected", "find_around", "first_class", "gather_material"]

#: Of so many nodes every statement is shown with its sentence; of more, those that join two nodes of the page.
_WHOLE = 1000
#: So often the ends of chains are taken away; what is left hangs together.
_PRUNINGS = 3
_TYPE = f"{PREFIXES['rdf']}type"
_AUTHORSHIP, _AUTHOR = f"{KG}hasAuthorship", f"{KG}author"
_SIGNED = {f"{KG}printedName", f"{KG}ordinal"}
_SIGNATURE = (_AUTHOR, *sorted(_SIGNED), f"{KG}affiliation")
_NAMES = (*NAMING, f"{KG}value", f"{KG}unit")
#: Statements that join no two nodes of a page: those of signatures, names and what was merged away.
_UNDRAWN = {_AUTHORSHIP, _AUTHOR, *_SIGNED, *NAMING, *(PREFIXES[p] + n for p, n in (
    ("dcterms", "isReplacedBy"), ("dcterms", "abstract"), ("skos", "altLabel"), ("skos", "inScheme"),
    ("prov", "wasDerivedFrom")))}  # fmt: skip


def first_class(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give each node the first of its classes that pages know."""
    rank = {iri: place for place, iri in enumerate(CLASSES)}
    found: dict[str, str] = {}
    for node, kind in pairs:
        if kind in rank and rank[kind] < rank.get(found.get(node, ""), len(rank)):
            found[node] = kind
    return found


def choose_connected(dataset: Dataset, group_of: dict[str, str], limit: int) -> dict[str, str]:
    """Choose the nodes with the most ties that close a circle, then those with most; what is switched off comes last.

    By ties alone, a paper of a thousand people who signed nothing else would be a lone dot among the most connected.
    """
    ties = {(s, o) for s, _, o in read_links(dataset, _UNDRAWN) if s in group_of and o in group_of and s != o}
    plain = Counter(end for tie in ties for end in tie)
    degree, left = plain, ties
    for _ in range(_PRUNINGS):
        left = {(s, o) for s, o in left if degree[s] > 1 and degree[o] > 1}
        degree = Counter(end for tie in left for end in tie)
    on = {node for node, kind in group_of.items() if CLASSES[kind].on}
    ranked = sorted(group_of, key=lambda node: (node not in on, -degree[node], -plain[node], node))
    return {node: group_of[node] for node in _drop_lone(ranked, ties, on, limit)}


def _drop_lone(ranked: list[str], ties: set[tuple[str, str]], on: set[str], limit: int) -> list[str]:
    """Take the first, but in place of those with no tie on view among them the next that have one."""
    first = set(ranked[:limit])
    drawn = [(s, o) for s, o in ties if s in on and o in on]
    tied = {end for s, o in drawn if s in first and o in first for end in (s, o)} | (first - on)
    near = {end for s, o in drawn if s in tied or o in tied for end in (s, o)} - first
    kept = [node for node in ranked if node in tied or node in near][:limit]
    taken = set(kept)
    return kept + [node for node in ranked if node not in taken][: limit - len(kept)]


def find_around(dataset: Dataset, start: dict[str, str], *, hops: int, limit: int) -> tuple[dict[str, str], int, int]:
    """Find what lies within some steps of the start; of too many those with most ties to what was found before.

    Returns them, how many of a step had no room, and the number of the step that was the last.
    """
    found, frontier = dict(start), set(start)
    for step in range(1, hops + 1):
        ties = Counter(node for node in _neighbours(dataset, frontier) if node not in found)
        near = first_class(read_types(dataset, ties))
        ranked = sorted(near, key=lambda node: (not CLASSES[near[node]].on, -ties[node], node))
        kept = ranked[: limit - len(found)]
        frontier = set(kept)
        found |= {node: near[node] for node in kept}
        if len(kept) < len(ranked):
            return found, len(ranked) - len(kept), step
        if not frontier:
            break
    return found, 0, hops


def _neighbours(dataset: Dataset, frontier: set[str]) -> Iterable[str]:
    yield from (o for _, p, o in read_outgoing(dataset, frontier) if p not in _UNDRAWN)
    yield from (s for s, p, _ in read_incoming(dataset, frontier) if p not in _UNDRAWN)


def gather_material(dataset: Dataset, group_of: dict[str, str]) -> Material:
    """Read what is said of the nodes and the evidence for it."""
    whole = len(group_of) <= _WHOLE
    facts = describe(dataset, group_of)
    signed = {str(o): paper for paper, by in facts.items() for o in by.get(_AUTHORSHIP, ())}
    people = [iri for iri, kind in group_of.items() if kind == f"{KG}Person"]
    drawn = {signature for signature, _ in read_subjects(dataset, _AUTHOR, people) if signature in signed}
    # Bylines are read where somebody of them is drawn; the rest of the names stand beside the paper as facts.
    with_people = {signed[signature] for signature in drawn}
    bylines = {signature for signature, paper in signed.items() if whole or paper in with_people}
    authorships = describe(dataset, bylines, only=_SIGNATURE)
    named = {
        o for by in facts.values() for p, found in by.items() if p not in _UNDRAWN for o in _list_apart(found, group_of)
    }
    named |= {str(o) for by in authorships.values() for o in by.get(f"{KG}affiliation", ())}
    others = describe(dataset, named - set(group_of) - set(signed), only=_NAMES)
    papers = {iri: facts.get(iri, {}) for iri, kind in group_of.items() if kind == f"{KG}Paper"}
    evidence = gather_evidence(
        dataset,
        set(group_of) | drawn,
        read_printed(papers, authorships),
        group_of,
        leave_out=HIDDEN_PREDICATES | _SIGNED,
        objects=drawn if whole else (),
        only=None if whole else _list_ties(facts | authorships, group_of),
        few=True,
    )
    return Material(facts, group_of, dict(CLASSES), evidence, authorships, others)


def _list_apart(values: Iterable[Node], group_of: Collection[str]) -> Iterator[str]:
    """List those of a property's values that a panel has to name: nodes that are not on the page."""
    return islice((str(o) for o in values if is_node(o) and str(o) not in group_of), VALUES)


def _list_ties(described: Descriptions, group_of: Collection[str]) -> Iterator[Key]:
    """List the statements that lead to a node of the page."""
    for subject, facts in described.items():
        for predicate in facts.keys() - HIDDEN_PREDICATES - _SIGNED:
            yield from ((subject, predicate, str(o)) for o in facts[predicate] if is_node(o) and str(o) in group_of)
