"""The identifiers that prove who signs a paper."""

from __future__ import annotations

from collections.abc import Iterator

from kg.iris import normalise_person_id
from kg.model import Author

__all__ = ["identifiers_of"]


def identifiers_of(author: Author) -> Iterator[tuple[str, str]]:
    """Yield the (registry, identifier) pairs that prove who signs.

    >>> list(identifiers_of(Author("A. B.", ids=(("dblp", "https://dblp.org/pid/12/34.html"),))))
    [('dblp', '12/34')]
    """
    for registry, value in (("orcid", author.orcid or ""), *author.ids):
        if proof := normalise_person_id(registry, value):
            yield proof
