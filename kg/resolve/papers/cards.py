"""What tells one record's work from another's, in comparable form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from spacy.matcher import levenshtein

from kg.iris import fold
from kg.model import Record
from kg.resolve.names import relate_names
from kg.resolve.papers.identifiers import Identifier, identify
from kg.resolve.papers.titles import fold_text, plain_text, read_title

__all__ = ["Agreement", "Card", "compare_authors", "make_card", "may_be_one", "read_name"]

_NUMBERED = re.compile(r"\s+\d{4}$")
_PREPRINT = re.compile(r"\b(?:arxiv|corr|preprints?|biorxiv|medrxiv|chemrxiv|ssrn|openreview)\b")
#: Of longer author lists only so many names that are not printed alike are compared.
_MOST_NAMES = 40
_WORDS = 3


@dataclass(frozen=True, slots=True)
class Card:
    """A record reduced to what it is compared by.

    ``key``, ``head`` and ``says`` are its title's key, head and kind, ``longest`` its three longest words. ``kind`` is
    preprint, published, or "" where the record does not tell; ``source`` is the file that the record stands in, and
    ``abstract`` a hash of a long one. ``order`` sorts records by their content alone.
    """

    title: str
    key: str
    head: str
    longest: str
    says: str
    authors: tuple[str, ...]
    complete: bool
    year: int | None
    venue: str
    kind: str
    ids: tuple[Identifier, ...]
    source: str
    abstract: int
    order: bytes


@lru_cache(maxsize=1 << 17)
def read_name(name: str) -> str:
    """Fold a name, given names first; the number by which dblp tells namesakes apart is left out.

    >>> read_name("Rosé, Carolyn P."), read_name("Wei Wang 0001"), read_name("King, Jr., Martin L.")
    ('carolyn p rose', 'wei wang', 'martin l king jr')
    """
    parts = [part.strip() for part in _NUMBERED.sub("", plain_text(name).strip()).split(",") if part.strip()]
    if len(parts) > 1:
        parts = [parts[-1], *parts[:-1]]
    return fold_text(" ".join(parts))


def make_card(record: Record) -> Card:
    """Reduce a record to what it is compared by."""
    ids, title = identify(record), read_title(record.title)
    venue = fold(record.venue or "")
    authors = tuple(name for name in (read_name(a.name) for a in record.authors) if name)
    content = (record.title, *(a.name for a in record.authors), str(record.authors_complete), record.date or "", venue,
               *(":".join(pair) for pair in ids), record.abstract)  # fmt: skip
    return Card(
        title=record.title,
        key=title.key,
        head=title.head,
        longest=" ".join(sorted(sorted(title.words, key=lambda w: (-len(w), w))[:_WORDS])),
        says=title.kind,
        authors=authors,
        complete=record.authors_complete,
        year=int(record.date[:4]) if record.date else None,
        venue=venue,
        kind=_kind(record, venue, ids),
        ids=ids,
        source=record.origin.path if record.origin else "",
        abstract=_number(fold(record.abstract).replace(" ", "")) if len(record.abstract) > 200 else 0,
        order=blake2b("\x1f".join(content).encode("utf-8", "surrogatepass"), digest_size=12).digest(),
    )


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _kind(record: Record, venue: str, ids: tuple[Identifier, ...]) -> str:
    """Tell preprints, also by categories such as arXiv's, from publications, which have a venue."""
    schemes = {scheme for scheme, _ in ids}
    if _PREPRINT.search(venue):
        return "preprint"
    if venue or not schemes.isdisjoint(("doi", "acl", "pmid", "pmcid")):
        return "published"
    return "preprint" if record.categories or not schemes.isdisjoint(("arxiv", "preprint", "openreview")) else ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two author lists agree: how many names fit, of how many that could; verdict is all, most, some or none.

    The verdict is "unknown" where one of the lists is empty.
    """

    verdict: str
    matched: int
    possible: int


def compare_authors(left: Card, right: Card) -> Agreement:
    """Compare author lists in any order; from a list that ends in "et al.", only the names that it prints."""
    a, b = left.authors, right.authors
    if not a or not b:
        return Agreement("unknown", 0, 0)
    if len(a) > len(b):
        a, b, left, right = b, a, right, left
    possible = len(b) if left.complete else len(a)
    matched = _count_matches(a, b)
    if matched == possible:
        return Agreement("all", matched, possible)
    most = 2 * matched >= possible if left.complete or len(a) > 1 else False
    return Agreement("most" if most and matched else "some" if matched else "none", matched, possible)


def _count_matches(a: Sequence[str], b: Sequence[str]) -> int:
    """Count names of one list that fit a name of the other, each used once."""
    both = set(a) & set(b)
    rest_a = [name for name in a if name not in both][:_MOST_NAMES]
    rest_b = [name for name in b if name not in both][:_MOST_NAMES]
    matched = len(both)
    for name in rest_a:
        other = next((other for other in rest_b if may_be_one(name, other)), None)
        if other is not None:
            rest_b.remove(other)
            matched += 1
    return matched


@lru_cache(maxsize=1 << 16)
def may_be_one(a: str, b: str) -> bool:
    """Tell whether two folded names may name one person, or are one name with a typo."""
    x, y = a.split(), b.split()
    if not x or not y:
        return False
    if x[-1] == y[-1] and len(x[-1]) > 1 and x[0][0] == y[0][0] and (x[0] == y[0] or 1 in (len(x[0]), len(y[0]))):
        return True
    if relate_names(a, b) is not None or _are_initials(x, y) or _are_initials(y, x):
        return True
    return min(len(a), len(b)) >= 8 and x[0][0] == y[0][0] and levenshtein(a, b, 1) <= 1


def _are_initials(short: list[str], long: list[str]) -> bool:
    """Tell whether a name is written in initials alone that are those of another."""
    return all(len(word) == 1 for word in short) and sorted(short) == sorted(word[0] for word in long)
