"""Turn resolved papers into RDF: the only room where a predicate is written.

Assertions go to the default graph. Each of them is backed in the evidence graph by an ``rdf:Statement`` that names the
mentions it derives from, the extractor's confidence and the run of the extractor that made it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.iris import Minter
from kg.model import Resolution
from kg.resolve.vocabulary.concepts import Vocabulary
from kg.triples.assertions import CLASSES, Assertions, Fact
from kg.triples.units import Unit, describe_runs, list_units

__all__ = ["CLASSES", "Assertions", "Fact", "Unit", "assert_graph", "describe_runs", "list_units"]


def assert_graph(
    resolution: Resolution, *, minter: Minter, version: str, vocabulary: Vocabulary | None = None
) -> Iterator[ox.Quad]:
    """Yield every quad of the graph, paper by paper: assertions in the default graph, evidence in the named one."""
    out, runs = Assertions(minter, version), set()
    for unit in list_units(resolution, minter=minter, version=version, vocabulary=vocabulary):
        unit.state(out)
        runs |= out.runs
        yield from _make_quads(out)
    describe_runs(runs).state(out)
    yield from _make_quads(out)


def _make_quads(out: Assertions) -> Iterator[ox.Quad]:
    graph = f"<{out.minter.evidence_graph}>"
    lines = [f"<{s}> <{p}> {o} {graph if evidence else ''} .\n" for evidence, s, p, o in out.flush()]
    yield from ox.parse(input="".join(lines), format=ox.RdfFormat.N_QUADS)
