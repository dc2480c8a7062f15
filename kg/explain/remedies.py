"""Who took a decision, and the commands that correct it or take it back."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.explain.model import Side, Told
from kg.explain.printed import find_printed, mints
from kg.iris import Minter
from kg.turtle import Abbreviator

if TYPE_CHECKING:
    from rdflib import Dataset

    from kg.explain.sides import Sides

__all__ = ["Remedies", "name_decider", "shorten"]

#: At most in so many papers are names split off one by one.
_ENOUGH = 3
_CURATED = re.compile(r"curated: .*\((?P<file>.+), line (?P<line>\d+)\)", re.DOTALL)


def name_decider(sentences: Iterable[str]) -> str:
    """Tell who took a decision by what it says.

    >>> name_decider(["curated: one (kg-curation.txt, line 3)"]), name_decider(["shared co-authors: X"])
    ('curation', 'rule')
    """
    for sentence in sentences:
        if _CURATED.fullmatch(sentence):
            return "curation"
        if sentence.startswith("the vocabulary knows"):
            return "vocabulary"
    return "rule"


def shorten(iri: str, base: str) -> str:
    """Write an IRI as tables show it, where it can be written so."""
    try:
        return Abbreviator(base).term(ox.NamedNode(iri)).strip("<>")
    except ValueError:
        return iri


@dataclass(frozen=True, slots=True)
class Remedies:
    """Words the commands that correct the decisions about one thing: those that ``kg curate`` can carry out.

    ``often`` counts in how many merges a side takes part: what takes part in fewest is what is split off.
    """

    dataset: Dataset
    iri: str
    kind: str
    minter: Minter
    sides: Sides
    often: Mapping[str, int]

    def add(self, told: Told) -> Told:
        """Add the commands that correct a decision, or undo the line that took it."""
        if told.by == "curation":
            cited = next(m for s in (*told.reasons, *told.against) if (m := _CURATED.fullmatch(s)))
            option = "" if cited["file"] == "kg-curation.txt" else f" --curation {shlex.quote(cited['file'])}"
            return replace(told, remedy=(("to take it back", f"kg curate undo {cited['line']}{option}"),))
        found = self._separate(told) if told.verdict == "merge" else self._join(told)
        return replace(told, remedy=tuple((what, shlex.join(["kg", "curate", *words])) for what, words in found))

    def _separate(self, told: Told) -> Iterator[tuple[str, list[str]]]:
        short, papers = self._shorten(self.iri), [s for s in told.sides if s.works and s.works[0].iri == s.iri]
        if self.kind != "paper" and not papers and not any(side.author for side in told.sides):
            yield from self._separate_names(told)
            return
        if self.kind == "paper" and len(told.sides) < 2:
            return
        what = "to separate" if len(told.sides) > 1 else "if this paper means something else"
        leaving = [side for side in reversed(told.sides) if self._can_leave(side)]
        if leaving:
            side = min(leaving, key=lambda side: self.often.get(side.iri, 0))
            yield what, ["split", short, *self._part(side)]

    def _separate_names(self, told: Told) -> Iterator[tuple[str, list[str]]]:
        """Split off what mints the IRIs that were merged away, paper by paper."""
        from kg.resolve.curation import quote_name

        away = [side.iri for side in told.sides if side.now == self.iri]
        printed = find_printed(self.dataset, self.iri) if away else ()
        found = {paper: text for paper, text in printed if any(mints(text, iri, self.minter) for iri in away)}
        for paper, text in list(found.items())[:_ENOUGH]:
            name = quote_name(text) if text.isdecimal() or text.startswith('"') else text
            yield "to separate", ["split", self._shorten(self.iri), f"{self._shorten(paper)}#{name}"]

    def _can_leave(self, side: Side) -> bool:
        """Say whether a side can be split off: it does not give the whole its IRI, and something stays."""
        if self.kind == "paper":
            return side.iri != self.iri
        if side.author and side.works:
            own = self.minter.person(name=side.name, paper=side.works[0].iri, ordinal=side.author)
            return own != self.iri
        papers = self.sides.find_papers(self.iri)
        return side.iri in papers and len(papers) > 1

    def _part(self, side: Side) -> list[str]:
        """Return the words that name what a split takes away: a paper and position, or a paper."""
        if side.author and side.works:
            return [self._shorten(side.works[0].iri), str(side.author)]
        return [self._shorten(side.iri)]

    def _join(self, told: Told) -> Iterator[tuple[str, list[str]]]:
        """Merge two that are not one, but for two authors of one paper; or confirm that they are two."""
        iris = list(dict.fromkeys(side.now or side.iri for side in told.sides))
        if len(iris) != 2:
            return
        papers = [self.sides.find_papers(iri) for iri in iris]
        pair = [self._shorten(iri) for iri in iris]
        if all(papers) and (self.kind != "person" or papers[0].isdisjoint(papers[1])):
            yield "if they are one", ["merge", *pair]
        if all(papers) and told.verdict == "possible":
            yield "if they are not", ["split", *pair]

    def _shorten(self, iri: str) -> str:
        return shorten(iri, self.minter.base)
