"""Find the pairs of records that are worth comparing, in columns of keys rather than in a web of objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from kg.resolve.papers.cards import Card

__all__ = ["Candidates", "find_candidates"]

#: Records of one key are all compared with each other up to this number; of more, each with so many that sort nearest.
_MOST, _NEAREST = 40, 8
#: Characters of a title that a typo elsewhere leaves alone.
_CHARACTERS = 14

_Keys = npt.NDArray[np.uint64]
_Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of positions, sorted; ``crowded`` tells of each whether only keys of very many records bring it up."""

    pairs: npt.NDArray[np.int64]
    crowded: npt.NDArray[np.bool_]


def _hash(*parts: str) -> int:
    return int.from_bytes(blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _initials(card: Card) -> str:
    """Return the first letters of the first author's outer names, in an order that neither source chose."""
    if not card.authors:
        return ""
    tokens = card.authors[0].split()
    return "".join(sorted((tokens[0][0], tokens[-1][0])))


def _keys(card: Card) -> Iterator[int]:
    """Yield the keys under which a record may meet others of its work."""
    for scheme, value in card.ids:
        yield _hash("id", scheme, value)
    if not card.key:
        return
    yield _hash("title", card.key)
    if not card.authors:
        return
    who = _initials(card)
    yield _hash("head", card.head or card.key, who)
    yield _hash("begin", card.key[:_CHARACTERS], who)
    yield _hash("end", card.key[-_CHARACTERS:], who)
    yield _hash("words", card.longest, who)


def find_candidates(cards: Sequence[Card]) -> Candidates:
    """Return the pairs of cards that share a key; the number of pairs grows with that of cards, not with its square."""
    keys, owners = _collect_keys(cards)
    order = np.lexsort((owners, keys))
    keys, owners = keys[order], owners[order]
    bounds = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1], True]) if len(keys) else np.array([0])
    near: list[_Positions] = []
    crowded: list[_Positions] = []
    for start, end in pairwise(bounds.tolist()):
        if end - start > _MOST:
            crowded.append(_pair_nearest(owners[start:end], cards))
        elif end - start > 1:
            near.append(_pair_all(owners[start:end]))
    return _join(near, crowded, len(cards))


def _collect_keys(cards: Sequence[Card]) -> tuple[_Keys, _Positions]:
    keys, owners = [], []
    for position, card in enumerate(cards):
        own = set(_keys(card))
        keys.append(np.fromiter(own, np.uint64, len(own)))
        owners.append(np.full(len(own), position))
    if not keys:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    return np.concatenate(keys), np.concatenate(owners)


@lru_cache(maxsize=_MOST)
def _indices(size: int) -> tuple[_Positions, _Positions]:
    left, right = np.triu_indices(size, 1)
    return left, right


def _pair_all(members: _Positions) -> _Positions:
    left, right = _indices(len(members))
    return np.column_stack((members[left], members[right]))


def _pair_nearest(members: _Positions, cards: Sequence[Card]) -> _Positions:
    """Pair each member with those that sort nearest by title, authors and year."""
    ranked = np.array(sorted(members, key=lambda i: _rank(cards[i])))
    return np.concatenate([np.column_stack((ranked[:-step], ranked[step:])) for step in range(1, _NEAREST + 1)])


def _rank(card: Card) -> tuple[str, str, int, bytes]:
    return card.key, card.authors[0] if card.authors else "", card.year or 0, card.order


def _join(near: list[_Positions], crowded: list[_Positions], size: int) -> Candidates:
    """Sort pairs and drop those found twice."""
    codes = [_encode(pairs, size) for pairs in (near, crowded)]
    both = np.unique(np.concatenate(codes))
    return Candidates(np.column_stack(np.divmod(both, max(size, 1))), ~np.isin(both, codes[0]))


def _encode(pairs: list[_Positions], size: int) -> _Positions:
    if not pairs:
        return np.zeros(0, np.int64)
    whole = np.sort(np.concatenate(pairs), axis=1)
    return np.unique(whole[:, 0] * size + whole[:, 1])
