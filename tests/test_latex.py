"""LaTeX in titles: markup is read, dollars and percents that are none stay."""

import pytest

from kg.latex import decode_latex


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Save $5 or $10 on GPUs", "Save $5 or $10 on GPUs"),
        (r"50% of {BERT} is \emph{enough}: an $O(n^2)$ method_x", "50% of BERT is enough: an O(n^2) method_x"),
        (r"Nystr{\"o}m \& friends", "Nyström & friends"),
        ("Plain # title_with & all", "Plain # title_with & all"),
    ],
)
def test_decode_latex(title: str, plain: str) -> None:
    assert decode_latex(title) == plain
