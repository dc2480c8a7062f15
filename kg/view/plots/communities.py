"""A map of who works together: people as dots, communities as colours and shapes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.network import measure_coauthors
from kg.view.plots.arranging import arrange
from kg.view.plots.labels import Spot, label_spots
from kg.view.plots.lettering import clean_name
from kg.view.plots.sheet import (
    GREY,
    MM_PER_POINT,
    SINGLE_COLUMN,
    drawing,
    make_figure,
    say_instead,
    wrap_note,
    write_note,
)
from kg.view.words import COMMUNITY_COLOURS, local_name

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_communities"]

#: Colours alone would not do for one man in twelve, so each community has a shape as well. The number brings shapes to
#: one area.
_SHAPES = (("o", 1.0), ("s", 0.8), ("^", 1.3), ("D", 0.75), ("v", 1.3), ("p", 1.1), ("X", 1.15), ("P", 1.15))
#: How much of a square map dots may cover, lest they hide the ties.
_INK_SHARE = 0.03
_PALE_GREY = "#aab4c3"


@dataclass(frozen=True, slots=True)
class _Group:
    """How the people of one community are drawn, and what the legend calls them."""

    label: str
    shape: tuple[str, float]
    colour: str
    members: tuple[str, ...]
    named: bool = True


def plot_communities(
    graph: nx.Graph[str], *, limit: int | None = None, labels: int | None = None, width: float = SINGLE_COLUMN
) -> Figure:
    """Plot a map of a network: people as dots, ties as lines, communities as colours and shapes.

    The area of a dot grows with papers, the width of a line with papers together. Positions come from forces as on the
    pages (Fruchterman & Reingold, Softw. Pract. Exp. 21, 1991). Of more than ``limit`` people, by default 0.8 for each
    millimetre of ``width``, those with most papers in the largest communities are shown, and what is left out is said
    below. Those with most ties are named first, as many as fit, at most ``labels``, by default one for each 4 mm. A
    network without communities is measured first.
    """
    limit = round(0.8 * width) if limit is None else limit
    labels = round(width / 4) if labels is None else labels
    if limit < 1:
        raise UsageError(f"a map of {limit} people shows nothing: give a limit of 1 or more")
    graph = graph.to_undirected() if graph.is_directed() else graph
    if any("community" not in attributes for _, attributes in graph.nodes(data=True)):
        graph = measure_coauthors(graph)
    shown = _select(graph, limit)
    with drawing():
        groups = _group(graph, shown)
        spots, high = _place(graph, groups, width / MM_PER_POINT) if shown else ({}, 60.0)
        figure, axes = _lay_out(width, high * MM_PER_POINT, groups, list(_describe(graph, shown)))
        if shown:
            _draw(axes, graph, groups, spots, labels)
        else:
            say_instead(axes, "There is nobody in this network.")
    return figure


def _select(graph: nx.Graph[str], limit: int) -> list[str]:
    """Take everybody, or those with most papers in the largest communities who wrote with another one of these."""
    if len(graph) <= limit:
        return sorted(graph)
    sizes = Counter(graph.nodes[iri]["community"] for iri in graph)
    named = sorted(sizes, key=lambda community: (-sizes[community], community))[: len(_SHAPES)]
    people = [iri for iri in graph if graph.nodes[iri]["community"] in named]
    ranked = sorted(people, key=lambda iri: (-graph.nodes[iri].get("papers", 1), -graph.degree(iri), iri))
    tied = _keep_tied(graph, _keep_tied(graph, ranked[: 2 * limit])[:limit])
    return sorted(tied or ranked[:limit])


def _keep_tied(graph: nx.Graph[str], people: list[str]) -> list[str]:
    among = set(people)
    return [iri for iri in people if any(other in among for other in graph[iri] if other != iri)]


def _group(graph: nx.Graph[str], shown: list[str]) -> list[_Group]:
    """Group people by community, the largest first; small ones and people without a tie come last, in grey."""
    members: dict[int, list[str]] = {}
    for iri in sorted(shown, key=lambda iri: (-graph.degree(iri), iri)):
        members.setdefault(graph.nodes[iri]["community"], []).append(iri)
    together = sorted((part for part in members.values() if graph.degree(part[0])), key=lambda part: (-len(part), part))
    alone = [iri for part in members.values() if not graph.degree(part[0]) for iri in part]
    named = together[: len(_SHAPES)]
    if len(together) > len(_SHAPES):
        named = [part for part in named if len(part) > 1]
    groups = [
        _Group(_name_group(graph, part), shape, colours[0], tuple(part))
        for part, shape, colours in zip(named, _SHAPES, COMMUNITY_COLOURS, strict=False)
    ]
    if others := [iri for part in together[len(named) :] for iri in part]:
        groups.append(
            _Group(f"{len(together) - len(named)} other communities", _SHAPES[0], GREY, tuple(others), named=False)
        )
    if alone:
        groups.append(_Group("no co-author shown", _SHAPES[0], _PALE_GREY, tuple(alone), named=False))
    return groups


def _name(graph: nx.Graph[str], iri: str) -> str:
    return clean_name(str(graph.nodes[iri].get("name") or local_name(iri)))


def _name_group(graph: nx.Graph[str], part: list[str]) -> str:
    """Name a community by its two most connected people, or by one and the terms that it was named by."""
    terms = str(graph.nodes[part[0]].get("community_name", ""))
    called = not terms or any(terms == own.get("name", iri) for iri, own in graph.nodes(data=True))
    first = [_name(graph, iri) for iri in part[: 2 if called else 1]]
    more = f" and {len(part) - len(first):,} more" if len(part) > len(first) else ""
    return ", ".join(first) + more + ("" if called else f": {terms}")


def _lay_out(width: float, high: float, groups: list[_Group], note: list[str]) -> tuple[Figure, Axes]:
    """Return a figure with a map that high above, the legend and the note below, in millimetres."""
    from matplotlib.lines import Line2D

    columns = max(1, round(width / 85))
    said = wrap_note(width, note)
    legend = 3.15 * -(-len(groups) // columns) + 1.5
    below = legend + (2.9 * (said.count("\n") + 1) + 1 if said else 0)
    total = high + below
    figure = make_figure(width, total, constrained=False)
    axes = figure.add_axes((0, below / total, 1, high / total))
    axes.set(xlim=(0, width / MM_PER_POINT), ylim=(0, high / MM_PER_POINT))
    axes.axis("off")
    handles = [
        Line2D([], [], linestyle="", marker=each.shape[0], color=each.colour, markersize=4, markeredgewidth=0)
        for each in groups
    ]
    figure.legend(
        handles,
        [clean_name(each.label, limit=round(0.75 * width / columns)) for each in groups],
        loc="upper left",
        bbox_to_anchor=(0, below / total),
        ncols=columns,
        handletextpad=0.2,
        labelspacing=0.35,
        borderpad=0.3,
    )
    write_note(figure, said, y=0.8 / total)
    return figure, axes


def _draw(axes: Axes, graph: nx.Graph[str], groups: list[_Group], spots: dict[str, Spot], labels: int) -> None:
    _draw_ties(axes, graph, groups, spots)
    for group in groups:
        axes.scatter(
            [spots[iri].x for iri in group.members],
            [spots[iri].y for iri in group.members],
            s=[(2 * spots[iri].radius) ** 2 * group.shape[1] for iri in group.members],
            marker=group.shape[0],
            color=group.colour,
            linewidths=0.3,
            edgecolors="white",
            zorder=3,
        )
    ranked = sorted(spots, key=lambda iri: (-graph.degree(iri), -spots[iri].radius, iri))
    colours = {iri: group.colour if group.named else GREY for group in groups for iri in group.members}
    label_spots(axes, [(spots[iri], _name(graph, iri), colours[iri]) for iri in ranked], most=labels)


def _place(graph: nx.Graph[str], groups: list[_Group], wide: float) -> tuple[dict[str, Spot], float]:
    """Return where people stand on a map of that width, and how high it is, in points."""
    order = sorted(iri for group in groups for iri in group.members)
    papers = [graph.nodes[iri].get("papers", 1) for iri in order]
    largest = min(wide / 40, 9, math.sqrt(_INK_SHARE * wide**2 / math.pi * max(papers) / sum(papers)))
    radii = [max(largest * math.sqrt(count / max(papers)), 1.1) for count in papers]
    ties = [(a, b) for a, b in graph.subgraph(order).edges if a != b]
    together = [group.members for group in groups if group.named]
    points, high = arrange(order, together, ties, radii=radii, wide=wide, high=0.75 * wide)
    return {iri: Spot(*point, radius) for iri, point, radius in zip(order, points, radii, strict=True)}, high


def _draw_ties(axes: Axes, graph: nx.Graph[str], groups: list[_Group], spots: dict[str, Spot]) -> None:
    from matplotlib.collections import LineCollection

    of = {iri: group for group in groups for iri in group.members}
    ties = sorted((min(a, b), max(a, b)) for a, b in graph.subgraph(spots).edges if a != b)
    weights = [graph.edges[tie].get("weight", 1) for tie in ties]
    lines = LineCollection(
        [[(spots[a].x, spots[a].y), (spots[b].x, spots[b].y)] for a, b in ties],
        colors=[of[a].colour if of[a] is of[b] else GREY for a, b in ties],
        linewidths=[min(0.45 * math.sqrt(weight), 2.0) for weight in weights],
        alpha=0.4,
        zorder=1,
    )
    axes.add_collection(lines, autolim=False)


def _describe(graph: nx.Graph[str], shown: list[str]) -> Iterator[str]:
    if left := len(graph) - len(shown):
        ties = graph.number_of_edges() - graph.subgraph(shown).number_of_edges()
        yield f"Shown: of the {len(_SHAPES)} largest communities the {len(shown):,} people with most papers, as far as"
        yield f"they wrote with each other. Left out: {left:,} people and {ties:,} of {graph.number_of_edges():,} ties."
    if truncated := graph.graph.get("truncated", 0):
        yield f"“et al.” hides co-authors on {truncated:,} of {graph.graph['papers']:,} papers."
