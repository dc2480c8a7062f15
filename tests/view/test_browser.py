"""The pages in a real browser with no network; `visit` checks that nothing was asked for and nothing failed."""

from __future__ import annotations

import networkx as nx
import pytest
from gestures import SHOWN, click_node, find
from rdflib import RDF, SKOS, Dataset, Literal, URIRef
from sample import K, Writer

from kg.view import view_coauthors, view_graph
from kg.view.words import CLASSES, COMMUNITY_COLOURS


def test_search_completes_and_opens_the_panel(visit, graph_page):
    page = visit(graph_page)
    find(page, "CONTRASTIVE")
    assert page.locator("#found li").all_inner_texts() == ["Contrastive Language-Image Pre-training\nMethods · CLIP"]
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    assert panel.locator("h2").inner_text() == "CLIP"
    assert "also printed as Contrastive Language-Image Pre-training" in panel.inner_text()
    assert panel.locator("mark").first.inner_text() == "CLIP"
    assert "abstract · confidence 0.87 · rules" in panel.inner_text()
    assert page.locator("#found").is_hidden()


def test_arrows_walk_through_what_was_found(visit, graph_page):
    page = visit(graph_page)
    find(page, "mplug")
    chosen = page.locator("#found li[aria-selected=true]")
    first = chosen.inner_text()
    page.keyboard.press("ArrowDown")
    assert chosen.inner_text() != first
    page.keyboard.press("ArrowUp")
    assert chosen.inner_text() == first
    page.keyboard.press("Escape")
    assert page.locator("#found").is_hidden()


def test_legend_filters(visit, graph_page):
    page = visit(graph_page)
    before = page.evaluate(SHOWN)
    people = page.locator("#legend button", has_text="People")
    assert people.locator(".count").inner_text() == "8"
    people.click()
    assert page.evaluate(SHOWN) == before - 8
    assert people.get_attribute("aria-pressed") == "false"
    assert f"{before - 8} of" in page.locator("#counts").inner_text()
    people.click()
    assert page.evaluate(SHOWN) == before
    assert page.locator("#legend button", has_text="Categories").get_attribute("aria-pressed") == "false"


def test_click_shows_facts_and_neighbours(visit, graph_page):
    page = visit(graph_page)
    click_node(page, "Online Zero-Shot Classification with CLIP")
    panel = page.locator("#panel")
    assert panel.locator("h2").inner_text() == "Online Zero-Shot Classification with CLIP"
    assert panel.locator("h3").all_inner_texts()[:2] == ["AUTHOR 2", "USES METHOD"]
    panel.locator(".chip", has_text="Juhua Hu").click()
    assert panel.locator("h2").inner_text() == "Juhua Hu"
    assert panel.locator("h3").all_inner_texts() == ["WROTE 3"]
    panel.locator(".close").click()
    assert panel.is_hidden()


def test_click_on_an_edge_shows_what_it_stands_for(visit, graph_page):
    page = visit(graph_page)
    page.evaluate("KG.selectEdge(KG.edges.find((edge) => edge.relations[0][0] === 'evaluates on'))")
    panel = page.locator("#panel")
    assert panel.locator("h3").inner_text() == "EVALUATES ON"
    assert panel.locator(".chip").count() == 2
    assert panel.locator("mark").inner_text() == "ImageNet"


def test_double_click_focuses_and_escape_returns(visit, graph_page):
    page = visit(graph_page)
    before = page.evaluate(SHOWN)
    click_node(page, "Qi Qian", twice=True)
    page.wait("KG.state.focus && KG.state.focus.size === 3")
    assert page.locator("#focused").inner_text().startswith("Qi Qian and 2 neighbours")
    page.keyboard.press("Escape")
    assert page.evaluate(SHOWN) == before
    assert page.locator("#focused").is_hidden()
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()


def test_layout_settles_by_itself(visit, graph_page):
    page = visit(graph_page, motion="no-preference")
    page.wait("document.getElementById('motion').dataset.state === 'settled'")
    spots = page.evaluate("JSON.stringify(KG.canvas.network.getPositions())")
    page.wait_for_timeout(200)
    assert page.evaluate("JSON.stringify(KG.canvas.network.getPositions())") == spots


def test_layout_pauses_and_resumes(visit, graph_page):
    page = visit(graph_page)
    button = page.locator("#motion")
    assert button.inner_text() == "Resume"
    button.click()
    assert button.inner_text() == "Pause"
    button.click()
    assert button.get_attribute("data-state") == "paused"
    spots = page.evaluate("JSON.stringify(KG.canvas.network.getPositions())")
    page.wait_for_timeout(200)
    assert page.evaluate("JSON.stringify(KG.canvas.network.getPositions())") == spots


def test_picture_is_saved(visit, graph_page, tmp_path):
    page = visit(graph_page)
    with page.expect_download() as got:
        page.locator("#picture").click()
    assert got.value.suggested_filename == "Sample.png"
    got.value.save_as(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_table_lists_sorts_and_opens(visit, graph_page):
    page = visit(graph_page)
    page.keyboard.press("t")
    table = page.locator("#table")
    assert table.is_visible()
    table.locator("th button", has_text="Neighbours").click()
    degrees = [int(text) for text in table.locator("td:nth-child(4)").all_inner_texts()]
    assert degrees == sorted(degrees, reverse=True)
    table.locator("button", has_text="Haiyang Xu").click()
    assert page.locator("#panel h2").inner_text() == "Haiyang Xu"


def test_theme_follows_the_system_and_the_button(visit, graph_page):
    page = visit(graph_page, scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(20, 22, 27)"
    page.keyboard.press("d")
    assert page.evaluate(background) == "rgb(251, 250, 248)"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (900, 700), (390, 800)])
def test_controls_fit_and_do_not_overlap(visit, graph_page, width, height):
    page = visit(graph_page, width=width, height=height)
    find(page, "CLIP")
    page.keyboard.press("Enter")
    boxes = page.evaluate(
        """[...document.querySelectorAll("h1, .search, .tools button, #side, #stage, #panel, #years")].map((one) => {
            const box = one.getBoundingClientRect();
            return [one.id || one.className || one.tagName, box.left, box.top, box.right, box.bottom];
        })"""
    )
    for i, (name, left, top, right, bottom) in enumerate(boxes):
        assert left >= 0, name
        assert right <= width + 0.5, name
        assert bottom <= height + 0.5, name
        for other, l2, t2, r2, b2 in boxes[:i]:
            assert right <= l2 + 0.5 or r2 <= left + 0.5 or bottom <= t2 + 0.5 or b2 <= top + 0.5, (name, other)
    assert page.evaluate("document.getElementById('canvas').clientHeight") > 200


def test_coauthors_list_the_shared_papers(visit, coauthor_page):
    page = visit(coauthor_page)
    find(page, "Qi Qian")
    page.keyboard.press("Enter")
    text = page.locator("#panel").inner_text()
    assert "2 papers together, Newman weight 1.5" in text
    assert "Online Zero-Shot Classification with CLIP" in text
    assert "hides co-authors on 4 of 6 papers" in page.locator("#side").inner_text()


def test_coauthors_with_most_papers_together_come_first(visit, coauthor_page):
    page = visit(coauthor_page)
    find(page, "Juhua Hu")
    page.keyboard.press("Enter")
    together = [text.split(",")[0] for text in page.locator("#panel .detail").all_inner_texts()]
    assert together == ["2 papers together", "2 papers together", "1 paper together"]


def test_without_scripts_the_table_stands(browser, graph_page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(graph_page, encoding="utf-8")
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("#table").is_visible()
    assert not page.locator("#canvas").is_visible()
    assert page.locator("#table noscript td", has=page.locator("bdi")).count() > 20
    assert "Haiyang Xu" in page.locator("#table").inner_text()
    context.close()


def test_hostile_strings_are_only_text(visit, hostile):
    graph = nx.Graph()
    for number, text in enumerate(hostile):
        graph.add_node(f"http://example.org/{number}", name=text or "-", papers=1, community=number % 9, aliases=[text])
        if number:
            papers = [(text, text)]
            graph.add_edge(
                f"http://example.org/{number}", "http://example.org/0", weight=1, fractional=1.0, papers=papers
            )
    check_only_text(visit(view_coauthors(graph, title=hostile[0], notes=tuple(hostile[:5]))), hostile)


def test_hostile_strings_in_the_graph_are_only_text(visit, hostile):
    usable = [text for text in hostile if text and text.isprintable()][:150]
    dataset = Dataset(store="Oxigraph")
    writer = Writer(dataset)
    for number, text in enumerate(usable):
        paper = writer.paper(text, f"{text}. {text}", issued=None)
        person = writer.author(paper, text, 1)
        term = URIRef(f"http://example.org/{number}")
        for predicate, value in (
            (RDF.type, K.Dataset),
            (SKOS.prefLabel, Literal(text)),
            (SKOS.altLabel, Literal(f"{text} ")),
        ):
            writer.data.add((term, predicate, value))
        writer.data.add((paper, K.evaluatesOn, term))
        writer.data.add((paper, K.hasDemo, URIRef("javascript:window.__pwned=1")))
        writer.back((paper, K.evaluatesOn, term), paper, "abstract", (0, len(text)), text)
        writer.data.add((person, K.possiblySameAs, URIRef(f"{person}x")))
    check_only_text(visit(view_graph(dataset, title=usable[0])), usable)


def check_only_text(page, strings):
    elements = page.evaluate("document.querySelectorAll('script').length")
    page.evaluate(
        """() => {
            // Not laid out while so many are built, which would take most of the time.
            document.getElementById("panel").style.display = "none";
            for (const node of KG.nodes) {
                KG.panel.showNode(node);
                for (const fold of document.querySelectorAll("#panel details")) fold.open = true;
            }
            for (const edge of KG.edges) KG.panel.showEdge(edge);
            document.getElementById("panel").style.display = "";
            for (const node of KG.nodes.slice(0, 3)) KG.select(node);
        }"""
    )
    for text in strings[:6]:
        page.locator("#find").fill(text)
    page.keyboard.press("t")
    page.wait_for_timeout(150)
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate("document.querySelectorAll('script').length") == elements
    assert page.evaluate("document.querySelectorAll('img, iframe, object, embed, base, form').length") == 0
    assert page.evaluate("[...document.querySelectorAll('a')].every((a) => /^https?:/.test(a.href))")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def contrast(one, other):
    """Contrast ratio of two colours (WCAG 2.2, 1.4.3)."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("light", "dark"), [(look.light, look.dark) for look in CLASSES.values()] + list(COMMUNITY_COLOURS)
)
def test_node_colours_stand_out(light, dark):
    assert contrast(light, "#fbfaf8") >= 4.5
    assert contrast(dark, "#14161b") >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable(visit, graph_page, scheme):
    page = visit(graph_page, scheme=scheme)
    names = ["bg", "surface", "raised", "text", "muted", "accent", "mark", "mark-text"]
    value = page.evaluate(
        "(names) => names.map((n) => getComputedStyle(document.documentElement).getPropertyValue(`--${n}`).trim())",
        names,
    )
    c = {name: colour.replace("#ffffff", "#ffffff") for name, colour in zip(names, value, strict=True)}
    for ink in ("text", "muted", "accent"):
        for ground in ("bg", "surface"):
            assert contrast(c[ink], c[ground]) >= 4.5, (ink, ground)
    assert contrast(c["text"], c["raised"]) >= 4.5
    assert contrast(c["mark-text"], c["mark"]) >= 4.5
