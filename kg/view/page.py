"""Turns a scene into one HTML file that needs nothing else: pyvis builds the network, our template holds it."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.iris import BASE
from kg.view.layout import place
from kg.view.words import LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.view.scene import Edge, Fact, Relation, Scene, Trace

__all__ = ["encode_json", "render_page"]

_SCRIPTS = ("vis-network.min.js", "data.js", "canvas.js", "labels.js", "panel.js", "search.js", "controls.js")
# Above this many nodes forces would hold up the browser; the positions computed here stand until someone resumes.
_PHYSICS_LIMIT = 600


def encode_json(data: object) -> str:
    r"""Write JSON that can stand inside a script element: no character of it can end the element.

    >>> encode_json({"name": "</script><b>"})
    '{"name":"\\u003c/script\\u003e\\u003cb\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def render_page(scene: Scene) -> str:
    """Render the page; the same scene gives the same bytes."""
    from jinja2 import Environment

    scripts = [_script(name) for name in _SCRIPTS]
    place_of = {node.iri: index for index, node in enumerate(scene.nodes)}
    degree = [0] * len(scene.nodes)
    for edge in scene.edges:
        degree[place_of[edge.source]] += 1
        degree[place_of[edge.target]] += 1
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(_asset("page.html.j2")).render(
        scene=scene,
        rows=[(_clean(node.name), scene.groups[node.group].label, degree[i]) for i, node in enumerate(scene.nodes)],
        css=_asset("page.css"),
        scripts=scripts,
        hashes=" ".join(f"'sha256-{_digest(script)}'" for script in scripts),
        data=encode_json(_payload(scene, place_of)),
    )
    return _clean(page)


@cache
def _asset(name: str) -> str:
    return (files("kg.view") / "assets" / name).read_text(encoding="utf-8")


def _script(name: str) -> str:
    # A source map would be one more request as soon as developer tools are open.
    return re.sub(r"//# sourceMappingURL=\S+\s*$", "", _asset(name))


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _clean(text: str) -> str:
    """Replace what no UTF-8 file can hold and the control characters that HTML forbids."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", text)


def _payload(scene: Scene, place_of: dict[str, int]) -> dict[str, Any]:
    tables = _Tables(place_of)
    nodes = [
        {
            "iri": node.iri,
            "name": node.name,
            "aliases": node.aliases,
            "text": node.text,
            "years": node.years,
            "facts": [tables.fact(fact) for fact in node.facts],
            "traces": tables.keep(node.traces),
        }
        for node in scene.nodes
    ]
    edges = [
        {"relations": [tables.relation(relation) for relation in edge.relations], "papers": _papers(edge)}
        for edge in scene.edges
    ]
    groups = [
        {"id": key, "label": look.label, "shape": look.shape, "light": look.light, "dark": look.dark, "on": look.on}
        for key, look in scene.groups.items()
    ]
    return {
        "title": scene.title,
        "grouping": scene.grouping,
        "base": BASE,
        "order": list(dict.fromkeys(label for pair in LABELS.values() for label in pair if label)),
        "selected": place_of.get(scene.selected),
        "physics": len(scene.nodes) <= _PHYSICS_LIMIT,
        "groups": groups,
        "nodes": [{key: value for key, value in node.items() if value not in (None, "", [], ())} for node in nodes],
        "edges": [{key: value for key, value in edge.items() if value} for edge in edges],
        "sentences": list(tables.sentences),
        "traces": list(tables.traces.values()),
        "network": _draw(scene, place_of),
    }


def _papers(edge: Edge) -> list[tuple[str, str]]:
    # IRIs under our own base name things; nothing answers there unless someone serves them.
    return [(title, "" if iri.startswith(BASE) else iri) for iri, title in edge.papers]


class _Tables:
    """Keeps each sentence and each trace once; facts refer to them by number."""

    def __init__(self, place_of: dict[str, int]) -> None:
        self.place_of = place_of
        self.sentences: dict[str, int] = {}
        self.traces: dict[Trace, list[object]] = {}
        self.numbers: dict[Trace, int] = {}

    def keep(self, traces: Sequence[Trace]) -> list[int]:
        """Return the numbers of the traces; new ones are added."""
        for trace in traces:
            if trace not in self.numbers:
                self.numbers[trace] = len(self.numbers)
                self.traces[trace] = self._row(trace)
        return [self.numbers[trace] for trace in traces]

    def _row(self, trace: Trace) -> list[object]:
        sentence = self.sentences.setdefault(trace.text, len(self.sentences)) if trace.text else -1
        confidence = None if trace.confidence is None else round(trace.confidence, 3)
        paper = self.place_of.get(trace.paper, -1)
        begin, end = _utf16(trace.text[: trace.begin]), _utf16(trace.text[: trace.end])
        words = "" if trace.text else trace.anchor
        return [sentence, begin, end, words, paper, trace.field, confidence, trace.extractor, trace.note]

    def fact(self, fact: Fact) -> list[object]:
        """Write a fact as label, value, address, confidence, traces."""
        return [fact.label, fact.value, fact.href, fact.confidence, self.keep(fact.traces)]

    def relation(self, relation: Relation) -> list[object]:
        """Write a relation as its two labels, detail, confidence, traces."""
        return [relation.forward, relation.backward, relation.detail, relation.confidence, self.keep(relation.traces)]


def _utf16(text: str) -> int:
    """Count as JavaScript does: characters outside the basic plane are two."""
    return len(text) + sum(char > "\uffff" for char in text)


def _draw(scene: Scene, place_of: dict[str, int]) -> dict[str, Any]:
    from pyvis.network import Network

    network = Network(directed=True)
    spots = _spots(scene, place_of)
    for index, node in enumerate(scene.nodes):
        x, y = spots[index]
        size = round(min(7 + 3.2 * math.sqrt(node.weight), 34), 1)
        shape = scene.groups[node.group].shape
        network.add_node(index, node.short or "·", shape=shape, x=x, y=y, size=size, group=node.group, mass=_mass(size))
    for index, edge in enumerate(scene.edges):
        ends = place_of[edge.source], place_of[edge.target]
        width = round(min(1 + 0.9 * (edge.weight - 1), 9), 2)
        network.add_edge(*ends, id=index, width=width, dashes=edge.dashed, arrows="to" if scene.directed else "")
    network.set_options(_asset("options.json"))
    return {"nodes": network.nodes, "edges": network.edges, "options": network.options}


def _mass(size: float) -> float:
    return round(1 + size / 20, 2)


def _spots(scene: Scene, place_of: dict[str, int]) -> dict[int, tuple[int, int]]:
    """Lay out what is shown at first; nodes that are switched off gather round their neighbours."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(scene.nodes)))
    graph.add_edges_from((place_of[edge.source], place_of[edge.target]) for edge in scene.edges)
    shown = [index for index, node in enumerate(scene.nodes) if scene.groups[node.group].on]
    spots = place(graph.subgraph(shown))
    for index in sorted(set(graph) - set(shown)):
        near = [spots[other] for other in sorted(graph[index]) if other in spots] or [(0, 0)]
        turn, reach = index * 2.4, 40 + index % 5 * 8
        x, y = (sum(axis) / len(near) for axis in zip(*near, strict=True))
        spots[index] = round(x + reach * math.cos(turn)), round(y + reach * math.sin(turn))
    return spots
