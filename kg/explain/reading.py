"""Read an explanation from a graph: a few queries over blocks of IRIs, wherever the graph lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.explain.model import Explanation, Side, Told
from kg.explain.printed import find_printed, mints
from kg.explain.remedies import Remedies, name_decider
from kg.explain.sides import Sides
from kg.iris import BASE, KG, PREFIXES, Minter
from kg.standing import find_standing
from kg.view.rows import Facts, describe, number_of, read_subjects, text_of

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["explain"]

_KINDS = ("Person", "Organization", "Method", "Dataset", "Task", "Metric", "Paper", "Authorship", "Mention")
_RDF, _PROV, _DCT, _NIF = (PREFIXES[prefix] for prefix in ("rdf", "prov", "dcterms", "nif"))
_REPLACED = f"{_DCT}isReplacedBy"
_LABEL = f"{PREFIXES['rdfs']}label"
_NAMES = (f"{PREFIXES['foaf']}name", f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['skos']}altLabel")


def explain(dataset: Dataset, iri: str, *, base: str = BASE) -> Explanation:
    """Explain an entity, a paper, a signature or a mention by its IRI, also one that was merged away.

    Raises ``UsageError`` if the graph does not know the IRI.
    """
    subject = _find_subject(dataset, iri, base)
    told = _Decisions(dataset, base, subject).read()
    if not subject.kind and not told:
        raise UsageError(f"{iri} is not in the graph, and no decision speaks of it")
    says = subject.says if subject.kind else (*subject.says, "is not in the graph any more")
    kind = subject.kind or _kind_by_iri(subject.iri, base)
    side = Sides(dataset, [subject.iri], most=0)[subject.iri]
    names = sorted({str(o) for p in _NAMES for o in subject.facts.get(p, ())} - {side.name})
    groups = [tuple(d for d in told if d.verdict == verdict) for verdict in ("merge", "possible", "apart")]
    return Explanation(
        iri,
        subject.iri,
        kind,
        side.name,
        tuple(names),
        tuple(sorted(subject.former)),
        side.works,
        says,
        *groups,
    )


@dataclass(frozen=True, slots=True)
class _Subject:
    """What an explanation is about: the IRI that the one asked for leads to.

    ``about`` are the papers and signatures that were asked for, where it is not the whole; ``former`` the IRIs that
    were merged away.
    """

    iri: str
    kind: str
    facts: Facts
    says: tuple[str, ...] = ()
    about: frozenset[str] = frozenset()
    former: frozenset[str] = field(default_factory=frozenset)


def _kind_by_iri(iri: str, base: str) -> str:
    """Return the kind that an IRI of ours states, or an empty string."""
    kind = iri.removeprefix(base).partition("/")[0]
    return kind if iri.startswith(base) and kind.capitalize() in _KINDS else ""


def _find_subject(dataset: Dataset, asked: str, base: str) -> _Subject:
    kind, facts = _look_up(dataset, asked)
    if kind == "mention":
        iri, says, about = _follow_mention(dataset, facts, asked, base)
    elif kind == "authorship":
        iri = text_of(facts, f"{KG}author") or asked
        says, about = (f"signed “{text_of(facts, f'{KG}printedName')}”",), {asked}
    else:
        iri = find_standing(dataset, asked)
        says, about = ("was merged into what stands now",) if iri != asked else (), {asked}
    if iri != asked:
        kind, facts = _look_up(dataset, iri)
    former = frozenset(s for s, _ in read_subjects(dataset, _REPLACED, [iri]))
    subject = _Subject(iri, kind, facts, says, frozenset(about), former)
    if asked in former and kind == "person":
        return replace(subject, about=frozenset(_find_signature(dataset, asked, iri, base)))
    return subject


def _look_up(dataset: Dataset, iri: str) -> tuple[str, Facts]:
    """Return the kind of a thing, empty if it is none of ours, and what is said of it."""
    for evidence in (False, True):
        facts = describe(dataset, [iri], evidence=evidence).get(iri, {})
        types = {str(t) for t in facts.get(f"{_RDF}type", ())}
        if kind := next((k for k in _KINDS if KG + k in types), None):
            return kind.lower(), facts
    return "", {}


def _follow_mention(dataset: Dataset, facts: Facts, iri: str, base: str) -> tuple[str, tuple[str, ...], set[str]]:
    """Return what a mention denotes, sentences on where it stands, and the paper or signature that it is part of."""
    denoted = sorted(str(o) for o in facts.get(f"{KG}denotes", ()))
    paper, place = text_of(facts, f"{KG}mentionedIn"), text_of(facts, f"{KG}field")
    title = text_of(describe(dataset, [paper]).get(paper, {}), _LABEL)
    score = number_of(facts, f"{KG}confidence")
    sure = f", {score:.0%} sure" if score is not None and score < 1 else ""
    text, extractor = text_of(facts, f"{_NIF}anchorOf"), text_of(facts, f"{KG}extractor")
    says = [f"“{text}” in the {place} of “{title}”, found by {extractor}{sure}"]
    if len(denoted) > 1:
        says.append(f"denotes {len(denoted)} things, also {', '.join(denoted[1:])}")
    begin = number_of(facts, f"{_NIF}beginIndex")
    signed = Minter(base).part("authorship", paper, str(int(begin or 0) + 1)) if place == "authors" else paper
    return (denoted[0] if denoted else iri), tuple(says), {signed}


def _find_signature(dataset: Dataset, former: str, person: str, base: str) -> Iterator[str]:
    """Find the signature that the IRI of a person was minted from that was merged away."""
    minter = Minter(base)
    for side in Sides(dataset, [a for a, _ in read_subjects(dataset, f"{KG}author", [person])]).all():
        if side.works and minter.person(name=side.name, paper=side.works[0].iri, ordinal=side.author) == former:
            yield side.iri


@dataclass(frozen=True, slots=True)
class _Decisions:
    """Reads the decisions about a subject."""

    dataset: Dataset
    base: str
    subject: _Subject

    def read(self) -> list[Told]:
        """Return the decisions: first those on what was asked about and those of curators, then the weakest merges."""
        subject = self.subject
        whole = {subject.iri, *subject.former}
        made = {d for d, _ in read_subjects(self.dataset, f"{_PROV}generated", [subject.iri], evidence=True)}
        compared = {d for d, _ in read_subjects(self.dataset, f"{KG}compares", whole, evidence=True)}
        found = describe(self.dataset, made | compared, evidence=True)
        wanted = {d: facts for d, facts in found.items() if d in made or self._compares(facts, whole)}
        sides = Sides(self.dataset, {subject.iri, *(iri for facts in wanted.values() for iri in _compared(facts))})
        told = [self._tell(d, facts, sides) for d, facts in sorted(wanted.items())]
        often = Counter(side.iri for one in told if one.verdict == "merge" for side in one.sides)
        remedies = Remedies(self.dataset, subject.iri, subject.kind, Minter(self.base), sides, often)
        return [remedies.add(one) for one in sorted(told, key=self._order)]

    @staticmethod
    def _compares(facts: Facts, whole: set[str]) -> bool:
        """Say whether a decision is on the subject itself; one that made something else of it is told there."""
        return not (text_of(facts, f"{KG}verdict") == "merge" and facts.get(f"{_PROV}generated")) and bool(
            whole & set(_compared(facts))
        )

    def _tell(self, decision: str, facts: Facts, sides: Sides) -> Told:
        reasons, against = (tuple(map(str, facts.get(KG + p, ()))) for p in ("reason", "reasonAgainst"))
        verdict, score = text_of(facts, f"{KG}verdict"), number_of(facts, f"{KG}confidence") or 0.0
        by = name_decider((*reasons, *against))
        compared = (sides[iri] for iri in _compared(facts))
        named = tuple(map(self._name_merged, compared) if by == "vocabulary" else compared)
        return Told(decision, verdict, score, by, named, reasons, against)

    def _name_merged(self, side: Side) -> Side:
        """Give a term that was merged away the printed name that its IRI was minted from."""
        printed = find_printed(self.dataset, side.now) if side.now else ()
        minter = Minter(self.base)
        return next((replace(side, name=text) for _, text in printed if mints(text, side.iri, minter)), side)

    def _order(self, told: Told) -> tuple[bool, bool, float, str]:
        asked = not self.subject.about.isdisjoint({side.iri for side in told.sides})
        score = told.score if told.verdict == "merge" else -told.score
        return not asked, told.by != "curation", score, told.iri


def _compared(facts: Facts) -> Sequence[str]:
    return [str(o) for o in facts.get(f"{KG}compares", ())]
