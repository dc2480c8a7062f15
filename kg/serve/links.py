"""The addresses of the pages: where an IRI has its page on this server, and what may be a link at all."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlencode

__all__ = ["page_of", "query_page"]

_SAFE = "/%:@!$&'()*+,;=~-._"


def page_of(iri: str, base: str) -> str:
    """Return the local path of an IRI's page: the rest of the IRI under ``/id/`` if it begins with the base.

    >>> page_of("https://w3id.org/scholar-kg/id/task/retrieval", "https://w3id.org/scholar-kg/id/")
    '/id/task/retrieval'
    >>> page_of("https://github.com/idstcv/TeS", "https://w3id.org/scholar-kg/id/")
    '/resource?iri=https%3A%2F%2Fgithub.com%2Fidstcv%2FTeS'
    """
    rest = iri.removeprefix(base)
    path = quote(rest, safe=_SAFE)
    # Browsers take steps such as %2e%2e themselves; and the path must lead back to this IRI alone.
    steps = any(step in (".", "..") for step in unquote(rest).split("/"))
    if iri.startswith(base) and rest and not steps and rest in (path, unquote(path)):
        return f"/id/{path}"
    return f"/resource?{urlencode({'iri': iri})}"


def query_page(query: str) -> str:
    """Return the path of the query page with a query filled in."""
    return f"/query?{urlencode({'query': query})}"
