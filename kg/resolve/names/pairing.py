"""Find all pairs of names that relate, among many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.resolve.names.blocking import find_keys
from kg.resolve.names.parsing import parse_name
from kg.resolve.names.relating import relate_parsed

__all__ = ["pair_names"]


def pair_names(names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each two different names that relate, and how, in the order of the names.

    Finds what comparing all with all would find, but compares only names that share a key; two names that print their
    given names in full never meet for their initials alone.

    >>> list(pair_names(["Qi Qian", "Juhua Hu", "Qian, Qi", "J. Hu"]))
    [('Qi Qian', 'Qian, Qi', 'spelling'), ('Juhua Hu', 'J. Hu', 'initials')]
    """
    listed = list(dict.fromkeys(names))
    parsed = [parse_name(name) for name in listed]
    strong: dict[str, list[int]] = defaultdict(list)
    weak: dict[str, list[int]] = defaultdict(list)
    short: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(parsed):
        keys = find_keys(name)
        for found, index in ((keys.strong, strong), (keys.weak, weak), (keys.short, short)):
            for key in found:
                index[key].append(i)
    for i, name in enumerate(parsed):
        keys = find_keys(name)
        later: set[int] = set()
        for key in keys.strong:
            later.update(strong[key])
        for key in keys.short:
            later.update(weak[key])
        for key in keys.weak:
            later.update(short.get(key, ()))
        for j in sorted(j for j in later if j > i):
            if level := relate_parsed(name, parsed[j]):
                yield listed[i], listed[j], level
