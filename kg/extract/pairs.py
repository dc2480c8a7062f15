"""Decide what an abbreviation and its long form name, and unite the two."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from spacy.language import Language

from kg.extract.candidates import add_candidate, get_words, key_of
from kg.extract.cues import is_introduced
from kg.extract.document import get_record, get_text, record_drop
from kg.extract.lexicon import (
    DATASET_HEADS,
    FORMAL_HEADS,
    METHOD_HEADS,
    METRIC_HEADS,
    load_lines,
    load_names,
    load_words,
    task_acronyms,
    word_list,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.extract.abbreviations import Pair

__all__ = ["PairJudge", "is_coined", "judge_pairs"]

_THINGS = word_list("thing_nouns")
# Qualities and measuring techniques: fully connected (FC), electroencephalography (EEG).
_TASK_NOUNS = frozenset(["problem", "problems", "task", "tasks"])
_NO_NAME = ("ed", "graphy", "metry", "scopy")


@cache
def _families() -> frozenset[str]:
    return frozenset(key_of(line) for line in load_lines("categories"))


@cache
def _task_heads() -> frozenset[str]:
    return frozenset(w.lower() for w in load_words("task_heads"))


class PairJudge:
    """Classifies the abbreviations of one Doc by their words and by the candidates found so far."""

    def __init__(self, doc: Doc) -> None:
        """Index the candidates that bear on abbreviations."""
        self.doc, self.text, self.words = doc, get_text(doc), get_words(doc)
        self.task_starts: dict[int, int] = {}
        self.known_tasks: dict[int, int] = {}
        self.titled: dict[str, str] = {}
        self.datasets: set[str] = set()
        for c in doc._.kg_candidates:
            if c.evidence == "title name":
                self.titled[c.text] = c.kind
            if c.kind == "task":
                self.task_starts[c.end] = min(c.start, self.task_starts.get(c.end, c.start))
                if c.evidence == "lexicon":
                    self.known_tasks[c.end] = self.task_starts[c.end]
            elif c.kind == "dataset" and c.weight >= 0.8 and c.evidence != "lexicon":
                self.datasets.add(key_of(c.text))

    def classify(self, pair: Pair) -> str | None:
        """Say whether an abbreviation names a method, a dataset or a task; None for anything else."""
        words = self.text[pair.long_start : pair.long_end].lower().split()
        short, last = self.text[pair.short_start : pair.short_end], words[-1]
        if kind := self.titled.get(short):
            return kind
        if last in _TASK_NOUNS or self._is_known_task(pair):
            return "task"
        if short in load_words("stop_metrics") or last in METRIC_HEADS or last.endswith(_NO_NAME):
            return None
        if _is_stopped(short) and last not in METHOD_HEADS and not self.is_introduced(pair):
            return "task" if short in task_acronyms() and self._is_task(pair, last) else None
        return self._classify_name(pair, short, words)

    def _classify_name(self, pair: Pair, short: str, words: list[str]) -> str | None:
        last = words[-1]
        tail = {last, self._noun_beside(pair)}
        known = load_names("datasets")
        if tail & DATASET_HEADS or known.get(short) or known.get(self.text[pair.long_start : pair.long_end]):
            return "dataset"
        if short in task_acronyms() and self._is_task(pair, last):
            return "task"
        if load_names("methods").get(short):
            return "method"
        derived = any(w == "based" or w.endswith(("-augmented", "-based")) for w in words)
        if tail & METHOD_HEADS or derived or is_coined(short) or key_of(" ".join(words)) in _families():
            return "dataset" if key_of(short) in self.datasets and not tail & METHOD_HEADS else "method"
        return self._classify_noun(pair, last)

    def _classify_noun(self, pair: Pair, last: str) -> str | None:
        named = key_of(self.text[pair.short_start : pair.short_end]) in self.datasets
        if named and pair.short_start < pair.long_start:
            return "dataset"
        if self._is_task(pair, last):
            return "task"
        if last in _THINGS:
            return None
        return "dataset" if named or self._noun_after(pair) in DATASET_HEADS else "method"

    def _is_known_task(self, pair: Pair) -> bool:
        covered = self.known_tasks.get(pair.long_end, pair.long_end) <= pair.long_start
        return covered and not is_coined(self.text[pair.short_start : pair.short_end])

    def _is_task(self, pair: Pair, last: str) -> bool:
        return pair.long_end in self.task_starts or last in _task_heads()

    def _noun_beside(self, pair: Pair) -> str:
        """Give the noun between a long form and its parenthesis, as in ``our transfer method (OnZeta)``."""
        return self.text[pair.long_end : pair.long_end + 40].split("(")[0].strip().lower()

    def _noun_after(self, pair: Pair) -> str:
        """Give the word that follows the parenthesis, as in ``... Evaluation (VLUE) benchmark``."""
        after = self.text[pair.short_end : pair.short_end + 40].split(maxsplit=2)
        return after[1].lower().rstrip(".,;:") if len(after) > 1 and after[0] == ")" else ""

    def is_introduced(self, pair: Pair) -> bool:
        """Say whether the text introduces what the pair names where it explains it, or begins its title with it."""
        long = self.text[pair.long_start : pair.long_end]
        first, short = (bisect_left(self.words.start, i) for i in (pair.long_start, pair.short_start))
        if is_introduced(self.words, first, max(short, first)) or is_introduced(self.words, short, short):
            return True
        return key_of(get_record(self.doc).title[: len(long)]) == key_of(long) and key_of(long) not in _families()


def _is_stopped(short: str) -> bool:
    stop = load_words("stop_names")
    return not stop.isdisjoint({short, short.removesuffix("s"), re.sub(r"^\d+-", "", short)})


def is_coined(short: str) -> bool:
    """Say whether a short form mixes case as coined names do (OnZeta, TeS) and is no known task's acronym.

    >>> is_coined("OnZeta"), is_coined("Re-ID"), is_coined("DQNs"), is_coined("NER")
    (True, False, False, False)
    """
    small = sum(c.islower() for c in short.removesuffix("s"))
    return small > 0 and "-" not in short and short not in task_acronyms()


@Language.component("kg_pairs")
def judge_pairs(doc: Doc) -> Doc:
    """Add both sides of every abbreviation as candidates of its kind; drop the pairs that name something else."""
    judge, kept = PairJudge(doc), []
    for pair in doc._.kg_pairs:
        kind = judge.classify(pair)
        if kind is None:
            record_drop(doc, pair.short_start, pair.short_end, "abbreviates no method, dataset or task")
            continue
        kept.append((pair, kind))
        formal = judge.text[pair.long_start : pair.long_end].lower().split()[-1] in FORMAL_HEADS
        weight = 0.55 if formal else 0.75
        role = "introduced" if kind != "task" and judge.is_introduced(pair) else None
        start = (
            min(pair.long_start, judge.task_starts.get(pair.long_end, pair.long_start))
            if kind == "task"
            else pair.long_start
        )
        add_candidate(doc, start, pair.long_end, kind, evidence="abbreviation", weight=weight, role=role)
        add_candidate(doc, pair.short_start, pair.short_end, kind, evidence="abbreviation", weight=weight, role=role)
    doc._.kg_judged = kept
    return doc
