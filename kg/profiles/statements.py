"""The statements of a page that no other section tells: labels and values, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rdflib import Literal, URIRef
from rdflib.term import Node

from kg.iris import KG, PREFIXES
from kg.profiles.corpus import ABOUT, Corpus
from kg.profiles.links import is_web
from kg.profiles.model import Item, Key, Section
from kg.view.rows import Facts, term_key
from kg.view.words import LABELS, label_predicate

__all__ = ["list_statements"]

_DCT, _SKOS = PREFIXES["dcterms"], PREFIXES["skos"]
_HIDDEN = {
    *(f"{PREFIXES['rdf']}type", f"{PREFIXES['rdfs']}label", f"{_SKOS}prefLabel", f"{_SKOS}altLabel"),
    *(f"{_DCT}abstract", f"{_DCT}creator", f"{KG}hasAuthorship", f"{KG}authorListComplete", f"{KG}reports"),
}
_TOLD_OF_PAPERS = {*ABOUT, f"{_DCT}references"}
_RESOLVERS = {f"{PREFIXES['bibo']}doi": "https://doi.org/", f"{PREFIXES['fabio']}hasArXivId": "https://arxiv.org/abs/"}
_REPLACED, _DOUBT = f"{_DCT}isReplacedBy", f"{KG}possiblySameAs"


def list_statements(
    corpus: Corpus, iri: str, facts: Facts, pointing: Sequence[tuple[str, str]], base: str
) -> Iterator[Section]:
    """List what the graph says of a thing that no other section tells.

    ``pointing`` has the (subject, predicate) of statements about it. IRIs below ``base`` are no links outside.
    """
    known = {predicate: place for place, predicate in enumerate(LABELS)}
    name = corpus.name(iri)
    items = []
    for predicate in sorted(facts, key=lambda p: (known.get(p, len(known)), p)):
        if predicate in _HIDDEN or (iri in corpus.papers and predicate in _TOLD_OF_PAPERS):
            continue
        label = label_predicate(predicate)[0]
        for term in facts[predicate]:
            if str(term) != name:
                keys = ((iri, predicate, term_key(term)),)
                items.append(_show(corpus, predicate, term, base=base, group=label, keys=keys))
    for subject, predicate in pointing:
        if predicate != _REPLACED and not (predicate == _DOUBT and URIRef(subject) in facts.get(_DOUBT, ())):
            label = label_predicate(predicate)[1]
            items.append(Item(corpus.name(subject), subject, group=label, keys=((subject, predicate, iri),)))
    if items:
        yield Section(
            "details",
            "",
            "facts",
            tuple(items),
            limit=60,
            query=f"SELECT * WHERE {{ {{ <{iri}> ?predicate ?object }} UNION {{ ?subject ?predicate <{iri}> }} }}",
        )


def _show(corpus: Corpus, predicate: str, term: Node, *, base: str, group: str, keys: tuple[Key, ...]) -> Item:
    if isinstance(term, URIRef):
        iri = str(term)
        text = corpus.names.get(iri, iri)
        return Item(
            text,
            iri,
            web=iri if is_web(iri) and not iri.startswith(base) else "",
            group=group,
            keys=keys,
        )
    if isinstance(term, Literal) and isinstance(term.value, bool):
        return Item("yes" if term.value else "no", group=group, keys=keys)
    web = _RESOLVERS.get(predicate, "") and _RESOLVERS[predicate] + str(term)
    return Item(str(term), web=web if is_web(web) else "", group=group, keys=keys)
