"""The page of what has no profile of its own, such as a signature, a mention or an address: its statements."""

from __future__ import annotations

from dataclasses import replace

from rdflib import Dataset, URIRef

from kg.iris import BASE, is_iri
from kg.profiles.corpus import read_corpus
from kg.profiles.linked import describe_linked
from kg.profiles.links import is_web
from kg.profiles.model import Profile
from kg.profiles.proof import attach_traces, gather_proof
from kg.profiles.statements import list_statements
from kg.profiles.words import tell_class
from kg.store import select_text
from kg.view.assemble import name_node
from kg.view.rows import describe

__all__ = ["read_plain"]

_READ, _SHOWN = 1000, 100
#: Of a thing that so many statements are about, their evidence is left to the pages of their subjects.
_HUB = 400
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def read_plain(dataset: Dataset, iri: str, *, base: str = BASE) -> Profile | None:
    """Read what the graph, or else its evidence, says of a thing, and what is said about it; None if nothing is."""
    if not is_iri(iri):
        return None
    facts = describe(dataset, [iri]).get(iri) or describe(dataset, [iri], evidence=True).get(iri, {})
    pointing = select_text(dataset, f"SELECT ?s ?p {{ ?s ?p <{iri}> FILTER(ISIRI(?s)) }} ORDER BY ?p ?s LIMIT {_READ}")
    said = [(subject, predicate) for subject, predicate in pointing]
    if not facts and not said:
        return None
    objects = {str(o) for values in facts.values() for o in values if isinstance(o, URIRef)}
    corpus = read_corpus(dataset, (), {iri, *objects, *(subject for subject, _ in said)})
    corpus.names.setdefault(iri, name_node(iri, facts))
    sections = tuple(
        replace(section, title="Statements", limit=_SHOWN, note=_tell_rest(dataset, iri, len(said)))
        for section in list_statements(corpus, iri, facts, said, base)
    )
    if len(said) <= _HUB:
        evidence = gather_proof(dataset, {iri: sections}, corpus, texts={})
        sections = tuple(attach_traces(section, evidence, most=3) for section in sections)
    return Profile(
        iri=iri,
        kind="",
        label=tell_class(map(str, facts.get(_TYPE, ()))),
        name=corpus.name(iri),
        web=iri if is_web(iri) and not iri.startswith(base) else "",
        sections=sections,
        linked=describe_linked(iri, facts, corpus),
    )


def _tell_rest(dataset: Dataset, iri: str, read: int) -> str:
    if read < _READ:
        return ""
    ((count,),) = select_text(dataset, f"SELECT (COUNT(*) AS ?n) {{ ?s ?p <{iri}> }}")
    return f"{int(count):,} statements are about it; the first {read:,} are counted here."
