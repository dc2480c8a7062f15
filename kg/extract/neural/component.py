"""The spaCy component that adds what a trained model finds to the candidates of the rules."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import UsageError
from kg.extract.candidates import add_candidate
from kg.extract.document import abstract_start, get_text
from kg.extract.neural.spans import choose_spans
from kg.extract.neural.windows import cut_words
from kg.extract.neural.words import split_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.extract.neural.spans import Scores

__all__ = ["DEFAULT_MODEL", "MODELS", "ModelFinder", "SpanModel", "load_model", "make_model"]

_FOLDER = Path(__file__).parent
_WINDOW = 150


class SpanModel(Protocol):
    """What both models are to the pipeline."""

    labels: tuple[str, ...]

    def score(self, words: Sequence[str]) -> Scores:
        """Score all spans of one passage: words × widest × (1 + labels) logits."""


def _load_fast(threads: int) -> SpanModel:  # noqa: ARG001 (spaCy's networks run on one thread)
    from kg.extract.neural.fast import FastModel

    return FastModel(_FOLDER / "fast")


def _load_accurate(threads: int) -> SpanModel:
    from kg.extract.neural.accurate import AccurateModel

    return AccurateModel(_FOLDER / "accurate", threads=threads)


MODELS: dict[str, Callable[[int], SpanModel]] = {"fast": _load_fast, "accurate": _load_accurate}

DEFAULT_MODEL = "fast"


@cache
def load_model(name: str, threads: int = 0) -> SpanModel:
    """Load a model by name, once; raises ``UsageError`` for a name that there is not."""
    if name not in MODELS:
        raise UsageError(f"no model {name!r}: there are {', '.join(MODELS)}")
    return MODELS[name](threads)


class ModelFinder:
    """Adds a candidate for every span that the model finds."""

    def __init__(self, model: SpanModel) -> None:
        """Take the model."""
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        """Read the title and the abstract in windows of whole sentences."""
        for start, end, kind, probability in self.find(get_text(doc), border=abstract_start(doc)):
            add_candidate(doc, start, end, kind, evidence="model", weight=probability)
        return doc

    def find(self, text: str, *, border: int = 0) -> Iterator[tuple[int, int, str, float]]:
        """Yield start and end in characters, kind and probability of what is found, none of it across the border."""
        words, places = _read_words(text, border)
        for first, end in cut_words(words, _WINDOW):
            for span in choose_spans(self.model.score(words[first:end])):
                covered = places[first + span.start : first + span.end]
                if None in covered or covered[0][0] < border < covered[-1][1]:
                    continue
                start, stop = covered[0][0], covered[-1][1]
                yield start, stop, self.model.labels[span.label].lower(), span.probability


def _read_words(text: str, border: int) -> tuple[list[str], list[Any]]:
    """Cut title and abstract into words, with a full stop between them, which lies at no place of the text."""
    places: list[Any] = split_words(text)
    words = [text[start:end] for start, end in places]
    titled = sum(start < border for start, _ in places)
    if titled and words[titled - 1] not in {".", "?", "!"}:
        words.insert(titled, ".")
        places.insert(titled, None)
    return words, places


@Language.factory("kg_model", default_config={"model": "fast", "threads": 0})
def make_model(nlp: Language, name: str, model: str, threads: int) -> ModelFinder:  # noqa: ARG001
    """Make the component for a pipeline."""
    return ModelFinder(load_model(model, threads))
