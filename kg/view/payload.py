"""The data inside a page: what the first picture needs in columns, and details packed until someone asks for them."""

from __future__ import annotations

import base64
import gzip
import json
import re
from typing import TYPE_CHECKING, Any

from kg.iris import BASE
from kg.view.words import LABELS, unturn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.view.scene import Edge, Fact, Node, Relation, Scene, Trace
    from kg.view.words import Look

__all__ = ["collect_details", "collect_outline", "encode_json", "pack_json"]

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200d\u2028\u2029\u2060\ufeff\ud800-\udfff]")


def encode_json(data: object) -> str:
    r"""Write JSON that can stand inside a script element: no character of it can end the element.

    >>> encode_json({"name": "</script><b>"})
    '{"name":"\\u003c/script\\u003e\\u003cb\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def pack_json(data: object) -> str:
    """Write JSON as gzip in base64: no markup, a fraction of the size, and nothing to parse before it is asked for."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode(), compresslevel=6, mtime=0)).decode()


def collect_outline(scene: Scene, place_of: dict[str, int]) -> dict[str, Any]:
    """Collect what the first picture, the legend and the search need, in columns by node and by edge."""
    groups, communities = list(scene.groups), list(scene.communities)
    rank = {key: place for place, key in enumerate(groups)}
    part = {key: place for place, key in enumerate(communities)}
    names = [_plain(node.short) for node in scene.nodes]
    return {
        "title": scene.title,
        "grouping": scene.grouping,
        "order": list(dict.fromkeys(label for pair in LABELS.values() for label in pair if label)),
        "base": BASE,
        "selected": place_of.get(scene.selected),
        "directed": scene.directed,
        "groups": [_look(key, look) for key, look in scene.groups.items()],
        "communities": [_look(key, look) for key, look in scene.communities.items()],
        "name": [node.name for node in scene.nodes],
        "short": ["" if short == node.name else short for short, node in zip(names, scene.nodes, strict=True)],
        "group": [rank[node.group] for node in scene.nodes],
        "community": [part.get(node.community, -1) for node in scene.nodes] if communities else [],
        "aliases": {i: node.aliases for i, node in enumerate(scene.nodes) if node.aliases},
        "years": {i: node.years for i, node in enumerate(scene.nodes) if node.years},
        "from": [place_of[edge.source] for edge in scene.edges],
        "to": [place_of[edge.target] for edge in scene.edges],
        "edgeYears": {i: edge.years for i, edge in enumerate(scene.edges) if edge.years},
    }


def collect_details(scene: Scene, place_of: dict[str, int]) -> dict[str, Any]:
    """Collect what the panels show: facts, relations, and the printed text that stands behind them."""
    tables = _Tables(place_of)
    nodes = [tables.node(node) for node in scene.nodes]
    edges = [tables.edge(edge) for edge in scene.edges]
    return {
        "nodes": nodes,
        "edges": edges,
        "sentences": list(tables.sentences),
        "traces": list(tables.traces.values()),
    }


def _plain(short: str) -> str:
    """Make a name fit to be drawn: a canvas neither isolates directions nor shows what cannot be seen."""
    text = unturn(short)
    return text if _UNSEEN.sub("", text).strip() else "·"


def _look(key: str, look: Look) -> dict[str, Any]:
    return {"id": key, "label": look.label, "shape": look.shape, "light": look.light, "dark": look.dark, "on": look.on}


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in ("", [], (), 0)}


class _Tables:
    """Keeps each sentence and each trace once; facts refer to them by number."""

    def __init__(self, place_of: dict[str, int]) -> None:
        self.place_of = place_of
        self.sentences: dict[str, int] = {}
        self.traces: dict[Trace, list[object]] = {}
        self.numbers: dict[Trace, int] = {}

    def node(self, node: Node) -> dict[str, Any]:
        """Write what the panel of a node shows, without what is empty."""
        facts = [self.fact(fact) for fact in node.facts]
        row = {"iri": node.iri, "text": node.text, "facts": facts, "traces": self.keep(node.traces)}
        return _filled(row | {"mentions": node.mentions if node.mentions > len(node.traces) else 0})

    def edge(self, edge: Edge) -> dict[str, Any]:
        """Write what the panel of an edge shows, without what is empty."""
        # IRIs under our own base name things; a page from disk has nowhere to send the reader.
        papers = [(title, "" if iri.startswith(BASE) else iri) for iri, title in edge.papers]
        return _filled({"relations": [self.relation(relation) for relation in edge.relations], "papers": papers})

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
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
