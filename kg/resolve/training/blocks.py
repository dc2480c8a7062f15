"""Make blocks of signatures whose truth is known, as they stand in a field, in a search result, and on a page."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.extract import extract
from kg.model import Paper
from kg.resolve.authors import block_signatures, settle
from kg.resolve.authors.columns import Columns, Signature
from kg.resolve.authors.model import Model
from kg.resolve.authors.pairs import Block
from kg.resolve.names import LEVELS, relate_names
from kg.resolve.training.signatures import Corpus

__all__ = ["Known", "hash_name", "make_blocks", "make_variant_blocks", "settle_blocks"]

Floats = npt.NDArray[np.float32]

#: At most so many signatures of one person, and of others with such names, are taken from the corpus of variants.
_OWN, _OTHERS = 25, 40
_LISTED = 3
#: People of several names are many; names of several people are what is hard.
_VARIANTS = 0.15
#: Relations of names under which different entries of the Anthology are different people.
_UNLIKE = ("order", "nickname", "given", "family", "typo", "loose")


@dataclass(frozen=True, slots=True)
class Known:
    """A block with what is known of each two signatures: 1 one person, 0 two, NaN unknown."""

    corpus: str
    name: str
    block: Block
    truth: Floats
    persons: tuple[str | None, ...]

    @property
    def weight(self) -> float:
        """How much the block counts in training."""
        return _VARIANTS if self.corpus.startswith("Variants") else 1.0


def make_blocks(corpus: Corpus) -> Iterator[Known]:
    """Yield a block for each name of a corpus, and one for each that stands in a corpus of its own papers alone.

    People look up a name and save what they find as often as they save a field.
    """
    papers = _find_terms(corpus.papers)
    columns = Columns(papers)
    for name, persons in corpus.groups.items():
        signatures = sorted(persons)
        labels = tuple(persons[s] for s in signatures)
        yield Known(corpus.label, name, Block(columns, signatures), _compare(labels), labels)
        yield (alone := _alone(corpus.label, name, papers, signatures, labels))
        if page := _page(alone):
            yield page


def _page(alone: Known) -> Known | None:
    """Show the papers as a page lists them: three authors and "et al."; None if that hides all but one signature."""
    columns, kept = alone.block.columns, [s for s in alone.block.signatures if s[1] < _LISTED]
    if len(kept) < 2:
        return None
    labels = tuple(p for s, p in zip(alone.block.signatures, alone.persons, strict=True) if s[1] < _LISTED)
    records = [paper.record for paper in columns.papers]
    records = [
        replace(r, authors=r.authors[:_LISTED], authors_complete=False) if len(r.authors) > _LISTED else r
        for r in records
    ]
    papers = [replace(paper, record=record) for paper, record in zip(columns.papers, records, strict=True)]
    return Known(
        alone.corpus.replace("alone", "page"), alone.name, Block(Columns(papers), kept), _compare(labels), labels
    )


def _alone(
    label: str, name: str, papers: Sequence[Paper], signatures: Sequence[Signature], labels: tuple[str | None, ...]
) -> Known:
    few = sorted({paper for paper, _ in signatures})
    block = Block(Columns([papers[i] for i in few]), [(few.index(paper), position) for paper, position in signatures])
    return Known(f"{label}, alone", name, block, _compare(labels), labels)


def settle_blocks(known: Iterable[Known], model: Model) -> Iterator[Known]:
    """Yield each block as the second round finds it, with co-authors known as the people that ``model`` makes of them.

    Variants stay as they are: to settle all that surrounds them would take most of the time.
    """
    settled: dict[int, Columns] = {}
    for k in known:
        if k.corpus.startswith("Variants"):
            yield k
            continue
        columns = k.block.columns
        if id(columns) not in settled:
            settled[id(columns)] = settle(columns, block_signatures(columns.papers), model=model)
        yield replace(k, block=Block(settled[id(columns)], k.block.signatures))


def make_variant_blocks(corpus: Corpus, *, share: float = 1.0) -> Iterator[Known]:
    """Yield blocks for each person that prints several names, with others whose names may be that person's."""
    columns = Columns(corpus.papers)
    person = {s: p for persons in corpus.groups.values() for s, p in persons.items()}
    person |= {s: f"other {columns.author(s).name}" for s in corpus.others}
    home = {s: row for row in block_signatures(corpus.papers) for s in row}
    chooser = np.random.default_rng(0)
    for name, persons in corpus.groups.items():
        if hash_name(f"share {name}") >= share:
            continue
        own = _choose(sorted(persons), _OWN, chooser)
        candidates = {s for signature in own for s in home[signature]} - set(persons)
        names = {columns.author(s).name for s in own}
        others = _choose(sorted(s for s in candidates if _fits(columns.author(s).name, names)), _OTHERS, chooser)
        signatures = sorted([*own, *others])
        labels = tuple(person.get(s) for s in signatures)
        for k in (
            Known(corpus.label, name, Block(columns, signatures), _compare(labels), labels),
            _alone(corpus.label, name, corpus.papers, signatures, labels),
        ):
            yield replace(k, truth=_assume(k))


def _assume(k: Known) -> Floats:
    """Take it that the Anthology knows who prints names as unlike as these, so that others who do are other people.

    It lists many an initial, middle name and accent as a person's name of its own, so nothing follows from those.
    """
    listed = np.array([label is not None for label in k.persons])
    unlike = np.isin(k.block.relation, [LEVELS.index(level) for level in _UNLIKE])
    assumed = unlike & (listed[:, None] ^ listed[None])
    return np.where(assumed, np.float32(0), np.where(listed[:, None] & listed[None], k.truth, np.float32(np.nan)))


def _fits(name: str, names: Iterable[str]) -> bool:
    return any(relate_names(name, other) for other in names)


def _choose(items: Sequence[Any], most: int, chooser: np.random.Generator) -> list[Any]:
    if len(items) <= most:
        return list(items)
    return [items[i] for i in sorted(chooser.choice(len(items), most, replace=False))]


def _compare(labels: Sequence[str | None]) -> Floats:
    size = len(labels)
    truth = np.array([[a == b for b in labels] for a in labels], np.float32).reshape(size, size)
    unknown = np.array([label is None for label in labels])
    truth[unknown[:, None] & unknown[None]] = np.nan
    return truth


def _find_terms(papers: Sequence[Paper]) -> list[Paper]:
    """Extract methods, data sets and tasks, as a build does before it resolves."""
    found = extract(paper.record for paper in papers)
    return [replace(paper, extraction=extraction) for paper, (_, extraction) in zip(papers, found, strict=True)]


def hash_name(text: str) -> float:
    """Return a number from 0 to 1 that is the same everywhere."""
    return zlib.crc32(text.encode("utf-8")) / 2**32
