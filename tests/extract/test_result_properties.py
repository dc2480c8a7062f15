"""What holds of results in any sentence of a known shape: pairing follows order, and other numbers change nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.metrics import find_metrics
from kg.extract.results import find_results
from kg.model import Mention

if TYPE_CHECKING:
    from kg.model import Result

DATASETS = ("DataA", "DataB", "DataC", "DataD", "DataE")
SCORES = st.decimals(min_value="10.1", max_value="99.9", places=1).map(lambda d: f"{d:.1f}")
PAIRS = st.integers(2, 5).flatmap(
    lambda n: st.tuples(
        st.permutations(DATASETS).map(lambda names: names[:n]), st.lists(SCORES, min_size=n, max_size=n, unique=True)
    )
)
SHAPES = ("one each", "respectively", "names first", "bracketed", "colon", "slashes")
ASIDES = (
    " with 12 layers",
    " with 110M parameters",
    " after 3 epochs on 8 GPUs",
    " in 2019",
    " (see page 4)",
    " using 5-shot prompts",
    " (p < 0.05)",
    " with Python 3.11",
    " in 3 of 4 settings",
)


def _join(items: list[str]) -> str:
    return ", ".join(items[:-1]) + " and " + items[-1]


def _write(shape: str, names: list[str], scores: list[str], aside: str = "") -> str:
    each = [f"{s} on {d}" for d, s in zip(names, scores, strict=True)]
    bracketed = [f"{d} ({s})" for d, s in zip(names, scores, strict=True)]
    return {
        "one each": f"FooNet{aside} reaches an F1 of {_join(each)}{aside}.",
        "respectively": f"FooNet{aside} achieves {_join(scores)} F1 on {_join(names)}{aside}, respectively.",
        "names first": f"On {_join(names)}, FooNet{aside} achieves {_join(scores)} F1{aside}.",
        "bracketed": f"FooNet{aside} achieves the best F1 on {_join(bracketed)}{aside}.",
        "colon": f"FooNet{aside} sets a new state of the art in F1: {_join(each)}{aside}.",
        "slashes": f"FooNet{aside} achieves {'/'.join(scores)} F1 on {'/'.join(names)}{aside}.",
    }[shape]


def _read(text: str) -> list[Result]:
    names = {"FooNet": ("method", "introduced"), **dict.fromkeys(DATASETS, ("dataset", "evaluated_on"))}
    mentions = [
        Mention("r", "abstract", m.start(), m.end(), m[0], *(names[m[0]][0], m[0], names[m[0]][1]))
        for m in re.finditer(r"FooNet|Data[A-E]", text)
    ] + find_metrics(text, record="r", field="abstract")
    return find_results(text, record="r", field="abstract", mentions=mentions)


def _pairs(text: str) -> list[tuple[str, str | None]]:
    return sorted((r.text, r.dataset.name if r.dataset else None) for r in _read(text))


@pytest.mark.parametrize("shape", SHAPES)
@given(PAIRS)
@settings(max_examples=40, deadline=None)
def test_each_score_goes_to_its_dataset_in_any_order(shape: str, pairs: tuple[list[str], list[str]]) -> None:
    names, scores = pairs
    assert _pairs(_write(shape, names, scores)) == sorted(zip(scores, names, strict=True))


@pytest.mark.parametrize("shape", SHAPES)
@given(PAIRS, st.sampled_from(ASIDES))
@settings(max_examples=60, deadline=None)
def test_other_numbers_change_no_result(shape: str, pairs: tuple[list[str], list[str]], aside: str) -> None:
    names, scores = pairs
    assert _pairs(_write(shape, names, scores, aside)) == sorted(zip(scores, names, strict=True))


@pytest.mark.parametrize("shape", SHAPES)
@given(PAIRS)
@settings(max_examples=20, deadline=None)
def test_offsets_point_at_the_printed_number(shape: str, pairs: tuple[list[str], list[str]]) -> None:
    text = _write(shape, *pairs)
    for result in _read(text):
        assert text[result.start : result.end] == result.text
        assert Decimal(result.text) == result.value
        assert result.metric is not None
        assert result.metric.name == "F1"
        assert 0.5 <= result.score < 1
