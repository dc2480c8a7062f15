"""Write Turtle and TriG that people read and diff: grouped by class, one statement a line, always in the same order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from tempfile import SpooledTemporaryFile

import pyoxigraph as ox

from kg.iris import PREFIXES

__all__ = ["write_trig", "write_turtle"]

_TYPE = f"{PREFIXES['rdf']}type"
_LABEL = f"{PREFIXES['rdfs']}label"
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_PLAIN = {f"{PREFIXES['xsd']}integer": r"[+-]?\d+", f"{PREFIXES['xsd']}decimal": r"[+-]?\d*\.\d+",
          f"{PREFIXES['xsd']}boolean": "true|false"}  # fmt: skip
_ORDER = ("Paper", "Authorship", "Person", "Organization", "Method", "Dataset", "Task", "Metric", "Result",
          "Repository", "Source", "Mention", "Decision")  # fmt: skip
_HEADINGS = {"Authorship": "Authorships", "Person": "People", "Repository": "Repositories", "": "Other"}

#: Bytes of blocks that are held in memory.
_SPOOL = 1 << 25

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Triple = tuple[ox.NamedNode | ox.BlankNode | ox.Triple, ox.NamedNode, Node]


class Abbreviator:
    """Shortens IRIs with the prefixes of a document."""

    def __init__(self, base: str) -> None:
        """Take the data's base IRI; each kind of thing under it gets a prefix of its own."""
        kinds = ("authorship", "category", "dataset", "decision", "mention", "method", "metric", "organization",
                 "paper", "person", "result", "source", "statement", "task", "activity", "graph")  # fmt: skip
        self.prefixes = PREFIXES | {kind: f"{base}{kind}/" for kind in kinds}
        self._by_namespace = {namespace: prefix for prefix, namespace in self.prefixes.items()}
        self._predicates: dict[str, str] = {}

    def header(self) -> str:
        """Return the prefix declarations, sorted."""
        return "".join(f"@prefix {p}: <{n}> .\n" for p, n in sorted(self.prefixes.items()))

    def term(self, term: Node) -> str:
        """Write one term; escaping is left to the library's N-Triples form."""
        if isinstance(term, ox.NamedNode):
            return self._iri(term.value)
        if isinstance(term, ox.Literal) and not term.language:
            datatype = term.datatype.value
            if re.fullmatch(_PLAIN.get(datatype, "(?!)"), term.value):
                return term.value
            if datatype != f"{PREFIXES['xsd']}string":
                return f"{ox.Literal(term.value)}^^{self._iri(datatype)}"
        return str(term)

    def predicate(self, iri: str) -> str:
        """Write a predicate."""
        if iri not in self._predicates:
            self._predicates[iri] = "a" if iri == _TYPE else self._iri(iri)
        return self._predicates[iri]

    def _iri(self, iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._by_namespace.get(iri[:cut])
        return f"{prefix}:{iri[cut:]}" if prefix and _LOCAL.fullmatch(iri[cut:]) else str(ox.NamedNode(iri))


def _rank(triples: Iterable[Triple]) -> int:
    """Return the place of a subject's class in the order of sections."""
    named = {
        str(o.value).removeprefix(PREFIXES["kg"])
        for _, p, o in triples
        if p.value == _TYPE and isinstance(o, ox.NamedNode)
    }
    return next((rank for rank, name in enumerate(_ORDER) if name in named), len(_ORDER))


def _predicate_rank(predicate: str) -> tuple[int, str]:
    return ({_TYPE: 0, _LABEL: 1}.get(predicate, 2), predicate)


def _write_subject(triples: list[Triple], short: Abbreviator, indent: str) -> str:
    by_predicate: dict[str, list[str]] = defaultdict(list)
    for _, predicate, obj in triples:
        by_predicate[predicate.value].append(short.term(obj))
    lines = []
    for iri in sorted(by_predicate, key=_predicate_rank):
        objects = by_predicate[iri]
        if len(objects) > 1:
            objects.sort(key=lambda name: (not name.startswith("kg:"), _natural(name), name))
        separator = ", " if iri == _TYPE else f",\n{indent}        "
        lines.append(f"{indent}    {short.predicate(iri)} {separator.join(objects)}")
    return f"{indent}{short.term(triples[0][0])}\n" + " ;\n".join(lines) + " .\n"


def _natural(text: str) -> str:
    """Return a sort key that puts 2 before 10.

    >>> sorted(["a.10", "a.2"], key=_natural)
    ['a.2', 'a.10']
    """
    return re.sub(r"\d+", lambda number: number[0].zfill(12), text)


def _write_blocks(triples: Iterable[Triple], short: Abbreviator, indent: str = "") -> Iterator[str]:
    """Yield the blocks of subjects in order, of triples that stand together by subject.

    Blocks wait in a spool, in a file once they are many, and only their places are sorted: a graph need not fit in
    memory.
    """
    with SpooledTemporaryFile(max_size=_SPOOL) as spool:
        index = []
        for subject, group in groupby(triples, key=itemgetter(0)):
            own = list(group)
            block = _write_subject(own, short, indent).encode("utf-8", "surrogatepass")
            index.append((_rank(own), _natural(str(subject)), str(subject), spool.tell(), len(block)))
            spool.write(block)
        section = -1
        for rank, _, _, offset, size in sorted(index):
            if rank != section:
                section = rank
                name = _ORDER[rank] if rank < len(_ORDER) else ""
                yield f"\n{indent}# {_HEADINGS.get(name, name + 's')}\n"
            spool.seek(offset)
            yield "\n" + spool.read(size).decode("utf-8", "surrogatepass")


def _graphs_of(source: ox.Store | Iterable[ox.Quad]) -> Iterator[tuple[str, Iterable[Triple]]]:
    """Yield graph names, the empty one for the default graph, and their triples, which stand together by subject."""
    if isinstance(source, ox.Store):
        yield "", _triples_of(source, ox.DefaultGraph())
        for name in sorted(source.named_graphs(), key=str):
            yield str(name.value), _triples_of(source, name)
        return
    graphs: dict[str, list[Triple]] = {"": []}
    for q in source:
        graph = "" if isinstance(q.graph_name, ox.DefaultGraph) else q.graph_name.value
        graphs.setdefault(graph, []).append((q.subject, q.predicate, q.object))
    for graph in sorted(graphs):
        yield graph, sorted(graphs[graph], key=lambda triple: str(triple[0]))


def _triples_of(store: ox.Store, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> Iterator[Triple]:
    return ((q.subject, q.predicate, q.object) for q in store.quads_for_pattern(None, None, None, graph))


def write_turtle(source: ox.Store | Iterable[ox.Quad], *, base: str) -> Iterator[str]:
    """Yield the default graph as Turtle, in pieces; the same triples give the same text."""
    short = Abbreviator(base)
    yield short.header()
    _, triples = next(_graphs_of(source))
    yield from _write_blocks(triples, short)


def write_trig(source: ox.Store | Iterable[ox.Quad], *, base: str) -> Iterator[str]:
    """Yield all graphs as TriG, the default graph first, then the named ones by name."""
    short = Abbreviator(base)
    yield short.header()
    for name, triples in _graphs_of(source):
        if not name:
            yield from _write_blocks(triples, short)
            continue
        yield f"\n{short.term(ox.NamedNode(name))} {{\n"
        yield from _write_blocks(triples, short, "    ")
        yield "}\n"
