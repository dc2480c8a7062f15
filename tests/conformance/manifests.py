"""Read the manifests of the W3C's test suites where they lie; nothing of them is copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import pathname2url

import pyoxigraph as ox

SUITES = Path(__file__).resolve().parents[3] / "shared" / "data" / "rdf-tests" / "sparql"
#: Of SPARQL 1.1, the folders that need neither federation, entailment, updates nor the Graph Store Protocol.
FOLDERS = {
    "sparql10": (
        "algebra", "ask", "basic", "bnode-coreference", "boolean-effective-value", "bound", "cast", "construct",
        "dataset", "distinct", "expr-builtin", "expr-equals", "expr-ops", "graph", "i18n", "open-world", "optional",
        "optional-filter", "reduced", "regex", "solution-seq", "sort", "triple-match", "type-promotion",
        "syntax-sparql1", "syntax-sparql2", "syntax-sparql3", "syntax-sparql4", "syntax-sparql5",
    ),
    "sparql11": (
        "aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists", "functions", "grouping",
        "json-res", "negation", "project-expression", "property-path", "subquery", "syntax-query",
    ),
}  # fmt: skip
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"


@dataclass(frozen=True)
class Case:
    """One test. ``name`` is suite/folder/test; ``kind`` its class in the manifest; graphs are (IRI, file)."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...] = ()
    graphs: tuple[tuple[str, Path], ...] = ()
    result: Path | None = None
    lax: bool = False

    def text(self) -> str:
        """The query, with its own address as its base (RFC 3986, section 5.1.3), on its first line."""
        return f"BASE <{iri_of(self.query)}> {self.query.read_bytes().decode()}"


def iri_of(path: Path) -> str:
    return "file://" + pathname2url(str(path))


def path_of(iri: str) -> Path:
    from urllib.parse import unquote

    return Path(unquote(iri.removeprefix("file://")))


def read_manifest(path: Path) -> ox.Store:
    store = ox.Store()
    store.load(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=iri_of(path))
    return store


def read_cases() -> Iterator[Case]:
    """Yield the tests of all folders, in the manifests' order; none without the suites."""
    for suite, folders in FOLDERS.items():
        for folder in folders:
            path = SUITES / suite / folder / "manifest.ttl"
            if path.is_file():
                yield from _read_folder(read_manifest(path), f"{suite}/{folder}")


def entries_of(store: ox.Store) -> Iterator[ox.NamedNode]:
    """Yield the tests that a manifest lists."""
    found = store.quads_for_pattern(None, ox.NamedNode(f"{MF}entries"), None)
    node = next(iter(found)).object
    while node != ox.NamedNode(f"{RDF}nil"):
        yield one(store, node, f"{RDF}first")
        node = one(store, node, f"{RDF}rest")


def all_of(store: ox.Store, subject: object, predicate: str) -> list:
    return [quad.object for quad in store.quads_for_pattern(subject, ox.NamedNode(predicate), None)]


def one(store: ox.Store, subject: object, predicate: str):
    return next(iter(all_of(store, subject, predicate)), None)


def _read_folder(store: ox.Store, folder: str) -> Iterator[Case]:
    for test in entries_of(store):
        kinds = [kind.value.removeprefix(MF) for kind in all_of(store, test, f"{RDF}type")]
        action, result = one(store, test, f"{MF}action"), one(store, test, f"{MF}result")
        query = action if isinstance(action, ox.NamedNode) else one(store, action, f"{_QT}query")
        yield Case(
            f"{folder}/{test.value.partition('#')[2]}",
            next(kind for kind in kinds if kind.endswith("Test") or "Syntax" in kind),
            path_of(query.value),
            tuple(path_of(node.value) for node in all_of(store, action, f"{_QT}data")),
            tuple(sorted(_read_graphs(store, action))),
            path_of(result.value) if isinstance(result, ox.NamedNode) else None,
            one(store, test, f"{MF}resultCardinality") == ox.NamedNode(f"{MF}LaxCardinality"),
        )


def _read_graphs(store: ox.Store, action: object) -> Iterator[tuple[str, Path]]:
    for node in all_of(store, action, f"{_QT}graphData"):
        if isinstance(node, ox.NamedNode):
            yield node.value, path_of(node.value)
        else:
            yield one(store, node, f"{_RDFS}label").value, path_of(one(store, node, f"{_QT}graph").value)
