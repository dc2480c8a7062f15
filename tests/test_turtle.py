"""Turtle and TriG: the same triples give the same text, which parses back to the same triples."""

import random

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.iris import BASE, KG, PREFIXES
from kg.turtle import write_trig, write_turtle

A = ox.NamedNode(f"{PREFIXES['rdf']}type")
TITLE = ox.NamedNode(f"{PREFIXES['dcterms']}title")


def test_reads_pleasantly() -> None:
    """A golden file: grouped by class, one statement a line, numbers in number order."""
    paper = ox.NamedNode(f"{BASE}paper/on-graphs-0123abcd")
    quads = [
        ox.Quad(paper, TITLE, ox.Literal('On "graphs"\nand more')),
        ox.Quad(paper, A, ox.NamedNode(f"{KG}Paper")),
        *(ox.Quad(paper, ox.NamedNode(f"{KG}hasAuthorship"), ox.NamedNode(f"{BASE}authorship/x.{n}")) for n in (10, 2)),
        ox.Quad(ox.NamedNode(f"{BASE}person/juhua-hu-1"), A, ox.NamedNode(f"{KG}Person")),
    ]
    body = "".join(write_turtle(quads, base=BASE)).split(" .\n\n", 1)[1]
    assert body == (
        "# Papers\n\n"
        "paper:on-graphs-0123abcd\n"
        "    a kg:Paper ;\n"
        '    dcterms:title "On \\"graphs\\"\\nand more" ;\n'
        "    kg:hasAuthorship authorship:x.2,\n"
        "        authorship:x.10 .\n\n"
        "# People\n\n"
        "person:juhua-hu-1\n"
        "    a kg:Person .\n"
    )


NODES = st.builds(
    ox.NamedNode,
    st.sampled_from(
        [f"{BASE}person/x", f"{BASE}paper/doi/10.1/(a)", f"{KG}Paper", "https://example.org/a%20b?c=d#e.", "urn:x"]
    ),
)
XSD = PREFIXES["xsd"]
LITERALS = st.one_of(
    st.text().map(lambda t: t.encode("utf-8", "ignore").decode()).map(ox.Literal),
    st.integers().map(lambda n: ox.Literal(str(n), datatype=ox.NamedNode(f"{XSD}integer"))),
    st.decimals(allow_nan=False, allow_infinity=False).map(
        lambda d: ox.Literal(format(d, "f"), datatype=ox.NamedNode(f"{XSD}decimal"))
    ),
    st.sampled_from(["true", "false", "1"]).map(lambda b: ox.Literal(b, datatype=ox.NamedNode(f"{XSD}boolean"))),
    st.builds(lambda t: ox.Literal(t, language="en"), st.sampled_from(["a", "b\\", '"'])),
)
QUADS = st.builds(
    ox.Quad, NODES, NODES, NODES | LITERALS, st.sampled_from([ox.DefaultGraph(), ox.NamedNode(f"{BASE}graph/evidence")])
)


@settings(max_examples=200, deadline=None)
@given(st.lists(QUADS, max_size=12), st.randoms(use_true_random=False))
def test_round_trip_whatever_the_order(quads: list[ox.Quad], chance: random.Random) -> None:
    quads = list(dict.fromkeys(quads))
    text = "".join(write_trig(quads, base=BASE))
    assert set(ox.parse(text.encode(), format=ox.RdfFormat.TRIG)) == set(quads)
    chance.shuffle(quads)
    assert "".join(write_trig(quads, base=BASE)) == text
