"""Everything by keyboard, readable in both themes, still for those who want no motion."""

from __future__ import annotations

import re

import pytest
from gestures import AT_REST
from sample import make_scene

from kg.view.page import WEBGL_ABOVE, render_page


@pytest.fixture(params=[24, WEBGL_ABOVE + 200], ids=["vis", "webgl"], scope="module")
def page_of(request):
    return render_page(make_scene(request.param))


def said(page):
    return page.locator("#said").inner_text()


def test_arrows_walk_over_the_drawing_and_enter_opens(visit, page_of):
    page = visit(page_of)
    page.keyboard.press("g")
    page.keyboard.press("ArrowRight")
    start = said(page)
    assert re.fullmatch(r"P\w+ \d+, (Papers|People), \d neighbours?", start)
    seen = {start}
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        seen.add(said(page))
    assert len(seen) > 2
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == said(page).split(",")[0]


def test_neighbours_are_walked_through(visit, page_of):
    page = visit(page_of)
    page.evaluate("KG.select(KG.nodes[4])")
    page.keyboard.press("g")
    names = []
    for _ in range(3):
        page.keyboard.press("n")
        names.append(said(page).split(",")[0])
    assert sorted(names) == ["Paper 2", "Paper 6", "Person 5"]
    page.keyboard.press("Shift+N")
    assert said(page).split(",")[0] == names[1]


def test_tab_reaches_every_control_and_shows_where_it_is(visit, page_of):
    page = visit(page_of)
    met = []
    for _ in range(30):
        page.keyboard.press("Tab")
        name, outline = page.evaluate("""() => {
            const one = document.activeElement;
            const track = one.closest("#track");
            const seen = track || one === document.body ? "elsewhere" : getComputedStyle(one).outlineStyle;
            return [one.id || one.tagName, seen];
        }""")
        met.append(name)
        assert outline in {"solid", "auto", "elsewhere"}, name
    for control in (
        "find",
        "fit",
        "list",
        "picture",
        "vector",
        "theme",
        "keys",
        "colour",
        "canvas",
        "low",
        "high",
        "play",
    ):
        assert control in met


def test_help_lists_the_keys_and_escape_closes_it(visit, page_of):
    page = visit(page_of)
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    keys = page.locator("#help kbd").all_inner_texts()
    assert {"/", "G", "N", "Enter", "Esc", "T", "?"} <= set(keys)
    page.keyboard.press("Escape")
    assert page.locator("#help").is_hidden()


def test_zoom_by_keyboard(visit, page_of):
    page = visit(page_of)
    page.evaluate(AT_REST)
    before = page.evaluate("KG.view.scale")
    page.keyboard.press("+")
    page.wait(f"KG.view.scale > {before} * 1.3")
    page.keyboard.press("f")
    page.wait(f"Math.abs(KG.view.scale / {before} - 1) < 0.05")


def test_nothing_moves_for_those_who_want_it_still(visit, page_of):
    page = visit(page_of)
    page.evaluate(AT_REST)
    assert page.locator("#motion").get_attribute("data-state") in {"paused", "fixed"}
    page.evaluate("KG.canvas.centre(KG.nodes[0])")
    page.evaluate(AT_REST)
    view = page.evaluate("JSON.stringify(KG.view)")
    page.wait_for_timeout(120)
    assert page.evaluate("JSON.stringify(KG.view)") == view
    assert page.evaluate("getComputedStyle(document.getElementById('panel')).animationName") == "none"
