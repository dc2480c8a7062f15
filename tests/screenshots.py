"""Take the README's pictures: python tests/screenshots.py [GRAPH_DIRECTORY]. Needs Chromium and the extra test."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

TARGET = Path(__file__).resolve().parents[1] / "notebooks"
PERSON = "Qi Qian"
SIZE = {"width": 1400, "height": 860}


def main() -> None:
    """Open the pages of a build directory and of a server of it, and save what is seen."""
    graph = Path(sys.argv[1] if len(sys.argv) > 1 else "kg-out").resolve()
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder, serve(graph) as address:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        take_graph(browser, graph / "graph.html")
        run("export", f"{folder}/site/", "-g", str(graph))
        take_profile(browser, Path(folder) / "site" / "index.html")
        take_editor(browser, address)
        browser.close()


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "kg", *arguments], check=True)


@contextmanager
def serve(graph: Path) -> Iterator[str]:
    """Serve the graph while the block runs; yield the address."""
    command = [sys.executable, "-m", "kg", "serve", "-g", str(graph), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            words = next(line for line in server.stderr if "http://" in line).split()
            yield next(word for word in words if word.startswith("http://"))
        finally:
            server.terminate()


def take_graph(browser: Browser, path: Path) -> None:
    """Select a person on the page of the whole graph."""
    page = browser.new_page(viewport=SIZE, color_scheme="light")
    page.goto(path.as_uri())
    page.wait_for_timeout(5000)
    page.keyboard.press("/")
    page.keyboard.type(PERSON)
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Fit").click()
    save(page, "graph.png")


def take_profile(browser: Browser, path: Path) -> None:
    """Find a person's profile through the search of the static pages."""
    page = browser.new_page(viewport=SIZE, color_scheme="light")
    page.goto(path.as_uri())
    page.get_by_role("link", name=PERSON).first.click()
    save(page, "profile.png")


def take_editor(browser: Browser, address: str) -> None:
    """Run a saved query in the editor, on a dark page."""
    page = browser.new_page(viewport=SIZE, color_scheme="dark")
    page.goto(f"{address}query?name=results-on-dataset&p.dataset=ImageNet")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_timeout(1500)
    page.evaluate("scrollTo(0, 0)")
    save(page, "query.png")


def save(page: Page, name: str) -> None:
    page.wait_for_timeout(1500)
    page.screenshot(path=TARGET / name)
    page.close()
    print(f"wrote {TARGET / name}")


if __name__ == "__main__":
    main()
