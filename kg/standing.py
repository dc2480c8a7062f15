"""Which IRI is meant: a prefixed name is written out, and an IRI that was merged away leads to the one that stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.iris import BASE, PREFIXES, is_iri
from kg.turtle import Abbreviator

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["expand_iri", "find_standing", "full_iri"]

_REPLACED = f"{PREFIXES['dcterms']}isReplacedBy"


def expand_iri(text: str, prefixes: Mapping[str, str]) -> str | None:
    """Return the IRI that ``<…>`` or a prefixed name stands for, or None.

    >>> expand_iri("kg:Paper", {"kg": "https://example.org/#"}), expand_iri("Deep: a net", {"kg": "https://example.org/#"})
    ('https://example.org/#Paper', None)
    """
    if re.fullmatch(r"<[^<>\s]*>", text):
        return text[1:-1]
    prefix, colon, local = text.partition(":")
    known = colon and prefix in prefixes and not re.search(r"[\s<>]", local) and not local.startswith("//")
    return prefixes[prefix] + local if known else None


def full_iri(text: str, *, base: str = BASE) -> str:
    """Return in full an IRI that is written in full, in ``<…>``, or as tables show it. Raises ``UsageError``.

    >>> full_iri("method:clip")
    'https://w3id.org/scholar-kg/id/method/clip'
    """
    iri = expand_iri(text.strip(), Abbreviator(base).prefixes) or text.strip()
    if not is_iri(iri) or ":" not in iri:
        raise UsageError(f"{text!r} is no IRI: write it in full, or as tables show it, such as method:clip")
    return iri


def find_standing(dataset: Dataset, iri: str) -> str:
    """Return the IRI that stands for one that was merged away, else the IRI itself."""
    if not is_iri(iri):
        return iri
    path = f"<{iri}> <{_REPLACED}>+ ?now FILTER NOT EXISTS {{ ?now <{_REPLACED}> ?later }}"
    # Read to the end: an answer that is left half read is bound to its thread, which servers have several of.
    found = [
        str(now) for (now,) in dataset.default_graph.query(f"SELECT ?now WHERE {{ {path} }} ORDER BY ?now LIMIT 1")
    ]
    return found[0] if found else iri
