"""What is told of a statement is found however its reification is called."""

from __future__ import annotations

import pyoxigraph as ox

from kg.iris import KG, PREFIXES, Minter
from kg.store import make_dataset
from kg.view.reified import find_statements

RDF = PREFIXES["rdf"]
MINT = Minter("https://example.org/id/")
USES = f"{KG}usesMethod"
KEYS = [("https://example.org/a", USES, f"https://example.org/{name}") for name in ("b", "c", "d")]


def reify(iri, key, confidence):
    parts = [(f"{RDF}{part}", ox.NamedNode(term)) for part, term in zip(("subject", "predicate", "object"), key, strict=True)]  # fmt: skip
    for predicate, value in (*parts, (f"{KG}confidence", ox.Literal(confidence))):
        yield ox.Quad(ox.NamedNode(iri), ox.NamedNode(predicate), value, ox.NamedNode(MINT.evidence_graph))


def test_by_the_name_that_this_package_gives_and_by_any_other():
    store = ox.Store()
    store.extend(reify(MINT.statement(*(f"<{term}>" for term in KEYS[0])), KEYS[0], "0.9"))
    store.extend(reify("https://example.org/said", KEYS[1], "0.8"))
    store.extend(reify("https://example.org/more", (KEYS[2][0], f"{KG}mentions", KEYS[2][2]), "0.7"))
    told = dict(find_statements(make_dataset(store), KEYS))
    assert told == {KEYS[0]: {f"{KG}confidence": ["0.9"]}, KEYS[1]: {f"{KG}confidence": ["0.8"]}}


def test_without_evidence_nothing_is_told():
    assert list(find_statements(make_dataset(ox.Store()), KEYS)) == []
