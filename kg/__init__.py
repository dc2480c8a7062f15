"""Build, query and look at a knowledge graph of scholarly text.

>>> import kg
>>> graph = kg.build("seeds")  # doctest: +SKIP
>>> graph.dataframe("datasets-by-papers")  # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.build import build

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__version__ = "0.1.0"
__all__ = ["build", "open"]


def open(location: str | Path = "kg-out") -> KnowledgeGraph:  # noqa: A001 - kg.open reads well, as in webbrowser.open
    """Open a graph for reading: a build directory, an RDF file, or the URL of a SPARQL endpoint."""
    from kg.graph import KnowledgeGraph

    return KnowledgeGraph(location)
