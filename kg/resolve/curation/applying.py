"""Carry out what decisions ask for: entities are put together and divided, mentions dropped, decisions told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from kg.iris import Minter
from kg.model import Dropped, Entity, Extraction, Mention, Paper, Resolution, Result, Skipped
from kg.resolve.curation.entities import Rebuilt, rebuild_entities
from kg.resolve.curation.lines import CuratedLine
from kg.resolve.curation.partition import make_leave_out
from kg.resolve.curation.plan import Plan, make_plan
from kg.resolve.curation.telling import tell_decisions
from kg.resolve.vocabulary.concepts import Vocabulary

__all__ = ["apply_curation"]


def apply_curation(
    resolution: Resolution,
    lines: Iterable[CuratedLine],
    *,
    minter: Minter,
    vocabulary: Vocabulary | None = None,
    on_skip: Callable[[Skipped], None] | None = None,
) -> Resolution:
    """Apply decisions and return the corrected resolution.

    What does not fit the data is given to ``on_skip`` and all else applied; without ``on_skip`` it raises
    ``ReadError``. A vocabulary keeps its names on what is left of the terms that it knows.
    """
    plan = make_plan(resolution, lines, minter=minter, leave_out=make_leave_out(on_skip))
    if not plan.applied:
        return resolution
    rebuilt = rebuild_entities(plan, vocabulary)
    return replace(
        resolution,
        papers=_drop_rejected(resolution.papers, _reject_mentions(plan)),
        entities=_replace_entities(resolution.entities, rebuilt),
        decisions=tell_decisions(resolution.decisions, plan, rebuilt),
    )


def _replace_entities(entities: Iterable[Entity], rebuilt: Rebuilt) -> tuple[Entity, ...]:
    """Put what was rebuilt where its first part stood, and let all links lead to what stands."""
    kept: list[Entity] = []
    for position, entity in enumerate(entities):
        new = rebuilt.at.get(position, [] if position in rebuilt.gone else [entity])
        kept += (_relink(e, rebuilt) for e in new)
    return tuple(kept)


def _relink(entity: Entity, rebuilt: Rebuilt) -> Entity:
    if not any(iri in rebuilt.now for iri, _ in entity.possibly_same) and entity.iri not in rebuilt.apart:
        return entity
    links: dict[str, float] = {}
    for iri, score in entity.possibly_same:
        now = rebuilt.now.get(iri, iri)
        if now and now != entity.iri and now not in rebuilt.apart.get(entity.iri, ()):
            links[now] = max(score, links.get(now, 0.0))
    return replace(entity, possibly_same=tuple(links.items()))


def _reject_mentions(plan: Plan) -> dict[Mention, str]:
    lost: dict[Mention, str] = {}
    for c in plan.applied:
        if c.verb == "reject":
            why = f"rejected by the curator: {c.comment}".rstrip(": ")
            entity = plan.targets[c][0].entity
            for atom, mentions in plan.index.atoms(entity).items():
                if plan.rejected.get(atom) == c:
                    lost |= dict.fromkeys(mentions, why)
    return lost


def _drop_rejected(papers: tuple[Paper, ...], rejected: Mapping[Mention, str]) -> tuple[Paper, ...]:
    records = {m.record for m in rejected}
    return tuple(p if records.isdisjoint(p.records) else _drop(p, rejected) for p in papers)


def _drop(paper: Paper, rejected: Mapping[Mention, str]) -> Paper:
    found = paper.extraction
    lost = [m for m in found.mentions if m in rejected]
    results = tuple(_forget(r, rejected) for r in found.results)
    dropped = tuple(Dropped(m.record, m.field, m.start, m.end, m.surface, rejected[m]) for m in lost)
    kept = tuple(m for m in found.mentions if m not in rejected)
    return replace(paper, extraction=Extraction(kept, results, found.links, (*found.dropped, *dropped)))


def _forget(result: Result, rejected: Mapping[Mention, str]) -> Result:
    def keep(mention: Mention | None) -> Mention | None:
        return None if mention in rejected else mention

    return replace(
        result,
        task=keep(result.task),
        dataset=keep(result.dataset),
        metric=keep(result.metric),
        method=keep(result.method),
    )
