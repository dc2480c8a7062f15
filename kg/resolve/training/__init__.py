"""Compute the statistics and weights that resolution ships; nothing else of the package imports this room."""
