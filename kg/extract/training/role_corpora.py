"""Read who introduces, uses, evaluates on and addresses what from relations, co-reference and salience."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.extract.document import GAP
from kg.model import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Judged", "Named", "join_tokens", "read_lines", "read_scier", "read_scierc", "read_scirex"]

_CLOSING = frozenset("-/,.;:)]%?!'’")
_BRACKETS = {"-LRB-": "(", "-RRB-": ")"}
_OURS = frozenset(["our", "proposed", "presented", "new", "novel", "this"])
_EVALUATED = frozenset(["evaluated-with:tail", "benchmark-for:head", "evaluate-for:head"])
_TRAINED = frozenset(["trained-with:tail", "used-for:head", "used-for:tail"])


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a text names: its kind, its role, how far that is trusted, its characters in the Doc."""

    kind: str
    role: str
    weight: float
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A text and the things in it whose roles a corpus tells."""

    record: Record
    named: tuple[Named, ...]
    corpus: str


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines; nothing where the file is missing."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def join_tokens(tokens: Iterable[str]) -> tuple[str, list[int]]:
    """Write tokens as running text; give the character at which each token starts.

    >>> join_tokens(["Fast", "R", "-", "CNN", "(", "2", "1", ")", "."])
    ('Fast R-CNN (21).', [0, 5, 6, 7, 11, 12, 13, 14, 15])
    """
    text, starts, glue = "", [], True
    for raw in tokens:
        token = _BRACKETS.get(raw, raw)
        closing = token[0] in "'’" or (len(token) == 1 and token in _CLOSING)
        closing = closing or (len(token) == 1 and token.isdigit() and text[-1:].isdigit())
        text += "" if glue or closing else " "
        starts.append(len(text))
        text += token
        glue = token in {"-", "/", "(", "["}
    return text, starts


class _Piece:
    """Some sentences of a tokenised record as a text of their own; the first may be its title."""

    def __init__(self, line: dict[str, Any], first: int, last: int, *, title_end: int = 0) -> None:
        tokens = line["tokens"]
        title, starts = join_tokens(tokens[first:title_end]) if title_end else ("", [])
        abstract, rest = join_tokens(tokens[max(first, title_end) : last])
        offset = len(title) + len(GAP) if title_end else 0
        self.text = f"{title}{GAP}{abstract}" if title_end else abstract
        self.record = Record(id=str(line["id"]), title=title, abstract=abstract)
        # A Doc of a record without a title begins with the gap all the same.
        self.shift = 0 if title_end else len(GAP)
        self.first, self.last = first, last
        self.starts = [*starts, *(offset + s for s in rest)]
        self.ends = [s + len(_BRACKETS.get(t, t)) for s, t in zip(self.starts, tokens[first:last], strict=True)]

    def holds(self, start: int, end: int) -> bool:
        return self.first <= start and end <= self.last

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.starts[start - self.first] + self.shift, self.ends[end - 1 - self.first] + self.shift

    def name(self, start: int, end: int) -> str:
        a, b = self.span(start, end)
        return self.text[a - self.shift : b - self.shift].casefold()


def _pieces(line: dict[str, Any], size: int) -> Iterator[_Piece]:
    sentences = line["sentences"]
    for i in range(0, len(sentences), size):
        group = sentences[i : i + size]
        yield _Piece(line, group[0][0], group[-1][1])


def _judge_datasets(line: dict[str, Any], label: str, size: int, corpus: str) -> Iterator[Judged]:
    """Judge the datasets of each piece of a text by the relations that they stand in there."""
    said: dict[int, set[str]] = defaultdict(set)
    for head, tail, relation in line["relations"]:
        said[head].add(f"{relation.casefold()}:head")
        said[tail].add(f"{relation.casefold()}:tail")
    for piece in _pieces(line, size):
        groups: dict[str, list[int]] = defaultdict(list)
        for i, (start, end, of) in enumerate(line["entities"]):
            if of == label and piece.holds(start, end):
                groups[piece.name(start, end)].append(i)
        named = []
        for members in groups.values():
            relations = set().union(*(said[i] for i in members))
            role = "evaluated_on" if relations & _EVALUATED else "used"
            weight = (
                1.0
                if relations & _EVALUATED or "trained-with:tail" in relations
                else 0.4
                if relations & _TRAINED
                else 0.1
            )
            spans = tuple(piece.span(*line["entities"][i][:2]) for i in members)
            named.append(Named("dataset", role, weight, spans))
        if named:
            yield Judged(piece.record, tuple(named), corpus)


def read_scier(path: Path, *, size: int = 6) -> Iterator[Judged]:
    """Read SciER, so many sentences at a time: Evaluated-With and Benchmark-For against Trained-With and Used-For."""
    for line in read_lines(path):
        yield from _judge_datasets(line, "Dataset", size, "SciER")


def read_scierc(path: Path) -> Iterator[Judged]:
    """Read SciERC: methods that "our method" refers back to, the tasks they are used for, evaluation materials."""
    for line in read_lines(path):
        yield from _judge_datasets(line, "Material", 1000, "SciERC")
        piece = _Piece(line, 0, len(line["tokens"]))
        own, others = _split_methods(line)
        spans = [(s, e) for s, e, _ in line["entities"]]
        ours = {spans[i] for i in own} | {s for i, s in enumerate(spans) if _is_ours(line, i)}
        addressed = {
            spans[tail]
            for head, tail, relation in line["relations"]
            if relation == "USED-FOR" and spans[head] in ours and line["entities"][tail][2] == "Task"
        }
        named = [Named("method", "introduced", 1.0, tuple(piece.span(*spans[i]) for i in sorted(own)))] if own else []
        named += [Named("method", "used", 0.5, (piece.span(*spans[i]),)) for i in others] if own else []
        for start, end, label in line["entities"]:
            if label == "Task" and ours:
                role = "addressed" if (start, end) in addressed else "mentioned"
                named.append(Named("task", role, 1.0 if role == "addressed" else 0.3, (piece.span(start, end),)))
        if named:
            yield Judged(piece.record, tuple(named), "SciERC")


def _is_ours(line: dict[str, Any], entity: int) -> bool:
    start, _, label = line["entities"][entity]
    before = {line["tokens"][max(start - 1, 0)].lower(), line["tokens"][start].lower()}
    return label == "Generic" and not before.isdisjoint(_OURS)


def _split_methods(line: dict[str, Any]) -> tuple[set[int], list[int]]:
    """Split the named methods into the one that the text calls its own and the others."""
    at = {(s, e): i for i, (s, e, _) in enumerate(line["entities"])}
    own: set[int] = set()
    for cluster in line["clusters"]:
        members = [at[tuple(span)] for span in cluster if tuple(span) in at]
        methods = {i for i in members if line["entities"][i][2] == "Method"}
        if methods and not own and any(_is_ours(line, i) for i in members):
            own = methods
    clustered = {i for c in line["clusters"] for s in c if (i := at.get(tuple(s))) is not None}
    return own, [i for i, (_, _, of) in enumerate(line["entities"]) if of == "Method" and i not in clustered | own]


def read_scirex(path: Path) -> Iterator[Judged]:
    """Read title and abstract of SciREX: what its leaderboard rows name is introduced, evaluated on or addressed."""
    roles = {"Method": "introduced", "Material": "evaluated_on", "Task": "addressed"}
    others = {"Method": "used", "Material": "used", "Task": "mentioned"}
    kinds = {"Method": "method", "Material": "dataset", "Task": "task"}
    for line in read_lines(path):
        junk = 2 if line["tokens"][:2] == ["document", ":"] else 0
        title_end = line["sentences"][0][1]
        if len(line["sentences"]) < 2 or title_end - junk < 2:
            continue
        piece = _Piece(line, junk, len(line["tokens"]), title_end=title_end)
        found: list[Named] = []
        salient: set[tuple[int, int]] = set()
        for label, role in roles.items():
            names = {row[label] for row in line["n_ary_relations"]}
            spans = {tuple(s) for name in names for s in line["salient_clusters"].get(name, []) if s[0] >= junk}
            salient |= spans
            for name in sorted(names):
                own = sorted(piece.span(*s) for s in line["salient_clusters"].get(name, []) if s[0] >= junk)
                found += [Named(kinds[label], role, 1.0, tuple(own))] if own else []
        texts = {piece.name(*s) for s in salient}
        for start, end, label in line["entities"]:
            if label in kinds and start >= junk and piece.name(start, end) not in texts:
                inside = any(start < e and s < end for s, e in salient)
                found += [] if inside else [Named(kinds[label], others[label], 0.3, (piece.span(start, end),))]
        yield Judged(piece.record, tuple(found), "SciREX")
