"""Say why terms were put together or kept apart, in sentences that name the papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from kg.latex import decode_latex
from kg.model import Decision, Entity, Paper
from kg.resolve.senses import Choice, Grouping, Thing
from kg.resolve.spelling import plain_key

__all__ = ["Reasons"]

#: At most so many sentences, and papers, make up one decision; the rest are counted.
_ENOUGH = 5


class Reasons:
    """Words decisions about the things of a list of papers."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        """Take the papers, for their titles and IRIs."""
        self._papers = papers

    def _title(self, paper: int) -> str:
        record = self._papers[paper].record
        return f"“{decode_latex(record.title) or record.id}”"

    def _iris(self, things: Iterable[Thing]) -> tuple[str, ...]:
        return tuple(self._papers[p].iri for p in list(dict.fromkeys(t.paper for t in things))[: 2 * _ENOUGH])

    def merges(self, group: Sequence[Thing], entity: Entity) -> Iterator[Decision]:
        """Yield the decisions that made one entity of a group, if any had to be taken."""
        said: dict[tuple[str, ...], list[Thing]] = defaultdict(list)
        for thing in group:
            if len(thing.forms) > 1 and len(keys := (*thing.short, *thing.spelled, *thing.around)) > 1:
                said[keys].append(thing)
        if said:
            firsts = [things[0] for things in said.values()]
            reasons = tuple(self._define(things) for things in list(said.values())[:_ENOUGH])
            score = max(min(m.score for m in thing.mentions) for thing in firsts)
            yield Decision("merge", entity.kind, self._iris(firsts), reasons, score, entity.iri)
        spellings: dict[str, Thing] = {}
        for thing in group:
            spellings.setdefault(decode_latex(thing.name).casefold(), thing)
        known = {plain_key(thing.name, thing.kind) for thing in spellings.values()}
        if len(spellings) > max([1, *(len(known) for keys in said if known <= set(keys))]):
            shown = [f"{decode_latex(t.name)} ({self._title(t.paper)})" for t in list(spellings.values())[:_ENOUGH]]
            more = f" and {len(spellings) - _ENOUGH} more" if len(spellings) > _ENOUGH else ""
            reason = f"the same name in other spelling, or a form that they share: {', '.join(shown)}{more}"
            yield Decision("merge", entity.kind, self._iris(spellings.values()), (reason,), 0.95, entity.iri)

    def _define(self, things: Sequence[Thing]) -> str:
        thing = things[0]
        more = len({t.paper for t in things}) - 1
        others = f", as {'does' if more == 1 else 'do'} {more:,} other paper{'s' * (more > 1)}" if more else ""
        if thing.short and thing.spelled:
            return f"{self._title(thing.paper)} defines {self._spell(thing)}{others}"
        forms = ", ".join(map(decode_latex, thing.forms))
        return f"{self._title(thing.paper)} uses one for the other: {forms}{others}"

    @staticmethod
    def _spell(thing: Thing) -> str:
        """Return "CLIP as contrastive language-image pre-training"."""
        keys = {plain_key(form, thing.kind): decode_latex(form) for form in reversed(thing.forms)}
        return f"{keys[thing.short[0]]} as {keys[thing.spelled[0]]}"

    def likenesses(self, things: Sequence[Thing], grouping: Grouping, iris: Sequence[str]) -> Iterator[Decision]:
        """Yield the decisions to take two expansions of an acronym for one."""
        for (i, j, _), iri in zip(grouping.alike, iris, strict=True):
            pair = [things[i], things[j]]
            told = " and ".join(f"{self._title(t.paper)} writes {self._long(t)}" for t in pair)
            reason = f"expansions of one acronym that differ in little: {told}"
            yield Decision("merge", pair[0].kind, self._iris(pair), (reason,), 0.9, iri)

    @staticmethod
    def _long(thing: Thing) -> str:
        keys = {plain_key(form, thing.kind): decode_latex(form) for form in reversed(thing.forms)}
        return keys[(thing.spelled or thing.short)[0]]

    def choices(self, things: Sequence[Thing], grouping: Grouping, iri_of: Callable[[int], str]) -> Iterator[Decision]:
        """Yield the decisions which sense a record means that does not spell an acronym out."""
        by_sense: dict[tuple[str, str], list[Choice]] = defaultdict(list)
        for choice in grouping.choices:
            by_sense[choice.key, iri_of(choice.sense)].append(choice)
        for (_, iri), choices in by_sense.items():
            chosen = [things[c.thing] for c in choices]
            reasons = [self._choose(things[c.thing], things[c.sense], c) for c in choices[:_ENOUGH]]
            if len(choices) > _ENOUGH:
                reasons.append(f"and so on, for {len(choices):,} records in all")
            score = min(c.verdict.score for c in choices)
            yield Decision("merge", chosen[0].kind, self._iris(chosen), tuple(reasons), score, iri)

    def _choose(self, thing: Thing, sense: Thing, choice: Choice) -> str:
        name, (own, all_) = decode_latex(thing.name), choice.verdict.usual
        shared = f" and shares with it: {', '.join(choice.verdict.shared)}" if choice.verdict.shared else ""
        usual = f"{own:,} of {all_:,} papers that spell {name} out mean the same as {self._title(sense.paper)}"
        return f"{self._title(thing.paper)} does not spell {name} out{shared}; {usual}"

    def rivalry(
        self, key: str, groups: tuple[Sequence[Thing], Sequence[Thing]], pair: tuple[Entity, Entity], *, bare: bool
    ) -> Decision:
        """Return the decision to keep two entities apart that share an acronym; perhaps they are one if one is bare."""
        left, right = ([t for t in group if key in (*t.short, *t.spelled)] or group for group in groups)
        printed = next((f for t in (*right, *left) for f in t.forms if plain_key(f, t.kind) == key), key)
        iris = (pair[0].iri, pair[1].iri)
        name = decode_latex(printed)
        told = [f"{self._title(t.paper)} defines {self._spell(t)}" for t in map(_best_witness, (left, right)) if t]
        if not bare:
            return Decision("apart", pair[0].kind, iris, (f"both are called {name}",), 0.05, against=tuple(told))
        reasons = f"both are called {name}; {told[-1]}" if told else f"both are called {name}"
        against = f"nothing in {self._title(left[0].paper)} says which {name} is meant"
        share = len(right) / (len(left) + len(right))
        return Decision("possible", pair[0].kind, iris, (reasons,), round(min(0.8, share), 4), against=(against,))


def _best_witness(group: Sequence[Thing]) -> Thing | None:
    return next((thing for thing in group if thing.short and thing.spelled), None)
