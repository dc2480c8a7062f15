"""The files of the query page: kept by browsers for as long as they are the same, vendored without a change."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

import kg.serve

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
