"""The pages that people read: home, lists, search, and one page for every IRI of the graph."""

from __future__ import annotations

from functools import lru_cache, partial
from urllib.parse import unquote, urlencode

from rdflib import Dataset
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kg.iris import KG, is_iri
from kg.profiles.model import Profile
from kg.profiles.plain import read_plain
from kg.profiles.reading import read_profile
from kg.profiles.rendering import CSS, render_profile
from kg.profiles.words import tell_unnamed
from kg.serve.examples import group_queries
from kg.serve.links import page_of, query_page
from kg.serve.lists import NameIndex, count_classes, count_triples, count_unnamed, list_class, tell_hits
from kg.serve.model import GRAPHS, Job, RefusedError
from kg.serve.negotiate import choose
from kg.serve.pool import Pool
from kg.serve.protocol import read_format
from kg.serve.render import POLICY, environment, render
from kg.standing import find_standing
from kg.view.words import CLASSES

__all__ = ["Pages", "html"]

_PAGE = 100
_DEEPEST = 100_000
#: Profiles that are kept: those of much-cited methods take seconds to read.
_KEPT = 64


def html(template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Make a response of a filled-in template, with the policy that goes with it."""
    headers = {"Content-Security-Policy": POLICY, "Vary": "Accept"}
    return HTMLResponse(render(template, **values), status_code=status, headers=headers)


class Pages:
    """The handlers of the pages of one graph; they run in threads, and only read."""

    def __init__(self, dataset: Dataset, pool: Pool, base: str) -> None:
        """Take the graph to show and the pool that writes its RDF."""
        self.dataset, self._pool, self._base = dataset, pool, base
        #: The names of things, for all who look for one.
        self.names = NameIndex(dataset, base)
        # The graph does not change while it is served.
        self._read_profile = lru_cache(maxsize=_KEPT)(partial(read_profile, dataset, base=base))
        self.classes = count_classes(dataset)
        self._unnamed = count_unnamed(dataset)
        self.triples = count_triples(dataset)

    def home(self, _request: Request) -> Response:
        """Show what there is."""
        classes = [
            (CLASSES[iri].label, _short(iri), count, tell_unnamed(self._unnamed.get(iri, 0)))
            for iri, count in self.classes.items()
        ]
        return html("home", title="Knowledge graph", triples=self.triples, classes=classes, groups=group_queries())

    def browse(self, request: Request) -> Response:
        """List the members of a class, a page at a time."""
        name = request.query_params.get("class", "")
        kind = next((iri for iri in self.classes if _short(iri) == name), None)
        if kind is None:
            raise RefusedError(404, f"the graph has no class {name[:80]!r}")
        count, page = self.classes[kind], _number(request.query_params.get("page", "1"))
        if (page - 1) * _PAGE >= count:
            raise RefusedError(404, f"there is no page {page}")
        hits = list_class(self.dataset, kind, base=self._base, page=page, size=_PAGE)
        return html(
            "list",
            title=CLASSES[kind].label,
            lead=f"{count:,} in the graph" + (f", page {page}" if count > _PAGE else ""),
            hits=hits,
            before=_browse(name, page - 1) if page > 1 else "",
            after=_browse(name, page + 1) if page * _PAGE < count else "",
        )

    def search(self, request: Request) -> Response:
        """Find things by name."""
        text = request.query_params.get("q", "")[:300]
        hits, count = self.names.search(text)
        lead = f"{count:,} found" + (f", the best {len(hits)} shown" if count > len(hits) else "")
        return html(
            "list",
            title=f"Search: {text}" if text else "Search",
            lead=lead,
            hits=tell_hits(self.dataset, hits),
            before="",
            after="",
            q=text,
        )

    def identifier(self, request: Request) -> Response:
        """Show the thing whose IRI is the base and this path."""
        raw = request.scope.get("raw_path") or request.url.path.encode()
        rest = raw.decode("latin-1").partition("?")[0].removeprefix("/id/")
        for iri in dict.fromkeys((self._base + rest, self._base + unquote(rest))):
            if found := self._show(request, iri):
                return found
        raise RefusedError(404, f"the graph says nothing about {self._base}{unquote(rest)[:200]}")

    def resource(self, request: Request) -> Response:
        """Show any other thing by its IRI."""
        iri = request.query_params.get("iri", "")
        address = page_of(iri, self._base)
        if address.startswith("/id/"):
            return RedirectResponse(address, status_code=303)
        found = self._show(request, iri)
        if found is None:
            raise RefusedError(404, f"the graph says nothing about {iri[:200] or 'an IRI that is not given'}")
        return found

    def standing(self, iri: str) -> str:
        """Return the IRI that stands for one that was merged away, else the IRI itself."""
        return find_standing(self.dataset, iri)

    def _show(self, request: Request, iri: str) -> Response | None:
        if (now := self.standing(iri)) != iri:
            return self._move(request, now)
        form = request.query_params.get("format")
        media = choose(read_format(form) if form else request.headers.get("accept", "*/*"), ["text/html", *GRAPHS])
        if media is None:
            raise RefusedError(406, f"this can be had as text/html, {', '.join(GRAPHS)}")
        if media != "text/html":
            return self._write(iri, media)
        here = page_of(iri, self._base)
        formats = {name: f"{here}{'&' if '?' in here else '?'}format={name}" for name in GRAPHS.values()}
        if profile := self._read_profile(iri) or read_plain(self.dataset, iri, base=self._base):
            return self._show_profile(profile, here, formats)
        return None

    def _show_profile(self, profile: Profile, here: str, formats: dict[str, str]) -> Response:
        tools = [("Turtle", formats["ttl"]), ("JSON-LD", formats["jsonld"])]
        if profile.kind:
            tools.append(("Draw what is around it", f"/graph?{urlencode({'around': profile.iri})}"))
        page = render_profile(
            environment(),
            profile,
            page=lambda other: page_of(other, self._base),
            more=lambda section: query_page(section.query) if section.query else "",
            canonical=here,
            alternates=[(media, formats[name]) for media, name in GRAPHS.items()],
            tools=tools,
            css=CSS,
        )
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY, "Vary": "Accept"})

    def _move(self, request: Request, iri: str) -> Response:
        """Send the reader on to the page of what an IRI was merged into; a later build may part the two again."""
        address, form = page_of(iri, self._base), request.query_params.get("format")
        if form:
            address += ("&" if "?" in address else "?") + urlencode({"format": form})
        return RedirectResponse(address, status_code=301, headers={"Cache-Control": "no-cache"})

    def _write(self, iri: str, media: str) -> Response | None:
        """Write what the graph says about a thing, and what points at it, as RDF."""
        if not is_iri(iri) or not self.dataset.default_graph.query(_KNOWN.replace("$iri", f"<{iri}>")).askAnswer:
            return None
        reply = self._pool.ask(Job(_ABOUT.replace("$iri", f"<{iri}>"), media))
        return Response(reply.body, status_code=reply.status, media_type=reply.media, headers={"Vary": "Accept"})


_KNOWN = "ASK { { $iri ?p ?o } UNION { ?s ?p $iri } UNION { GRAPH ?g { $iri ?p ?o } } }"
_ABOUT = """CONSTRUCT { $iri ?p ?o . ?s ?q $iri } WHERE {
  { $iri ?p ?o } UNION { GRAPH ?g { $iri ?p ?o } } UNION { SELECT ?s ?q WHERE { ?s ?q $iri } ORDER BY ?q ?s LIMIT 1000 }
}"""


def _short(iri: str) -> str:
    return iri.removeprefix(KG).rpartition("#")[2]


def _browse(name: str, page: int) -> str:
    return f"/browse?{urlencode({'class': name, 'page': page})}"


def _number(text: str) -> int:
    page = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
    if not 1 <= page <= _DEEPEST:
        raise RefusedError(404, f"there is no page {text[:20]!r}")
    return page
