"""Decide which printed affiliations are one organisation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.iris import Minter
from kg.latex import decode_latex
from kg.model import Decision, Entity, Paper
from kg.resolve.naming import Named, Naming
from kg.resolve.organizations.institutions import register
from kg.resolve.organizations.linking import Bond, Linker
from kg.resolve.organizations.reading import Printed, read_affiliations
from kg.resolve.organizations.words import institution_key

__all__ = ["resolve_organizations"]

#: At most so many printed forms are named in one decision.
_ENOUGH = 5


def resolve_organizations(papers: Sequence[Paper], *, minter: Minter) -> tuple[list[Entity], list[Decision]]:
    """Return one entity per organisation, in order of first mention, and every decision taken.

    What an affiliation names beside the institution (department, address) is left out; one that names several counts
    for each. An author's affiliation counts from the author's position.
    """
    printed = read_affiliations(papers)
    linker = Linker(printed)
    bonds = list(linker.bonds())
    roots = _join(len(linker.nodes), [bond for bond in bonds if bond.merge])
    groups: dict[int, list[int]] = defaultdict(list)
    for i, p in enumerate(printed):
        groups[roots[linker.place_of(p)]].append(i)
    named = Naming([_name_printed(p) for p in printed], minter, disputed=linker.shorts).name(list(groups.values()))
    made = zip(groups.items(), named, strict=True)
    entities = {root: _make_organization([printed[i] for i in group], *names) for (root, group), names in made}
    teller = _Teller(papers, linker, {n: entities[root] for n, root in enumerate(roots)})
    decisions = [d for group in groups.values() if (d := teller.spellings([printed[i] for i in group]))]
    decisions += [d for bond in bonds if (d := teller.bond(bond))]
    return [_link(e, teller.possible) for e in entities.values()], decisions


def _join(count: int, bonds: Sequence[Bond]) -> list[int]:
    """Return the root of each node, the first of its group."""
    roots = list(range(count))

    def find(n: int) -> int:
        while roots[n] != n:
            roots[n] = roots[roots[n]]
            n = roots[n]
        return n

    for bond in bonds:
        a, b = sorted((find(bond.left), find(bond.right)))
        roots[b] = a
    return [find(n) for n in range(count)]


def _name_printed(p: Printed) -> Named:
    return Named("organization", p.name, (p.key,), not p.bare)


def _make_organization(group: Sequence[Printed], iri: str, away: tuple[str, ...]) -> Entity:
    names = Counter(p.name for p in group)
    name = max(names, key=lambda n: (_plainness(n), names[n], n))
    aliases = tuple(sorted(set(names) - {name}))
    return Entity(iri, "organization", name, aliases, tuple(p.mention for p in group), replaces=away)


def _plainness(name: str) -> int:
    """Prefer a full name to an acronym or slug, and both to one with a department or an address."""
    key = institution_key(name)
    if key in register().keys:
        return 3
    plain = not any(mark in name for mark in ",;()")
    return (1 + (" " in name)) if plain else 0


def _link(entity: Entity, possible: dict[str, dict[str, float]]) -> Entity:
    links = possible.get(entity.iri)
    return replace(entity, possibly_same=tuple(sorted(links.items()))) if links else entity


class _Teller:
    """Words decisions about organisations."""

    def __init__(self, papers: Sequence[Paper], linker: Linker, entities: dict[int, Entity]) -> None:
        self.papers, self.linker, self.entities = papers, linker, entities
        self.possible: dict[str, dict[str, float]] = defaultdict(dict)

    def _title(self, p: Printed) -> str:
        record = self.papers[p.paper].record
        return f"“{decode_latex(record.title) or record.id}”"

    def _iris(self, printed: Sequence[Printed]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.papers[p.paper].iri for p in printed[: 2 * _ENOUGH]))

    def spellings(self, group: Sequence[Printed]) -> Decision | None:
        """Say which printed forms have one key, if there are several."""
        by_key: dict[str, dict[str, Printed]] = defaultdict(dict)
        for p in group:
            by_key[p.key].setdefault(p.name.casefold(), p)
        reasons = tuple(reason for forms in by_key.values() for reason in self._tell_forms(list(forms.values())))
        if not reasons:
            return None
        shown = [p for forms in by_key.values() if len(forms) > 1 for p in forms.values()]
        entity = self.entities[self.linker.place_of(group[0])]
        return Decision("merge", "organization", self._iris(shown), reasons, 0.95, entity.iri)

    def _tell_forms(self, forms: Sequence[Printed]) -> Iterator[str]:
        if len(forms) > 1:
            shown = ", ".join(f"“{p.name}” ({self._title(p)})" for p in forms[:_ENOUGH])
            more = f" and {len(forms) - _ENOUGH:,} more" if len(forms) > _ENOUGH else ""
            known = register().keys.get(forms[0].key)
            how = f"all name {known.name}" if known else "one name, but for spelling, department and address"
            yield f"{how}: {shown}{more}"
        for p in [p for p in forms if p.by_address][:_ENOUGH]:
            yield f"{self._title(p)}: the author of “{p.name}” has an address at {p.domain}"

    def bond(self, bond: Bond) -> Decision | None:
        """Say why two were put together or may be one; nothing if they are one for other reasons."""
        left, right = self.entities[bond.left], self.entities[bond.right]
        reasons = tuple(self._fill(reason) for reason in bond.reasons)
        if bond.merge:
            first = (self.linker.printed[self.linker.nodes[n].printed[0]] for n in (bond.left, bond.right))
            return Decision(
                "merge", "organization", self._iris(list(first)), reasons, bond.score, left.iri, bond.against
            )
        if left.iri == right.iri:
            return None
        self.possible[left.iri][right.iri] = bond.score
        return Decision("possible", "organization", (left.iri, right.iri), reasons, bond.score, against=bond.against)

    def _fill(self, reason: str) -> str:
        """Put the title of a paper where a reason begins with the place of what is printed there."""
        if not reason.startswith("{"):
            return reason
        place, rest = reason[1:].split("}", 1)
        return f"{self._title(self.linker.printed[int(place)])}{rest}"
