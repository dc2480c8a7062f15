"""Finds things by what they are called, and the names that come near."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kg.iris import PREFIXES, fold
from kg.view.assemble import NAMING
from kg.view.gathering import first_class
from kg.view.rows import read_distinct, read_holders, read_types

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["find_named", "suggest_names"]

_NAMES = (*NAMING, f"{PREFIXES['skos']}altLabel")
#: So many names are offered at most. They are so much alike; by chance, long texts are more so than short ones.
_OFFERED, _NEAR = 5, 0.5
_LONG, _NEARER = 30, 0.7


def find_named(dataset: Dataset, name: str) -> list[str]:
    """Find the nodes called so: by IRI, or by any name or alias without regard to case and accents."""
    key = fold(name)
    word = key.partition(" ")[0]
    same = [
        term
        for text, term in read_distinct(dataset, _NAMES)
        # Folding is slow, and of ASCII text it keeps every letter.
        if text == name or (key and (word in text.lower() or not text.isascii()) and fold(text) == key)
    ]
    return sorted(first_class(read_types(dataset, {name, *read_holders(dataset, _NAMES, same)})))


def suggest_names(dataset: Dataset, name: str) -> list[str]:
    """List the names of nodes that are spelled most like a text, the nearest first."""
    spelled = {text.casefold(): text for text, _ in sorted(read_distinct(dataset, _NAMES))}
    near = get_close_matches(name.casefold(), spelled, n=_OFFERED, cutoff=_NEAR if len(name) < _LONG else _NEARER)
    return [spelled[text] for text in near]
