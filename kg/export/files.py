"""Choose the format of an export, and write each file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KGError, OutputError, UsageError
from kg.export import networks, rdf, vosviewer
from kg.export.dynamic import write_dynamic_gexf
from kg.export.jsonld import write_jsonld
from kg.iris import BASE
from kg.network import study_coauthors
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
    "refuse_overlap",
    "serialise_graph",
    "serialise_network",
    "suffix_format",
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
    "tsv": networks.write_edges_tsv,
    "edgelist": networks.write_edgelist,
    "dynamic.gexf": write_dynamic_gexf,
    "vosviewer.json": vosviewer.write_vosviewer_json,
    "vosviewer.txt": vosviewer.write_vosviewer_network,
}
#: What goes to a second file, because the format can't hold it in one: the end of that file's name, and its writer.
_SECONDS: dict[str, tuple[str, _NetworkWriter]] = {
    "csv": ("nodes", networks.write_nodes_csv),
    "vosviewer.txt": ("map", vosviewer.write_vosviewer_map),
}

#: The graph itself: nq and trig hold assertions and evidence, the others the assertions.
GRAPH_FORMATS = tuple(_GRAPHS)
#: Its co-authorship network. ``FILE.csv`` holds the edges; the nodes go beside it to ``FILE-nodes.csv``. In the same
#: way ``FILE.vosviewer.txt`` holds the links, and ``FILE-map.vosviewer.txt`` the items of VOSviewer's map.
NETWORK_FORMATS = tuple(_NETWORKS)
FORMATS = (*GRAPH_FORMATS, *NETWORK_FORMATS)


def export_graph(dataset: Dataset, path: str | Path, *, format: str | None = None, base: str = BASE) -> list[Path]:  # noqa: A002
    """Write a graph, or its co-authorship network, to a file and return the paths written.

    ``format`` is one of ``FORMATS``; without it the suffix of ``path`` decides. ``csv`` and ``vosviewer.txt`` make a
    second file beside it. ``base`` is the IRI that the data was
    minted under. Raises ``UsageError`` for an unknown format and ``OutputError`` for a path that can't be written; a
    file that was there is replaced in one step or stays as it was.
    """
    target = Path(path)
    name = _format_of(target, format, FORMATS)
    if name in _GRAPHS:
        return [_write(target, serialise_graph(dataset, name, base=base))]
    return export_network(study_coauthors(dataset), target, format=name)


def export_network(graph: nx.Graph[str], path: str | Path, *, format: str | None = None) -> list[Path]:  # noqa: A002
    """Write a network as ``export_graph`` does; ``format`` is one of ``NETWORK_FORMATS``.

    Its nodes may be people or anything else with a ``name``; it may be directed.
    """
    target = Path(path)
    name = _format_of(target, format, NETWORK_FORMATS)
    written = [_write(target, serialise_network(graph, name))]
    if name in _SECONDS:
        end, write = _SECONDS[name]
        written.append(_write(_beside(target, name, end), write(_reweigh(graph))))
    return written


def refuse_overlap(paths: Iterable[str | Path], *, format: str | None = None) -> None:  # noqa: A002
    """Raise ``UsageError`` if two exports would write one file, be it the second file of one of them.

    >>> refuse_overlap(["ties.csv", "people.csv"])
    >>> refuse_overlap(["ties.csv", "ties-nodes.csv"])
    Traceback (most recent call last):
    kg.errors.UsageError: ties.csv and ties-nodes.csv would both write ties-nodes.csv: give them other names
    """
    owner: dict[str, str | Path] = {}
    for path in paths:
        name = (format or suffix_format(path) or "").lower().removeprefix(".")
        second = [_beside(Path(path), name, _SECONDS[name][0])] if name in _SECONDS else []
        for file in (Path(path), *second):
            if (real := os.path.realpath(file)) in owner:
                raise UsageError(f"{owner[real]} and {path} would both write {file}: give them other names")
            owner[real] = path


def serialise_graph(dataset: Dataset, format: str, *, base: str = BASE) -> Iterator[str]:  # noqa: A002
    """Yield a graph as text in pieces, in one of ``GRAPH_FORMATS``; the same statements give the same text."""
    return _GRAPHS[_known(format, GRAPH_FORMATS)](list(read_quads(dataset)), base)


def serialise_network(graph: nx.Graph[str], format: str) -> Iterator[str]:  # noqa: A002
    """Yield a network as text in pieces, in one of ``NETWORK_FORMATS``; of two files the one with the edges."""
    return _NETWORKS[_known(format, NETWORK_FORMATS)](_reweigh(graph))


def _reweigh(graph: nx.Graph[str]) -> nx.Graph[str]:
    """Return a network whose ``weight`` is what it was measured by; papers together are then ``papers_together``."""
    chosen = graph.graph.get("weight", "weight")
    if chosen == "weight":
        return graph
    weighed = graph.copy()
    for _, _, data in weighed.edges(data=True):
        data["papers_together"] = data["weight"]
        data["weight"] = data[chosen]
    return weighed


def suffix_format(path: str | Path, known: tuple[str, ...] = FORMATS) -> str | None:
    """Return the format that a file's name ends in, the longest of those known, or None.

    >>> suffix_format("network.dynamic.gexf"), suffix_format("network.gexf"), suffix_format("network.xlsx")
    ('dynamic.gexf', 'gexf', None)
    """
    name = Path(path).name.lower()
    return max((each for each in known if name.removesuffix(f".{each}") not in {name, ""}), key=len, default=None)


def _beside(path: Path, name: str, end: str) -> Path:
    suffix = path.name[-len(name) - 1 :] if suffix_format(path) == name else path.suffix
    return path.with_name(f"{path.name.removesuffix(suffix)}-{end}{suffix}")


def _format_of(path: Path, given: str | None, known: tuple[str, ...]) -> str:
    if given is not None:
        return _known(given, known)
    name = suffix_format(path, known)
    if name is None:
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
