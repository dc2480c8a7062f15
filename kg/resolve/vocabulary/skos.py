"""Read a vocabulary written in SKOS."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

import pyoxigraph as ox

from kg.errors import ReadError
from kg.iris import PREFIXES
from kg.resolve.vocabulary.concepts import Row, Source

__all__ = ["SUFFIXES", "read_skos"]

#: Suffixes of files that are read as RDF.
SUFFIXES = {".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".xml", ".jsonld", ".n3"}
_SKOS, _KG = PREFIXES["skos"], PREFIXES["kg"]
_KINDS = {
    f"{_KG}Task": "task",
    f"{PREFIXES['mls']}Task": "task",
    f"{_KG}Metric": "metric",
    f"{PREFIXES['mls']}EvaluationMeasure": "metric",
    f"{_KG}Dataset": "dataset",
    f"{PREFIXES['schema']}Dataset": "dataset",
    f"{PREFIXES['dcat']}Dataset": "dataset",
    f"{_SKOS}Concept": "task",
}

_Facts = Mapping[str, Mapping[str, Sequence[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]]


def read_skos(data: bytes, source: Source) -> Iterator[Row]:
    """Yield a row for each concept with a preferred label; a class says its kind, a plain ``skos:Concept`` is a task.

    Labels without language or in English count; ``skos:narrower`` is read as ``skos:broader`` the other way round.
    """
    facts = _read_facts(data, source)
    names = {subject: name for subject in sorted(facts) if (name := _label(facts, subject))}
    narrower: dict[str, list[str]] = defaultdict(list)
    for subject in names:
        for child in facts[subject].get(f"{_SKOS}narrower", ()):
            narrower[_value(child)].append(subject)
    for subject, name in names.items():
        said = facts[subject]
        kind = next((_KINDS[t] for t in map(_value, said.get(f"{PREFIXES['rdf']}type", ())) if t in _KINDS), None)
        if not kind:
            continue
        above = {*map(_value, said.get(f"{_SKOS}broader", ())), *narrower[subject]}
        broader = tuple(sorted(names[iri] for iri in above if iri in names))
        aliases = tuple(sorted(label for label in _labels(facts, subject, "altLabel") if label != name))
        direction, unit = (next(map(_value, said.get(f"{_KG}{p}", ())), "") for p in ("direction", "usualUnit"))
        if direction not in ("", "higher", "lower"):
            raise ReadError(f"the direction {direction!r} of {name!r} is neither higher nor lower", path=source.path)
        yield Row(kind, name, source, 0, broader, aliases, direction, unit)


def _read_facts(data: bytes, source: Source) -> _Facts:
    found: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]] = defaultdict(
        lambda: defaultdict(list)
    )
    suffix = PurePath(source.path).suffix.lower().lstrip(".")
    form = ox.RdfFormat.from_extension({"owl": "rdf", "xml": "rdf"}.get(suffix, suffix))
    try:
        for quad in ox.parse(data, format=form, base_iri="https://example.org/"):
            found[_value(quad.subject)][quad.predicate.value].append(quad.object)
    except SyntaxError as error:
        raise ReadError(f"not valid RDF: {error.msg}", path=source.path, line=error.lineno or 0) from error
    return found


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


def _labels(facts: _Facts, subject: str, name: str) -> list[str]:
    terms = facts[subject].get(f"{_SKOS}{name}", ())
    return [t.value for t in terms if isinstance(t, ox.Literal) and (t.language or "en").split("-")[0] == "en"]


def _label(facts: _Facts, subject: str) -> str:
    return min(_labels(facts, subject, "prefLabel"), default="")
