"""Decide which printed terms and organisations are one thing: acronym, expansion and spelling variants.

The stage needs all names at once. What one record calls by one name (``Mention.name``) is one thing; things of
different records meet through the keys of their printed forms. An acronym that two records spell out differently
means two things, and where nothing says which one a bare acronym means, it stays a thing of its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import combinations, pairwise

from networkx.utils import UnionFind

from kg.iris import Minter, fold
from kg.latex import decode_latex
from kg.model import Decision, Entity, Mention, Paper

__all__ = ["is_acronym", "plain_key", "resolve_organizations", "resolve_terms", "term_key"]

#: A macro that the author's own style file would have spelled out.
_MACRO = re.compile(r"\\[A-Za-z]+")
#: Share of letters in common order from which two expansions of one acronym are one.
_ALIKE = 0.8
_LATEX = re.compile(r"\\(?:text\w*|math\w*|emph|mbox)\b|[${}\\]")


def term_key(text: str) -> str:
    """Reduce a printed term to a key that spelling variants share: no case, accents, spaces, hyphens or LaTeX.

    >>> term_key("MSR-VTT") == term_key("MSRVTT"), term_key("Pre-Training") == term_key("pretraining")
    (True, True)
    >>> term_key("mPLUG-2") == term_key("mPLUG-Owl")
    False
    """
    plain = re.sub(r"['’]s?$", "", _LATEX.sub("", text))
    symbols = re.sub(r"[+#@]", lambda m: f" {ord(m[0]):x} ", plain)
    return "".join(fold(symbols).split()) or text.strip()


def singular_key(text: str) -> str | None:
    """Return the key of the singular if the text looks like a plural, else None.

    >>> singular_key("large language models"), singular_key("DQNs"), singular_key("WILDS"), singular_key("analysis")
    ('largelanguagemodel', 'dqn', None, None)
    """
    if not re.search(r"[^\Wsiu_]s$", text) or len(text) < 4:
        return None
    return term_key(re.sub(r"ies$", "y", text) if text.endswith("ies") else text[:-1])


def is_acronym(text: str) -> bool:
    """Tell a short form from a spelled-out one: one word with at least two capitals or digits among few letters.

    >>> is_acronym("RAG"), is_acronym("TeS"), is_acronym("retrieval"), is_acronym("ImageNet")
    (True, True, False, False)
    """
    return bool(re.fullmatch(r"[\w-]{2,10}", text)) and sum(c.isupper() or c.isdigit() for c in text) * 2 >= len(text)


@dataclass(slots=True)
class Thing:
    """What one record calls by one name: its mentions, and the keys of its short and long forms."""

    paper: Paper
    kind: str
    name: str
    mentions: list[Mention] = field(default_factory=list)

    @property
    def forms(self) -> list[str]:
        """Every printed form, in order of appearance, after the record's own name for the thing."""
        return list(dict.fromkeys([self.name, *(m.surface for m in self.mentions)]))

    @property
    def long_keys(self) -> set[str]:
        """Keys of the spelled-out forms, which no other thing shares by chance."""
        return {plain_key(f, self.kind) for f in self.forms if not is_acronym(f)}

    @property
    def short_keys(self) -> set[str]:
        """Keys of the acronyms."""
        return {plain_key(f, self.kind) for f in self.forms if is_acronym(f)}


def plain_key(text: str, kind: str = "") -> str:
    """Reduce a printed term of a kind to a key without plural, possessive and the noun that may follow a metric.

    >>> plain_key("BLEU scores", "metric") == plain_key("BLEU", "metric")
    True
    """
    plain = re.sub(r"['’]s?$", "", text)
    if kind == "metric":
        plain = re.sub(r"[ -](?:scores?|points?|metric|measure)$", "", plain, flags=re.IGNORECASE) or plain
    return singular_key(plain) or term_key(plain)


def collect_things(papers: Iterable[Paper]) -> Iterator[Thing]:
    """Group the mentions of each paper by kind and name, in order of appearance."""
    for paper in papers:
        things: dict[tuple[str, str], Thing] = {}
        for mention in paper.extraction.mentions:
            key = (mention.kind, mention.name)
            things.setdefault(key, Thing(paper, *key)).mentions.append(mention)
        yield from things.values()


def group_things(things: Sequence[Thing]) -> list[list[int]]:
    """Group positions of things of one kind that are one: by spelled-out forms first, then by acronyms without rival.

    >>> from kg.model import Extraction, Record
        >>> paper = Paper("p", Record("r"), ("r",), (), Extraction())
        >>> [group_things([Thing(paper, "method", n) for n in pair]) for pair in (["F-1", "F1"], ["GPT-2", "GPT-3"])]
        [[[0, 1]], [[0], [1]]]
    """
    one = UnionFind(range(len(things)))
    by_long = _index(things, lambda thing: thing.long_keys)
    for key, members in by_long.items():
        one.union(*members, *by_long.get(key.removesuffix("ing"), ()))  # "video caption" and "video captioning"
    for key, members in _index(things, lambda thing: thing.short_keys).items():
        bare = [i for i in members if not things[i].long_keys] + by_long.get(key, [])
        meanings = {one[i]: i for i in members if things[i].long_keys}
        for i, j in combinations(meanings.values(), 2):
            if _alike(things[i], things[j], key):
                one.union(i, j)
        single = len({one[i] for i in meanings}) <= 1
        one.union(*meanings.values() if single else (), *bare)
    return sorted(sorted(group) for group in one.to_sets())


def _alike(a: Thing, b: Thing, key: str) -> bool:
    """Tell whether two expansions of an acronym differ in little more than an ending or a small word."""
    return any(
        SequenceMatcher(None, x, y, autojunk=False).ratio() >= _ALIKE
        for x in sorted(a.long_keys)
        for y in sorted(b.long_keys)
        if key not in (x, y)
    )


def _index(things: Sequence[Thing], keys_of: Callable[[Thing], set[str]]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for i, thing in enumerate(things):
        for key in sorted(keys_of(thing)):
            index[key].append(i)
    return index


def _make_term(group: Sequence[Thing], minter: Minter, taken: set[str]) -> Entity:
    first = group[0]
    mentions = tuple(m for thing in group for m in thing.mentions)
    name = _preferred_name(group)
    iri = minter.term(first.kind, decode_latex(first.name))
    if iri in taken:
        sense = min((k for thing in group for k in thing.long_keys), default=first.paper.iri)
        iri = minter.term(first.kind, decode_latex(first.name), sense=sense)
    taken.add(iri)
    return Entity(iri, first.kind, name, _list_aliases(group, name), mentions)


def _preferred_name(group: Sequence[Thing]) -> str:
    """Choose the name that most papers use; a task's is written small where any paper does, as titles capitalise."""
    names = Counter(decode_latex(thing.name) for thing in group)
    small = Counter(
        f for thing in group for f in map(decode_latex, thing.forms) if f.casefold() in map(str.casefold, names)
    )
    if group[0].kind == "task" and any(name.islower() for name in small):
        names = Counter({name: n for name, n in small.items() if name.islower()})
    order = list(names)
    return max(order, key=lambda name: (names[name], -order.index(name)))


def _list_aliases(group: Sequence[Thing], name: str) -> tuple[str, ...]:
    """List the other printed forms, one of each spelling in small letters."""
    forms = [decode_latex(f) for thing in group for f in thing.forms if not _MACRO.fullmatch(f)]
    found = {form.casefold(): form for form in reversed(forms) if form.casefold() != name.casefold()}
    return tuple(sorted(found.values()))


def _explain(group: Sequence[Thing], entity: Entity) -> Iterator[Decision]:
    for thing in group:
        if len(thing.forms) > 1:
            title = thing.paper.record.title or thing.paper.record.id
            reason = f"“{title}” uses one for the other: {', '.join(map(decode_latex, thing.forms))}"
            score = min(m.score for m in thing.mentions)
            yield Decision("merge", entity.kind, (thing.paper.iri,), (reason,), score, entity.iri)
    names = list(dict.fromkeys(decode_latex(thing.name) for thing in group))
    if len(names) > 1:
        papers = tuple(dict.fromkeys(thing.paper.iri for thing in group))
        reason = f"the same name in other spelling, or a form that they share: {', '.join(names)}"
        yield Decision("merge", entity.kind, papers, (reason,), 0.95, entity.iri)


def _tell_apart(entities: Sequence[Entity], groups: Sequence[Sequence[Thing]]) -> Iterator[tuple[int, int, str]]:
    """Yield pairs of entities of one kind that share an acronym but not its meaning, and the acronym."""
    by_short: dict[tuple[str, str], set[int]] = defaultdict(set)
    for position, group in enumerate(groups):
        for thing in group:
            for key in thing.short_keys:
                by_short[thing.kind, key].add(position)
    for (_, key), members in by_short.items():
        order = sorted(members)
        for i, j in pairwise(order):
            names = entities[i].name, *entities[i].aliases
            yield i, j, next((n for n in names if plain_key(n) == key), key)


def resolve_terms(papers: Sequence[Paper], *, minter: Minter) -> tuple[list[Entity], list[Decision]]:
    """Return one entity per method, dataset, task and metric, in order of first mention, and every decision taken."""
    things = list(collect_things(papers))
    grouped: list[list[Thing]] = []
    for kind in dict.fromkeys(thing.kind for thing in things):
        own = [thing for thing in things if thing.kind == kind]
        grouped += [[own[i] for i in group] for group in group_things(own)]
    taken: set[str] = set()
    entities = [_make_term(group, minter, taken) for group in grouped]
    decisions = [d for group, entity in zip(grouped, entities, strict=True) for d in _explain(group, entity)]
    for i, j, short in _tell_apart(entities, grouped):
        bare = any(all(is_acronym(f) for t in grouped[k] for f in t.forms) for k in (i, j))
        reason = f"“{short}” is spelled out differently" if not bare else f"nothing says which “{short}” is meant"
        score = 0.4 if bare else 0.05
        pair = (entities[i].iri, entities[j].iri)
        decisions.append(Decision("possible" if bare else "apart", entities[i].kind, pair, (reason,), score))
        if bare:
            entities[i] = replace(entities[i], possibly_same=(*entities[i].possibly_same, (pair[1], score)))
    return entities, decisions


def resolve_organizations(papers: Sequence[Paper], *, minter: Minter) -> list[Entity]:
    """Return one organisation per printed name or slug, folded; author-level names count from the author's position."""
    found: dict[str, list[Mention]] = defaultdict(list)
    for paper in papers:
        record = paper.record
        for i, name in enumerate(record.affiliations):
            text = record.affiliations[i : i + 1]
            found[term_key(name)].append(
                Mention(record.id, "affiliations", i, i + 1, text, "organization", name, extractor="read")
            )
        for i, author in enumerate(record.authors):
            signature = record.authors[i : i + 1]
            for name in author.affiliations:
                found[term_key(name)].append(
                    Mention(record.id, "authors", i, i + 1, signature, "organization", name, extractor="read")
                )
    entities: list[Entity] = []
    taken: set[str] = set()
    for key, mentions in found.items():
        names = Counter(m.name for m in mentions)
        name = max(names, key=lambda n: (names[n], n))
        iri = minter.term("organization", mentions[0].name)
        if iri in taken:
            iri = minter.term("organization", mentions[0].name, sense=key)
        taken.add(iri)
        entities.append(Entity(iri, "organization", name, tuple(sorted(set(names) - {name})), tuple(mentions)))
    return entities
