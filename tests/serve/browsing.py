"""A real browser that visits the server, and notes what each page asks for and complains about."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class Visit:
    """One tab. ``trouble`` holds console errors, uncaught exceptions and dialogs; a refused query is none."""

    def __init__(self, page, address):
        self.page, self.address, self.requests, self.trouble = page, address, [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("dialog", lambda dialog: (self.trouble.append(f"dialog {dialog.message}"), dialog.dismiss()))

    def _hear(self, message):
        refused = message.text.startswith("Failed to load resource: the server responded with a status of")
        if message.type in {"error", "warning"} and not refused:
            self.trouble.append(message.text)

    def __getattr__(self, name):
        return getattr(self.page, name)

    def open(self, path):
        self.page.goto(self.address + path)
        return self

    def text(self, selector):
        return self.page.locator(selector).first.inner_text(timeout=60_000)

    def wait(self, expression):
        """Wait until an expression is true in the page; the page's own policy forbids playwright's way to do so."""
        for _ in range(1200):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"never true: {expression}")

    def run(self, query=None):
        """Type a query into the editor, run it, and wait for the answer."""
        if query is not None:
            self.page.locator(".CodeMirror").click()
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(query)
        self.page.evaluate("document.querySelector('#answer').replaceChildren()")
        self.page.keyboard.press("Control+Enter") if query else self.page.locator("#query button").click()
        self.wait("document.querySelector('#answer h2') !== null")


@contextmanager
def launch():
    """Start Chromium, or skip where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found and not os.environ.get("CI"):
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found or "chromium", args=FLAGS)
        yield running
        running.close()


@contextmanager
def visit(browser, address, **options):
    """Open a tab; at the end nothing else than the server was asked, and nothing was complained about."""
    # A busy machine is no fault of the code.
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "accept_downloads": True} | options)
    context.set_default_timeout(120_000)
    tab = Visit(context.new_page(), address)
    try:
        yield tab
    finally:
        context.close()
    assert [url for url in tab.requests if not url.startswith((f"{address}/", "data:", "blob:"))] == []
    assert tab.trouble == []
