"""What happens when controls meet: selection, focus, legend, years, table and search, in any order."""

from __future__ import annotations

import pytest
from gestures import AT_REST, find, shown_names, spot_of
from sample import make_scene

from kg.view.page import WEBGL_ABOVE, render_page
from kg.view.scene import Edge, Node, Relation, Scene
from kg.view.words import CLASSES


@pytest.fixture(scope="module")
def small_page():
    return render_page(make_scene(24))


@pytest.fixture(params=[24, WEBGL_ABOVE + 200], ids=["vis", "webgl"], scope="module")
def page_of(request):
    return render_page(make_scene(request.param))


@pytest.fixture(scope="module")
def namesakes():
    kind = next(iter(CLASSES))
    names = ["Łukasz Große", "Ann Lee", "Ann Lee", "CLIP", *(f"Net {number}" for number in range(30))]
    nodes = [Node(f"http://x/{at}", name, name, kind, 1 + (at == 3)) for at, name in enumerate(names)]
    edges = [Edge("http://x/1", "http://x/3", (Relation("uses", "used by"),))]
    return render_page(Scene("Names", "", "Class", {kind: CLASSES[kind]}, tuple(nodes), tuple(edges)))


def test_focus_on_a_node_that_the_years_have_hidden_shows_it(visit, page_of):
    page = visit(page_of)
    page.evaluate("KG.select(KG.nodes[2])")
    page.locator("#low").fill("2009")
    assert "Paper 2" not in shown_names(page)
    page.locator("#panel .actions button", has_text="Focus").click()
    assert "Paper 2" in shown_names(page)
    assert page.locator("#focused").inner_text().startswith("Paper 2 and 3 neighbours")


def test_a_selected_node_that_is_hidden_dims_nothing(visit, page_of):
    page = visit(page_of)
    page.evaluate("KG.select(KG.nodes[1])")
    assert page.evaluate("KG.lit() !== null")
    page.locator("#legend button", has_text="People").click()
    assert page.evaluate("[KG.lit(), KG.raised(), KG.litEdges().length]") == [None, None, 0]
    page.locator("#panel .actions button", has_text="Centre").click()
    assert "Person 1" in shown_names(page)


def test_leaving_the_drawing_ends_the_dimming(visit, small_page):
    page = visit(small_page)
    page.keyboard.press("g")
    page.keyboard.press("ArrowRight")
    dimmed = "KG.canvas.network.body.data.nodes.get().filter((node) => node.opacity < 1).length"
    assert page.evaluate(dimmed) > 0
    page.keyboard.press("Tab")
    assert page.evaluate(dimmed) == 0


def test_a_paused_walk_goes_on_where_it_was(visit, small_page):
    page = visit(small_page)
    page.locator("#low").fill("2003")
    page.locator("#high").fill("2005")
    page.locator("#play").click()
    page.wait("document.getElementById('range').textContent === '2003 – 2004'")
    page.locator("#play").click()
    page.locator("#play").click()
    assert page.locator("#range").inner_text() == "2003 – 2004"
    page.wait("document.getElementById('range').textContent === '2003 – 2005'")
    page.wait("document.getElementById('play').getAttribute('aria-pressed') === 'false'")


def test_keys_count_with_capitals_locked(visit, small_page):
    page = visit(small_page)
    page.keyboard.press("T")
    assert page.locator("#table").is_visible()
    page.keyboard.press("G")
    assert page.locator("#table").is_hidden()
    assert page.evaluate("document.activeElement.id") == "canvas"


def test_the_keyboard_keeps_its_place_in_the_panel(visit, small_page):
    page = visit(small_page)
    page.evaluate("KG.select(KG.nodes[2])")
    page.locator("#panel .chip").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "canvas"
    page.keyboard.press("t")
    page.locator("#table tbody button").first.click()
    page.locator("#panel .close").click()
    assert page.evaluate("document.activeElement.id") == "table"


def test_search_in_the_table_leaves_the_field(visit, small_page):
    page = visit(small_page)
    page.keyboard.press("t")
    find(page, "Paper 4")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "table"
    assert page.locator("#panel h2").inner_text() == "Paper 4"


def test_names_are_found_without_their_accents_and_signs(visit, namesakes):
    page = visit(namesakes)
    find(page, "lukasz-gross")
    assert page.locator("#found li").all_inner_texts() == ["Łukasz Große\nPapers"]


def test_namesakes_are_told_apart(visit, namesakes):
    page = visit(namesakes)
    find(page, "ann lee")
    assert page.locator("#found li small").all_inner_texts() == ["Papers · 1 neighbour, such as CLIP", "Papers"]


def test_search_says_what_it_does_not_list(visit, namesakes):
    page = visit(namesakes)
    find(page, "net")
    assert page.locator("#found li").count() == 13
    assert page.locator("#found li").last.inner_text() == "18 more: type more of the name"
    page.locator("#find").fill("zebra")
    assert page.locator("#said").inner_text() == "No such name on this page"


def test_controls_start_anew_when_the_page_is_loaded_again(visit, small_page):
    page = visit(small_page)
    page.locator("#colour").select_option("community")
    page.locator("#low").fill("2005")
    page.locator("#undated").uncheck()
    page.evaluate("history.replaceState(0, '')")
    page.goto("about:blank")
    page.go_back()
    assert page.locator("#colour").input_value() == page.evaluate("KG.state.colour")
    assert int(page.locator("#low").input_value()) == page.evaluate("KG.state.years[0]")
    assert page.locator("#undated").is_checked() == page.evaluate("KG.state.undated")
    page.requests.clear()
    page.requests.append(page.url)


@pytest.mark.parametrize(("width", "height"), [(640, 400), (844, 390), (360, 640)])
def test_small_windows_keep_room_for_the_drawing(visit, page_of, width, height):
    page = visit(page_of, width=width, height=height)
    find(page, "Paper 4")
    page.keyboard.press("Enter")
    page.evaluate(AT_REST)
    box = page.evaluate(
        "[document.getElementById('canvas').clientWidth, document.getElementById('canvas').clientHeight]"
    )
    assert min(box) > 190
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_finger_hits_what_it_nearly_hits(visit, page_of):
    page = visit(page_of)
    page.evaluate("KG.canvas.centre(KG.nodes[4])")
    page.wait("KG.view.scale > 0.5")
    page.evaluate(AT_REST)
    assert page.evaluate("""[false, true].map((finger) => {
        const [x, y] = KG.spot(KG.nodes[4]);
        return KG.pick(x, y - KG.radius(KG.nodes[4]) - 10, finger).node === KG.nodes[4];
    })""") == [False, True]


def test_paper_gets_the_picture_in_light_colours(visit, page_of):
    page = visit(page_of, scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#sheet svg rect").first.get_attribute("fill") == "#fbfaf8"
    page.emulate_media(media="print")
    assert page.locator("#sheet svg").is_visible()
    assert page.locator("#canvas").is_hidden()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#sheet svg").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 22, 27)"


def test_pages_lead_to_the_server_that_sent_them(visit):
    scene = make_scene(4)
    page = visit(render_page(scene, pages="/resource?iri="))
    page.evaluate("KG.select(KG.nodes[0])")
    link = page.locator("#panel .actions a")
    assert link.get_attribute("href") == "/resource?iri=http%3A%2F%2Fexample.org%2F0"
    page = visit(render_page(scene))
    page.evaluate("KG.select(KG.nodes[0])")
    assert page.locator("#panel .actions a").count() == 0
    assert spot_of(page, "Paper 0")


def test_names_stay_above_the_drawing_that_the_keyboard_is_in(visit, page_of):
    page = visit(page_of)
    page.keyboard.press("g")
    layers = page.evaluate(
        "['overlay', 'canvas'].map((id) => Number(getComputedStyle(document.getElementById(id)).zIndex) || 0)"
    )
    assert page.evaluate("document.getElementById('canvas').matches(':focus-visible')")
    assert layers[0] >= layers[1]


def test_the_address_names_the_open_node_and_back_returns(visit, page_of):
    page = visit(page_of)
    page.wait("Boolean(KG.remember)")
    page.evaluate("KG.select(KG.nodes[2])")
    page.wait_for_timeout(900)
    page.evaluate("KG.select(KG.nodes[4])")
    assert page.evaluate("location.hash") == "#http%3A%2F%2Fexample.org%2F4"
    page.evaluate("history.back()")
    page.wait("KG.state.node === KG.nodes[2]")
    page.reload()
    page.wait("KG.state.node === KG.nodes[2]")
    page.keyboard.press("Escape")
    assert page.evaluate("location.hash") == ""
    page.requests[:] = page.requests[:1]


def test_an_address_that_names_nothing_is_let_be(visit, small_page):
    page = visit(small_page)
    page.evaluate("location.hash = '#%E0%A4'")
    page.reload()
    page.wait("Boolean(KG.remember)")
    assert page.locator("#panel").is_hidden()
    page.requests[:] = page.requests[:1]


def test_a_hint_goes_with_the_node_it_names(visit, page_of):
    page = visit(page_of)
    page.evaluate("KG.canvas.centre(KG.nodes[0])")
    page.evaluate(AT_REST)
    page.evaluate("KG.nodes[0].short = 'P'")
    x, y = spot_of(page, "Paper 0")
    page.mouse.move(x - 1, y)
    page.mouse.move(x, y)
    page.locator("#hint").wait_for()
    page.evaluate("KG.state.years = [2009, 2010]; KG.change()")
    assert page.locator("#hint").is_hidden()
    assert page.evaluate("KG.state.hover") is None


def test_the_wheel_zooms_around_the_pointer(visit, page_of):
    page = visit(page_of)
    page.evaluate(AT_REST)
    before, (x, y) = page.evaluate("KG.view.scale"), spot_of(page, "Paper 0")
    page.mouse.move(x, y)
    for _ in range(3):
        page.mouse.wheel(0, -120)
        page.wait_for_timeout(300)
    assert page.evaluate("KG.view.scale") > 1.6 * before
    assert spot_of(page, "Paper 0") == pytest.approx([x, y], abs=3)
