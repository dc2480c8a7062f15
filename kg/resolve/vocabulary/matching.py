"""Find the concept that an entity is, or the one that its name is a narrower case of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Entity
from kg.resolve.terms import is_acronym
from kg.resolve.vocabulary.concepts import KINDS, Concept, Vocabulary, concept_key

__all__ = ["SHORT", "Match", "find_broader", "match_entities"]

#: How sure a name is: a printed acronym that nothing spells out, and a name that ends in a concept's. Of 165 names in
#: abstracts that end so, 160 are narrower, read one by one (before five of the vague heads below were left out).
SHORT, HEAD = 0.9, 0.95
#: What may follow the head of a name: "object detection in aerial images" is object detection.
_AFTER_HEAD = re.compile(
    r"\s(?:in|of|for|on|from|with|without|under|by|via|using|over|across|at|to|towards?|through|between)\s"
)
_LIST = re.compile(r"\s(?:and|or)\s|[,&/]")
#: A number that a family of measures has as its parameter: R@5, top-1.
_PARAMETERS = (
    (re.compile(r"\s?@\s?\[?\d[\d.:,]*\]?\s?[%k]?"), "@k"),
    (re.compile(r"^(top|rank)[\s-]?\d+\b", re.IGNORECASE), r"\1-k"),
)
#: Fewest words of a head: one word says little of a task, but "accuracy" says all.
_FEWEST = {"task": 2, "metric": 1}
#: Heads too vague to say what a name is a case of.
_VAGUE = frozenset(
    {"attack detection", "cost", "energy", "error", "errors", "event detection", "event prediction", "human detection"}
    | {"length", "memory", "pass", "quality estimation", "return", "scene generation", "signal classification"}
    | {"success", "text detection", "type inference", "word segmentation"}
)


@dataclass(frozen=True, slots=True)
class Match:
    """A concept and how sure it is that an entity is it, or a narrower case of it."""

    concept: Concept
    score: float


@dataclass(frozen=True, slots=True)
class _Forms:
    long: tuple[str, ...]
    short: tuple[str, ...]
    expanded: bool


def _split_forms(entity: Entity) -> _Forms:
    """Tell long and short forms apart; an expansion is a long form that does not merely go on after a short one."""
    forms = (entity.name, *entity.aliases)
    short = tuple(form for form in forms if is_acronym(form))
    long = tuple(form for form in forms if not is_acronym(form))
    keys = [concept_key(form, entity.kind) for form in short]
    expanded = any(not any(key in concept_key(form, entity.kind) for key in keys) for form in long)
    return _Forms(long, short, expanded)


def match_entities(entities: Iterable[Entity], vocabulary: Vocabulary) -> dict[str, Match]:
    """Return the concept of each entity that is one, by the entity's IRI.

    A spelled-out name decides. An acronym counts only where the records neither spell it out in other words nor use it
    for something else: what they print wins over the vocabulary.
    """
    known = [entity for entity in entities if entity.kind in KINDS]
    forms = {entity.iri: _split_forms(entity) for entity in known}
    found: dict[str, Match] = {}
    for entity in known:
        if concept := _first(vocabulary, entity.kind, forms[entity.iri].long):
            found[entity.iri] = Match(concept, 1.0)
    rivals = _index_rivals(known, forms)
    for entity in known:
        own = forms[entity.iri]
        concept = _first(vocabulary, entity.kind, own.short)
        if concept and entity.iri not in found and not own.expanded:
            keys = [(entity.kind, concept_key(form, entity.kind)) for form in own.short]
            others = [iri for key in keys for iri in rivals.get(key, ()) if iri != entity.iri]
            if all(iri in found and found[iri].concept is concept for iri in others):
                found[entity.iri] = Match(concept, SHORT if _is_only_short(concept, own.short) else 1.0)
    return found


def _is_only_short(concept: Concept, forms: Sequence[str]) -> bool:
    """Say whether forms are mere acronyms of a concept whose own name is something else.

    >>> from kg.resolve.vocabulary import shipped_vocabulary
    >>> known = shipped_vocabulary()
    >>> _is_only_short(known.find("dataset", "SST2"), ["SST2"]), _is_only_short(known.find("task", "NER"), ["NER"])
    (False, True)
    """
    own = concept_key(concept.name, concept.kind)
    return all(concept_key(form, concept.kind) != own for form in forms)


def _first(vocabulary: Vocabulary, kind: str, forms: Iterable[str]) -> Concept | None:
    return next((concept for form in forms if (concept := vocabulary.find(kind, form))), None)


def _index_rivals(entities: Iterable[Entity], forms: Mapping[str, _Forms]) -> dict[tuple[str, str], list[str]]:
    """Index the entities whose acronym is spelled out by that acronym."""
    index: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entity in entities:
        if forms[entity.iri].expanded:
            for form in forms[entity.iri].short:
                index[entity.kind, concept_key(form, entity.kind)].append(entity.iri)
    return index


def find_broader(entity: Entity, vocabulary: Vocabulary) -> Match | None:
    """Return the concept that the name of an entity, which is no concept itself, is a narrower case of.

    The head of a noun phrase says what the whole is: "cross-domain text classification" is text classification.
    Only tasks and metrics are named so. Of several heads the longest counts.
    """
    names = (entity.name, *(alias for alias in entity.aliases if is_acronym(entity.name)))
    return next((match for name in names if (match := _match_head(name, entity.kind, vocabulary))), None)


def _match_head(name: str, kind: str, vocabulary: Vocabulary) -> Match | None:
    if kind not in _FEWEST or _LIST.search(name):
        return None
    if kind == "metric":
        general = name
        for pattern, written in _PARAMETERS:
            general = pattern.sub(written, general)
        name = re.sub(r"\s*[\[(][^()\[\]]*[\])]", "", general).strip() or general
        if concept := vocabulary.find(kind, name):
            return Match(concept, 1.0)
        inside = re.search(r"[\[(]([^()\[\]]+)[\])]", general)
        if inside and (concept := vocabulary.find(kind, inside[1])):
            return Match(concept, HEAD)
    head = _AFTER_HEAD.split(name, maxsplit=1)[0]
    words = head.split()
    first = 0 if head != name else 1
    for start in range(first, len(words) - _FEWEST[kind] + 1):
        rest = " ".join(words[start:])
        concept = vocabulary.find(kind, rest) if rest.lower() not in _VAGUE else None
        if concept and (kind == "metric" or not (is_acronym(rest) or _says_less(rest, concept))):
            return Match(concept, HEAD)
    return None


def _says_less(alias: str, concept: Concept) -> bool:
    """Say whether a name is a part of the concept's own: "moment retrieval" is short for "video moment retrieval".

    As the head of another name it is not.
    """
    words, own = alias.lower().split(), concept.name.lower().split()
    return len(words) < len(own) and set(words) <= set(own)
