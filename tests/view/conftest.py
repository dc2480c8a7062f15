"""Fixtures: a sample dataset, rendered pages, and a real browser without a network."""

from __future__ import annotations

import os
import shutil

import pytest
from hostile_strings import OWN, read_shared
from sample import make_dataset

from kg.network import measure_coauthors, project_coauthors
from kg.view import view_coauthors, view_graph

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def dataset():
    return make_dataset()


@pytest.fixture(scope="session")
def graph_page(dataset):
    return view_graph(dataset, title="Sample")


@pytest.fixture(scope="session")
def coauthor_page(dataset):
    return view_coauthors(measure_coauthors(project_coauthors(dataset)))


@pytest.fixture(scope="session")
def hostile():
    """Our own hostile strings, and some of the shared collections where they are at hand."""
    return [*OWN, *read_shared()[::10]]


@pytest.fixture(scope="session")
def browser():
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found and not os.environ.get("CI"):
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found or "chromium", args=FLAGS)
        yield running
        running.close()


def is_trouble(message):
    """Say whether the console complains; drawing without a graphics card is slow, and Chromium says so each time."""
    return message.type in {"error", "warning"} and "GL Driver Message (OpenGL, Performance" not in message.text


class Visit:
    """One page in the browser, and everything it asked for or complained about."""

    def __init__(self, page):
        self.page, self.requests, self.trouble = page, [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on(
            "console",
            lambda message: self.trouble.append(message.text) if is_trouble(message) else None,
        )
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("dialog", lambda dialog: (self.trouble.append(f"dialog {dialog.message}"), dialog.dismiss()))

    def __getattr__(self, name):
        return getattr(self.page, name)

    def wait(self, expression):
        """Wait until an expression is true in the page; the page's own policy forbids playwright's way to do so."""
        for _ in range(100):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(100)
        pytest.fail(f"never true: {expression}")


@pytest.fixture
def visit(browser, tmp_path):
    """Open HTML in a browser that is offline; what it asked for and complained about is checked at the end."""
    opened = []

    def open_page(html, *, width=1280, height=800, scheme="light", motion="reduce"):
        context = browser.new_context(
            offline=True,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion=motion,
            accept_downloads=True,
        )
        path = tmp_path / f"page{len(opened)}.html"
        path.write_text(html, encoding="utf-8")
        one = Visit(context.new_page())
        opened.append((one, path, context))
        one.page.goto(path.as_uri())
        one.page.evaluate("KG.unpack()")
        return one

    yield open_page
    for one, path, context in opened:
        asked = [url for url in one.requests if not url.startswith(("blob:", "data:"))]
        context.close()
        assert asked == [path.as_uri()]
        assert one.trouble == []
