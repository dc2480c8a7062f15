"""Find every occurrence of accepted names in title and abstract."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.candidates import get_words
from kg.extract.document import abstract_start, get_text
from kg.extract.groups import setting_variants

if TYPE_CHECKING:
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


_CHUNK = re.compile(rf"{_BEFORE}(?:\w+|[^\w\s])")
_TOUCHING = re.compile(r"[\w\-\u0300-\u036f]")


def _variants(text: str) -> set[str]:
    """Give a name with and without the plural s that no apostrophe sets off."""
    if text.endswith("s") and (text[-2:-1].isupper() or (len(text) > 3 and not text.endswith("ss"))):
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
        texts = {c.text for g in members for c in g.candidates}
        if kind == "task":
            texts |= {variant for t in texts for variant in setting_variants(t)}
        for start, end in _search(doc, texts):
            if (key := naming.key(kind, text[start:end])) in known:
                found.setdefault((kind, key), []).append((start, end))
    _add_macros(doc, groups, found)
    return found


def _search(doc: Doc, texts: set[str]) -> list[tuple[int, int]]:
    """Look each word of the text up among the first words of the names: linear in text and names alike."""
    text = get_text(doc)
    lowered = _lower(text)
    names: dict[str, list[str]] = {}
    phrases: dict[str, list[str]] = {}
    for name in sorted({v for t in texts for v in _variants(t)}):
        index, form = (phrases, _lower(name)) if _is_phrase(name) else (names, name)
        if first := _CHUNK.match(form):
            index.setdefault(first.group(), []).append(form)
    hits: set[tuple[int, int]] = set()
    for chunk in _CHUNK.finditer(text):
        start, end = chunk.span()
        for source, forms in ((text, names.get(chunk.group())), (lowered, phrases.get(lowered[start:end]))):
            for form in forms or ():
                stop = start + len(form)
                if source.startswith(form, start) and not _TOUCHING.match(text, stop):
                    hits.add((start, stop))
    return _longest(doc, hits)


def _lower(text: str) -> str:
    """Lower-case character by character, so that positions stay."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


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
