"""Name blank nodes by what is said of them, so that equal ones of two graphs have equal names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pyoxigraph as ox

from kg.iris import digest

__all__ = ["name_blank_nodes"]

#: Blank nodes that hang on one another further than this are told apart by their order alone.
_ROUNDS = 8


def name_blank_nodes(quads: Sequence[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the quads with each blank node named by a hash of its statements and of those that point at it.

    Two graphs that come out equal are isomorphic. The converse fails only where blank nodes are symmetrical: then a
    difference may be seen that a full search (RDF Dataset Canonicalization) would find to be none.
    """
    colours = _colour(quads)
    names: dict[ox.BlankNode, str] = {}
    taken: Counter[str] = Counter()
    for node in sorted(colours, key=lambda node: (colours[node], node.value)):
        colour = colours[node]
        taken[colour] += 1
        names[node] = f"b{colour}" if taken[colour] == 1 else f"b{colour}x{taken[colour]}"
    for quad in quads:
        yield ox.Quad(_rename(quad.subject, names), quad.predicate, _rename(quad.object, names), quad.graph_name)  # type: ignore[arg-type]


def _rename(term: object, names: Mapping[ox.BlankNode, str]) -> object:
    return ox.BlankNode(names[term]) if isinstance(term, ox.BlankNode) else term


def _colour(quads: Sequence[ox.Quad]) -> dict[ox.BlankNode, str]:
    """Refine the colours of blank nodes by their neighbours' until no more of them differ."""
    out: dict[ox.BlankNode, list[tuple[str, object]]] = defaultdict(list)
    into: dict[ox.BlankNode, list[tuple[str, object]]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode):
            out[quad.subject].append((f"{quad.predicate}{quad.graph_name}", quad.object))
        if isinstance(quad.object, ox.BlankNode):
            into[quad.object].append((f"^{quad.predicate}{quad.graph_name}", quad.subject))
    nodes = out.keys() | into.keys()
    colours = dict.fromkeys(nodes, "")
    known = 0
    for _ in range(_ROUNDS):
        colours = {
            node: digest(*sorted(f"{p} {_see(o, colours)}" for p, o in (*out[node], *into[node])), length=16)
            for node in nodes
        }
        if (distinct := len(set(colours.values()))) == known:
            break
        known = distinct
    return colours


def _see(term: object, colours: Mapping[ox.BlankNode, str]) -> str:
    return f"_:{colours[term]}" if isinstance(term, ox.BlankNode) else str(term)
