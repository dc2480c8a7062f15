"""Read a listing page pasted from a web browser: score line, title glued to authors, abstract; no separators.

Each file is gone through twice: first for the names that stand on the page, then for its records.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.iris import digest, slug
from kg.model import Author, Origin, Record, Skipped
from kg.readers.heading import Heading, split_heading
from kg.readers.scoreline import ScoreLine, parse_score_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from kg.readers.text import Source

    Report = Callable[[Skipped], None]

__all__ = ["read", "render", "sniff"]

_FINISHED = re.compile(r"[.!?…。][\"'”’)\]}$]*$|https?://\S+$")
# A heading is printed in one line: no known title and three names together come near this.
LONGEST_HEADING = 600
LONGEST_TITLE = 300
# A heading read with less confidence is read again with the names on the page, to which it adds no first author.
SURE = 0.99
LONGEST_SCRAP = 60
SHORTEST_LINE = 30
WIDEST_LINE = 160
# In lines, with its abstract wrapped.
LONGEST_RECORD = 40


def _is_finished(text: str) -> bool:
    """Tell whether a text ends as a sentence does; a long tail is no evidence, and would take long to search."""
    return bool(_FINISHED.search(text[-300:].rstrip()))


def sniff(head: str) -> bool:
    """Tell whether lines that are headings beyond doubt are as frequent as on a page of papers."""
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    sure = sum(_is_sure(heading) for heading in map(_split, lines) if heading)
    return bool(sure) and sure * LONGEST_RECORD >= len(lines)


def _is_sure(heading: Heading) -> bool:
    """Tell whether a line is a heading wherever it stands; a lone author may be anybody whom a text names."""
    alone = len(heading.authors) == 1 and not heading.et_al
    likely = heading.chance > (0.99 if alone else 0.9) and heading.confidence > 0.5
    return likely and " " in heading.title and not (alone and " " not in heading.authors[0])


@lru_cache(maxsize=1 << 15)
def _split(text: str) -> Heading | None:
    return split_heading(text) if len(text) <= LONGEST_HEADING else None


@dataclass(frozen=True, slots=True)
class _Page:
    """What the first pass tells: names on the page, whether records have abstracts and these are wrapped over lines."""

    names: Collection[str]
    abstracts: bool
    wrapped: bool


def _survey(source: Source) -> _Page:
    names: set[str] = set()
    headings = prose = broken = 0
    for _, line in source.lines():
        heading = _split(line.strip())
        if heading and heading.chance > 0.9:
            headings += 1
            names.update(heading.authors[heading.confidence < SURE :])
        elif len(line) > LONGEST_SCRAP:
            prose += 1
            broken += len(line) < WIDEST_LINE and not _is_finished(line)
    return _Page(names, prose > 0.5 * headings, broken > 0.4 * prose)


@dataclass(slots=True)
class _Draft:
    """A record while its abstract is being read."""

    line: int
    heading: Heading
    scores: ScoreLine | None
    abstract: list[tuple[int, str]] = field(default_factory=list)

    @property
    def finished(self) -> bool:
        return bool(self.abstract) and _is_finished(self.abstract[-1][1])


@dataclass(slots=True)
class _Parser:
    """The state between two lines: the open record, a score line and a line not yet placed."""

    source: Source
    report: Report
    page: _Page
    draft: _Draft | None = None
    scores: tuple[int, str, ScoreLine] | None = None
    loose: tuple[int, str] | None = None

    def skip(self, number: int, text: str, reason: str) -> None:
        self.report(Skipped(self.source.path, number, text[:200], reason))

    def take(self, number: int, text: str) -> _Draft | None:
        """Place one line; return the record that it closes."""
        if (scores := parse_score_line(text)) is not None:
            self.drop_scores()
            self.scores = (number, text, scores)
            return None
        heading = self.find_heading(text)
        if heading is not None:
            return self.open(number, heading)
        return self.place(number, text)

    def find_heading(self, text: str) -> Heading | None:
        heading = _split(text)
        if heading is None:
            return None
        if heading.confidence < SURE or 0.01 < heading.chance < SURE:
            heading = split_heading(text, known=self.page.names) or heading
        if not heading.title:
            many = len(heading.authors) > 1 or heading.et_al or heading.authors[0] in self.page.names
            return heading if heading.chance > (0.5 if many else 0.99) and self.borrow() else None
        return heading if heading.chance > self.least_chance() else None

    def least_chance(self) -> float:
        """Return how likely a line must be a heading at this place."""
        if self.scores and self.scores[2].sure:
            return 0.02
        if self.draft and self.page.abstracts and not self.draft.finished:
            return 0.995 if self.page.wrapped and self.draft.abstract else 0.9
        return 0.5

    def borrow(self) -> tuple[int, str] | None:
        """Return the line before, if it may be the title of a line that holds authors alone."""
        if self.loose:
            return self.loose
        lines = self.draft.abstract if self.draft else []
        return lines[-1] if lines and len(lines[-1][1]) < LONGEST_TITLE and not lines[-1][1].endswith(".") else None

    def open(self, number: int, heading: Heading) -> _Draft | None:
        if not heading.title:
            number, heading = self.marry(number, heading)
        self.drop_loose()
        closed, scores = self.draft, self.scores
        self.draft, self.scores = _Draft(number, heading, scores[2] if scores else None), None
        if scores and scores[2].problem:
            self.skip(scores[0], scores[1], scores[2].problem)
        return closed

    def marry(self, number: int, heading: Heading) -> tuple[int, Heading]:
        """Take the line before for the title of a line of authors."""
        number, title = self.borrow() or (number, "")
        if self.loose:
            self.loose = None
        elif self.draft:
            self.draft.abstract.pop()
        return number, replace(heading, title=title)

    def place(self, number: int, text: str) -> _Draft | None:
        """Place a line that is neither heading nor score line."""
        closed = None
        scrap = self.is_scrap(text)
        if self.scores and (self.loose or not (scrap or self.scores[2].sure)):
            self.drop_scores()
        waiting = self.scores and not scrap
        if waiting or (scrap and self.draft and self.draft.abstract and not self.page.wrapped):
            closed, self.draft = self.draft, None
        self.drop_loose()
        if scrap or self.draft is None:
            self.loose = (number, text)
        else:
            self.draft.abstract.append((number, text))
        return closed

    def is_scrap(self, text: str) -> bool:
        """Tell whether a line is more likely navigation, a page number or a bare title than part of an abstract."""
        begun = bool(self.draft and self.draft.abstract)
        if begun and self.page.wrapped:
            finished = bool(self.draft and self.draft.finished)
            return finished and len(text) < SHORTEST_LINE and not _is_finished(text)
        if text.isdecimal():
            return True
        if _is_finished(text):
            return False
        return len(text) < (LONGEST_TITLE if self.draft and self.draft.finished else LONGEST_SCRAP)

    def drop_loose(self) -> None:
        if self.loose:
            self.skip(*self.loose, "fits nowhere: no score line, no title with authors, no abstract of a record")
            self.loose = None

    def drop_scores(self) -> None:
        if self.scores:
            self.skip(self.scores[0], self.scores[1], "a score line that no title with authors follows")
            self.scores = None


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of a page; lines that fit nowhere go to ``report``."""
    parser = _Parser(source, report, _survey(source))
    seen: dict[str, int] = {}
    for number, line in source.lines():
        if (text := line.strip()) and (draft := parser.take(number, text)):
            yield _finish(draft, source, seen)
    if parser.draft:
        yield _finish(parser.draft, source, seen)
    parser.drop_loose()
    parser.drop_scores()


def _finish(draft: _Draft, source: Source, seen: dict[str, int]) -> Record:
    heading, scores = draft.heading, draft.scores
    key = name = _name(heading)
    while key in seen:
        seen[name] += 1
        key = f"{name}-{seen[name]}"
    seen[key] = 1
    return Record(
        id=key,
        title=heading.title,
        authors=tuple(Author(name) for name in heading.authors),
        authors_complete=not heading.et_al,
        abstract="\n".join(text for _, text in draft.abstract),
        date=scores.date if scores else None,
        categories=(scores.category,) if scores and scores.category else (),
        score=scores.score if scores else None,
        affiliations=heading.affiliations,
        origin=Origin(source.path, source.sha256, draft.line, "listing"),
    )


def _name(heading: Heading) -> str:
    """Name a record by its title; by a hash as well where the title does not fit into a name."""
    stem = slug(heading.title, limit=50)
    whole = slug(heading.title, limit=1000)
    return stem if stem and stem == whole else f"{stem}-{digest(heading.title, heading.authors[0])}".lstrip("-")


def render(record: Record) -> str:
    """Print a record as a listing page does, with its first three authors; what a page can't show is left out.

    >>> print(render(Record("a", title="On A", authors=(Author("Ada Lovelace"),), affiliations=("pku",))), end="")
    On AAda Lovelace · pku
    """
    names = [author.name for author in record.authors]
    cut = len(names) > 3 or not record.authors_complete
    slugs = "".join(f" · {slug}" for slug in record.affiliations)
    heading = record.title + ", ".join(names[:3]) + " et al." * cut + slugs
    lines = [_render_scores(record), heading.rstrip(), record.abstract]
    return "".join(f"{line}\n" for line in lines if line)


def _render_scores(record: Record) -> str:
    printed = ""
    if record.date:
        day = date.fromisoformat(record.date)
        printed = f"{day:%b} {day.day}, {day.year:04}"
    return f"{'' if record.score is None else record.score}{''.join(record.categories[:1])}{printed}"
