"""Read a printed name: its given and family names in plain letters, initials, particles, suffixes and numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from kg.resolve.names.syllables import is_east_asian, is_pinyin, is_syllabic

__all__ = ["Name", "is_short", "parse_name"]

PARTICLES = {
    "af", "al", "av", "bin", "bint", "d", "da", "das", "de", "degli", "dei", "del", "della", "den", "der", "des",
    "di", "do", "dos", "du", "e", "el", "ez", "i", "ibn", "la", "las", "le", "les", "los", "lo", "ould", "ter",
    "ten", "van", "vande", "vanden", "vander", "vom", "von", "y", "z", "zu", "zum", "zur",
}  # fmt: skip
_GENERATION = {"jr": "jr", "junior": "jr", "sr": "sr", "ii": "2", "2nd": "2", "iii": "3", "3rd": "3", "iv": "4"}
_TITLES = {"dr", "esq", "mr", "mrs", "msc", "phd", "prof"}
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,4}|[\uac00-\ud7a3]{2,4}")
_COMPOUND_HAN = {
    "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "夏侯", "东方", "東方", "皇甫", "尉迟", "公孙", "公孫",
    "慕容", "令狐", "宇文", "长孙", "司徒",
}  # fmt: skip
_DIGRAPH = re.compile(r"(?:([ao]|(?<![qxyj])u)e(?!l?$)|(a)a)")
_INITIALS = re.compile(r"[B-DF-HJ-NP-TV-XZ]{2,3}")
_CAMEL = re.compile("([A-Z][a-z]+)([A-Z][a-z]+)")
_MARKS = str.maketrans("", "", "-.")
_IGNORED = str.maketrans(dict.fromkeys("'`´‘’ʼʻ′\u00ad") | dict.fromkeys('()[]{}"“”„«»*†‡§#', " "))


@dataclass(frozen=True, slots=True)
class Name:
    """A printed name, read. Tokens are lower-case ASCII letters without particles, titles and suffixes.

    ``given`` and ``family`` take the order as printed, unless a comma or a lone initial shows that the family name
    stands first. A token of one letter, or one that ends with a full stop, is an abbreviation. ``spread`` is ``given``
    with the syllables of "Jian-Long" or "JianLong" apart; ``surname`` is the family name with its particles. ``glued``
    are all letters of the name, ``turned`` those with the first token put last; ``plain`` is the name as printed but
    for case and full stops. ``number`` is what tells namesakes apart in dblp ("0001"). A name is ``inverted`` if a
    comma puts the family name first, ``chinese`` if all of it can be read as pinyin, ``syllabic`` if it looks East
    Asian.
    """

    given: tuple[str, ...]
    family: tuple[str, ...]
    spread: tuple[str, ...]
    surname: str
    glued: str
    turned: str
    plain: str
    generation: str = ""
    number: str = ""
    inverted: bool = False
    chinese: bool = False
    syllabic: bool = False

    @property
    def tokens(self) -> tuple[str, ...]:
        """Given names, then family names."""
        return self.given + self.family


def is_short(token: str) -> bool:
    """Tell whether a token is an initial or another abbreviation.

    >>> is_short("c"), is_short("ph."), is_short("wu")
    (True, True, False)
    """
    return len(token) == 1 or token[-1] == "."


@lru_cache(maxsize=1 << 16)
def parse_name(name: str) -> Name:
    """Read a printed name; one without letters gives no tokens.

    >>> parse_name("C. Penstein-Rosé").given, parse_name("C. Penstein-Rosé").family
    (('c',), ('penstein', 'rose'))
    >>> parse_name("van der Plas, Lonneke").tokens == parse_name("Lonneke van der Plas").tokens
    True
    >>> parse_name("Wei Wang 0001").number, parse_name("John H. Clippinger, Jr.").generation
    ('0001', 'jr')
    """
    text, number = _clean(name)
    words, generation, comma = _split(text)
    tokens = [_cut(word) for word in words]
    given, family = (tokens[comma:], tokens[:comma]) if comma else _divide(tokens)
    front, back = _fill(_strip(given, family=False), _strip(family, family=True))
    core = [t.translate(_MARKS) for t in (*front, *back)]
    return Name(
        given=tuple(t.replace("-", "") for t in front),
        family=tuple(t.replace("-", "") for t in back),
        spread=tuple(syllable for t in front for syllable in t.split("-")),
        surname=_glue(_trailing_particles(given) + family),
        glued=_glue(given + family),
        turned="".join(core[1:] + core[:1]),
        plain=" ".join(re.sub(r"\.|\s\d{4}\s*$", " ", unicodedata.normalize("NFC", name).lower()).split()),
        generation=generation,
        number=number,
        inverted=bool(comma),
        chinese=all(is_short(t) or is_pinyin(t) for t in core),
        syllabic=bool(back) and is_syllabic("".join(t.translate(_MARKS) for t in front), back[-1]),
    )


def _clean(name: str) -> tuple[str, str]:
    """Return the name in ASCII, and the number behind it."""
    text = unicodedata.normalize("NFKC", name).translate(_IGNORED)
    if not text.isascii():
        text = anyascii(" ".join(_split_han(word) for word in text.split())).translate(_IGNORED)
    if match := re.fullmatch(r"\s*([^\W\d_]+)\s+((?!\d{4}\s*$)\d+)\s*", text):
        return "".join(match.groups()), ""  # "Author 17": the number is all that tells such names apart
    match = re.search(r"\s(\d{4})\s*$", text)
    return re.sub(r"(?<!\d)\d+(?![\dn-t])|\d{3,}", "", text).strip(" .,"), match[1] if match else ""


def _split_han(word: str) -> str:
    """Part the family name from a Chinese or Korean name written without a space."""
    if not _HAN.fullmatch(word):
        return word
    cut = 2 if word[:2] in _COMPOUND_HAN and len(word) > 2 else 1
    return f"{word[cut:]}\x1f{word[:cut]}"


def _split(text: str) -> tuple[list[str], str, int]:
    """Return the words without titles and suffixes, the generation, and how many words stand before a comma."""
    parts: list[list[str]] = []
    generation = ""
    for part in text.split(","):
        words: list[str] = []
        for word in part.replace("\x1f", " ").split():
            key = word.replace(".", "").lower()
            if _is_generation(word, first=not parts and not words):
                generation = _GENERATION[word.rstrip(".").lower()]
            elif key and not (key in _TITLES and (len(words) != 1 or parts)):
                words.append(word)
        if words:
            parts.append(words)
    comma = len(parts[0]) if len(parts) > 1 else 0
    return [word for words in parts for word in words], generation, comma


def _is_generation(word: str, *, first: bool) -> bool:
    """Tell whether a word is a suffix such as Jr. or III; in front only Jr., and Ii is a family name."""
    key = word.rstrip(".").lower()
    return key in _GENERATION and (not first or key == "jr") and (key != "ii" or word.isupper())


def _cut(word: str) -> tuple[str, ...]:
    """Cut a word at full stops and hyphens; the syllables of an East Asian given name stay together, by a hyphen."""
    if _INITIALS.fullmatch(word):
        return tuple(word.lower())
    pieces = re.findall(r"[^\W_]+\.?", word)
    tokens = tuple(_fold_token(piece) for piece in pieces)
    if len(tokens) == 1 and (camel := _CAMEL.fullmatch(word)):
        syllables = (camel[1].lower(), camel[2].lower())
        return ("-".join(syllables),) if is_east_asian(syllables) else tokens
    return ("-".join(tokens),) if "-" in word and is_east_asian(tokens) else tokens


def _fold_token(piece: str) -> str:
    abbreviated = piece.endswith(".") and 2 < len(piece) < 6
    token = piece.rstrip(".").lower()
    if len(token) > 4 and not is_pinyin(token):
        token = _DIGRAPH.sub(r"\1\2", token)
    return f"{token}." if abbreviated else token


def _divide(words: list[tuple[str, ...]]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Part given from family names that stand in no telling order: the last word is the family name."""
    words = [word for word in words if word]
    last = next((i for i in range(len(words) - 1, -1, -1) if any(not is_short(t) for t in words[i])), len(words) - 1)
    return words[:last] + words[last + 1 :], words[last : last + 1]


def _fill(given: tuple[str, ...], family: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Move a token over where one side has none."""
    if not family:
        return given[:-1], given[-1:]
    return (given, family) if given else (family[:-1], family[-1:])


def _glue(words: list[tuple[str, ...]]) -> str:
    return "".join(t.translate(_MARKS) for word in words for t in word)


def _trailing_particles(words: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the particles that stand before the family name."""
    start = len(words)
    while start > 1 and all(t in PARTICLES and len(t) > 1 for t in words[start - 1]):
        start -= 1
    return words[start:]


def _strip(words: list[tuple[str, ...]], *, family: bool) -> tuple[str, ...]:
    """Drop particles, unless nothing else is left or they begin the name."""
    tokens = [t for word in words for t in word]
    kept = tuple(t for i, t in enumerate(tokens) if t not in PARTICLES or is_short(t) or (not family and i == 0))
    return kept or tuple(tokens)
