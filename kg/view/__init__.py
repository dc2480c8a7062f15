"""Interactive pages: one HTML file each, which opens without any network."""

from __future__ import annotations

from kg.view.coauthors import view_coauthors
from kg.view.graph import find_named, list_names, view_around, view_graph, view_result

__all__ = ["find_named", "list_names", "view_around", "view_coauthors", "view_graph", "view_result"]
