"""Find datasets: known names, names beside a dataset noun, names that something is evaluated on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.matcher import PhraseMatcher

from kg.extract.candidates import Words, add_candidate, get_words
from kg.extract.cues import is_introduced, named_kind
from kg.extract.document import get_text
from kg.extract.lexicon import (
    DATASET_HEADS,
    EVALUATION_WORDS,
    INTRODUCING,
    METHOD_HEADS,
    NAMING,
    known_part,
    load_names,
    word_list,
)
from kg.extract.names import Run, get_runs, iterate_lists, list_after, list_from

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["DatasetFinder", "make_datasets"]

_ON = word_list("evaluation_prepositions")
_TRAINING = word_list("training_words")


class DatasetFinder:
    """Adds dataset candidates to a Doc."""

    def __init__(self, nlp: Language) -> None:
        """Compile the lexicon."""
        self.known = PhraseMatcher(nlp.vocab, attr="ORTH")
        self.names = load_names("datasets")
        self.known.add("dataset", [nlp.make_doc(e) for e in self.names])

    def __call__(self, doc: Doc) -> Doc:
        """Look for each kind of evidence."""
        words, runs = get_words(doc), get_runs(doc)
        self._find_known(doc, words)
        for run in runs.values():
            _find_named(doc, words, run)
        for listed in iterate_lists(words, runs):
            self._find_companions(doc, words, listed)
        for i in range(len(words)):
            if _is_head(words, i):
                _find_beside_head(doc, words, runs, i)
            elif words.lower[i] in _ON:
                _find_on(doc, words, runs, i)
        return doc

    def _find_companions(self, doc: Doc, words: Words, listed: list[Run]) -> None:
        """Take names listed together with known datasets for datasets."""
        texts = [get_text(doc)[words.start[run.first] : words.end[run.last]] for run in listed]
        if any(self.names.get(text) for text in texts):
            for run, text in zip(listed, texts, strict=True):
                if run.coined and text not in self.names:
                    _add(doc, run, "listed with datasets", 0.55)

    def _find_known(self, doc: Doc, words: Words) -> None:
        for _, first, end in self.known(doc):
            text = doc[first:end].text
            weak = not self.names.get(text, True)
            add_candidate(doc, *words.span(first, end - 1), "dataset", evidence="lexicon", weight=0.4 if weak else 0.85)


def _is_head(words: Words, i: int) -> bool:
    lower = words.lower[i]
    if lower in {"set", "sets", "suite", "suites"}:
        return i > 0 and words.lower[i - 1] in {"data", "test", "evaluation", "benchmark"}
    return lower in DATASET_HEADS or (lower == "challenge" and i > 0 and words.text[i - 1][0].isupper())


def _add(doc: Doc, run: Run, evidence: str, weight: float, *, role: str | None = None) -> None:
    weight = weight if run.coined else weight - 0.2
    add_candidate(
        doc, *get_words(doc).span(run.first, run.last), "dataset", evidence=evidence, weight=weight, role=role
    )


def _find_named(doc: Doc, words: Words, run: Run) -> None:
    text = get_text(doc)[words.start[run.first] : words.end[run.last]]
    if run.first == run.last and known_part(text, "datasets"):
        _add(doc, run, "variant", 0.6)
    if named_kind(words, run) == "dataset" and (run.coined or run.first >= words.title_end):
        _add(doc, run, "dataset noun", 0.8)
        if is_introduced(words, run.first, run.last):
            _add(doc, run, "introduced", 0.6, role="introduced")


def _run_ending(runs: dict[int, Run], last: int) -> Run | None:
    for first in range(last, max(last - 8, -1), -1):
        if (run := runs.get(first)) and run.last >= last:
            return run if run.last == last else None
    return None


def _find_beside_head(doc: Doc, words: Words, runs: dict[int, Run], head: int) -> None:
    phrase_head = head - 1 if words.lower[head] in {"set", "sets", "suite", "suites"} else head
    for gap in range(1, 4):
        if phrase_head - gap < 0 or words.sentence[phrase_head - gap] != words.sentence[head]:
            break
        if (run := _run_ending(runs, phrase_head - gap)) and (run.coined or gap == 1):
            if run.last > run.first and gap == 1 and words.text[head][0].isupper() and head > words.title_end:
                add_candidate(doc, *words.span(run.first, head), "dataset", evidence="dataset name", weight=0.8)
                return
            _add_coordinated(
                doc, words, runs, run, 0.85 if gap == 1 else 0.6, plural=words.lower[head].endswith(("s", "corpora"))
            )
            break
        if not words.text[phrase_head - gap].islower() or not words.text[phrase_head - gap][0].isalpha():
            break
    _find_parenthesised(doc, words, runs, head)
    role = "introduced" if _is_introduced(words, head) else None
    for run in list_after(words, runs, head):
        _add(doc, run, "dataset list", 0.85, role=role if words.lower[run.first - 1] in NAMING else None)


def _find_parenthesised(doc: Doc, words: Words, runs: dict[int, Run], head: int) -> None:
    """Find the name of ``a corpus of citation intents (NAME)``."""
    if head + 1 >= len(words) or words.lower[head + 1] not in {"of", "for"}:
        return
    for i in range(head + 2, min(head + 9, len(words) - 2)):
        if words.text[i] == "(" and (run := runs.get(i + 1)) and run.coined and words.text[run.last + 1] == ")":
            role = "introduced" if _is_introduced(words, head) else None
            _add(doc, run, "dataset noun", 0.8, role=role)
        if not words.text[i][0].isalpha():
            return


def _add_coordinated(doc: Doc, words: Words, runs: dict[int, Run], run: Run, weight: float, *, plural: bool) -> None:
    _add(doc, run, "dataset noun", weight)
    while plural:
        i = run.first - 1
        while i > 0 and words.lower[i] in {",", "and", "&", "the", "or"}:
            i -= 1
        previous = _run_ending(runs, i) if i < run.first - 1 else None
        if not previous:
            return
        run = previous
        _add(doc, run, "dataset noun", weight - 0.05)


def _is_introduced(words: Words, head: int) -> bool:
    for i in range(head - 1, max(head - 12, -1), -1):
        if words.sentence[i] != words.sentence[head] or words.lower[i] in {"on", "from", "using", "with", "by", "of"}:
            return False
        if words.lower[i] in INTRODUCING:
            return True
    return False


def _find_on(doc: Doc, words: Words, runs: dict[int, Run], on: int) -> None:
    start = on + 1
    while start < len(words) and (
        words.lower[start] in {"the", "both", "popular", "challenging", "standard", "large-scale"}
    ):
        start += 1
    listed = list_from(words, runs, start)
    if not listed or words.sentence[start] != words.sentence[on]:
        return
    context = [words.lower[i] for i in range(max(0, on - 25), on) if words.sentence[i] == words.sentence[on]]
    after = words.lower[listed[-1].last + 1] if listed[-1].last + 1 < len(words) else ""
    if after in METHOD_HEADS:
        return
    if any(w in EVALUATION_WORDS for w in context):
        weight, role = 0.55, "evaluated_on"
    elif any(w in _TRAINING for w in context[-4:]):
        weight, role = 0.5, "used"
    else:
        return
    for run in listed:
        _add(doc, run, role.replace("_", " "), weight, role=role)


@Language.factory("kg_datasets")
def make_datasets(nlp: Language, name: str) -> DatasetFinder:  # noqa: ARG001 (spaCy passes the name)
    """Make the component for a pipeline."""
    return DatasetFinder(nlp)
