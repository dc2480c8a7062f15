"""Write JSON-LD that is pleasant as plain JSON: short keys, papers with their authorships and results inside."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from kg.errors import OutputError
from kg.iris import PREFIXES
from kg.resources import ontology_path

__all__ = ["write_jsonld"]

_TYPE = f"{PREFIXES['rdf']}type"
_XSD = PREFIXES["xsd"]
_EMBEDDED = {f"{PREFIXES['kg']}hasAuthorship", f"{PREFIXES['kg']}reports"}
_ORDER = ("Paper", "Person", "Organization", "Method", "Dataset", "Task", "Metric", "Repository", "Source")
_LOCAL = re.compile(r"\w(?:[\w.-]*\w)?", re.ASCII)
_RELATIVE = re.compile(r"[a-z]+/[\w~%!$&'()*+,;=@-][\w.~%!$&'()*+,;=:@/-]*", re.ASCII)
_INTEGER = re.compile(r"0|-?[1-9]\d{0,14}")

Node = ox.NamedNode | ox.BlankNode
Term = Node | ox.Literal


class Compactor:
    """Shortens terms by the context that ships with the ontology, with the data's base for relative IRIs."""

    def __init__(self, base: str) -> None:
        """Take the base IRI of the data."""
        self.base = base
        self.context: dict[str, Any] = json.loads(ontology_path("context.jsonld").read_text("utf-8"))["@context"]
        self.context["@base"] = base

    @cached_property
    def terms(self) -> dict[tuple[str, str], str]:
        """Keys by predicate and coercion: a datatype, ``@id``, or nothing."""
        found = {}
        for key, definition in self.context.items():
            given = definition if isinstance(definition, dict) else {"@id": definition}
            if (
                isinstance(definition, dict | str)
                and ":" in str(given["@id"])
                and not str(given["@id"]).endswith(("/", "#"))
            ):
                kind = given.get("@type", "")
                found[self._expand(given["@id"]), kind if kind.startswith("@") else self._expand(kind)] = key
        return found

    def _expand(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        return PREFIXES[prefix] + local if local else name

    def property(self, predicate: str, coercion: str) -> str:
        """Name a predicate by a key of this coercion, else by its prefixed form."""
        return self.terms.get((predicate, coercion)) or self.vocabulary(predicate)

    def vocabulary(self, iri: str) -> str:
        """Name a predicate or class: by a plain key, a prefixed form or in full."""
        if key := self.terms.get((iri, "")):
            return key
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        for prefix, namespace in PREFIXES.items():
            if namespace == iri[:cut] and _LOCAL.fullmatch(iri[cut:]):
                return f"{prefix}:{iri[cut:]}"
        return self._full(iri)

    def node(self, node: Node) -> str:
        """Name a node: relative to the base where that reads back the same, else in full."""
        if isinstance(node, ox.BlankNode):
            return str(node)
        local = node.value.removeprefix(self.base)
        dotted = {".", ".."} & set(local.split("/"))
        if local != node.value and self.base.endswith("/") and _RELATIVE.fullmatch(local) and not dotted:
            return local
        return self._full(node.value)

    def _full(self, iri: str) -> str:
        scheme = iri.partition(":")[0]
        if scheme in self.context:
            raise OutputError(
                f"JSON-LD cannot hold <{iri}>: it reads like a prefix of the context; export .ttl instead"
            )
        return iri

    def value(self, term: Term) -> tuple[str, Any]:
        """Return the coercion that shortens a term, and its short form."""
        if not isinstance(term, ox.Literal):
            return "@id", self.node(term)
        if term.language:
            return "", {"@value": term.value, "@language": term.language}
        datatype = term.datatype.value
        if datatype == f"{_XSD}string":
            return "", term.value
        if datatype == f"{_XSD}boolean" and term.value in ("true", "false"):
            return datatype, term.value == "true"
        if datatype in (f"{_XSD}integer", f"{_XSD}nonNegativeInteger") and _INTEGER.fullmatch(term.value):
            return datatype, int(term.value)
        return datatype, term.value

    def pair(self, predicate: str, term: Term) -> tuple[str, Any]:
        """Return the key and the JSON value of one statement."""
        if predicate == _TYPE and isinstance(term, ox.NamedNode):
            return "type", self.vocabulary(term.value)
        coercion, short = self.value(term)
        key = self.property(predicate, coercion)
        if (predicate, coercion) in self.terms or (isinstance(short, dict) and (predicate, "") in self.terms):
            return key, short
        if isinstance(term, ox.Literal):
            if not coercion:
                return key, short
            return key, {"@value": term.value, "@type": self.vocabulary(coercion)}
        return key, {"id": short}

    def pack(self, key: str, several: list[Any]) -> Any:  # noqa: ANN401
        """Return the values of a key: a list where the context says so, our own classes first; else one alone."""
        if key == "type":
            return sorted(several, key=lambda name: (":" in name, name))
        definition = self.context.get(key)
        always = isinstance(definition, dict) and definition.get("@container") == "@set"
        return several[0] if len(several) == 1 and not always else several


def write_jsonld(quads: Iterable[ox.Quad], *, base: str) -> Iterator[str]:
    """Yield the default graph as compacted JSON-LD 1.1 (W3C), in pieces; the same statements give the same text.

    The context stands in the document, so that reading it needs no network. An authorship or result stands inside its
    paper; every other node stands in ``@graph``, by class, then IRI.
    """
    short = Compactor(base)
    by_subject: dict[Node, list[tuple[str, Term]]] = defaultdict(list)
    uses: Counter[Node] = Counter()
    held: dict[Node, Node] = {}
    for subject, predicate, obj in _statements(quads):
        by_subject[subject].append((predicate, obj))
        if isinstance(obj, Node):
            uses[obj] += 1
            if predicate in _EMBEDDED:
                held[obj] = subject
    inside = {obj for obj, owner in held.items() if uses[obj] == 1 and owner not in held and obj in by_subject}

    def describe(subject: Node) -> dict[str, Any]:
        values: dict[str, list[Any]] = defaultdict(list)
        for predicate, obj in sorted(by_subject[subject], key=_natural):
            key, value = short.pair(predicate, obj)
            values[key].append(describe(obj) if isinstance(obj, Node) and obj in inside else value)
        ordered = sorted(values.items(), key=lambda item: (item[0] != "type", item[0] != "label", item[0]))
        return {"id": short.node(subject)} | {key: short.pack(key, several) for key, several in ordered}

    yield '{\n"@context": ' + json.dumps(short.context, ensure_ascii=False, indent=1) + ',\n"@graph": ['
    lead = "\n"
    for subject in sorted(
        (s for s in by_subject if s not in inside), key=lambda s: (_rank(by_subject[s]), *_natural(("", s)))
    ):
        yield lead + json.dumps(describe(subject), ensure_ascii=False, indent=1)
        lead = ",\n"
    yield "\n]\n}\n"


def _statements(quads: Iterable[ox.Quad]) -> Iterator[tuple[Node, str, Term]]:
    for triple in {quad.triple for quad in quads if quad.graph_name == ox.DefaultGraph()}:
        if isinstance(triple.subject, ox.Triple) or isinstance(triple.object, ox.Triple):
            raise OutputError(f"JSON-LD cannot hold the quoted triple {triple}: export .nt instead")
        yield triple.subject, triple.predicate.value, triple.object


def _rank(facts: list[tuple[str, Term]]) -> int:
    classes = {
        obj.value.removeprefix(PREFIXES["kg"]) for p, obj in facts if p == _TYPE and isinstance(obj, ox.NamedNode)
    }
    return next((i for i, name in enumerate(_ORDER) if name in classes), len(_ORDER))


def _natural(fact: tuple[str, Term]) -> tuple[str, list[tuple[int, int, str]], str]:
    """Sort key of a predicate and an object that puts 2 before 10."""
    text = str(fact[1])
    parts = re.split(r"(\d{1,15})", text)
    return fact[0], [(0, int(p), "") if re.fullmatch(r"[0-9]+", p) else (1, 0, p) for p in parts], text
