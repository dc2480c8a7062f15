"""Read who signs what, and all that was decided about who is one person, in a few scans over a graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import isfinite
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.network.papers import SIGNATURES, SIGNERS, read_pairs
from kg.store import select_text

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["Evidence", "read_evidence"]

_POSSIBLE = "SELECT ?one ?other WHERE { ?one kg:possiblySameAs ?other }"
_IDENTIFIERS = "SELECT ?person ?id WHERE { ?person owl:sameAs ?id }"
_VERDICTS = "SELECT ?decision ?verdict WHERE { GRAPH ?g { ?decision kg:verdict ?verdict } }"
_COMPARED = "SELECT ?decision ?iri WHERE { GRAPH ?g { ?decision kg:compares ?iri } }"
_CHANCES = "SELECT ?decision ?p WHERE { GRAPH ?g { ?decision kg:verdict ?verdict ; kg:confidence ?p } }"
_ANY = "SELECT ?s ?p WHERE { GRAPH ?g { ?s kg:confidence ?p } } LIMIT 1"
_ORCID = "orcid.org/"

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was decided, by IRI.

    ``signed`` are the papers of each signature and ``signers`` its people. ``merges`` are pairs of signatures with the
    highest confidence that they are one, ``possible`` pairs of people likewise, 0 where none is stated. ``apart`` are
    the people whom each is surely not, as a curator or an identifier says.
    """

    signed: dict[str, list[str]]
    signers: dict[str, list[str]]
    merges: dict[Pair, float]
    possible: dict[Pair, float]
    apart: dict[str, set[str]]
    orcids: dict[str, frozenset[str]]


def read_evidence(dataset: Dataset) -> Evidence:
    """Read decisions from a graph, wherever it lives. Raises ``UsageError`` if people sign, but no evidence is held."""
    signers = read_pairs(dataset, SIGNERS)
    if signers and not any(select_text(dataset, _ANY)):
        raise UsageError(
            "this graph does not say how sure it is of who is one person, so no measure has a range: "
            "give the directory that 'kg build' wrote, or its graph.trig (Turtle has no room for evidence)"
        )
    signed: dict[str, list[str]] = defaultdict(list)
    for paper, signatures in sorted(read_pairs(dataset, SIGNATURES).items()):
        for signature in signatures:
            signed[signature].append(paper)
    people = {person for several in signers.values() for person in several}
    decided = _Decisions(dataset)
    doubts = decided.pairs("possible", people)
    apart: dict[str, set[str]] = defaultdict(set)
    for (one, other), chance in decided.pairs("apart", people).items():
        if chance <= 0:
            apart[one].add(other)
            apart[other].add(one)
    links = {_pair(a, b) for a, several in read_pairs(dataset, _POSSIBLE).items() for b in several if a != b}
    return Evidence(
        signed,
        signers,
        decided.pairs("merge", set(signers)),
        {pair: doubts.get(pair, 0.0) for pair in sorted(links) if people.issuperset(pair)},
        apart,
        _read_orcids(dataset, people),
    )


class _Decisions:
    """The decisions of a graph, each read once."""

    def __init__(self, dataset: Dataset) -> None:
        self.verdicts = read_pairs(dataset, _VERDICTS)
        self.compared = read_pairs(dataset, _COMPARED)
        self.chances = read_pairs(dataset, _CHANCES)

    def pairs(self, verdict: str, among: set[str]) -> dict[Pair, float]:
        """Return what decisions of a verdict compared, if it is ``among`` these, with the highest confidence."""
        found: dict[Pair, float] = {}
        for one, other, chance in self._each(verdict, among):
            pair = _pair(one, other)
            found[pair] = max(chance, found.get(pair, 0.0))
        return found

    def _each(self, verdict: str, among: set[str]) -> Iterator[tuple[str, str, float]]:
        for decision, verdicts in self.verdicts.items():
            if verdict not in verdicts:
                continue
            chances = [p for text in self.chances.get(decision, ()) if (p := _number(text)) is not None]
            things = sorted({iri for iri in self.compared.get(decision, ()) if iri in among})
            if chances:
                yield from ((a, b, max(chances)) for a, b in combinations(things, 2))


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _number(text: str) -> float | None:
    """Read a confidence; None for what is no number, which decides nothing."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _read_orcids(dataset: Dataset, people: set[str]) -> dict[str, frozenset[str]]:
    found = read_pairs(dataset, _IDENTIFIERS)
    orcids = {iri: frozenset(same for same in found[iri] if _ORCID in same) for iri in people & found.keys()}
    return {iri: own for iri, own in orcids.items() if own}
