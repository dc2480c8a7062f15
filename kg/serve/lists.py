"""Counts, lists by class, and search by name over the whole graph."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest

from rdflib import Dataset

from kg.iris import PREFIXES, fold, is_iri
from kg.profiles.corpus import NAMED, TERMS
from kg.profiles.kinds import count_papers
from kg.profiles.words import LABEL_OF_CLASS, tell_class
from kg.serve.links import page_of
from kg.store import select_text
from kg.view.assemble import NAMING, name_node
from kg.view.rows import describe, read_names, read_types
from kg.view.words import CLASSES, local_name

__all__ = ["Hit", "NameIndex", "count_classes", "count_triples", "count_unnamed", "list_class", "tell_hits"]

_TYPE, _LABEL = f"{PREFIXES['rdf']}type", f"{PREFIXES['rdfs']}label"
_ALIAS = f"{PREFIXES['skos']}altLabel"
_KINDS = {local_name(kind): label for kind, label in LABEL_OF_CLASS.items()}
#: What papers are not counted of.
_OF_THEIR_OWN = ("Paper", "Result")
# Each part begins with the things: joined later, they would wait for all papers.
_YEARS = """SELECT ?thing ?year (COUNT(DISTINCT ?paper) AS ?papers) WHERE { { SELECT DISTINCT ?thing ?paper {
    { VALUES ?thing { $iris } ?paper ?relation ?thing FILTER(?relation != dcterms:references) }
    UNION { VALUES ?thing { $iris } ?signed kg:author|kg:affiliation ?thing . ?paper kg:hasAuthorship ?signed }
    UNION { VALUES ?thing { $iris } ?result kg:task|kg:dataset|kg:metric|kg:method ?thing . ?paper kg:reports ?result }
    FILTER EXISTS { ?paper a kg:Paper } } }
  OPTIONAL { ?paper dcterms:issued ?issued }
  BIND(COALESCE(SUBSTR(STR(?issued), 1, 4), "") AS ?year) } GROUP BY ?thing ?year"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing in a list: its name, its page, what it is, and the printed form that was found if that is another.

    ``note`` tells it from its namesakes.
    """

    name: str
    href: str
    kind: str = ""
    printed: str = ""
    iri: str = ""
    note: str = ""


def count_classes(dataset: Dataset) -> dict[str, int]:
    """Count the members of each class that the pages know, in the pages' order."""
    classes = " ".join(f"<{iri}>" for iri in CLASSES)
    query = f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE {{ VALUES ?c {{ {classes} }} ?s a ?c }} GROUP BY ?c"
    found = {str(kind): int(str(count)) for kind, count in dataset.default_graph.query(query)}
    return {iri: found[iri] for iri in CLASSES if found.get(iri)}


def count_unnamed(dataset: Dataset) -> dict[str, int]:
    """Count, by class, the terms that no paper and no result names: they are there as broader than others."""
    classes = " ".join(f"<{iri}>" for iri in TERMS)
    # One by one: a path of alternatives takes ten times as long.
    without = " ".join(f"FILTER NOT EXISTS {{ ?by <{predicate}> ?term }}" for predicate in NAMED)
    query = f"""SELECT ?kind (COUNT(DISTINCT ?term) AS ?terms) WHERE {{
      VALUES ?kind {{ {classes} }} ?term a ?kind {without} }} GROUP BY ?kind"""
    return {kind: int(count) for kind, count in select_text(dataset, query)}


def count_triples(dataset: Dataset) -> int:
    """Count the triples of the default graph; counting the evidence would take ten times as long."""
    (row,) = dataset.default_graph.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    return int(str(row[0]))


def list_class(dataset: Dataset, kind: str, *, base: str, page: int, size: int = 100) -> list[Hit]:
    """List one page of the members of a class by name; pages count from 1."""
    query = f"""SELECT ?s (MIN(LCASE(STR(?l))) AS ?key)
        WHERE {{ ?s a <{kind}> OPTIONAL {{ ?s <{_LABEL}> ?l }} FILTER(ISIRI(?s)) }}
        GROUP BY ?s ORDER BY ?key ?s LIMIT {size} OFFSET {(page - 1) * size}"""
    iris = [str(row[0]) for row in dataset.default_graph.query(query)]
    facts = describe(dataset, iris, only=(*NAMING, _TYPE))
    return [Hit(name_node(iri, facts.get(iri, {})), page_of(iri, base)) for iri in iris]


def tell_hits(dataset: Dataset, hits: Sequence[Hit]) -> list[Hit]:
    """Name the classes as profiles do, and say how many papers each thing has and of which years."""
    iris = " ".join(f"<{hit.iri}>" for hit in hits if hit.kind not in _OF_THEIR_OWN and is_iri(hit.iri))
    years: dict[str, list[int | None]] = {}
    for iri, year, count in select_text(dataset, _YEARS.replace("$iris", iris)) if iris else ():
        known = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
        years.setdefault(iri, []).extend([known] * int(count))
    return [
        replace(hit, kind=_KINDS.get(hit.kind, hit.kind), note=count_papers(years.get(hit.iri, ()))) for hit in hits
    ]


class NameIndex:
    """Finds things by name, without regard to case and accents; the names are read at the first search and kept."""

    def __init__(self, dataset: Dataset, base: str) -> None:
        """Take the graph; nothing is read yet."""
        self._dataset, self._base = dataset, base
        self._lock = threading.Lock()
        self._names: list[tuple[str, str, str]] | None = None

    def prepare(self) -> None:
        """Read the names, unless somebody is doing so."""
        if self._names is None and not self._lock.locked():
            self._read()

    def search(self, text: str, *, limit: int = 100) -> tuple[list[Hit], int]:
        """Return the best hits and how many there are: whole names, beginnings, words, parts of words."""
        key = fold(text)
        if not key:
            return [], 0
        best: dict[str, tuple[int, int, str, str]] = {}
        for folded, printed, iri in self._read():
            if key in folded:
                rank = (_rank(key, folded), len(folded), printed, iri)
                best[iri] = min(best.get(iri, rank), rank)
        return list(self._describe(nsmallest(limit, best.values()))), len(best)

    def _read(self) -> list[tuple[str, str, str]]:
        with self._lock:
            if self._names is None:
                names = read_names(self._dataset, (*NAMING, _ALIAS))
                self._names = sorted({(fold(printed), printed, iri) for iri, printed in names})
            return self._names

    def _describe(self, ranked: list[tuple[int, int, str, str]]) -> Iterator[Hit]:
        iris = [iri for *_, iri in ranked]
        facts = describe(self._dataset, iris, only=NAMING)
        kinds: dict[str, list[str]] = {}
        for iri, kind in read_types(self._dataset, iris):
            kinds.setdefault(iri, []).append(kind)
        for _, _, printed, iri in ranked:
            name = name_node(iri, facts.get(iri, {}))
            kind = tell_class(kinds.get(iri, ()))
            yield Hit(name, page_of(iri, self._base), kind, "" if printed == name else printed, iri)


def _rank(key: str, folded: str) -> int:
    if folded == key:
        return 0
    if folded.startswith(f"{key} "):
        return 1
    if f" {key} " in f" {folded} ":
        return 2
    return 3 if f" {key}" in f" {folded}" else 4
