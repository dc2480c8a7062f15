"""Put into sentences what speaks for and against two groups of signatures being one person."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from kg.latex import decode_latex
from kg.resolve.authors.pairs import Block
from kg.resolve.names import LEVELS, ambiguity

__all__ = ["tell_evidence"]

_RELATIONS = {
    "same": "the same name",
    "spelling": "one name in two spellings",
    "middle": "one name with and without middle names",
    "order": "one name in two orders",
    "initials": "one name with and without initials",
    "nickname": "one name and a short form of it",
    "given": "one name with and without a second given name",
    "family": "one name with and without a second family name",
    "typo": "two names that differ by a slip",
    "loose": "two names that may be one",
}
_REGISTRIES = {
    "orcid": "ORCID",
    "dblp": "dblp identifier",
    "openreview": "OpenReview profile",
    "wikidata": "Wikidata item",
    "isni": "ISNI",
    "viaf": "VIAF identifier",
    "gnd": "GND identifier",
}
#: Names that fewer of a million share are rare, names that more share are common (logarithms).
_RARE, _COMMON = -3.0, 1.5
_ALIKE, _UNLIKE = 0.95, 0.1
_LONG_AGO = 7
_LISTED = 5


def tell_evidence(block: Block, left: Sequence[int], right: Sequence[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sentences for and those against; ``left`` and ``right`` are positions in the block."""
    left, right = list(left), list(right)  # arrays read a tuple as an index for each axis
    told = [*_names(block, left, right), *_proofs(block, left, right), *_company(block, left, right)]
    told += [*_places(block, left, right), *_topics(block, left, right), *_circumstances(block, left, right)]
    return tuple(text for speaks, text in told if speaks), tuple(text for speaks, text in told if not speaks)


def _names(block: Block, left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[bool, str]]:
    names = list(dict.fromkeys(block.names[i] for i in (*left, *right)))
    levels = block.relation[np.ix_(left, right)]
    if not (levels >= 0).any():
        yield False, f"names that don't fit: {', '.join(names)}"
        return
    phrase = _RELATIONS[LEVELS[int(levels[levels >= 0].min())]]
    shared = max(ambiguity(name) for name in names)
    rare = " that hardly two people share" if shared < _RARE else ""
    yield True, f"{phrase}{rare}: {', '.join(names)}"
    if shared > _COMMON:
        yield False, f"a common name: about {_round(math.exp(shared))} of a million authors print it"


def _round(number: float) -> int:
    digits = max(int(math.log10(number)) - 1, 0) if number >= 1 else 0
    return int(round(number, -digits))


def _proofs(block: Block, left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[bool, str]]:
    own, other = ({p for i in side for p in block.proofs[i]} for side in (left, right))
    for scheme in sorted({s for s, _ in own} & {s for s, _ in other}):
        values, others = ({v for s, v in side if s == scheme} for side in (own, other))
        registry = _REGISTRIES[scheme]
        if both := values & others:
            yield True, f"the same {registry}: {', '.join(sorted(both))}"
        elif not own & other:
            yield False, f"different {registry}s: {', '.join(sorted(values | others))}"
    for paper in sorted({block.papers[i] for i in left} & {block.papers[i] for i in right}):
        yield False, f"both sign {_title(block, paper)}"


def _company(block: Block, left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[bool, str]]:
    every, first, second = block.known
    one, other = first[left].any(0), first[right].any(0)
    own = {block.own[i] for i in (*left, *right)}
    shared = [column for column in np.flatnonzero(one & other) if every[column] not in own]
    tellings = block.columns.tellings
    if shared:
        shared.sort(key=lambda column: (-tellings[every[column]], column))
        listed = "; ".join(_coauthor(block, every[c], left, right) for c in shared[:_LISTED])
        more = f"; and {len(shared) - _LISTED} more" if len(shared) > _LISTED else ""
        yield True, f"shared co-authors: {listed}{more}"
    elif near := np.flatnonzero((one & second[right].any(0)) | (other & second[left].any(0))).tolist():
        yield True, f"co-authors who publish together: {', '.join(_name(block, every[c]) for c in near[:3])}"
    elif one.any() and other.any():
        yield False, f"no co-author in common, {int(one.sum())} against {int(other.sum())}"


def _signed_as(block: Block, paper: int, number: int) -> str | None:
    row = block.columns.people[paper]
    return block.columns.papers[paper].record.authors[row.index(number)].name if number in row else None


def _name(block: Block, number: int) -> str:
    return next(name for paper in block.papers if (name := _signed_as(block, paper, number)))


def _coauthor(block: Block, number: int, left: Sequence[int], right: Sequence[int]) -> str:
    papers = [next(p for i in side if number in block.columns.people[p := block.papers[i]]) for side in (left, right)]
    where = dict.fromkeys(_title(block, paper) for paper in papers)
    return f"{_signed_as(block, papers[0], number)} ({'; '.join(where)})"


def _title(block: Block, paper: int) -> str:
    record = block.columns.papers[paper].record
    return f"“{decode_latex(record.title) or record.id}”"


def _places(block: Block, left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[bool, str]]:
    columns = block.columns
    one, other = (
        frozenset[str]().union(*(columns.organizations(block.signatures[i]) for i in side)) for side in (left, right)
    )
    if both := one & other:
        yield True, f"same affiliation: {', '.join(sorted(both))}"
        return
    if one and other:
        yield False, f"different affiliations: {_list(one)} against {_list(other)}"
    papers = [
        frozenset[str]().union(*(columns.paper_organizations(block.papers[i]) for i in side)) for side in (left, right)
    ]
    if both := papers[0] & papers[1]:
        yield True, f"papers with the same affiliation: {_list(both)}"


def _list(items: Iterable[str]) -> str:
    ordered = sorted(items)
    return ", ".join(ordered[:3]) + (", …" if len(ordered) > 3 else "")


def _topics(block: Block, left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[bool, str]]:
    square = np.ix_(left, right)
    wording, topic = block.wording[square], block.topic[square]
    if not np.isnan(wording).all() and np.nanmax(wording) >= _ALIKE:
        i, j = divmod(int(np.nanargmax(wording)), len(right))
        one, other = _title(block, block.papers[left[i]]), _title(block, block.papers[right[j]])
        yield True, f"{one} and {other} are more alike than {math.floor(100 * wording[i, j])} % of pairs"
    if not np.isnan(topic).all() and (mean := float(np.nanmean(topic))) < _UNLIKE:
        yield False, f"their papers are about different things (likeness {max(mean, 0):.2f} on average)"
    terms = [{t for i in side for t in block.columns.terms[block.papers[i]]} for side in (left, right)]
    if both := terms[0] & terms[1]:
        rarest = sorted(both, key=lambda term: (-block.columns.term_weights[term], term))
        yield True, f"both write of {', '.join(term.partition(' ')[2] for term in rarest[:_LISTED])}"


def _circumstances(block: Block, left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[bool, str]]:
    venues = [{v for i in side if (v := block.columns.venues[block.papers[i]])} for side in (left, right)]
    if both := venues[0] & venues[1]:
        yield True, f"same venue: {_list(both)}"
    years = [block.columns.years[[block.papers[i] for i in side]] for side in (left, right)]
    one, other = (y[~np.isnan(y)] for y in years)
    if len(one) and len(other) and (gap := int(max(one.min() - other.max(), other.min() - one.max()))) > _LONG_AGO:
        yield False, f"{gap} years lie between their papers"
    papers = block.columns.papers
    left_of, right_of = ({c for i in side for c in papers[block.papers[i]].record.categories} for side in (left, right))
    if both := left_of & right_of:
        yield True, f"same category: {', '.join(sorted(both))}"
    elif left_of and right_of:
        yield False, f"different categories: {', '.join(sorted(left_of))} against {', '.join(sorted(right_of))}"
