"""Tell what curators decided, and let what the rules decided speak of what stands now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kg.model import Decision
from kg.resolve.curation.entities import Rebuilt
from kg.resolve.curation.lines import CuratedLine
from kg.resolve.curation.partition import Block
from kg.resolve.curation.plan import Plan
from kg.resolve.curation.targets import Atom

__all__ = ["cite", "tell_decisions"]

Pair = frozenset[str]


def tell_decisions(decisions: Iterable[Decision], plan: Plan, rebuilt: Rebuilt) -> tuple[Decision, ...]:
    """Return the rules' decisions as far as they hold, and one for each line and what it joins or keeps apart.

    What spoke for a decision that a split overrules goes with the split.
    """
    teller = _Teller(plan, rebuilt)
    kept = [d for d in map(teller.follow, decisions) if d]
    return (*kept, *(d for c in plan.applied for d in teller.tell(c)))


def cite(c: CuratedLine, what: str) -> str:
    """Write what a line decided, and where it stands."""
    return f"curated: {what}{f': {c.comment}' if c.comment else ''} ({Path(c.path).name}, line {c.line})"


class _Teller:
    """Knows what became of every IRI that decisions speak of."""

    def __init__(self, plan: Plan, rebuilt: Rebuilt) -> None:
        self.plan, self.rebuilt = plan, rebuilt
        self.overruled: dict[Pair, list[Decision]] = defaultdict(list)
        self.signed: dict[str, str] = {}
        self.entities = plan.index.entities
        for group in rebuilt.iris:
            for block in group:
                if self.entities[block[0]].kind == "person":
                    for atom in plan.partition.members(block):
                        self.signed[self.sign(atom)] = rebuilt.iris[group]

    def sign(self, atom: Atom) -> str:
        """Return the IRI of what was compared: a person's signature, else the paper."""
        paper, _, what = atom
        return self.plan.index.minter.part("authorship", paper, str(what)) if isinstance(what, int) else paper

    def follow(self, d: Decision) -> Decision | None:
        """Let a decision speak of what stands; None if it no longer holds."""
        now = [self.signed.get(iri) or self.rebuilt.now.get(iri, iri) for iri in d.compared]
        if d.verdict == "merge":
            return self._follow_merge(d, now)
        if None in now or len(set(now)) < len(d.compared):
            return None
        iris = tuple(str(iri) for iri in now)
        if len(iris) == 2 and iris[1] in self.rebuilt.apart.get(iris[0], ()):
            self.overruled[frozenset(iris)].append(d)
            return None
        return replace(d, compared=iris) if iris != d.compared else d

    def _follow_merge(self, d: Decision, now: Sequence[str | None]) -> Decision | None:
        signed = [iri for iri, printed in zip(now, d.compared, strict=True) if printed in self.signed]
        if len(set(signed)) > 1:
            self.overruled[frozenset(str(iri) for iri in signed)].append(d)
            return None
        if d.entity not in self.rebuilt.now:
            return d
        entity = signed[0] if signed else self.rebuilt.now[d.entity]
        return replace(d, entity=entity) if entity else None

    def tell(self, c: CuratedLine) -> Iterator[Decision]:
        """Yield what a line decided."""
        target = self.plan.targets[c][0]
        kind = self.entities[target.entity].kind
        iri = self._iri(self.plan.group_of(target.own[0], target.entity))
        if c.verb == "merge":
            other = self.plan.targets[c][1]
            pair = (self.sign(target.own[0]), self.sign(other.own[0]))
            if kind != "person":
                pair = (c.targets[0].iri, c.targets[1].iri)
            yield Decision("merge", kind, tuple(dict.fromkeys(pair)), (cite(c, "one"),), 1.0, iri)
        elif c.verb == "split":
            yield from self._tell_split(c, kind, iri)
        elif c.verb == "rename":
            yield Decision("merge", kind, (iri,), (cite(c, f"called “{c.arguments[1]}”"),), 1.0, iri)
        elif c.verb == "reject":
            papers = tuple(t.iri for t in c.targets[1:])
            yield Decision("apart", kind, (iri, *papers), (), 0.0, against=(cite(c, f"no such {kind}"),))

    def _tell_split(self, c: CuratedLine, kind: str, iri: str) -> Iterator[Decision]:
        bar = next((b for b in self.plan.partition.bars if b.line == c), None)
        if bar:
            partition = self.plan.partition
            iri = self._iri(partition.group(partition.block(bar.atom)))
            moved = [a for a in bar.others if a in partition.moved] or list(bar.others)
            others = dict.fromkeys(self._iri(partition.group(partition.block(a))) for a in sorted(moved, key=str))
        else:
            others = {}
        for other in others or {c.targets[1].iri: None}:
            rules = self.overruled.pop(frozenset((iri, other)), [])
            reasons = tuple(dict.fromkeys(r for d in rules for r in d.reasons))
            against = (cite(c, "not one"), *dict.fromkeys(r for d in rules for r in d.against))
            if iri != other:
                yield Decision("apart", kind, (iri, other), reasons, 0.0, against=against)

    def _iri(self, group: frozenset[Block]) -> str:
        return self.rebuilt.iris.get(group) or self.entities[min(group)[0]].iri
