"""Build, query and look at a knowledge graph of scholarly text.

>>> import kg
>>> graph = kg.open("kg-out")  # doctest: +SKIP
>>> graph.query("datasets-by-papers")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["KnowledgeGraph", "build", "extract", "open", "read"]

if TYPE_CHECKING:
    from kg.extract import extract
    from kg.graph import KnowledgeGraph, build
    from kg.graph import open_graph as open  # noqa: A004
    from kg.readers import read

_WHERE = {"KnowledgeGraph": "kg.graph", "build": "kg.graph", "extract": "kg.extract", "open": "kg.graph", "read": "kg.readers"}


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used, so that ``import kg`` stays quick."""
    if name not in _WHERE:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_WHERE[name]), "open_graph" if name == "open" else name)
