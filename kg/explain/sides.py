"""Describe what decisions compared: signatures, papers and entities, with the papers that show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kg.explain.model import Side, Work
from kg.iris import KG, PREFIXES
from kg.view.rows import Facts, describe, number_of, read_incoming, read_subjects, text_of

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["Sides", "name_by_iri"]

_RDF, _RDFS, _DCT, _SKOS, _FOAF = (PREFIXES[prefix] for prefix in ("rdf", "rdfs", "dcterms", "skos", "foaf"))
_NAMING = (f"{KG}printedName", f"{_RDFS}label", f"{_FOAF}name", f"{_SKOS}prefLabel", f"{_DCT}title")
_REPLACED = f"{_DCT}isReplacedBy"
_PAPER = (f"{_RDF}type", f"{_RDFS}label", f"{_DCT}issued", f"{KG}hasAuthorship")


class Sides:
    """Knows every compared thing by its IRI; ``most`` is how many papers each names at most, 0 for all."""

    def __init__(self, dataset: Dataset, iris: Iterable[str] = (), *, most: int = 3) -> None:
        """Read what is said of the IRIs, and of the papers that show them."""
        self._dataset, self._most = dataset, most
        self._iris = sorted(set(iris))
        self._facts = describe(dataset, self._iris)
        stand = {text_of(facts, _REPLACED) for facts in self._facts.values()} - {"", *self._iris}
        self._facts |= describe(dataset, stand)
        shown = self._find_papers()
        self._papers = describe(dataset, {p for papers in shown.values() for p in papers}, only=_PAPER)
        self._shown = {
            iri: [self._work(p) for p in papers if self._is_paper(self._papers.get(p, {}))]
            for iri, papers in shown.items()
        }

    def _find_papers(self) -> dict[str, list[str]]:
        """Find the papers that show each thing: those that say something of it, or are signed by it."""
        found: dict[str, set[str]] = defaultdict(set)
        signed = defaultdict(list)
        iris = sorted({*self._iris, *self._facts})
        for authorship, person in read_subjects(self._dataset, f"{KG}author", iris):
            signed[authorship].append(person)
        affiliated = defaultdict(list)
        for subject, predicate, iri in read_incoming(self._dataset, iris):
            found[iri].add(subject)
            if predicate == f"{KG}affiliation":
                affiliated[subject].append(iri)
        joined = {*signed, *affiliated}
        for paper, authorship in read_subjects(self._dataset, f"{KG}hasAuthorship", joined):
            for iri in (*signed[authorship], *affiliated[authorship]):
                found[iri].add(paper)
        for iri in iris:
            if self._is_paper(self._facts.get(iri, {})):
                found[iri] = {iri}
        return {iri: sorted(papers) for iri, papers in found.items()}

    @staticmethod
    def _is_paper(facts: Facts) -> bool:
        return f"{KG}Paper" in {str(t) for t in facts.get(f"{_RDF}type", ())}

    def _work(self, paper: str) -> Work:
        facts = self._papers[paper]
        return Work(paper, text_of(facts, f"{_RDFS}label"), text_of(facts, f"{_DCT}issued")[:4])

    def all(self) -> Iterator[Side]:
        """Yield every thing that was asked for, in order of IRI."""
        return (self[iri] for iri in self._iris)

    def find_papers(self, iri: str) -> frozenset[str]:
        """Find all papers that show a thing that was asked for, or that stands for one."""
        return frozenset(work.iri for work in self._shown.get(iri, ()))

    def __getitem__(self, iri: str) -> Side:
        """Return one compared thing."""
        facts = self._facts.get(iri, {})
        works = self._shown.get(iri, [])
        author = int(number_of(facts, f"{KG}ordinal") or 0)
        authors = len(self._papers[works[0].iri].get(f"{KG}hasAuthorship", ())) if author and works else 0
        works = sorted(works, key=lambda w: (w.year or "9999", w.title, w.iri))
        now = text_of(facts, _REPLACED)
        name = text_of(facts, *_NAMING) or text_of(self._facts.get(now, {}), *_NAMING) or name_by_iri(iri)
        return Side(iri, name, tuple(works[: self._most or None]), author, authors, now)


def name_by_iri(iri: str) -> str:
    """Name what nothing is said of by the end of its IRI."""
    return unquote(iri.rstrip("/").rpartition("/")[2]) or iri
