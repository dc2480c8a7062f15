"""Papers as networks see them: who signs, when, about what, with whom else, read in bulk from any graph location."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.store import select_text

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = [
    "SIGNATURES",
    "SIGNERS",
    "Selection",
    "SignedPaper",
    "read_names",
    "read_pairs",
    "read_papers",
    "read_signed_papers",
    "read_term_names",
]

#: Who signs: papers and their signatures, signatures and their people.
SIGNATURES = "SELECT ?paper ?signature WHERE { ?paper kg:hasAuthorship ?signature }"
SIGNERS = "SELECT ?signature ?person WHERE { ?signature kg:author ?person }"
_ORDINALS = "SELECT ?signature ?n WHERE { ?signature kg:ordinal ?n }"
_TITLES = "SELECT ?paper ?title WHERE { ?paper a kg:Paper ; rdfs:label ?title }"
_DATES = "SELECT ?paper ?date WHERE { ?paper a kg:Paper ; dcterms:issued ?date }"
_COMPLETE = "SELECT ?paper ?complete WHERE { ?paper kg:authorListComplete ?complete }"
_CATEGORIES = "SELECT ?paper ?code WHERE { ?paper dcterms:subject ?category . ?category skos:notation ?code }"
#: What is named in passing alone (kg:mentions) is not what a paper is about.
_ABOUT = ("introduces", "usesMethod", "usesDataset", "evaluatesOn", "addresses")
_PLACES = "SELECT ?subject ?place WHERE { ?subject kg:affiliation ?place }"
_CODE = "SELECT ?paper ?code WHERE { ?paper kg:hasRepository ?code }"
_CITES = "SELECT ?paper ?other WHERE { ?paper dcterms:references ?other . ?other a kg:Paper }"


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """One paper; ``complete`` is false after "et al.", ``year`` None where no date is known.

    ``people`` are IRIs in the order of the byline; who signs twice counts once. ``categories`` are notations, ``terms``
    the IRIs of the methods, data sets and tasks that it is about; ``organizations``, ``repositories`` and ``cites`` are
    IRIs too.
    """

    iri: str
    title: str
    people: tuple[str, ...]
    year: int | None = None
    complete: bool = True
    categories: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


def read_pairs(dataset: Dataset, query: str) -> dict[str, list[str]]:
    """Run a SELECT of two variables; return every second value by its first."""
    found: dict[str, list[str]] = defaultdict(list)
    # A plain scan by one query: a self-join on papers would grow with the square of the author lists.
    for subject, value in select_text(dataset, query):
        found[subject].append(value)
    return found


def read_names(dataset: Dataset) -> dict[str, str]:
    """Read the label of everything that has one."""
    labels = read_pairs(dataset, "SELECT ?thing ?name WHERE { ?thing rdfs:label ?name FILTER(ISIRI(?thing)) }")
    return {iri: min(names) for iri, names in labels.items()}


def read_term_names(dataset: Dataset) -> dict[str, str]:
    """Read the labels of methods, data sets and tasks."""
    names: dict[str, str] = {}
    for kind in ("Method", "Dataset", "Task"):
        found = read_pairs(dataset, f"SELECT ?term ?name WHERE {{ ?term a kg:{kind} ; rdfs:label ?name }}")
        names |= {iri: min(labels) for iri, labels in found.items()}
    return names


def read_signed_papers(dataset: Dataset) -> list[SignedPaper]:
    """Read every signed paper of a graph, sorted by IRI, with its people, title and date alone."""
    return [paper for paper in _read(dataset, whole=False) if paper.people]


def read_papers(dataset: Dataset) -> list[SignedPaper]:
    """Read every paper of a graph, sorted by IRI, with all that networks are made of."""
    return list(_read(dataset, whole=True))


def _read(dataset: Dataset, *, whole: bool) -> Iterator[SignedPaper]:
    """Read papers, a paper with several dates in the earliest year."""
    signers = read_pairs(dataset, SIGNERS)
    place = {signature: _number(min(values)) for signature, values in read_pairs(dataset, _ORDINALS).items()}
    signatures = read_pairs(dataset, SIGNATURES)
    titles, dates, complete = (read_pairs(dataset, query) for query in (_TITLES, _DATES, _COMPLETE))
    categories = read_pairs(dataset, _CATEGORIES) if whole else {}
    terms = _read_terms(dataset) if whole else {}
    places, code, cites = (read_pairs(dataset, q) if whole else {} for q in (_PLACES, _CODE, _CITES))
    for iri in sorted({*signatures, *titles} if whole else signatures):
        signed = sorted(signatures.get(iri, ()), key=lambda s: (place.get(s, 0), sorted(signers.get(s, [])), s))
        yield SignedPaper(
            iri,
            min(titles.get(iri, [iri])),
            tuple(dict.fromkeys(person for signature in signed for person in sorted(signers.get(signature, ())))),
            min((year for date in dates.get(iri, ()) if (year := _year(date)) is not None), default=None),
            not {"false", "0"} & {text.lower() for text in complete.get(iri, ())},
            _tidy(categories.get(iri, ())),
            _tidy(terms.get(iri, ())),
            _tidy(organization for subject in (iri, *signed) for organization in places.get(subject, ())),
            _tidy(code.get(iri, ())),
            _tidy(other for other in cites.get(iri, ()) if other != iri),
        )


def _read_terms(dataset: Dataset) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for predicate in _ABOUT:
        for iri, terms in read_pairs(dataset, f"SELECT ?paper ?term WHERE {{ ?paper kg:{predicate} ?term }}").items():
            found[iri] += terms
    return found


def _tidy(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _year(date: str) -> int | None:
    match = re.match(r"-?\d{4,}", date)
    return int(match[0]) if match else None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which papers a network is made of: those that meet every condition that is given, each by any of its values.

    ``categories`` are notations, ``terms`` and ``organizations`` IRIs. A paper without a date meets no year. Papers of
    more than ``max_authors`` people, if that is not None, are left out: few of them know each other, and the ties of a
    thousand outnumber all others.
    """

    year_from: int | None = None
    year_to: int | None = None
    categories: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    max_authors: int | None = 500

    def __post_init__(self) -> None:
        """Raise ``UsageError`` for years that hold nothing."""
        for name in ("categories", "terms", "organizations"):
            values: Iterable[str] = getattr(self, name)
            object.__setattr__(self, name, frozenset((values,) if isinstance(values, str) else values))
        if self.year_from is not None and self.year_to is not None and self.year_from > self.year_to:
            raise UsageError(f"the years from {self.year_from} to {self.year_to} hold nothing: swap them")

    def within_years(self, paper: SignedPaper) -> bool:
        """Say whether a paper is of these years."""
        if self.year_from is None and self.year_to is None:
            return True
        year = paper.year
        return year is not None and (self.year_from or year) <= year <= (self.year_to or year)

    def is_crowded(self, paper: SignedPaper) -> bool:
        """Say whether a paper has too many authors."""
        return self.max_authors is not None and len(paper.people) > self.max_authors

    def takes(self, paper: SignedPaper) -> bool:
        """Say whether a paper meets every condition."""
        return self.on_subject(paper) and self.within_years(paper) and not self.is_crowded(paper)

    def on_subject(self, paper: SignedPaper) -> bool:
        """Say whether a paper meets what is about neither years nor the number of authors."""
        wanted = (
            (self.categories, paper.categories),
            (self.terms, paper.terms),
            (self.organizations, paper.organizations),
        )
        return all(not values or not values.isdisjoint(own) for values, own in wanted)
