"""The page of who wrote with whom."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from kg.garbage import uncollected
from kg.network import describe_coverage
from kg.network.tables import FURTHER
from kg.view.communities import MORE
from kg.view.page import render_page
from kg.view.scene import Edge, Fact, Node, Relation, Scene
from kg.view.words import COMMUNITY_COLOURS, Look, local_name, shorten, unturn

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["view_coauthors"]

LIMIT = 2000


def view_coauthors(
    graph: nx.Graph[str],
    *,
    title: str = "Co-authors",
    notes: tuple[str, ...] = (),
    limit: int = LIMIT,
) -> str:
    """Render a co-authorship network as one HTML page.

    Nodes are person IRIs with ``name``, ``papers`` (a count), ``community``, ``degree``, ``betweenness``, ``strength``;
    edges have ``weight`` (papers together), ``fractional`` (Newman's weight) and ``papers``, a list of (IRI, title).
    Both have ``years``. Any attribute may be missing; a limit of 0 is none. What the network rests on and cannot show
    is said beside it.
    """
    said = [*notes, *(describe_coverage(graph) if "papers" in graph.graph else ())]
    ranked = sorted(graph, key=lambda iri: (-graph.degree(iri), -_papers(graph.nodes[iri]), iri))
    if 0 < limit < len(ranked):
        said.append(
            f"Showing the {limit:,} most connected of {len(ranked):,} people; {len(ranked) - limit:,} are left out. "
            "kg coauthors --limit 0 -o page.html draws all of them, --name NAME those around one."
        )
    kept = graph.subgraph(ranked[: limit or None])
    group_of, groups = _communities(kept)
    nodes = tuple(_person(iri, kept.nodes[iri], group_of[iri]) for iri in sorted(kept))
    edges = tuple(_tie(min(a, b), max(a, b), attributes) for a, b, attributes in kept.edges(data=True))
    edges = tuple(sorted(edges, key=lambda edge: (edge.source, edge.target)))
    scene = Scene(title, "", "Community", groups, nodes, edges, tuple(said), directed=False)
    with uncollected():
        return render_page(scene)


def _papers(attributes: dict[str, Any]) -> int:
    papers = attributes.get("papers", 1)
    return papers if isinstance(papers, int) else len(papers)


def _name(iri: str, attributes: dict[str, Any]) -> str:
    return str(attributes.get("name") or local_name(iri))


def _communities(graph: nx.Graph[str]) -> tuple[dict[str, str], dict[str, Look]]:
    """Group people by community; those past the palette, and those alone, share one group each."""
    members: dict[object, list[str]] = {}
    for iri in sorted(graph, key=lambda iri: (-graph.degree(iri), -_papers(graph.nodes[iri]), iri)):
        members.setdefault(graph.nodes[iri].get("community", 0), []).append(iri)
    ranked = sorted(members.values(), key=lambda part: (-len(part), part))
    group_of: dict[str, str] = {}
    groups: dict[str, Look] = {}
    for place, part in enumerate(ranked):
        if len(part) == 1 and not graph.degree(part[0]):
            key, look = "alone", Look("No co-author shown", "square", "#5c6675", "#aab4c3")
        elif place < len(COMMUNITY_COLOURS):
            key, look = f"{place:02}", Look(_label(graph, part), "dot", *COMMUNITY_COLOURS[place])
        else:
            key, look = "more", MORE
        groups.setdefault(key, look)
        group_of |= dict.fromkeys(part, key)
    return group_of, {key: groups[key] for key in sorted(groups)}


def _label(graph: nx.Graph[str], part: list[str]) -> str:
    """Name a community by its typical terms, or else by its most connected members."""
    names = [_name(iri, graph.nodes[iri]) for iri in part]
    typical = str(graph.nodes[part[0]].get("community_name") or names[0])
    return typical if typical not in names else ", ".join(names[:2]) + ("…" if len(part) > 2 else "")


def _person(iri: str, attributes: dict[str, Any], group: str) -> Node:
    name = _name(iri, attributes)
    measures = (
        ("papers", _papers(attributes)),
        ("co-authors", attributes.get("degree")),
        *((name, attributes.get(name)) for name in ("betweenness", "strength", "clustering")),
        *((name.replace("_", " "), attributes.get(name)) for name in FURTHER),
    )
    facts = tuple(Fact(label, _figure(value)) for label, value in measures if value is not None and not isnan(value))
    weight = 2.0 * _papers(attributes) + float(attributes.get("degree") or 0)
    aliases = tuple(unturn(str(alias)) for alias in attributes.get("aliases", ()))
    years = _years(attributes)
    return Node(iri, unturn(name), shorten(name), group, weight, aliases, facts, years=years)


def _years(attributes: dict[str, Any]) -> tuple[int, ...]:
    return tuple(sorted(set(attributes.get("years", ()))))


def _figure(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


def _tie(source: str, target: str, attributes: dict[str, Any]) -> Edge:
    weight = attributes.get("weight", 1)
    detail = f"{_figure(weight)} paper{'' if weight == 1 else 's'} together"
    if "fractional" in attributes:
        detail += f", Newman weight {_figure(float(attributes['fractional']))}"
    papers = tuple((str(iri), str(name)) for iri, name in attributes.get("papers", ()))
    told = (Relation("co-author", "co-author", detail),)
    return Edge(source, target, told, float(weight), papers=papers, years=_years(attributes))
