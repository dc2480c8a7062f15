"""What a page shows, before any HTML: nodes, edges, and the printed text that stands behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.view.words import Look

__all__ = ["Edge", "Fact", "Node", "Relation", "Scene", "Trace"]


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a fact was read: characters ``begin`` to ``end`` of ``text``, printed in ``paper``.

    ``text`` is the sentence, ``anchor`` the words marked when there is no text to show them in. ``note`` is evidence
    in words, such as the reasons of a merge.
    """

    text: str = ""
    begin: int = 0
    end: int = 0
    anchor: str = ""
    paper: str = ""
    field: str = ""
    confidence: float | None = None
    extractor: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement about a node that leads to no other node on the page; ``href`` is where its value points."""

    label: str
    value: str
    href: str = ""
    confidence: float | None = None
    traces: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A thing on the page; ``weight`` is its importance, ``group`` and ``community`` are keys of the scene's.

    ``years`` are those in which it was published or spoken of; empty where only its neighbours can say. ``traces`` may
    be the first of ``mentions`` in all.
    """

    iri: str
    name: str
    short: str
    group: str
    weight: float
    aliases: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    traces: tuple[Trace, ...] = ()
    text: str = ""
    years: tuple[int, ...] = ()
    community: str = ""
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Relation:
    """One statement that an edge stands for, and how it reads from either end."""

    forward: str
    backward: str
    detail: str = ""
    confidence: float | None = None
    traces: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """All relations from one node to another; ``papers`` lists (IRI, title) where the edge stands for shared papers.

    ``years`` are those of the papers that the edge stands for; empty where only its ends can say.
    """

    source: str
    target: str
    relations: tuple[Relation, ...]
    weight: float = 1.0
    dashed: bool = False
    papers: tuple[tuple[str, str], ...] = ()
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything on one page. ``grouping`` names what the groups are, ``notes`` is what the reader has to know.

    ``communities`` colour the nodes in another way where the groups are not communities themselves.
    """

    title: str
    subtitle: str
    grouping: str
    groups: dict[str, Look]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    notes: tuple[str, ...] = ()
    directed: bool = True
    selected: str = ""
    communities: dict[str, Look] = field(default_factory=dict)
