"""Networks of other things than co-authors: papers, terms, organisations, code and citations, from the same papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.iris import KG
from kg.network.papers import Selection, SignedPaper, read_names, read_pairs, read_papers
from kg.network.projection import Members, project_together

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset

__all__ = ["KINDS", "VIEWS", "View", "project_view"]

#: Classes of terms, and what their co-occurrence is called.
KINDS = {"methods": "Method", "datasets": "Dataset", "tasks": "Task"}


@dataclass(frozen=True, slots=True)
class View:
    """A network: which things of a paper are joined, and what kinds they are.

    With ``left`` and ``right`` each of one is tied to each of the other; with ``left`` alone, to each other.
    """

    left: Members
    right: Members | None = None
    kinds: tuple[str, str] = ("", "")
    only: str = ""


def _people(paper: SignedPaper) -> Sequence[str]:
    return paper.people


def _terms(paper: SignedPaper) -> Sequence[str]:
    return paper.terms


def _itself(paper: SignedPaper) -> Sequence[str]:
    return (paper.iri,)


#: Views by name; co-authorship is ``kg.network.project_coauthors``.
VIEWS: Mapping[str, View] = {
    "author-paper": View(_people, _itself, ("person", "paper")),
    "author-term": View(_people, _terms, ("person", "term")),
    "terms": View(_terms, kinds=("term", "")),
    "methods": View(_terms, kinds=("method", ""), only="Method"),
    "datasets": View(_terms, kinds=("dataset", ""), only="Dataset"),
    "tasks": View(_terms, kinds=("task", ""), only="Task"),
    "organizations": View(lambda p: p.organizations, kinds=("organization", "")),
    "code-author": View(lambda p: p.repositories, _people,
                        ("repository", "person")),
    "citations": View(_itself, lambda p: p.cites, ("paper", "paper")),
}  # fmt: skip


def project_view(dataset: Dataset, name: str, *, selection: Selection | None = None) -> nx.Graph[str]:
    """Project a view of ``VIEWS`` from a graph; citations are directed, from the citing paper to the cited one.

    Nodes are IRIs with ``name``, ``kind``, ``papers`` (a count) and ``years``; edges have ``weight`` (papers),
    ``papers`` (IRIs and titles) and ``years``. Things that stand together also have ``fractional`` and ``association``:
    how many times more often they do than if each went with any (association strength, van Eck & Waltman, JASIST 60,
    2009).
    Raises ``UsageError`` for an unknown view.
    """
    if name not in VIEWS:
        raise UsageError(f"{name!r} is no view: expected one of coauthors, {', '.join(VIEWS)}")
    view, chosen = VIEWS[name], selection or Selection()
    papers = read_papers(dataset)
    taken = [paper for paper in papers if chosen.takes(paper)]
    classes = _read_classes(dataset)
    only = None if not view.only else {iri for iri, kind in classes.items() if kind == view.only.lower()}
    graph = _tie_both(taken, view) if view.right else _tie_one(taken, view.left, only)
    names = read_names(dataset)
    for iri, attributes in graph.nodes(data=True):
        attributes["name"] = names.get(iri, iri)
        if (kind := attributes.get("kind", view.kinds[0])) in {"term", ""}:
            kind = classes.get(iri, kind)
        attributes["kind"] = kind
    graph.graph.update(view=name, papers=len(taken), left_out=len(papers) - len(taken))
    if "person" in view.kinds:
        graph.graph["truncated"] = sum(not paper.complete for paper in taken)
    return graph


def _read_classes(dataset: Dataset) -> dict[str, str]:
    classes = read_pairs(dataset, "SELECT ?thing ?class WHERE { ?thing a ?class FILTER(ISIRI(?thing)) }")
    wanted = {f"{KG}{name}": name.lower() for name in KINDS.values()}
    return {iri: wanted[kind] for iri, kinds in classes.items() for kind in sorted(kinds) if kind in wanted}


def _tie_one(papers: Sequence[SignedPaper], members: Members, only: set[str] | None) -> nx.Graph[str]:
    graph = project_together(papers, lambda p: [iri for iri in members(p) if only is None or iri in only])
    total = len(papers)
    for a, b, data in graph.edges(data=True):
        data["association"] = data["weight"] * total / (graph.nodes[a]["papers"] * graph.nodes[b]["papers"])
    return graph


def _tie_both(papers: Sequence[SignedPaper], view: View) -> nx.Graph[str]:
    import networkx as nx

    left, right = view.left, view.right
    assert right is not None
    directed = view.kinds[0] == view.kinds[1]
    graph: Any = nx.DiGraph() if directed else nx.Graph()
    both = [paper for paper in papers if left(paper) and right(paper)]
    kind = {iri: view.kinds[1] for paper in both for iri in right(paper)}
    kind |= {iri: view.kinds[0] for paper in both for iri in left(paper)}
    shared: dict[tuple[str, str], list[SignedPaper]] = defaultdict(list)
    on: dict[str, list[SignedPaper]] = defaultdict(list)
    for paper in papers if directed else both:
        for iri in left(paper) if directed else {*left(paper), *right(paper)}:
            on[iri].append(paper)
    for paper in both:
        for a in left(paper):
            for b in right(paper):
                shared[a, b].append(paper)
    for iri in sorted(kind):
        graph.add_node(iri, kind=kind[iri], papers=len(on[iri]), years=_years(on[iri]))
    for (a, b), several in sorted(shared.items()):
        titled = [(paper.iri, paper.title) for paper in several]
        graph.add_edge(a, b, weight=len(several), papers=titled, years=_years(several))
    return graph  # type: ignore[no-any-return]


def _years(papers: Iterable[SignedPaper]) -> tuple[int, ...]:
    return tuple(sorted(paper.year for paper in papers if paper.year is not None))
