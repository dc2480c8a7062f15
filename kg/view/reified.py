"""Finds the reifications of statements, and what they say of where a statement was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.iris import KG, PREFIXES, Minter
from kg.view.rows import EVIDENCE, describe, describe_texts, name_evidence, read_reified, term_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import Dataset

    from kg.view.rows import Texts

__all__ = ["Key", "describe_statements", "find_statements"]

Key = tuple[str, str, str]
"""A statement: subject, predicate and object, a literal as N-Triples writes it."""

_RDF, _RDFS, _PROV = (PREFIXES[prefix] for prefix in ("rdf", "rdfs", "prov"))
_PARTS = tuple(f"{_RDF}{part}" for part in ("subject", "predicate", "object"))
_TOLD = (
    f"{_PROV}wasDerivedFrom",
    f"{_PROV}wasGeneratedBy",
    f"{KG}confidence",
    f"{KG}linkStatus",
    f"{_RDFS}comment",
)


def describe_statements(dataset: Dataset, reified: Iterable[str]) -> Iterator[tuple[Key, Texts]]:
    """Read the statement that each reification is of, and what is told of it, in the order of their IRIs."""
    for _, facts in sorted(describe(dataset, reified, evidence=True, only=(*_PARTS, *_TOLD)).items()):
        subject, predicate, value = (term_key(facts[part][0]) if facts.get(part) else "" for part in _PARTS)
        yield (subject, predicate, value), {p: [str(o) for o in facts[p]] for p in _TOLD if p in facts}


def find_statements(dataset: Dataset, keys: Iterable[Key]) -> Iterator[tuple[Key, Texts]]:
    """Read what is told of statements that join two IRIs; of most graphs, without looking for the reifications.

    In a graph of this package a reification is called by what it is of; only for those not called so is searched.
    """
    wanted = set(keys)
    base = name_evidence(dataset).removesuffix(EVIDENCE)
    mint = Minter(base).statement if base else None
    called = {mint(*(f"<{term}>" for term in key)): key for key in wanted} if mint else {}
    told = describe_texts(dataset, called, only=_TOLD)
    yield from ((called[iri], facts) for iri, facts in sorted(told.items()))
    missing = wanted.difference(called[iri] for iri in told)
    pairs = {(subject, value) for subject, _, value in missing}
    found = [r for r, s, o in read_reified(dataset, {s for s, _ in pairs}) if (s, o) in pairs]
    yield from ((key, facts) for key, facts in describe_statements(dataset, found) if key in missing)
