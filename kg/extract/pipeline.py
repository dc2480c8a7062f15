"""The spaCy pipeline that turns records into mentions, results and links."""

from __future__ import annotations

import sys
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING

import spacy
from spacy.language import Language

from kg.extract import abbreviations, components, datasets, entities, links, methods, metrics, pairs, results, tasks
from kg.extract.document import abstract_start, make_doc, read_extraction
from kg.extract.tokens import Tokenizer, split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc

    from kg.model import Extraction, Record

__all__ = ["COMPONENTS", "extract", "make_nlp"]

# Importing a component's module registers its factory.
_REGISTERED = (abbreviations, components, datasets, entities, links, methods, metrics, pairs, results, tasks)
COMPONENTS = (
    "kg_sentences",
    "kg_abbreviations",
    "kg_methods",
    "kg_datasets",
    "kg_tasks",
    "kg_components",
    "kg_pairs",
    "kg_roles",
    "kg_metrics",
    "kg_results",
    "kg_links",
)


@Language.component("kg_sentences")
def mark_sentences(doc: Doc) -> Doc:
    """Split title and abstract into sentences."""
    return split_sentences(doc, second_text=abstract_start(doc))


def make_nlp() -> Language:
    """Assemble the pipeline: a blank English Language with this package's tokeniser and components."""
    nlp = spacy.blank("en")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    nlp.max_length = sys.maxsize
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def extract(
    records: Iterable[Record], *, nlp: Language | None = None, batch_size: int = 256, n_process: int = 1
) -> Iterator[tuple[Record, Extraction]]:
    """Yield each record with what was found in it, in order, holding only one batch at a time.

    With ``n_process`` > 1 batches go to that many processes, each with a pipeline of its own; ``nlp`` is then not used.
    """
    if n_process > 1:
        yield from _extract_in_processes(records, batch_size=batch_size, n_process=n_process)
        return
    nlp = nlp or make_nlp()
    docs = ((make_doc(nlp, record), record) for record in records)
    for doc, record in nlp.pipe(docs, as_tuples=True, batch_size=batch_size):
        yield record, read_extraction(doc)


def _batch(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    iterator = iter(records)
    while batch := list(islice(iterator, size)):
        yield batch


_worker_nlp: list[Language] = []


def _extract_batch(batch: list[Record]) -> list[tuple[Record, Extraction]]:
    if not _worker_nlp:
        _worker_nlp.append(make_nlp())
    return list(extract(batch, nlp=_worker_nlp[0]))


def _extract_in_processes(
    records: Iterable[Record], *, batch_size: int, n_process: int
) -> Iterator[tuple[Record, Extraction]]:
    # Docs are not sent between processes: their extension attributes hold records, which spaCy cannot serialise.
    with get_context("spawn").Pool(n_process) as pool:
        for done in pool.imap(_extract_batch, _batch(records, batch_size)):
            yield from done
