"""Find all pairs of names that relate, among many."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from kg.resolve.names.blocking import find_keys
from kg.resolve.names.relating import relate_names

__all__ = ["pair_names"]

_Numbers = npt.NDArray[np.int64]


def pair_names(names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each two different names that relate, and how, in the order of the names.

    Finds what comparing all with all would find, but compares only names that share a key; two names that print their
    given names in full never meet for their initials alone. Some hundred bytes a name are held.

    >>> list(pair_names(["Qi Qian", "Juhua Hu", "Qian, Qi", "J. Hu"]))
    [('Qi Qian', 'Qian, Qi', 'spelling'), ('Juhua Hu', 'J. Hu', 'initials')]
    """
    listed = list(dict.fromkeys(names))
    for pair in _find_candidates(listed):
        i, j = divmod(int(pair), len(listed))
        if level := relate_names(listed[i], listed[j]):
            yield listed[i], listed[j], level


def _find_candidates(names: list[str]) -> _Numbers:
    """Return the pairs (i, j), i < j, that share a telling key, as sorted numbers i * len(names) + j.

    Only hashes of keys are kept. Two keys of one hash make a candidate too many, which comparing the names undoes.
    """
    keys, owners = array("q"), array("q")
    for i, name in enumerate(names):
        found = find_keys(name)
        for key in found.strong:
            keys.append(hash(key))
            owners.append(3 * i)
        for key in found.weak:
            keys.append(hash(key))
            owners.append(3 * i + (2 if key in found.short else 1))
    hashes, owned = np.frombuffer(keys, dtype=np.int64), np.frombuffer(owners, dtype=np.int64)
    order = np.lexsort((owned, hashes))
    hashes, owned = hashes[order], owned[order]
    ends = np.append(np.flatnonzero(hashes[1:] != hashes[:-1]) + 1, len(hashes))
    starts = np.append(0, ends[:-1])
    several = ends - starts > 1
    blocks = zip(starts[several], ends[several], strict=True)
    pairs = [_pair_block(owned[start:end], len(names)) for start, end in blocks]
    return np.unique(np.concatenate(pairs)) if pairs else np.empty(0, dtype=np.int64)


def _pair_block(owned: _Numbers, size: int) -> _Numbers:
    """Pair the names of one key, but for two that meet by an initial which both print in full."""
    everyone, telling = owned // 3, owned[owned % 3 != 1] // 3
    left, right = np.repeat(telling, len(everyone)), np.tile(everyone, len(telling))
    pairs: _Numbers = (np.minimum(left, right) * size + np.maximum(left, right))[left != right]
    return pairs
