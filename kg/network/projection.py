"""Project papers to networks of what stands together on them, weighted, and say what the network rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from kg.garbage import uncollected
from kg.network.papers import Selection, SignedPaper, read_pairs, read_papers, read_signed_papers

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset

__all__ = ["WEIGHTS", "describe_coverage", "project_coauthors", "project_papers", "project_together", "weigh_byline"]

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
    chosen = selection or Selection(year_from, year_to)
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
    ``off_subject``, left out by another condition.
    """
    chosen = selection or Selection(year_from, year_to)
    signed = sorted((paper for paper in papers if paper.people), key=lambda paper: paper.iri)
    every = [paper for paper in signed if chosen.on_subject(paper)]
    taken = [paper for paper in every if chosen.within_years(paper)]
    graph = project_together(taken, lambda paper: paper.people, weigh_byline)
    for _, attributes in graph.nodes(data=True):
        attributes["truncated"] = 0
    for paper in taken:
        for iri in set(paper.people):
            graph.nodes[iri]["truncated"] += not paper.complete
    graph.graph.update(_count_papers(every, taken), off_subject=len(signed) - len(every))
    graph.graph.update(year_from=chosen.year_from, year_to=chosen.year_to)
    return graph


def weigh_byline(paper: SignedPaper) -> dict[str, float]:
    """Return what each person of a paper counts: 1 for the first and the last author, 1/2 for those between them.

    A tie adds the product of both. After "et al." nobody printed is the last author.

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
    """Yield sorted ties; a pair is counted as one integer, which sorts and hashes faster than two IRIs."""
    index = {iri: i for i, iri in enumerate(order)}
    shared: dict[int, list[int]] = defaultdict(list)
    for number, several in enumerate(sets):
        for i, j in combinations([index[iri] for iri in several], 2):
            shared[i * len(order) + j].append(number)
    titled = [(paper.iri, paper.title) for paper in papers]
    shares = [1 / max(len(several) - 1, 1) for several in sets]
    dated = [() if paper.year is None else (paper.year,) for paper in papers]
    earned = [weigh(paper) for paper in papers] if weigh else []
    for pair in sorted(shared):
        numbers = shared[pair]
        i, j = divmod(pair, len(order))
        a, b = order[i], order[j]
        first = numbers[0]
        attributes: dict[str, Any] = {
            "weight": len(numbers),
            "fractional": shares[first],
            "papers": [titled[n] for n in numbers],
            "years": dated[first],
        }
        if weigh:
            attributes["first_last"] = earned[first][a] * earned[first][b]
        if len(numbers) > 1:
            attributes["fractional"] = sum([shares[n] for n in numbers])
            attributes["years"] = tuple(sorted([year for n in numbers for year in dated[n]]))
            if weigh:
                attributes["first_last"] = sum([earned[n][a] * earned[n][b] for n in numbers])
        yield a, b, attributes


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
    if off := facts.get("off_subject", 0):
        yield f"Papers that the other conditions leave out: {off:,}."
