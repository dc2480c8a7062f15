"""Co-authorship through time: one network a year, and a table of how people and ties come, stay and go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.network.papers import Selection, SignedPaper
from kg.network.projection import project_papers

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["GrowthRow", "describe_dates", "describe_growth", "slice_years"]


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """One year in numbers; ``None`` where there is nothing to divide by.

    ``arrivals`` sign their first paper, ``returning`` people have signed one in an earlier year; together they are
    ``people``. ``new_ties`` join people who never wrote together before, ``repeated_ties`` the others of ``ties``.
    ``people_kept`` and ``ties_kept`` are the shares of the people and ties of the year before, the last that has
    papers, that are seen again. ``mean_degree`` is of this year's network alone. The last three look back on all
    years so far: people, ties, and the share of the people who are in the largest component.
    """

    year: int
    papers: int
    truncated: int
    authors_per_paper: float
    people: int
    arrivals: int
    returning: int
    ties: int
    new_ties: int
    repeated_ties: int
    people_kept: float | None
    ties_kept: float | None
    mean_degree: float | None
    people_so_far: int
    ties_so_far: int
    giant_so_far: float | None


def slice_years(
    papers: Iterable[SignedPaper],
    *,
    window: int | None = 1,
    cumulative: bool = False,
    year_from: int | None = None,
    year_to: int | None = None,
) -> Iterator[tuple[int, nx.Graph[str]]]:
    """Yield each year in which a paper was signed, with the network of the ``window`` years that end with it.

    With ``cumulative``, or ``window=None``, a slice holds all years up to its own. Papers outside ``year_from`` and
    ``year_to``, and undated ones, are in no slice; the graph attributes of each count them. Slices share nothing.
    """
    span = Selection(year_from, year_to)
    if window is not None and window < 1:
        raise UsageError(f"a window of {window} years holds nothing: give 1 or more")
    return _slice_years([paper for paper in papers if paper.people], None if cumulative else window, span)


def _slice_years(papers: list[SignedPaper], window: int | None, span: Selection) -> Iterator[tuple[int, nx.Graph[str]]]:
    groups = _group_years(paper for paper in papers if span.within_years(paper))
    dated = sum(paper.year is not None for paper in papers)
    first = min(groups, default=0)
    for year in groups:
        start = first if window is None else max(first, year - window + 1)
        taken = [paper for own, group in groups.items() if start <= own <= year for paper in group]
        graph = project_papers(taken, year_from=start, year_to=year)
        graph.graph.update(undated=len(papers) - dated, outside=dated - len(taken))
        yield year, graph


def describe_growth(
    papers: Iterable[SignedPaper], *, year_from: int | None = None, year_to: int | None = None
) -> list[GrowthRow]:
    """Return how the network grew, one row for each year in which a paper was signed.

    The counts are those of Barabási et al., "Evolution of the social network of scientific collaborations" (Physica A
    311, 2002). The years leave out rows, not memory: who wrote before ``year_from`` does not arrive after it. Undated
    papers are in no row; ``describe_dates`` counts them.

    >>> rows = describe_growth([SignedPaper("p", "P", ("a", "b"), 2020), SignedPaper("q", "Q", ("b", "c"), 2021)])
    >>> [(row.year, row.people, row.arrivals, row.returning, row.people_kept) for row in rows]
    [(2020, 2, 2, 0, None), (2021, 2, 1, 1, 0.5)]
    """
    span = Selection(year_from, year_to)
    history = _History()
    groups = _group_years(papers)
    rows = [(group[0], _grow(history, year, group)) for year, group in groups.items()]
    return [row for paper, row in rows if span.within_years(paper)]


def describe_dates(papers: Iterable[SignedPaper]) -> Iterator[str]:
    """Yield sentences on what a view through time rests on and what it can't show."""
    every = [paper for paper in papers if paper.people]
    groups = _group_years(every)
    undated = len(every) - sum(map(len, groups.values()))
    if not groups:
        yield "No signed paper with a date."
    if undated:
        yield f"Papers without a date, left out: {undated:,} of {len(every):,}."
    if groups:
        yield f"Everybody arrives in {min(groups)}, because nothing is known of the years before."
    if truncated := sum(not paper.complete for group in groups.values() for paper in group):
        dated = len(every) - undated
        yield f"“et al.” hides co-authors on {truncated:,} of {dated:,} papers: people may have arrived earlier."


def _group_years(papers: Iterable[SignedPaper]) -> dict[int, list[SignedPaper]]:
    """Map years, in order, to their signed papers; a year without any is left out, for a date may lie ages off."""
    groups: dict[int, list[SignedPaper]] = defaultdict(list)
    for paper in papers:
        if paper.year is not None and paper.people:
            groups[paper.year].append(paper)
    return {year: groups[year] for year in sorted(groups)}


@dataclass(slots=True)
class _History:
    """What is known of the years so far: people as numbers, ties as one number each, components as a forest."""

    index: dict[str, int] = field(default_factory=dict)
    ties: set[int] = field(default_factory=set)
    parents: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    largest: int = 0
    last_people: set[int] = field(default_factory=set)
    last_ties: set[int] = field(default_factory=set)

    def number(self, iri: str) -> int:
        """Return the number of a person, who is taken in when new."""
        found = self.index.setdefault(iri, len(self.index))
        if found == len(self.parents):
            self.parents.append(found)
            self.sizes.append(1)
            self.largest = max(self.largest, 1)
        return found

    def join(self, a: int, b: int) -> None:
        """Make one component of two (union by size with path halving; Tarjan & van Leeuwen, J. ACM 31, 1984)."""
        a, b = sorted((self._root(a), self._root(b)), key=lambda root: self.sizes[root])
        if a != b:
            self.parents[a] = b
            self.sizes[b] += self.sizes[a]
            self.largest = max(self.largest, self.sizes[b])

    def _root(self, node: int) -> int:
        parents = self.parents
        while parents[node] != node:
            parents[node] = node = parents[parents[node]]
        return node


def _grow(history: _History, year: int, papers: list[SignedPaper]) -> GrowthRow:
    """Take in a year and describe it."""
    known, known_ties = len(history.index), len(history.ties)
    people: set[int] = set()
    ties: set[int] = set()
    signatures = 0
    for paper in papers:
        numbers = sorted({history.number(iri) for iri in paper.people})
        signatures += len(numbers)
        people.update(numbers)
        ties.update([(a << 32) | b for a, b in combinations(numbers, 2)])
        for a, b in pairwise(numbers):
            history.join(a, b)
    last_people, last_ties = history.last_people, history.last_ties
    history.last_people, history.last_ties = people, ties
    history.ties |= ties
    arrivals, new_ties = len(history.index) - known, len(history.ties) - known_ties
    return GrowthRow(
        year=year,
        papers=len(papers),
        truncated=sum(not paper.complete for paper in papers),
        authors_per_paper=signatures / len(papers),
        people=len(people),
        arrivals=arrivals,
        returning=len(people) - arrivals,
        ties=len(ties),
        new_ties=new_ties,
        repeated_ties=len(ties) - new_ties,
        people_kept=_share(len(people & last_people), len(last_people)),
        ties_kept=_share(len(ties & last_ties), len(last_ties)),
        mean_degree=_share(2 * len(ties), len(people)),
        people_so_far=len(history.index),
        ties_so_far=len(history.ties),
        giant_so_far=_share(history.largest, len(history.index)),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
