"""Read annotated sentences, abstracts or papers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Passage", "Span", "hold_out", "join_tokens", "keep_longest", "read_passages"]

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


def read_passages(path: Path | str) -> Iterator[Passage]:
    """Read JSON lines ``{id, tokens | text, entities: [[start, end, label]], sentences?: [[start, end]]}``."""
    with Path(path).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield _read_record(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ReadError(f"no annotated record: {error}", path=str(path), line=number) from error


def _read_record(record: dict[str, Any]) -> Passage:
    tokens, text = tuple(record.get("tokens") or ()), str(record.get("text") or "")
    length = len(tokens) or len(text)
    spans = tuple(sorted({(int(start), int(end), str(label)) for start, end, label in record["entities"]}))
    if wrong := [span for span in spans if not 0 <= span[0] < span[1] <= length]:
        raise ValueError(f"entity {list(wrong[0])} lies outside the {length} tokens or characters")
    starts = tuple(int(start) for start, _ in record.get("sentences") or [])
    return Passage(str(record["id"]), spans, tokens, "" if tokens else text, starts)


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


_CLOSING = frozenset("-/,.;:)]%?!'’")
_OPENING = frozenset("-/([")


def join_tokens(passage: Passage) -> tuple[str, list[tuple[int, int]]]:
    """Write a passage as running text, hyphens and punctuation closed up; give the characters of each token.

    >>> join_tokens(Passage("1", (), ("A", "pre", "-", "trained", "net", "(", "4", "2", "%", ")", ".")))[0]
    'A pre-trained net (42%).'
    """
    if not passage.tokens:
        return passage.text, [(i, i + 1) for i in range(len(passage.text))]
    text, places, glue = "", [], True
    for token in passage.tokens:
        closed = token in _CLOSING or token.startswith("'")
        closed |= token.isdigit() and len(token) == 1 and text[-1:].isdigit()  # SciER sets some digits apart
        text += "" if glue or closed else " "
        places.append((len(text), len(text) + len(token)))
        text += token
        glue = token in _OPENING
    return text, places


def hold_out(passages: Iterable[Passage], *, one_in: int = 7) -> tuple[list[Passage], list[Passage]]:
    """Hold out a part by a hash of the wording, so that a sentence printed twice stands on one side; give it second."""
    parts: tuple[list[Passage], list[Passage]] = ([], [])
    for passage in passages:
        wording = passage.text or " ".join(passage.tokens)
        digest = hashlib.sha256(wording.encode()).digest()
        parts[int.from_bytes(digest[:8], "big") % one_in == 0].append(passage)
    return parts
