"""What an explanation says."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Explanation", "Side", "Told", "Work"]


@dataclass(frozen=True, slots=True)
class Work:
    """A paper as an explanation names it; ``year`` is empty where none is stated."""

    iri: str
    title: str
    year: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that a decision compared: a signature, a paper or an entity, and the papers that show it.

    ``author`` is the signature's position among ``authors``, both 0 for anything else. ``now`` is the IRI that
    stands where this one was merged away.
    """

    iri: str
    name: str
    works: tuple[Work, ...] = ()
    author: int = 0
    authors: int = 0
    now: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One decision: the probability that its sides are one, what speaks for it and against it, and who took it.

    ``by`` is rule, vocabulary or curation. ``remedy`` are commands that correct or undo it, each with what it does.
    """

    iri: str
    verdict: str
    score: float
    by: str
    sides: tuple[Side, ...]
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    remedy: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that was decided about one thing.

    ``asked`` is the IRI that was asked for, ``iri`` the one that it leads to: what an IRI that was merged away became,
    or what a signature or a mention denotes. ``says`` are sentences that lead from one to the other. The decisions
    are those that made it one, those that call it possibly the same as another, and those that keep it apart.
    """

    asked: str
    iri: str
    kind: str
    name: str
    names: tuple[str, ...]
    replaces: tuple[str, ...]
    works: tuple[Work, ...]
    says: tuple[str, ...]
    one: tuple[Told, ...]
    possible: tuple[Told, ...]
    apart: tuple[Told, ...]
