"""Judge whether two records are of one work: what speaks for it, what against, and how sure it is.

Identifiers decide, unless title and authors both speak against them. Without a common identifier, titles, authors and
years must agree. A preprint and a publication of the same title and authors at most two years apart are one work; two
publications must be of the same year, for teams report under one title year after year, and extend a conference paper
into a journal article of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.resolve.papers.cards import Agreement, Card, compare_authors
from kg.resolve.papers.identifiers import contradict
from kg.resolve.papers.titles import Title, read_title, relate_titles

__all__ = ["Judgement", "compare_cards", "explain", "years_apart"]

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


def compare_cards(left: Card, right: Card) -> Judgement | None:
    """Judge two records; None where nothing suggests that they are of one work."""
    titles = read_title(left.title), read_title(right.title)
    relation = relate_titles(*titles) if left.key != right.key or not left.key else "equal"
    shared = not set(left.ids).isdisjoint(right.ids)
    if relation is None and not shared:
        return None
    authors = compare_authors(left, right)
    if shared:
        return _judge_identified(left, right, relation, authors)
    if relation and authors.verdict in ("all", "most", "unknown"):
        return _judge_titles(left, right, titles, relation, authors)
    return None


def _judge_identified(left: Card, right: Card, relation: str | None, authors: Agreement) -> Judgement:
    known = bool(left.key and right.key)
    if relation:
        return Judgement("merge", _IDENTIFIED, True, True)
    if contradict(left.ids, right.ids) or (known and authors.verdict == "none"):
        return Judgement("possible", _POSSIBLE, True)
    return Judgement("merge", _UNCONFIRMED, True)


def _judge_titles(
    left: Card, right: Card, titles: tuple[Title, Title], relation: str, authors: Agreement
) -> Judgement | None:
    specific = all(title.is_specific for title in titles)
    if authors.verdict == "unknown":
        return _judge_unsigned(left, right, relation, specific=specific)
    if authors.verdict != "all" and not (specific and relation == "equal"):
        return None
    if verdict := _doubt(left, right, titles, specific=specific):
        return verdict
    gap = _gap(left, right)
    doubt = _FEWER_AUTHORS * (authors.verdict != "all") + _NO_YEAR * (gap is None) + _PER_YEAR * (gap or 0)
    return Judgement("merge", _SURE[relation] - doubt, confirmed=True)


def _doubt(left: Card, right: Card, titles: tuple[Title, Title], *, specific: bool) -> Judgement | None:
    """Return what keeps two records of equal title and authors apart, if anything does."""
    gap = _gap(left, right)
    if contradict(left.ids, right.ids):
        return Judgement("possible" if specific and (gap or 0) <= _UNKNOWN_YEARS else "apart", _POSSIBLE / 2)
    if years_apart(left, right, recurring=any(title.is_recurring for title in titles)):
        near = specific and (gap or 0) <= _PREPRINT_YEARS
        return Judgement("possible" if near else "apart", _POSSIBLE if near else _APART)
    if any(title.is_heading for title in titles) and not _same_place(left, right):
        return Judgement("possible", _POSSIBLE)
    return None


def _judge_unsigned(left: Card, right: Card, relation: str, *, specific: bool) -> Judgement | None:
    """Judge records one of which has no authors: only the same abstract as well makes them one."""
    if relation != "equal" or contradict(left.ids, right.ids):
        return None
    if left.abstract and left.abstract == right.abstract and not _gap(left, right):
        return Judgement("merge", _SURE["spelling"], confirmed=True)
    same_year = left.year is not None and left.year == right.year
    return Judgement("possible", _POSSIBLE) if specific and same_year else None


def _gap(left: Card, right: Card) -> int | None:
    return None if left.year is None or right.year is None else abs(left.year - right.year)


def years_apart(left: Card, right: Card, *, recurring: bool) -> bool:
    """Tell whether the years of two records of equal title and authors make them two works."""
    gap = _gap(left, right)
    if not gap:
        return gap is None and recurring and not _same_place(left, right)
    if recurring:
        return True
    kinds = {left.kind, right.kind}
    if "preprint" in kinds:
        return gap > _PREPRINT_YEARS
    if kinds == {"published"}:
        return gap > _UNKNOWN_YEARS or _same_source(left, right) or left.venue != right.venue
    return gap > _UNKNOWN_YEARS or _same_source(left, right)


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
    for text, speaks_for in (
        *_explain_title(left, right),
        *_explain_authors(left, right),
        *_explain_years(left, right),
    ):
        (reasons if speaks_for else against).append(text)
    if left.abstract and left.abstract == right.abstract:
        reasons.append("the same abstract")
    return tuple(reasons), tuple(against)


def _explain_title(left: Card, right: Card) -> list[tuple[str, bool]]:
    both = f"“{left.title}”, “{right.title}”" if left.title != right.title else f"“{left.title}”"
    match relate_titles(read_title(left.title), read_title(right.title)):
        case "equal":
            return [(f"the same title: {both}", True)]
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
