"""Years are told apart as they were: who came, who stayed, what was new."""

from __future__ import annotations

from dataclasses import asdict
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.network.papers import SignedPaper
from kg.network.projection import describe_coverage, project_papers
from kg.network.years import GrowthRow, describe_dates, describe_growth, slice_years


def papers(*words: str) -> list[SignedPaper]:
    """``2020:abc`` is a paper of that year by three people, ``abc`` one without a date, a ``+`` stands for "et al."."""
    parsed = [(word.rpartition(":")[0], word.rpartition(":")[2]) for word in words]
    return [
        SignedPaper(f"p{i}", f"P{i}", tuple(people.strip("+")), int(year) if year else None, "+" not in people)
        for i, (year, people) in enumerate(parsed)
    ]


EXAMPLE = papers("2020:ab", "2020:c", "2021:abd", "2021:ce+", "2023:ad", "xy")


def test_growth() -> None:
    """A year without papers has no row, and the year after it looks back on the last one that has."""
    assert [tuple(asdict(row).values()) for row in describe_growth(EXAMPLE)] == [
        (2020, 2, 0, 1.5, 3, 3, 0, 1, 1, 0, None, None, pytest.approx(2 / 3), 3, 1, pytest.approx(2 / 3)),
        (2021, 2, 1, 2.5, 5, 2, 3, 4, 3, 1, 1.0, 1.0, 1.6, 5, 4, 0.6),
        (2023, 1, 0, 2.0, 2, 0, 2, 1, 0, 1, 0.4, 0.25, 1.0, 5, 4, 0.6),
    ]


def test_years_leave_out_rows_but_no_memory() -> None:
    assert describe_growth(EXAMPLE, year_from=2021) == describe_growth(EXAMPLE)[1:]
    assert describe_growth(EXAMPLE, year_to=2021) == describe_growth(EXAMPLE)[:2]


def test_no_tie_was_there_to_be_kept() -> None:
    """Only single-author papers: there is nothing to divide by."""
    first, second = describe_growth(papers("2020:a", "2021:a"))
    assert (first.ties_kept, second.ties_kept, second.people_kept, second.mean_degree) == (None, None, 1.0, 0.0)
    assert second.giant_so_far == 1.0


@pytest.mark.parametrize("given", [[], papers("ab"), [SignedPaper("p", "P", (), 2020)]])
def test_no_dates(given: list[SignedPaper]) -> None:
    """An empty graph, only undated papers, a dated paper that nobody signs."""
    assert describe_growth(given) == []
    assert list(slice_years(given)) == []
    assert next(describe_dates(given)) == "No signed paper with a date."


def test_what_dates_cannot_show_is_said() -> None:
    assert list(describe_dates(EXAMPLE)) == [
        "Papers without a date, left out: 1 of 6.",
        "Everybody arrives in 2020, because nothing is known of the years before.",
        "“et al.” hides co-authors on 1 of 5 papers: people may have arrived earlier.",
    ]
    assert list(describe_dates(papers("ab"))) == [
        "No signed paper with a date.",
        "Papers without a date, left out: 1 of 1.",
    ]


@pytest.mark.parametrize(
    ("options", "slices"),
    [
        ({}, {2020: "abc", 2021: "abcde", 2023: "ad"}),
        ({"window": 2}, {2020: "abc", 2021: "abcde", 2023: "ad"}),
        ({"window": 3}, {2020: "abc", 2021: "abcde", 2023: "abcde"}),
        ({"window": None}, {2020: "abc", 2021: "abcde", 2023: "abcde"}),
        ({"cumulative": True, "year_from": 2023}, {2023: "ad"}),
        ({"window": 3, "year_from": 2021, "year_to": 2022}, {2021: "abcde"}),
    ],
)
def test_slices(options: dict[str, int], slices: dict[int, str]) -> None:
    assert {year: "".join(graph) for year, graph in slice_years(EXAMPLE, **options)} == slices


def test_a_slice_says_what_it_leaves_out() -> None:
    slices = dict(slice_years(EXAMPLE, window=2))
    assert list(describe_coverage(slices[2021])) == [
        "“et al.” hides co-authors on 1 of 4 papers: real ties are more than shown.",
        "Papers with a single author, which make no tie: 1 of 4.",
        "Papers without a date, left out: 1.",
        "Papers outside these years, left out: 1.",
    ]
    assert (slices[2021].graph["year_from"], slices[2021].graph["year_to"]) == (2020, 2021)


def test_a_date_far_off_costs_nothing() -> None:
    assert [year for year, _ in slice_years(papers("-9999:ab", "99999999:ac"), window=5)] == [-9999, 99999999]


def test_calls_that_hold_nothing() -> None:
    """They fail when called, not when the first slice is asked for."""
    with pytest.raises(UsageError, match="from 2022 to 2020 hold nothing: swap them"):
        slice_years(EXAMPLE, year_from=2022, year_to=2020)
    with pytest.raises(UsageError, match="from 2022 to 2020 hold nothing: swap them"):
        describe_growth(EXAMPLE, year_from=2022, year_to=2020)
    with pytest.raises(UsageError, match="a window of 0 years holds nothing: give 1 or more"):
        slice_years(EXAMPLE, window=0)


PAPERS = st.lists(
    st.builds(
        SignedPaper,
        st.uuids().map(str),
        st.just("T"),
        st.lists(st.sampled_from("abcdefgh"), max_size=4, unique=True).map(tuple),
        st.none() | st.integers(2018, 2023),
        st.booleans(),
    ),
    max_size=15,
    unique_by=lambda paper: paper.iri,
)


@given(PAPERS)
def test_growth_is_what_the_slices_show(papers: list[SignedPaper]) -> None:
    """Each figure counted anew from the networks of networkx."""
    rows = describe_growth(papers)
    yearly, so_far = dict(slice_years(papers)), dict(slice_years(papers, cumulative=True))
    assert [row.year for row in rows] == list(yearly) == list(so_far)
    before: GrowthRow | None = None
    for row in rows:
        graph, whole = yearly[row.year], so_far[row.year]
        old = so_far[before.year] if before else nx.Graph()
        last = yearly[before.year] if before else nx.Graph()
        assert (row.papers, row.truncated) == (graph.graph["papers"], graph.graph["truncated"])
        assert (row.people, row.arrivals, row.returning) == (
            len(graph),
            len(set(graph) - set(old)),
            len(set(graph) & set(old)),
        )
        assert (row.ties, row.repeated_ties) == (
            graph.number_of_edges(),
            sum(old.has_edge(a, b) for a, b in graph.edges),
        )
        assert row.new_ties == row.ties - row.repeated_ties
        assert row.people_kept == (len(set(graph) & set(last)) / len(last) if last else None)
        kept = sum(graph.has_edge(a, b) for a, b in last.edges)
        assert row.ties_kept == (kept / last.number_of_edges() if last.number_of_edges() else None)
        assert (row.people_so_far, row.ties_so_far) == (len(whole), whole.number_of_edges())
        assert row.giant_so_far == max(map(len, nx.connected_components(whole))) / len(whole)
        before = row


@given(PAPERS, st.integers(1, 4))
def test_a_window_is_a_projection_of_its_years(papers: list[SignedPaper], window: int) -> None:
    for year, graph in slice_years(papers, window=window):
        plain = project_papers(papers, year_from=year - window + 1, year_to=year)
        assert list(graph.edges(data=True)) == list(plain.edges(data=True))
        assert list(graph.nodes(data=True)) == list(plain.nodes(data=True))
        known = {key: value for key, value in plain.graph.items() if key != "year_from"}
        assert {key: graph.graph[key] for key in known} == known


@given(PAPERS, st.randoms())
def test_order_of_papers_does_not_matter(papers: list[SignedPaper], random: object) -> None:
    rows = describe_growth(papers)
    random.shuffle(papers)
    assert describe_growth(papers) == rows


def test_ties_are_counted_pair_by_pair() -> None:
    """A paper of thousands, as physics has them."""
    people = tuple(f"person {i}" for i in range(300))
    (row,) = describe_growth([SignedPaper("p", "P", people, 2012)])
    assert row.ties == row.new_ties == len(list(combinations(people, 2)))
    assert row.giant_so_far == 1.0
