"""Who will write together: predictions from earlier years beside the ties that came, in the ACL Anthology.

Run by hand: ``python tests/benchmarks/prediction.py [--data DIR] [--years Y...] [--window N]``. An author is the
Anthology's identifier, or else the printed name; names that may be one person's are not proposed.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from network import DATA, read_papers, timed

from kg.network.arrays import Arrays
from kg.network.papers import SignedPaper
from kg.network.prediction import METHODS, describe_evaluation, evaluate_prediction, predict_ties
from kg.network.projection import project_papers
from kg.network.years import describe_dates, describe_growth, slice_years


def print_growth(papers: list[SignedPaper]) -> None:
    """Print the last years of the table of growth, and the time of slicing."""
    rows, _ = timed("growth, year by year", lambda: describe_growth(papers))
    print(*describe_dates(papers), sep="\n")
    print(f"{'year':<6}{'papers':>8}{'people':>8}{'arrive':>8}{'kept':>7}{'ties':>9}{'new':>9}{'kept':>7}{'giant':>7}")
    for row in rows[-5:]:
        print(
            f"{row.year:<6}{row.papers:>8,}{row.people:>8,}{row.arrivals:>8,}{row.people_kept or 0:>7.2f}{row.ties:>9,}"
            f"{row.new_ties:>9,}{row.ties_kept or 0:>7.2f}{row.giant_so_far or 0:>7.2f}"
        )
    timed("slices, a network for each year", lambda: sum(1 for _ in slice_years(papers)))


def print_predictions(papers: list[SignedPaper]) -> None:
    """Print the time of predictions for everyone and for one person."""
    graph, _ = timed("project papers", lambda: project_papers(papers))
    timed("  of which reading the ties into arrays, as each prediction does", lambda: Arrays(graph))
    for method in METHODS:
        timed(f"predict the 20 likeliest ties, {method}", lambda method=method: predict_ties(graph, method=method))
    person = max(graph, key=graph.degree)
    timed(f"predict those of {person}, of most co-authors", lambda: predict_ties(graph, person=person))


def print_evaluation(papers: list[SignedPaper], year: int, window: int | None) -> None:
    """Print what each method finds of a year's new ties."""
    names = {person: person.replace("-", " ") for paper in papers for person in paper.people}
    start = time.perf_counter()
    found = evaluate_prediction(papers, year=year, window=window, names=names)
    known = "all years before" if window is None else f"{window} years before"
    print(f"\n{year} from {known}: {found.people:,} people, {time.perf_counter() - start:.1f} s")
    print(*describe_evaluation(found), sep="\n")
    print(f"{'method':<26}{'pairs':>8}{'hits':>9}{'precision':>11}{'recall':>9}{'lift':>8}{'AUC':>8}")
    for row in found.rows:
        print(
            f"{row.method:<26}{row.top:>8,}{row.hits:>9.1f}{row.precision:>11.4f}{row.recall or 0:>9.4f}"
            f"{row.lift or 0:>8,.0f}{row.auc or 0:>8.3f}"
        )


def main() -> None:
    """Print growth, the time of predictions and what they are worth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--papers", type=int, default=200_000, help="how many papers at most")
    parser.add_argument("--years", type=int, nargs="+", default=[2014, 2019, 2024], help="the years held out")
    parser.add_argument("--window", type=int, default=5, help="how many years before are known, the second time")
    arguments = parser.parse_args()
    papers = read_papers(arguments.data, arguments.papers)
    print(f"{len(papers):,} papers of the Anthology")
    print_growth(papers)
    print_predictions(papers)
    for year in arguments.years:
        for window in (None, arguments.window):
            print_evaluation(papers, year, window)


if __name__ == "__main__":
    main()
