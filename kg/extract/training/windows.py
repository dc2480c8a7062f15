"""Cut annotated passages into windows of whole sentences, as the models read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.neural.windows import cut_words
from kg.extract.neural.words import split_words
from kg.extract.training.corpus import Passage, Span

__all__ = ["Window", "cut_windows"]


@dataclass(frozen=True, slots=True)
class Window:
    """Some words of a passage; ``starts`` and ``ends`` say where each lies in it, in tokens or in characters.

    -1 stands for a border inside a token, where no span of the passage can begin or end.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    spans: tuple[Span, ...]

    def target(self, labels: Sequence[str]) -> list[tuple[int, int, int]]:
        """Give the gold spans of these labels that fit words as (first word, last word, label counted from 1)."""
        first, last = ({at: i for i, at in enumerate(where)} for where in (self.starts, self.ends))
        return [
            (first[start], last[end], 1 + labels.index(label))
            for start, end, label in self.spans
            if start in first and end in last and label in labels
        ]

    def locate(self, first: int, end: int, label: str) -> Span:
        """Turn words into a span of the passage."""
        return self.starts[first], self.ends[end - 1], label


@dataclass(frozen=True, slots=True)
class _Words:
    words: list[str]
    starts: list[int]
    ends: list[int]


def _read_words(passage: Passage, *, split: bool) -> _Words:
    if not passage.tokens:
        places = split_words(passage.text)
        return _Words([passage.text[s:e] for s, e in places], [s for s, _ in places], [e for _, e in places])
    if not split:
        count = len(passage.tokens)
        return _Words(list(passage.tokens), list(range(count)), list(range(1, count + 1)))
    read = _Words([], [], [])
    for i, token in enumerate(passage.tokens):
        parts = [token[s:e] for s, e in split_words(token)] or [token]
        read.words.extend(parts)
        read.starts.extend([i, *[-1] * (len(parts) - 1)])
        read.ends.extend([*[-1] * (len(parts) - 1), i + 1])
    return read


def cut_windows(passage: Passage, size: int, *, split: bool = False) -> Iterator[Window]:
    """Cut a passage into windows of about ``size`` words, at sentence ends and never inside an entity.

    ``split`` cuts the corpus's tokens into the words that the pipeline sees; texts without tokens are always cut so.
    """
    read = _read_words(passage, split=split)
    never = {
        i for i, at in enumerate(read.starts) if at < 0 or any(start < at < end for start, end, _ in passage.spans)
    }
    begins = set(passage.starts)
    sentences = {i for i, at in enumerate(read.starts) if at in begins}
    for first, end in cut_words(read.words, size, starts=sentences, never=never):
        low, high = read.starts[first], max(read.ends[first:end])
        yield Window(
            tuple(read.words[first:end]),
            tuple(read.starts[first:end]),
            tuple(read.ends[first:end]),
            tuple(span for span in passage.spans if low <= span[0] and span[1] <= high),
        )
