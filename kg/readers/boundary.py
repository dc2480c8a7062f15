"""Features of the place where a printed title runs into its first author, and the weights that score them.

A heading is scored as a sum: what each name looks like, how the title ends, which characters touch at the
boundary, and how many authors are printed. Every part is linear in hashed character n-grams, so that a token is
scored once and then remembered.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = [
    "BUCKETS",
    "WORD_BITS",
    "boundary_features",
    "bucket",
    "is_word",
    "layout_features",
    "load_weights",
    "name_features",
    "plain_features",
    "score",
    "shape",
    "tail_features",
    "word_bit",
]

BUCKETS = 1 << 18
WORD_BITS = 1 << 19
_OUTER = re.compile(r"^[\W_]+|[\W_]+$")
_TURN = re.compile(r"[a-zà-ÿ](?=[A-ZÀ-Þ])")


@lru_cache(maxsize=1 << 16)
def shape(token: str) -> str:
    """Reduce a token to its letter case and punctuation, runs collapsed to two signs at most.

    >>> shape("O'Connor"), shape("BERT-2"), shape("J.")
    ("X'Xxx", 'XX-9', 'X.')
    """
    signs = "".join("X" if c.isupper() else "x" if c.isalpha() else "9" if c.isdigit() else c for c in token)
    return "".join(c for i, c in enumerate(signs) if i < 2 or not c == signs[i - 1] == signs[i - 2])


def _ngrams(text: str, size: int) -> Iterator[str]:
    return (text[i : i + size] for i in range(len(text) - size + 1))


def name_features(token: str, role: str) -> Iterator[str]:
    """Describe one token of a name; ``role`` is F (first), M (middle), L (last) or O (the only one)."""
    low = f"^{token.lower()}$"
    yield f"w{low}"
    yield f"{role}w{low}"
    yield f"{role}v{is_word(token)}{len(token) > 3}"
    yield f"{role}s{shape(token)}"
    yield f"{role}l{min(len(token), 12)}"
    for size in (2, 3, 4):
        yield f"{role}p{low[: size + 1]}"
        yield f"{role}e{low[-size - 1 :]}"
        for gram in _ngrams(low, size):
            yield f"g{gram}"
    for gram in _ngrams(low, 3):
        yield f"{role}g{gram}"


def tail_features(before: str, last: str) -> Iterator[str]:
    """Describe a title's end: the piece of text that touches the boundary and the token before it."""
    low, kind = last.lower(), shape(last)
    yield f"t{last}"
    yield f"tl{low}"
    yield f"ts{kind}"
    yield f"tn{min(len(last), 12)}"
    for size in range(1, 6):
        yield f"te{last[-size:]}"
    for size in range(1, 5):
        yield f"tp{last[:size]}"
    for gram in _ngrams(f"^{low}$", 3):
        yield f"tg{gram}"
    part = re.split(r"[-/–—]", last)[-1]
    yield f"th{part}"
    known = f"{is_word(last)}{is_word(part)}{_begins_with_word(last)}"
    yield f"tv{known}"
    yield f"tv{known}{kind}"
    yield f"b{before.lower()}"
    yield f"bs{shape(before)}|{kind}"
    yield f"bw{before.lower()}|{low}"


def boundary_features(last: str, first: str, shapes: str) -> Iterator[str]:
    """Describe how a title's last two characters meet the first three of a name, whose tokens have the given shapes."""
    count = shapes.count(" ") + 1
    yield f"c{shape(last[-1:])}{shape(first[:2])}"
    yield f"cc{last[-1:]}{first[:1]}"
    yield f"c2{shape(last)}|{shape(first)}"
    yield f"k{count}|{shape(last)}"
    yield f"ns{shapes}"
    yield f"nk{count}"


def layout_features(names: int, *, et_al: bool, segments: int) -> Iterator[str]:
    """Describe the number of printed authors, given the number of comma-separated segments of the line."""
    yield f"n{names}|{et_al}"
    yield f"n{names}|{et_al}|{segments}"


def plain_features(text: str, *, et_al: bool, segments: int) -> Iterator[str]:
    """Describe a line as one that holds no author at all."""
    words = text.split()
    last = words[-1] if words else ""
    yield "0"
    yield f"0e{et_al}"
    yield f"0c{min(segments, 6)}"
    yield f"0l{min(len(text).bit_length(), 12)}"
    yield f"0n{min(len(words).bit_length(), 9)}"
    yield f"0z{text[-1:]}"
    yield f"0s{shape(last)}"
    yield f"0w{last.lower()}"
    yield f"0a{shape(text[:2])}"
    for size in (2, 3, 4):
        yield f"0e{last[-size:]}"


def bucket(feature: str) -> int:
    """Hash a feature to its weight's place; the same everywhere."""
    return crc32(feature.encode("utf-8", "replace")) & (BUCKETS - 1)


@lru_cache(maxsize=1)
def _load() -> dict[str, NDArray[Any]]:
    with files("kg.readers").joinpath("boundary.npz").open("rb") as stream:
        return dict(np.load(stream))


@lru_cache(maxsize=1)
def load_weights() -> list[float]:
    """Load the weights that ``kg.readers.train_names`` wrote."""
    data = _load()
    weights: list[float] = (data["weights"] * data["scale"]).tolist()
    return weights


@lru_cache(maxsize=1)
def _load_words() -> bytes:
    return _load()["words"].tobytes()


def word_bit(word: str) -> int:
    """Hash a word to its place among the bits of the title words; letter case and outer punctuation don't count."""
    return crc32(_OUTER.sub("", word.lower()).encode("utf-8", "replace")) & (WORD_BITS - 1)


@lru_cache(maxsize=1 << 16)
def is_word(token: str) -> bool:
    """Tell whether a token, without outer punctuation, is a word that titles use (a Bloom filter with one hash)."""
    bit = word_bit(token)
    return bool(_load_words()[bit >> 3] >> (7 - (bit & 7)) & 1)


def _begins_with_word(token: str) -> bool:
    """Tell whether a known word ends inside a token where small letters turn into a capital."""
    return any(match.start() > 1 and is_word(token[: match.start() + 1]) for match in _TURN.finditer(token))


def score(features: Iterator[str]) -> float:
    """Sum the weights of features."""
    weights, mask = load_weights(), BUCKETS - 1
    # No feature holds a line feed, and one call encodes them all.
    keys = "\n".join(features).encode("utf-8", "replace").split(b"\n")
    return sum([weights[crc32(key) & mask] for key in keys])
