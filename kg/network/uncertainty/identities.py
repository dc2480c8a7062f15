"""Who is one person if every doubt is resolved one way, or the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from networkx.utils import UnionFind

from kg.errors import UsageError
from kg.network.uncertainty.deciding import Evidence, Pair, read_evidence

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["SPLIT_BELOW", "Identities", "describe_identities", "read_identities"]

#: Merges that are less sure than this are undone. A tenth of those at the limit are wrong if the model is calibrated.
SPLIT_BELOW = 0.9


@dataclass(frozen=True, slots=True)
class Identities:
    """Two other answers to who is one person.

    ``merged`` leads from each person who may be another to the one of them who signs most papers. ``parts`` are the
    people into whom the signatures of a person on a paper fall, by (paper, person) and for those alone who fall apart;
    a part is named by the smallest IRI of its signatures. ``barred`` counts the links of possibly same people who stay
    two, because they sign one paper, have different ORCID iDs, or a curator or the rules are sure. ``silent`` counts
    the people who, for want of a decision that says why they are one, stay whole.
    """

    split_below: float
    merge_above: float
    merged: Mapping[str, str]
    parts: Mapping[Pair, tuple[str, ...]]
    barred: int = 0
    silent: int = 0


def read_identities(dataset: Dataset, *, split_below: float = SPLIT_BELOW, merge_above: float = 0.0) -> Identities:
    """Read the decisions of a graph, and resolve every doubt both ways.

    Merging follows each ``kg:possiblySameAs`` whose confidence is ``merge_above`` or more, the surest first, and on to
    whom those may be; but two authors of one paper, or two that a curator or identifiers tell apart, are never one.
    Splitting undoes each merge whose confidence is lower than ``split_below``; what identifiers or a curator decided
    has confidence 1. Raises ``UsageError`` for a graph without evidence, which would seem to be sure of everything.
    """
    for name, value in (("split_below", split_below), ("merge_above", merge_above)):
        if not 0 <= value <= 1:
            raise UsageError(f"{name} is a confidence, and {value} is not between 0 and 1")
    evidence = read_evidence(dataset)
    merged, barred = _merge(evidence, merge_above)
    parts, silent = _split(evidence, split_below)
    return Identities(split_below, merge_above, merged, parts, barred, silent)


def _papers_of(evidence: Evidence) -> dict[str, set[str]]:
    papers: dict[str, set[str]] = defaultdict(set)
    for signature, people in evidence.signers.items():
        for person in people:
            papers[person].update(evidence.signed.get(signature, ()))
    return papers


def _merge(evidence: Evidence, least: float) -> tuple[dict[str, str], int]:
    """Map every person who becomes one with others to the one who gives the name; count the links that can't hold."""
    papers = _papers_of(evidence)
    home = {person: person for pair in evidence.possible for person in pair}
    groups = {person: _Group(person, papers[person], evidence) for person in home}
    barred = 0
    for (one, other), chance in sorted(evidence.possible.items(), key=lambda link: (-link[1], link[0])):
        kept, gone = sorted((home[one], home[other]), key=lambda iri: (-len(groups[iri].members), iri))
        if chance < least or kept == gone:
            continue
        if not groups[kept].may_join(groups[gone]):
            barred += 1
            continue
        home |= dict.fromkeys(groups[gone].members, kept)
        groups[kept].join(groups.pop(gone))
    leaders = {root: min(group.members, key=lambda p: (-len(papers[p]), p)) for root, group in groups.items()}
    return {p: leaders[root] for p, root in sorted(home.items()) if len(groups[root].members) > 1}, barred


class _Group:
    """People taken for one, and what they can't be one with."""

    def __init__(self, person: str, papers: set[str], evidence: Evidence) -> None:
        self.members, self.papers = {person}, set(papers)
        self.orcids = set(evidence.orcids.get(person, ()))
        self.foes = set(evidence.apart.get(person, ()))

    def may_join(self, other: _Group) -> bool:
        if not self.papers.isdisjoint(other.papers):
            return False
        if self.orcids and other.orcids and self.orcids.isdisjoint(other.orcids):
            return False
        return self.foes.isdisjoint(other.members)

    def join(self, other: _Group) -> None:
        self.members |= other.members
        self.papers |= other.papers
        self.orcids |= other.orcids
        self.foes |= other.foes


def _split(evidence: Evidence, least: float) -> tuple[dict[Pair, tuple[str, ...]], int]:
    """Return the parts of all who fall apart, and count those whom no decision holds together."""
    links: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
    for (one, other), chance in evidence.merges.items():
        for person in set(evidence.signers[one]) & set(evidence.signers[other]):
            links[person].append((one, other, chance))
    signatures: dict[str, list[str]] = defaultdict(list)
    for signature, people in sorted(evidence.signers.items()):
        for person in people:
            signatures[person].append(signature)
    parts: dict[Pair, tuple[str, ...]] = {}
    silent = 0
    for person, own in sorted(signatures.items()):
        named, told = _fall_apart(own, links[person], least)
        silent += not told
        if len(set(named.values())) > 1:
            parts |= _place_parts(person, named, evidence)
    return parts, silent


def _fall_apart(
    signatures: list[str], links: Iterable[tuple[str, str, float]], least: float
) -> tuple[dict[str, str], bool]:
    """Name the part of each signature, and say whether the decisions hold together the whole.

    Where they do not, as after a curator took out the signature through which two others were linked, nothing says
    how sure the rest is, and it stays together.
    """
    whole, sure = UnionFind(signatures), UnionFind(signatures)
    for one, other, chance in links:
        whole.union(one, other)
        if chance >= least:
            sure.union(one, other)
    heads: dict[str, str] = {}
    for signature in signatures:
        heads.setdefault(whole[signature], signature)
    sure.union(*heads.values())
    names: dict[str, str] = {}
    for signature in signatures:
        names.setdefault(sure[signature], signature)
    return {signature: names[sure[signature]] for signature in signatures}, len(heads) <= 1


def _place_parts(person: str, named: Mapping[str, str], evidence: Evidence) -> dict[Pair, tuple[str, ...]]:
    found: dict[Pair, tuple[str, ...]] = {}
    for signature, part in named.items():
        for paper in evidence.signed.get(signature, ()):
            found[paper, person] = tuple(dict.fromkeys((*found.get((paper, person), ()), part)))
    return found


def describe_identities(identities: Identities) -> Iterator[str]:
    """Yield sentences on how the two other variants differ from what was decided."""
    people, into = len(identities.merged), len(set(identities.merged.values()))
    if people:
        yield f"Merging all who may be one person makes {into:,} of {people:,} people."
    else:
        yield "No two people may be one."
    if identities.barred:
        yield (
            f"Pairs that may be one, but would sign a paper twice or are surely two, kept apart: {identities.barred:,}."
        )
    divided = {person for _, person in identities.parts}
    parts = {(person, part) for (_, person), several in identities.parts.items() for part in several}
    if divided:
        yield (
            f"Undoing all merges below confidence {identities.split_below:g} makes {len(parts):,} people of "
            f"{len(divided):,}."
        )
    else:
        yield f"No merge is below confidence {identities.split_below:g}."
    if identities.silent:
        yield f"People of whom no decision says why they are one, left whole: {identities.silent:,}."
