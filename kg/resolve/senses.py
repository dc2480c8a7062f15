"""Group what records name: what one record calls by one name is one thing; things meet through their printed forms.

A spelled-out form says what a thing is, so things that share one are one. An acronym says less: where records spell it
out in different ways it has several senses, and a record that does not spell it out is heard only if the rest of it
says which sense is meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kg.model import Mention, Paper
from kg.resolve.contexts import Contexts, Verdict
from kg.resolve.expansions import pair_alike
from kg.resolve.spelling import is_acronym, plain_key

__all__ = ["Choice", "Grouping", "Thing", "collect_things", "group_things"]


#: A macro that the author's own style file would have spelled out.
_MACRO = re.compile(r"\\[A-Za-z]+")


@dataclass(slots=True)
class Thing:
    """What one record calls by one name: its mentions and the keys of its printed forms.

    ``spelled`` are the keys of forms that say what it is; ``short`` those of its acronyms; ``around`` those of forms
    with an acronym in them ("DPO loss"), which say no more than the acronym.
    """

    paper: int
    kind: str
    name: str
    mentions: list[Mention] = field(default_factory=list)
    forms: tuple[str, ...] = ()
    spelled: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    around: tuple[str, ...] = ()

    def read_forms(self) -> None:
        """Work out the printed forms, in order of appearance after the record's own name, and their keys."""
        self.forms = tuple(dict.fromkeys([self.name, *(m.surface for m in self.mentions)]))
        keys = {form: plain_key(form, self.kind) for form in self.forms if not _MACRO.fullmatch(form)}
        if not keys:  # a macro of the author's own says nothing outside of the record
            self.spelled = (f"{self.name} {self.mentions[0].record}",)
            return
        brief = [f for f in keys if is_acronym(f) or any(_abbreviates(f, other) for other in keys)]
        self.short = tuple(dict.fromkeys(keys[form] for form in brief))
        long = {key: form for form, key in keys.items() if key not in self.short}
        self.around = tuple(key for key, form in long.items() if _has_word(form, self.short))
        self.spelled = tuple(key for key in long if key not in self.around)


def _abbreviates(form: str, other: str) -> bool:
    """Say whether a word is made of letters of another form in their order: Adam, adaptive moment estimation."""
    if " " in form or " " not in other or not 2 <= len(form) * 2 < len(other) or form[0].lower() != other[0].lower():
        return False
    rest = iter(other.lower())
    return form.lower() not in other.lower() and all(letter in rest for letter in form.lower())


def _has_word(form: str, keys: Sequence[str]) -> bool:
    """Say whether one of the words of a form has one of the keys."""
    words = form.split()
    parts = (part for word in words for part in (word, *word.split("-"))) if len(words) > 1 or "-" in form else ()
    return any(part and part != form and plain_key(part) in keys for part in parts)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the rest of a record says about an acronym that it does not spell out."""

    thing: int
    key: str
    sense: int
    verdict: Verdict


def collect_things(papers: Iterable[Paper]) -> Iterator[Thing]:
    """Group the mentions of each paper by kind and name, in order of appearance."""
    for position, paper in enumerate(papers):
        things: dict[tuple[str, str], Thing] = {}
        for mention in paper.extraction.mentions:
            key = (mention.kind, mention.name)
            if key not in things:
                things[key] = Thing(position, *key)
            things[key].mentions.append(mention)
        for thing in things.values():
            thing.read_forms()
            yield thing


class Grouping:
    """Which of the things at given positions are one, and why: a union-find; the root of a group is its first thing."""

    def __init__(self, things: Sequence[Thing], positions: Sequence[int]) -> None:
        """Begin with every thing for itself."""
        self.things = things
        self.positions = positions
        self._root = {i: i for i in positions}
        self._spelled = {i for i in positions if things[i].spelled}
        self.choices: list[Choice] = []
        self.alike: list[tuple[int, int, str]] = []
        self.rivals: dict[str, tuple[list[int], int | None]] = {}

    def find(self, i: int) -> int:
        """Return the first thing of the group."""
        root = i
        while self._root[root] != root:
            root = self._root[root]
        while self._root[i] != root:
            self._root[i], i = root, self._root[i]
        return root

    def union(self, i: int, j: int) -> None:
        """Put two groups together."""
        a, b = sorted((self.find(i), self.find(j)))
        if a != b:
            self._root[b] = a
            if b in self._spelled:
                self._spelled.add(a)

    def is_spelled(self, i: int) -> bool:
        """Say whether any of the group's records spells the name out."""
        return self.find(i) in self._spelled

    def groups(self) -> list[list[int]]:
        """Return the groups in order of their first thing."""
        found: dict[int, list[int]] = defaultdict(list)
        for i in self.positions:
            found[self.find(i)].append(i)
        return list(found.values())


def group_things(things: Sequence[Thing], positions: Sequence[int], contexts: Contexts) -> Grouping:
    """Group things of one kind: by spelled-out forms, then by acronyms, then by forms around acronyms."""
    return _Grouper(things, positions, contexts).group()


class _Grouper:
    def __init__(self, things: Sequence[Thing], positions: Sequence[int], contexts: Contexts) -> None:
        self.things, self.contexts = things, contexts
        self.out = Grouping(things, positions)
        self.first: dict[str, int] = {}
        self.short: dict[str, list[int]] = defaultdict(list)
        self.around: dict[str, list[int]] = defaultdict(list)
        for i in positions:
            for key in things[i].spelled:
                self.out.union(i, self.first.setdefault(key, i))
            for key in things[i].short:
                self.short[key].append(i)
            for key in things[i].around:
                self.around[key].append(i)

    def group(self) -> Grouping:
        for key, i in self.first.items():
            stem = key.removesuffix("ing")  # "video caption" and "video captioning"
            if stem != key and stem in self.first:
                self.out.union(i, self.first[stem])
        for key, members in self.short.items():
            self._join_alike(key, members)
        for key, members in self.short.items():
            self._join_short(key, members)
        for key, members in self.around.items():
            self._join_around(key, members)
        return self.out

    def _join_alike(self, key: str, members: Sequence[int]) -> None:
        """Put expansions together that differ in little more than an ending, a small word or a modifier in front."""
        forms: dict[str, str] = {}
        for i in members:
            thing = self.things[i]
            if thing.spelled:
                long = {plain_key(form, thing.kind): form for form in reversed(thing.forms)}
                forms |= {k: long[k] for k in thing.spelled if k != key and k not in forms}
        for a, b in pair_alike(key, forms):
            if self._split(a, b):
                self.out.alike.append((self.first[a], self.first[b], key))
                self.out.union(self.first[a], self.first[b])

    def _split(self, a: str, b: str) -> bool:
        return self.out.find(self.first[a]) != self.out.find(self.first[b])

    def _join_short(self, key: str, members: Sequence[int]) -> None:
        """Give records that do not spell an acronym out its one sense, or the one that their context tells."""
        out = self.out
        same = [self.first[key]] if key in self.first else []
        expanded = [i for i in members if out.is_spelled(i) and not (same and out.find(i) == out.find(same[0]))]
        senses = list(dict.fromkeys(out.find(i) for i in expanded))
        loose = [i for i in members if not out.is_spelled(i)] + same
        if len(senses) <= 1:
            for i in loose:
                out.union(i, (*senses, *loose)[0])
            return
        known: dict[int, list[int]] = {sense: [] for sense in senses}
        for i in expanded:
            known[out.find(i)].append(self.things[i].paper)
        chooser = self.contexts.chooser(key, list(known.values()))
        rest, chosen = list(same), []
        for i in loose[: len(loose) - len(same)]:
            verdict = chooser.choose(self.things[i].paper)
            if verdict:
                chosen.append(Choice(i, key, senses[verdict.sense], verdict))
            else:
                rest.append(i)
        for choice in chosen:
            out.union(choice.thing, choice.sense)
        out.choices += chosen
        for i in rest:
            out.union(i, rest[0])
        out.rivals[key] = senses, (rest[0] if rest else None)

    def _join_around(self, key: str, members: Sequence[int]) -> None:
        """Put a form that stands for itself in one record to the acronym that it goes around in others."""
        if key in self.first and len({self.out.find(i) for i in members}) == 1:
            self.out.union(self.first[key], members[0])
