"""Co-authorship as networkx graphs: project it from a graph, measure it, rank people, cut out neighbourhoods."""

from __future__ import annotations

from kg.network.communities import Bridge, list_bridges, name_communities
from kg.network.measures import MEASURES, NetworkSummary, compute_measures, measure_coauthors, summarise_network
from kg.network.papers import Selection, SignedPaper, read_papers, read_signed_papers
from kg.network.people import ego_network, find_person
from kg.network.projection import WEIGHTS, describe_coverage, project_coauthors, project_papers
from kg.network.tables import AuthorRow, TieRow, list_ties, rank_authors, to_dataframe

__all__ = [
    "MEASURES",
    "WEIGHTS",
    "AuthorRow",
    "Bridge",
    "NetworkSummary",
    "Selection",
    "SignedPaper",
    "TieRow",
    "compute_measures",
    "describe_coverage",
    "ego_network",
    "find_person",
    "list_bridges",
    "list_ties",
    "measure_coauthors",
    "name_communities",
    "project_coauthors",
    "project_papers",
    "rank_authors",
    "read_papers",
    "read_signed_papers",
    "summarise_network",
    "to_dataframe",
]
