"""Plots for publication: degree distribution, growth, community map; as SVG, PNG or PDF. Needs the extra ``plots``."""

from __future__ import annotations

from kg.view.plots.communities import plot_communities
from kg.view.plots.degrees import plot_degrees
from kg.view.plots.growth import plot_growth
from kg.view.plots.saving import FORMATS, save_figure

__all__ = ["FORMATS", "plot_communities", "plot_degrees", "plot_growth", "save_figure"]
