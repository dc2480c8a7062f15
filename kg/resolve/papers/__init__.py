"""Take records of one work for one paper: by identifier, else by title, authors and year.

``identifiers``, ``titles`` and ``cards`` read what records can be compared by, ``candidates`` finds pairs worth it,
``comparing`` judges a pair, ``grouping`` makes works of pairs, and ``merging`` makes one record of each work's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from kg.iris import Minter
from kg.model import Decision, Extraction, Origin, Paper, Record
from kg.resolve.papers.cards import Card, make_card
from kg.resolve.papers.comparing import explain
from kg.resolve.papers.grouping import NO_RULINGS, Grouping, Pair, Rulings, group_cards
from kg.resolve.papers.identifiers import identify, mint_ids
from kg.resolve.papers.merging import Merged, find_conflicts, merge_records, place_of
from kg.resolve.papers.naming import name_apart
from kg.resolve.papers.references import find_dangling, resolve_references

__all__ = ["Rule", "group_records", "merge_records", "name_apart", "resolve_papers"]

Extracted = tuple[Record, Extraction]
Rule = Callable[[Mapping[str, int]], Rulings]
"""Says what curators decided, given the records, by position, that IRIs stand for."""
Resolved = tuple[tuple[Paper, ...], tuple[Decision, ...], tuple[str, ...]]


def group_records(records: Iterable[Record]) -> list[list[int]]:
    """Group record positions by work, in input order; the groups do not depend on that order.

    Two records with different identifiers of one scheme never meet through title and authors alone.
    """
    return group_cards([make_card(r) for r in records]).groups


def resolve_papers(extracted: Iterable[Extracted], *, minter: Minter, rule: Rule | None = None) -> Resolved:
    """Put records of one work together: all records at once, for any two may be of one work.

    Return the papers in the order of their first records, the decisions taken, and the conflicts between sources. A
    paper's IRI is that which its first record has by itself; those of the others are replaced by it.
    """
    pairs = list(name_apart(extracted))
    cards = [make_card(record) for record, _ in pairs]
    own, namesakes = _mint_each([record for record, _ in pairs], cards, minter)
    rulings = rule(_find_positions(own, [record for record, _ in pairs], minter)) if rule else NO_RULINGS
    grouping = group_cards(cards, rulings)
    groups = [rulings.put_first(group) if len(group) > 1 else group for group in grouping.groups]
    papers = [_make_paper([pairs[i] for i in group], [own[i] for i in group]) for group in groups]
    papers = list(_replace_aliases(papers, set(own), minter))
    iris = {i: paper.iri for group, paper in zip(grouping.groups, papers, strict=True) for i in group}
    records = [record for record, _ in pairs]
    decided = chain(_decide(grouping, records, cards, own, iris), _tell_rulings(rulings, records, cards, own, iris))
    decisions = tuple(decided)
    papers = list(_note_doubts(papers, decisions))
    papers = [replace(p, references=refs) for p, refs in zip(papers, resolve_references(papers, minter), strict=True)]
    several = [group for group in grouping.groups if len(group) > 1]
    differing = chain.from_iterable(find_conflicts([records[i] for i in g], [cards[i] for i in g]) for g in several)
    misused = _find_misused(grouping.doubts, cards, records)
    alike = _tell_namesakes(((i, j) for i, j in namesakes if iris[i] != iris[j]), records, iris)
    return tuple(papers), decisions, (*differing, *misused, *alike, *find_dangling(papers))


def _mint_each(
    records: Sequence[Record], cards: Sequence[Card], minter: Minter
) -> tuple[list[str], list[tuple[int, int]]]:
    """Return the IRI of each record by itself, and positions of two that would have one by their title.

    The first of equal ones has it, and others one from their ids.
    """
    taken: dict[str, int] = {}
    own: list[str] = []
    namesakes: list[tuple[int, int]] = []
    for i, (record, card) in enumerate(zip(records, cards, strict=True)):
        first = record.authors[0].name if record.authors else ""
        ids = mint_ids(card.ids)
        iri = minter.paper(title=record.title, first_author=first, ids=ids, record=record.id)
        if iri in taken:
            if not ids:
                namesakes.append((taken[iri], i))
            iri = minter.paper(title="", first_author="", ids={}, record=record.id)
        taken[iri] = i
        own.append(iri)
    return own, namesakes


def _tell_namesakes(
    pairs: Iterable[tuple[int, int]], records: Sequence[Record], iris: Mapping[int, str]
) -> Iterator[str]:
    for i, j in pairs:
        places = " and ".join(place_of(records[n], whole=False) for n in (i, j))
        yield (
            f"two works have the title “{records[i].title or records[i].id}”, one first author and no identifier: "
            f"{places}: {iris[i]} means the first, and another if one is added before it; give each an identifier"
        )


def _find_positions(own: Sequence[str], records: Sequence[Record], minter: Minter) -> dict[str, int]:
    """Return the record that each IRI stands for: its own, or else that of another of its identifiers."""
    positions = {iri: i for i, iri in enumerate(own)}
    for i, record in enumerate(records):
        for identifier in sorted(identify(record)):
            if ids := mint_ids([identifier]):
                positions.setdefault(minter.paper(title="", first_author="", ids=ids), i)
    return positions


def _make_paper(pairs: Sequence[Extracted], own: Sequence[str]) -> Paper:
    records = [record for record, _ in pairs]
    merged = merge_records(records)
    parts = [_select(extraction, i, merged) for i, (_, extraction) in enumerate(pairs)]
    origins: dict[Origin, None] = dict.fromkeys(r.origin for r in records if r.origin)
    return Paper(
        iri=own[0],
        record=merged.record,
        records=tuple(r.id for r in records),
        origins=tuple(origins),
        extraction=_join(parts) if len(parts) > 1 else parts[0],
        replaces=tuple(own[1:]),
        sources=tuple(zip(own, records, strict=True)) if len(records) > 1 else (),
    )


def _select(extraction: Extraction, position: int, merged: Merged) -> Extraction:
    """Keep what stands in fields that were taken from the record at a position."""
    if not merged.origin:
        return extraction

    def keep(field: str) -> bool:
        return merged.origin.get(field, 0) == position

    return Extraction(
        mentions=tuple(m for m in extraction.mentions if keep(m.field)),
        results=tuple(r for r in extraction.results if keep(r.field)),
        links=tuple(li for li in extraction.links if keep(li.field)),
        dropped=tuple(d for d in extraction.dropped if keep(d.field)),
    )


def _join(parts: Sequence[Extraction]) -> Extraction:
    return Extraction(
        mentions=tuple(chain.from_iterable(part.mentions for part in parts)),
        results=tuple(chain.from_iterable(part.results for part in parts)),
        links=tuple(chain.from_iterable(part.links for part in parts)),
        dropped=tuple(chain.from_iterable(part.dropped for part in parts)),
    )


def _replace_aliases(papers: Sequence[Paper], taken: set[str], minter: Minter) -> Iterator[Paper]:
    """Let each paper replace the IRIs of its other identifiers, under which references may have named it."""
    for paper in papers:
        found = {identifier for _, record in paper.sources for identifier in identify(record)} or identify(paper.record)
        ids = [mint_ids([identifier]) for identifier in sorted(found)]
        iris = dict.fromkeys(minter.paper(title="", first_author="", ids=i) for i in ids if i)
        more = tuple(iri for iri in iris if iri not in taken)
        taken.update(more)
        yield replace(paper, replaces=(*paper.replaces, *more)) if more else paper


def _decide(
    grouping: Grouping, records: Sequence[Record], cards: Sequence[Card], own: Sequence[str], iris: dict[int, str]
) -> Iterator[Decision]:
    for pair in grouping.merges:
        i, j = pair.left, pair.right
        reasons, against = _give_reasons(pair, records, cards)
        yield Decision("merge", "paper", (own[i], own[j]), reasons, pair.score, iris[i], against)
    for pair in grouping.doubts:
        reasons, against = _give_reasons(pair, records, cards)
        against = against or ("other sources of the two works have different identifiers or years",)
        i, j = sorted((pair.left, pair.right), key=lambda k: iris[k])
        yield Decision(pair.verdict, "paper", (iris[i], iris[j]), reasons, pair.score, against=against)


def _tell_rulings(
    rulings: Rulings, records: Sequence[Record], cards: Sequence[Card], own: Sequence[str], iris: dict[int, str]
) -> Iterator[Decision]:
    for i, j, told in rulings.one:
        yield Decision("merge", "paper", (own[i], own[j]), (told,), 1.0, iris[i])
    for i, j, told in rulings.apart:
        reasons, against = _give_reasons(Pair(i, j, "apart", 0.0), records, cards)
        yield Decision("apart", "paper", (iris[i], iris[j]), reasons, 0.0, against=(told, *against))


def _give_reasons(
    pair: Pair, records: Sequence[Record], cards: Sequence[Card]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    reasons, against = explain(cards[pair.left], cards[pair.right])
    places = " and ".join(place_of(records[i], whole=False) for i in (pair.left, pair.right))
    return (f"the records at {places}", *reasons), against


def _note_doubts(papers: Sequence[Paper], decisions: Iterable[Decision]) -> Iterator[Paper]:
    """Yield papers that name those which they may be one with; the earlier of two names the later."""
    order = {paper.iri: n for n, paper in enumerate(papers)}
    possible: dict[int, list[tuple[str, float]]] = {}
    for d in decisions:
        if d.verdict == "possible":
            first, second = sorted(d.compared, key=order.__getitem__)
            possible.setdefault(order[first], []).append((second, round(d.score, 4)))
    for n, paper in enumerate(papers):
        yield replace(paper, possibly_same=tuple(sorted(possible[n]))) if n in possible else paper


def _find_misused(doubts: Iterable[Pair], cards: Sequence[Card], records: Sequence[Record]) -> Iterator[str]:
    """Say which identifiers stand in records of works that nothing else makes one."""
    for pair in doubts:
        shared = sorted(set(cards[pair.left].ids) & set(cards[pair.right].ids))
        for scheme, value in shared[:1]:
            named = [f"“{r.title or r.id}” ({place_of(r)})" for r in (records[pair.left], records[pair.right])]
            yield f"{named[0]} and {named[1]} have the same {scheme} identifier {value}, but are two works: correct one"
