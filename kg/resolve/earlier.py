"""The signatures that the sources of a paper have by themselves: whom they name stands under the paper's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kg.iris import Minter
from kg.model import Author, Paper
from kg.resolve.papers.cards import may_be_one, read_name

__all__ = ["locate_author", "mint_earlier"]


def mint_earlier(paper: Paper, *, minter: Minter) -> dict[int, tuple[str, ...]]:
    """Return, by author position from 0, the IRIs of the people whom graphs of some of the sources may have had.

    There the paper had the IRI of any source, and the name was printed as in any. A source's signature is that of the
    paper at its position, if the names fit, else the one whose name does.
    """
    found: dict[int, dict[str, None]] = defaultdict(dict)
    iris = dict.fromkeys(iri for iri, _ in paper.sources)
    for n, name in dict.fromkeys((n, a.name) for _, record in paper.sources for n, a in enumerate(record.authors)):
        position = locate_author(n, name, paper.record.authors)
        position = n if position is None and n < len(paper.record.authors) else position
        if position is not None:
            found[position] |= {minter.person(name=name, paper=iri, ordinal=n + 1): None for iri in iris}
    own = {minter.person(name=a.name, paper=paper.iri, ordinal=i + 1) for i, a in enumerate(paper.record.authors)}
    return {i: tuple(iri for iri in people if iri not in own) for i, people in found.items()}


def locate_author(position: int, name: str, authors: Sequence[Author]) -> int | None:
    """Find the position, from 0, at which an author list prints a name that a source prints at another, or otherwise.

    >>> locate_author(0, "Q. Qian", [Author("Juhua Hu"), Author("Qi Qian")])
    1
    """
    if position < len(authors) and authors[position].name == name:
        return position
    order = [*range(position, min(position + 1, len(authors))), *(i for i in range(len(authors)) if i != position)]
    read = read_name(name)
    same = (i for i in order if authors[i].name == name)
    fitting = (i for i in order if may_be_one(read_name(authors[i].name), read))
    found = next(same, None)
    return next(fitting, None) if found is None else found
