"""Compare titles: what survives case, punctuation, markup, entities, accents, a dropped subtitle and small typos."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from spacy.matcher import levenshtein

from kg.iris import fold
from kg.latex import decode_latex

__all__ = ["Title", "fold_text", "plain_text", "read_title", "relate_titles"]

_TAG = re.compile(
    r"</?(?:[abiu]|em|strong|su[bp]|span|div|p|br|tt|font|small|scp?|italic|bold|monospace|underline|inline-formula|"
    r"tex-math|alternatives|(?:jats|mml|m):[\w-]+|math|semantics|annotation|m(?:row|i|o|n|text|su[bp]|subsup|frac|sqrt|"
    r"over|under|style|space))(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ACCENT = re.compile(r"\\[`'^\"~=.](?:\s*\{?\\?([A-Za-z])\}?)|\\[uvHckrbdt](?:\s+\{?|\{)\\?([A-Za-z])\}?")
_LETTER = re.compile(r"\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j)(?![A-Za-z])\s*")
_FORMAT = re.compile(
    r"\\(?:text(?:bf|it|sc|tt|rm|sf|sl|up|md|normal|superscript|subscript|quote\w*|\w*dash)?|emph|ensuremath|mbox|hbox|"
    r"math(?:cal|rm|bf|bb|it|sf|tt|frak|scr)|boldsymbol|bm|bf|it|em|rm|sc|tt|sf|left|right)(?![A-Za-z])\s*|\\[,;!:/]"
)
_GREEK_NAME = re.compile(
    r"\\(?:var)?(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|phi|chi|"
    r"psi|omega)(?![A-Za-z])\s*",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\([%#&_$ {}-])")
_COMMAND = re.compile(r"\\[A-Za-z]")
#: Letters that Unicode does not decompose, as they are written where a keyboard lacks them.
_SPELT = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "æ": "ae",
                        "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "ħ": "h", "&": " and "})  # fmt: skip
_GREEK = {
    chr(code): unicodedata.name(chr(code)).split()[-1].lower()
    for code in range(0x3B1, 0x3CA)
    if unicodedata.name(chr(code)).startswith("GREEK SMALL LETTER")
}
_GREEK["ς"] = "sigma"
_SUBTITLE = re.compile(r"\s*(?::|\s[-–—]+\s|(?<=[?!.])\s|[—])\s*")
_ROMAN = re.compile(r"[ivx]+")
_SMALL_WORDS = frozenset({"a", "an", "the", "of", "in", "on", "for", "to", "and", "at", "by", "from"})
#: Words that make a title too long for another year.
_TELLING = 8
#: Characters of a title that says nothing, and of one that another work may well have.
_BRIEF, _SHORT = 4, 14
#: The fewest characters in which one typo, or two, tell nothing.
_LONG, _VERY_LONG = 20, 40
_SHORTEST_WORD = 4

#: Whole titles, joined, that many works bear.
_HEADINGS = """
abstract abstracts acknowledgements acknowledgments advertisement advertisements announcement announcements
authorindex avantpropos backmatter bibliography bookreview bookreviews booksreceived brieflynoted callforpapers
closingremarks conclusion conclusions contents correction correspondence corrigendum discussion editorial editorials
editorsintroduction editorsnote einleitung errata erratum foreword frontmatter guesteditorial index inmemoriam
inthisissue introduction introductiontothespecialissue invitedtalk keynote keynotespeech keynotetalk lettertotheeditor
messagefromthechairs news notes obituary openingremarks organizingcommittee overview panel preface prefacio
proceedings program programcommittee publicationsreceived report review reviews summary tableofcontents titlepage
vorwort welcome
"""
_HEADING_KEYS = frozenset(_HEADINGS.split())
#: How titles begin, or what stands in them, that a team or a committee may well use again in another year.
_SERIES = re.compile(
    r"^(?:(?:an? |the )?(?:\w+ )?(?:overview|findings|results|summary|report|proceedings) (?:of|on|from)|preface|"
    r"foreword|editorial|introduction to the (?:\w+ )?(?:special|issue|workshop|proceedings)|tutorial)\b|"
    r"\b(?:shared tasks?|evaluation campaigns?|program(?:me)? (?:summary|committee)|annual (?:report|meeting)|"
    r"site report|workshop report|system descriptions?|submissions?|participation|tutorial)\b"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart: its words, all of them joined (the key), and the key of what stands before a subtitle."""

    words: tuple[str, ...]
    key: str
    head: str

    @property
    def kind(self) -> str:
        """Tell what the title says of the work: specific, short, recurring (in several years) or heading (anywhere)."""
        if self.key in _HEADING_KEYS or len(self.key) < _BRIEF:
            return "heading"
        numbered = any(c.isdigit() for c in self.key)
        if not numbered and len(self.words) < _TELLING and _SERIES.search(" ".join(self.words)):
            return "recurring"
        return "specific" if len(self.words) > 2 and len(self.key) > _SHORT else "short"


def plain_text(text: str) -> str:
    r"""Return text without markup: HTML tags and entities, LaTeX braces, accents and mathematics.

    >>> plain_text(r"{BERT} &amp;amp; Schr{\"o}dinger's <i>$\alpha$</i>-Test")
    "BERT & Schrodinger's alpha-Test"
    """
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub("", text)
    if not re.search(r"[\\${}]", text):
        return text
    text = _GREEK_NAME.sub(r"\1", _FORMAT.sub("", text))
    simple = _ESCAPED.sub(r"\1", _LETTER.sub(r"\1", _ACCENT.sub(lambda m: m[1] or m[2], text)))
    return decode_latex(text) if _COMMAND.search(simple) else re.sub(r"[${}]", "", simple)


def fold_text(text: str) -> str:
    """Fold text as kg.iris does, and spell out letters that keyboards lack."""
    return fold(text.translate(_SPELT))


def _split_words(text: str) -> tuple[str, ...]:
    folded = fold_text(text)
    if not folded.isascii():
        folded = "".join(_GREEK.get(c, c) for c in folded)
    return tuple(folded.split())


@lru_cache(maxsize=1 << 15)
def read_title(text: str) -> Title:
    """Take a title apart.

    >>> title = read_title("{mPLUG}-2: A Modularized Multi-modal Model.")
    >>> title.key, title.head
    ('mplug2amodularizedmultimodalmodel', 'mplug2')
    """
    plain = plain_text(text).strip()
    words = _split_words(plain)
    parts = _SUBTITLE.split(plain, maxsplit=1)
    head = "".join(_split_words(parts[0])) if len(parts) > 1 and re.search(r"\w", parts[1]) else ""
    return Title(words, "".join(words), head)


def relate_titles(left: Title, right: Title) -> str | None:
    """Say how two titles may be one: equal, spelling (a typo or two), subtitle (one lacks it); None if they can't.

    >>> relate_titles(read_title("Multi-task Learning of X"), read_title("MULTITASK LEARNING OF X."))
    'equal'
    >>> relate_titles(read_title("A Large Treebank of Danish"), read_title("A Large Trebank of Danish"))
    'spelling'
    >>> relate_titles(read_title("A Large Treebank of Danish"), read_title("A Large Treebank of Spanish"))
    """
    if not left.key or not right.key:
        return None
    if left.key == right.key:
        return "equal"
    if _differ_in_typos(left, right):
        return "spelling"
    if (left.head == right.key and _may_drop(left)) or (right.head == left.key and _may_drop(right)):
        return "subtitle"
    return None


def _may_drop(title: Title) -> bool:
    """Tell whether a title's subtitle can be left out without naming another work, such as another part."""
    size, tail = 0, []
    for word in title.words:
        size += len(word)
        if size > len(title.head):
            tail.append(word)
    return len(title.head) > 2 and not any(map(_is_number, tail)) and "reply" not in tail


def _is_number(word: str) -> bool:
    return any(c.isdigit() for c in word) or bool(_ROMAN.fullmatch(word))


def _differ_in_typos(left: Title, right: Title) -> bool:
    """Tell whether two titles differ by one typo in a long title, or two in a very long one, outside its numbers."""
    shorter = min(len(left.key), len(right.key))
    if shorter < _LONG or abs(len(left.key) - len(right.key)) > 4:
        return False
    a, b = _strip_common(left.words, right.words)
    allowed = 1 if shorter < _VERY_LONG else 2
    if len(a) == len(b):
        wrong = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
        return len(wrong) <= allowed and all(_is_typo(x, y) for x, y in wrong)
    rest = [[w for w in words if w not in _SMALL_WORDS] for words in (a, b)]
    if rest[0] == rest[1]:
        return abs(len(a) - len(b)) == 1
    return "".join(a) != "".join(b) and len(a) + len(b) <= 5 and _is_typo("".join(a), "".join(b))


def _strip_common(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return a[start : len(a) - end], b[start : len(b) - end]


def _is_typo(a: str, b: str) -> bool:
    """Tell whether one word is the other with one letter too many, too few or wrong, or with two swapped."""
    if min(len(a), len(b)) < _SHORTEST_WORD or not (a + b).isascii() or _is_number(a) or _is_number(b):
        return False
    if levenshtein(a, b, 1) <= 1:
        return True
    swapped = [i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    return len(a) == len(b) and len(swapped) == 2 and swapped[1] - swapped[0] == 1 and sorted(a) == sorted(b)
