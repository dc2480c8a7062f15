"""Offer things to choose from: those of one name, each with what tells it from the others, and those that come near."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kg.explain.remedies import shorten
from kg.explain.sides import Sides
from kg.explain.text import cite
from kg.iris import BASE, KG, PREFIXES
from kg.view.gathering import first_class
from kg.view.rows import describe, read_classes, read_types

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["list_choices", "list_near"]

_NAMES = (f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['foaf']}name", f"{PREFIXES['skos']}altLabel")
_KINDS = ("person", "organization", "method", "dataset", "task", "metric", "paper")
#: At most so many things, other names of each, and IRIs that are near, are listed.
_ENOUGH, _NAMED, _NEAR = 20, 3, 5
_LIKE = 0.6
_HASH = re.compile("-[0-9a-f]{8}$")


def list_choices(dataset: Dataset, iris: Sequence[str], name: str, *, base: str = BASE) -> Iterator[str]:
    """Yield a line for each thing of a name: IRI, kind, other names, and papers; those with the most papers first."""
    sides = Sides(dataset, iris, most=1)
    kinds = {iri: kind.removeprefix(KG).lower() for iri, kind in first_class(read_types(dataset, iris)).items()}
    facts = describe(dataset, iris, only=_NAMES)
    ordered = sorted(iris, key=lambda iri: (-len(sides.find_papers(iri)), iri))
    for iri in ordered[:_ENOUGH]:
        names = {str(o) for p in _NAMES for o in facts.get(iri, {}).get(p, ())}
        others = sorted(n for n in names if n.casefold() != name.casefold())[:_NAMED]
        words = [kinds.get(iri, "thing"), *([f"also {', '.join(others)}"] if others else [])]
        count = len(sides.find_papers(iri))
        shown = f": {cite(sides[iri].works[0])}" if count else ""
        yield f"{shorten(iri, base)}  {', '.join(words)}; {count:,} paper{'s' * (count != 1)}{shown}"
    if len(ordered) > _ENOUGH:
        yield f"… and {len(ordered) - _ENOUGH:,} more"


def list_near(dataset: Dataset, iri: str, *, base: str = BASE) -> list[str] | None:
    """List IRIs of the kind that an unknown IRI says it is, the nearest first; None if it says none."""
    kind, _, local = iri.removeprefix(base).partition("/")
    if not iri.startswith(base) or kind not in _KINDS:
        return None
    known: dict[str, list[str]] = defaultdict(list)
    for found, _ in sorted(read_classes(dataset, [KG + kind.capitalize()])):
        known[_HASH.sub("", found.removeprefix(f"{base}{kind}/"))].append(found)
    near = get_close_matches(_HASH.sub("", local), known, n=_NEAR, cutoff=_LIKE)
    return [shorten(found, base) for stem in near for found in known[stem]][:_NEAR]
