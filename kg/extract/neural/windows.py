"""Cut long texts into windows of whole sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

__all__ = ["cut_words"]

_ENDS = frozenset(".?!")


def cut_words(
    words: Sequence[str], size: int, *, starts: Collection[int] = (), never: Collection[int] = ()
) -> Iterator[tuple[int, int]]:
    """Yield (first, end) of windows of at most ``size`` words where sentences allow, else of at most twice as many.

    ``starts`` are the words that begin a sentence; where none are given, a capital after a full stop begins one.
    No window begins at a word in ``never``, however long that makes one.

    >>> list(cut_words("A b . C d e . F g h i j".split(), 8))
    [(0, 7), (7, 12)]
    """
    n = len(words)
    begins = sorted(starts) or [i for i in range(1, n) if words[i - 1] in _ENDS and not words[i].islower()]
    first, last = 0, 0
    for place in [*(b for b in begins if b not in never), n]:
        if place - first > size and last > first:
            yield first, last
            first = last
        while place - first > 2 * size:
            near = (*range(first + size, first, -1), *range(first + size + 1, place))
            cut = next((i for i in near if i not in never), place)
            yield first, cut
            first = cut
        last = place
    if first < n:
        yield first, n
