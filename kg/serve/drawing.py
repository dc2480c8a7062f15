"""Draw an interactive page from a store; this is what a drawing worker does."""

from __future__ import annotations

import pyoxigraph as ox
from rdflib import Graph

from kg.errors import UsageError
from kg.results import prefixes_of
from kg.serve.answer import convert_term, limit_rows, run_job
from kg.serve.guard import check_query
from kg.serve.model import Drawing, Job, Limits, RefusedError, Reply
from kg.store import make_dataset
from kg.view.graph import compose_around, compose_graph, compose_result
from kg.view.page import render_page

__all__ = ["draw_page"]

# Every thing has a page there; what is under the base is sent on to /id/.
_PAGES = "/resource?iri="


def draw_page(store: ox.Store, drawing: Drawing, *, base: str, limits: Limits) -> Reply:
    """Draw a page; raises ``RefusedError`` or ``QueryError`` for what cannot be drawn."""
    dataset = make_dataset(store)
    if drawing.query:
        scene = compose_result(_construct(store, drawing.query, base, limits), dataset=dataset)
    elif drawing.around:
        try:
            scene = compose_around(dataset, drawing.around, hops=drawing.hops)
        except UsageError as error:
            raise RefusedError(404, str(error)) from error
    else:
        scene = compose_graph(dataset)
    page = render_page(scene, pages=_PAGES)
    return Reply(200, "text/html", page.encode("utf-8", "replace"))


def _construct(store: ox.Store, query: str, base: str, limits: Limits) -> Graph:
    prefixes = prefixes_of(base)
    graphs = {graph.value for graph in store.named_graphs()}
    form = check_query(query, prefixes=prefixes, graphs=graphs, depth=limits.depth)
    result = run_job(store, Job(query), prefixes)
    if not isinstance(result, ox.QueryTriples):
        raise RefusedError(400, f"{form} finds no graph to draw: use CONSTRUCT or DESCRIBE")
    graph = Graph()
    for triple in limit_rows(result, limits.rows):
        subject, predicate, value = map(convert_term, (triple.subject, triple.predicate, triple.object))
        if subject is not None and predicate is not None and value is not None:
            graph.add((subject, predicate, value))
    return graph
