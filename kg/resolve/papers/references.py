"""Find the papers that references name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg.iris import Minter
from kg.model import Paper, Record
from kg.resolve.papers.identifiers import Identifier, identify, mint_ids, read_identifier
from kg.resolve.papers.naming import printed_id
from kg.resolve.papers.titles import read_title

__all__ = ["find_dangling", "resolve_references"]


class _Known:
    """The papers at hand, by everything that a reference may call them."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.identifiers: dict[Identifier, str] = {}
        self.records: dict[str, str] = {}
        self.names: dict[str, str] = {}
        keys = Counter(read_title(p.record.title).key for p in papers)
        for paper in papers:
            sources = [record for _, record in paper.sources] or [paper.record]
            for identifier in (found for record in sources for found in identify(record)):
                self.identifiers.setdefault(identifier, paper.iri)
            for record, name in zip(sources, paper.records, strict=True):
                self.records.setdefault(name, paper.iri)
                self.records.setdefault(_local(record, printed_id(record)), paper.iri)
            self.names |= dict.fromkeys((paper.iri, *paper.replaces), paper.iri)
            if keys[key := read_title(paper.record.title).key] == 1 and key:
                self.names[key] = paper.iri

    def find(self, text: str, record: Record, minter: Minter) -> str | None:
        """Return the IRI that a reference names: an id of its own file first, then an identifier, a title."""
        named = self.records.get(_local(record, text)) or self.records.get(text) or self.names.get(text)
        if named:
            return named
        identifiers = _read_reference(text)
        known = next((self.identifiers[i] for i in identifiers if i in self.identifiers), None)
        return known or _mint(identifiers, minter) or self.names.get(read_title(text).key)


def _local(record: Record, name: str) -> str:
    return f"{record.origin.path if record.origin else ''}\x1f{name}"


def _read_reference(text: str) -> list[Identifier]:
    """Read an identifier with or without its scheme, or an address; running text is none."""
    if " " in text.strip():
        return []
    scheme, colon, value = text.strip().partition(":")
    if "://" in text:
        return read_identifier("url", text)
    if colon:
        return read_identifier(scheme, value)
    return read_identifier("doi" if scheme.startswith("10.") else "acl", scheme)


def _mint(identifiers: Sequence[Identifier], minter: Minter) -> str | None:
    """Mint the IRI of a paper that is not at hand."""
    ids = mint_ids(identifiers)
    return minter.paper(title="", first_author="", ids=ids) if ids else None


def resolve_references(papers: Sequence[Paper], minter: Minter) -> Iterator[tuple[str | None, ...]]:
    """Yield the IRIs that each paper's references name, position by position; None where one names nothing."""
    known = _Known(papers)
    for paper in papers:
        yield tuple(known.find(text, paper.record, minter) for text in paper.record.references)


def find_dangling(papers: Iterable[Paper]) -> Iterator[str]:
    """Say which references name nothing: no DOI, no arXiv id, no paper at hand."""
    for paper in papers:
        for text, iri in zip(paper.record.references, paper.references, strict=True):
            if iri is None:
                yield f"{paper.record.title or paper.record.id}: the reference {text!r} names no paper of this graph"
