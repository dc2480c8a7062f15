"""Decide what an abbreviation and its long form name, and unite the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language

from kg.extract.candidates import Words, add_candidate, get_words, key_of
from kg.extract.document import get_record, record_drop
from kg.extract.lexicon import (
    DATASET_HEADS,
    FORMAL_HEADS,
    METHOD_HEADS,
    METRIC_HEADS,
    load_lines,
    load_words,
    task_acronyms,
)
from kg.extract.cues import is_introduced

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.extract.abbreviations import Pair

__all__ = ["classify_pair", "judge_pairs"]

_THINGS = frozenset(
    "graph graphs image images data feature features distribution space language languages interface record records unit "
    "units patient patients disease device devices vehicle vehicles sensor sensors signal signals imaging tomography "
    "intelligence processing things user users service services document documents knowledge information content "
    "organization university institute company protocol standard web energy power frame frames token tokens text texts "
    "region regions area view point points interest environment robot robots human expert experts unit label labels "
    "object objects domain shift bias memory context resolution acid virus infection syndrome disorder "
    "gap gaps rate rates time cost budget parameter parameters variable variables set sets class classes".split()
)


def classify_pair(doc: Doc, pair: Pair) -> str | None:
    """Say whether an abbreviation names a method, a dataset or a task; None for anything else."""
    words = doc.text[pair.long_start : pair.long_end].lower().split()
    short, last = doc.text[pair.short_start : pair.short_end], words[-1]
    if short in load_words("stop_metrics") or last in METRIC_HEADS or last.endswith("ed"):
        return None
    tail = {last, _beside(doc, pair.long_end)}
    if tail & DATASET_HEADS:
        return "dataset"
    derived = any(w == "based" or w.endswith(("-augmented", "-based")) for w in words)
    if tail & METHOD_HEADS or is_coined(short) or derived or key_of(" ".join(words)) in _families():
        return "dataset" if _named_dataset(doc, short) and not tail & METHOD_HEADS else "method"
    if any(c.kind == "task" and c.end == pair.long_end for c in doc._.kg_candidates) or last in _task_heads():
        return "task"
    if last in _THINGS:
        return None
    return "dataset" if _after(doc, pair.short_end) in DATASET_HEADS or _named_dataset(doc, short) else "method"


def _beside(doc: Doc, end: int) -> str:
    """Give the noun between a long form and its parenthesis, as in ``our transfer method (OnZeta)``."""
    return doc.text[end : end + 40].split("(")[0].strip().lower()


def _after(doc: Doc, end: int) -> str:
    """Give the word that follows the parenthesis, as in ``... Evaluation (VLUE) benchmark``."""
    after = doc.text[end : end + 40].split(maxsplit=2)
    return after[1].lower().rstrip(".,;:") if len(after) > 1 and after[0] == ")" else ""


def _named_dataset(doc: Doc, short: str) -> bool:
    return any(
        c.kind == "dataset" and c.weight >= 0.8 and key_of(c.text) == key_of(short) and c.evidence != "lexicon"
        for c in doc._.kg_candidates
    )


def is_coined(short: str) -> bool:
    """Say whether a short form mixes case as coined names do (OnZeta, TeS) and is no known task's acronym.

    >>> is_coined("OnZeta"), is_coined("Re-ID"), is_coined("DQNs"), is_coined("NER")
    (True, False, False, False)
    """
    small = sum(c.islower() for c in short.removesuffix("s"))
    return small > 0 and "-" not in short and short not in task_acronyms()


def _families() -> frozenset[str]:
    return frozenset(key_of(line) for line in load_lines("categories"))


def _task_heads() -> frozenset[str]:
    return frozenset(w.lower() for w in load_words("task_heads"))


def _introduces(doc: Doc, words: Words, pair: Pair) -> bool:
    long_text = doc.text[pair.long_start : pair.long_end]
    index = {start: i for i, start in enumerate(words.start)}
    first, short = index[pair.long_start], index[pair.short_start]
    if is_introduced(words, first, max(short, first)) or is_introduced(words, short, short):
        return True
    return key_of(get_record(doc).title[: len(long_text)]) == key_of(long_text) and key_of(long_text) not in _families()


@Language.component("kg_pairs")
def judge_pairs(doc: Doc) -> Doc:
    """Add both sides of every abbreviation as candidates of its kind; drop the pairs that name something else."""
    words, kept = get_words(doc), []
    for pair in doc._.kg_pairs:
        kind = classify_pair(doc, pair)
        if kind is None:
            record_drop(
                doc, pair.short_start, pair.short_end, "abbreviates something that is no method, dataset or task"
            )
            continue
        kept.append((pair, kind))
        formal = doc.text[pair.long_start : pair.long_end].lower().split()[-1] in FORMAL_HEADS
        role = "introduced" if kind != "task" and _introduces(doc, words, pair) else None
        starts = (
            [c.start for c in doc._.kg_candidates if c.kind == "task" and c.end == pair.long_end]
            if kind == "task"
            else []
        )
        long_start = min([pair.long_start, *starts])
        for start, end in ((long_start, pair.long_end), (pair.short_start, pair.short_end)):
            add_candidate(doc, start, end, kind, evidence="abbreviation", weight=0.55 if formal else 0.75, role=role)
    doc._.kg_judged = kept
    return doc
