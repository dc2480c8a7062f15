"""Pages of the knowledge graph: the whole of it, the surroundings of one node, or the result of a query."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rdflib import URIRef

from kg.errors import UsageError
from kg.iris import KG, PREFIXES, fold
from kg.view.assemble import NAMING, Material, build_scene, name_node
from kg.view.evidence import gather_evidence, read_printed
from kg.view.page import render_page
from kg.view.rows import describe, read_classes, read_incoming, read_links, read_names, read_types
from kg.view.words import CLASSES, COMMUNITY_COLOURS, HIDDEN_PREDICATES, Look, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Dataset, Graph

    from kg.view.rows import Descriptions, Facts
    from kg.view.scene import Scene

__all__ = ["compose_graph", "find_named", "list_names", "view_around", "view_graph", "view_result"]

LIMIT = 1500
_TYPE = f"{PREFIXES['rdf']}type"
_ALIAS = f"{PREFIXES['skos']}altLabel"
_AUTHORSHIP = f"{KG}hasAuthorship"
_SIGNED = {f"{KG}printedName", f"{KG}ordinal"}


def view_graph(
    dataset: Dataset, *, title: str = "Knowledge graph", limit: int = LIMIT, notes: tuple[str, ...] = ()
) -> str:
    """Render the whole graph as one HTML page; of more than ``limit`` nodes only the most connected, and it says so."""
    return render_page(compose_graph(dataset, title=title, limit=limit, notes=notes))


def compose_graph(
    dataset: Dataset, *, title: str = "Knowledge graph", limit: int = LIMIT, notes: tuple[str, ...] = ()
) -> Scene:
    """Compose what the page of the whole graph shows."""
    group_of = _first_class(read_classes(dataset, CLASSES))
    kept, left_out = _most_connected(dataset, group_of, limit)
    material = _gather(dataset, kept)
    return build_scene(material, title=title, notes=(*notes, *left_out))


def view_around(dataset: Dataset, iri: str, *, hops: int = 1, title: str = "", limit: int = LIMIT) -> str:
    """Render what lies within ``hops`` steps of one node as an HTML page.

    Raises ``UsageError`` if the graph has no such node.
    """
    group_of = _first_class(read_types(dataset, [iri]))
    if iri not in group_of:
        raise UsageError(f"no node of the graph has the IRI {iri}")
    full = False
    frontier = set(group_of)
    for _ in range(hops):
        near = _first_class(read_types(dataset, _neighbours(dataset, frontier)))
        frontier = set(sorted(set(near) - set(group_of))[: limit - len(group_of)])
        full = full or len(set(near) - set(group_of)) > len(frontier)
        group_of |= {node: near[node] for node in frontier}
    material = _gather(dataset, group_of)
    name = name_node(iri, material.facts.get(iri, {}))
    steps = f"{hops} step{'' if hops == 1 else 's'}"
    notes = (f"Only {limit} of the nodes within {steps} are shown.",) if full else ()
    scene = build_scene(material, title=title or name, subtitle=f"within {steps}", notes=notes, selected=iri)
    return render_page(scene)


def view_result(
    graph: Graph, *, dataset: Dataset | None = None, title: str = "Query result", limit: int = LIMIT
) -> str:
    """Render the graph that a CONSTRUCT or DESCRIBE query gave.

    ``dataset`` supplies the names and classes that the result leaves out.
    """
    facts: Descriptions = {}
    for s, p, o in sorted(graph):
        facts.setdefault(str(s), {}).setdefault(str(p), []).append(o)
    objects = {str(o) for by in facts.values() for p, found in by.items() if p != _TYPE for o in found if _is_node(o)}
    names = describe(dataset, objects | set(facts)) if dataset is not None else {}
    ranked = sorted(objects | set(facts), key=lambda node: (-sum(map(len, facts.get(node, {}).values())), node))
    types = {node: _class_of(facts.get(node, {}), names.get(node, {})) for node in ranked[:limit]}
    notes = (f"Only the {limit} most described of {len(ranked)} nodes are shown.",) if len(ranked) > limit else ()
    for node in types:
        if not any(p in NAMING for p in facts.get(node, {})):
            facts.setdefault(node, {}).update({p: o for p, o in names.get(node, {}).items() if p in NAMING})
    return render_page(build_scene(Material(facts, types, _looks(types)), title=title, notes=notes))


def find_named(dataset: Dataset, name: str) -> list[str]:
    """Find the nodes called so: by IRI, or by any name or alias without regard to case and accents."""
    key = fold(name)
    named = {
        node for node, found in read_names(dataset, (*NAMING, _ALIAS)) if found == name or (key and fold(found) == key)
    }
    return sorted(_first_class(read_types(dataset, named | {name})))


def list_names(dataset: Dataset) -> list[str]:
    """List every name and alias in the graph, sorted."""
    return sorted({name for _, name in read_names(dataset, (*NAMING, _ALIAS))})


def _is_node(term: object) -> bool:
    return not hasattr(term, "datatype")


def _first_class(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    rank = {iri: place for place, iri in enumerate(CLASSES)}
    found: dict[str, str] = {}
    for node, kind in pairs:
        if kind in rank and rank[kind] < rank.get(found.get(node, ""), len(rank)):
            found[node] = kind
    return found


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


def _neighbours(dataset: Dataset, frontier: set[str]) -> set[str]:
    outgoing = describe(dataset, frontier)
    near = {str(o) for facts in outgoing.values() for found in facts.values() for o in found if isinstance(o, URIRef)}
    return near | {s for s, _, _ in read_incoming(dataset, frontier)}


def _most_connected(dataset: Dataset, group_of: dict[str, str], limit: int) -> tuple[dict[str, str], tuple[str, ...]]:
    if len(group_of) <= limit:
        return group_of, ()
    degree: Counter[str] = Counter()
    for s, _, o in read_links(dataset):
        if s in group_of and o in group_of:
            degree.update((s, o))
    ranked = sorted(group_of, key=lambda node: (not CLASSES[group_of[node]].on, -degree[node], node))
    note = f"Showing the {limit:,} most connected of {len(group_of):,} nodes; {len(group_of) - limit:,} are left out."
    return {node: group_of[node] for node in ranked[:limit]}, (note,)


def _gather(dataset: Dataset, group_of: dict[str, str]) -> Material:
    facts = describe(dataset, group_of)
    signed = {str(o) for by in facts.values() for o in by.get(_AUTHORSHIP, ())}
    authorships = describe(dataset, signed)
    drawn = {a for a, by in authorships.items() if any(str(o) in group_of for o in by.get(f"{KG}author", ()))}
    pointed = {
        str(o) for by in (*facts.values(), *authorships.values()) for found in by.values() for o in found if _is_node(o)
    }
    others = describe(dataset, pointed - set(group_of) - signed)
    papers = {iri: facts.get(iri, {}) for iri, kind in group_of.items() if kind == f"{KG}Paper"}
    printed = read_printed(papers, authorships)
    evidence = gather_evidence(
        dataset, set(group_of) | drawn, printed, group_of, leave_out=HIDDEN_PREDICATES | _SIGNED, objects=drawn
    )
    return Material(facts, group_of, dict(CLASSES), evidence, authorships, others)
