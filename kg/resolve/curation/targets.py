"""Find what the references of a curation file mean in one resolution: entities, and what papers print of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.iris import Minter
from kg.latex import decode_latex
from kg.model import Entity, Mention, Paper, Resolution
from kg.resolve.curation.lines import CuratedLine, Reference
from kg.resolve.earlier import locate_author

__all__ = ["GONE", "Atom", "Index", "MisfitError", "Target"]

Atom = tuple[str, str, int | str]
"""What curation moves as one: a paper's IRI, a kind, and an author's position (from 1) or what the paper calls it."""


class MisfitError(ValueError):
    """A line of a curation file does not fit the data; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference means: the entity that the rules made, by position, and the atoms that it covers.

    ``own`` are the atoms that the reference itself names: an exact one, or those that mint the IRI.
    """

    entity: int
    own: tuple[Atom, ...]
    atoms: tuple[Atom, ...]


class Index:
    """Knows which entities and papers have an IRI, now or before they were merged, and what each paper prints."""

    def __init__(self, resolution: Resolution, lines: Iterable[CuratedLine], minter: Minter) -> None:
        """Index what the lines refer to."""
        self.entities: Sequence[Entity] = resolution.entities
        self.minter = minter
        self._by_iri: dict[str, int] = {e.iri: i for i, e in enumerate(self.entities)}
        for i, e in enumerate(self.entities):
            for iri in e.replaces:
                self._by_iri.setdefault(iri, i)
        self._papers = {iri: p for p in resolution.papers for iri in p.replaces}
        self._papers |= {p.iri: p for p in resolution.papers}
        self._paper_of = {record: p.iri for p in resolution.papers for record in p.records}
        self._atoms: dict[int, dict[Atom, list[Mention]]] = {}
        self._printed = self._index_printed({t.iri for c in lines for t in c.targets})

    def _index_printed(self, iris: set[str]) -> dict[str, dict[Atom, int]]:
        """Index what the papers among the IRIs print, by paper; the entity of each atom."""
        records = {r for iri in iris if iri in self._papers for r in self._papers[iri].records}
        printed: dict[str, dict[Atom, int]] = defaultdict(dict)
        for i, entity in enumerate(self.entities) if records else ():
            for m in entity.mentions:
                if m.record in records:
                    atom = self.atom_of(m)
                    printed[atom[0]].setdefault(atom, i)
        return {iri: dict(sorted(found.items(), key=_order)) for iri, found in printed.items()}

    def atom_of(self, m: Mention) -> Atom:
        """Return the atom that a mention belongs to."""
        paper = self._paper_of[m.record]
        return (paper, m.kind, m.start + 1) if m.kind == "person" else (paper, m.kind, m.name)

    def atoms(self, entity: int) -> Mapping[Atom, list[Mention]]:
        """Return the atoms of an entity in order of mention, with their mentions."""
        if entity not in self._atoms:
            found: dict[Atom, list[Mention]] = {}
            for m in self.entities[entity].mentions:
                found.setdefault(self.atom_of(m), []).append(m)
            self._atoms[entity] = found
        return self._atoms[entity]

    def mint(self, entity: int, atom: Atom) -> str:
        """Return the IRI that an entity of this atom alone would have."""
        first = self.atoms(entity)[atom][0]
        if isinstance(atom[2], int):
            return self.minter.person(name=first.surface, paper=atom[0], ordinal=atom[2])
        return self.minter.term(atom[1], decode_latex(first.name))

    @cached_property
    def _signers(self) -> dict[str, int]:
        """The person of each IRI that one of its signatures would have by itself; made only if an IRI is unknown."""
        people = [i for i, e in enumerate(self.entities) if e.kind == "person"]
        return {self.mint(i, atom): i for i in people for atom in self.atoms(i)}

    def find_paper(self, iri: str) -> Paper | None:
        """Return the paper that has, or had, an IRI."""
        return self._papers.get(iri)

    def find(self, ref: Reference, kinds: Iterable[str] = ()) -> Target:
        """Return what a reference means; of several things that a paper calls so, one of the given kinds.

        Raises ``MisfitError``.
        """
        if ref.is_exact:
            return self._find_printed(ref, set(kinds))
        if ref.iri in self._papers:
            raise MisfitError(f"{ref.iri} is a paper: name an author of it (PAPER#1), or what it prints, in quotes")
        entity = self._by_iri[ref.iri] if ref.iri in self._by_iri else self._signers.get(ref.iri)
        if entity is None:
            raise MisfitError(f"no such entity in the graph: {ref.iri} ({GONE})")
        atoms = tuple(self.atoms(entity))
        own = tuple(a for a in atoms if self.mint(entity, a) == ref.iri)
        stands = ref.iri == self.entities[entity].iri
        return Target(entity, own or atoms[:1], atoms if stands else own or atoms[:1])

    def _find_printed(self, ref: Reference, kinds: set[str]) -> Target:
        paper = self._papers.get(ref.iri)
        if paper is None:
            raise MisfitError(f"no such paper in the graph: {ref.iri} ({GONE})")
        printed = self._printed.get(paper.iri, {})
        if ref.author is not None:
            found = [a for a in printed if a[1:] == ("person", _find_author(paper, ref))]
            if not found:
                raise MisfitError(f"{paper.iri} has no author {ref.author}: it has {len(paper.record.authors)}")
        else:
            found = self._named(printed, ref.name or "")
            found = [a for a in found if a[1] in kinds] or found
            if not found:
                raise MisfitError(f"{paper.iri} does not print {ref.name!r}: write the name as the paper does")
        several = sorted({self.entities[printed[a]].iri for a in found})
        if len(several) > 1:
            raise MisfitError(f"{ref} may be {' or '.join(several)}: name the entity by its IRI")
        return Target(printed[found[0]], tuple(found), tuple(found))

    def _named(self, printed: Mapping[Atom, int], name: str) -> list[Atom]:
        """Find what a paper calls so, else what it prints so, else either whatever the case."""
        terms = [a for a in printed if a[1] != "person"]
        forms = {a: {decode_latex(m.name if a[1] == "organization" else m.surface) for m in self.atoms(printed[a])[a]}
                 for a in terms}  # fmt: skip
        called = [a for a in terms if decode_latex(str(a[2])) == name or a[2] == name]
        return (
            called
            or [a for a in terms if name in forms[a]]
            or [a for a in terms if name.casefold() in {f.casefold() for f in (*forms[a], str(a[2]))}]
        )

    def printed(self, iri: str, kind: str) -> tuple[Atom, ...]:
        """Return all atoms of a kind in a paper."""
        paper = self._papers.get(iri)
        return tuple(a for a in self._printed.get(paper.iri, {}) if a[1] == kind) if paper else ()

    def entity_of(self, atom: Atom) -> int:
        """Return the entity of an atom of a paper that a line names."""
        return self._printed[atom[0]][atom]


GONE = "its source may be gone, or the IRI misspelt: undo the line, or write it anew"


def _find_author(paper: Paper, ref: Reference) -> int:
    """Return the position, from 1, of whom a reference means; it may be one to a source that was merged."""
    position = ref.author or 0
    source = next((record for iri, record in paper.sources if iri == ref.iri != paper.iri), None)
    if source is None or position > len(source.authors):
        return position
    name = source.authors[position - 1].name
    found = locate_author(position - 1, name, paper.record.authors)
    if found is None:
        raise MisfitError(
            f"{ref.iri} is {paper.iri} now, which has no author {name!r}: undo the line, or write it anew"
        )
    return found + 1


def _order(item: tuple[Atom, int]) -> tuple[str, int, str]:
    _, kind, what = item[0]
    return kind, what if isinstance(what, int) else 0, str(what)
