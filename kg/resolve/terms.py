"""Decide which printed terms are one thing: acronym, expansion and spelling variants.

The stage needs all names at once. What one record calls by one name (``Mention.name``) is one thing; things of
different records meet through the keys of their printed forms. An acronym that two records spell out differently
means two things, and where nothing says which one a bare acronym means, it stays a thing of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from kg.iris import Minter
from kg.latex import decode_latex
from kg.model import Decision, Entity, Paper
from kg.resolve.contexts import Contexts
from kg.resolve.naming import Named, Naming
from kg.resolve.reasons import Reasons
from kg.resolve.senses import Grouping, Thing, collect_things, group_things
from kg.resolve.spelling import is_acronym, plain_key, term_key

__all__ = ["is_acronym", "plain_key", "resolve_terms", "term_key"]


def resolve_terms(
    papers: Sequence[Paper], *, minter: Minter, order: Mapping[str, int] | None = None
) -> tuple[list[Entity], list[Decision]]:
    """Return one entity per method, dataset, task and metric, in order of first mention, and every decision taken.

    ``order`` is the place of each record in the input, which decides who came first to a name; without it papers count
    in their order.
    """
    things = list(collect_things(papers))
    if order:
        things.sort(key=lambda thing: order.get(thing.mentions[0].record, len(order)))
    contexts = Contexts(papers, things)
    kinds: dict[str, list[int]] = defaultdict(list)
    for i, thing in enumerate(things):
        kinds[thing.kind].append(i)
    groupings = [group_things(things, positions, contexts) for positions in kinds.values()]
    groups = [group for grouping in groupings for group in grouping.groups()]
    named = Naming([_name_thing(t) for t in things], minter, disputed=_find_disputed(things)).name(groups)
    entities = [_make_term([things[i] for i in g], *n) for g, n in zip(groups, named, strict=True)]
    return _decide(things, groupings, groups, entities, Reasons(papers))


def _name_thing(thing: Thing) -> Named:
    keys = tuple(dict.fromkeys((*thing.spelled, *thing.short, *thing.around)))
    return Named(thing.kind, decode_latex(thing.name), keys, bool(thing.spelled))


def _find_disputed(things: Sequence[Thing]) -> set[str]:
    """Return the keys of acronyms that records spell out in more than one way, if only in other words."""
    first: dict[tuple[str, str], str] = {}
    disputed: set[str] = set()
    for thing in things:
        for short in thing.short:
            for key in thing.spelled:
                if key != short and first.setdefault((thing.kind, short), key) != key:
                    disputed.add(short)
    return disputed


def _make_term(group: Sequence[Thing], iri: str, away: tuple[str, ...]) -> Entity:
    mentions = tuple(m for thing in group for m in thing.mentions)
    name = _preferred_name(group)
    return Entity(iri, group[0].kind, name, _list_aliases(group, name), mentions, replaces=away)


def _preferred_name(group: Sequence[Thing]) -> str:
    """Choose the name that most papers use; a task's is written small where any paper does, as titles capitalise."""
    names = Counter(decode_latex(thing.name) for thing in group)
    if group[0].kind == "task":
        folded = {name.casefold() for name in names}
        forms = (decode_latex(form) for thing in group for form in thing.forms)
        small = Counter(form for form in forms if form.islower() and form in folded)
        names = small or names
    order = {name: i for i, name in enumerate(names)}
    return max(order, key=lambda name: (names[name], -order[name]))


def _list_aliases(group: Sequence[Thing], name: str) -> tuple[str, ...]:
    """List the other printed forms, one of each spelling in small letters; a mere macro is none."""
    forms = dict.fromkeys(form for thing in group for form in thing.forms)
    decoded = [decode_latex(form) for form in forms if not (form.startswith("\\") and form[1:].isalpha())]
    found = {form.casefold(): form for form in reversed(decoded) if form.casefold() != name.casefold()}
    return tuple(sorted(found.values()))


def _decide(
    things: Sequence[Thing],
    groupings: Sequence[Grouping],
    groups: Sequence[Sequence[int]],
    entities: list[Entity],
    reasons: Reasons,
) -> tuple[list[Entity], list[Decision]]:
    decisions = [
        d
        for group, entity in zip(groups, entities, strict=True)
        for d in reasons.merges([things[i] for i in group], entity)
    ]
    place = {i: n for n, group in enumerate(groups) for i in group}
    possible: dict[int, dict[str, float]] = defaultdict(dict)
    for grouping in groupings:
        decisions += reasons.likenesses(things, grouping, [entities[place[i]].iri for i, _, _ in grouping.alike])
        decisions += reasons.choices(things, grouping, lambda i: entities[place[i]].iri)
        for key, left, right, bare in _pair_rivals(grouping):
            i, j = place[left], place[right]
            share = [things[k] for k in groups[i]], [things[k] for k in groups[j]]
            decision = reasons.rivalry(key, share, (entities[i], entities[j]), bare=bare)
            decisions.append(decision)
            if bare:
                possible[i][entities[j].iri] = decision.score
    for i, links in possible.items():
        entities[i] = replace(entities[i], possibly_same=tuple(links.items()))
    return entities, decisions


def _pair_rivals(grouping: Grouping) -> Iterator[tuple[str, int, int, bool]]:
    """Yield acronyms and pairs that stay apart: the bare use with some senses, and each sense with the next."""
    for key, (senses, rest) in grouping.rivals.items():
        roots = list(dict.fromkeys(map(grouping.find, senses)))
        if rest is not None:
            yield from ((key, rest, sense, True) for sense in roots[:10] if sense != grouping.find(rest))
        yield from ((key, i, j, False) for i, j in pairwise(roots))
