"""Write an explanation for people, or as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from kg.errors import UsageError
from kg.explain.model import Explanation, Side, Told, Work
from kg.explain.remedies import shorten
from kg.explain.sides import name_by_iri
from kg.iris import BASE
from kg.tables import neutralise

__all__ = ["FORMATS", "cite", "write_explanation"]

FORMATS = ("text", "json")
_GROUPS = (
    ("one", "One because"),
    ("possible", "Possibly the same as"),
    ("apart", "Kept apart from"),
)


def write_explanation(
    found: Explanation, form: str = "text", *, base: str = BASE, most: int | None = 10, width: int | None = None
) -> Iterator[str]:
    """Yield an explanation line by line; of each group at most so many decisions, all if ``most`` is None.

    JSON always holds everything. Raises ``UsageError`` for an unknown form.
    """
    if form not in FORMATS:
        raise UsageError(f"unknown format {form!r}: choose {' or '.join(FORMATS)}")
    if form == "json":
        return iter([json.dumps(asdict(found), ensure_ascii=False, indent=2), "\n"])
    return (f"{line}\n" for line in _Writer(base, width or 100).lines(found, most))


class _Writer:
    """Sets text to a width; what would steer a terminal is shown, not sent."""

    def __init__(self, base: str, width: int) -> None:
        self.base, self.width = base, max(40, width)

    def lines(self, found: Explanation, most: int | None) -> Iterator[str]:
        short = shorten(found.iri, self.base)
        kind = f"({found.kind or 'unknown'})"
        known = found.works or found.name != name_by_iri(found.iri)
        yield from self._wrap(f"{found.name} {kind}  {short}" if known else f"{short} {kind}", "", "  ")
        if found.asked != found.iri or found.says:
            asked = f"{shorten(found.asked, self.base)}: " if found.asked != found.iri else ""
            yield from self._wrap(asked + "; ".join(found.says), "  ", "    ")
        if found.works and found.kind != "paper":
            yield from self._wrap(_count_works(found.works), "  ", "    ")
        if found.names:
            yield from self._wrap(f"also printed as {', '.join(found.names)}", "  ", "    ")
        if found.replaces:
            yield from self._wrap(f"replaces {self._list(found.replaces)}", "  ", "    ")
        for attribute, heading in _GROUPS:
            told = getattr(found, attribute)
            yield from self._group(heading, [d for d in told if not _rejects(d, found)], most, found)
        yield from self._group("Rejected", [d for d in found.apart if _rejects(d, found)], most, found)
        if not (found.one or found.possible or found.apart):
            yield ""
            printed = "its papers all print one name, and " if len(found.works) > 1 else ""
            yield f"No decision was needed: {printed}nothing else is called so."

    def _group(self, heading: str, told: Sequence[Told], most: int | None, found: Explanation) -> Iterator[str]:
        if not told:
            return
        shown = told if most is None else told[:most]
        yield ""
        yield f"{heading} ({len(told):,})"
        for number, one in enumerate(shown, 1):
            yield ""
            yield from self._decision(number, one, found)
        if len(told) > len(shown):
            yield ""
            yield f"  … and {len(told) - len(shown):,} more (--all)"

    def _decision(self, number: int, told: Told, found: Explanation) -> Iterator[str]:
        head = f"{number:>3}. {_percent(told.score):>5}  "
        sides = [s for s in told.sides if s.iri != found.iri or told.verdict == "merge"]
        for text in [self._side(side, found) for side in sides] or [f"there is no such {found.kind or 'thing'}"]:
            yield from self._wrap(text, head, " " * 14)
            head = " " * 12
        by = {"curation": "a curator", "vocabulary": "the vocabulary"}.get(told.by, "")
        for sign, sentences in (("+", told.reasons), ("−", told.against)):
            for sentence in sentences:
                yield from self._wrap(sentence, f"{' ' * 12}{sign} ", " " * 14)
        if by:
            yield f"{' ' * 12}decided by {by}"
        for what, command in told.remedy:
            yield f"{' ' * 12}{what}: {neutralise(command)}"

    def _side(self, side: Side, found: Explanation) -> str:
        if side.author:
            place = f"author {side.author} of {side.authors}" if side.authors else f"author {side.author}"
            return f"{side.name}, {place} of {cite(side.works[0])}" if side.works else f"{side.name}, {place}"
        if side.works and side.works[0].iri == side.iri:
            return cite(side.works[0])
        gone = f" (now {shorten(side.now, self.base)})" if side.now not in ("", found.iri) else ""
        if found.kind == "paper":
            return f"“{side.name}” as {shorten(side.iri, self.base)}{gone}"
        where = f": {', '.join(map(cite, side.works))}" if side.works else ""
        return f"{side.name} {shorten(side.iri, self.base)}{gone}{where}"

    def _list(self, iris: Sequence[str]) -> str:
        shown = ", ".join(shorten(iri, self.base) for iri in iris[:3])
        return f"{shown} and {len(iris) - 3:,} more" if len(iris) > 3 else shown

    def _wrap(self, text: str, first: str, rest: str) -> Iterator[str]:
        wrapped = textwrap.wrap(
            neutralise(text),
            self.width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return iter(wrapped or [first.rstrip()])


def _rejects(told: Told, found: Explanation) -> bool:
    """Say whether a decision is on nothing but the thing itself: that there is no such."""
    return told.verdict == "apart" and {side.iri for side in told.sides} == {found.iri}


def cite(work: Work) -> str:
    """Name a paper by its title and year.

    >>> cite(Work("https://x/paper/1", "On A", "2020"))
    '“On A” (2020)'
    """
    return f"“{work.title}”" + (f" ({work.year})" if work.year else "")


def _count_works(works: Sequence[Work]) -> str:
    years = sorted({w.year for w in works if w.year})
    span = f", {years[0]}" + (f" to {years[-1]}" if len(years) > 1 else "") if years else ""
    return f"on {len(works):,} paper{'s' * (len(works) != 1)}{span}"


def _percent(score: float) -> str:
    """Write a probability; only certainty is 100 %.

    >>> _percent(0.9996), _percent(1), _percent(0.286)
    ('>99%', '100%', '29%')
    """
    if 0.995 <= score < 1:
        return ">99%"
    return "<1%" if 0 < score < 0.005 else f"{score:.0%}"
