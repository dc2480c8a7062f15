"""Turns a scene into one HTML file that needs nothing else: pyvis builds the network, our template holds it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kg.view.draw import draw_columns, draw_network
from kg.view.payload import collect_details, collect_outline, encode_json, pack_json
from kg.view.words import unturn

if TYPE_CHECKING:
    from markupsafe import Markup

    from kg.view.scene import Scene

__all__ = ["WEBGL_ABOVE", "render_page"]

# On two busy cores without a graphics card a click is answered after 1.1 s by either way of drawing 600 nodes; of 1,000
# after 1.5 s by vis-network and 1.0 s by WebGL, of 2,000 after 2.7 s and 1.3 s.
WEBGL_ABOVE = 1000
# Above this many nodes forces would hold up the browser; the positions computed here stand until someone resumes.
_PHYSICS_LIMIT = 600
# Without scripts a page shows a table of so many rows; more would make every page larger for the few who need it.
_PLAIN_ROWS = 1000

# An option of a command with its value, as the notes name them.
_OPTION = re.compile(r"(?<!\S)(--?[a-z][a-z-]*(?: (?:\d+|[A-Z]+|\w+\.html)(?!\w))?)")

_VIS = ("vis-network.min.js",)
_WEBGL = ("graphology.umd.min.js", "sigma.min.js")
_FIRST = ("data.js", "details.js", "filter.js", "look.js", "labels.js", "overlay.js")
_LAST = (
    "pointer.js",
    "picture.js",
    "panel.js",
    "search.js",
    "table.js",
    "legend.js",
    "years.js",
    "keys.js",
    "start.js",
    "address.js",
)


def render_page(scene: Scene, *, pages: str = "") -> str:
    """Render the page; the same scene gives the same bytes.

    ``pages`` is where each node has a page of its own, once its IRI is put after it, on the server that sends this one.
    """
    from jinja2 import Environment

    place_of = {node.iri: index for index, node in enumerate(scene.nodes)}
    webgl = len(scene.nodes) > WEBGL_ABOVE
    names = (*_WEBGL, *_FIRST, "plain.js", "webgl.js", *_LAST) if webgl else (*_VIS, *_FIRST, "vis.js", *_LAST)
    scripts = [_script(name) for name in names]
    drawn = draw_columns(scene, place_of) if webgl else draw_network(scene, place_of, _asset("options.json"))
    outline = collect_outline(scene, place_of) | drawn
    outline |= {"pages": pages, "webgl": webgl, "physics": len(scene.nodes) <= _PHYSICS_LIMIT}
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(_asset("page.html.j2")).render(
        scene=replace(scene, title=unturn(scene.title), subtitle=unturn(scene.subtitle)),
        webgl=webgl,
        mark=_mark_options,
        rows=_rows(scene, place_of),
        left_out=max(0, len(scene.nodes) - _PLAIN_ROWS),
        css=_asset("page.css"),
        scripts=scripts,
        hashes=" ".join(f"'sha256-{_digest(script)}'" for script in scripts),
        data=encode_json(outline),
        details=pack_json(collect_details(scene, place_of)),
    )
    return _clean(page)


def _mark_options(note: str) -> Markup:
    """Escape a note, its options marked so that no line ends inside one."""
    from markupsafe import Markup

    pieces = _OPTION.split(note)
    return Markup("").join(
        Markup("<code>{}</code>").format(text) if place % 2 else text for place, text in enumerate(pieces)
    )


def _rows(scene: Scene, place_of: dict[str, int]) -> list[tuple[str, str, int]]:
    """List the first rows of the plain table: name, group, neighbours; the most connected of a large scene."""
    near: list[set[int]] = [set() for _ in scene.nodes]
    for edge in scene.edges:
        source, target = place_of[edge.source], place_of[edge.target]
        near[source].add(target)
        near[target].add(source)
    ranked = sorted(range(len(near)), key=lambda i: -len(near[i])) if len(near) > _PLAIN_ROWS else range(len(near))
    first = [(scene.nodes[i], len(near[i])) for i in ranked][:_PLAIN_ROWS]
    return [(_clean(node.name), scene.groups[node.group].label, degree) for node, degree in first]


@cache
def _asset(name: str) -> str:
    return (files("kg.view") / "assets" / name).read_text(encoding="utf-8")


@cache
def _script(name: str) -> str:
    # A source map would be one more request as soon as developer tools are open.
    return re.sub(r"//# sourceMappingURL=\S+\s*$", "", _asset(name))


@cache
def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _clean(text: str) -> str:
    """Replace what no UTF-8 file can hold and the control characters that HTML forbids."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", text)
