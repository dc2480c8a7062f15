"""Project papers to networks of what stands together on them, weighted, and say what the network rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import UsageError
from kg.garbage import uncollected
from kg.network.arrays import Floats, Numbers
from kg.network.papers import Selection, SignedPaper, read_pairs, read_papers, read_signed_papers

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset

__all__ = [
    "WEIGHTS",
    "Members",
    "describe_coverage",
    "project_coauthors",
    "project_papers",
    "project_together",
    "weigh_byline",
]

_NAMES = "SELECT ?person ?name WHERE { ?person a kg:Person ; foaf:name ?name }"
_ALIASES = "SELECT ?person ?name WHERE { ?person a kg:Person ; skos:altLabel ?name }"

#: What a tie between people can weigh: attributes of the edges.
WEIGHTS = ("weight", "fractional", "first_last")

Members = Callable[[SignedPaper], Sequence[str]]
Tie = tuple[str, str, dict[str, Any]]


def project_coauthors(
    dataset: Dataset,
    *,
    year_from: int | None = None,
    year_to: int | None = None,
    selection: Selection | None = None,
) -> nx.Graph[str]:
    """Project the co-authorship network of a graph, of all papers or of a selection of them.

    Nodes are person IRIs with ``name``, ``aliases`` (other printed names) and what ``project_papers`` gives. Edges and
    graph attributes are those of ``project_papers``. All are sorted by IRI.
    """
    chosen = _choose(selection, year_from, year_to)
    needs_all = chosen != Selection(chosen.year_from, chosen.year_to)
    papers = read_papers(dataset) if needs_all else read_signed_papers(dataset)
    return name_people(project_papers(papers, selection=chosen), dataset)


def name_people(graph: nx.Graph[str], dataset: Dataset) -> nx.Graph[str]:
    """Give the people of a network their ``name`` and ``aliases``, in place."""
    names, aliases = read_pairs(dataset, _NAMES), read_pairs(dataset, _ALIASES)
    for iri, attributes in graph.nodes(data=True):
        attributes["name"] = min(names.get(iri, [iri]))
        attributes["aliases"] = tuple(sorted(aliases.get(iri, ())))
    return graph


def project_papers(
    papers: Iterable[SignedPaper],
    *,
    year_from: int | None = None,
    year_to: int | None = None,
    selection: Selection | None = None,
) -> nx.Graph[str]:
    """Project papers to a network of people.

    Nodes have ``papers`` (a count), ``truncated`` (how many of them end in "et al."), ``years`` (of each dated paper)
    and ``name`` (their IRI). Edges have ``weight`` (papers together), ``papers`` (their IRIs and titles, sorted),
    ``years``, and two other weights. ``fractional``: each paper with n people gives every pair 1/(n-1), so that the
    ties of a person sum to the papers that the person wrote with others (Newman, Phys. Rev. E 64, 016132, 2001). n
    counts the people printed; nobody is invented for "et al.". ``first_last``: see ``weigh_byline``.

    Graph attributes: ``papers`` taken in, of which ``truncated`` end in "et al." and ``single_author`` have one author
    and no "et al."; ``undated`` papers, which are left out as soon as a year is given; ``outside`` those years;
    ``crowded``, of too many authors; ``off_subject``, left out by another condition.
    """
    chosen = _choose(selection, year_from, year_to)
    signed = sorted((paper for paper in papers if paper.people), key=lambda paper: paper.iri)
    known = [paper for paper in signed if chosen.on_subject(paper)]
    every = [paper for paper in known if not chosen.is_crowded(paper)]
    taken = [paper for paper in every if chosen.within_years(paper)]
    graph = project_together(taken, lambda paper: paper.people, weigh_byline)
    for _, attributes in graph.nodes(data=True):
        attributes["truncated"] = 0
    for paper in taken:
        for iri in set(paper.people):
            graph.nodes[iri]["truncated"] += not paper.complete
    graph.graph.update(
        _count_papers(every, taken), off_subject=len(signed) - len(known), crowded=len(known) - len(every)
    )
    graph.graph.update(year_from=chosen.year_from, year_to=chosen.year_to)
    return graph


def _choose(selection: Selection | None, year_from: int | None, year_to: int | None) -> Selection:
    if selection is None:
        return Selection(year_from, year_to)
    if year_from is not None or year_to is not None:
        raise UsageError("years are given twice: put them into the selection alone")
    return selection


def weigh_byline(paper: SignedPaper) -> dict[str, float]:
    """Return what each person of a paper counts: 1 for the first and the last author, 1/2 for those between them.

    A tie adds the product of both. After "et al." nobody printed is the last author. A graph that gives no
    ``kg:ordinal`` has its authors in the order of their IRIs, which then says nothing.

    >>> weigh_byline(SignedPaper("p", "P", ("a", "b", "c", "d")))
    {'a': 1.0, 'b': 0.5, 'c': 0.5, 'd': 1.0}
    """
    ends = {paper.people[0], paper.people[-1] if paper.complete else paper.people[0]}
    return {person: 1.0 if person in ends else 0.5 for person in paper.people}


def project_together(
    papers: Sequence[SignedPaper],
    members: Members,
    weigh: Callable[[SignedPaper], dict[str, float]] | None = None,
) -> nx.Graph[str]:
    """Join what stands together on papers; nodes and edges are sorted by IRI.

    Nodes have ``name`` (their IRI), ``papers`` and ``years``; edges ``weight``, ``fractional``, ``papers``, ``years``
    and, with ``weigh``, ``first_last``.
    """
    import networkx as nx

    sets = [sorted(set(members(paper))) for paper in papers]
    order = sorted({iri for several in sets for iri in several})
    years: dict[str, list[int]] = {iri: [] for iri in order}
    counts = dict.fromkeys(order, 0)
    for paper, several in zip(papers, sets, strict=True):
        for iri in several:
            counts[iri] += 1
            if paper.year is not None:
                years[iri].append(paper.year)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(
        (iri, {"name": iri, "papers": counts[iri], "years": tuple(sorted(years[iri]))}) for iri in order
    )
    with uncollected():
        graph.add_edges_from(_ties(papers, sets, order, weigh))
    return graph


def _count_papers(every: list[SignedPaper], taken: list[SignedPaper]) -> dict[str, int]:
    return {
        "papers": len(taken),
        "truncated": sum(not paper.complete for paper in taken),
        "single_author": sum(paper.complete and len(set(paper.people)) == 1 for paper in taken),
        "undated": sum(paper.year is None for paper in every),
        "outside": sum(paper.year is not None for paper in every) - sum(paper.year is not None for paper in taken),
    }


def _ties(
    papers: Sequence[SignedPaper],
    sets: list[list[str]],
    order: list[str],
    weigh: Callable[[SignedPaper], dict[str, float]] | None,
) -> Iterator[Tie]:
    """Yield sorted ties; pairs are sorted and summed as columns of numbers."""
    index = {iri: i for i, iri in enumerate(order)}
    earned = [weigh(paper) for paper in papers] if weigh else []
    credit = [[earned[n][iri] for iri in several] for n, several in enumerate(sets)] if weigh else None
    pairs, numbers, products = _pair([[index[iri] for iri in several] for several in sets], credit, len(order))
    if not len(pairs):
        return
    place = np.argsort(pairs, kind="stable")
    pairs, numbers = pairs[place], numbers[place]
    begins = np.flatnonzero(np.diff(pairs, prepend=-1))
    shares = np.array([1 / max(len(several) - 1, 1) for several in sets])
    columns: dict[str, list[float]] = {"fractional": np.add.reduceat(shares[numbers], begins).tolist()}
    if weigh:
        columns["first_last"] = np.add.reduceat(products[place], begins).tolist()
    left, right = (column.tolist() for column in np.divmod(pairs[begins], len(order)))
    titled = [(paper.iri, paper.title) for paper in papers]
    dated = [() if paper.year is None else (paper.year,) for paper in papers]
    names, weights = (*columns,), list(zip(*columns.values(), strict=True))
    on = numbers.tolist()
    bounds = [*begins.tolist(), len(on)]
    for i, (begin, end) in enumerate(pairwise(bounds)):
        own = on[begin:end]
        years = dated[own[0]] if end - begin == 1 else tuple(sorted([year for n in own for year in dated[n]]))
        attributes: dict[str, Any] = dict(zip(names, weights[i], strict=True))
        attributes |= {"weight": end - begin, "papers": [titled[n] for n in own], "years": years}
        yield order[left[i]], order[right[i]], attributes


def _pair(sets: list[list[int]], credit: list[list[float]] | None, width: int) -> tuple[Numbers, Numbers, Floats]:
    """Return each pair of each set as one number, the number of its set, and the product of what both earn."""
    of_size: dict[int, list[int]] = defaultdict(list)
    for number, several in enumerate(sets):
        if len(several) > 1:
            of_size[len(several)].append(number)
    pairs, numbers, products = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for size, own in of_size.items():
        left, right = np.triu_indices(size, 1)
        table = np.array([sets[number] for number in own], np.int64)
        pairs.append((table[:, left] * width + table[:, right]).ravel())
        numbers.append(np.repeat(np.array(own, np.int64), len(left)))
        if credit:
            earned = np.array([credit[number] for number in own])
            products.append((earned[:, left] * earned[:, right]).ravel())
    together = np.concatenate(numbers)
    # Papers in their order, so that what a pair has comes in the same order whatever the sizes.
    place = np.argsort(together, kind="stable")
    return np.concatenate(pairs)[place], together[place], np.concatenate(products)[place] if credit else np.zeros(0)


def describe_coverage(graph: nx.Graph[str]) -> Iterator[str]:
    """Yield sentences on what a projected network rests on and what it can't show."""
    facts = graph.graph
    papers, undated, outside = facts.get("papers", 0), facts.get("undated", 0), facts.get("outside", 0)
    filtered = facts.get("year_from") is not None or facts.get("year_to") is not None
    if not papers:
        yield "No signed paper" + (" in these years" if filtered else " in this graph") + "."
    if truncated := facts.get("truncated", 0):
        yield f"“et al.” hides co-authors on {truncated:,} of {papers:,} papers: real ties are more than shown."
    if single := facts.get("single_author", 0):
        yield f"Papers with a single author, which make no tie: {single:,} of {papers:,}."
    if undated:
        yield f"Papers without a date, {'left out' if filtered else 'taken in'}: {undated:,}."
    if outside:
        yield f"Papers outside these years, left out: {outside:,}."
    if crowded := facts.get("crowded", 0):
        yield f"Papers of too many authors to tell who knows whom, left out: {crowded:,}."
    if off := facts.get("off_subject", 0):
        yield f"Papers that the other conditions leave out: {off:,}."
