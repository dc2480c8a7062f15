"""The default engine: this machine, with ``jobs`` processes for extraction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kg.extract import Options, extract
from kg.iris import Minter
from kg.model import Extraction, Record, Resolution
from kg.resolve import resolve
from kg.resolve.vocabulary.concepts import Vocabulary

__all__ = ["run"]


def run(
    records: Iterable[Record],
    *,
    minter: Minter,
    vocabulary: Vocabulary | None = None,
    options: Options | None = None,
    jobs: int = 1,
    watch: Callable[[Record, Extraction], None],
) -> Resolution:
    """Extract in a stream, then resolve everything at once."""

    def watched() -> Iterator[tuple[Record, Extraction]]:
        for record, extraction in extract(records, options=options, n_process=jobs):
            watch(record, extraction)
            yield record, extraction

    return resolve(watched(), minter=minter, vocabulary=vocabulary)
