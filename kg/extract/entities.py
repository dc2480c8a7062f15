"""Turn candidates into mentions: one kind per name, one name per thing, every occurrence, a role."""

from __future__ import annotations

from collections import Counter, defaultdict

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.candidates import get_words, key_of
from kg.extract.document import get_record, get_text, locate, record_drop
from kg.extract.groups import Group, Naming, group_candidates
from kg.extract.occurrences import find_occurrences
from kg.extract.roles import judge_role
from kg.model import Mention

__all__ = ["THRESHOLD", "resolve_mentions"]

THRESHOLD = 0.5
Doc.set_extension("kg_judged", default=[], force=True)


def _choose(doc: Doc, groups: list[Group], naming: Naming) -> list[Group]:
    """Keep the groups with enough evidence, one kind for each name; note the others as dropped."""
    rivals: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for key in {key_of(c.text) for c in group.candidates}:
            rivals[key].append(group)
    kept = []
    for group in groups:
        if reason := _reject(group, rivals, naming):
            record_drop(doc, group.candidates[0].start, group.candidates[0].end, reason)
        else:
            kept.append(group)
    return kept


def _reject(group: Group, rivals: dict[str, list[Group]], naming: Naming) -> str | None:
    if group.score < THRESHOLD:
        return f"too little evidence for a {group.kind}"
    for key in {key_of(c.text) for c in group.candidates}:
        if kind := naming.kinds.get(key):
            if kind != group.kind:
                return f"abbreviation of a {kind}"
            continue
        for rival in rivals[key]:
            if rival.kind != group.kind and (rival.score, rival.kind) > (group.score, group.kind):
                return f"taken for a {rival.kind}"
    return None


@Language.component("kg_roles")
def resolve_mentions(doc: Doc) -> Doc:
    """Put the mentions of methods, datasets and tasks on ``doc._.kg_mentions``."""
    naming = Naming(doc)
    groups = _choose(doc, group_candidates(doc._.kg_candidates, naming), naming)
    found = find_occurrences(doc, groups, naming)
    for group in groups:
        if spans := found.get((group.kind, group.key)):
            doc._.kg_mentions.extend(_make_mentions(doc, group, spans, naming))
        else:
            c = group.candidates[0]
            record_drop(doc, c.start, c.end, "only inside a URL or a longer name")
    return doc


def _make_mentions(doc: Doc, group: Group, spans: list[tuple[int, int]], naming: Naming) -> list[Mention]:
    record, text = get_record(doc), get_text(doc)
    printed = Counter(text[s:e] for s, e in spans if text[s] != "\\")
    name = naming.name(group, printed or Counter([group.candidates[0].text]))
    role = judge_role(get_words(doc), group.kind, group.role_hints, spans)
    score, extractor, mentions = group.score, group.extractor, []
    for start, end in spans:
        if place := locate(doc, start, end):
            surface = getattr(record, place[0])[place[1] : place[2]]
            mentions.append(Mention(record.id, *place, surface, group.kind, name, role, score, extractor))
    return mentions
