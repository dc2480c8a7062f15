"""The signatures that the sources of a paper have by themselves: whom they name stands under the paper's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kg.iris import Minter
from kg.model import Author, Paper
from kg.resolve.papers.cards import may_be_one, read_name

__all__ = ["mint_earlier"]


def mint_earlier(paper: Paper, *, minter: Minter) -> dict[int, tuple[str, ...]]:
    """Return, by author position from 0, the IRIs of the people whom the sources' own signatures make.

    A graph of fewer sources may have had such a person; there the paper was another, or printed the name otherwise. A
    source's signature is that of the paper at its position, if the names fit, else the one whose name does.
    """
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for iri, record in paper.sources:
        for n, author in enumerate(record.authors):
            position = _locate(n, author.name, paper.record.authors)
            if position is not None:
                found[position][minter.person(name=author.name, paper=iri, ordinal=n + 1)] = None
    own = {i: minter.person(name=a.name, paper=paper.iri, ordinal=i + 1) for i, a in enumerate(paper.record.authors)}
    return {i: tuple(iri for iri in iris if iri != own[i]) for i, iris in found.items()}


def _locate(position: int, name: str, authors: Sequence[Author]) -> int | None:
    """Find the position at which an author list prints a name that a source prints at another, or otherwise."""
    near = [position] if position < len(authors) else []
    order = [*near, *(i for i in range(len(authors)) if i != position)]
    read = read_name(name)
    same = (i for i in order if authors[i].name == name)
    fitting = (i for i in order if may_be_one(read_name(authors[i].name), read))
    return next(same, next(fitting, near[0] if near else None))
