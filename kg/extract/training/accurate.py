"""Train the accurate model: a small pretrained transformer, fine-tuned with a head that scores spans."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel
from transformers.utils import logging

from kg.extract.neural.spans import choose_spans
from kg.extract.neural.wordpieces import CASES, Pieces, cut_pieces
from kg.extract.training.base import find_base
from kg.extract.training.corpus import Passage, Span
from kg.extract.training.head import SpanHead, Target, span_loss, stack_targets
from kg.extract.training.scores import Score, score_spans
from kg.extract.training.windows import Window, cut_windows

__all__ = ["AccurateRecipe", "AccurateTagger", "Network", "train"]

CHECKPOINT = "network.safetensors"
"""The weights in full precision, for training alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccurateRecipe:
    """What a training run can be told.

    0 epochs stand for as many as make about 900 steps, from 4 to 8; a batch of 0 for 8 windows, or 4 where there are
    fewer than a thousand.
    """

    base: str = "gte-small"
    head: str = ""
    epochs: float = 0.0
    seed: int = 0
    batch: int = 0
    window: int = 150
    learn_rate: float = 1e-4
    head_learn_rate: float = 1e-3
    split: bool = False
    nested: bool = False


class Network(nn.Module):
    """The encoder, what it is told of upper and lower case, and the head."""

    def __init__(self, base: Path, labels: int) -> None:
        """Load the encoder from a folder."""
        super().__init__()
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        # Drawing the random numbers for dropout of attention takes longer on a CPU than the attention itself.
        self.encoder = AutoModel.from_pretrained(base, attention_probs_dropout_prob=0.0)
        width = self.encoder.config.hidden_size
        self.case = nn.Embedding(CASES, width)
        nn.init.zeros_(self.case.weight)
        self.drop = nn.Dropout(0.2)
        self.head = SpanHead(width, labels, size=128)

    def take_head(self, folder: Path) -> None:
        """Start with the head of a trained network, so that both can be averaged later."""
        trained = load_file(folder / CHECKPOINT)
        self.load_state_dict({n: a for n, a in trained.items() if not n.startswith("encoder.")}, strict=False)

    def encode(self, ids: torch.Tensor, cases: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Give the vector of every piece."""
        embedded = self.encoder.get_input_embeddings()(ids) + self.case(cases)
        vectors: torch.Tensor = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return vectors

    def forward(
        self, ids: torch.Tensor, cases: torch.Tensor, mask: torch.Tensor, first: torch.Tensor, last: torch.Tensor
    ) -> torch.Tensor:
        """Score the spans of a batch: batch × pieces in for the first three, batch × words for the others."""
        vectors = self.drop(self.encode(ids, cases, mask))
        width = vectors.shape[-1]
        firsts = vectors.gather(1, first[:, :, None].expand(-1, -1, width))
        lasts = vectors.gather(1, last[:, :, None].expand(-1, -1, width))
        scores: torch.Tensor = self.head(firsts, lasts)
        return scores


@dataclass(frozen=True, slots=True)
class _Item:
    window: Window
    pieces: Pieces
    target: Target


class AccurateTagger:
    """The network while it learns, with its tokenizer and labels."""

    def __init__(self, labels: Sequence[str], recipe: AccurateRecipe) -> None:
        """Load the encoder; the head is untrained."""
        self.labels, self.recipe = tuple(labels), recipe
        self.base = find_base(recipe.base)
        self.tokenizer = Tokenizer.from_file(str(self.base / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.network = Network(self.base, len(labels))
        if recipe.head:
            self.network.take_head(Path(recipe.head))

    def make_items(self, passages: Iterable[Passage]) -> list[_Item]:
        """Cut passages into windows and pieces."""
        windows = [w for p in passages for w in cut_windows(p, self.recipe.window, split=self.recipe.split)]
        return [_Item(w, cut_pieces(self.tokenizer, w.words), w.target(self.labels)) for w in windows]

    @torch.inference_mode()
    def predict(self, passages: Iterable[Passage]) -> Iterator[dict[Span, float]]:
        """Give the spans found in each passage, in its own offsets, with their probabilities."""
        self.network.eval()
        for passage in passages:
            found: dict[Span, float] = {}
            for item in self.make_items([passage]):
                with torch.autocast("cpu", torch.bfloat16):
                    scores = self.network(*_stack([item]))[0].float().numpy()
                for span in choose_spans(scores, nested=self.recipe.nested):
                    found[item.window.locate(span.start, span.end, self.labels[span.label])] = span.probability
            yield found

    def evaluate(self, passages: Sequence[Passage]) -> dict[str, Score]:
        """Score on all gold spans, those that nest included."""
        found = self.predict(passages)
        return score_spans((set(p.spans), set(spans)) for p, spans in zip(passages, found, strict=True))

    def write(self, folder: Path, meta: dict[str, Any]) -> None:
        """Write what ``kg.extract.neural.accurate.AccurateModel`` reads."""
        from kg.extract.training.export import write_accurate

        write_accurate(
            folder, self.network, self.tokenizer, meta | {"labels": self.labels, "base": Path(self.recipe.base).name}
        )
        save_file({n: a.contiguous() for n, a in self.network.state_dict().items()}, folder / CHECKPOINT)

    def average(self, folders: Sequence[Path]) -> None:
        """Take the mean of trained networks' weights (Wortsman et al., ICML 2022, "Model soups")."""
        trained = [load_file(folder / CHECKPOINT) for folder in folders]
        self.network.load_state_dict({n: torch.stack([t[n] for t in trained]).mean(0) for n in trained[0]})


def _stack(items: Sequence[_Item]) -> tuple[torch.Tensor, ...]:
    def padded(rows: Sequence[Sequence[int]]) -> torch.Tensor:
        return nn.utils.rnn.pad_sequence([torch.tensor(row, dtype=torch.long) for row in rows], batch_first=True)

    pieces = [item.pieces for item in items]
    columns = ([p.ids for p in pieces], [p.cases for p in pieces], [[1] * len(p.ids) for p in pieces])
    return tuple(padded(rows) for rows in (*columns, [p.first for p in pieces], [p.last for p in pieces]))


def train(
    passages: Sequence[Passage],
    dev: Sequence[Passage],
    labels: Sequence[str],
    recipe: AccurateRecipe,
    *,
    tell: Callable[[str], object],
) -> AccurateTagger:
    """Fine-tune on passages and give the tagger of the last step; ``tell`` gets the dev score after each epoch."""
    torch.manual_seed(recipe.seed)
    torch.set_flush_denormal(True)
    tagger = AccurateTagger(labels, recipe)
    items = tagger.make_items(passages)
    recipe = _settle(recipe, len(items))
    optimizer = _make_optimizer(tagger.network, recipe)
    epoch = math.ceil(len(items) / recipe.batch)
    total = math.ceil(epoch * recipe.epochs)
    rise = max(1, total // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(step / rise, max(0.0, (total - step) / max(1, total - rise)))
    )
    began, losses = perf_counter(), []
    for step, batch in enumerate(islice(_batches(items, recipe), total), 1):
        losses.append(_learn(tagger.network, batch, optimizer))
        schedule.step()
        if step % epoch == 0 or step == total:
            score = tagger.evaluate(dev)["micro"].f1 if dev else math.nan
            minutes, loss = (perf_counter() - began) / 60, sum(losses) / len(losses)
            tell(f"step {step} of {total}: loss {loss:.3f}, dev F1 {score:.4f}, {minutes:.1f} min")
            losses = []
    return tagger


def _settle(recipe: AccurateRecipe, windows: int) -> AccurateRecipe:
    batch = recipe.batch or (8 if windows >= 1000 else 4)
    return replace(recipe, batch=batch, epochs=recipe.epochs or min(8, max(4, round(900 * batch / max(windows, 1)))))


def _make_optimizer(network: Network, recipe: AccurateRecipe) -> torch.optim.Optimizer:
    groups: list[dict[str, Any]] = [
        {"params": list(network.encoder.parameters()), "lr": recipe.learn_rate},
        {"params": [*network.case.parameters(), *network.head.parameters()], "lr": recipe.head_learn_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


def _learn(network: Network, batch: Sequence[_Item], optimizer: torch.optim.Optimizer) -> float:
    network.train()
    lengths = [len(item.window.words) for item in batch]
    gold, inside = stack_targets([item.target for item in batch], lengths)
    with torch.autocast("cpu", torch.bfloat16):
        scores = network(*_stack(batch))
    loss = span_loss(scores, gold, inside, sum(lengths))
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(loss.detach())


def _batches(items: list[_Item], recipe: AccurateRecipe) -> Iterator[list[_Item]]:
    """Shuffle again and again without end; a batch holds windows of like length, which wastes little on padding."""
    order, size = random.Random(recipe.seed), recipe.batch  # noqa: S311
    while True:
        order.shuffle(items)
        chunks = [items[i : i + 8 * size] for i in range(0, len(items), 8 * size)]
        sized = [sorted(chunk, key=lambda item: len(item.pieces.ids)) for chunk in chunks]
        batches = [chunk[i : i + size] for chunk in sized for i in range(0, len(chunk), size)]
        order.shuffle(batches)
        yield from batches
