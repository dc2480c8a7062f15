"""Turn candidates into mentions: one kind per name, one name per thing, every occurrence, a role."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.candidates import get_words, key_of
from kg.extract.confidence import describe_mention, judge_confidence, load_calibration
from kg.extract.document import get_record, get_text, locate, record_drop
from kg.extract.groups import Group, Naming, group_candidates
from kg.extract.occurrences import find_occurrences
from kg.extract.roles import RoleJudge
from kg.model import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MentionResolver", "choose_mentions", "make_resolver"]

_THRESHOLD = 0.5
_SURE = 0.9
_TRUST = 0.5
Doc.set_extension("kg_judged", default=[], force=True)


def _choose(doc: Doc, groups: list[Group], naming: Naming) -> list[Group]:
    """Keep the groups with enough evidence, one kind for each name; note the others as dropped."""
    rivals: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for key in {key_of(c.text) for c in group.candidates}:
            rivals[key].append(group)
    kept, titled = [], bool(get_record(doc).title.strip())
    for group in groups:
        if reason := _reject(group, rivals, naming, titled=titled):
            record_drop(doc, group.candidates[0].start, group.candidates[0].end, reason)
        else:
            kept.append(group)
    return kept


def _reject(group: Group, rivals: dict[str, list[Group]], naming: Naming, *, titled: bool) -> str | None:
    if group.score < _THRESHOLD:
        return f"too little evidence for a {group.kind}"
    if not group.score_of(model=False) and len(group.tagged) < _times_needed(group, titled=titled):
        return f"a {group.kind} by the trained model alone, too seldom"
    for key in {key_of(c.text) for c in group.candidates}:
        if kind := naming.kinds.get(key):
            if kind != group.kind:
                return f"abbreviation of a {kind}"
            continue
        for rival in rivals[key]:
            if rival.kind != group.kind and (_standing(rival), rival.kind) > (_standing(group), group.kind):
                return f"taken for a {rival.kind}"
    return None


def _standing(group: Group) -> float:
    """Weigh a group against one of another kind: what is said of a name tells more than what a model makes of it."""
    return 1 - (1 - group.score_of(model=False)) * (1 - _TRUST * group.score_of(model=True))


def _times_needed(group: Group, *, titled: bool) -> int:
    """Say how often the trained model must have found a name that no rule knows.

    A plain word that a paper says once in passing (``neural networks``, ``clustering``) is not among its methods and
    tasks; one that it returns to is. Text without a title is no paper but a piece of one, where nothing can be said
    about that, so every name counts.
    """
    sure = group.kind == "dataset" and group.score_of(model=True) >= _SURE
    return 1 if sure or not titled else 2


def choose_mentions(doc: Doc, naming: Naming) -> list[tuple[Group, list[tuple[int, int]]]]:
    """Give the groups with enough evidence and where each is printed; note the others as dropped."""
    groups = _choose(doc, group_candidates(doc._.kg_candidates, naming), naming)
    found = find_occurrences(doc, groups, naming)
    chosen = []
    for group in groups:
        spans = found.get((group.kind, group.key), [])
        if not group.score_of(model=False) and len(group.tagged) < len(spans) / 2:
            spans = [s for s in spans if s in {(c.start, c.end) for c in group.tagged}]
        if spans:
            chosen.append((group, spans))
        else:
            c = group.candidates[0]
            record_drop(doc, c.start, c.end, "only inside a URL or a longer name")
    return chosen


class MentionResolver:
    """Puts the mentions of methods, datasets and tasks on ``doc._.kg_mentions``."""

    def __init__(self, calibration: str, min_confidence: float) -> None:
        """Take the name of the model whose mentions are to be judged, and how sure a mention must be to stay."""
        self.weights = load_calibration(calibration)
        self.min_confidence = min_confidence

    def __call__(self, doc: Doc) -> Doc:
        """Choose, name and judge."""
        naming, judge = Naming(doc), RoleJudge(get_words(doc))
        for group, spans in choose_mentions(doc, naming):
            printed = Counter(text for s, e in spans if not (text := get_text(doc)[s:e]).startswith("\\"))
            name = naming.name(group, printed or Counter([group.candidates[0].text]))
            role = next(iter(judge(group.kind, group.role_hints, spans).items()))
            doc._.kg_mentions.extend(self._make_mentions(doc, group, spans, name=name, role=role))
        return doc

    def _make_mentions(
        self, doc: Doc, group: Group, spans: list[tuple[int, int]], *, name: str, role: tuple[str, float]
    ) -> Iterator[Mention]:
        record = get_record(doc)
        for start, end in spans:
            if place := locate(doc, start, end):
                surface = getattr(record, place[0])[place[1] : place[2]]
                features = describe_mention(group, (start, end), surface, len(spans))
                score = judge_confidence(features, self.weights)
                if score < self.min_confidence:
                    record_drop(doc, start, end, f"confidence below {self.min_confidence:g}")
                    continue
                yield Mention(record.id, *place, surface, group.kind, name, role[0], score, group.extractor, role[1])


@Language.factory("kg_roles", default_config={"calibration": "rules", "min_confidence": 0.0})
def make_resolver(nlp: Language, name: str, calibration: str, min_confidence: float) -> MentionResolver:  # noqa: ARG001
    """Make the component for a pipeline."""
    return MentionResolver(calibration, min_confidence)
