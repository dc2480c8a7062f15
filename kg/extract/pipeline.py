"""The spaCy pipeline that turns records into mentions, results and links."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import spacy
from spacy.language import Language

from kg.errors import UsageError
from kg.extract import (
    abbreviations,
    components,
    datasets,
    entities,
    links,
    methods,
    metrics,
    pairs,
    results,
    scored,
    tasks,
)
from kg.extract.document import abstract_start, get_record, make_doc, read_extraction
from kg.extract.neural import DEFAULT_MODEL, MODELS, component
from kg.extract.tokens import Tokenizer, split_sentences
from kg.model import Dropped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from spacy.tokens import Doc

    from kg.model import Extraction, Record

__all__ = ["COMPONENTS", "Options", "extract", "make_nlp"]

# Importing a component's module registers its factory.
_REGISTERED = (
    abbreviations,
    component,
    components,
    datasets,
    entities,
    links,
    methods,
    metrics,
    pairs,
    results,
    scored,
    tasks,
)
COMPONENTS = (
    "kg_sentences",
    "kg_model",
    "kg_abbreviations",
    "kg_methods",
    "kg_datasets",
    "kg_tasks",
    "kg_components",
    "kg_pairs",
    "kg_scored",
    "kg_roles",
    "kg_metrics",
    "kg_results",
    "kg_threshold",
    "kg_links",
)


@Language.component("kg_sentences")
def mark_sentences(doc: Doc) -> Doc:
    """Split title and abstract into sentences."""
    return split_sentences(doc, second_text=abstract_start(doc))


@Language.factory("kg_threshold", default_config={"min_confidence": 0.0})
def make_threshold(nlp: Language, name: str, min_confidence: float) -> Callable[[Doc], Doc]:  # noqa: ARG001
    """Make the component that leaves out results, and metrics beside none, of which too little is sure."""

    def leave_out(doc: Doc) -> Doc:
        kept = [result for result in doc._.kg_results if result.score >= min_confidence]
        used = {result.metric for result in kept}
        weak = [m for m in doc._.kg_mentions if m.kind == "metric" and m.score < min_confidence and m not in used]
        reason = f"confidence below {min_confidence:g}"
        for found in (*weak, *(result for result in doc._.kg_results if result.score < min_confidence)):
            text = getattr(get_record(doc), found.field)[found.start : found.end]
            doc._.kg_dropped.append(Dropped(found.record, found.field, found.start, found.end, text, reason))
        doc._.kg_results = kept
        doc._.kg_mentions = [m for m in doc._.kg_mentions if m not in weak]
        return doc

    return leave_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What extraction can be told.

    ``model`` is ``fast``, ``accurate`` (needs the extra of that name) or ``rules`` for none; what is less sure than
    ``min_confidence`` is left out.
    """

    model: str = DEFAULT_MODEL
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if self.model not in {*MODELS, "rules"}:
            raise UsageError(f"no model {self.model!r}: choose {', '.join([*MODELS, 'rules'])}")
        if not 0.0 <= self.min_confidence <= 1.0:
            raise UsageError(f"a confidence lies between 0 and 1, which {self.min_confidence:g} does not")


def make_nlp(options: Options | None = None, *, threads: int = 0) -> Language:
    """Assemble the pipeline: a blank English Language with this package's tokeniser and components.

    ``threads`` are for the accurate model, 0 for as many as there are cores.
    """
    options = options or Options()
    nlp = spacy.blank("en")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    nlp.max_length = sys.maxsize
    threshold = {"min_confidence": options.min_confidence}
    settings: dict[str, dict[str, Any]] = {
        "kg_model": {"model": options.model, "threads": threads},
        "kg_roles": {"calibration": options.model} | threshold,
        "kg_threshold": threshold,
    }
    for name in COMPONENTS:
        if name != "kg_model" or options.model != "rules":
            nlp.add_pipe(name, config=settings.get(name, {}))
    return nlp


def extract(
    records: Iterable[Record],
    *,
    options: Options | None = None,
    nlp: Language | None = None,
    batch_size: int = 64,
    n_process: int = 1,
) -> Iterator[tuple[Record, Extraction]]:
    """Yield each record with what was found in it, in order, holding only one batch at a time.

    With ``n_process`` > 1 batches go to that many processes, each with a pipeline of its own; ``nlp`` is then not used.
    """
    if n_process > 1:
        yield from _extract_in_processes(records, options, batch_size=batch_size, n_process=n_process)
        return
    nlp = nlp or make_nlp(options)
    docs = ((make_doc(nlp, record), record) for record in records)
    for doc, record in nlp.pipe(docs, as_tuples=True, batch_size=batch_size):
        yield record, read_extraction(doc)


def _batch(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    iterator = iter(records)
    while batch := list(islice(iterator, size)):
        yield batch


_worker_nlp: list[Language] = []


def _start_worker(options: Options | None) -> None:
    _worker_nlp[:] = [make_nlp(options, threads=1)]


def _extract_batch(batch: list[Record]) -> list[tuple[Record, Extraction]]:
    return list(extract(batch, nlp=_worker_nlp[0]))


def _extract_in_processes(
    records: Iterable[Record], options: Options | None, *, batch_size: int, n_process: int
) -> Iterator[tuple[Record, Extraction]]:
    make_nlp(options)  # a pool starts a worker that fails again and again, without end
    # Docs are not sent between processes: their extension attributes hold records, which spaCy cannot serialise.
    with get_context("spawn").Pool(n_process, initializer=_start_worker, initargs=(options,)) as pool:
        for done in pool.imap(_extract_batch, _batch(records, batch_size)):
            yield from done
