"""Read a printed affiliation: which institution it names, without department, address and footnote marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from kg.resolve.organizations.institutions import Institution, register
from kg.resolve.organizations.words import institution_key, is_public_suffix, name_words, registered_domain, words_of

__all__ = ["clean_affiliation", "find_institution", "is_nobody", "organization_key", "read_domain", "split_affiliation"]

_MARKS = re.compile(r"[^\w\s.,;:&+/|()\[\]{}'’`´@–—-]|[*†‡§¶#♠♣♥♦♡♢♤♧]")
_EMAIL = re.compile(r"[\w.+-]*(?:\{[^}]*\})?@((?:[\w-]+\.)+[A-Za-z]{2,})")
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?((?:[a-z\d][a-z\d-]*\.)+[a-z]{2,24})/?")
_NOBODY = re.compile(
    r"(?:an? )?(?:independent|unaffiliated|freelance|individual|self|retired)"
    r"(?:[ -](?:researchers?|scholars?|scientists?|author|consultant|employed))?"
    r"|none|null|n/?a|unknown|no affiliation|home|personal",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:university|polytechnic|academy|hochschule|ecole|politehnica|academia)\b|\binstitute (?:[a-z]+ )?technology\b"
    r"|\binstitute science\b|\btechnology institute\b|\buniversity\b"
)
_FAIR = re.compile(
    r"\b(?:institute|institution|council|foundation|hospital|laboratory|ministry|agency|society|bank|college)\b"
)
_COMPANY_END = re.compile(r"\b(?:Inc|Ltd|LLC|GmbH|Corp|Corporation|Co|PLC)\b", re.IGNORECASE)
_PART, _PLACES = words_of("part"), words_of("place")
#: Names of university systems, which the name of a place must follow.
_SYSTEMS = frozenset(map(institution_key, words_of("system")))
#: Names of bodies whose institutes are institutions of their own.
_UMBRELLAS = frozenset(map(institution_key, words_of("umbrella")))
_INSTITUTE = frozenset({"institute", "center", "academy", "observatory"})


def split_affiliation(text: str) -> list[str]:
    """Split what names several institutions at once into one text for each.

    >>> split_affiliation("University of Oxford+Google"), split_affiliation("Tsinghua University and KAIST")
    (['University of Oxford', 'Google'], ['Tsinghua University', 'KAIST'])
    >>> split_affiliation("Hong Kong University of Science and Technology")
    ['Hong Kong University of Science and Technology']
    """
    parts = re.split(r"\s*(?<!\+)\+(?!\+)\s*(?=\S{2})|\s*[;|]\s*|\s+/\s+|\s*[♠♣♥♦♡♢♤♧†‡]\s*(?=\w{3})", text)
    split = [part for whole in parts for part in _split_words(whole.strip(" ,"))]
    return [part for part in dict.fromkeys(split) if re.search(r"\w\w", part)] or [text.strip()]


def _split_words(text: str) -> Iterator[str]:
    """Split at a word or comma between two names that are institutions of their own."""
    for match in re.finditer(r"\s+(?:and|&|/)\s+|(?<=\w)/(?=[A-Z]\w\w)|,\s*", text):
        left, right = text[: match.start()], text[match.end() :]
        if left.count("(") > left.count(")"):
            continue
        if match[0].strip() == ",":
            ends = left.rsplit(",", 1)[-1], right.split(",", 1)[0]
            apart = all(_is_known(end) and "university" in name_words(end) for end in ends)
            apart = apart and institution_key(ends[0]) != institution_key(ends[1])
        else:
            apart = _is_whole(left.rsplit(",", 1)[-1]) and _is_whole(right.split(",", 1)[0])
        if apart:
            yield left.strip(" ,")
            yield from _split_words(right.strip(" ,"))
            return
    yield text


def _is_known(text: str) -> bool:
    return institution_key(clean_affiliation(text)) in register().names


def _is_whole(text: str) -> bool:
    """Say whether a text is surely an institution's name from end to end."""
    words = name_words(clean_affiliation(text))
    if _is_known(text):
        return True
    return len(words) > 1 and "university" in words and not _PART & set(words) - {"institute", "college", "state"}


def read_domain(text: str) -> str | None:
    """Return the domain in an e-mail address or a text that is nothing but a domain; None for a mail provider's.

    >>> read_domain("a@cs.cmu.edu"), read_domain("robots.ox.ac.uk"), read_domain("b@gmail.com"), read_domain("U.S.A.")
    ('cs.cmu.edu', 'robots.ox.ac.uk', None, None)
    """
    match = _EMAIL.search(text) or _DOMAIN.fullmatch(text.strip())
    if not match:
        return None
    domain = match[1].lower()
    registered = registered_domain(domain)
    return None if is_public_suffix(registered) or registered.split(".")[0] in words_of("provider") else domain


@lru_cache(maxsize=200_000)
def organization_key(text: str) -> str:
    """Reduce one printed affiliation to a key of its institution; empty if it names none.

    Of a text that names several, the first counts; ``split_affiliation`` tells them apart.

    >>> {organization_key(t) for t in ("Dept. of CS, Univ. of Oxford, UK", "Oxford University", "ox.ac.uk", "oxford")}
    {'oxford university'}
    >>> organization_key("Department of Computer Science"), organization_key("Independent Researcher")
    ('', '')
    """
    if found := find_institution(text):
        return found.key
    if domain := read_domain(text):
        return registered_domain(domain)
    first = split_affiliation(text)[0]
    name = _find_name(clean_affiliation(first))
    return institution_key(name) if name else ""


def find_institution(text: str) -> Institution | None:
    """Return the institution of the register that a printed affiliation, a short name or a domain names.

    >>> find_institution("Dept. of Comput. Sci., North Carolina Univ., Charlotte, NC, USA").name
    'University of North Carolina at Charlotte'
    """
    known = register()
    word = text.strip().casefold()
    if domain := read_domain(text):
        if found := known.of_domain(domain):
            return found
        if _DOMAIN.fullmatch(word):
            return None
    if re.fullmatch(r"[\w*&-]+", word) and word in known.shorts:
        return known.shorts[word]
    segments = _segments(clean_affiliation(split_affiliation(text)[0]))
    if span := _find_span(segments):
        start, found = span
        return None if _is_institute_of(segments, start, found) else found
    return next((i for s in segments if (i := _find_inside(s))), None)


def _is_institute_of(segments: list[str], start: int, found: Institution) -> bool:
    """Say whether what stands before the name of an academy is an institution of its own."""
    return bool(found.key in _UMBRELLAS and start and _INSTITUTE & set(name_words(segments[start - 1])))


def is_nobody(text: str) -> bool:
    """Say whether an affiliation says that there is none.

    >>> is_nobody("Independent Researcher"), is_nobody("Unknown"), is_nobody("Independent University of Moscow")
    (True, True, False)
    """
    return bool(_NOBODY.fullmatch(text.strip()))


def clean_affiliation(text: str) -> str:
    """Take out e-mail addresses, footnote marks and what else is no part of a name."""
    plain = unicodedata.normalize("NFKC", _EMAIL.sub(" ", text))
    plain = re.sub(r"^[\W\d_]+(?=[^\W\d])", "", re.sub(r"\be-?mail:?.*", "", plain, flags=re.IGNORECASE))
    plain = re.sub(r"(?<=[a-z])\d+$|(?<=[A-Z]{4})\d$", "", _MARKS.sub(" ", plain))
    plain = re.sub(r"\s+[-–—]{1,2}\s+", ", ", plain)
    return re.sub(r"\s+", " ", plain).strip(" ,.;:-")


def _segments(text: str) -> list[str]:
    """Split at commas outside of brackets, company endings kept with the name before them."""
    joined = re.sub(r",\s*(?=(?:Inc|Ltd|LLC|L\.?P|Co|Corp)\b)", " ", text)
    parts = re.split(r",(?![^()]*\))", joined)
    return [part.strip(" .") for part in parts if re.search(r"\w", part)]


def _readings(segment: str) -> Iterator[str]:
    """Yield a segment as it is, without brackets, and what stands in them."""
    yield segment
    if "(" in segment:
        yield re.sub(r"\s*\([^)]*\)?\s*", " ", segment).strip()
        yield from (inside for inside in re.findall(r"\(([^)]+)\)", segment) if len(inside) > 2)


def _find_span(segments: list[str]) -> tuple[int, Institution] | None:
    """Look up runs of segments, the longest first: "University of California, Berkeley" before the parts of it."""
    known = register()
    for length in (3, 2, 1):
        for start in range(len(segments) - length + 1):
            whole = ", ".join(segments[start : start + length])
            for reading in _readings(whole):
                found = known.names.get(institution_key(reading))
                if not found and reading.isupper():
                    found = known.shorts.get(reading.casefold())
                if found and not (length == 1 and _is_place_or_part(reading)):
                    return start, found
    return None


def _is_place_or_part(text: str) -> bool:
    return not text.isupper() and all(word in _PLACES for word in name_words(text))


def _find_inside(segment: str) -> Institution | None:
    """Find a known name within a segment, where the rest is a department before it or a place after it."""
    words = name_words(segment)
    known = register()
    for length in range(min(len(words), known.longest), 1, -1):
        for start in range(len(words) - length + 1):
            found = known.names.get(_key_of(words[start : start + length]))
            if found and _is_part(words[:start]) and all(map(_is_place, words[start + length :])):
                return found
    return None


def _key_of(words: list[str]) -> str:
    return institution_key(" ".join(words))


def _is_part(words: list[str]) -> bool:
    return not words or bool(_PART & set(words) and not _STRONG.search(" ".join(words)))


def _is_place(word: str) -> bool:
    return word in _PLACES or word.isdigit()


def _find_name(text: str) -> str | None:
    """Return the segment that names the institution, with the place that tells a university of a system from others."""
    if not text or is_nobody(text):
        return None
    segments = _segments(text)
    if not segments:
        return None
    ranks = [_rank(segment) for segment in segments]
    best = max(range(len(segments)), key=lambda i: (ranks[i], -i))
    if ranks[best] <= 1:
        return None
    name = re.sub(r"\s*\([^)]*\)?", "", segments[best]).strip() or segments[best]
    if institution_key(name) in _SYSTEMS and best + 1 < len(segments):
        return f"{name} {segments[best + 1]}"
    umbrella = institution_key(name) in _UMBRELLAS and _INSTITUTE & set(name_words(segments[best - 1]))
    if best and (umbrella or (institution_key(name) in _SYSTEMS and ranks[best - 1] > 0)):
        return f"{segments[best - 1]} {name}"
    return _strip_around(name)


def _strip_around(name: str) -> str:
    """Take a department before a university and places after it away."""
    words = name_words(name)
    while (
        len(words) > 2 and _is_place(words[-1]) and _STRONG.search(" ".join(words[:-1])) and words[-2] != "university"
    ):
        words = words[:-1]
    return " ".join(words)


def _rank(segment: str) -> int:
    """Say how surely a segment names the institution: 0 an address, 1 a part of one, 2 a name, up to 4."""
    words = name_words(segment)
    if all(map(_is_place, words)) or re.search(r"\d{3}|\b(?:street|road|avenue|box|blvd)\b", segment, re.IGNORECASE):
        return 0
    if (
        words[0] in ("department", "school", "faculty", "division", "college", "chair", "group")
        or words[-1] == "department"
    ):
        return 1 if len(words) > 1 else 0
    if _STRONG.search(" ".join(words)):
        return 4
    if _COMPANY_END.search(segment):
        return 3
    if _PART & set(words) and not _FAIR.search(" ".join(words)):
        return 2 if words[0] not in _PART else 1
    return 3 if _FAIR.search(" ".join(words)) and "key" not in words else 2
