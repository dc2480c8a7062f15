"""Read from the graph what the pages show: counts, lists, and everything about one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rdflib import Dataset, Literal, URIRef
from rdflib.term import Node

from kg.iris import KG, PREFIXES, is_iri
from kg.serve.links import is_web, page_of
from kg.view.assemble import NAMING, name_node
from kg.view.evidence import Evidence, gather_evidence, read_printed
from kg.view.rows import Descriptions, Facts, describe, number_of, term_key, text_of
from kg.view.scene import Trace
from kg.view.words import CLASSES, HIDDEN_PREDICATES, LABELS, label_predicate, local_name

__all__ = ["Author", "Section", "Thing", "Value", "class_label", "read_thing"]

LIMIT = 100
_DCT, _RDF, _SKOS = (PREFIXES[prefix] for prefix in ("dcterms", "rdf", "skos"))
_AUTHORSHIP, _ABOUT, _TYPE = f"{KG}hasAuthorship", f"{KG}about", f"{_RDF}type"
_SHORT = (*NAMING, _TYPE, f"{KG}printedName", f"{KG}value", f"{KG}unit", f"{KG}reports", f"{KG}hasAuthorship")
_REST = HIDDEN_PREDICATES - {_AUTHORSHIP}


@dataclass(frozen=True, slots=True)
class Value:
    """One object or subject of a statement: its text, its page here, its address on the web, and what backs it."""

    text: str
    href: str = ""
    web: str = ""
    note: str = ""
    confidence: float | None = None
    traces: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The statements of one predicate; ``more`` is how many are left out and ``query`` finds them all."""

    label: str
    values: tuple[Value, ...]
    more: int = 0
    query: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """One signature of a paper in order."""

    person: Value
    printed: str
    affiliations: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """Everything that the page of one IRI shows."""

    iri: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    text: str = ""
    authors: tuple[Author, ...] = ()
    complete: bool = True
    sections: tuple[Section, ...] = ()
    incoming: tuple[Section, ...] = ()
    mentions: tuple[Trace, ...] = ()
    titles: dict[str, str] = field(default_factory=dict)


def read_thing(dataset: Dataset, iri: str, *, base: str, limit: int = LIMIT) -> Thing | None:
    """Read one thing and at most ``limit`` statements of each predicate that point at it; None for an unknown IRI."""
    if not is_iri(iri):
        return None
    facts = describe(dataset, [iri]).get(iri, {})
    facts = facts or describe(dataset, [iri], evidence=True).get(iri, {})
    pointing = {p: (n, list(_read_subjects(dataset, iri, p, limit))) for p, n in _count_incoming(dataset, iri)}
    if not facts and not pointing:
        return None
    return _Reader(dataset, iri, facts, pointing, base).read()


def class_label(kinds: Iterable[str]) -> str:
    """Say what a thing is: the name of its first known class in the singular, else of any class."""
    found = sorted(set(kinds), key=lambda kind: (kind not in CLASSES, not kind.startswith(KG), kind))
    return local_name(found[0]) if found else ""


def _count_incoming(dataset: Dataset, iri: str) -> Iterator[tuple[str, int]]:
    query = f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ ?s ?p <{iri}> }} GROUP BY ?p ORDER BY ?p"
    for predicate, count in dataset.default_graph.query(query):
        yield str(predicate), int(str(count))


def _read_subjects(dataset: Dataset, iri: str, predicate: str, limit: int) -> Iterator[str]:
    query = f"SELECT ?s WHERE {{ ?s <{predicate}> <{iri}> FILTER(ISIRI(?s)) }} ORDER BY ?s LIMIT {limit}"
    for (subject,) in dataset.default_graph.query(query):
        yield str(subject)


class _Reader:
    """Holds what has been read about one thing while its parts are put together."""

    def __init__(
        self, dataset: Dataset, iri: str, facts: Facts, pointing: dict[str, tuple[int, list[str]]], base: str
    ) -> None:
        self.iri, self.facts, self.pointing, self.base = iri, facts, pointing, base
        signed = [str(o) for o in facts.get(_AUTHORSHIP, ())]
        self.authorships = describe(dataset, signed)
        near = {
            str(o) for by in (facts, *self.authorships.values()) for found in by.values() for o in found if _is_node(o)
        }
        near |= {subject for _, subjects in pointing.values() for subject in subjects}
        self.names: Descriptions = describe(dataset, near, only=_SHORT)
        self.evidence = self._gather(dataset, [iri, *signed])

    def _gather(self, dataset: Dataset, own: list[str]) -> Evidence:
        subjects = {subject for _, subjects in self.pointing.values() for subject in subjects}
        papers = {iri for iri in subjects if URIRef(f"{KG}Paper") in self.names.get(iri, {}).get(_TYPE, ())}
        described = describe(dataset, papers | {self.iri}, only=(f"{_DCT}title", f"{_DCT}abstract", _AUTHORSHIP))
        signed = {str(o) for facts in described.values() for o in facts.get(_AUTHORSHIP, ())}
        authorships = describe(dataset, signed, only=(f"{KG}ordinal", f"{KG}printedName"))
        printed = read_printed(described, authorships)
        # A doubt is found by both of those whom it is about.
        doubted = [str(other) for other in self.facts.get(f"{KG}possiblySameAs", ())]
        return gather_evidence(dataset, subjects | set(own), printed, [self.iri, *doubted], leave_out=_REST)

    def read(self) -> Thing:
        kinds = [str(kind) for kind in self.facts.get(_TYPE, ())]
        name = name_node(self.iri, self.facts)
        mentions = self.evidence.mentions.get(self.iri, ())[:LIMIT]
        aliases = {str(alias) for alias in self.facts.get(f"{_SKOS}altLabel", ())} - {name}
        return Thing(
            iri=self.iri,
            name=name,
            kind=class_label(kinds),
            aliases=tuple(sorted(aliases)),
            text=text_of(self.facts, f"{_DCT}abstract"),
            authors=tuple(self._authors()),
            complete=text_of(self.facts, f"{KG}authorListComplete") != "false",
            sections=tuple(self._sections(name)),
            incoming=tuple(self._incoming()),
            mentions=mentions,
            titles=self._titles(),
        )

    def _titles(self) -> dict[str, str]:
        return {iri: name_node(iri, facts) for iri, facts in self.names.items()}

    def _authors(self) -> Iterator[Author]:
        ordered = sorted(self.authorships, key=lambda iri: (number_of(self.authorships[iri], f"{KG}ordinal") or 0, iri))
        for iri in ordered:
            facts = self.authorships[iri]
            person = next(iter(facts.get(f"{KG}author", ())), None)
            if person is not None:
                backing = self.evidence.back(
                    (self.iri, f"{_DCT}creator", str(person)), (iri, f"{KG}author", str(person))
                )
                shown = self._show(person, backing.confidence, backing.traces)
                where = tuple(self._show(place) for place in facts.get(f"{KG}affiliation", ()))
                yield Author(shown, text_of(facts, f"{KG}printedName"), where)

    def _sections(self, name: str) -> Iterator[Section]:
        known = {predicate: place for place, predicate in enumerate(LABELS)}
        said = {term_key(o) for p, found in self.facts.items() if p not in (_ABOUT, _TYPE) for o in found}
        for predicate in sorted(self.facts, key=lambda p: (known.get(p, len(known)), p)):
            hidden = predicate in HIDDEN_PREDICATES or (predicate == f"{_DCT}creator" and self.authorships)
            values = self.facts[predicate]
            if predicate == _ABOUT:
                values = [o for o in values if term_key(o) not in said]
            if predicate in NAMING:
                values = [o for o in values if str(o) != name]
            if not hidden and values:
                yield Section(label_predicate(predicate)[0], tuple(self._stated(predicate, o) for o in values[:LIMIT]))

    def _stated(self, predicate: str, value: Node) -> Value:
        backing = self.evidence.back((self.iri, predicate, term_key(value)))
        return self._show(value, backing.confidence, backing.traces, backing.detail)

    def _incoming(self) -> Iterator[Section]:
        said = {s for p, (_, subjects) in self.pointing.items() if p != _ABOUT for s in subjects}
        for predicate, (count, subjects) in self.pointing.items():
            shown = [s for s in subjects if predicate != _ABOUT or s not in said]
            # A signature says what the paper's dcterms:creator says; its page is the paper's. An IRI that was merged
            # away has no page of its own.
            if not shown or predicate in (_AUTHORSHIP, f"{KG}author", f"{_DCT}isReplacedBy"):
                continue
            values = []
            for subject in shown:
                backing = self.evidence.back((subject, predicate, self.iri))
                values.append(self._show(URIRef(subject), backing.confidence, backing.traces, backing.detail))
            query = f"SELECT ?subject WHERE {{ ?subject <{predicate}> <{self.iri}> }} ORDER BY ?subject"
            yield Section(label_predicate(predicate)[1], tuple(values), max(0, count - len(subjects)), query)

    def _show(
        self, term: Node, confidence: float | None = None, traces: tuple[Trace, ...] = (), note: str = ""
    ) -> Value:
        if not isinstance(term, URIRef):
            return Value(_plain(term), note=note, confidence=confidence, traces=traces)
        iri = str(term)
        facts = self.names.get(iri)
        text = name_node(iri, facts) if facts else iri
        if facts and (printed := text_of(facts, f"{KG}printedName")):
            text = f"{printed} (signature)"
        web = iri if is_web(iri) and not iri.startswith(self.base) else ""
        return Value(text, page_of(iri, self.base), web, note, confidence, traces)


def _is_node(term: object) -> bool:
    return isinstance(term, URIRef)


def _plain(term: Node) -> str:
    if isinstance(term, Literal) and isinstance(term.value, bool):
        return "yes" if term.value else "no"
    return str(term)
