"""Find methods: known names, coined names in telling places, abbreviations of method-like phrases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.matcher import PhraseMatcher

from kg.extract.candidates import Words, add_candidate, get_words, key_of
from kg.extract.document import get_record
from kg.extract.lexicon import CLOSED, DATASET_HEADS, FORMAL_HEADS, INTRODUCING, NAMING, load_lines, load_words
from kg.extract.names import Run, get_runs, list_from, list_opening, noun_after, noun_before

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["MethodFinder", "is_introduced", "make_methods"]

_NOT_INTRODUCING = frozenset(
    "release releases released collect collects collected curate curates curated established".split()
)
_PASSIVE = frozenset("proposed introduced presented developed designed devised".split())
_SUBJECT_VERBS = frozenset(
    "achieves outperforms improves surpasses obtains yields attains learns uses leverages consists consistently "
    "significantly can enables generates employs exploits introduces combines provides provides reduces demonstrates "
    "exhibits exceeds reaches sets establishes also first adopts performs offers requires generalizes models".split()
)
_EPONYM_HEADS = (
    frozenset("method algorithm filter transform process processes chain decomposition search".split()) | FORMAL_HEADS
)
_REPOSITORY = re.compile(r"(?:github|gitlab)\.(?:com|io)/[\w.-]+/([\w.-]*\w)")
_CUES_BEFORE = frozenset("on with using by as via of like than unlike".split())


class MethodFinder:
    """Adds method candidates to a Doc."""

    def __init__(self, nlp: Language) -> None:
        """Compile the lexicon."""
        entries = load_lines("methods")
        self.exact = PhraseMatcher(nlp.vocab, attr="ORTH")
        self.exact.add("method", [nlp.make_doc(e) for e in entries])
        self.loose = PhraseMatcher(nlp.vocab, attr="LOWER")
        self.loose.add("method", [nlp.make_doc(e) for e in entries if len(e) > 4 and not e[1:].islower()])
        self.category = PhraseMatcher(nlp.vocab, attr="LOWER")
        families = load_lines("categories")
        self.category.add("category", [nlp.make_doc(f) for e in families for f in (e, f"{e}s", e.replace("-", " "))])
        self.adjectives = load_words("name_adjectives")

    def __call__(self, doc: Doc) -> Doc:
        """Look for each kind of evidence."""
        words, runs = get_words(doc), get_runs(doc)
        self._find_known(doc, words)
        _find_title_name(doc, words)
        repositories = {key_of(name) for name in _REPOSITORY.findall(get_record(doc).abstract)}
        for run in runs.values():
            self._find_run(doc, words, run, repositories)
        for i, lower in enumerate(words.lower):
            if lower in _PLURAL_HEADS and (start := list_opening(words, i)) is not None:
                for run in list_from(words, runs, start):
                    add_candidate(doc, *words.span(run.first, run.last), "method", evidence="method list", weight=0.6)
        return doc

    def _find_known(self, doc: Doc, words: Words) -> None:
        for _, first, end in self.exact(doc):
            text = doc[first:end].text
            weight = 0.6 if end - first == 1 and text.isalpha() and text[1:].islower() else 0.85
            add_candidate(doc, *words.span(first, end - 1), "method", evidence="lexicon", weight=weight)
        for _, first, end in self.loose(doc):
            if words.text[first][0].isupper() and first >= words.title_end:
                add_candidate(doc, *words.span(first, end - 1), "method", evidence="lexicon", weight=0.75)
        for _, first, end in self.category(doc):
            add_candidate(doc, *words.span(first, end - 1), "method", evidence="category", weight=0.55)

    def _find_run(self, doc: Doc, words: Words, run: Run, repositories: set[str]) -> None:
        first = run.first
        while first < run.last and words.text[first] in self.adjectives:
            first += 1
        run = Run(first, run.last, run.coined)
        if not run.coined:
            self._find_eponym(doc, words, run)
            if words.text[first] in self.adjectives or first < words.title_end:
                return
        span = words.span(run.first, run.last)

        def add(evidence: str, weight: float, role: str | None = None) -> None:
            add_candidate(
                doc, *span, "method", evidence=evidence, weight=weight if run.coined else weight - 0.2, role=role
            )

        if run.coined:
            add("shape", 0.4)
        if run.first < words.title_end:
            add("title", 0.3)
        after, before = noun_after(words, run), noun_before(words, run)
        if after and after[0] == "method":
            add("method noun", 0.5)
        elif before and before[0] == "method":
            add("method noun", 0.5)
        if is_introduced(words, run.first, run.last) and not (after and after[0] == "dataset"):
            add("introduced", 0.7, "introduced")
        if key_of(doc.text[span[0] : span[1]]) in repositories:
            add("repository", 0.6, "introduced")
        following = words.lower[run.last + 1] if run.last + 1 < len(words) else ""
        if following in _SUBJECT_VERBS:
            add("subject", 0.35)

    def _find_eponym(self, doc: Doc, words: Words, run: Run) -> None:
        head = run.last + 1
        if run.first < words.title_end or head >= len(words) or words.lower[head].rstrip("s") not in _EPONYM_HEADS:
            return
        if run.last - run.first < 2 and words.text[run.first] not in self.adjectives:
            add_candidate(doc, *words.span(run.first, head), "method", evidence="eponym", weight=0.6)


_PLURAL_HEADS = frozenset(
    "models methods algorithms networks architectures encoders decoders backbones approaches baselines systems techniques "
    "optimizers frameworks llms mllms vlms transformers detectors classifiers learners agents".split()
)


def is_introduced(words: Words, first: int, last: int) -> bool:
    """Say whether the text proposes the name at tokens ``first`` to ``last``, or calls it ours."""
    return _proposed_before(words, first) or _proposed_after(words, last)


def _proposed_before(words: Words, first: int) -> bool:
    for i in range(first - 1, max(first - 12, -1), -1):
        lower = words.lower[i]
        if words.sentence[i] != words.sentence[first] or (i < words.title_end <= first):
            return False
        if lower in NAMING or lower == "our" or (lower in INTRODUCING and lower not in _NOT_INTRODUCING):
            return not (i and words.lower[i - 1] in {"previously", "recently", "been"})
        if lower in CLOSED - {"a", "an", "the", "as", "it", "is"} or lower in {".", ";", ")", "("}:
            return False
    return False


def _proposed_after(words: Words, last: int) -> bool:
    i, n = last + 1, len(words)
    if i < n and words.text[i] == "(":
        while i < n and words.text[i] != ")" and i < last + 8:
            i += 1
        i += 1
    if i + 1 >= n or words.sentence[i] != words.sentence[last] or words.lower[i] not in {"is", "are"}:
        return False
    return words.lower[i + 1] in _PASSIVE or (i + 2 < n and words.lower[i + 2] in _PASSIVE)


def _find_title_name(doc: Doc, words: Words) -> None:
    if words.title_end < 4 or ":" not in words.text[1:4]:
        return
    colon = words.text.index(":", 1)
    name = doc.text[words.start[0] : words.end[colon - 1]]
    plain = name.isalpha() and (
        name[1:].islower() or name.isupper() and doc.text[: words.end[words.title_end - 2]].isupper()
    )
    if colon > 2 or (colon == 2 and not any(c.isdigit() or c.isupper() for c in name[1:])):
        return
    if plain and len(re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w-])", get_record(doc).abstract)) < 2:
        return
    kind = "method"
    for i in range(colon + 1, words.title_end):
        if words.lower[i] in {"for", "with", "of", "in", "on", "via", "by", "to", "from", "using"}:
            break
        if words.lower[i] in DATASET_HEADS:
            kind = "dataset"
    add_candidate(doc, *words.span(0, colon - 1), kind, evidence="title name", weight=0.85, role="introduced")


@Language.factory("kg_methods")
def make_methods(nlp: Language, name: str) -> MethodFinder:
    """Make the component for a pipeline."""
    return MethodFinder(nlp)
