"""Choose the format of an export, and write each file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KGError, OutputError, UsageError
from kg.export import networks, rdf
from kg.export.jsonld import write_jsonld
from kg.iris import BASE
from kg.network import measure_coauthors, project_coauthors
from kg.store import read_quads
from kg.turtle import write_trig, write_turtle

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph as ox
    from rdflib import Dataset

__all__ = [
    "FORMATS",
    "GRAPH_FORMATS",
    "NETWORK_FORMATS",
    "export_graph",
    "export_network",
    "serialise_graph",
    "serialise_network",
]

_GraphWriter = Callable[["list[ox.Quad]", str], Iterator[str]]
_NetworkWriter = Callable[["nx.Graph[str]"], Iterator[str]]

_GRAPHS: dict[str, _GraphWriter] = {
    "ttl": lambda quads, base: write_turtle(quads, base=base),
    "nt": lambda quads, _: rdf.write_ntriples(quads),
    "nq": lambda quads, _: rdf.write_nquads(quads),
    "trig": lambda quads, base: write_trig(quads, base=base),
    "jsonld": lambda quads, base: write_jsonld(quads, base=base),
    "rdf": lambda quads, _: rdf.write_rdfxml(quads),
}
_NETWORKS: dict[str, _NetworkWriter] = {
    "graphml": networks.write_graphml,
    "gexf": networks.write_gexf,
    "net": networks.write_pajek,
    "csv": networks.write_edges_csv,
}

#: The graph itself: nq and trig hold assertions and evidence, the others the assertions.
GRAPH_FORMATS = tuple(_GRAPHS)
#: Its co-authorship network. ``FILE.csv`` holds the edges; the nodes go beside it to ``FILE-nodes.csv``.
NETWORK_FORMATS = tuple(_NETWORKS)
FORMATS = (*GRAPH_FORMATS, *NETWORK_FORMATS)


def export_graph(dataset: Dataset, path: str | Path, *, format: str | None = None, base: str = BASE) -> list[Path]:  # noqa: A002
    """Write a graph, or its co-authorship network, to a file and return the paths written: two for ``csv``, else one.

    ``format`` is one of ``FORMATS``; without it the suffix of ``path`` decides. ``base`` is the IRI that the data was
    minted under. Raises ``UsageError`` for an unknown format and ``OutputError`` for a path that can't be written; a
    file that was there is replaced in one step or stays as it was.
    """
    target = Path(path)
    name = _format_of(target, format, FORMATS)
    if name in _GRAPHS:
        return [_write(target, serialise_graph(dataset, name, base=base))]
    return export_network(measure_coauthors(project_coauthors(dataset)), target, format=name)


def export_network(graph: nx.Graph[str], path: str | Path, *, format: str | None = None) -> list[Path]:  # noqa: A002
    """Write a co-authorship network as ``export_graph`` does; ``format`` is one of ``NETWORK_FORMATS``."""
    target = Path(path)
    name = _format_of(target, format, NETWORK_FORMATS)
    written = [_write(target, serialise_network(graph, name))]
    if name == "csv":
        nodes = target.with_name(f"{target.stem}-nodes{target.suffix}")
        written.append(_write(nodes, networks.write_nodes_csv(graph)))
    return written


def serialise_graph(dataset: Dataset, format: str, *, base: str = BASE) -> Iterator[str]:  # noqa: A002
    """Yield a graph as text in pieces, in one of ``GRAPH_FORMATS``; the same statements give the same text."""
    return _GRAPHS[_known(format, GRAPH_FORMATS)](list(read_quads(dataset)), base)


def serialise_network(graph: nx.Graph[str], format: str) -> Iterator[str]:  # noqa: A002
    """Yield a co-authorship network as text in pieces, in one of ``NETWORK_FORMATS``; ``csv`` yields the edges."""
    return _NETWORKS[_known(format, NETWORK_FORMATS)](graph)


def _format_of(path: Path, given: str | None, known: tuple[str, ...]) -> str:
    if given is not None:
        return _known(given, known)
    name = path.suffix.lower().removeprefix(".")
    if name not in known:
        shown = f"the suffix {path.suffix}" if path.suffix else "no suffix"
        raise UsageError(f"{path} has {shown}: expected one of {' '.join(f'.{each}' for each in known)}")
    return name


def _known(name: str, known: tuple[str, ...]) -> str:
    plain = name.lower().removeprefix(".")
    if plain not in known:
        raise UsageError(f"{name!r} is no export format: expected one of {' '.join(known)}")
    return plain


def _write(path: Path, pieces: Iterable[str]) -> Path:
    """Write beside the target, then replace it; what is no plain file, such as a pipe, is written through."""
    final = Path(os.path.realpath(path))
    direct = final.exists() and not final.is_file()
    part = final if direct else final.with_name(f".kg-{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)
        if not direct:
            part.replace(final)
    except OSError as error:
        if isinstance(error, KGError):
            raise
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        if not direct:
            part.unlink(missing_ok=True)
    return path
