"""Decisions of a curator: an append-only text file of lines that win over every rule and can be undone one by one.

One decision a line; ``#`` starts a comment. IRIs are written in full::

    merge IRI IRI            the two are one; the first keeps its IRI
    split IRI PAPER [N]      what PAPER says (its author N, counted from 1) is not about IRI
    reject IRI [PAPER]       IRI is no such thing (in PAPER); its mentions are dropped
    rename IRI NAME          the preferred name, to the end of the line
    undo LINE                the decision on line LINE no longer holds
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import OutputError, ReadError, UsageError
from kg.iris import Minter
from kg.model import Decision, Dropped, Entity, Extraction, Mention, Paper, Resolution, Result

__all__ = ["CuratedLine", "append_curation", "apply_curation", "parse_curation", "read_curation"]

_ARITY = {"merge": (2, 2), "split": (2, 3), "reject": (1, 2), "rename": (2, 2), "undo": (1, 1)}


@dataclass(frozen=True, slots=True)
class CuratedLine:
    """One line of a curation file: a verb and its arguments."""

    path: str
    line: int
    verb: str
    arguments: tuple[str, ...]
    comment: str = ""

    def __str__(self) -> str:
        """Write the line as it stands in a file."""
        comment = f"  # {self.comment}" if self.comment else ""
        return f"{self.verb} {' '.join(self.arguments)}{comment}"


def parse_curation(text: str, *, path: str, line: int) -> CuratedLine | None:
    """Parse one line; None for a blank line or a comment. Raises ``ReadError``.

    >>> str(parse_curation("rename https://x/1 Qi Qian # seen on his page", path="c.txt", line=1))
    'rename https://x/1 Qi Qian  # seen on his page'
    """
    body, _, comment = (part.strip() for part in re.sub(r"(^|\s)#", r"\1\0", text, count=1).partition("\0"))
    if not body:
        return None
    verb, *words = body.split()
    if verb not in _ARITY:
        raise ReadError(f"unknown decision {verb!r}: expected one of {', '.join(_ARITY)}", path=path, line=line)
    if verb == "rename" and len(words) > 1:
        words = [words[0], " ".join(words[1:])]
    low, high = _ARITY[verb]
    if not low <= len(words) <= high:
        raise ReadError(
            f"{verb!r} takes {low if low == high else f'{low} or {high}'} arguments: {body!r}", path=path, line=line
        )
    if verb == "undo" and not words[0].isdecimal():
        raise ReadError(f"'undo' takes the number of a line: {words[0]!r}", path=path, line=line)
    return CuratedLine(path, line, verb, tuple(words), comment)


def read_curation(path: Path, *, undone: bool = False) -> Iterator[CuratedLine]:
    """Yield the decisions of a file that hold; with ``undone`` also those that an undo took back, and the undos.

    Raises ``UsageError`` if there is no such file and ``ReadError`` for a line that makes no sense.
    """
    try:
        texts = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as a curation file: {error}") from error
    lines = [c for n, text in enumerate(texts, 1) if (c := parse_curation(text, path=str(path), line=n))]
    active = {c.line: c for c in lines if c.verb != "undo"}
    for c in lines:
        if c.verb == "undo" and active.pop(int(c.arguments[0]), None) is None:
            raise ReadError(f"line {c.arguments[0]} holds no decision to undo", path=str(path), line=c.line)
    _refuse_contradictions(list(active.values()))
    yield from lines if undone else active.values()


def _refuse_contradictions(lines: Sequence[CuratedLine]) -> None:
    """Raise if two decisions that hold contradict each other."""
    merged = _collect_merges([c for c in lines if c.verb == "merge"])
    for c in lines:
        if c.verb == "reject" and len(c.arguments) == 1:
            clash = next((o for o in lines if o.verb in ("merge", "rename") and c.arguments[0] in o.arguments), None)
            if clash:
                raise ReadError(
                    f"rejects {c.arguments[0]}, which line {clash.line} keeps: undo one", path=c.path, line=c.line
                )
    for c in merged.values():
        seen, iri = {c.arguments[1]}, c.arguments[0]
        while iri in merged:
            if iri in seen:
                raise ReadError(f"merges in a circle with line {merged[iri].line}: undo one", path=c.path, line=c.line)
            seen.add(iri)
            iri = merged[iri].arguments[0]


def _collect_merges(lines: Sequence[CuratedLine]) -> dict[str, CuratedLine]:
    merged: dict[str, CuratedLine] = {}
    for c in lines:
        kept, away = c.arguments
        if kept == away:
            raise ReadError(f"merges {kept} with itself", path=c.path, line=c.line)
        if (other := merged.get(away)) and other.arguments[0] != kept:
            raise ReadError(f"{away} is already merged on line {other.line}: undo one", path=c.path, line=c.line)
        merged[away] = c
    return merged


def append_curation(path: Path, text: str) -> CuratedLine:
    """Check one decision together with those of the file, then append it."""
    try:
        before = path.read_text("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as a curation file: {error}") from error
    line = len(before.splitlines()) + 1
    parsed = parse_curation(text, path=str(path), line=line)
    if parsed is None:
        raise UsageError("an empty decision")
    if path.exists():
        held = {c.line: c for c in read_curation(path)}
        if parsed.verb == "undo" and held.pop(int(parsed.arguments[0]), None) is None:
            raise UsageError(f"line {parsed.arguments[0]} of {path} holds no decision to undo")
        _refuse_contradictions([*held.values(), parsed] if parsed.verb != "undo" else list(held.values()))
    elif parsed.verb == "undo":
        raise UsageError(f"{path} does not exist: there is nothing to undo")
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(("\n" if before and not before.endswith("\n") else "") + f"{text.strip()}\n")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    return parsed


class _Curator:
    """Applies decisions to the entities of a resolution."""

    def __init__(self, resolution: Resolution, minter: Minter) -> None:
        self.entities = {e.iri: e for e in resolution.entities}
        self.papers = {p.iri: p for p in resolution.papers}
        self.minter = minter
        self.replaced: dict[str, str] = {}
        self.rejected: dict[Mention, str] = {}
        self.decisions: list[Decision] = []

    def entity(self, iri: str, c: CuratedLine) -> Entity:
        while iri in self.replaced:
            iri = self.replaced[iri]
        if iri not in self.entities:
            raise ReadError(f"no such entity in the graph: {iri}", path=c.path, line=c.line)
        return self.entities[iri]

    def paper(self, iri: str, c: CuratedLine) -> Paper:
        if iri not in self.papers:
            raise ReadError(f"no such paper in the graph: {iri}", path=c.path, line=c.line)
        return self.papers[iri]

    def apply(self, c: CuratedLine) -> None:
        getattr(self, f"_{c.verb}")(c)

    def _note(self, c: CuratedLine, verdict: str, *compared: str, entity: str | None = None) -> None:
        kind = self.entities[entity].kind if entity in self.entities else "entity"
        reason = f"curated: {c.comment or c.verb} ({Path(c.path).name}, line {c.line})"
        self.decisions.append(Decision(verdict, kind, compared, (reason,), 1.0 if verdict == "merge" else 0.0, entity))

    def _merge(self, c: CuratedLine) -> None:
        a, b = (self.entity(iri, c) for iri in c.arguments)
        if a.kind != b.kind:
            raise ReadError(f"a {a.kind} and a {b.kind} can't be one: {a.iri} {b.iri}", path=c.path, line=c.line)
        if a.iri == b.iri:
            return
        forms = {a.name, *a.aliases, b.name, *b.aliases}
        away = {iri for iri, _ in (*a.possibly_same, *b.possibly_same)} & {a.iri, b.iri}
        self.entities[a.iri] = replace(
            a,
            aliases=tuple(sorted(forms - {a.name})),
            mentions=(*a.mentions, *b.mentions),
            same_as=tuple(sorted({*a.same_as, *b.same_as})),
            possibly_same=tuple(p for p in dict.fromkeys((*a.possibly_same, *b.possibly_same)) if p[0] not in away),
            replaces=(*a.replaces, *b.replaces, b.iri),
        )
        del self.entities[b.iri]
        self.replaced[b.iri] = a.iri
        self._note(c, "merge", a.iri, b.iri, entity=a.iri)

    def _taken_out(self, entity: Entity, c: CuratedLine) -> tuple[Mention, ...]:
        paper = self.paper(c.arguments[1], c)
        found = [m for m in entity.mentions if m.record in paper.records]
        if len(c.arguments) > 2:
            found = [m for m in found if m.field == "authors" and str(m.start + 1) == c.arguments[2]]
        if not found:
            raise ReadError(f"{entity.name} is not named there: {' '.join(c.arguments[1:])}", path=c.path, line=c.line)
        return tuple(found)

    def _split(self, c: CuratedLine) -> None:
        entity = self.entity(c.arguments[0], c)
        out = self._taken_out(entity, c)
        rest = tuple(m for m in entity.mentions if m not in out)
        if not rest:
            raise ReadError(f"{entity.name} is named nowhere else: nothing to split", path=c.path, line=c.line)
        iri = (
            self.minter.person(name=out[0].surface, paper=c.arguments[1], ordinal=out[0].start + 1)
            if entity.kind == "person"
            else self.minter.term(entity.kind, out[0].name, sense=c.arguments[1])
        )
        if iri in self.entities:  # the entity was minted from the very signature that leaves it
            first = rest[0]
            paper = next(p.iri for p in self.papers.values() if first.record in p.records)
            entity = replace(entity, iri=self.minter.person(name=first.surface, paper=paper, ordinal=first.start + 1))
            del self.entities[c.arguments[0]]
        self.entities[entity.iri] = _restrict(entity, rest)
        self.entities[iri] = replace(_restrict(entity, out), iri=iri, same_as=(), replaces=(), possibly_same=())
        self._note(c, "apart", entity.iri, iri, entity=entity.iri)

    def _reject(self, c: CuratedLine) -> None:
        entity = self.entity(c.arguments[0], c)
        out = self._taken_out(entity, c) if len(c.arguments) > 1 else entity.mentions
        if entity.kind in ("person", "organization"):
            raise ReadError(f"a {entity.kind} is printed, not found: split or merge it", path=c.path, line=c.line)
        self.rejected |= dict.fromkeys(out, f"rejected by the curator: {c.comment}".rstrip(": "))
        rest = tuple(m for m in entity.mentions if m not in out)
        if rest:
            self.entities[entity.iri] = _restrict(entity, rest)
        else:
            del self.entities[entity.iri]

    def _rename(self, c: CuratedLine) -> None:
        entity, name = self.entity(c.arguments[0], c), c.arguments[1]
        aliases = tuple(sorted({entity.name, *entity.aliases} - {name}))
        self.entities[entity.iri] = replace(entity, name=name, aliases=aliases)


def _restrict(entity: Entity, mentions: tuple[Mention, ...]) -> Entity:
    forms = list(dict.fromkeys(m.surface for m in mentions))
    name = entity.name if entity.name in forms else forms[0]
    return replace(entity, name=name, aliases=tuple(sorted(set(forms) - {name})), mentions=mentions)


def _drop(paper: Paper, rejected: dict[Mention, str]) -> Paper:
    found = paper.extraction
    lost = [m for m in found.mentions if m in rejected]
    if not lost:
        return paper
    results = tuple(_forget(r, rejected) for r in found.results)
    dropped = tuple(Dropped(m.record, m.field, m.start, m.end, m.surface, rejected[m]) for m in lost)
    kept = tuple(m for m in found.mentions if m not in rejected)
    return replace(paper, extraction=Extraction(kept, results, found.links, (*found.dropped, *dropped)))


def _forget(result: Result, rejected: dict[Mention, str]) -> Result:
    def keep(mention: Mention | None) -> Mention | None:
        return None if mention in rejected else mention

    return replace(
        result,
        task=keep(result.task),
        dataset=keep(result.dataset),
        metric=keep(result.metric),
        method=keep(result.method),
    )


def apply_curation(resolution: Resolution, lines: Iterable[CuratedLine], *, minter: Minter) -> Resolution:
    """Apply decisions in order and return the corrected resolution. Raises ``ReadError`` that names file and line."""
    curator = _Curator(resolution, minter)
    for c in lines:
        curator.apply(c)
    alive = curator.entities
    entities = tuple(
        replace(e, possibly_same=tuple(p for p in e.possibly_same if p[0] in alive and p[0] != e.iri))
        for e in alive.values()
    )
    papers = tuple(_drop(paper, curator.rejected) for paper in resolution.papers)
    decisions = (*resolution.decisions, *curator.decisions)
    return replace(resolution, papers=papers, entities=entities, decisions=decisions)
