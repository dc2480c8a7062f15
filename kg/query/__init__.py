"""Ask a graph: saved queries and ad-hoc SPARQL, parameters bound as values."""

from __future__ import annotations

from kg.query.run import run_query
from kg.query.saved import Parameter, SavedQuery, resolve_query, saved_queries

__all__ = [
    "Parameter",
    "SavedQuery",
    "resolve_query",
    "run_query",
    "saved_queries",
]
