"""Interactive pages: one HTML file each, which opens without any network."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.view.coauthors import view_coauthors
    from kg.view.graph import view_around, view_graph, view_result
    from kg.view.names import find_named

__all__ = ["find_named", "view_around", "view_coauthors", "view_graph", "view_result"]

_HOMES = {"find_named": "names", "view_coauthors": "coauthors"}


def __getattr__(name: str) -> object:
    """Import a function when it is first asked for: networks need a second to import, and reading needs none."""
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'graph')}"), name)
