"""The line above a listed paper, in which score, arXiv category and date are glued together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

__all__ = ["ScoreLine", "parse_score_line"]

_MONTHS = {
    name: n
    for n, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
# https://arxiv.org/category_taxonomy: cs.CL, math.PR, physics.data-an, cond-mat.str-el, quant-ph; pages drop "cs.".
_CATEGORY = r"[a-z]+(?:-[a-z]+)*\.(?:[A-Z]{2}|[a-z]+(?:-[a-z]+)*)|[a-z]+-[a-z]+|[A-Z]{2}"
_LINE = re.compile(
    rf"(?P<score>\d{{1,6}}(?:\.\d+)?)?\s*(?P<category>{_CATEGORY})?\s*"
    rf"(?P<date>{_MONTH} \d{{1,2}}, \d{{4}}|{_MONTH},? \d{{4}})?"
)
# A number in front would run into these.
_LINE_DAY_FIRST = re.compile(
    rf"(?:(?P<score>\d{{1,6}}(?:\.\d+)?)?\s*(?P<category>{_CATEGORY})\s*)?"
    rf"(?P<date>\d{{1,2}} {_MONTH} \d{{4}}|\d{{4}}-\d\d-\d\d)"
)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """What a score line says; ``problem`` tells what is wrong with a date that was left out.

    ``sure`` is False for a lone number or date, which may as well be a page number or a running head.
    """

    score: Decimal | None
    category: str | None
    date: str | None
    problem: str | None = None

    @property
    def sure(self) -> bool:
        """Whether the line can be nothing else."""
        return sum(part is not None for part in (self.score, self.category, self.date or self.problem)) > 1


def parse_score_line(line: str) -> ScoreLine | None:
    """Read a score line, or return None if the line is none.

    >>> parse_score_line("26.3CVDec 30, 2022")
    ScoreLine(score=Decimal('26.3'), category='CV', date='2022-12-30', problem=None)
    >>> parse_score_line("17")
    """
    text = line.strip()
    if len(text) > 60:
        return None
    match = _LINE.fullmatch(text) or _LINE_DAY_FIRST.fullmatch(text)
    if not match:
        return None
    score, category, printed = match["score"], match["category"], match["date"]
    if not printed and (not score or (not category and "." not in score)):
        return None
    number = Decimal(score) if score else None
    if not printed:
        return ScoreLine(number, category, None)
    try:
        return ScoreLine(number, category, _iso(printed))
    except ValueError:
        return ScoreLine(number, category, None, f"{printed!r} is no day of the calendar; the record has no date")


def _iso(printed: str) -> str:
    if printed[:4].isdigit() and printed[4] == "-":
        return date.fromisoformat(printed).isoformat()
    month = _MONTHS[next(word for word in re.findall(r"[A-Za-z]+", printed))[:3].lower()]
    *days, year = (int(number) for number in re.findall(r"\d+", printed))
    return date(year, month, days[0]).isoformat() if days else f"{date(year, month, 1):%Y-%m}"
