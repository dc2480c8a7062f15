"""How many places of a ranking hold, whoever is taken for one person, and how long it takes to find out.

Run by hand: ``python tests/benchmarks/uncertainty.py GRAPH [--top N] [--budget N] [--merge-above P]``, on a build directory or its TriG.
"Hold" is ``RangeRow.robust``; "stay" are those who are among the first N in all three variants; "change" are those of
the first N who may be merged with others, or fall apart, themselves. With a budget of nodes times ties that the network
does not exceed, betweenness is exact.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

from kg.network.measures import BUDGET, compute_measures
from kg.network.papers import read_signed_papers
from kg.network.projection import project_papers
from kg.network.uncertainty import describe_identities, measure_range, read_identities
from kg.store import open_store

MEASURES = ("degree", "betweenness", "pagerank")


def timed(label: str, call: Callable[[], Any]) -> Any:
    """Run once and print the seconds."""
    start = time.perf_counter()
    result = call()
    print(f"  {label:<50}{time.perf_counter() - start:8.2f} s")
    return result


def main() -> None:
    """Print how many of the highest places hold, at two confidences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph")
    parser.add_argument("--top", type=int, default=50)
    parser.add_argument("--budget", type=int, default=BUDGET)
    parser.add_argument("--merge-above", type=float, default=0.0)
    options = parser.parse_args()
    dataset = open_store(options.graph)
    papers = timed("read papers", lambda: read_signed_papers(dataset))
    network = timed("project once", lambda: project_papers(papers))
    timed("measure once", lambda: compute_measures(network, MEASURES, budget=options.budget))
    print(f"{len(papers):,} papers, {len(network):,} people, {network.number_of_edges():,} ties")
    for below in (0.7, 0.9):
        print(f"\nsplit below {below}")
        identities = timed(
            "read identities",
            lambda below=below: read_identities(dataset, split_below=below, merge_above=options.merge_above),
        )
        rows = timed(
            "range of all measures",
            lambda identities=identities: measure_range(papers, identities, measures=MEASURES, budget=options.budget),
        )
        print(*(f"  {sentence}" for sentence in describe_identities(identities)), sep="\n")
        print(f"  {'of the first ' + str(options.top) + ' by':<20}{'hold':>8}{'stay':>8}{'change':>8}{'all hold':>12}")
        for measure in MEASURES:
            own = [row for row in rows if row.measure == measure]
            first = own[: options.top]
            hold, stay = sum(row.robust for row in first), sum(row.worst_rank <= options.top for row in first)
            change = sum(row.group > 1 or row.parts > 1 for row in first)
            every = sum(row.robust for row in own) / max(len(own), 1)
            print(f"  {measure:<20}{hold:>8}{stay:>8}{change:>8}{every:>12.1%}")


if __name__ == "__main__":
    main()
