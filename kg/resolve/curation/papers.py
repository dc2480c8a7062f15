"""Decisions about papers. They hold before anything else is resolved: who signs a paper hangs on what is one paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from kg.iris import Minter
from kg.model import Skipped
from kg.resolve.curation.lines import CuratedLine
from kg.resolve.curation.partition import Bar, Bond, drop_contradictions, make_leave_out
from kg.resolve.curation.targets import GONE, Atom
from kg.resolve.curation.telling import cite
from kg.resolve.papers.grouping import Rulings

__all__ = ["rule_papers", "select_papers"]


def select_papers(
    lines: Iterable[CuratedLine], *, minter: Minter
) -> tuple[tuple[CuratedLine, ...], tuple[CuratedLine, ...]]:
    """Return the lines that merge or split papers, and all others."""
    chosen: list[CuratedLine] = []
    others: list[CuratedLine] = []
    for c in lines:
        (chosen if _is_about_papers(c, minter) else others).append(c)
    return tuple(chosen), tuple(others)


def _is_about_papers(c: CuratedLine, minter: Minter) -> bool:
    start = f"{minter.base}paper/"
    return c.verb in ("merge", "split") and all(not t.is_exact and t.iri.startswith(start) for t in c.targets)


def rule_papers(
    lines: Iterable[CuratedLine], positions: Mapping[str, int], *, on_skip: Callable[[Skipped], None] | None = None
) -> Rulings:
    """Return what lines decide of records; ``positions`` leads from the IRIs that records have by themselves.

    A line that names no record, divides one, or contradicts earlier ones is given to ``on_skip``; without it, it
    raises ``ReadError``.
    """
    leave_out = make_leave_out(on_skip)
    bonds: list[Bond] = []
    bars: list[Bar] = []
    for c in lines:
        if missing := next((t.iri for t in c.targets if t.iri not in positions), None):
            leave_out(c, f"no such paper: {missing} ({GONE})")
            continue
        one, other = (_atom(positions[t.iri]) for t in c.targets)
        if c.verb == "split" and one == other:
            leave_out(c, f"{c.targets[0]} and {c.targets[1]} are one record, which can't be divided: undo the line")
        elif c.verb == "split":
            bars.append(Bar(c, one, frozenset([other])))
        elif one != other:
            bonds.append(Bond(c, one, other))
    bonds, bars = drop_contradictions(bonds, bars, leave_out)
    return Rulings(
        tuple((int(b.kept[2]), int(b.away[2]), cite(b.line, "one")) for b in bonds),
        tuple((int(b.atom[2]), int(a[2]), cite(b.line, "not one")) for b in bars for a in b.others),
    )


def _atom(record: int) -> Atom:
    """Write the position of a record as contradictions are looked for."""
    return "", "paper", record
