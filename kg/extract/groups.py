"""Group candidates by the thing they name: acronym and expansion, plural, case and hyphen variants are one thing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from kg.extract.candidates import Candidate, key_of
from kg.extract.document import get_text
from kg.extract.lexicon import load_lines, load_names, task_acronyms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc

__all__ = ["Group", "Naming", "group_candidates", "setting_variants"]

_EXTRACTORS = {"abbreviation": "kg_abbreviations", "component": "kg_components", "model": "kg_model"}


@dataclass(slots=True)
class Group:
    """All candidates of one record that one name stands for."""

    kind: str
    key: str
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def score(self) -> float:
        """Combine the evidence: each sort of it counts once, and sorts add up as independent ones do (noisy or)."""
        return _add_up(self.candidates)

    def score_of(self, *, model: bool) -> float:
        """Combine what the trained model said, or what everything else said."""
        return _add_up(c for c in self.candidates if (c.evidence == "model") == model)

    @property
    def tagged(self) -> list[Candidate]:
        """Give what the trained model found."""
        return [c for c in self.candidates if c.evidence == "model"]

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


def _add_up(candidates: Iterable[Candidate]) -> float:
    best: dict[str, float] = {}
    for c in candidates:
        best[c.evidence] = max(best.get(c.evidence, 0.0), c.weight)
    doubt = 1.0
    for weight in best.values():
        doubt *= 1.0 - weight
    return round(1.0 - doubt, 3)


@cache
def _known_acronyms() -> dict[str, str]:
    return {key_of(short): long for short, long in task_acronyms().items()}


class Naming:
    """Tells which names of one record mean the same thing, from its abbreviations and the known task acronyms."""

    def __init__(self, doc: Doc) -> None:
        """Read the judged abbreviations of the Doc."""
        text = get_text(doc)
        widest: dict[int, str] = {}
        self.settings: dict[str, str] = {}
        for c in doc._.kg_candidates:
            if c.kind == "task":
                self._add_settings(c.text)
                widest[c.end] = max(widest.get(c.end, ""), c.text, key=len)
        self.kinds: dict[str, str] = {}
        self.long_tasks = dict(_known_acronyms())
        self.short_names: dict[tuple[str, str], str] = {}
        self.short_keys: dict[tuple[str, str], str] = {}
        for pair, kind in doc._.kg_judged:
            long, short = text[pair.long_start : pair.long_end], text[pair.short_start : pair.short_end]
            self.kinds[key_of(long)] = self.kinds[key_of(short)] = kind
            if kind == "task":
                self.long_tasks[key_of(short)] = widest.get(pair.long_end, long)
            else:
                self.short_keys[kind, key_of(long)] = key_of(short)
                self.short_names.setdefault((kind, key_of(short)), singular(short))

    def _add_settings(self, task: str) -> None:
        """Let ``domain shift`` and ``robustness to domain shift`` mean ``domain shift robustness``."""
        if variants := setting_variants(task):
            self.settings |= dict.fromkeys((key_of(v) for v in variants), key_of(task))

    def key(self, kind: str, text: str) -> str:
        """Give what all names of one thing share."""
        if kind == "task":
            key = key_of(self.expand_task(text))
            return self.settings.get(key, key)
        return self.short_keys.get((kind, key_of(text)), key_of(text))

    def expand_task(self, text: str) -> str:
        """Spell out the acronyms in the name of a task: ``video QA`` is ``video question answering``."""
        words: list[str] = []
        for word in text.split():
            for part in self.long_tasks.get(key_of(word), word).split():
                if key_of(part) not in [key_of(w) for w in words[-3:]]:
                    words.append(part)
        return " ".join(words)

    def name(self, group: Group, surfaces: Counter[str]) -> str:
        """Choose the name of a group: its acronym, for tasks its long form, else what is printed most often."""
        if group.kind == "task":
            full = [s for s in surfaces if key_of(s) == group.key] or [self.expand_task(s) for s in surfaces]
            return min(full, key=lambda s: (sum(c.isupper() for c in s), -surfaces[s], s))
        if name := self.short_names.get((group.kind, group.key)):
            return name
        return singular(min(surfaces, key=lambda s: (-surfaces[s], len(s), s)))


@cache
def _known_singulars() -> frozenset[str]:
    return frozenset(load_names("methods")) | frozenset(load_lines("categories"))


def setting_variants(task: str) -> list[str]:
    """Give what else a record calls a robustness that it names.

    >>> setting_variants("distribution shift robustness"), setting_variants("adversarial robustness")
    (['distribution shift', 'distribution-shift', 'robustness to distribution shift'], [])
    """
    to_what, _, head = task.rpartition(" ")
    if head.lower() != "robustness" or " " not in to_what:
        return []
    return [to_what, to_what.replace(" ", "-").lower(), f"robustness to {to_what}"]


def singular(name: str) -> str:
    """Drop the plural s of an acronym or of a known name.

    >>> singular("DQNs"), singular("WILDS"), singular("Focus"), singular("ResNets"), singular("Large language models")
    ('DQN', 'WILDS', 'Focus', 'ResNet', 'Large language model')
    """
    plural = len(name) > 2 and name[-1] == "s"
    return (
        name[:-1]
        if plural and (name[-2].isupper() or not _known_singulars().isdisjoint(_spellings(name[:-1])))
        else name
    )


def _spellings(name: str) -> set[str]:
    return {name, name.lower()} if " " in name else {name}


def group_candidates(candidates: Iterable[Candidate], naming: Naming) -> list[Group]:
    """Group candidates by kind and name."""
    groups: dict[tuple[str, str], Group] = {}
    for c in candidates:
        key = naming.key(c.kind, c.text)
        groups.setdefault((c.kind, key), Group(c.kind, key)).candidates.append(c)
    return list(groups.values())
