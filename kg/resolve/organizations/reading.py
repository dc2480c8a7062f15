"""Read the affiliations that records print: what each names, taken for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.model import Mention, Paper
from kg.resolve.organizations.affiliations import (
    clean_affiliation,
    is_nobody,
    organization_key,
    read_domain,
    split_affiliation,
)
from kg.resolve.organizations.institutions import register
from kg.resolve.organizations.words import name_words, registered_domain
from kg.resolve.spelling import term_key

__all__ = ["Printed", "abbreviates", "read_affiliations"]

_BRACKET = re.compile(r"^(.*?)\s*\(\s*([A-Z][\w&*-]{1,11})\s*\)")


@dataclass(frozen=True, slots=True)
class Printed:
    """One institution that one record prints: its name there, its mention, and the domain of the author's address.

    ``key`` is that of the institution as far as the affiliation and the address tell; if ``bare``, it is that of a mere
    acronym or slug. ``acronym`` is one that the text itself puts in brackets after the name. ``by_address`` says that
    the address told more than the name.
    """

    paper: int
    name: str
    mention: Mention
    key: str
    bare: bool
    acronym: str
    domain: str
    by_address: bool


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    key: str
    short: str
    acronym: str


@lru_cache(maxsize=200_000)
def _read_parts(text: str) -> tuple[_Part, ...]:
    return tuple(_read_part(part, text) for part in split_affiliation(text))


def _read_part(part: str, whole: str) -> _Part:
    clean = clean_affiliation(part)
    short = clean.casefold() if re.fullmatch(r"[\w*&-]+", clean) and not read_domain(part) else ""
    bracket = _BRACKET.match(clean.rsplit(", ", 1)[-1] if ", " in clean else clean)
    acronym = bracket[2].casefold() if bracket and abbreviates(bracket[2], bracket[1]) else ""
    return _Part(part if part != whole.strip() else whole, organization_key(part), short, acronym)


def abbreviates(short: str, name: str) -> bool:
    """Say whether an acronym is made of the first letters of a name's words, of most of them at least.

    >>> abbreviates("MIT", "Massachusetts Institute of Technology"), abbreviates("KAIST", "Peking University")
    (True, False)
    """
    letters = [c for c in short.casefold() if c.isalpha()]
    rest = iter(letters)
    wanted = next(rest, "")
    first = wanted
    words = name_words(name)
    for word in words:
        if wanted and word[0] == wanted:
            wanted = next(rest, "")
    return len(letters) > 1 and not wanted and bool(words) and (words[0][0] == first or len(letters) == len(words))


def read_affiliations(papers: Sequence[Paper]) -> list[Printed]:
    """Return every institution that the records print, in their order."""
    return [printed for i, paper in enumerate(papers) for printed in _read_paper(i, paper)]


def _read_paper(position: int, paper: Paper) -> Iterator[Printed]:
    record = paper.record
    for i, text in enumerate(record.affiliations):
        span = record.affiliations[i : i + 1]
        for part in _read_parts(text):
            mention = Mention(record.id, "affiliations", i, i + 1, span, "organization", part.text, extractor="read")
            yield _make_printed(position, paper, part, mention, "")
    for i, author in enumerate(record.authors):
        signature = record.authors[i : i + 1]
        parts = [part for text in author.affiliations for part in _read_parts(text)]
        domain = read_domain(author.email.lower()) if author.email and len(parts) == 1 else None
        for part in parts:
            mention = Mention(record.id, "authors", i, i + 1, signature, "organization", part.text, extractor="read")
            yield _make_printed(position, paper, part, mention, domain or "")


def _make_printed(position: int, paper: Paper, part: _Part, mention: Mention, domain: str) -> Printed:
    owner = register().of_domain(domain) if domain else None
    key, by_address = part.key, False
    if owner and owner.key != key and _leaves_open(part, owner.key):
        key, by_address = owner.key, True
    elif not key and is_nobody(part.text):
        key = f"nobody {term_key(part.text)}"
    elif not key and domain:
        key, by_address = registered_domain(domain), True
    elif not key:
        key = f"part {paper.iri} {term_key(part.text)}"
    bare = bool(part.short) and not by_address
    if bare:
        key = f"short {part.short}"
    return Printed(
        position, part.text, mention, key, bare, part.acronym, registered_domain(domain) if domain else "", by_address
    )


def _leaves_open(part: _Part, owner: str) -> bool:
    """Say whether an institution may be meant by a text that does not name it in full."""
    if not part.key:
        return not is_nobody(part.text)
    if part.short:
        known = register().shorts.get(part.short)
        return known is None and (abbreviates(part.short, owner) or part.short in _shorts_of(owner))
    return set(part.key.split()) < set(owner.split())


@lru_cache(maxsize=4096)
def _shorts_of(key: str) -> frozenset[str]:
    """Return the short names of an institution and the first labels of its domains."""
    known = register()
    labels = {domain.split(".")[0] for domain, owner in known.domains.items() if owner.key == key}
    return frozenset(labels | {short for short, owner in known.shorts.items() if owner.key == key})
