"""Split a listing's heading line into title, authors and affiliation, although nothing separates title and author."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.readers import boundary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = ["Candidate", "Heading", "Line", "describe", "list_candidates", "parse_line", "split_heading"]

_ET_AL = re.compile(r",?\s+et\.? al\.?$")
_SLUG = re.compile(r"\s+[·•]\s+([a-z0-9][a-z0-9_.&+-]*(?:(?:,\s*|\s+[·•]\s+)[a-z0-9][a-z0-9_.&+-]*)*)$")
_GAP = re.compile(r"\t\s*|\s{2,}")
_PARTICLE = re.compile(
    r"(?:von|van|vom|zu|zum|zur|de|del|della|dela|di|da|do|dos|das|du|des|la|le|el|al|ad|abu|bin|ibn|ben|ter|ten|den|der"
    r"|d|l)[ '’-]"
)
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV|2nd|3rd")
# Whatever its script, a name holds none of these; it ends in a full stop only after an initial or the like.
_NAME = re.compile(r"(?:[^\W\d_]|[{\\'’‘ʻ])[^<>@/=_|;:#+%\[\]!?&$\d]{0,70}[\d*†‡§]{0,2}")
_SENTENCE_END = re.compile(r"[^\W\d_]{4,}\.$")
MOST_AUTHORS = 12
MOST_TOKENS = 6
# Log-odds that a name which stands elsewhere on the page is no chance product of a wrong cut.
RECURS = 4.0


@dataclass(frozen=True, slots=True)
class Line:
    """A heading line without its marks: the glued text, whether `` et al.`` follows, the affiliation slugs."""

    text: str
    et_al: bool
    affiliations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read a line: the first author begins at ``cut``; without ``names`` the line is no heading."""

    cut: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading read; an empty title means that the line holds authors alone.

    ``chance`` is the model's probability that the line holds authors at all, ``confidence`` that of this reading
    among those with authors.
    """

    title: str
    authors: tuple[str, ...]
    et_al: bool
    affiliations: tuple[str, ...]
    confidence: float
    chance: float


def parse_line(line: str) -> Line:
    """Take the affiliation slug and the mark of a cut author list off a line.

    >>> parse_line("On GraphsAda Lovelace et al. · pku")
    Line(text='On GraphsAda Lovelace', et_al=True, affiliations=('pku',))
    """
    text, affiliations = line.strip(), tuple[str, ...]()
    if match := _SLUG.search(text):
        text, affiliations = text[: match.start()], tuple(re.split(r",\s*|\s+[·•]\s+", match[1]))
    if match := _ET_AL.search(text):
        return Line(text[: match.start()], True, affiliations)
    return Line(text, False, affiliations)


def _may_begin(token: str, cut: int, *, final: bool) -> bool:
    """Tell whether a name may begin inside a token; ``final`` if nothing follows the token.

    At a capital (or a script without case) it may; in lower case after a sign, a number or an acronym, before a
    particle, or after a whole title word.
    """
    left, right = token[cut - 1], token[cut]
    if not right.isalpha():
        return False
    if not right.islower():
        return True
    if left.isupper():
        return cut > 1 and not token[cut - 2].islower()
    if not left.isalpha():
        return left not in "-'’./_"
    if _PARTICLE.match(token if final else f"{token} ", cut):
        return True
    return cut > 2 and len(token) - cut > 1 and boundary.is_word(token[:cut]) and not boundary.is_word(token)


@lru_cache(maxsize=1 << 16)
def _cuts_within(token: str, *, final: bool) -> tuple[int, ...]:
    return tuple(cut for cut in range(1, len(token)) if _may_begin(token, cut, final=final))


def _cuts(text: str, start: int, end: int, known: Collection[str]) -> Iterator[int]:
    """Yield the places inside the last tokens of ``text[start:end]`` where the first author may begin."""
    stop = end
    for _ in range(MOST_TOKENS):
        begin = max(text.rfind(" ", start, stop) + 1, start)
        token = text[begin:stop]
        inside = _cuts_within(token, final=stop == end)
        yield from (begin + cut for cut in inside)
        if known:
            yield from (begin + c for c in range(1, len(token)) if c not in inside and text[begin + c : end] in known)
        if begin == start:
            return
        stop = begin - 1


def _segments(text: str) -> list[str]:
    """Split at commas, but leave ``Jr.`` and the like with the name before."""
    out: list[str] = []
    for segment in text.split(", "):
        if out and _SUFFIX.fullmatch(segment):
            out[-1] += f", {segment}"
        else:
            out.append(segment)
    return out


@lru_cache(maxsize=1 << 16)
def is_name(text: str) -> bool:
    """Tell whether a text may be a name at all, by its characters.

    >>> is_name("Łukasz Kaiser"), is_name("jane@example.org"), is_name("makes no promise.")
    (True, False, False)
    """
    return bool(_NAME.fullmatch(text)) and " · " not in text and not _SENTENCE_END.search(text)


def list_candidates(line: Line, *, known: Collection[str] = ()) -> list[Candidate]:
    """List the readings of a line, the first of them "no authors at all"."""
    text = line.text
    out = [Candidate(len(text))]
    segments = _segments(text)
    end = len(text)
    for count, segment in enumerate(reversed(segments[-MOST_AUTHORS:]), start=1):
        others = tuple(segments[len(segments) - count + 1 :])
        start = end - len(segment)
        cuts = (cut for cut in _cuts(text, start, end, known) if is_name(text[cut:end]))
        out.extend(Candidate(cut, (text[cut:end], *others)) for cut in cuts)
        if not is_name(segment) or len(segment.split()) > MOST_TOKENS:
            break
        if start == 0:
            out.append(Candidate(0, (segment, *others)))
        end = start - 2
    return out


def _roles(name: str) -> list[tuple[str, str]]:
    tokens = name.split()
    if len(tokens) == 1:
        return [(tokens[0], "O")]
    return [(t, "F" if i == 0 else "L" if i == len(tokens) - 1 else "M") for i, t in enumerate(tokens)]


def _ends(text: str, cut: int) -> tuple[str, str]:
    before, _, last = text[max(0, cut - 80) : cut].rpartition(" ")
    return before.rpartition(" ")[2], last


def describe(line: Line, candidate: Candidate) -> Iterator[str]:
    """Yield all features of one reading; training and scoring see the same."""
    segments = line.text.count(", ") + 1
    if not candidate.names:
        yield from boundary.plain_features(line.text, et_al=line.et_al, segments=segments)
        return
    for name in candidate.names:
        for token, role in _roles(name):
            yield from boundary.name_features(token, role)
    yield from _joint(line, candidate, segments)
    before, last = _ends(line.text, candidate.cut)
    yield from boundary.tail_features(before, last)


def _joint(line: Line, candidate: Candidate, segments: int) -> Iterator[str]:
    _, last = _ends(line.text, candidate.cut)
    tokens = candidate.names[0].split()
    shapes = " ".join(map(boundary.shape, tokens))
    yield from boundary.boundary_features(last[-2:], tokens[0][:3], shapes)
    yield from boundary.layout_features(len(candidate.names), et_al=line.et_al, segments=min(segments, 6))


@lru_cache(maxsize=1 << 16)
def _score_name_token(token: str, role: str) -> float:
    return boundary.score(boundary.name_features(token, role))


@lru_cache(maxsize=1 << 16)
def _score_tail(before: str, last: str) -> float:
    return boundary.score(boundary.tail_features(before, last))


@lru_cache(maxsize=1 << 16)
def _score_name(name: str) -> float:
    return sum(_score_name_token(token, role) for token, role in _roles(name))


@lru_cache(maxsize=1 << 16)
def _score_meeting(last: str, first: str, shapes: str) -> float:
    return boundary.score(boundary.boundary_features(last, first, shapes))


@lru_cache(maxsize=1 << 10)
def _score_layout(names: int, *, et_al: bool, segments: int) -> float:
    return boundary.score(boundary.layout_features(names, et_al=et_al, segments=segments))


def _score(line: Line, candidate: Candidate, known: Collection[str], segments: int) -> float:
    names = candidate.names
    if not names:
        return boundary.score(boundary.plain_features(line.text, et_al=line.et_al, segments=segments))
    before, last = _ends(line.text, candidate.cut)
    tokens = names[0].split()
    total = sum(_score_name(name) for name in names) + _score_tail(before, last)
    total += _score_meeting(last[-2:], tokens[0][:3], " ".join(map(boundary.shape, tokens)))
    total += _score_layout(len(names), et_al=line.et_al, segments=min(segments, 6))
    return total + RECURS * (names[0] in known)


def split_heading(text: str, *, known: Collection[str] = ()) -> Heading | None:
    """Read a line as title and authors in the likeliest way, or return None where there is no way.

    ``known`` are names that stand elsewhere on the page.

    >>> split_heading("Attention Is All You NeedAshish Vaswani, Noam Shazeer, Niki Parmar et al.").authors
    ('Ashish Vaswani', 'Noam Shazeer', 'Niki Parmar')
    """
    found = _split_at_gap(text, known) or _split(parse_line(text), known)
    before, dot, slug = text.rpartition(" · ")
    if dot and not (found and found.chance > 0.5) and (found := _split(parse_line(before), known)):
        return replace(found, affiliations=(*found.affiliations, slug.strip()))
    return found


def _split_at_gap(text: str, known: Collection[str]) -> Heading | None:
    """Read a line in which a tab or several spaces part the title from authors."""
    line = parse_line(text)
    for gap in _GAP.finditer(line.text):
        found = _split(replace(line, text=line.text[gap.end() :]), known)
        if found and not found.title and found.chance > (0.9 if len(found.authors) > 1 or line.et_al else 0.99):
            return replace(found, title=line.text[: gap.start()])
    return None


def _split(line: Line, known: Collection[str]) -> Heading | None:
    candidates = list_candidates(line, known=known)
    if len(candidates) == 1:
        return None
    segments = line.text.count(", ") + 1
    plain, *scores = (_score(line, candidate, known, segments) for candidate in candidates)
    top = max(scores)
    chosen = candidates[scores.index(top) + 1]
    chance = sum(math.exp(s - top) for s in scores)
    return Heading(
        title=line.text[: chosen.cut],
        authors=chosen.names,
        et_al=line.et_al,
        affiliations=line.affiliations,
        confidence=1 / chance,
        chance=1 / (1 + math.exp(min(plain - top - math.log(chance), 700))),
    )
