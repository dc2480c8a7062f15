"""Make the entities that decisions ask for from those that the rules made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from kg.latex import decode_latex
from kg.model import Entity, Mention
from kg.resolve.curation.partition import Block
from kg.resolve.curation.plan import Plan
from kg.resolve.curation.targets import Atom
from kg.resolve.proofs import identifiers_of
from kg.resolve.vocabulary.concepts import Vocabulary
from kg.resolve.vocabulary.matching import match_entities

__all__ = ["Rebuilt", "rebuild_entities"]

Group = frozenset[Block]


@dataclass(slots=True)
class Rebuilt:
    """The entities that take the place of others.

    ``at`` are those that stand at a position, in place of what stood there; at the positions in ``gone`` nothing does.
    ``iris`` gives each group its IRI, and ``now`` leads from IRIs that stood before to those that stand, None where
    nothing is left. ``apart`` are the IRIs that a split keeps apart from each.
    """

    at: dict[int, list[Entity]] = field(default_factory=lambda: defaultdict(list))
    gone: set[int] = field(default_factory=set)
    iris: dict[Group, str] = field(default_factory=dict)
    now: dict[str, str | None] = field(default_factory=dict)
    apart: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def rebuild_entities(plan: Plan, vocabulary: Vocabulary | None) -> Rebuilt:
    """Make one entity of every group that a line changes, if anything is left of it."""
    done, maker = Rebuilt(), _Maker(plan, vocabulary)
    groups = plan.touched()
    for group in groups:
        done.gone |= {entity for entity, _ in group}
    for group in groups:
        root = plan.partition.root(group)
        entity = maker.make(group, root)
        done.iris[group] = maker.iris[root]
        if entity:
            done.at[root[0]].append(entity)
        for block in group:
            done.now |= dict.fromkeys(maker.owned[block], entity.iri if entity else None)
    for bar in plan.partition.bars:
        one = plan.group_of(bar.atom, plan.partition.home[bar.atom])
        for other in bar.others:
            two = plan.partition.group(plan.partition.block(other))
            a, b = (done.iris.get(group) or maker.iri_of(group) for group in (one, two))
            done.apart[a].add(b)
            done.apart[b].add(a)
    return done


class _Maker:
    """Makes entities of groups of blocks."""

    def __init__(self, plan: Plan, vocabulary: Vocabulary | None) -> None:
        self.plan, self.vocabulary = plan, vocabulary
        self.entities, self.partition = plan.index.entities, plan.partition
        self.owned: dict[Block, list[str]] = defaultdict(list)
        self.iris: dict[Block, str] = {}
        self.taken = {e.iri for e in self.entities}
        for entity in sorted({e for group in plan.touched() for e, _ in group}):
            self._share_iris(entity)

    def iri_of(self, group: Group) -> str:
        """Return the IRI of a group that no line changes."""
        return self.entities[min(group)[0]].iri

    def _share_iris(self, position: int) -> None:
        """Give each part of an entity an IRI, and those IRIs that led to the entity and that it alone would mint."""
        entity, index = self.entities[position], self.plan.index
        blocks = {a: self.partition.moved.get(a, (position, 0)) for a in index.atoms(position)}
        minted: dict[str, list[Block]] = defaultdict(list)
        for atom, block in blocks.items() if len(set(blocks.values())) > 1 else ():
            minted[index.mint(position, atom)].append(block)
        rest = (position, 0) if (position, 0) in blocks.values() or not blocks else min(blocks.values())
        for iri in dict.fromkeys((entity.iri, *entity.replaces)):
            claims = set(minted.get(iri, ()))
            self.owned[claims.pop() if len(claims) == 1 and self._may_leave(iri, entity) else rest].append(iri)
        for block in dict.fromkeys(blocks.values()):
            self.iris[block] = self._choose_iri(block, position, [a for a, b in blocks.items() if b == block])

    def _may_leave(self, iri: str, entity: Entity) -> bool:
        """Say whether an IRI goes with what mints it; a term's own stays with what no line moves."""
        return entity.kind == "person" or iri != entity.iri

    def _choose_iri(self, block: Block, position: int, atoms: Sequence[Atom]) -> str:
        entity, index = self.entities[position], self.plan.index
        own = self.owned[block]
        if entity.iri in own:
            return entity.iri
        first = index.mint(position, atoms[0])
        if entity.kind == "person" or first in own:
            return first
        paper, kind, name = atoms[0]
        senses = (f"{paper}{n or ''}" for n in count())
        minted = (index.minter.term(kind, str(name), sense=sense) for sense in senses)
        iri = next(iri for iri in minted if iri not in self.taken)
        self.taken.add(iri)
        return iri

    def make(self, group: Group, root: Block) -> Entity | None:
        """Make the entity of a group, or None if all of it is rejected; what its IRI leads from goes with it."""
        order = [root, *sorted(group - {root})]
        parts = [part for block in order if (part := self._restrict(block))]
        if not parts:
            return None
        entity = parts[0] if len(parts) == 1 else _join(parts)
        iri = self.iris[root]
        away = dict.fromkeys(i for b in order for i in (*self.owned[b], self.iris[b]) if i != iri)
        entity = replace(entity, iri=iri, replaces=tuple(away))
        if renaming := self.plan.names.get(group):
            entity = _rename(entity, renaming.arguments[1])
        return entity

    def _restrict(self, block: Block) -> Entity | None:
        """Return what a block has of its entity."""
        entity, index = self.entities[block[0]], self.plan.index
        all_atoms = index.atoms(block[0])
        atoms = [a for a in self.partition.members(block) if a not in self.plan.rejected]
        if len(atoms) == len(all_atoms):
            return entity
        mentions = tuple(m for a in atoms for m in all_atoms[a])
        if not mentions:
            return None
        kept = set(mentions)
        others = [m for m in entity.mentions if m not in kept]
        part = _name_part(entity, tuple(m for m in entity.mentions if m in kept))
        stays = self.owned[block] and entity.iri in self.owned[block]
        part = replace(
            part,
            same_as=tuple(_keep_identifiers(entity, mentions, others)),
            possibly_same=entity.possibly_same if stays else (),
        )
        return _name_by_vocabulary(part, self.vocabulary) if self.vocabulary else part


def _form(m: Mention) -> str:
    return m.name if m.kind == "organization" else m.surface


def _key(form: str, kind: str) -> str:
    return form if kind == "person" else decode_latex(form).casefold()


def _name_part(entity: Entity, mentions: tuple[Mention, ...]) -> Entity:
    """Name what is left of an entity as before, if it is printed so still, or never was (a vocabulary names it)."""
    printed = Counter(_form(m) if entity.kind == "person" else decode_latex(_form(m)) for m in mentions)
    keys = {_key(form, entity.kind) for form in printed}
    before = {_key(_form(m), entity.kind) for m in entity.mentions}
    name = entity.name
    if _key(name, entity.kind) in before - keys:
        name = max(printed, key=lambda form: (printed[form], len(form), form))
    known = (entity.name, *entity.aliases)
    aliases = {form for form in known if _key(form, entity.kind) in keys} or set(printed)
    return replace(entity, name=name, aliases=_list_others(aliases, name, entity.kind), mentions=mentions)


def _list_others(forms: Iterable[str], name: str, kind: str) -> tuple[str, ...]:
    """List names but for one; of a term, one of each spelling in small letters."""
    found = {form if kind == "person" else form.casefold(): form for form in sorted(forms, reverse=True)}
    found.pop(name if kind == "person" else name.casefold(), None)
    return tuple(sorted(found.values()))


def _name_by_vocabulary(entity: Entity, vocabulary: Vocabulary) -> Entity:
    """Name what is left of a term as the vocabulary does, or else as it is printed."""
    forms = {decode_latex(_form(m)) for m in entity.mentions}
    printed = {_key(form, entity.kind) for form in forms}
    names = [n for n in (entity.name, *entity.aliases) if _key(n, entity.kind) in printed] or sorted(forms)
    plain = replace(entity, name=names[0], aliases=_list_others({*names, *entity.aliases}, names[0], entity.kind))
    if not (match := match_entities([plain], vocabulary).get(entity.iri)):
        return plain
    name = match.concept.name
    return replace(plain, name=name, aliases=_list_others({plain.name, *plain.aliases}, name, entity.kind))


def _keep_identifiers(entity: Entity, mentions: Sequence[Mention], others: Sequence[Mention]) -> Iterator[str]:
    """Yield the identifiers that the mentions' authors carry, and those that nobody's do."""
    for iri in entity.same_as:
        own, foreign = (any(_carries(m, iri) for m in group) for group in (mentions, others))
        if own or not foreign:
            yield iri


def _carries(m: Mention, iri: str) -> bool:
    author = None if isinstance(m.text, str) else m.text[0]
    if author is None or isinstance(author, str):
        return False
    return iri in {f"https://orcid.org/{value}" for registry, value in identifiers_of(author) if registry == "orcid"}


def _join(parts: Sequence[Entity]) -> Entity:
    """Put entities together under the name of the first."""
    first = parts[0]
    forms = (form for e in parts for form in (e.name, *e.aliases))
    return replace(
        first,
        aliases=_list_others(forms, first.name, first.kind),
        mentions=tuple(m for e in parts for m in e.mentions),
        same_as=tuple(sorted({iri for e in parts for iri in e.same_as})),
        possibly_same=tuple(dict.fromkeys(link for e in parts for link in e.possibly_same)),
    )


def _rename(entity: Entity, name: str) -> Entity:
    forms = {entity.name, *entity.aliases}
    return replace(entity, name=name, aliases=_list_others(forms, name, entity.kind))
