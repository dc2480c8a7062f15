"""The default engine: this machine, with ``jobs`` processes for extraction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from kg.cache import Cache
from kg.extract import Options
from kg.extract.memory import extract_remembered
from kg.iris import Minter
from kg.model import Extraction, Record, Resolution
from kg.resolve import resolve
from kg.resolve.vocabulary.concepts import Vocabulary

if TYPE_CHECKING:
    from kg.resolve.papers import Rule

__all__ = ["run"]


def run(
    records: Iterable[Record],
    *,
    minter: Minter,
    cache: Cache,
    vocabulary: Vocabulary | None = None,
    rule: Rule | None = None,
    options: Options | None = None,
    jobs: int = 1,
    watch: Callable[[bool], None],
) -> Resolution:
    """Extract in a stream what the cache does not know, then resolve everything at once."""

    def watched() -> Iterator[tuple[Record, Extraction]]:
        for record, extraction, known in extract_remembered(records, cache=cache, options=options, n_process=jobs):
            watch(known)
            yield record, extraction

    return resolve(watched(), minter=minter, vocabulary=vocabulary, rule=rule)
