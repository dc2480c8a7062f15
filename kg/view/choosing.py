"""Chooses the evidence that a page shows where there is more than anyone reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kg.view.scene import Trace

__all__ = ["CANDIDATES", "DECISIONS", "FEW", "MENTIONS", "choose_mentions", "choose_traces", "order_traces"]

#: So many mentions of a thing are shown, about what a panel holds without scrolling, and chosen among so many.
MENTIONS, CANDIDATES = 8, 16
#: So many decisions that joined a thing's names are shown.
DECISIONS = 3
#: So many traces stand behind one statement: mostly they are one sentence of the title and one of the abstract.
FEW = 3


def choose_mentions(mentions: Collection[str], shown: Collection[str]) -> list[str]:
    """Choose the mentions of one thing that are worth reading: those behind what is shown, then of different papers.

    Our IRIs of mentions begin with the paper and end in the place after a full stop; others are taken in order.
    """
    if len(mentions) <= CANDIDATES:
        return list(mentions)
    papers: dict[str, int] = {}
    ranked = []
    for iri in sorted(mentions, key=lambda iri: (iri not in shown, iri)):
        paper = iri.rpartition(".")[0]
        papers[paper] = papers.get(paper, 0) + 1
        ranked.append((papers[paper], iri not in shown, iri))
    return [iri for _, _, iri in sorted(ranked)[:CANDIDATES]]


def choose_traces(traces: Iterable[Trace], most: int) -> tuple[Trace, ...]:
    """Choose at most so many: of different papers first, of each those with a sentence and the surest."""
    several = order_traces(traces)
    if len(several) <= most:
        return several
    papers: dict[str, int] = {}
    ranked = []
    for place, trace in sorted(enumerate(several), key=lambda pair: (*_rank(pair[1]), pair[0])):
        papers[trace.paper] = papers.get(trace.paper, 0) + 1
        ranked.append((papers[trace.paper], *_rank(trace), place))
    kept = sorted(rank[-1] for rank in sorted(ranked)[:most])
    return tuple(several[place] for place in kept)


def _rank(trace: Trace) -> tuple[bool, float]:
    return not trace.text, -(trace.confidence or 0)


def order_traces(traces: Iterable[Trace]) -> tuple[Trace, ...]:
    """Put traces in the order of reading, equal ones once: titles, bylines, then the rest by paper."""
    order = {"title": 0, "authors": 1}
    return tuple(sorted(dict.fromkeys(traces), key=lambda t: (order.get(t.field, 2), t.paper, t.text, t.begin, t.note)))
