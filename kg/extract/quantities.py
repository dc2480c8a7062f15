r"""Read the numbers of a sentence: value, unit, comparator, and the number it started from.

A number inside a name (``GPT-3.5``, ``3D``, ``10K``), a year or a citation is not a quantity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Quantity", "find_quantities", "split_text"]

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_UNIT = (
    r"\\?\s?%(?:p\b|\s?(?:points?|pts?)\b)?|\s?(?:percent(?:age)?[\s-](?:points?|pts?)|percent|per\s?cent|points?|pts?|pp|dB|ms|mm|cm)\b"
    r"|\s?(?:\\times|×)(?!\s?\d)|\s?[xX]\b(?!\s?\d)|-?\s?(?:fold|times)\b"
)
_QUANTITY = re.compile(
    rf"(?P<open>(?<!\d)\$?\s?)(?P<approx>(?:\\sim|\\approx|[~∼≈])\s?)?(?P<sign>[+\-−–]?\s?)(?P<number>{_NUMBER})"
    rf"(?P<spread>\s?[_^]?\{{?(?:±|\\pm|\+/-)\s?{_NUMBER}\}}?)?(?P<plus>\+)?(?P<unit>{_UNIT})?(?P<close>\s?\$(?P<outside>{_UNIT})?)?"
)
_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twice": 2,
}
_SPELLED = re.compile(
    r"(?<![\w-])(?:(?P<number>one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?P<unit>[\s-](?:(?:absolute|full|[A-Z][\w-]*)\s)?(?:percent(?:age)?[\s-]points?|percent|points?)\b"
    r"|[\s-](?:fold\b|times(?=\s+(?:\w+er|more|as)\b)))|(?P<twice>twice)(?=\s+(?:as|faster|the\s+speed)\b))",
    re.IGNORECASE,
)
_NOISE = re.compile(
    rf"(?=[CcSspPnNkK\d])(?:\b(?:CIs?|confidence\s+intervals?|SD|std)\b[\s:=,\[(]*(?:of\s+|±\s?)?{_NUMBER}\\?%?"
    rf"(?:\s?(?:-|–|,|to)\s?{_NUMBER}\\?%?)?|\b\d\d\s?\\?%\s(?=CI\b|confidence)"
    rf"|\b[pPnN](?:\s?[-–]?values?)?\s?(?:of\s)?[<>=≤≥]+\s?{_NUMBER}|\b[kK]\s?=\s?\d+"
    r"|\bp(?:ages?|p?\.)\s?\d+(?:\s?[-–]\s?\d+)?"
    r"|(?<![\d.,])(?:19|20)\d\d(?![\d,.]*\d|\s?\\?%)"
    r"|(?<![\d.,])\d+\s+(?:out\s+)?of\s+(?:the\s+|all\s+)?\d+(?![\d.,]*\d|\s?\\?%))"
)
"""Intervals, p-values, sample sizes, cut-offs, pages, years and shares of a count: numbers that are never results."""
_COMPARATORS = (
    ("<=", r"up\s?to|as\s(?:high|much|large|many)\sas|at\smost|(?:a|the)\smaximum\sof|no\smore\sthan|within|≤|\\leq?"),
    (">=", r"at\sleast|no\sless\sthan|not\sless\sthan|a\sminimum\sof|as\s(?:low|little|few)\sas|≥|\\geq?"),
    (
        ">",
        r"(?:well\s)?(?:more|greater|higher|larger|better)\sthan|(?:well\s)?over|above|beyond|exceed(?:s|ing|ed)?|>|\\gt",
    ),
    ("<", r"(?:less|fewer|lower|smaller)\sthan|under|below|<|\\lt"),
)
_COMPARED = [(sign, re.compile(rf"(?<![\w\\])(?:{words})[\s$(]*(?:an?\s)?$")) for sign, words in _COMPARATORS]
_FROM = re.compile(
    r"\b(?:from|between)\s+(?:an?\s+|the\s+)?(?:(?!by\b|to\b)[\w.$@\\{}'’-]+[\s=]+){0,3}$", re.IGNORECASE
)
_TO = re.compile(r"\s*(?:to|→|-+>|\\rightarrow|\\to|\$\\rightarrow\$|⇒|➔)\s*(?:an?\s+|over\s+|about\s+|around\s+)?")
_DASH = re.compile(r"\s?(?:-|–|—|−|~|--)\s?|\s+to\s+")
_VERSUS = re.compile(r"\s*(?:[\w@-]+\s+)?\(?(?:vs\.?|versus|v\.s\.|against)\s*\(?")
_DASHED = re.compile(r"\b[a-z]{4,}\s?[-–—]$")
_SIZE = re.compile(r"\s?(?:×|x|\\times)\s?\d")
_VERSION = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w/+-]*[A-Za-z]\s$")
LONGEST_SENTENCE = 4000
MOST_NUMBERS = 60
_SENTENCE_END = re.compile(
    r"[.?!](?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bv\.s\.)(?<!\bcf\.)(?<!\bresp\.)(?<!\bal\.)"
    r"(?<!\bFig\.)(?<!\bEq\.)(?<!\bapprox\.)(?<!\bacc\.)"
    r"[)\]\"'”’]*(?:\s+(?=[^a-z\s])|(?<=[a-z]{2}\.)(?=[A-Z][a-z]))|\n\s*\n"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at ``start:end`` of a text.

    ``outer_start:outer_end`` takes in its comparator, unit, ``$`` signs and the number it started from.
    ``comparator`` is ``=``, ``<=``, ``<``, ``>`` or ``>=``; ``signed`` says that a plus sign is printed.
    ``baseline_span`` is where the number it started from stands.
    ``reach`` is the end of a bracket that follows with numbers of its own: "83.1 (+3.5) F1".
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    value: Decimal
    unit: str | None = None
    comparator: str = "="
    baseline: Decimal | None = None
    baseline_span: tuple[int, int] = (0, 0)
    signed: bool = False
    reach: int = -1

    def __post_init__(self) -> None:
        """Let the number reach to its own end unless a bracket follows it."""
        if self.reach < self.outer_end:
            object.__setattr__(self, "reach", self.outer_end)


def split_text(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of each sentence; what runs on for thousands of characters is cut.

    >>> [*split_text("A is 1.5, e.g. B. C")]
    [(0, 18), (18, 19)]
    """
    start = 0
    for end in (*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)):
        for cut in range(start, end, LONGEST_SENTENCE):
            yield cut, min(cut + LONGEST_SENTENCE, end)
        start = end


def find_quantities(
    text: str, *, avoid: Iterable[tuple[int, int]] = (), measures: Iterable[tuple[int, int]] = ()
) -> list[Quantity]:
    r"""Find the numbers of one sentence, leaving out those inside the spans to ``avoid`` and ``measures``.

    A sentence with dozens of numbers is a flattened table, whose columns cannot be told: it gives none.
    A bare number right after a capitalised word ("Task 4") is part of a name, unless that word is a measure.

    >>> [q] = find_quantities(r"accuracy rises from $77.02\%$ to $80.21\%$")
    >>> q.value, q.unit, q.baseline
    (Decimal('80.21'), '%', Decimal('77.02'))
    """
    after_measure = {end for _, end in measures}
    spans = [*avoid, *measures, *(match.span() for match in _NOISE.finditer(text))]
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(text):
        if not any(a < match.end("number") and match.start("number") < b for a, b in spans):
            measured = not after_measure.isdisjoint(range(match.start("number") - 2, match.start("number") + 1))
            quantity = _read(text, match, found[-1].outer_end if found else -1, measured=measured)
            if quantity:
                found.append(quantity)
            if len(found) > MOST_NUMBERS:
                return []
    if spelled := _find_spelled(text, spans):
        found = sorted([*found, *spelled], key=lambda q: q.start)
    return _share_units(text, _join(text, found))


def _find_spelled(text: str, spans: list[tuple[int, int]]) -> list[Quantity]:
    """Find number words that a unit makes a quantity: "two points", "three-fold", "twice as fast"."""
    found = []
    for match in _SPELLED.finditer(text):
        start, end = match.span("twice" if match["twice"] else "number")
        if not any(a < end and start < b for a, b in spans):
            outer_start, comparator = _compare(text, start)
            unit = "x" if match["twice"] else _unit(match["unit"].split()[-1])
            value = Decimal(_WORDS[match[0][: end - start].lower()])
            found.append(Quantity(start, end, outer_start, match.end(), value, unit, comparator))
    return found


def _read(text: str, match: re.Match[str], previous_end: int, *, measured: bool) -> Quantity | None:
    start, end = match.span("number")
    sign, tail = match["sign"].strip(), text[match.end() : match.end() + 6]
    unit = _unit(match["unit"] or match["outside"])
    before = (
        text[max(0, start - 1) : start]
        if not sign and not match["approx"]
        else text[max(0, match.start("sign") - 1) : match.start("sign")]
    )
    joined = previous_end in {match.start(), match.start() - 1, match.start("number") - 1}
    if (
        unit is None
        and not match["approx"]
        and not sign
        and _VERSION.search(text, max(0, start - 40), start)
        and not measured
    ):
        return None
    if (
        before
        and (before.isalnum() or before in "_@#^\\.-–—/'’")
        and not joined
        and not (unit and sign != "+" and _DASHED.search(text, max(0, start - 30), start))
    ):
        return None
    dashed = unit in {"%", "points"} and _DASHED.search(text, max(0, start - 30), start)
    if sign in {"-", "−", "–"} and not joined and not measured and not dashed:
        # A minus sign follows a space or bracket; a hyphen follows a word.
        return None
    if not match["unit"] and (
        re.match(r"[A-Za-z_^°]|-[A-Za-z]|[.:]\d|/\d(?![\d.]*\.\d)", tail) or (tail[:1] == "$" and not match["close"])
    ):
        return None
    opened = start if sign in {"-", "−", "–"} else match.start() + len(match[0]) - len(match[0].lstrip())
    if unit is None and re.fullmatch(r"\(\d{1,2}\)", text[max(0, start - 1) : end + 1]):
        return None
    outer_start, comparator = _compare(text, opened)
    if match["plus"]:
        comparator = ">="
    value = Decimal(match["number"].replace(",", ""))
    return Quantity(start, end, outer_start, match.end(), value, unit, comparator, signed=sign == "+")


def _unit(printed: str | None) -> str | None:
    if not printed:
        return None
    unit = printed.strip(" -\\$").lower()
    if unit.startswith("%") or unit in {"percent", "per cent"}:
        return "%"
    if unit in {"x", "×", "times", "fold"}:
        return "x"
    return {"db": "dB", "ms": "ms", "mm": "mm", "cm": "cm"}.get(unit, "points")


def _compare(text: str, start: int) -> tuple[int, str]:
    left = text[max(0, start - 40) : start]
    for sign, pattern in _COMPARED:
        if match := pattern.search(left):
            return start - len(left) + match.start(), sign
    return start, "="


def _join(text: str, found: list[Quantity]) -> list[Quantity]:
    """Fold "from A to B", "B vs. A" and ranges "A-B" of neighbouring numbers into one quantity or two bounds."""
    joined: list[Quantity] = []
    for right in found:
        left = joined[-1] if joined else None
        if left is None or not (pair := _relate(text, left, right)):
            joined.append(right)
        else:
            joined[-1:] = pair
    return joined


def _relate(text: str, left: Quantity, right: Quantity) -> list[Quantity] | None:
    gap = text[left.outer_end : right.outer_start]
    start = _FROM.search(text, max(0, left.outer_start - 40), left.outer_start)
    unit = right.unit or left.unit
    if left.baseline is not None or len(gap) > 24:
        return None
    in_brackets = (
        text[left.outer_start - 1 : left.outer_start] == "(" and text[right.outer_end : right.outer_end + 1] == ")"
    )
    ranging = start and re.search(r"\b(?:rang|vary|varie)\w*\s+$", text[max(0, start.start() - 12) : start.start()])
    rising = in_brackets or (start and not ranging and start[0].lower().startswith("from"))
    if (rising and _TO.fullmatch(gap)) or re.search(r"→|->|\\rightarrow|\\to\b", gap):
        opened = start.start() if start else left.outer_start
        return [
            replace(right, outer_start=opened, baseline=left.value, baseline_span=(left.start, left.end), unit=unit)
        ]
    if _VERSUS.fullmatch(gap):
        span = (right.start, right.end)
        return [replace(left, outer_end=right.outer_end, baseline=right.value, baseline_span=span, unit=unit)]
    tilde = not gap.strip() and text[right.outer_start : right.outer_start + 1] in {"~", "∼"}
    if _DASH.fullmatch(gap) or tilde or (start and re.fullmatch(r"\s+and\s+", gap)):
        opened = start.start() if start else left.outer_start
        return [
            replace(left, comparator=">=", unit=unit, outer_start=opened),
            replace(right, comparator="<=", unit=unit),
        ]
    return None


def _share_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """Give "8.6 and 11.1%" one unit, from the last number of a list to those before it."""
    for i in range(len(found) - 2, -1, -1):
        gap = text[found[i].outer_end : found[i + 1].outer_start]
        if found[i].unit is None and found[i + 1].unit and re.fullmatch(r"\s*(?:,|/|and|or|,\s*and)\s*", gap):
            found[i] = replace(found[i], unit=found[i + 1].unit)
    return found
