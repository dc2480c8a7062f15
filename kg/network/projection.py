"""Who wrote with whom: read signatures in bulk and project them to a weighted network."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.store import select_text

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset

__all__ = ["SignedPaper", "describe_coverage", "project_coauthors", "project_papers", "read_signed_papers"]

_SIGNATURES = "SELECT ?paper ?person WHERE { ?paper kg:hasAuthorship ?signature . ?signature kg:author ?person }"
_TITLES = "SELECT ?paper ?title WHERE { ?paper a kg:Paper ; rdfs:label ?title }"
_DATES = "SELECT ?paper ?date WHERE { ?paper a kg:Paper ; dcterms:issued ?date }"
_COMPLETE = "SELECT ?paper ?complete WHERE { ?paper kg:authorListComplete ?complete }"
_NAMES = "SELECT ?person ?name WHERE { ?person a kg:Person ; foaf:name ?name }"
_ALIASES = "SELECT ?person ?name WHERE { ?person a kg:Person ; skos:altLabel ?name }"


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """One paper as co-authorship sees it; ``complete`` is false after "et al.". Who signs twice counts once."""

    iri: str
    title: str
    people: tuple[str, ...]
    year: int | None = None
    complete: bool = True


def _read_pairs(dataset: Dataset, query: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    # A plain scan by one query: a self-join on papers would grow with the square of the author lists.
    for subject, value in select_text(dataset, query):
        found[subject].append(value)
    return found


def read_signed_papers(dataset: Dataset) -> list[SignedPaper]:
    """Read every signed paper of a graph, sorted by IRI.

    A paper with several dates counts in the earliest year. Papers that nobody signs are left out.
    """
    titles, dates, complete = (_read_pairs(dataset, query) for query in (_TITLES, _DATES, _COMPLETE))
    return [
        SignedPaper(
            iri,
            min(titles.get(iri, [iri])),
            tuple(sorted(set(people))),
            min((year for date in dates.get(iri, ()) if (year := _year(date)) is not None), default=None),
            not {"false", "0"} & {text.lower() for text in complete.get(iri, ())},
        )
        for iri, people in sorted(_read_pairs(dataset, _SIGNATURES).items())
    ]


def _year(date: str) -> int | None:
    match = re.match(r"-?\d{4,}", date)
    return int(match[0]) if match else None


def project_coauthors(dataset: Dataset, *, year_from: int | None = None, year_to: int | None = None) -> nx.Graph[str]:
    """Project the co-authorship network of a graph, of all papers or of those issued in a span of years.

    Nodes are person IRIs with ``name``, ``aliases`` (other printed names), ``papers`` (a count) and ``truncated`` (how
    many of them end in "et al."). Edges and graph attributes are those of ``project_papers``. All are sorted by IRI.
    """
    papers = read_signed_papers(dataset)
    graph = project_papers(papers, year_from=year_from, year_to=year_to)
    names, aliases = _read_pairs(dataset, _NAMES), _read_pairs(dataset, _ALIASES)
    for iri, attributes in graph.nodes(data=True):
        attributes["name"] = min(names.get(iri, [iri]))
        attributes["aliases"] = tuple(sorted(aliases.get(iri, ())))
    return graph


def project_papers(
    papers: Iterable[SignedPaper], *, year_from: int | None = None, year_to: int | None = None
) -> nx.Graph[str]:
    """Project papers to a network of people.

    Edges have ``weight`` (papers together), ``papers`` (their IRIs and titles, sorted) and ``fractional``: each paper
    with n people gives every pair 1/(n-1), so that the ties of a person sum to the papers that the person wrote with
    others (Newman, Phys. Rev. E 64, 016132, 2001). n counts the people printed; nobody is invented for "et al.".

    Graph attributes: ``papers`` taken in, of which ``truncated`` end in "et al." and ``single_author`` have one author
    and no "et al."; ``undated`` papers, which are left out as soon as a year is given; ``outside`` those years.
    """
    import networkx as nx

    if year_from is not None and year_to is not None and year_from > year_to:
        raise UsageError(f"the years from {year_from} to {year_to} hold nothing: swap them")
    every = sorted(papers, key=lambda paper: paper.iri)
    taken = [paper for paper in every if _issued_within(paper, year_from, year_to)]
    people = [sorted(set(paper.people)) for paper in taken]
    order = sorted({iri for several in people for iri in several})
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from((iri, {"name": iri, "papers": 0, "truncated": 0}) for iri in order)
    for paper, several in zip(taken, people, strict=True):
        for iri in several:
            graph.nodes[iri]["papers"] += 1
            graph.nodes[iri]["truncated"] += not paper.complete
    graph.add_edges_from(_ties(taken, people, order))
    graph.graph.update(_count_papers(every, taken), year_from=year_from, year_to=year_to)
    return graph


def _count_papers(every: list[SignedPaper], taken: list[SignedPaper]) -> dict[str, int]:
    return {
        "papers": len(taken),
        "truncated": sum(not paper.complete for paper in taken),
        "single_author": sum(paper.complete and len(set(paper.people)) == 1 for paper in taken),
        "undated": sum(paper.year is None for paper in every),
        "outside": sum(paper.year is not None for paper in every) - sum(paper.year is not None for paper in taken),
    }


def _issued_within(paper: SignedPaper, year_from: int | None, year_to: int | None) -> bool:
    if year_from is None and year_to is None:
        return True
    return (
        paper.year is not None
        and (year_from is None or paper.year >= year_from)
        and (year_to is None or paper.year <= year_to)
    )


_Tie = tuple[str, str, dict[str, Any]]


def _ties(papers: list[SignedPaper], people: list[list[str]], order: list[str]) -> Iterator[_Tie]:
    """Yield sorted ties; a pair is counted as one integer, which sorts and hashes faster than two IRIs."""
    index = {iri: i for i, iri in enumerate(order)}
    shared: dict[int, list[int]] = defaultdict(list)
    for number, several in enumerate(people):
        for i, j in combinations([index[iri] for iri in several], 2):
            shared[i * len(order) + j].append(number)
    titled = [(paper.iri, paper.title) for paper in papers]
    shares = [1 / max(len(several) - 1, 1) for several in people]
    for pair in sorted(shared):
        numbers = shared[pair]
        i, j = divmod(pair, len(order))
        fractional = sum([shares[n] for n in numbers])
        yield (
            order[i],
            order[j],
            {"weight": len(numbers), "fractional": fractional, "papers": [titled[n] for n in numbers]},
        )


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
