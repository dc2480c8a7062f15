"""A graph in Python: query it, look at it, study its people."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.iris import BASE, is_iri
from kg.store import base_of, open_store

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from rdflib import Dataset
    from rdflib.query import Result

    from kg.explain import Explanation
    from kg.network import Plan, Selection, SignedPaper

__all__ = ["KnowledgeGraph", "Page", "find_node"]


class KnowledgeGraph:
    """A graph at a location: a build directory, an RDF file or a SPARQL endpoint.

    ``dataset`` is a plain ``rdflib.Dataset``: assertions in its default graph, evidence in a named one.
    """

    def __init__(self, location: str | Path) -> None:
        """Open the location. Raises ``UsageError`` if there is no graph."""
        self.location = str(location)
        self.base = base_of(location)
        self.dataset: Dataset = open_store(location)

    def query(self, query: str, /, **parameters: str) -> Result:
        """Run a saved query by name, or SPARQL, and return rdflib's result; a CONSTRUCT's is in its ``graph``."""
        from kg.query import resolve_query, run_query

        return run_query(self.dataset, resolve_query(query), parameters=parameters, base=self.base)

    def dataframe(self, query: str, /, **parameters: str) -> pd.DataFrame:
        """Run a saved query by name, or a SELECT, and return its rows as a pandas DataFrame."""
        from kg.results import to_dataframe

        return to_dataframe(self.query(query, **parameters))

    def coauthors(
        self, *, year_from: int | None = None, year_to: int | None = None, plan: Plan | None = None
    ) -> nx.Graph[str]:
        """Return the measured co-authorship network; a ``kg.network.Plan`` says more than years."""
        from kg.network import Plan, Selection, study_coauthors

        if plan is not None and (year_from is not None or year_to is not None):
            raise UsageError("years are given twice: put them into the plan's selection alone")
        return study_coauthors(self.dataset, plan or Plan(Selection(year_from, year_to)))

    def papers(self) -> list[SignedPaper]:
        """Return the papers as networks see them, from which ``kg.network`` makes slices, ranges and predictions."""
        from kg.network import read_papers

        return read_papers(self.dataset)

    def network(self, view: str, *, selection: Selection | None = None) -> nx.Graph[str]:
        """Return another network of the same papers: a view of ``kg.network.VIEWS``."""
        from kg.network import project_view

        return project_view(self.dataset, view, selection=selection)

    def explain(self, name: str, /) -> Explanation:
        """Return every decision about a thing, by name, IRI, ``PAPER#2`` or ``PAPER#NAME``: see ``kg.explain``."""
        from kg.explain import explain, find_part
        from kg.standing import expand_iri
        from kg.turtle import Abbreviator

        if part := find_part(self.dataset, name, base=self.base):
            return explain(self.dataset, part, base=self.base)
        iri = expand_iri(name, Abbreviator(self.base).prefixes) or name
        try:
            return explain(self.dataset, iri, base=self.base)
        except UsageError:
            return explain(self.dataset, find_node(self.dataset, name, base=self.base), base=self.base)

    def view(self, around: str | None = None, *, hops: int = 1) -> Page:
        """Return the interactive page of the whole graph, or of what lies around a name."""
        from kg.view import view_around, view_graph

        if around is None:
            return Page(view_graph(self.dataset))
        return Page(view_around(self.dataset, find_node(self.dataset, around, base=self.base), hops=hops))

    def report(self) -> Mapping[str, object]:
        """Return counts by class and coverage by field."""
        from kg.report import describe_graph

        return describe_graph(self.dataset)

    def __repr__(self) -> str:
        """Name the location."""
        return f"KnowledgeGraph({self.location!r})"

    def _repr_html_(self) -> str:
        from kg.report import describe_graph

        rows = "".join(
            f"<tr><td style='text-align:left'>{escape(name)}</td><td>{count:,}</td></tr>"
            for name, count in describe_graph(self.dataset)["classes"].items()
            if count
        )
        return f"<table><caption>{escape(self.location)}</caption>{rows}</table>"


class Page(str):
    """An HTML page that a notebook shows inline, in a frame of its own."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Say how long the page is instead of printing it."""
        return f"Page({len(self):,} characters of HTML)"

    def _repr_html_(self) -> str:
        style = "width:100%;height:600px;border:1px solid #8884"
        return f'<iframe srcdoc="{escape(self, quote=True)}" style="{style}" sandbox="allow-scripts"></iframe>'


def find_node(dataset: Dataset, name: str, *, base: str = BASE) -> str:
    """Return the IRI of the one thing of that name or alias, whatever its case; or of that IRI.

    An IRI may be written as tables show it (``method:clip``), and may be one that was merged away.

    Raises ``UsageError`` that offers the nearest names if there is none; if there are several, it lists the things.
    """
    from kg.explain import list_choices, list_near
    from kg.standing import expand_iri, find_standing
    from kg.turtle import Abbreviator
    from kg.view.names import find_named, suggest_names

    found, iri = find_named(dataset, name), expand_iri(name, Abbreviator(base).prefixes) or name
    if not found:
        found = find_named(dataset, find_standing(dataset, iri)) if is_iri(iri) else []
    if len(found) == 1:
        return found[0]
    if found:
        lines = "".join(f"\n  {line}" for line in list_choices(dataset, found, name, base=base))
        raise UsageError(f"{name!r} names {len(found)} things, take one by its IRI:{lines}")
    near = list_near(dataset, iri, base=base)
    if near is None:
        near = suggest_names(dataset, name)
    hint = f"; near: {', '.join(near)}" if near else ""
    raise UsageError(f"nothing in the graph is called {name!r}{hint}")
