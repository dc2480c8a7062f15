"""The files of the query page: kept by browsers for as long as they are the same, vendored without a change."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

import kg.profiles
import kg.serve

STYLE = Path(kg.profiles.__file__).parent / "assets" / "style.css"
EDITOR = Path(kg.serve.__file__).parent / "assets" / "editor"


def test_a_file_is_kept_while_it_is_the_same(server):
    page = server.ask("/query", Accept="text/html").text
    for address in re.findall(r'(?:src|href)="(/assets/[^"]+)"', page):
        first = server.ask(address)
        assert (first.status, first.headers["x-content-type-options"]) == (200, "nosniff")
        assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
        again = server.ask(address, If_None_Match=first.headers["etag"])
        assert (again.status, again.text) == (304, "")
        assert server.ask(address.partition("?")[0]).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["editor.py", "README.md", "..%2fstyle.css", "%2e%2e/style.css", "yasqe.min.js.map"])
def test_nothing_else_is_a_file(server, name):
    assert server.ask(f"/assets/{name}").status == 404


@pytest.mark.parametrize("name", ["yasqe.min.js", "yasqe.min.css"])
def test_what_is_vendored_has_the_hash_that_is_written_down(name):
    assert hashlib.sha256((EDITOR / name).read_bytes()).hexdigest() in (EDITOR / "README.md").read_text("utf-8")


def measure_luminance(colour):
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_editors_colours_can_be_read(theme):
    found = [
        re.findall(r":root\s*{([^}]*)}", path.read_text("utf-8"))[theme] for path in (STYLE, EDITOR / "editor.css")
    ]
    colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", "".join(found)))
    for name in ("keyword", "variable", "term", "iri", "string", "number", "comment", "bad"):
        for ground in ("surface", "fault"):
            light, dark = sorted((measure_luminance(colours[name]), measure_luminance(colours[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, ground)
