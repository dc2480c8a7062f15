"""The search index of a site: scripts that assign data, in shards, so that a search loads little, from a disk too."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.iris import fold
from kg.view.words import unturn

__all__ = ["FOLDS", "Entry", "count_shards", "place_word", "write_index"]

#: How many things one file holds.
FOLDS = 250
_POSTINGS = 4000
_EXACT_WORDS = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing that can be found: its page, what it is, and every name.

    ``weight``, a number of papers, puts it before others; ``note`` tells it from its namesakes.
    """

    name: str
    address: str
    kind: str
    aliases: tuple[str, ...] = ()
    weight: int = 0
    note: str = ""


def place_word(word: str, shards: int) -> int:
    """Return the number of the shard that a word is in: that of its first two characters, as the script does.

    >>> place_word("clip", 10) == place_word("clustering", 10)
    True
    """
    total = 0
    for char in word[:2]:
        total = (total * 31 + ord(char)) % 65521
    return total % shards


def count_shards(entries: Sequence[Entry]) -> int:
    """Choose the number of shards, for files of some 30 kB."""
    return max(1, sum(len(entry.name.split()) for entry in entries) // _POSTINGS)


def write_index(entries: Iterable[Entry], *, shards: int) -> Iterator[tuple[str, str]]:
    """Yield the (name, text) of each script; a thing's number is its place by weight, then by name."""
    ordered = sorted(entries, key=lambda entry: (-entry.weight, entry.name.casefold(), entry.address))
    for start in range(0, len(ordered), FOLDS):
        rows = [_row(entry) for entry in ordered[start : start + FOLDS]]
        yield f"t{start // FOLDS}.js", f"kgThings({start // FOLDS},{_dump(rows)});\n"
    postings: list[dict[str, list[int]]] = [defaultdict(list) for _ in range(shards)]
    for number, entry in enumerate(ordered):
        for word in sorted(_words(entry)):
            postings[place_word(word.removeprefix("="), shards)][word].append(number)
    for number, found in enumerate(postings):
        yield f"w{number}.js", f"kgWords({number},{_dump(sorted(found.items()))});\n"


def _row(entry: Entry) -> list[str]:
    row = [unturn(entry.name[:300]), entry.address, " · ".join(filter(None, (entry.kind, entry.note)))]
    return [*row, unturn(", ".join(entry.aliases[:3])[:200])] if entry.aliases else row


def _words(entry: Entry) -> set[str]:
    """Take the words of all names; and each whole name that is short, with a mark, so that it can be first."""
    found = set[str]()
    for name in (entry.name, *entry.aliases):
        words = fold(name[:1000]).split()
        found |= set(words)
        if 0 < len(words) <= _EXACT_WORDS:
            found.add(f"={' '.join(words)}")
    return found


def _dump(value: object) -> str:
    """Write JSON in ASCII, which is JavaScript as it stands; nothing in it can end a script."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
