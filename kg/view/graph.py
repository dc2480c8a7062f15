"""Pages of the knowledge graph: the whole of it, the surroundings of one node, or the result of a query."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from rdflib import BNode, URIRef

from kg.errors import UsageError
from kg.garbage import uncollected
from kg.iris import KG, PREFIXES
from kg.view.assemble import NAMING, UNNAMED, Material, build_scene, is_node, name_node
from kg.view.gathering import choose_connected, find_around, first_class, gather_material
from kg.view.page import render_page
from kg.view.rows import describe, read_classes, read_types, term_key
from kg.view.words import CLASSES, COMMUNITY_COLOURS, LABELS, Look, local_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import Dataset, Graph
    from rdflib.term import Node as Term

    from kg.view.rows import Descriptions, Facts
    from kg.view.scene import Scene

__all__ = [
    "compose_around",
    "compose_graph",
    "compose_result",
    "view_around",
    "view_graph",
    "view_result",
]

#: So many nodes a page shows unless it is told otherwise.
LIMIT = 2000
_TYPE = f"{PREFIXES['rdf']}type"
_PAPER, _BROADER = f"{KG}Paper", LABELS[f"{PREFIXES['skos']}broader"][0]


def view_graph(
    dataset: Dataset, *, title: str = "Knowledge graph", limit: int = LIMIT, notes: tuple[str, ...] = ()
) -> str:
    """Render the whole graph as one HTML page; of more than ``limit`` nodes only the most connected, and it says so.

    A limit of 0 is none.
    """
    with uncollected():
        return render_page(compose_graph(dataset, title=title, limit=limit, notes=notes))


def compose_graph(
    dataset: Dataset, *, title: str = "Knowledge graph", limit: int = LIMIT, notes: tuple[str, ...] = ()
) -> Scene:
    """Compose what the page of the whole graph shows."""
    group_of = first_class(read_classes(dataset, CLASSES))
    said = list(notes)
    if 0 < limit < len(group_of):
        left = len(group_of) - limit
        said.append(
            f"Showing the {limit:,} most connected of {len(group_of):,} nodes; {left:,} are left out. "
            "kg view --limit 0 draws all of them, kg view --around NAME what lies around one."
        )
        group_of = choose_connected(dataset, group_of, limit)
        return build_scene(gather_material(dataset, group_of), title=title, notes=tuple(said))
    scene = build_scene(gather_material(dataset, group_of), title=title)
    return replace(scene, notes=(*said, *_tell_broader(scene)))


def _tell_broader(scene: Scene) -> Iterator[str]:
    """Say how many terms no paper names: reports count only the others."""
    ends = [(edge.source, edge.target, edge.relations) for edge in scene.edges]
    papers = {node.iri for node in scene.nodes if node.group == _PAPER}
    named = {end for s, o, _ in ends if s in papers or o in papers for end in (s, o)}
    broader = {o for _, o, relations in ends if any(relation.forward == _BROADER for relation in relations)} - named
    counts = Counter(node.group for node in scene.nodes if node.iri in broader)
    told = [f"{counts[kind]:,} of the {CLASSES[kind].label.lower()}" for kind in CLASSES if counts[kind]]
    if told:
        yield f"Only broader terms, which no paper names: {', '.join(told)}."


def view_around(dataset: Dataset, iri: str, *, hops: int = 1, title: str = "", limit: int = LIMIT) -> str:
    """Render what lies within ``hops`` steps of one node as an HTML page; a limit of 0 is none.

    Raises ``UsageError`` if the graph has no such node.
    """
    with uncollected():
        return render_page(compose_around(dataset, iri, hops=hops, title=title, limit=limit))


def compose_around(dataset: Dataset, iri: str, *, hops: int = 1, title: str = "", limit: int = LIMIT) -> Scene:
    """Compose what the page of a node's surroundings shows."""
    start = first_class(read_types(dataset, [iri]))
    if iri not in start:
        raise UsageError(f"no node of the graph has the IRI {iri}")
    found, left, last = find_around(dataset, start, hops=hops, limit=limit or sys.maxsize)
    material = gather_material(dataset, found)
    name = name_node(iri, material.facts.get(iri, {}))
    notes = []
    if left:
        notes.append(f"Showing {len(found):,} nodes; {left:,} more that are {_count_steps(last)} away are left out.")
    if left and last < hops:
        notes.append(f"Nothing further than {_count_steps(last)} away is shown.")
    subtitle = f"within {_count_steps(last)}"
    return build_scene(material, title=title or name, subtitle=subtitle, notes=tuple(notes), selected=iri)


def _count_steps(hops: int) -> str:
    return f"{hops} step{'' if hops == 1 else 's'}"


def view_result(
    graph: Graph, *, dataset: Dataset | None = None, title: str = "Query result", limit: int = LIMIT
) -> str:
    """Render the graph that a CONSTRUCT or DESCRIBE query gave; a limit of 0 is none.

    ``dataset`` supplies the names and classes that the result leaves out.
    """
    with uncollected():
        return render_page(compose_result(graph, dataset=dataset, title=title, limit=limit))


def compose_result(
    graph: Graph, *, dataset: Dataset | None = None, title: str = "Query result", limit: int = LIMIT
) -> Scene:
    """Compose what the page of a query's result shows."""
    facts: Descriptions = {}
    statements = _number_blanks(graph)
    for s, p, o in statements:
        facts.setdefault(s, {}).setdefault(p, []).append(o)
    ties = Counter(end for s, p, o in statements if is_node(o) and p != _TYPE and s != str(o) for end in (s, str(o)))
    nodes = set(ties) | set(facts)
    ranked = sorted(nodes, key=lambda node: (-ties[node], -sum(map(len, facts.get(node, {}).values())), node))
    shown = ranked[: limit or None]
    names = describe(dataset, shown, only=(*NAMING, _TYPE)) if dataset is not None else {}
    types = {node: _class_of(facts.get(node, {}), names.get(node, {})) for node in shown}
    left = len(ranked) - len(shown)
    notes = (f"Showing the {len(shown):,} most connected of {len(ranked):,} nodes; {left:,} are left out.",)
    for node in types:
        if not any(p in NAMING for p in facts.get(node, {})):
            facts.setdefault(node, {}).update({p: o for p, o in names.get(node, {}).items() if p in NAMING})
    return build_scene(Material(facts, types, _looks(types)), title=title, notes=notes if left else ())


def _number_blanks(graph: Graph) -> list[tuple[str, str, Term]]:
    """Sort statements, with blank nodes called by numbers: their own names are other ones each time.

    They are numbered by what is said of them and by whom; of two of which the same is said either may be first.
    """
    traits: dict[Term, list[tuple[str, str]]] = {}
    for s, p, o in graph:
        for blank, other, mark in ((s, o, ""), (o, s, "^")):
            if isinstance(blank, BNode):
                traits.setdefault(blank, []).append((mark + str(p), "" if isinstance(other, BNode) else str(other)))
    order = sorted(traits, key=lambda blank: (sorted(traits[blank]), str(blank)))
    called: dict[Term, Term] = {blank: URIRef(f"{UNNAMED}{number:06}") for number, blank in enumerate(order)}
    rows = ((str(called.get(s, s)), str(p), called.get(o, o)) for s, p, o in graph)
    return sorted(rows, key=lambda row: (row[0], row[1], term_key(row[2])))


def _class_of(*descriptions: Facts) -> str:
    kinds = [str(kind) for facts in descriptions for kind in facts.get(_TYPE, ())]
    return next((kind for kind in CLASSES if kind in kinds), min(kinds, default=""))


def _looks(types: dict[str, str]) -> dict[str, Look]:
    looks = {kind: CLASSES[kind] for kind in CLASSES if kind in types.values()}
    looks = {kind: Look(look.label, look.shape, look.light, look.dark) for kind, look in looks.items()}
    for place, kind in enumerate(sorted(set(types.values()) - set(looks))):
        light, dark = COMMUNITY_COLOURS[(place + 7) % len(COMMUNITY_COLOURS)]
        looks[kind] = Look(local_name(kind) if kind else "Other", "dot", light, dark)
    return looks
