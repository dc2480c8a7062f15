"""Find tasks: known names, and noun phrases whose head noun makes a task."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.matcher import PhraseMatcher

from kg.extract.candidates import Words, add_candidate, get_words
from kg.extract.document import get_text
from kg.extract.lexicon import CLOSED, GENERIC, load_lines, load_words, task_acronyms, word_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

__all__ = ["TaskFinder", "make_tasks"]

_TASK_NOUNS = frozenset(["task", "tasks", "problem", "problems"])
_NOMINAL = re.compile(r"(?:[ts]ion|ing|sis|ment|ery|val|QA)s?$", re.IGNORECASE)
_VERBS = word_list("task_verbs")
_HEADS = frozenset(h.lower() for h in load_words("task_heads"))
_MODIFIERS = frozenset(m.lower() for m in load_words("task_modifiers"))


class TaskFinder:
    """Adds task candidates to a Doc."""

    def __init__(self, nlp: Language) -> None:
        """Compile the lexicon."""
        self.known = PhraseMatcher(nlp.vocab, attr="LOWER")
        names = [line.partition(" = ")[0] for line in load_lines("task_names")]
        forms = {
            form
            for name in names
            for form in (name, name.replace("-", " "), name.replace(" ", "-") if name.count(" ") == 1 else name)
        }
        self.known.add("task", [nlp.make_doc(form) for form in sorted(forms)])
        self.acronyms = PhraseMatcher(nlp.vocab, attr="ORTH")
        self.acronyms.add("acronym", [nlp.make_doc(a) for a in sorted(task_acronyms())])
        self.rejected = frozenset(load_lines("task_not"))

    def __call__(self, doc: Doc) -> Doc:
        """Look for each kind of evidence."""
        words = get_words(doc)
        for _, first, end in self.known(doc):
            self._add(doc, _extend_left(words, first), end - 1, "lexicon", 0.8)
        for _, first, end in self.acronyms(doc):
            weight = 0.65 if words.end[end - 1] - words.start[first] > 2 else 0.35
            self._add(doc, first, end - 1, "lexicon acronym", weight)
        for first, last in _called_tasks(words):
            self._add(doc, first, last, "called a task", 0.6)
        for i in range(1, len(words)):
            if _is_head(words.lower[i]):
                self._find_phrase(doc, words, i)
        return doc

    def _find_phrase(self, doc: Doc, words: Words, head: int) -> None:
        first = _extend_left(words, head)
        if first < head:
            self._add(doc, first, head, "head noun", 0.7)
        cue = _cue(words, first, head)
        if not cue:
            return
        wide = _extend_freely(words, head)
        if wide < head and (wide < first or first == head):
            self._add(doc, wide, head, cue, 0.55)

    def _add(self, doc: Doc, first: int, last: int, evidence: str, weight: float) -> None:
        start, end = get_words(doc).span(first, last)
        if get_text(doc)[start:end].lower() in self.rejected:
            return
        add_candidate(doc, start, end, "task", evidence=evidence, weight=weight)


def _is_head(lower: str) -> bool:
    return lower in _HEADS or (lower.endswith("s") and lower[:-1] in _HEADS)


def _is_modifier(lower: str) -> bool:
    if lower in _MODIFIERS:
        return True
    parts = lower.split("-")
    return len(parts) > 1 and all(
        p in _MODIFIERS or p in {"based", "level", "to", "and", "of", "centric", "guided"} for p in parts
    )


def _extend_left(words: Words, index: int) -> int:
    first = index
    while (
        first > 0
        and index - first < 5
        and words.sentence[first - 1] == words.sentence[index]
        and _is_modifier(words.lower[first - 1])
    ):
        first -= 1
    while first < index and words.lower[first] in {"and", "of", "single", "joint", "generic", "universal"}:
        first += 1
    return first


def _extend_freely(words: Words, index: int) -> int:
    first = index
    while first > 0 and index - first < 4 and words.sentence[first - 1] == words.sentence[index]:
        lower = words.lower[first - 1]
        if (
            lower in CLOSED
            or lower in GENERIC
            or lower in _VERBS
            or lower.endswith("ly")
            or not lower[0].isalnum()
            or lower.isdigit()
        ):
            break
        if lower.endswith(("ing", "ed")) and not _is_modifier(lower):
            break
        first -= 1
    return first


def _cue(words: Words, first: int, head: int) -> str | None:
    after = words.lower[head + 1] if head + 1 < len(words) else ""
    if after in _TASK_NOUNS:
        return "called a task"
    before = words.lower[max(0, first - 2) : first]
    if before and before[-1] == "of" and before[0] in _TASK_NOUNS:
        return "called a task"
    if head < words.title_end and before and before[-1] in {"for", "in", "of", "towards", "toward"}:
        return "title"
    return None


def _called_tasks(words: Words) -> Iterator[tuple[int, int]]:
    """Yield the noun phrases of ``the task of clickbait spoiling``: two to four words, the last a noun of action."""
    for i, lower in enumerate(words.lower):
        if lower != "of" or i == 0 or words.lower[i - 1] != "task":
            continue
        last = i
        while last + 1 < len(words) and last - i < 5 and _continues_phrase(words, i, last + 1):
            last += 1
        if 2 <= last - i <= 4 and _NOMINAL.search(words.lower[last]) and not words.lower[i + 1].endswith("ing"):
            yield i + 1, last


def _continues_phrase(words: Words, of: int, i: int) -> bool:
    lower = words.lower[i]
    return (
        words.sentence[i] == words.sentence[of] and lower[0].isalpha() and lower not in CLOSED and lower not in GENERIC
    )


@Language.factory("kg_tasks")
def make_tasks(nlp: Language, name: str) -> TaskFinder:  # noqa: ARG001 (spaCy passes the name)
    """Make the component for a pipeline."""
    return TaskFinder(nlp)
