"""Abbreviations and their long forms, after Schwartz and Hearst (PSB 2003)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.language import Language

from kg.extract.candidates import Words, get_words
from kg.extract.lexicon import word_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

__all__ = ["Pair", "find_long_form", "find_pairs", "spell_prefix"]

_SHORT = re.compile(r"(?=.*[^\W\d_])[\w$][\w.\-+$]{1,11}")
_MINOR = word_list("skipped_in_acronyms")
_TAIL = word_list("generic_tails")
_SUFFIX = re.compile(
    r"(?:Net|Nets|former|Former|BERT|GPT|GAN|NeRF|CLIP|LM|LLM|Bench|Eval|QA|VQA|VAE|Seg|Det|Nav|RL|ViT|Llama|LLaMA|Agent|Coder)$"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """An abbreviation and its long form, as character spans of the Doc."""

    long_start: int
    long_end: int
    short_start: int
    short_end: int


def find_long_form(short: str, words: list[str]) -> tuple[int, int] | None:
    """Find which of the words before a parenthesis spell ``short``: (first, last) or None.

    Characters match right to left, the first one at the beginning of a word or hyphenated part. The last word is the
    last one given, less a generic noun such as ``method`` that spells nothing.

    >>> find_long_form("OnZeta", "our online zero-shot transfer method".split())
    (1, 3)
    >>> find_long_form("DQNs", ["of", "Deep", "Q-Networks"])
    (1, 2)
    """
    letters = [c for c in _strip_plural(short).casefold() if c.isalnum()]
    last = len(words)
    while last > 1 and words[last - 1].casefold() in _TAIL:
        last -= 1
    for end in dict.fromkeys((last, len(words))):
        if (first := _match_initials(letters, words[:end])) is not None:
            return first, end - 1
    for end in dict.fromkeys((last, len(words))):
        if (first := _match_letters(letters, words[:end])) is not None:
            return first, end - 1
    return None


def _match_letters(letters: list[str], words: list[str]) -> int | None:
    """Find the word from which on the words hold the letters in order, as Schwartz and Hearst do."""
    text = " ".join(words).casefold()
    position = len(text)
    for index in range(len(letters) - 1, -1, -1):
        position = _match_left(text, letters[index], position, at_start=index == 0)
        if position < 0:
            return None
    return text.count(" ", 0, position)


def _match_left(text: str, letter: str, before: int, *, at_start: bool) -> int:
    position = text.rfind(letter, 0, before)
    while at_start and position > 0 and text[position - 1] not in " -‐‑–{":
        position = text.rfind(letter, 0, position)
    return position


def _match_initials(letters: list[str], words: list[str]) -> int | None:
    """Find the first of the last words whose initials, but for words such as ``of``, are exactly the letters."""
    initials: list[str] = []
    for first in range(len(words) - 1, -1, -1):
        if words[first].casefold() not in _MINOR:
            initials = [part[0].casefold() for part in re.split(r"[-‐‑–/]", words[first]) if part] + initials
        if initials == letters and words[first].casefold() not in _MINOR:
            return first
        if len(initials) > len(letters):
            return None
    return None


def _strip_plural(short: str) -> str:
    return short[:-1] if len(short) > 2 and short[-1] == "s" and short[-2].isupper() else short


def spell_prefix(short: str, words: list[str]) -> int | None:
    """Count how many of the words, from the first on, spell ``short`` by their beginnings; None if none do.

    Hyphenated parts count as words; words such as ``of`` may be skipped; a suffix such as ``Net`` may stay unspelled.

    >>> spell_prefix("HiTeA", "Hierarchical Temporal-Aware Video-Language Pre-training".split())
    2
    >>> spell_prefix("RBGNet", "Ray-based Grouping for 3D".split())
    2
    """
    for name in dict.fromkeys((short, _SUFFIX.sub("", short))):
        letters = "".join(c for c in name.casefold() if c.isalnum())
        if len(letters) < 2:
            continue
        parts = [
            (part.casefold(), n) for n, word in enumerate(words[:10], 1) for part in re.split(r"[-‐‑–/]", word) if part
        ]
        if (count := _spell(letters, parts)) and count > 1:
            return _whole_word(count, parts)
    return None


def _spell(letters: str, parts: list[tuple[str, int]]) -> int | None:
    if not letters:
        return 0
    if not parts:
        return None
    word, number = parts[0]
    for size in range(min(6, len(word), len(letters)), 0, -1):
        if word[:size] == letters[:size] and (rest := _spell(letters[size:], parts[1:])) is not None:
            return max(number, rest)
    return _spell(letters, parts[1:]) if word in _MINOR else None


def _whole_word(count: int, parts: list[tuple[str, int]]) -> int:
    return min(count, parts[-1][1])


def _inner(words: Words, opening: int) -> list[int]:
    inside = []
    for i in range(opening + 1, min(opening + 12, len(words))):
        if words.text[i] in {")", "(", "]"} or words.sentence[i] != words.sentence[opening]:
            break
        inside.append(i)
    return inside


def _before(words: Words, opening: int, limit: int) -> list[int]:
    found: list[int] = []
    i = opening - 1
    i -= i > 0 and words.text[i] == "~"  # a LaTeX space that does not break
    while i >= 0 and len(found) < limit and words.sentence[i] == words.sentence[opening]:
        if not (words.text[i][0].isalnum() or words.text[i][0] in "\\$'’") or words.text[i].startswith("\\"):
            break
        found.insert(0, i)
        i -= 1
    return found


def _is_short_form(text: str) -> bool:
    return bool(_SHORT.fullmatch(text)) and any(c.isupper() for c in text) and not text.isdigit()


def _pair_before(words: Words, opening: int, inside: list[int]) -> Pair | None:
    short = words.text[inside[0]]
    alone = len(inside) == 1 or words.text[inside[1]] in {",", ";", ":"}
    if not (alone and _is_short_form(short)):
        return None
    limit = min(len(short) + 5, 2 * len(short))
    before = _before(words, opening, limit)
    found = find_long_form(short, [words.text[i] for i in before]) if before else None
    if not found:
        return None
    first, last = before[found[0]], before[found[1]]
    if first == last and (words.lower[first] == short.casefold() or len(words.text[first]) < len(short) + 2):
        return None
    return Pair(*words.span(first, last), *words.span(inside[0], inside[0]))


def _pair_inside(words: Words, opening: int, inside: list[int]) -> Pair | None:
    if opening == 0 or len(inside) < 2 or not _is_short_form(short := words.text[opening - 1]):
        return None
    if not all(words.text[i][0].isalnum() for i in inside):
        return None
    texts = [words.text[i] for i in inside]
    if spell_prefix(short.removesuffix("s"), texts) is None and find_long_form(short, texts) != (0, len(texts) - 1):
        return None
    return Pair(*words.span(inside[0], inside[-1]), *words.span(opening - 1, opening - 1))


def _pair_in_title(words: Words) -> Pair | None:
    if words.title_end < 4 or words.text[1] != ":" or len(words.text[0]) > 14:
        return None
    rest = [i for i in range(2, words.title_end) if not words.text[i].isspace()]
    skip = 1 if rest and words.lower[rest[0]] in {"a", "an", "the"} else 0
    count = spell_prefix(words.text[0], [words.text[i] for i in rest[skip:]])
    if not count:
        return None
    return Pair(*words.span(rest[skip], rest[skip + count - 1]), *words.span(0, 0))


def find_pairs(doc: Doc) -> Iterator[Pair]:
    """Yield the abbreviations that the text explains: ``Long Form (LF)``, ``LF (long form)``, ``LF: Long Form``."""
    words = get_words(doc)
    if pair := _pair_in_title(words):
        yield pair
    for opening, text in enumerate(words.text):
        if text == "(" and (inside := _inner(words, opening)):
            pair = _pair_before(words, opening, inside) or _pair_inside(words, opening, inside)
            if pair:
                yield pair


@Language.component("kg_abbreviations")
def mark_abbreviations(doc: Doc) -> Doc:
    """Put the abbreviation pairs on ``doc._.kg_pairs``."""
    doc._.kg_pairs = list(find_pairs(doc))
    return doc
