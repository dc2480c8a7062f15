"""The range of each measure over the answers to who is one person, and which places in a ranking it leaves alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.network.measures import BUDGET, SEED
from kg.network.papers import SignedPaper
from kg.network.projection import project_papers
from kg.network.uncertainty.identities import Identities
from kg.network.uncertainty.variants import Variant, count_parts, merge_people, split_people

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Project", "RangeRow", "measure_range"]

#: Numbers of groups, which no one is higher in than another.
_LABELS = ("component", "community")
#: A place is robust if it moves by one, or by this share of it.
_LEEWAY = 0.1

Project = Callable[[Iterable[SignedPaper]], "nx.Graph[str]"]
"""Makes a network of papers."""


@dataclass(frozen=True, slots=True)
class RangeRow:
    """A person's measure as decided, and in the two other variants.

    ``low`` and ``high`` are the least and the greatest of the three values. Ranks count from 1 for the highest value;
    equal ones share a rank. The rank is ``robust`` if the best and the worst of the three differ by no more than one
    place or a tenth of ``rank``, whichever is more, or if nobody is lower in any of the three. ``group`` is how many
    people are one with this person if merged, ``parts`` into how many it falls if split, each 1 at least.
    """

    iri: str
    name: str
    measure: str
    value: float
    merged: float
    split: float
    low: float
    high: float
    rank: int
    best_rank: int
    worst_rank: int
    robust: bool
    group: int
    parts: int


def measure_range(
    papers: Iterable[SignedPaper],
    identities: Identities,
    *,
    measures: Iterable[str] = ("degree",),
    names: Mapping[str, str] | None = None,
    project: Project = project_papers,
    weight: str = "weight",
    communities: str = "leiden",
    budget: int = BUDGET,
    seed: int = SEED,
) -> list[RangeRow]:
    """Measure three variants of a network: as decided, all merged, all split. Rows are by measure, then by rank.

    In the merged variant a person has the value of all who are one with it, in the split one that of its part with
    most papers. The range is that of the three variants. Between them lie many mixtures (merge these, split those), and
    a measure that does not grow or fall with every merge, such as betweenness or clustering, may lie outside in some.
    The communities that participation rests on are found anew in each.
    What is estimated from pivots is so in all variants from the same, so that the draw alone moves nobody; yet few
    pivots make a range wider than that of exact values, and a larger ``budget`` narrows it.

    ``project`` makes a network of papers, to filter it; who is filtered out of a variant has the value 0 there, behind
    all others. ``names`` are those of people. Raises ``UsageError`` for a measure that only numbers a group.
    """
    wanted = list(dict.fromkeys(measures))
    if label := next((name for name in wanted if name in _LABELS), None):
        raise UsageError(f"{label!r} is the number of a group, which has no range: leave it out")
    every = list(papers)
    decided, *_ = variants = _list_variants(every, identities, project)
    pivots = decided.choose_pivots(budget, seed)
    for variant in dict.fromkeys(variants):
        variant.measure(wanted, weight=weight, communities=communities, seed=seed, pivots=pivots)
    merged, known = identities.merged, names or {}
    groups = Counter(merged.get(iri, iri) for iri in decided.graph)
    parts = {person: len(counts) for person, counts in count_parts(every, identities).items()}
    rows: list[RangeRow] = []
    for measure in wanted:
        of_measure = (
            _make_row(
                measure,
                iri,
                variants,
                name=known.get(iri, iri),
                group=groups[merged.get(iri, iri)],
                parts=parts.get(iri, 1),
            )
            for iri in decided.graph
        )
        rows += sorted(of_measure, key=lambda row: (row.rank, row.iri))
    return rows


def _list_variants(papers: list[SignedPaper], identities: Identities, project: Project) -> Sequence[Variant]:
    """Return the three variants; one in which nothing changes is that which was decided."""
    decided = Variant(project(papers))
    merged, split = list(merge_people(papers, identities)), list(split_people(papers, identities))
    return (
        decided,
        decided if merged == papers else Variant(project(merged), identities.merged),
        decided if split == papers else Variant(project(split)),
    )


def _make_row(measure: str, iri: str, variants: Sequence[Variant], *, name: str, group: int, parts: int) -> RangeRow:
    places = [variant.place(measure, iri) for variant in variants]
    value, merged, split = (value for value, _, _ in places)
    rank, *others = (rank for _, rank, _ in places)
    known = [v for v in (value, merged, split) if not isnan(v)] or [value]
    best, worst = min(rank, *others), max(rank, *others)
    robust = worst - best <= max(1, _LEEWAY * rank) or all(last for _, _, last in places)
    return RangeRow(
        iri, name, measure, value, merged, split, min(known), max(known), rank, best, worst, robust, group, parts
    )
