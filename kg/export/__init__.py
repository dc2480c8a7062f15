"""Write a graph or its co-authorship network to a file in the format that the suffix says."""

from __future__ import annotations

from kg.export.files import (
    FORMATS,
    GRAPH_FORMATS,
    NETWORK_FORMATS,
    export_graph,
    export_network,
    refuse_overlap,
    serialise_graph,
    serialise_network,
    suffix_format,
)

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
