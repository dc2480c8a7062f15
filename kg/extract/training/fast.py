"""Train the fast model: spaCy's tok2vec network with averaged weights, under a head that scores spans."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import torch
from spacy.tokens import Doc
from thinc.api import Adam, fix_random_seed, set_dropout_rate
from torch import nn

from kg.errors import UsageError
from kg.extract.neural.component import load_model
from kg.extract.neural.fast import make_tok2vec, make_vocab, write_fast
from kg.extract.neural.spans import choose_spans
from kg.extract.neural.spans import score_spans as score_all
from kg.extract.training.corpus import Passage, Span
from kg.extract.training.head import SpanHead, Target, span_loss, stack_targets
from kg.extract.training.scores import Score, score_spans
from kg.extract.training.windows import cut_windows

if TYPE_CHECKING:
    from spacy.vectors import Vectors
    from spacy.vocab import Vocab

__all__ = ["FastRecipe", "FastTagger", "train"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FastRecipe:
    """What a training run can be told.

    0 steps stand for as many as show each passage twenty times, from 1,000 to 4,000. ``vectors`` are ``shipped``
    (learnt from plain text, inside the fast model), ``none`` or a folder that ``kg.extract.training.vectors`` wrote.
    """

    steps: int = 0
    seed: int = 0
    batch_words: int = 600
    window: int = 60
    dropout: float = 0.3
    learn_rate: float = 1e-3
    width: int = 96
    depth: int = 4
    vectors: str = "shipped"
    split: bool = False
    nested: bool = False


class FastTagger:
    """The network and the head while they learn."""

    def __init__(self, labels: Sequence[str], recipe: FastRecipe) -> None:
        """Build both, untrained."""
        self.labels, self.recipe = tuple(labels), recipe
        self.vectors = _read_vectors(recipe.vectors)
        self.vocab: Vocab = make_vocab(self.vectors)
        self.tok2vec = make_tok2vec(width=recipe.width, depth=recipe.depth, vectors=self.vectors is not None)
        self.tok2vec.initialize(X=[self.make_doc(["a"])])
        self.head = SpanHead(recipe.width, len(labels))

    def make_doc(self, words: Sequence[str]) -> Doc:
        """Make the Doc of a window."""
        return Doc(self.vocab, words=list(words))

    @torch.inference_mode()
    def predict(self, passages: Sequence[Passage]) -> Iterator[dict[Span, float]]:
        """Give the spans found in each passage, in its own offsets, with their probabilities."""
        self.head.eval()
        for passage in passages:
            windows = list(cut_windows(passage, 2 * self.recipe.window, split=self.recipe.split))
            docs = [self.make_doc(w.words) for w in windows]
            found: dict[Span, float] = {}
            for window, rows in zip(windows, self.tok2vec.predict(docs), strict=True):
                scores = score_all(rows, rows, {name: w.numpy() for name, w in self.head.state_dict().items()})
                for span in choose_spans(scores, nested=self.recipe.nested):
                    found[window.locate(span.start, span.end, self.labels[span.label])] = span.probability
            yield found

    def evaluate(self, passages: Sequence[Passage]) -> dict[str, Score]:
        """Score on all gold spans, those that nest included."""
        found = self.predict(passages)
        return score_spans((set(p.spans), set(spans)) for p, spans in zip(passages, found, strict=True))

    def write(self, folder: Path, meta: dict[str, Any]) -> None:
        """Write what ``kg.extract.neural.fast.FastModel`` reads."""
        head = {name: array.detach().numpy() for name, array in self.head.state_dict().items()}
        settings = {"labels": self.labels, "width": self.recipe.width, "depth": self.recipe.depth}
        write_fast(folder, self.tok2vec, head, settings | meta, self.vectors)


def _read_vectors(folder: str) -> Vectors | None:
    import spacy

    if folder == "none":
        return None
    if folder == "shipped":
        return load_model("fast").vectors  # type: ignore[attr-defined]
    if not Path(folder, "vocab").is_dir():
        raise UsageError(
            f"no vectors in {folder!r}: give shipped, none or a folder that kg.extract.training.vectors wrote"
        )
    vectors: Vectors = spacy.load(folder).vocab.vectors
    return vectors


def train(
    passages: Sequence[Passage],
    dev: Sequence[Passage],
    labels: Sequence[str],
    recipe: FastRecipe,
    *,
    tell: Callable[[str], object],
) -> FastTagger:
    """Train on passages and give the tagger with its averaged weights; ``tell`` gets the dev score now and then.

    The rate of learning falls to nothing over the second half, so the last step is kept and dev chooses nothing.
    """
    windows = [w for p in passages for w in cut_windows(p, recipe.window, split=recipe.split)]
    shown = 20 * sum(len(w.words) for w in windows) // recipe.batch_words
    recipe = replace(recipe, steps=recipe.steps or min(4000, max(1000, shown)))
    fix_random_seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    tagger = FastTagger(labels, recipe)
    items: list[_Item] = [(tagger.make_doc(w.words), w.target(tagger.labels)) for w in windows]
    learner = _Learner(tagger)
    began, losses = perf_counter(), []
    for step, batch in enumerate(_batches(items, recipe), 1):
        losses.append(learner.learn(batch, step))
        if step % max(1, recipe.steps // 8) == 0 or step == recipe.steps:
            with learner.averages():
                score = tagger.evaluate(dev)["micro"].f1 if dev else float("nan")
            minutes, loss = (perf_counter() - began) / 60, sum(losses) / len(losses)
            tell(f"step {step} of {recipe.steps}: loss {loss:.3f}, dev F1 {score:.4f}, {minutes:.1f} min")
            losses = []
        if step == recipe.steps:
            break
    learner.keep_averages()
    return tagger


_Item = tuple[Doc, Target]


def _batches(items: list[_Item], recipe: FastRecipe) -> Iterator[list[_Item]]:
    order = random.Random(recipe.seed)  # noqa: S311
    batch: list[_Item] = []
    while True:
        order.shuffle(items)
        for item in items:
            batch.append(item)
            if sum(len(doc) for doc, _ in batch) >= recipe.batch_words:
                yield batch
                batch = []


class _Learner:
    """Updates network (thinc's Adam) and head (torch's AdamW) together, and keeps the averages of both."""

    def __init__(self, tagger: FastTagger) -> None:
        self.tagger, self.recipe = tagger, tagger.recipe
        settings: dict[str, Any] = {"L2": 0.01, "grad_clip": 1.0, "L2_is_weight_decay": True, "use_averages": True}
        self.optimizer = Adam(self.recipe.learn_rate, **settings)
        self.head_optimizer = torch.optim.AdamW(tagger.head.parameters(), weight_decay=0.01)
        self.head_average = copy.deepcopy(tagger.head)

    def learn(self, batch: Sequence[_Item], step: int) -> float:
        """Take one step and give the loss."""
        left = self.recipe.steps - step
        rate = self.recipe.learn_rate * min(1.0, max(0.02, 2 * left / self.recipe.steps))
        self.optimizer.learn_rate = rate
        for group in self.head_optimizer.param_groups:
            group["lr"] = 2 * rate
        tok2vec, head, lengths = self.tagger.tok2vec, self.tagger.head, [len(doc) for doc, _ in batch]
        set_dropout_rate(tok2vec, self.recipe.dropout)
        rows, backpropagate = tok2vec.begin_update([doc for doc, _ in batch])
        leaves = [torch.tensor(row, requires_grad=True) for row in rows]
        vectors = nn.functional.dropout(nn.utils.rnn.pad_sequence(leaves, batch_first=True), 0.1)
        gold, inside = stack_targets([target for _, target in batch], lengths)
        loss = span_loss(head.train()(vectors, vectors), gold, inside, sum(lengths))
        self.head_optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        self.head_optimizer.step()
        backpropagate([leaf.grad.numpy() for leaf in leaves])
        tok2vec.finish_update(self.optimizer)
        self.optimizer.step_schedules()
        self._average(min(0.999, step / (step + 10)))
        return float(loss.detach())

    @torch.no_grad()
    def _average(self, keep: float) -> None:
        for mean, now in zip(self.head_average.parameters(), self.tagger.head.parameters(), strict=True):
            mean.mul_(keep).add_(now, alpha=1 - keep)

    @contextmanager
    def averages(self) -> Iterator[None]:
        """Use the averaged weights for the time of a ``with`` block."""
        tagger, head = self.tagger, self.tagger.head
        with tagger.tok2vec.use_params(self.optimizer.averages or {}):
            tagger.head = self.head_average
            yield
            tagger.head = head

    def keep_averages(self) -> None:
        """Put the averaged weights into the tagger for good."""
        network = self.tagger.tok2vec
        with network.use_params(self.optimizer.averages or {}):
            averaged = network.to_bytes()
        network.from_bytes(averaged)
        self.tagger.head = self.head_average
