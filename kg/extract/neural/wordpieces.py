"""Cut words into the pieces that a transformer reads, with the case of each word, which its vocabulary leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["CASES", "LONGEST", "Pieces", "cut_pieces"]

CASES = 9
"""How many sorts of case there are; 0 is for the marks that begin and end a text."""

LONGEST = 512
"""The most pieces that the encoders can read; words beyond take the last one's place."""


class Pieces(NamedTuple):
    """The pieces of one passage, and the first and last piece of each word."""

    ids: list[int]
    cases: list[int]
    first: list[int]
    last: list[int]


def _case_of(word: str) -> int:
    if not any(c.isalpha() for c in word):
        return 1 if any(c.isdigit() for c in word) else 2
    if word.islower():
        return 3
    if word.isupper():
        return 6 if len(word) == 1 else 5
    if word[0].isupper():
        return 4 if word[1:].islower() else 7
    return 8


def cut_pieces(tokenizer: Tokenizer, words: Sequence[str]) -> Pieces:
    """Cut the words of one passage; a word without pieces of its own stands on the piece before it."""
    encoding = tokenizer.encode(list(words), is_pretokenized=True)
    ids, owners = encoding.ids, encoding.word_ids
    if len(ids) > LONGEST:
        ids, owners = [*ids[: LONGEST - 1], ids[-1]], [*owners[: LONGEST - 1], None]
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for place, owner in enumerate(owners):
        if owner is not None:
            first.setdefault(owner, place)
            last[owner] = place
    for word in range(len(words)):
        before = last.get(word - 1, 0)
        first.setdefault(word, before)
        last.setdefault(word, before)
    cases = [0 if owner is None else _case_of(words[owner]) for owner in owners]
    return Pieces(ids, cases, [first[i] for i in range(len(words))], [last[i] for i in range(len(words))])
