"""Co-authorship as networkx graphs: project it from a graph, measure it, rank people, cut out neighbourhoods."""

from __future__ import annotations

from kg.network.communities import Bridge, list_bridges, name_communities
from kg.network.measures import MEASURES, NetworkSummary, compute_measures, measure_coauthors, summarise_network
from kg.network.papers import Selection, SignedPaper, read_papers, read_signed_papers
from kg.network.people import ego_network, find_person
from kg.network.prediction import Prediction, evaluate_prediction, predict_ties
from kg.network.projection import WEIGHTS, describe_coverage, project_coauthors, project_papers
from kg.network.study import Plan, study_coauthors, study_papers
from kg.network.tables import AuthorRow, TieRow, list_ties, rank_authors, to_dataframe
from kg.network.uncertainty import RangeRow, describe_truncation, measure_range, read_identities
from kg.network.views import VIEWS, project_view
from kg.network.years import GrowthRow, describe_growth, slice_years

__all__ = [
    "MEASURES",
    "VIEWS",
    "WEIGHTS",
    "AuthorRow",
    "Bridge",
    "GrowthRow",
    "NetworkSummary",
    "Plan",
    "Prediction",
    "RangeRow",
    "Selection",
    "SignedPaper",
    "TieRow",
    "compute_measures",
    "describe_coverage",
    "describe_growth",
    "describe_truncation",
    "ego_network",
    "evaluate_prediction",
    "find_person",
    "list_bridges",
    "list_ties",
    "measure_coauthors",
    "measure_range",
    "name_communities",
    "predict_ties",
    "project_coauthors",
    "project_papers",
    "project_view",
    "rank_authors",
    "read_identities",
    "read_papers",
    "read_signed_papers",
    "slice_years",
    "study_coauthors",
    "study_papers",
    "summarise_network",
    "to_dataframe",
]
