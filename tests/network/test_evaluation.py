"""What a held-out year says about predictions is what comparing pair by pair says."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.network.papers import SignedPaper
from kg.network.prediction import METHODS, describe_evaluation, evaluate_prediction, predict_ties
from kg.network.prediction.namesakes import find_namesakes
from kg.network.prediction.trial import Tally
from kg.network.projection import project_papers
from kg.resolve.names import relate_names


def papers(*words: str) -> list[SignedPaper]:
    """``2020:abc`` is a paper of that year by three people, ``abc`` one without a date."""
    parsed = [(word.rpartition(":")[0], word.rpartition(":")[2]) for word in words]
    return [
        SignedPaper(f"p{i}", f"P{i}", tuple(people), int(year) if year else None)
        for i, (year, people) in enumerate(parsed)
    ]


#: a and c have b in common; in 2021 they write together, b and d as before, and z is new.
EXAMPLE = papers("2019:ab", "2020:bc", "2020:bd", "2021:ac", "2021:bdz", "2022:cd", "ad")


def test_example() -> None:
    found = evaluate_prediction(EXAMPLE, year=2021, tops=(2,))
    assert (found.papers, found.newcomer_papers, found.undated, found.people) == (2, 1, 1, 4)
    assert (found.ties, found.repeated, found.new_ties, found.newcomer_ties) == (4, 1, 1, 2)
    assert (found.candidates, found.reachable) == (3, 1)
    rows = [row for row in found.rows if row.method == "resource_allocation"]
    # Three pairs have b in common and equal scores: each place holds the one hit with a chance of a third.
    assert [(row.top, row.hits, row.precision, row.recall, row.lift, row.auc) for row in rows] == [
        (1, *(pytest.approx(1 / 3),) * 3, pytest.approx(1), 0.5),
        (2, pytest.approx(2 / 3), pytest.approx(1 / 3), pytest.approx(2 / 3), pytest.approx(1), 0.5),
    ]
    assert list(describe_evaluation(found)) == [
        "Ties of 2021: 4, of which there before 1, new ones of people known before 1.",
        "Ties with newcomers, which nobody could predict: 2; newcomers sign 1 of 2 papers.",
        "New ties of people known before who have a common co-author: 1 of 1.",
        "A pair drawn at random hits once in 3 times.",
        "Papers without a date, left out: 1.",
    ]


def test_what_later_years_hold_does_not_count() -> None:
    assert evaluate_prediction(EXAMPLE, year=2021) == evaluate_prediction(
        [paper for paper in EXAMPLE if paper.year != 2022], year=2021
    )


def test_a_window_forgets() -> None:
    """With one year before, a is not known in 2021."""
    found = evaluate_prediction(EXAMPLE, year=2021, window=1)
    assert (found.people, found.new_ties, found.newcomer_ties, found.newcomer_papers) == (3, 0, 3, 2)
    assert "Nothing before 2020 is known: what was earlier counts as new." in list(describe_evaluation(found))


def test_namesakes_are_not_proposed() -> None:
    """The pair that scores highest is one person, written in two ways."""
    given = papers("2020:ax", "2020:ay", "2020:bx", "2020:by", "2020:cx", "2021:xy")
    names = {"a": "Christopher D. Manning", "b": "Chris Manning", "c": "Qi Qian"}
    for known, hits in ((None, 0.5), (names, 1.0)):
        rows = evaluate_prediction(given, year=2021, names=known, tops=(1,)).rows
        assert next(row.hits for row in rows if row.method == "common_neighbours") == hits


@pytest.mark.parametrize(
    "given", [papers("2020:a", "2021:a"), papers("2020:ab", "2021:ab"), papers("2020:a", "2021:b")]
)
def test_nothing_to_predict(given: list[SignedPaper]) -> None:
    """One author, everybody joined before, only newcomers: no pair is looked at."""
    found = evaluate_prediction(given, year=2021)
    assert (found.new_ties, found.candidates, found.rows) == (0, 0, ())
    assert len(list(describe_evaluation(found))) == 2


def test_no_new_tie() -> None:
    found = evaluate_prediction(papers("2020:ab", "2020:bc", "2021:ab"), year=2021, tops=(5,))
    assert {(row.top, row.hits, row.precision, row.recall, row.lift, row.auc) for row in found.rows} == {
        (1, 0.0, 0.0, None, None, None)
    }


@pytest.mark.parametrize(
    ("given", "options", "answer"),
    [
        (EXAMPLE, {"year": 2019}, "nothing can be predicted for 2019: choose a year with papers from 2020 to 2022"),
        (EXAMPLE, {"year": 2030}, "nothing can be predicted for 2030: choose a year with papers from 2020 to 2022"),
        (
            [],
            {"year": 2020},
            "nothing can be predicted for 2020: it takes dated papers of a year and of another before",
        ),
        (papers("ab"), {"year": 2020}, "nothing can be predicted for 2020: it takes dated papers"),
        (papers("2010:ab", "2020:ab"), {"year": 2020, "window": 3}, "nothing can be predicted for 2020: it takes"),
        (EXAMPLE, {"year": 2021, "window": 0}, "a window of 0 years holds nothing: give 1 or more"),
        (EXAMPLE, {"year": 2021, "tops": (5, 0)}, "the top 0 predictions are none: give 1 or more"),
    ],
)
def test_calls_that_cannot_be_answered(given: list[SignedPaper], options: dict[str, int], answer: str) -> None:
    with pytest.raises(UsageError) as caught:
        evaluate_prediction(given, **options)
    assert str(caught.value).startswith(answer)


def score_plainly(graph: nx.Graph, pairs: list[tuple[str, str]]) -> dict[str, list[float]]:
    """Score pairs with networkx, and by recent papers as predictions do."""
    recent = {(tie.source, tie.target): tie.score for tie in predict_ties(graph, method="recent_allocation", top=100)}
    known = {
        "resource_allocation": nx.resource_allocation_index(graph, pairs),
        "recent_allocation": ((*pair, recent.get(pair, 0.0)) for pair in pairs),
        "adamic_adar": nx.adamic_adar_index(graph, pairs),
        "common_neighbours": ((a, b, len(list(nx.common_neighbors(graph, a, b)))) for a, b in pairs),
        "preferential_attachment": nx.preferential_attachment(graph, pairs),
    }
    return {method: [round(score, 9) for *_, score in known[method]] for method in METHODS}


def expect_plainly(scores: list[float], hit: list[bool], top: int) -> float:
    """Take the pairs above the score of the last place, and of those that have it the share that finds place."""
    last = sorted(scores, reverse=True)[top - 1]
    above = [h for score, h in zip(scores, hit, strict=True) if score > last]
    equal = [h for score, h in zip(scores, hit, strict=True) if score == last]
    return sum(above) + sum(equal) * (top - len(above)) / len(equal)


PAPERS = st.lists(
    st.builds(
        SignedPaper,
        st.uuids().map(str),
        st.just("T"),
        st.lists(st.sampled_from("abcdefghij"), max_size=4, unique=True).map(tuple),
        st.none() | st.integers(2019, 2021),
    ),
    max_size=25,
    unique_by=lambda paper: paper.iri,
)


@given(PAPERS, st.integers(1, 20))
def test_figures_are_those_of_counting_pair_by_pair(given: list[SignedPaper], top: int) -> None:
    before = project_papers(given, year_to=2020)
    after = project_papers(given, year_from=2021, year_to=2021)
    if not before.graph["papers"] or not after.graph["papers"]:
        return
    found = evaluate_prediction(given, year=2021, tops=(top,))
    pairs = [pair for pair in combinations(sorted(before), 2) if not before.has_edge(*pair)]
    hit = [after.has_edge(*pair) for pair in pairs]
    assert (found.candidates, found.new_ties) == (len(pairs), sum(hit))
    assert found.repeated == sum(before.has_edge(*pair) for pair in after.edges)
    assert found.ties == found.repeated + found.new_ties + found.newcomer_ties
    scores = score_plainly(before, pairs)
    for row in found.rows:
        own = scores[row.method]
        assert row.hits == pytest.approx(expect_plainly(own, hit, row.top))
        assert row.precision == pytest.approx(row.hits / row.top)
        new = [score for score, h in zip(own, hit, strict=True) if h]
        others = [score for score, h in zip(own, hit, strict=True) if not h]
        wins = [(a > b) + (a == b) / 2 for a in new for b in others]
        assert row.auc == (pytest.approx(sum(wins) / len(wins)) if wins else None)
        assert row.recall == (pytest.approx(row.hits / sum(hit)) if new else None)
    assert {row.top for row in found.rows} == {min(n, len(pairs)) for n in (top, sum(hit))} - {0}


def test_many_people_are_sampled_the_same_every_time() -> None:
    """A chain of 800: 319,600 pairs, of which two get a tie."""
    chain = [SignedPaper(f"p{i}", "P", (f"{i:03}", f"{i + 1:03}"), 2020) for i in range(800)]
    given = [*chain, SignedPaper("q", "Q", ("000", "002"), 2021), SignedPaper("r", "R", ("100", "200"), 2021)]
    first, second = (evaluate_prediction(given, year=2021, seed=1) for _ in range(2))
    assert first == second
    rows = [row for row in first.rows if row.method == "common_neighbours"]
    assert [(row.top, row.hits) for row in rows] == [(n, pytest.approx(n / 799)) for n in (2, 100)] + [
        (1000, pytest.approx(1 + 201 / (first.candidates - 799)))
    ]
    assert rows[0].auc == pytest.approx(0.75, abs=0.01)


@given(st.lists(st.lists(st.integers(1, 5).map(float), max_size=6), max_size=5), st.integers(1, 12))
def test_a_tally_keeps_what_counts(blocks: list[list[float]], depth: int) -> None:
    """Bounded or not, in however many blocks: the same chance of a hit at every place down to the depth."""
    bounded, whole = Tally(depth), Tally(10**6)
    for block in blocks:
        bounded.add(np.array(block))
    whole.add(np.array([score for block in blocks for score in block]))
    count = sum(map(len, blocks))
    for top in range(1, min(depth, count + 3) + 1):
        hits = np.array([0.0, 1.0, 3.0])
        assert bounded.expect(hits, top, count + 3) == pytest.approx(whole.expect(hits, top, count + 3))


NAMES = ("Qi Qian", "Qian Qi", "Q. Qian", "Wei Wang", "W. Wang", "Ada Lovelace", "--help", "")


@given(st.lists(st.none() | st.sampled_from(NAMES), max_size=12))
def test_namesakes_are_those_whose_names_relate(printed: list[str | None]) -> None:
    people = [f"p{i}" for i in range(len(printed))]
    names = {iri: name for iri, name in zip(people, printed, strict=True) if name is not None}
    are_alike = find_namesakes(people, names)
    for i, j in combinations(range(len(people)), 2):
        known = bool(printed[i] and printed[j]) and relate_names(printed[i], printed[j]) is not None
        assert bool(are_alike(np.array([i]), np.array([j]))[0]) == known
