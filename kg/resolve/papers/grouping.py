"""Put records of one work together; the result does not depend on the order of the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.resolve.papers.candidates import find_candidates
from kg.resolve.papers.cards import Card
from kg.resolve.papers.comparing import Judgement, compare_cards, years_apart
from kg.resolve.papers.identifiers import Identifier, contradict

__all__ = ["Grouping", "Pair", "Rulings", "group_cards"]

#: So many near misses of one work are kept, the likeliest first.
_MOST_DOUBTS = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, by position, and what was decided of them."""

    left: int
    right: int
    verdict: str
    score: float


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups of positions, each sorted, in order of their first; the merges that made them, and the near misses."""

    groups: list[list[int]]
    merges: list[Pair]
    doubts: list[Pair]


@dataclass(frozen=True, slots=True)
class Rulings:
    """What curators decided: positions of two records of one work, the first of which comes first, or of two works.

    The third of each says who decided it, and why.
    """

    one: tuple[tuple[int, int, str], ...] = ()
    apart: tuple[tuple[int, int, str], ...] = ()

    def put_first(self, group: Sequence[int]) -> list[int]:
        """Return a group in order, but with the record first that merges keep."""
        inside = [(kept, away) for kept, away, _ in self.one if kept in group]
        kept = {kept for kept, _ in inside} - {away for _, away in inside}
        return sorted(group, key=lambda position: (position != min(kept, default=position), position))


NO_RULINGS = Rulings()


class _Ruled:
    """Works as curators have them: those that the rules make, with what merges add, and what splits keep apart.

    What is known of the one part of a merged work forbids nothing to the other.
    """

    def __init__(self, rulings: Rulings) -> None:
        self.parents: dict[int, int] = {}
        self.barred: dict[int, set[int]] = defaultdict(set)
        self.named: dict[int, set[int]] = {}
        for i, j, _ in rulings.apart:
            self.barred[i].add(j)
            self.barred[j].add(i)
        for i in self.barred:
            self.named[i] = {i}
        for i, j, _ in rulings.one:
            self.join(i, j)

    def find(self, position: int) -> int:
        while (parent := self.parents.get(position, position)) != position:
            self.parents[position] = self.parents.get(parent, parent)
            position = parent
        return position

    def join(self, i: int, j: int) -> None:
        left, right = self.find(i), self.find(j)
        if left != right:
            self.parents[right] = left
            if right in self.named:
                self.named[left] = self.named.get(left, set()) | self.named.pop(right)

    def forbid(self, i: int, j: int) -> bool:
        """Tell whether a split keeps the works of two records apart."""
        others = self.named.get(self.find(j), set())
        return any(not self.barred[n].isdisjoint(others) for n in self.named.get(self.find(i), ()))


@dataclass(slots=True)
class _Work:
    """What is known of a work so far: its records, identifiers, and one card of each year and kind that it has."""

    members: list[int]
    ids: set[Identifier]
    dated: dict[tuple[int, str, str, str], Card] = field(default_factory=dict)


class _Forest:
    """Works that grow together; each is found through any of its records."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self.cards = cards
        self.parents = list(range(len(cards)))
        self.works: dict[int, _Work] = {}

    def find(self, position: int) -> int:
        while self.parents[position] != position:
            self.parents[position] = self.parents[self.parents[position]]
            position = self.parents[position]
        return position

    def work(self, root: int) -> _Work:
        """Return a work, made of a record alone when it is first asked for."""
        if root not in self.works:
            card = self.cards[root]
            dated = {} if card.year is None else {(card.year, card.kind, card.venue, card.source): card}
            self.works[root] = _Work([root], set(card.ids), dated)
        return self.works[root]

    def fits(self, left: int, right: int, judgement: Judgement) -> bool:
        """Tell whether nothing known of two works forbids that they are one."""
        a, b = self.work(left), self.work(right)
        if contradict(a.ids, b.ids):
            return judgement.shared and judgement.confirmed
        if judgement.shared:
            return True
        return not any(years_apart(x, y) for x in a.dated.values() for y in b.dated.values())

    def join(self, left: int, right: int) -> None:
        """Make two works one."""
        a, b = self.work(left), self.work(right)
        if len(a.members) < len(b.members):
            left, right, a, b = right, left, b, a
        a.members += b.members
        a.ids |= b.ids
        a.dated |= b.dated
        self.parents[right] = left
        del self.works[right]


def group_cards(cards: Sequence[Card], rulings: Rulings = NO_RULINGS) -> Grouping:
    """Group cards by work: the surest pairs first, and none against what is known of the works that they join.

    What curators decided holds, whatever is known.
    """
    forest, ruled = _Forest(cards), _Ruled(rulings)
    merges: list[Pair] = []
    doubts: list[Pair] = []
    likely: list[tuple[Judgement, int, int]] = []
    found = find_candidates(cards)
    for (i, j), crowded in zip(found.pairs.tolist(), found.crowded.tolist(), strict=True):
        judgement = compare_cards(cards[i], cards[j])
        if judgement is None:
            continue
        if judgement.verdict == "merge":
            likely.append((judgement, i, j))
        elif not crowded:
            doubts.append(Pair(i, j, judgement.verdict, judgement.score))
    for judgement, i, j in sorted(likely, key=lambda row: _rank(cards, row)):
        left, right = forest.find(i), forest.find(j)
        if left == right or ruled.forbid(i, j):
            continue
        if forest.fits(left, right, judgement):
            forest.join(left, right)
            ruled.join(i, j)
            merges.append(Pair(i, j, "merge", judgement.score))
        else:
            doubts.append(Pair(i, j, "possible", judgement.score / 2))
    return Grouping(_list_groups(ruled, len(cards)), merges, _choose_doubts(ruled, cards, doubts))


def _rank(cards: Sequence[Card], row: tuple[Judgement, int, int]) -> tuple[bool, float, bytes, bytes]:
    judgement, i, j = row
    return not judgement.shared, -judgement.score, *sorted((cards[i].order, cards[j].order))  # type: ignore[return-value]


def _list_groups(ruled: _Ruled, records: int) -> list[list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for position in range(records):
        groups[ruled.find(position)].append(position)
    return list(groups.values())


def _choose_doubts(ruled: _Ruled, cards: Sequence[Card], doubts: list[Pair]) -> list[Pair]:
    """Keep the likeliest near miss of each two works, and of each work the likeliest few."""
    count: dict[int, int] = defaultdict(int)
    seen: set[tuple[int, int]] = set()
    chosen = []
    for pair in sorted(doubts, key=lambda p: (-p.score, *sorted((cards[p.left].order, cards[p.right].order)))):
        ends = sorted((ruled.find(pair.left), ruled.find(pair.right)))
        if ends[0] == ends[1] or (ends[0], ends[1]) in seen or max(count[e] for e in ends) >= _MOST_DOUBTS:
            continue
        if ruled.forbid(*ends):
            continue
        seen.add((ends[0], ends[1]))
        for end in ends:
            count[end] += 1
        chosen.append(pair)
    return sorted(chosen, key=lambda p: (p.left, p.right))
