"""Write the difference of two graphs: for people, as JSON, and as a patch."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg.diff.model import Difference, EntityChange, Move
from kg.iris import PREFIXES
from kg.tables import draw_table, neutralise
from kg.turtle import Abbreviator

__all__ = ["FORMATS", "write_counts", "write_difference"]

_TYPE, _REPLACED = f"{PREFIXES['rdf']}type", f"{PREFIXES['dcterms']}isReplacedBy"
_SIGNS = {"added": "+", "removed": "-", "merged": ">", "split": "<", "renamed": "=", "changed": "~"}
_SAID = {"merged": "merged away", "split": "split off", "renamed": "with another IRI"}
_PLURALS = {"person": "people", "repository": "repositories", "vocabulary": "vocabularies", "concept": "categories",
            "": "other things"}  # fmt: skip
_SINGULARS = {"concept": "category", "": "other thing"}


def write_difference(difference: Difference, form: str = "text") -> Iterator[str]:
    """Yield a difference in pieces; ``form`` is one of ``FORMATS``.

    ``patch`` is RDF Patch (https://afs.github.io/rdf-patch/), which makes the new graph of the old one.
    """
    return FORMATS[form](difference)


def write_counts(difference: Difference) -> Iterator[str]:
    """Yield the counts alone: how many things of each kind were added, removed, merged, renamed or changed."""
    yield from _head(difference)
    columns = ["kind", *_SIGNS, "statements +", "statements -"]
    rows: dict[str, list[int]] = {}
    for entity in difference.entities:
        row = rows.setdefault(entity.kind or "other", [0] * (len(columns) - 1))
        row[list(_SIGNS).index(entity.change)] += 1
        row[-2] += len(entity.added)
        row[-1] += len(entity.removed)
    if rows:
        yield "\n"
        lines = [[kind, *(f"{count:,}" for count in row)] for kind, row in rows.items()]
        yield from draw_table(columns, lines, right=[False, *[True] * (len(columns) - 1)])


def _head(difference: Difference) -> Iterator[str]:
    yield from (f"note: {note}\n" for note in difference.notes)
    if not difference:
        yield "the graphs say the same\n"
        return
    told = [
        f"{count:,} {_count_noun(kind, count)} {_SAID.get(change, change)}"
        for (kind, change), count in difference.count().items()
    ]
    told += [f"{difference.added:,} statements added", f"{difference.removed:,} removed"]
    yield f"{', '.join(told)}\n"
    namer = _Namer(difference)
    yield from (f"{_tell(move, namer)}\n" for move in difference.moves)


def _count_noun(kind: str, count: int) -> str:
    name = kind.lower()
    return _SINGULARS.get(name, name) if count == 1 else _PLURALS.get(name, f"{name}s")


def _tell(move: Move, namer: _Namer) -> str:
    this, other = namer.show(ox.NamedNode(move.iri)), namer.show(ox.NamedNode(move.other))
    kind = _count_noun(move.kind, 1)
    said = "has another IRI now:" if move.renamed else "is split off" if move.split else "is now"
    return f"{kind} {this} {said} {other}"


class _Namer:
    """Writes terms as people read them: IRIs with prefixes, and names beside them."""

    def __init__(self, difference: Difference) -> None:
        self._short = Abbreviator(difference.base)
        kinds = sorted(self._short.prefixes.items(), key=lambda pair: -len(pair[1]))
        self._prefixes = [(prefix, namespace) for prefix, namespace in kinds if namespace.startswith(difference.base)]
        self._names = difference.names

    def show(self, term: object) -> str:
        if not isinstance(term, ox.NamedNode):
            return self._short.term(term)  # type: ignore[arg-type]
        name = self._names.get(term.value)
        return f"{self.iri(term.value)} ({neutralise(name)})" if name else self.iri(term.value)

    def iri(self, iri: str) -> str:
        for prefix, namespace in self._prefixes:
            if iri.startswith(namespace) and len(iri) > len(namespace):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return self._short.term(ox.NamedNode(iri))

    def predicate(self, iri: str) -> str:
        return self._short.predicate(iri)


def _write_text(difference: Difference) -> Iterator[str]:
    yield from _head(difference)
    namer = _Namer(difference)
    for entity in difference.entities:
        if not (entity.added or entity.removed):
            continue  # it has another IRI, which the head says
        node = entity.iri if entity.iri.startswith("_:") else namer.show(ox.NamedNode(entity.iri))
        yield f"\n{_SIGNS[entity.change]} {_count_noun(entity.kind, 1)} {node}\n"
        yield from _write_entity(entity, difference.renamed, namer)


def _write_entity(entity: EntityChange, renamed: Mapping[str, str], namer: _Namer) -> Iterator[str]:
    """Yield the lines of the thing itself, then of each of its parts under a line that names it."""
    signed = [("-", quad) for quad in entity.removed] + [("+", quad) for quad in entity.added]
    by_node: dict[str, list[tuple[str, ox.Quad]]] = defaultdict(list)
    for sign, quad in signed:
        node = quad.object if _leads(quad) else quad.subject
        iri = node.value if isinstance(node, ox.NamedNode) else str(node)
        by_node[renamed.get(iri, iri)].append((sign, quad))
    for iri in sorted(by_node, key=lambda iri: (iri != entity.iri, iri)):
        if iri != entity.iri:
            yield f"  {iri if iri.startswith('_:') else namer.show(ox.NamedNode(iri))}\n"
        yield from _write_lines(by_node[iri], namer)


def _leads(quad: ox.Quad) -> bool:
    """Tell whether a statement is looked for under its object, which is what its subject has become."""
    return quad.predicate.value == _REPLACED and isinstance(quad.object, ox.NamedNode)


def _write_lines(signed: Iterable[tuple[str, ox.Quad]], namer: _Namer) -> Iterator[str]:
    """Yield one line for each predicate and sign."""
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sign, quad in signed:
        inverse = _leads(quad)
        word = "replaces" if inverse else namer.predicate(quad.predicate.value)
        lines[word, sign].append(namer.show(quad.subject if inverse else quad.object))
    for objects in lines.values():
        objects.sort(key=lambda name: not name.startswith("kg:"))
    for (word, sign), objects in sorted(lines.items(), key=lambda row: (row[0][0] != "a", row[0][0], row[0][1] == "+")):
        yield f"    {sign} {word} {', '.join(objects)}\n"


def _write_json(difference: Difference) -> Iterator[str]:
    head = {
        "old": difference.old,
        "new": difference.new,
        "notes": difference.notes,
        "counts": {
            "added": difference.added,
            "removed": difference.removed,
            "entities": [
                {"kind": kind, "change": change, "count": count} for (kind, change), count in difference.count().items()
            ],
        },
        "merged": [_move(move, difference) for move in difference.moves if not (move.split or move.renamed)],
        "split": [_move(move, difference) for move in difference.moves if move.split],
        "renamed": [_move(move, difference) for move in difference.moves if move.renamed],
    }
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}") + ',\n "entities": ['
    yield from _write_records(difference.entities, difference)
    yield '\n ],\n "restated": ['
    yield from _write_records(difference.restated, difference)
    yield "\n ]\n}\n"


def _write_records(entities: Iterable[EntityChange], difference: Difference) -> Iterator[str]:
    for place, entity in enumerate(entities):
        record = {
            "iri": entity.iri,
            "kind": entity.kind,
            "name": difference.names.get(entity.iri, ""),
            "change": entity.change,
            "added": [_columns(quad) for quad in entity.added],
            "removed": [_columns(quad) for quad in entity.removed],
        }
        yield f"{',' if place else ''}\n  {json.dumps(record, ensure_ascii=False)}"


def _move(move: Move, difference: Difference) -> dict[str, str]:
    name = difference.names.get
    return {"iri": move.iri, "kind": move.kind, "name": name(move.iri, ""), "other": move.other,
            "other_name": name(move.other, "")}  # fmt: skip


def _columns(quad: ox.Quad) -> list[str]:
    """Return subject, predicate and object as N-Triples writes them, and the graph if it is a named one."""
    graph = [] if isinstance(quad.graph_name, ox.DefaultGraph) else [str(quad.graph_name)]
    return [str(quad.subject), str(quad.predicate), str(quad.object), *graph]


def _write_patch(difference: Difference) -> Iterator[str]:
    yield "TX .\n"
    for sign, side in (("D", "removed"), ("A", "added")):
        quads = {quad for entity in (*difference.entities, *difference.restated) for quad in getattr(entity, side)}
        yield from sorted(f"{sign} {' '.join(_columns(quad))} .\n" for quad in quads)
    yield "TC .\n"


FORMATS: dict[str, Callable[[Difference], Iterator[str]]] = {
    "text": _write_text,
    "json": _write_json,
    "patch": _write_patch,
}
