"""Say which sense of an acronym a paper means, from what else it names, its categories and the words of its title."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg.iris import fold

if TYPE_CHECKING:
    from kg.model import Paper
    from kg.resolve.senses import Thing

__all__ = ["Chooser", "Contexts", "Verdict"]

#: From which probability a sense is clear, and how many features must speak for it.
_CLEAR, _FEWEST = 0.95, 2
#: A sense that so many papers, and so large a share of them, spell out needs no other evidence.
_USUAL, _SHARE = 20, 0.97
#: A sense is as if so many papers more had each feature at the usual rate, which is at least a little.
_PRIOR, _LITTLE = 2, 0.02
#: At most so many papers tell what a sense is about.
_ENOUGH = 200
#: Papers that a feature is counted against where the corpus is smaller.
_SMALL = 1000
_EMPTY_WORDS = (
    "about across analysis application applications approach based better beyond data deep dynamic effective "
    "efficient evaluation fast framework from general improved improving into large learning method methods model "
    "modeling models need network networks neural novel over problem robust scale simple study survey system "
    "systems task tasks that their through toward towards under unified using what when with without your paper "
    "case new the and for are can how via"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Verdict:
    """The number of the sense that is meant, how surely, and what a paper shares with those that spell it out."""

    sense: int
    score: float
    shared: tuple[str, ...]
    usual: tuple[int, int]


class Contexts:
    """What each paper is about, apart from one acronym."""

    def __init__(self, papers: Sequence[Paper], things: Sequence[Thing]) -> None:
        """Take papers and the things in them."""
        self._papers, self._things = papers, things
        self._inside: dict[int, list[int]] = defaultdict(list)
        for i, thing in enumerate(things):
            self._inside[thing.paper].append(i)

    def features(self, paper: int) -> dict[str, str]:
        """Return what a paper is about, each with a text to read: other things, categories, words of the title."""
        found: dict[str, str] = {}
        for i in self._inside.get(paper, ()):
            thing = self._things[i]
            for key in (*thing.spelled[:1], *thing.short[:1]):
                found.setdefault(f"name {key}", thing.name)
        record = self._papers[paper].record
        found |= {f"category {c.rsplit('.', 1)[-1]}": f"category {c}" for c in record.categories}
        words = (w for w in fold(record.title).split() if len(w) > 2 and w not in _EMPTY)
        return found | {f"word {w}": f"“{w}” in the title" for w in words}

    @cached_property
    def _common(self) -> Counter[str]:
        return Counter(f for paper in range(len(self._papers)) for f in self.features(paper))

    def rate(self, feature: str) -> float:
        """Return the share of papers that have a feature; at least a little, as what is unseen is not unheard of."""
        return max(_LITTLE, self._common[feature] / max(len(self._papers), _SMALL))

    def weight(self, feature: str) -> float:
        """Return how much a feature says, 0 to 1: little where many papers have it."""
        rare = math.log(max(len(self._papers), _SMALL) / max(1, self._common[feature])) / math.log(_SMALL)
        return max(0.0, min(1.0, 1.5 * rare)) * (0.5 if feature.startswith("category") else 1.0)

    def chooser(self, key: str, known: Sequence[Sequence[int]]) -> Chooser:
        """Return who chooses among the senses of an acronym, given the papers that spell each of them out."""
        return Chooser(self, key, known)


class Chooser:
    """Chooses among the senses of one acronym by naive Bayes over the features of papers."""

    def __init__(self, contexts: Contexts, key: str, known: Sequence[Sequence[int]]) -> None:
        """Count the features of the papers that spell each sense out."""
        self._contexts, self._own = contexts, f"name {key}"
        self._sizes = [len(papers) for papers in known]
        self._of_size = Counter(self._sizes)
        self._first = {size: sense for sense, size in reversed(list(enumerate(self._sizes)))}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        for sense, papers in enumerate(known):
            for paper in papers[:_ENOUGH]:
                for feature in contexts.features(paper):
                    row = self._counts[feature]
                    row[sense] = row.get(sense, 0) + 1
        usual = max(range(len(known)), key=lambda s: (self._sizes[s], -s))
        common = self._sizes[usual] >= _USUAL and self._sizes[usual] >= _SHARE * sum(self._sizes)
        self._usual = usual if common else None

    def choose(self, paper: int) -> Verdict | None:
        """Return the sense that a paper means, or None if it is not clear."""
        features = {f: text for f, text in self._contexts.features(paper).items() if f in self._counts}
        features.pop(self._own, None)
        best, score = self._weigh({f: self._contexts.weight(f) for f in features})
        mine = [f for f in features if best in self._counts[f] and self._contexts.weight(f) > 0.1]
        if score < _CLEAR or (len(mine) < _FEWEST and best != self._usual):
            return None
        mine.sort(key=lambda f: (-self._contexts.weight(f), f))
        shared = tuple(dict.fromkeys(features[f] for f in mine[:6]))[:4]
        return Verdict(best, round(min(score, 0.99), 4), shared, (self._sizes[best], sum(self._sizes)))

    def _weigh(self, weights: Mapping[str, float]) -> tuple[int, float]:
        """Return the likeliest sense and its probability.

        Senses that have none of the features differ by their size alone, so only those that have some are gone through.
        """
        total = sum(weights.values())
        base = {size: math.log(size) - total * math.log(min(size, _ENOUGH) + _PRIOR) for size in self._of_size}
        gained: dict[int, float] = defaultdict(float)
        for feature, weight in weights.items():
            unseen = _PRIOR * self._contexts.rate(feature)
            for sense, seen in self._counts[feature].items():
                gained[sense] += weight * math.log((seen + unseen) / unseen)
        odds = {sense: base[self._sizes[sense]] + gain for sense, gain in gained.items()}
        rest = Counter(self._of_size)
        rest.subtract(Counter(self._sizes[sense] for sense in odds))
        for size, first in self._first.items():
            odds.setdefault(first, base[size])
        best = max(odds, key=lambda s: (odds[s], -s))
        others = sum(n * math.exp(max(-700.0, base[size] - odds[best])) for size, n in rest.items())
        own = sum(math.exp(max(-700.0, odds[s] - odds[best])) for s in gained)
        return best, 1 / max(1.0, own + others)
