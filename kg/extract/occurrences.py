"""Find every occurrence of accepted names in title and abstract."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.candidates import get_words
from kg.extract.document import abstract_start, get_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc

    from kg.extract.groups import Group, Naming

__all__ = ["find_occurrences"]

_BEFORE, _AFTER = r"(?<![\w\-\u0300-\u036f])", r"(?![\w\-\u0300-\u036f])"
_MACROS = {
    "method": re.compile(
        rf"{_BEFORE}\\(?:(?:our|my)?(?:model|method|system|sys|framework|approach|tool|alg|algo)(?:name)?|ours|name){_AFTER}"
    ),
    "dataset": re.compile(rf"{_BEFORE}\\(?:our|my)?(?:dataset|benchmark|bench|corpus)(?:name)?{_AFTER}"),
}


def _pattern(texts: Iterable[str], flags: int = 0) -> re.Pattern[str] | None:
    ordered = sorted(set(texts), key=lambda t: (-len(t), t))
    if not ordered:
        return None
    body = "|".join(re.escape(t) for t in ordered)
    return re.compile(rf"{_BEFORE}(?:{body}){_AFTER}", flags)


def _variants(text: str) -> set[str]:
    """Give a name with and without the plural s that no apostrophe sets off."""
    if text.endswith("s") and len(text) > 3 and not text.endswith("ss"):
        return {text, text[:-1]}
    return {text, f"{text}s"} if text[-1].isalnum() and not text.endswith("s") else {text}


def _is_phrase(text: str) -> bool:
    return " " in text or text.islower()


def find_occurrences(doc: Doc, groups: list[Group], naming: Naming) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Give the spans (characters of the Doc) of each group, by kind and key; within a kind the longest span wins."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    text = get_text(doc)
    for kind in sorted({g.kind for g in groups}):
        members = [g for g in groups if g.kind == kind]
        known = {g.key for g in members}
        for start, end in _search(doc, {c.text for g in members for c in g.candidates}):
            if (key := naming.key(kind, text[start:end])) in known:
                found.setdefault((kind, key), []).append((start, end))
    _add_macros(doc, groups, found)
    return found


def _search(doc: Doc, texts: set[str]) -> list[tuple[int, int]]:
    phrases = {v for t in texts if _is_phrase(t) for v in _variants(t)}
    names = {v for t in texts if not _is_phrase(t) for v in _variants(t)}
    hits: set[tuple[int, int]] = set()
    for pattern in (_pattern(phrases, re.IGNORECASE), _pattern(names)):
        if pattern:
            hits.update(m.span() for m in pattern.finditer(get_text(doc)))
    return _longest(doc, hits)


def _longest(doc: Doc, hits: set[tuple[int, int]]) -> list[tuple[int, int]]:
    words, taken = get_words(doc), bytearray(len(get_text(doc)))
    for i, text in enumerate(words.text):
        if text.startswith(("http://", "https://", "www.")):
            taken[words.start[i] : words.end[i]] = b"\x01" * len(text)
    gap = abstract_start(doc)
    for position in range(max(0, gap - 2), gap):
        taken[position] = 1
    kept = []
    for start, end in sorted(hits, key=lambda h: (h[0] - h[1], h[0])):
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append((start, end))
    return sorted(kept)


def _add_macros(doc: Doc, groups: list[Group], found: dict[tuple[str, str], list[tuple[int, int]]]) -> None:
    r"""Let an unexpanded macro such as ``\modelname`` stand for the one thing that the record introduces."""
    for kind, pattern in _MACROS.items() if "\\" in get_text(doc) else ():
        new = [
            g
            for g in groups
            if g.kind == kind and any(c.role == "introduced" for c in g.candidates) and (kind, g.key) in found
        ]
        if new:
            best = max(new, key=lambda g: (any(c.start == 0 for c in g.candidates), g.score))
            found[kind, best.key] = sorted(
                [*found[kind, best.key], *(m.span() for m in pattern.finditer(get_text(doc)))]
            )
