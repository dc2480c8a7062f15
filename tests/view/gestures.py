"""What a person does on a page, and what is asked of the page afterwards."""

from __future__ import annotations

SHOWN = "KG.nodes.filter(KG.isShown).length"
AT_REST = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"


def find(page, text):
    """Type into the search."""
    page.keyboard.press("/")
    page.keyboard.type(text)


def spot_of(page, name):
    """Say where in the window a node is drawn."""
    return page.evaluate(
        """(name) => {
            const [x, y] = KG.spot(KG.nodes.find((one) => one.name === name));
            const box = document.getElementById("canvas").getBoundingClientRect();
            return [box.left + x, box.top + y];
        }""",
        name,
    )


def click_node(page, name, **how):
    """Click a node once the picture has come to rest."""
    before = None
    for _ in range(100):
        now = spot_of(page, name)
        if now == before:
            break
        before = now
        page.wait_for_timeout(150)
    (page.mouse.dblclick if how.get("twice") else page.mouse.click)(*before)


def shown_names(page):
    """List the names of what is shown."""
    return page.evaluate("KG.nodes.filter(KG.isShown).map((node) => node.name)")
