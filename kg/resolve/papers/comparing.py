"""Judge whether two records are of one work: what speaks for it, what against, and how sure it is.

Identifiers decide, unless title and authors both speak against them. Without a common identifier, titles, authors and
years must agree. A preprint and a publication of the same title and authors at most two years apart are one work; two
publications must be of the same year, for teams report under one title year after year, and extend a conference paper
into a journal article of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.resolve.papers.cards import Agreement, Card, compare_authors
from kg.resolve.papers.identifiers import contradict
from kg.resolve.papers.titles import read_title, relate_titles

__all__ = ["Judgement", "compare_cards", "explain", "relate_cards", "years_apart"]

#: How sure a merge is, by how the titles relate.
_SURE = {"equal": 0.98, "spelling": 0.93, "subtitle": 0.9}
#: A shared identifier, with a title or authors that agree with it or without; and what each weakness costs.
_IDENTIFIED, _UNCONFIRMED = 0.999, 0.95
_FEWER_AUTHORS, _NO_YEAR, _PER_YEAR = 0.03, 0.01, 0.02
_POSSIBLE, _APART = 0.5, 0.05
#: The furthest that a preprint stands from its publication, and that two sources of unknown kind differ, in years.
_PREPRINT_YEARS, _UNKNOWN_YEARS = 2, 1


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on two records (merge, possible or apart), how likely they are one, and the schemes they share.

    ``confirmed`` tells that the titles agree.
    """

    verdict: str
    score: float
    shared: bool = False
    confirmed: bool = False


def relate_cards(left: Card, right: Card) -> str | None:
    """Say how the titles of two records relate, as ``relate_titles`` does."""
    if left.key and left.key == right.key:
        return "equal"
    return relate_titles(read_title(left.title), read_title(right.title)) if left.key and right.key else None


def compare_cards(left: Card, right: Card) -> Judgement | None:
    """Judge two records; None where nothing suggests that they are of one work."""
    left, right = sorted((left, right), key=lambda card: card.order)
    relation = relate_cards(left, right)
    shared = not set(left.ids).isdisjoint(right.ids)
    if shared:
        return _judge_identified(left, right, relation)
    return _judge_titles(left, right, relation, compare_authors(left, right)) if relation else None


def _judge_identified(left: Card, right: Card, relation: str | None) -> Judgement:
    if relation:
        return Judgement("merge", _IDENTIFIED, shared=True, confirmed=True)
    strangers = bool(left.key and right.key) and compare_authors(left, right).verdict == "none"
    if strangers or contradict(left.ids, right.ids):
        return Judgement("possible", _POSSIBLE, shared=True)
    return Judgement("merge", _UNCONFIRMED, shared=True)


def _judge_titles(left: Card, right: Card, relation: str, authors: Agreement) -> Judgement | None:
    specific = left.says == right.says == "specific"
    if authors.verdict == "unknown":
        return _judge_unsigned(left, right, relation, specific=specific)
    enough = authors.verdict == "all" or (authors.verdict == "most" and specific and relation == "equal")
    if not enough or (relation == "subtitle" and _is_brief(left, right, authors)):
        return None
    if doubt := _doubt(left, right, relation, specific=specific):
        return doubt
    gap = _gap(left, right)
    lost = _FEWER_AUTHORS * (authors.verdict != "all") + _NO_YEAR * (gap is None) + _PER_YEAR * (gap or 0)
    return Judgement("merge", _SURE[relation] - lost, confirmed=True)


def _is_brief(left: Card, right: Card, authors: Agreement) -> bool:
    """Tell whether the title that lacks a subtitle says too little to be known by."""
    shorter = min(left, right, key=lambda card: len(card.key))
    return shorter.says == "heading" or (
        shorter.says != "specific" and (authors.possible < 2 or bool(_gap(left, right)))
    )


def _doubt(left: Card, right: Card, relation: str, *, specific: bool) -> Judgement | None:
    """Return what keeps two records of like title and authors apart, if anything does."""
    gap = _gap(left, right)
    if contradict(left.ids, right.ids):
        return Judgement("possible" if specific and (gap or 0) <= _UNKNOWN_YEARS else "apart", _POSSIBLE / 2)
    if years_apart(left, right):
        near = specific and (gap or 0) <= _PREPRINT_YEARS
        return Judgement("possible" if near else "apart", _POSSIBLE if near else _APART)
    other_place = "heading" in (left.says, right.says) and not _same_place(left, right)
    both_there = relation == "subtitle" and _same_source(left, right)
    return Judgement("possible", _POSSIBLE) if other_place or both_there else None


def _judge_unsigned(left: Card, right: Card, relation: str, *, specific: bool) -> Judgement | None:
    """Judge records one of which has no authors: the same abstract makes them one, or that neither has any."""
    if relation != "equal" or contradict(left.ids, right.ids):
        return None
    if left.abstract and left.abstract == right.abstract and not _gap(left, right):
        return Judgement("merge", _SURE["spelling"], confirmed=True)
    same_year = left.year is not None and left.year == right.year
    if specific and same_year and not left.authors and not right.authors and not _same_source(left, right):
        return Judgement("merge", _SURE["subtitle"], confirmed=True)
    return Judgement("possible", _POSSIBLE) if specific and same_year else None


def _gap(left: Card, right: Card) -> int | None:
    return None if left.year is None or right.year is None else abs(left.year - right.year)


def years_apart(left: Card, right: Card) -> bool:
    """Tell whether the years of two records of equal title and authors make them two works."""
    gap, says = _gap(left, right), (left.says, right.says)
    recurring = "heading" in says or "recurring" in says
    if gap is None:
        return "heading" in says or (recurring and not _same_place(left, right))
    if gap == 0 or recurring:
        return gap > 0
    if "preprint" in (left.kind, right.kind):
        return gap > _PREPRINT_YEARS
    published = left.kind == right.kind == "published"
    return published or gap > _UNKNOWN_YEARS or _same_source(left, right)


def _same_source(left: Card, right: Card) -> bool:
    return bool(left.source) and left.source == right.source


def _same_place(left: Card, right: Card) -> bool:
    """Tell whether nothing says that two records of a title which many works bear stand in different volumes."""
    return not _same_source(left, right) and (not left.venue or not right.venue or left.venue == right.venue)


_SCHEME_NAMES = {"doi": "DOI", "preprint": "preprint DOI", "arxiv": "arXiv id", "acl": "ACL Anthology id",
                 "openreview": "OpenReview id", "pmid": "PubMed id", "pmcid": "PubMed Central id", "dblp": "dblp key",
                 "s2": "Semantic Scholar id", "openalex": "OpenAlex id", "mag": "MAG id", "hal": "HAL id"}  # fmt: skip


def explain(left: Card, right: Card) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return sentences for and against two records being of one work."""
    reasons, against = [], []
    for scheme, value in left.ids:
        if (scheme, value) in right.ids:
            reasons.append(f"the same {_SCHEME_NAMES[scheme]}: {value}")
    for scheme in contradict(left.ids, right.ids):
        values = [", ".join(v for s, v in card.ids if s == scheme) for card in (left, right)]
        against.append(f"different {_SCHEME_NAMES[scheme]}s: {values[0]} against {values[1]}")
    for text, speaks_for in _explain_fields(left, right):
        (reasons if speaks_for else against).append(text)
    if left.abstract and left.abstract == right.abstract:
        reasons.append("the same abstract")
    return tuple(reasons), tuple(against)


def _explain_fields(left: Card, right: Card) -> Iterator[tuple[str, bool]]:
    """Yield what title, authors and years say, and whether it speaks for the two being one."""
    yield from _explain_title(left, right)
    yield from _explain_authors(left, right)
    yield from _explain_years(left, right)


def _explain_title(left: Card, right: Card) -> list[tuple[str, bool]]:
    both = f"“{left.title}”, “{right.title}”" if left.title != right.title else f"“{left.title}”"
    match relate_cards(left, right):
        case "equal":
            common = [("a title that other works have", False)] if left.says in ("heading", "recurring") else []
            return [(f"the same title: {both}", True), *common]
        case "spelling":
            return [(f"titles that differ in spelling: {both}", True)]
        case "subtitle":
            return [(f"titles with and without a subtitle: {both}", True)]
    return [(f"different titles: {both}", False)] if left.key and right.key else []


def _explain_authors(left: Card, right: Card) -> list[tuple[str, bool]]:
    authors = compare_authors(left, right)
    if authors.verdict == "unknown":
        return []
    if authors.verdict == "none":
        return [("no author in common", False)]
    known = "" if left.complete and right.complete else "known "
    count = f"all {authors.possible} {known}authors" if authors.possible > 1 else f"the only {known}author"
    if authors.verdict == "all":
        return [(f"{count} agree{'s' * (authors.possible == 1)}", True)]
    return [(f"{authors.matched} of {authors.possible} {known}authors agree", authors.verdict == "most")]


def _explain_years(left: Card, right: Card) -> list[tuple[str, bool]]:
    gap = _gap(left, right)
    if gap is None:
        return []
    if gap == 0:
        return [(f"the same year: {left.year}", True)]
    kinds = {left.kind, right.kind}
    years = f"{left.year} against {right.year}"
    if "preprint" in kinds and gap <= _PREPRINT_YEARS:
        return [(f"years as of a preprint and its publication: {years}", True)]
    venues = f" ({left.venue}; {right.venue})" if left.venue and right.venue and left.venue != right.venue else ""
    return [(f"different years: {years}{venues}", False)]
