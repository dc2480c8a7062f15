"""Take the README's picture of the graph page: python tests/screenshots.py [GRAPH_DIRECTORY]. Needs Chromium."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

TARGET = Path(__file__).resolve().parents[1] / "notebooks" / "graph.png"


def main() -> None:
    """Open the page of a build directory, select a person, and save what is seen."""
    page_path = Path(sys.argv[1] if len(sys.argv) > 1 else "kg-out").resolve() / "graph.html"
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1400, "height": 860}, color_scheme="light")
        page.goto(page_path.as_uri())
        page.wait_for_timeout(5000)
        page.keyboard.press("/")
        page.keyboard.type("Qi Qian")
        page.keyboard.press("Enter")
        page.wait_for_timeout(1500)
        page.get_by_role("button", name="Fit").click()
        page.wait_for_timeout(1500)
        page.screenshot(path=TARGET)
        browser.close()
    print(f"wrote {TARGET}")


if __name__ == "__main__":
    main()
