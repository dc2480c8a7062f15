"""Write Turtle and TriG that people read and diff: grouped by class, one statement a line, always in the same order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

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

    def _iri(self, iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._by_namespace.get(iri[:cut])
        return f"{prefix}:{iri[cut:]}" if prefix and _LOCAL.fullmatch(iri[cut:]) else str(ox.NamedNode(iri))


def _class_of(triples: Iterable[Triple]) -> str:
    names = {
        str(o.value).removeprefix(PREFIXES["kg"])
        for _, p, o in triples
        if p.value == _TYPE and isinstance(o, ox.NamedNode)
    }
    return next((name for name in _ORDER if name in names), "")


def _predicate_rank(predicate: str) -> tuple[int, str]:
    return ({_TYPE: 0, _LABEL: 1}.get(predicate, 2), predicate)


def _write_subject(triples: list[Triple], short: Abbreviator, indent: str) -> str:
    by_predicate: dict[str, list[str]] = defaultdict(list)
    for _, predicate, obj in triples:
        by_predicate[predicate.value].append(short.term(obj))
    lines = []
    for iri in sorted(by_predicate, key=_predicate_rank):
        objects = sorted(by_predicate[iri], key=lambda name: (not name.startswith("kg:"), _natural(name)))
        name = "a" if iri == _TYPE else short.term(ox.NamedNode(iri))
        joined = ", ".join(objects) if iri == _TYPE else f",\n{indent}        ".join(objects)
        lines.append(f"{indent}    {name} {joined}")
    return f"{indent}{short.term(triples[0][0])}\n" + " ;\n".join(lines) + " .\n"


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Sort key that puts 2 before 10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d{1,15})", text)]


def _blocks(triples: Iterable[Triple], short: Abbreviator, indent: str = "") -> Iterator[str]:
    by_subject: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        by_subject[str(triple[0])].append(triple)
    by_class: dict[str, list[str]] = defaultdict(list)
    for subject, own in by_subject.items():
        by_class[_class_of(own)].append(subject)
    for name in (*_ORDER, ""):
        if subjects := by_class.get(name):
            yield f"\n{indent}# {_HEADINGS.get(name, name + 's')}\n"
            for subject in sorted(subjects, key=_natural):
                yield "\n" + _write_subject(by_subject[subject], short, indent)


def write_turtle(quads: Iterable[ox.Quad], *, base: str) -> Iterator[str]:
    """Yield the default graph as Turtle, in pieces; the same triples give the same text."""
    short = Abbreviator(base)
    yield short.header()
    yield from _blocks(((q.subject, q.predicate, q.object) for q in quads if q.graph_name == ox.DefaultGraph()), short)


def write_trig(quads: Iterable[ox.Quad], *, base: str) -> Iterator[str]:
    """Yield all graphs as TriG, the default graph first, then the named ones by name."""
    short = Abbreviator(base)
    graphs: dict[str, list[Triple]] = defaultdict(list)
    for q in quads:
        graphs["" if isinstance(q.graph_name, ox.DefaultGraph) else q.graph_name.value].append(
            (q.subject, q.predicate, q.object)
        )
    yield short.header()
    for name in sorted(graphs):
        if not name:
            yield from _blocks(graphs[name], short)
            continue
        yield f"\n{short.term(ox.NamedNode(name))} {{\n"
        yield from _blocks(graphs[name], short, "    ")
        yield "}\n"
