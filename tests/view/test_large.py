"""Pages whose graph is drawn in WebGL behind the same controls, and what all pages draw alike."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from gestures import AT_REST, SHOWN, click_node, find, shown_names, spot_of
from sample import make_scene

from kg.view.page import WEBGL_ABOVE, render_page

SVG = "{http://www.w3.org/2000/svg}"
DARK_PIXELS = """async (name) => {
    const link = await new Promise((done) => KG.canvas.sigma.once("afterRender", () => {
        const gl = KG.canvas.sigma.webGLContexts.nodes;
        const [x, y] = KG.spot(KG.nodes.find((one) => one.name === name));
        const pixel = new Uint8Array(4);
        gl.readPixels(Math.round(x), gl.drawingBufferHeight - Math.round(y), 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
        done([...pixel]);
    }) && KG.canvas.redraw());
    return link;
}"""


@pytest.fixture(scope="module")
def large_page():
    return render_page(make_scene(WEBGL_ABOVE + 200))


@pytest.fixture(scope="module")
def small_page():
    return render_page(make_scene(24))


@pytest.fixture(params=["small_page", "large_page"])
def either(request):
    return request.getfixturevalue(request.param)


def test_a_page_holds_only_the_library_that_it_uses(small_page, large_page):
    assert "vis-network" in small_page
    assert "graphology" not in small_page
    assert "vis-network.min" not in large_page
    assert len(large_page) < 700_000
    assert len(small_page) < 900_000


def test_large_graph_is_drawn_clicked_and_focused(visit, large_page):
    page = visit(large_page)
    assert page.evaluate(SHOWN) == WEBGL_ABOVE + 200
    assert page.evaluate(DARK_PIXELS, "Paper 0") == [47, 102, 201, 255]
    find(page, "Paper 400")
    page.keyboard.press("Enter")
    page.wait("KG.view.scale > 0.5")
    click_node(page, "Paper 400")
    assert page.locator("#panel h2").inner_text() == "Paper 400"
    assert page.locator("#panel mark").first.inner_text() == "paper"
    click_node(page, "Paper 400", twice=True)
    page.wait("KG.state.focus && KG.state.focus.size === 4")
    assert shown_names(page) == ["Paper 398", "Paper 400", "Person 401", "Paper 402"]
    page.keyboard.press("Escape")
    assert page.evaluate(SHOWN) == WEBGL_ABOVE + 200


def test_a_node_of_a_large_graph_is_dragged_alone(visit, large_page):
    page = visit(large_page)
    find(page, "Paper 400")
    page.keyboard.press("Enter")
    page.wait("KG.view.scale > 0.5")
    page.evaluate(AT_REST)
    x, y = spot_of(page, "Paper 400")
    before = spot_of(page, "Paper 0")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.up()
    page.evaluate(AT_REST)
    moved = spot_of(page, "Paper 400")
    assert moved == pytest.approx([x + 60, y + 40], abs=2)
    assert spot_of(page, "Paper 0") == pytest.approx(before, abs=0.5)


def test_an_edge_is_picked_and_says_when_no_passage_stands_behind_it(visit, either):
    page = visit(either)
    page.evaluate("KG.canvas.centre(KG.nodes[0])")
    page.wait("KG.view.scale > 0.5")
    page.wait_for_timeout(300)
    (ax, ay), (bx, by) = spot_of(page, "Paper 0"), spot_of(page, "Person 1")
    page.mouse.click((ax + bx) / 2, (ay + by) / 2)
    assert page.locator("#panel .chip").all_inner_texts() == ["Paper 0", "Person 1"]
    assert "keeps no printed passage" in page.locator("#panel").inner_text()


def test_mentions_say_how_many_there_are(visit, small_page):
    page = visit(small_page)
    page.evaluate("KG.select(KG.nodes[3])")
    assert page.locator("#panel details.part summary").last.inner_text() == "Printed mentions (1 of 40 shown)"


def test_without_webgl_a_plain_canvas_is_drawn_on(browser, large_page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(large_page, encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = ((get) => function (kind, ...rest) {"
                         " return /webgl/.test(kind) ? null : get.call(this, kind, ...rest); })(HTMLCanvasElement.prototype.getContext)")  # fmt: skip
    page.goto(path.as_uri())
    page.evaluate("KG.unpack()")
    assert "no WebGL" in page.locator("#absent").inner_text()
    page.evaluate("KG.canvas.centre(KG.nodes[0])")
    page.evaluate(AT_REST)
    pixel = """() => {
        const [x, y] = KG.spot(KG.nodes[0]);
        return [...document.querySelector("#canvas .plain").getContext("2d").getImageData(x, y, 1, 1).data];
    }"""
    assert page.evaluate(pixel) == [47, 102, 201, 255]
    x, y = spot_of(page, "Paper 0")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=3)
    page.mouse.up()
    assert spot_of(page, "Paper 0") == pytest.approx([x + 40, y + 30], abs=2)
    page.mouse.move(x - 200, y)
    page.mouse.down()
    page.mouse.move(x - 200, y + 50, steps=3)
    page.mouse.up()
    assert spot_of(page, "Paper 0") == pytest.approx([x + 40, y + 80], abs=2)
    click_node(page, "Paper 0")
    assert page.locator("#panel h2").inner_text() == "Paper 0"
    scale = page.evaluate("KG.view.scale")
    page.keyboard.press("+")
    assert page.evaluate("KG.view.scale") == pytest.approx(1.4 * scale)
    context.close()


def test_without_decompression_the_page_says_so(browser, small_page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(small_page, encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(path.as_uri())
    page.evaluate("KG.select(KG.nodes[0])")
    page.get_by_text("cannot unpack the details").wait_for()
    context.close()


def test_saved_vector_opens_as_a_picture(visit, either, browser, tmp_path):
    page = visit(either)
    page.evaluate("KG.select(KG.nodes[0])")
    page.wait_for_timeout(300)
    with page.expect_download() as got:
        page.locator("#vector").click()
    assert got.value.suggested_filename == "Synthetic.svg"
    path = tmp_path / "picture.svg"
    got.value.save_as(path)
    root = ET.parse(path).getroot()
    assert root.find(f"{SVG}title").text == "Synthetic"
    assert "nodes" in root.find(f"{SVG}desc").text
    assert len(list(root.iter(f"{SVG}line"))) > 20
    assert "Paper 0" in [text.text for text in root.iter(f"{SVG}text")]
    opened = browser.new_page()
    opened.goto(path.as_uri())
    assert opened.evaluate("document.documentElement.getBoundingClientRect().width") > 300
    opened.close()


def test_saved_picture_is_twice_the_screen_on_its_ground(visit, either, tmp_path):
    page = visit(either, scheme="dark")
    with page.expect_download() as got:
        page.locator("#picture").click()
    path = tmp_path / "picture.png"
    got.value.save_as(path)
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    width, height = page.evaluate("KG.overlay.size()")
    assert [int.from_bytes(head[at : at + 4]) for at in (16, 20)] == [2 * width, 2 * height]


def test_layout_of_a_large_graph_is_fixed_and_says_so(visit, large_page):
    button = visit(large_page).locator("#motion")
    assert button.is_disabled()
    assert "computed before" in button.get_attribute("title")
    assert button.locator(".lock").is_visible()


def test_table_grows_as_it_is_read(visit, large_page):
    page = visit(large_page)
    page.keyboard.press("t")
    rows = page.locator("#table tbody tr")
    assert 200 <= rows.count() < 900
    page.evaluate("document.getElementById('table').scrollTop = 1e6")
    page.wait("document.querySelectorAll('#table tbody tr').length >= 400")
    page.locator("#legend button", has_text="People").click()
    assert page.locator("#caption").inner_text().startswith(f"{(WEBGL_ABOVE + 200) // 2} of 1,200 nodes")


def test_communities_colour_and_filter(visit, either):
    page = visit(either)
    count = page.evaluate("KG.nodes.length")
    page.locator("#colour").select_option("community")
    assert page.locator("#legend .label").all_inner_texts() == ["graphs, trees", "words"]
    assert page.evaluate("KG.colour(KG.nodes.at(-1))") == "#b8501c"
    page.locator("#legend button", has_text="words").click()
    assert page.evaluate(SHOWN) == count // 2
    page.locator("#colour").select_option("group")
    assert page.locator("#also").inner_text() == "Also hidden: words"
