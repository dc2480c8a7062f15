"""Turn candidates into mentions: one kind per name, one name per thing, every occurrence, a role."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.candidates import Candidate, get_words, key_of
from kg.extract.document import abstract_start, get_record, locate, record_drop
from kg.extract.lexicon import load_lines, task_acronyms
from kg.extract.occurrences import find_occurrences
from kg.extract.roles import judge_role
from kg.model import Mention

__all__ = ["THRESHOLD", "Group", "group_candidates", "resolve_mentions"]

THRESHOLD = 0.5
_EXTRACTORS = {"abbreviation": "kg_abbreviations"}
Doc.set_extension("kg_judged", default=[], force=True)


@dataclass(slots=True)
class Group:
    """All candidates of one record that one name stands for."""

    kind: str
    key: str
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def score(self) -> float:
        """Combine the evidence: each kind of it counts once, and independent kinds add up (noisy or)."""
        best: dict[str, float] = {}
        for c in self.candidates:
            best[c.evidence] = max(best.get(c.evidence, 0.0), c.weight)
        doubt = 1.0
        for weight in best.values():
            doubt *= 1.0 - weight
        return round(1.0 - doubt, 3)

    @property
    def role_hints(self) -> list[str | None]:
        """Give what the evidence says about the role; where an abbreviation is explained outweighs later verbs."""
        explained = [c for c in self.candidates if c.evidence == "abbreviation"]
        if explained and not any(c.role for c in explained):
            return [c.role for c in self.candidates if c.evidence != "introduced"]
        return [c.role for c in self.candidates]

    @property
    def extractor(self) -> str:
        """Name the component that gave the strongest evidence."""
        strongest = max(self.candidates, key=lambda c: (c.weight, c.evidence))
        return _EXTRACTORS.get(strongest.evidence, f"kg_{self.kind}s")


def _aliases(doc: Doc) -> dict[tuple[str, str], str]:
    """Map (kind family, key of a long form) to the key of its abbreviation."""
    aliases = {}
    for pair, kind in doc._.kg_judged:
        long, short = doc.text[pair.long_start : pair.long_end], doc.text[pair.short_start : pair.short_end]
        if kind == "task":
            aliases[kind, key_of(short)] = key_of(_widest_task(doc, pair.long_end, long))
        else:
            aliases["name", key_of(long)] = key_of(short)
    return aliases


def _widest_task(doc: Doc, end: int, text: str) -> str:
    return max([text, *(c.text for c in doc._.kg_candidates if c.kind == "task" and c.end == end)], key=len)


def _task_key(text: str, aliases: dict[tuple[str, str], str]) -> str:
    acronyms = _acronym_keys()
    words: list[str] = []
    for word in text.split():
        key = key_of(word)
        for part in (aliases.get(("task", key)) or acronyms.get(key, key)).split():
            if part not in words[-3:]:
                words.append(part)
    return key_of(" ".join(words))


def _acronym_keys() -> dict[str, str]:
    return {key_of(short): key_of(long) for short, long in task_acronyms().items()}


def group_candidates(doc: Doc) -> list[Group]:
    """Group the candidates of a Doc by kind and name."""
    aliases = _aliases(doc)
    groups: dict[tuple[str, str], Group] = {}
    for c in doc._.kg_candidates:
        key = _task_key(c.text, aliases) if c.kind == "task" else key_of(c.text)
        key = key if c.kind == "task" else aliases.get(("name", key), key)
        groups.setdefault((c.kind, key), Group(c.kind, key)).candidates.append(c)
    return list(groups.values())


def _choose(doc: Doc, groups: list[Group]) -> list[Group]:
    """Keep the groups with enough evidence, one kind for each name; note the others as dropped."""
    decided = {key_of(doc.text[s:e]): kind for pair, kind in doc._.kg_judged for s, e in _sides(pair)}
    rivals: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for key in {key_of(c.text) for c in group.candidates}:
            rivals[key].append(group)
    kept = []
    for group in groups:
        if reason := _reject(group, rivals, decided):
            c = group.candidates[0]
            record_drop(doc, c.start, c.end, reason)
        else:
            kept.append(group)
    return kept


def _sides(pair: object) -> list[tuple[int, int]]:
    return [
        (getattr(pair, "long_start"), getattr(pair, "long_end")),
        (getattr(pair, "short_start"), getattr(pair, "short_end")),
    ]


def _reject(group: Group, rivals: dict[str, list[Group]], decided: dict[str, str]) -> str | None:
    if group.score < THRESHOLD:
        return f"too little evidence for a {group.kind}"
    for c in group.candidates:
        key = key_of(c.text)
        if kind := decided.get(key):
            if kind != group.kind:
                return f"abbreviation of a {kind}"
            continue
        for rival in rivals[key]:
            if rival.kind != group.kind and (rival.score, rival.kind) > (group.score, group.kind):
                return f"taken for a {rival.kind}"
    return None


def _name_group(doc: Doc, group: Group, surfaces: Counter[str]) -> str:
    if group.kind == "task":
        full = [s for s in surfaces if key_of(s) == group.key] or list(surfaces)
        return min(full, key=lambda s: (sum(c.isupper() for c in s), -surfaces[s], s))
    for pair, kind in doc._.kg_judged:
        short = doc.text[pair.short_start : pair.short_end]
        if kind == group.kind and key_of(short) == group.key:
            return _singular(short)
    return _singular(min(surfaces, key=lambda s: (-surfaces[s], len(s), s)))


def _singular(name: str) -> str:
    return name[:-1] if len(name) > 2 and name[-1] == "s" and name[-2].isupper() else name


@Language.component("kg_roles")
def resolve_mentions(doc: Doc) -> Doc:
    """Put the mentions of methods, datasets and tasks on ``doc._.kg_mentions``."""
    record, words = get_record(doc), get_words(doc)
    groups = _choose(doc, group_candidates(doc))
    aliases = _aliases(doc)
    found = find_occurrences(
        doc,
        groups,
        lambda kind, text: (
            _task_key(text, aliases) if kind == "task" else aliases.get(("name", key_of(text)), key_of(text))
        ),
    )
    for group in groups:
        spans = found.get((group.kind, group.key), [])
        if not spans:
            c = group.candidates[0]
            record_drop(doc, c.start, c.end, "only inside a URL or a longer name")
            continue
        name = _name_group(
            doc,
            group,
            Counter(doc.text[s:e] for s, e in spans if not doc.text[s].startswith("\\"))
            or Counter([group.candidates[0].text]),
        )
        role = judge_role(words, group.kind, group.role_hints, spans)
        for start, end in spans:
            if place := locate(doc, start, end):
                text = getattr(record, place[0])[place[1] : place[2]]
                doc._.kg_mentions.append(
                    Mention(record.id, *place, text, group.kind, name, role, group.score, group.extractor)
                )
    return doc
