"""Write Turtle and TriG that people read and diff: grouped by class, one statement a line, always in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from tempfile import SpooledTemporaryFile

import pyoxigraph as ox

from kg.iris import PREFIXES

__all__ = ["Abbreviator", "heading_of", "order_of", "rank_of", "render_block", "write_trig", "write_turtle"]

_TYPE = f"{PREFIXES['rdf']}type"
_LABEL = f"{PREFIXES['rdfs']}label"
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_PLAIN = {f"<{PREFIXES['xsd']}integer>": r"[+-]?\d+", f"<{PREFIXES['xsd']}decimal>": r"[+-]?\d*\.\d+",
          f"<{PREFIXES['xsd']}boolean>": "true|false"}  # fmt: skip
_ORDER = ("Paper", "Authorship", "Person", "Organization", "Method", "Dataset", "Task", "Metric", "Result",
          "Repository", "Source", "Mention", "Decision")  # fmt: skip
_HEADINGS = {"Authorship": "Authorships", "Person": "People", "Repository": "Repositories", "": "Other"}

#: An object that is a class of our own begins so.
_OWN = f"<{PREFIXES['kg']}"
#: Bytes of blocks that are held in memory.
_SPOOL = 1 << 25

#: Terms whose short form is remembered.
_REMEMBERED = 1 << 16

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
#: Subject, predicate and object: the predicate's IRI, the others in N-Triples.
Triple = tuple[str, str, str]


class Abbreviator:
    """Shortens IRIs with the prefixes of a document."""

    def __init__(self, base: str) -> None:
        """Take the data's base IRI; each kind of thing under it gets a prefix of its own."""
        kinds = ("authorship", "category", "dataset", "decision", "mention", "method", "metric", "organization",
                 "paper", "person", "result", "source", "statement", "task", "activity", "graph")  # fmt: skip
        self.prefixes = PREFIXES | {kind: f"{base}{kind}/" for kind in kinds}
        self._by_namespace = {namespace: prefix for prefix, namespace in self.prefixes.items()}
        self._predicates: dict[str, str] = {}
        self._known: dict[str, str] = {}

    def header(self) -> str:
        """Return the prefix declarations, sorted."""
        return "".join(f"@prefix {p}: <{n}> .\n" for p, n in sorted(self.prefixes.items()))

    def term(self, term: Node) -> str:
        """Write one term; escaping is left to the library's N-Triples form."""
        return self.shorten(str(term))

    def shorten(self, text: str) -> str:
        """Write one term that is given in N-Triples."""
        if (known := self._known.get(text)) is not None:
            return known
        if text.startswith("<") and not text.startswith("<<"):
            short = self._iri(text)
        elif text.startswith('"') and text.endswith(">"):
            short = self._typed(text)
        else:
            return text
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        self._known[text] = short
        return short

    def expand(self, short: str) -> str:
        """Write an IRI in N-Triples that ``shorten`` gave.

        >>> Abbreviator("https://example.org/").expand("paper:a"), Abbreviator("").expand("<https://example.org/>")
        ('<https://example.org/paper/a>', '<https://example.org/>')
        """
        if short.startswith("<"):
            return short
        prefix, _, local = short.partition(":")
        return f"<{self.prefixes[prefix]}{local}>"

    def predicate(self, iri: str) -> str:
        """Write a predicate."""
        if iri not in self._predicates:
            self._predicates[iri] = "a" if iri == _TYPE else self._iri(f"<{iri}>")
        return self._predicates[iri]

    def _iri(self, text: str) -> str:
        cut = max(text.rfind("/"), text.rfind("#")) + 1
        prefix = self._by_namespace.get(text[1:cut])
        local = text[cut:-1]
        return f"{prefix}:{local}" if prefix and _LOCAL.fullmatch(local) else text

    def _typed(self, text: str) -> str:
        value, _, datatype = text.rpartition("^^")
        plain = value[1:-1]
        return plain if re.fullmatch(_PLAIN.get(datatype, "(?!)"), plain) else f"{value}^^{self._iri(datatype)}"


def rank_of(facts: Iterable[tuple[str, str]]) -> int:
    """Return the place of a subject's class in the order of sections, from its predicates and objects."""
    named = {obj[len(_OWN) : -1] for predicate, obj in facts if predicate == _TYPE and obj.startswith(_OWN)}
    return next((rank for rank, name in enumerate(_ORDER) if name in named), len(_ORDER))


def heading_of(rank: int) -> str:
    """Return the heading of a section."""
    name = _ORDER[rank] if rank < len(_ORDER) else ""
    return _HEADINGS.get(name, name + "s")


def order_of(subject: str) -> tuple[str, str]:
    """Return the key by which subjects, given in N-Triples, are sorted in their section."""
    return _natural(subject), subject


def _predicate_rank(predicate: str) -> tuple[int, str]:
    return ({_TYPE: 0, _LABEL: 1}.get(predicate, 2), predicate)


def render_block(subject: str, facts: Iterable[tuple[str, str]], short: Abbreviator, indent: str = "") -> str:
    """Write what is said of one subject, whatever the order it is given in; nothing must stand twice."""
    by_predicate: dict[str, list[str]] = {}
    for predicate, obj in facts:
        by_predicate.setdefault(predicate, []).append(short.shorten(obj))
    lines = []
    for iri in sorted(by_predicate, key=_predicate_rank):
        objects = by_predicate[iri]
        if len(objects) > 1:
            objects.sort(key=lambda name: (not name.startswith("kg:"), _natural(name), name))
        separator = ", " if iri == _TYPE else f",\n{indent}        "
        lines.append(f"{indent}    {short.predicate(iri)} {separator.join(objects)}")
    return f"{indent}{short.shorten(subject)}\n" + " ;\n".join(lines) + " .\n"


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
            own = [(predicate, obj) for _, predicate, obj in group]
            block = render_block(subject, own, short, indent).encode("utf-8", "surrogatepass")
            index.append((rank_of(own), *order_of(subject), spool.tell(), len(block)))
            spool.write(block)
        section = -1
        for rank, _, _, offset, size in sorted(index):
            if rank != section:
                section = rank
                yield f"\n{indent}# {heading_of(rank)}\n"
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
        graphs.setdefault(graph, []).append((str(q.subject), q.predicate.value, str(q.object)))
    for graph in sorted(graphs):
        yield graph, sorted(graphs[graph], key=itemgetter(0))


def _triples_of(store: ox.Store, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> Iterator[Triple]:
    for q in store.quads_for_pattern(None, None, None, graph):
        yield str(q.subject), q.predicate.value, str(q.object)


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
