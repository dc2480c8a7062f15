"""Read annotated sentences, abstracts or papers and turn them into spaCy Docs of gold tokens."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Span as DocSpan

__all__ = ["Passage", "Span", "gold_doc", "hold_out", "keep_longest", "plain_doc", "read_passages", "spans_of"]

Span = tuple[int, int, str]
"""Start, end and label; the end is exclusive."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of annotated text; the spans count tokens where there are some, else characters of ``text``.

    ``starts`` are the tokens that begin a sentence; empty where the corpus does not say.
    """

    id: str
    spans: tuple[Span, ...]
    tokens: tuple[str, ...] = ()
    text: str = ""
    starts: tuple[int, ...] = ()


def read_passages(path: Path | str, *, sentences: int = 0) -> Iterator[Passage]:
    """Read JSON lines ``{id, tokens | text, entities: [[start, end, label]], sentences?: [[start, end]]}``.

    ``sentences`` cuts records whose sentences are marked into passages of so many sentences; 0 leaves records whole.
    """
    with Path(path).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                passage = _read_record(record)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ReadError(f"no annotated record: {error}", path=str(path), line=number) from error
            yield from _cut(passage, record.get("sentences") or [], size=sentences) if sentences else [passage]


def _read_record(record: dict[str, Any]) -> Passage:
    tokens, text = tuple(record.get("tokens") or ()), str(record.get("text") or "")
    length = len(tokens) or len(text)
    spans = tuple(sorted({(int(start), int(end), str(label)) for start, end, label in record["entities"]}))
    if wrong := [span for span in spans if not 0 <= span[0] < span[1] <= length]:
        raise ValueError(f"entity {list(wrong[0])} lies outside the {length} tokens or characters")
    starts = tuple(int(start) for start, _ in record.get("sentences") or [])
    return Passage(str(record["id"]), spans, tokens, "" if tokens else text, starts)


def _cut(passage: Passage, sentences: list[list[int]], *, size: int) -> Iterator[Passage]:
    """Cut where no entity is cut in two, so that every span stays in exactly one passage."""
    ends = [end for _, end in sentences[size - 1 :: size]]
    ends = [end for end in ends if not any(s < end < e for s, e, _ in passage.spans)]
    bounds = sorted({0, *ends, len(passage.tokens)}) if passage.tokens else [0, len(passage.text)]
    for start, end in pairwise(bounds):
        yield replace(
            passage,
            id=f"{passage.id}#{start}",
            spans=tuple((s - start, e - start, label) for s, e, label in passage.spans if start <= s < end),
            tokens=passage.tokens[start:end],
            starts=tuple(s - start for s in passage.starts if start <= s < end),
        )


def keep_longest(spans: Iterable[Span]) -> tuple[list[Span], int]:
    """Drop spans that overlap a longer one, then an earlier one; give the rest in order and how many were dropped.

    >>> keep_longest([(0, 2, "Task"), (1, 2, "Method"), (4, 5, "Task")])
    ([(0, 2, 'Task'), (4, 5, 'Task')], 1)
    """
    kept: list[Span] = []
    ranked = sorted(spans, key=lambda span: (span[0] - span[1], span))
    for start, end, label in ranked:
        if all(end <= s or e <= start for s, e, _ in kept):
            kept.append((start, end, label))
    return sorted(kept), len(ranked) - len(kept)


def plain_doc(nlp: Language, passage: Passage) -> Doc:
    """Make the Doc of a passage without its annotations; its tokens are the corpus's where that has some."""
    from spacy.tokens import Doc

    if not passage.tokens:
        return nlp.make_doc(passage.text)
    starts = [i in set(passage.starts) for i in range(len(passage.tokens))] if passage.starts else None
    return Doc(nlp.vocab, words=list(passage.tokens), sent_starts=starts)  # type: ignore[arg-type]


def gold_doc(nlp: Language, passage: Passage) -> tuple[Doc, int]:
    """Make the annotated Doc of a passage; the count is of spans that overlap a kept one or no tokens fit."""
    doc = plain_doc(nlp, passage)
    kept, dropped = keep_longest(passage.spans)
    found = [_doc_span(doc, span, by_token=bool(passage.tokens)) for span in kept]
    fitting = [span for span in found if span is not None and span.text.strip()]
    doc.set_ents(fitting)
    return doc, dropped + len(kept) - len(fitting)


def _doc_span(doc: Doc, span: Span, *, by_token: bool) -> DocSpan | None:
    from spacy.tokens import Span as DocSpan

    start, end, label = span
    return DocSpan(doc, start, end, label=label) if by_token else doc.char_span(start, end, label=label)


def spans_of(doc: Doc, passage: Passage) -> set[Span]:
    """Give the entities of a Doc in the passage's own offsets."""
    if passage.tokens:
        return {(ent.start, ent.end, ent.label_) for ent in doc.ents}
    return {(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents}


def hold_out(passages: Iterable[Passage], *, one_in: int = 7) -> tuple[list[Passage], list[Passage]]:
    """Hold out a part by a hash of the wording, so that a sentence printed twice stands on one side; give it second."""
    parts: tuple[list[Passage], list[Passage]] = ([], [])
    for passage in passages:
        wording = passage.text or " ".join(passage.tokens)
        digest = hashlib.sha256(wording.encode()).digest()
        parts[int.from_bytes(digest[:8], "big") % one_in == 0].append(passage)
    return parts
