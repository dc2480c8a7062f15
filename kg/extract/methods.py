"""Find methods: known names, coined names in telling places, eponyms, names in the title."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.matcher import PhraseMatcher

from kg.extract.candidates import Words, add_candidate, get_words, has_name_shape, is_measure, key_of
from kg.extract.cues import introduced_kind, is_introduced, is_related, named_kind, noun_kind
from kg.extract.document import get_record, get_text
from kg.extract.lexicon import FORMAL_HEADS, known_part, load_lines, load_names, load_words, word_list
from kg.extract.names import Run, get_runs, iterate_lists, list_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

__all__ = ["MethodFinder", "make_methods"]

_SUBJECT_VERBS = word_list("subject_verbs")
_EPONYM_HEADS = FORMAL_HEADS | word_list("eponym_heads")
_PLURAL_HEADS = word_list("plural_heads")
_REPOSITORY = re.compile(r"(?:github|gitlab)\.(?:com|io)/[\w.-]+/([\w.-]*\w)")
_PREPOSITIONS = word_list("title_prepositions")
_NOT_HEAD = (_PREPOSITIONS - {"of"}) | {"improving", "extending", "revisiting", "understanding", "and"}
_SUFFIX = re.compile(
    r"(?:Nets?|[Ff]ormers?|BERT|GPT|GANs?|LM|LLaMA|Llama|NeRF|Diffusion|VAEs?|CNNs?|RNNs?|LSTMs?|ViT|CLIP|T5|Rec|Seg|Det|"
    r"DETR|YOLO|Coder|Agent|SLAM|Adam|Prompt|Tuning|BART|2[Vv]ec|SGD|RL|GNNs?|GCNs?|Mixer|Adapter|LoRA|Mamba|Flow)$"
)
_ORDINARY = re.compile(r"(?:able|ible|ical|ional|ular|ized|ised|ated|ation|ative|ality|isation|ization|ous)s?$")
# A name that only starts with a capital is often an ordinary word: every evidence for it counts less.
_PLAIN_DISCOUNT = 0.2


class MethodFinder:
    """Adds method candidates to a Doc."""

    def __init__(self, nlp: Language) -> None:
        """Compile the lexicon."""
        self.names = load_names("methods")
        self.exact = PhraseMatcher(nlp.vocab, attr="ORTH")
        plurals = [f"{e}s" for e in self.names if e[-1].isalpha() and e[-1] != "s" and any(c.isupper() for c in e[1:])]
        self.exact.add("method", [nlp.make_doc(e) for e in [*self.names, *plurals]])
        self.loose = PhraseMatcher(nlp.vocab, attr="LOWER")
        self.loose.add(
            "method", [nlp.make_doc(e) for e, sure in self.names.items() if len(e) > 4 and sure and not e[1:].islower()]
        )
        self.families = PhraseMatcher(nlp.vocab, attr="LOWER")
        forms = {f for e in load_lines("categories") for f in (e, f"{e}s", e.replace("-", " "))}
        self.families.add("family", [nlp.make_doc(f) for f in sorted(forms)])
        self.adjectives = load_words("name_adjectives")

    def __call__(self, doc: Doc) -> Doc:
        """Look for each kind of evidence."""
        words, runs = get_words(doc), get_runs(doc)
        self._find_known(doc, words)
        _find_title_name(doc, words)
        repositories = {key_of(name) for name in _REPOSITORY.findall(get_record(doc).abstract)}
        explained = {
            start
            for p in doc._.kg_pairs
            for start in words.start[bisect_left(words.start, p.long_start) : bisect_left(words.start, p.long_end)]
        }
        for run in runs.values():
            if not {words.start[run.first], words.start[run.last]} <= explained:
                self._find_run(doc, words, run, repositories)
        for listed in iterate_lists(words, runs):
            if any(self.names.get(_text(doc, words, run)) for run in listed):
                for run in listed:
                    if run.coined:
                        _add(doc, run, "listed with methods", 0.3)
        for i, lower in enumerate(words.lower):
            if lower in _PLURAL_HEADS:
                for run in list_after(words, runs, i):
                    _add(doc, run, "method list", 0.6)
        return doc

    def _find_known(self, doc: Doc, words: Words) -> None:
        for _, first, end in self.exact(doc):
            text = doc[first:end].text
            plain = end - first == 1 and text.isalpha() and text[1:].islower()
            weight = (0.6 if plain else 0.85) if self.names.get(text, True) else 0.4
            add_candidate(doc, *words.span(first, end - 1), "method", evidence="lexicon", weight=weight)
        for _, first, end in self.loose(doc):
            capital = words.text[first][0].isupper() and words.sentence[first - 1] == words.sentence[first]
            if first >= words.title_end and (capital or has_name_shape(words.text[first]) or end - first > 1):
                add_candidate(doc, *words.span(first, end - 1), "method", evidence="lexicon", weight=0.75)
        for _, first, end in self.families(doc):
            add_candidate(doc, *words.span(first, end - 1), "method", evidence="family", weight=0.55)

    def _find_run(self, doc: Doc, words: Words, run: Run, repositories: set[str]) -> None:
        first = run.first
        while first < run.last and words.text[first] in self.adjectives:
            first += 1
        run = Run(first, run.last, run.coined)
        if not run.coined and run.first == run.last and (_is_ordinary(words, first) or is_measure(words.text[first])):
            return
        if not run.coined:
            self._find_eponym(doc, words, run)
            if words.text[first] in self.adjectives or first < words.title_end:
                return
        for evidence, weight, role in _judge_run(doc, words, run, repositories):
            _add(doc, run, evidence, weight, role=role)

    def _find_eponym(self, doc: Doc, words: Words, run: Run) -> None:
        head = run.last + 1
        if run.first < words.title_end or head >= len(words) or words.lower[head] not in _EPONYM_HEADS:
            return
        name = _text(doc, words, run)
        if name in self.names:
            return
        if run.last - run.first < 2 and words.text[run.first] not in self.adjectives:
            add_candidate(doc, *words.span(run.first, head), "method", evidence="eponym", weight=0.6)


def _is_ordinary(words: Words, i: int) -> bool:
    """Say whether a capitalised word is written small elsewhere in the record, or ends as adjectives do."""
    lower = words.lower[i]
    return bool(_ORDINARY.search(lower)) or any(w == lower for w in words.text)


def _text(doc: Doc, words: Words, run: Run) -> str:
    return get_text(doc)[words.start[run.first] : words.end[run.last]]


def _add(doc: Doc, run: Run, evidence: str, weight: float, *, role: str | None = None) -> None:
    weight = weight if run.coined else weight - _PLAIN_DISCOUNT
    add_candidate(doc, *get_words(doc).span(run.first, run.last), "method", evidence=evidence, weight=weight, role=role)


def _judge_run(doc: Doc, words: Words, run: Run, repositories: set[str]) -> Iterator[tuple[str, float, str | None]]:
    """Yield (evidence, weight, role) for a name that may be a method's."""
    text = _text(doc, words, run)
    kind = named_kind(words, run)
    if kind == "dataset":
        return
    if run.coined:
        yield "shape", 0.4, None
    if run.first < words.title_end:
        yield "title", 0.3, _title_role(words, run, text)
    if run.first == run.last and known_part(text, "methods"):
        yield "variant", 0.6, None
    if run.first == run.last and _SUFFIX.search(text):
        yield "method suffix", 0.35, None
    if kind == "method":
        yield "method noun", 0.5, None
    alone = not run.coined and run.first == run.last
    if is_introduced(words, run.first, run.last):
        yield "introduced", 0.65 if alone else 0.7, "introduced"
        if alone and words.text.count(text) > 1:
            yield "repeated", 0.4, None
    if key_of(text) in repositories:
        yield "repository", 0.6, "introduced"
    yield from _judge_neighbours(words, run)


def _judge_neighbours(words: Words, run: Run) -> Iterator[tuple[str, float, str | None]]:
    if run.last + 1 < len(words) and words.lower[run.last + 1] in _SUBJECT_VERBS:
        yield "subject", 0.35, None
    if run.coined and run.first >= words.title_end and is_related(words, run.first, run.last):
        yield "related", 0.3, None


def _title_role(words: Words, run: Run, text: str) -> str | None:
    if load_names("methods").get(text) or known_part(text, "methods"):
        return None
    colons = [i for i in range(run.first) if words.text[i] == ":"]
    before = words.lower[colons[-1] + 1 if colons else 0 : run.first]
    return None if (colons and before) or not _NOT_HEAD.isdisjoint(before) else "introduced"


def _find_title_name(doc: Doc, words: Words) -> None:
    """Take what stands before the colon of a title for the name of what the paper introduces."""
    colon = next((i for i in (1, 2) if i + 1 < words.title_end and words.text[i] == ":"), 0)
    if not colon:
        return
    name = get_text(doc)[words.start[0] : words.end[colon - 1]]
    coined = any(c.isdigit() or c.isupper() for c in name[1:]) and not get_record(doc).title.isupper()
    again = re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w-])", get_record(doc).abstract)
    if not coined and (colon > 1 or (len(again) < 2 and _is_ordinary(words, 0))):
        return
    said = _subtitle_kind(words, colon)
    if words.lower[colon + 1] not in {"a", "an", "the", "towards", "toward"}:
        said = introduced_kind(words) or said
    kind = said or "method"
    add_candidate(doc, *words.span(0, colon - 1), kind, evidence="title name", weight=0.85, role="introduced")


def _subtitle_kind(words: Words, colon: int) -> str | None:
    for i in range(colon + 1, words.title_end):
        if words.lower[i] in _PREPOSITIONS:
            return None
        if kind := noun_kind(words, i):
            return kind
    return None


@Language.factory("kg_methods")
def make_methods(nlp: Language, name: str) -> MethodFinder:  # noqa: ARG001 (spaCy passes the name)
    """Make the component for a pipeline."""
    return MethodFinder(nlp)
