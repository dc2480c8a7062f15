"""The head learns from every span inside a passage and from none beyond it."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from kg.extract.neural.spans import WIDEST  # noqa: E402
from kg.extract.training.head import SpanHead, span_loss, stack_targets  # noqa: E402


def test_targets_stand_at_first_word_and_width():
    gold, inside = stack_targets([[(0, 1, 2)], [(2, 2, 1), (0, 2, 2)]], [2, 3])
    assert gold.shape == inside.shape == (2, 3, WIDEST)
    assert {tuple(at): int(gold[tuple(at)]) for at in gold.nonzero().tolist()} == {
        (0, 0, 1): 2,
        (1, 2, 0): 1,
        (1, 0, 2): 2,
    }
    assert inside.sum(dim=(1, 2)).tolist() == [2 + 1, 3 + 2 + 1]
    assert not inside[0, 2].any()


def test_spans_wider_than_the_widest_are_not_learned():
    gold, _ = stack_targets([[(0, WIDEST, 1), (0, WIDEST - 1, 1)]], [WIDEST + 1])
    assert gold.nonzero().tolist() == [[0, 0, WIDEST - 1]]


def test_padding_changes_no_score_inside_a_passage():
    torch.manual_seed(0)
    head = SpanHead(6, 2, size=4)
    vectors = torch.randn(2, 5, 6)
    alone = head(vectors[:1, :3], vectors[:1, :3])
    together = head(vectors, vectors)
    _, inside = stack_targets([[]], [3])
    torch.testing.assert_close(together[:1, :3][inside], alone[inside])


def test_an_untrained_head_names_hardly_anything():
    torch.manual_seed(0)
    scores = SpanHead(6, 2)(torch.randn(1, 9, 6), torch.randn(1, 9, 6))
    assert (scores.argmax(-1) == 0).float().mean() > 0.8


def test_the_loss_is_per_word_and_falls_by_learning():
    torch.manual_seed(0)
    head, vectors = SpanHead(6, 2, size=4), torch.randn(1, 6, 6)
    gold, inside = stack_targets([[(0, 1, 1), (4, 4, 2)]], [6])
    flat = torch.zeros(1, 6, WIDEST, 3)
    assert span_loss(flat, gold, inside, 6).item() == pytest.approx(int(inside.sum()) * 1.0986 / 6, abs=1e-3)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.1)
    losses = []
    for _ in range(30):
        loss = span_loss(head(vectors, vectors), gold, inside, 6)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 20
    assert torch.equal(head(vectors, vectors).argmax(-1)[inside], gold[inside])
