"""Tell which of many pairs of people have names that may be one person's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from kg.network.arrays import Numbers
from kg.network.prediction.pairs import Mask, find_among
from kg.resolve.names import pair_names

__all__ = ["find_namesakes"]


def find_namesakes(people: Sequence[str], names: Mapping[str, str]) -> Callable[[Numbers, Numbers], Mask]:
    """Return a function that marks the pairs of numbers of people whose names ``relate_names`` relates.

    Names are compared once for all people, about ten seconds for 100,000; who has no name is nobody's namesake.
    """
    printed = sorted({name for iri in people if (name := names.get(iri))})
    place = {name: i for i, name in enumerate(printed)}
    size = len(printed) + len(people)
    own = np.array([place.get(names.get(iri, ""), len(printed) + i) for i, iri in enumerate(people)], np.int64)
    related = [sorted((place[a], place[b])) for a, b, _ in pair_names(printed)]
    keys = np.array(sorted(a * size + b for a, b in related), np.int64)

    def are_alike(first: Numbers, second: Numbers) -> Mask:
        a, b = own[first], own[second]
        alike: Mask = (a == b) | find_among(np.minimum(a, b) * size + np.maximum(a, b), keys)
        return alike

    return are_alike
