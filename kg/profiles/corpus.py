"""What profiles count and rank: papers with their signatures, terms and results, read in bulk and held in memory.

Texts and evidence are not held: they are read for the pages that are being written.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from rdflib import Dataset, URIRef

from kg.iris import KG, PREFIXES, is_iri
from kg.store import select_text
from kg.view.assemble import NAMING, name_node
from kg.view.rows import Facts, describe, number_of, text_of
from kg.view.words import CLASSES

__all__ = [
    "ABOUT",
    "NAMED",
    "TERMS",
    "Corpus",
    "PaperCard",
    "Signature",
    "add_names",
    "find_papers",
    "first_class",
    "read_corpus",
    "tell_value",
]

_DCT, _RDF = PREFIXES["dcterms"], PREFIXES["rdf"]
_TYPE = f"{_RDF}type"
#: How papers speak of terms, the most telling first.
ABOUT = tuple(
    f"{KG}{name}"
    for name in ("introduces", "usesMethod", "evaluatesOn", "usesDataset", "addresses", "mentions", "about")
)
_CREATOR, _SIGNED, _AUTHOR = f"{_DCT}creator", f"{KG}hasAuthorship", f"{KG}author"
_REPORTS, _PLACE, _CITES = f"{KG}reports", f"{KG}affiliation", f"{_DCT}references"
_LINKS = (*ABOUT, *(f"{KG}has{name}" for name in ("Repository", "Demo", "ModelPage", "ProjectPage")),
          f"{_DCT}subject", _CITES, _PLACE)  # fmt: skip
_CARD = (*NAMING, f"{_DCT}issued", f"{KG}authorListComplete", _CREATOR, _SIGNED, _REPORTS, *_LINKS)
_LABEL = f"{PREFIXES['rdfs']}label"
_NAMES = (*NAMING, _TYPE, f"{KG}direction", f"{KG}value", f"{KG}unit")
_RESULT = ("task", "dataset", "metric", "method")
_BLOCK = 2000
#: The classes of terms, and how papers and results name them, as the report of a build counts them.
TERMS = tuple(f"{KG}{name}" for name in ("Method", "Dataset", "Task", "Metric"))
NAMED = (*ABOUT[:-1], *(f"{KG}{name}" for name in _RESULT))


@dataclass(frozen=True, slots=True)
class Signature:
    """One place of a paper's list of authors; ``iri`` is empty where the graph has but a creator."""

    person: str
    iri: str = ""
    printed: str = ""
    ordinal: float = 0.0
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A paper as lists show it, and whatever it is linked to, by predicate."""

    iri: str
    title: str
    date: str = ""
    complete: bool = True
    signatures: tuple[Signature, ...] = ()
    links: dict[str, tuple[str, ...]] = field(default_factory=dict)
    results: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """The year of publication, if the graph has it."""
        found = re.match(r"\d{4}(?!\d)", self.date)
        return int(found[0]) if found else None

    @property
    def people(self) -> tuple[str, ...]:
        """The authors in order, each once."""
        return tuple(dict.fromkeys(signature.person for signature in self.signatures))

    @property
    def organizations(self) -> tuple[str, ...]:
        """The organisations of the paper and of its authors, each once."""
        own = self.links.get(_PLACE, ())
        return tuple(dict.fromkeys((*own, *(place for one in self.signatures for place in one.places))))


@dataclass(frozen=True)
class Corpus:
    """Papers by IRI, results by IRI, and the name and class of every thing that they are linked to.

    ``labels`` are names that the graph states as rdfs:label; ``metrics`` says whether higher or lower is better.
    """

    papers: dict[str, PaperCard]
    results: dict[str, Facts]
    names: dict[str, str]
    kinds: dict[str, str]
    labels: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, str] = field(default_factory=dict)

    @cached_property
    def pointing(self) -> dict[str, dict[str, list[str]]]:
        """The papers that speak of a thing, by predicate: those of ``PaperCard.links``, creator and affiliation."""
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for iri, card in self.papers.items():
            for predicate, things in card.links.items():
                if predicate != _PLACE:
                    for thing in things:
                        found[thing][predicate].append(iri)
            for person in card.people:
                found[person][_CREATOR].append(iri)
            for place in card.organizations:
                found[place][_PLACE].append(iri)
        return {thing: dict(by) for thing, by in found.items()}

    @cached_property
    def papers_of_results(self) -> dict[str, str]:
        """The paper that reports each result."""
        return {result: iri for iri, card in self.papers.items() for result in card.results}

    @cached_property
    def results_of(self) -> dict[str, list[str]]:
        """The results of each task, dataset, metric and method."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri, facts in self.results.items():
            for name in _RESULT:
                for thing in facts.get(f"{KG}{name}", ()):
                    found[str(thing)].append(iri)
        return dict(found)

    def count_unnamed(self) -> Counter[str]:
        """Count, by class, the terms that no paper and no result names: they are there as broader than others."""
        named = {iri for iri, by in self.pointing.items() if not by.keys().isdisjoint(NAMED)} | self.results_of.keys()
        return Counter(kind for iri, kind in self.kinds.items() if kind in TERMS and iri not in named)

    def name(self, iri: str) -> str:
        """Name a thing."""
        return self.names.get(iri) or name_node(iri, {})


def first_class(kinds: Iterable[str]) -> str:
    """Choose among a thing's classes the first that has pages, or an empty string."""
    known = set(kinds)
    return next((kind for kind in CLASSES if kind in known), "")


def find_papers(dataset: Dataset, iri: str, *, limit: int) -> tuple[list[str], int]:
    """Find the papers that concern a thing: its own, or those that speak of it; also say how many there are.

    Of more than ``limit`` those come first that are latest by their date.
    """
    if not is_iri(iri):
        return [], 0
    pattern = f"""{{ BIND(<{iri}> AS ?paper) }} UNION {{ ?paper ?p <{iri}> }}
      UNION {{ ?signature ?p <{iri}> . ?paper kg:hasAuthorship ?signature }}
      UNION {{ ?result ?p <{iri}> . ?paper kg:reports ?result }} ?paper a kg:Paper"""
    ((count,),) = select_text(dataset, f"SELECT (COUNT(DISTINCT ?paper) AS ?n) WHERE {{ {pattern} }}")
    query = f"""SELECT DISTINCT ?paper (STR(?d) AS ?date) WHERE {{ {pattern}
      OPTIONAL {{ ?paper dcterms:issued ?issued }}
      BIND(COALESCE(?issued, "") AS ?d) }} ORDER BY DESC(?date) ?paper LIMIT {limit}"""
    return list(dict.fromkeys(paper for paper, _ in select_text(dataset, query))), int(count)


def read_corpus(dataset: Dataset, papers: Iterable[str], things: Iterable[str] = ()) -> Corpus:
    """Read the papers, and the names of what they are linked to and of other ``things``."""
    cards: dict[str, PaperCard] = {}
    results: dict[str, Facts] = {}
    waiting = iter(sorted(set(papers)))
    while block := list(islice(waiting, _BLOCK)):
        described = describe(dataset, block, only=_CARD)
        signed = describe(dataset, _objects(described, _SIGNED), only=_SIGNATURE)
        results |= describe(dataset, _objects(described, _REPORTS))
        cards |= {iri: _make_card(iri, facts, signed) for iri, facts in described.items()}
    corpus = Corpus(cards, results, {}, {})
    add_names(corpus, dataset, set(things) | set(_linked(cards, results)))
    return corpus


_SIGNATURE = (f"{KG}ordinal", f"{KG}printedName", _AUTHOR, _PLACE)


def _objects(described: dict[str, Facts], predicate: str) -> set[str]:
    return {str(o) for facts in described.values() for o in facts.get(predicate, ()) if isinstance(o, URIRef)}


def _make_card(iri: str, facts: Facts, signed: dict[str, Facts]) -> PaperCard:
    signatures = []
    for one in (str(o) for o in facts.get(_SIGNED, ())):
        about = signed.get(one, {})
        places = tuple(str(o) for o in about.get(_PLACE, ()))
        order = number_of(about, f"{KG}ordinal") or 0.0
        signatures += [
            Signature(str(person), one, text_of(about, f"{KG}printedName"), order, places)
            for person in about.get(_AUTHOR, ())
        ]
    signatures.sort(key=lambda one: (one.ordinal, one.iri))
    known = {signature.person for signature in signatures}
    signatures += [Signature(str(o)) for o in facts.get(_CREATOR, ()) if str(o) not in known]
    return PaperCard(
        iri=iri,
        title=name_node(iri, facts),
        date=text_of(facts, f"{_DCT}issued"),
        complete=text_of(facts, f"{KG}authorListComplete") not in ("false", "0"),
        signatures=tuple(signatures),
        links={p: tuple(str(o) for o in facts[p] if isinstance(o, URIRef)) for p in _LINKS if p in facts},
        results=tuple(str(o) for o in facts.get(_REPORTS, ())),
    )


def _linked(cards: dict[str, PaperCard], results: dict[str, Facts]) -> Iterator[str]:
    for iri, card in cards.items():
        yield iri
        yield from card.people
        yield from card.organizations
        for things in card.links.values():
            yield from things
    for iri, facts in results.items():
        yield iri
        yield from (str(o) for name in _RESULT for o in facts.get(f"{KG}{name}", ()))


def add_names(corpus: Corpus, dataset: Dataset, things: Iterable[str]) -> None:
    """Add names, classes and, of metrics, which direction is better."""
    waiting = iter(sorted(things))
    while block := list(islice(waiting, _BLOCK)):
        for iri, facts in describe(dataset, block, only=_NAMES).items():
            corpus.names[iri] = name_node(iri, facts)
            if label := text_of(facts, _LABEL):
                corpus.labels[iri] = label
            if kind := first_class(map(str, facts.get(_TYPE, ()))):
                corpus.kinds[iri] = kind
            if direction := text_of(facts, f"{KG}direction"):
                corpus.metrics[iri] = direction


def tell_value(facts: Facts) -> str:
    """Write a result's value as people do: with its sign or comparator, and its unit."""
    value, unit = text_of(facts, f"{KG}value"), text_of(facts, f"{KG}unit")
    gain = text_of(facts, f"{KG}valueType") == "improvement"
    sign = "+" if gain and not value.startswith(("-", "+")) else ""
    compared = text_of(facts, f"{KG}comparator")
    lead = f"{compared} " if compared not in ("", "=") else ""
    return f"{lead}{sign}{value}{unit if unit in ('', '×') else chr(0xA0) + unit}" if value else ""
