"""Hostile text as titles, names and datasets: it is shown, never run, and breaks no layout."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hostile_strings import OWN, read_shared

from kg.iris import KG
from kg.view.page import WEBGL_ABOVE, render_page
from kg.view.scene import Edge, Fact, Node, Relation, Scene, Trace
from kg.view.words import Look, shorten

KINDS = tuple(f"{KG}{name}" for name in ("Paper", "Person", "Dataset"))
# Panels are built while they take no part in the layout, which would be computed anew for each; some are measured.
VISIT = """() => {
    const fits = () => document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight;
    const panel = document.getElementById("panel");
    const wrong = [];
    panel.style.display = "none";
    KG.nodes.forEach((node, place) => {
        if (place % 3) return;
        KG.panel.showNode(node);
        for (const fold of panel.querySelectorAll("details")) fold.open = true;
        if (place % 180) return;
        panel.style.display = "";
        if (!fits()) wrong.push(node.name);
        panel.style.display = "none";
    });
    KG.edges.forEach((edge, place) => { if (place % 16 === 0) KG.panel.showEdge(edge); });
    panel.style.display = "";
    KG.select(KG.nodes[0]);
    KG.makeSvg();
    return wrong;
}"""


def make_hostile(strings):
    """Make a scene in which every string is a title, a name and a dataset, with everything else made of it too."""
    nodes, edges = [], []
    for place, text in enumerate(strings):
        for kind in KINDS:
            trace = Trace(f"{text} {text}", 0, len(text), paper=f"http://x/{place}", field=text, extractor=text)
            fact = Fact(text, text, href=text, traces=(trace,))
            name = Node(f"{kind}/{place}", text, shorten(text), kind, 1, (text,), (fact,), (trace,), text)
            nodes.append(name)
        if place:
            edges.append(Edge(f"{KINDS[0]}/{place}", f"{KINDS[0]}/{place - 1}", (Relation("next", "last"),)))
        for kind in KINDS[1:]:
            told = Relation(text, text, text, 0.5, (Trace(anchor=text, note=text),))
            edges.append(Edge(f"{KINDS[0]}/{place}", f"{kind}/{place}", (told,), papers=((text, text),)))
    first = strings[0]
    looks = {kind: Look(first, "dot", "#2f66c9", "#7aa7ff") for kind in KINDS}
    return Scene(first, first, first, looks, tuple(nodes), tuple(edges), (first,))


def check(page, strings):
    """Open every panel, the search and the table; nothing may have run, and nothing may be wider than the window."""
    elements = page.evaluate("document.querySelectorAll('script').length")
    assert page.evaluate(VISIT) == []
    for text in strings[:: max(1, len(strings) // 8)]:
        page.locator("#find").fill(text.replace("\ud800", ""))
    page.keyboard.press("Escape")
    page.evaluate("KG.showTable(true)")
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate("document.querySelectorAll('script').length") == elements
    assert (
        page.evaluate("document.querySelectorAll('img, iframe, object, embed, base, form, video, audio').length") == 0
    )
    assert page.evaluate("[...document.querySelectorAll('a')].every((a) => /^https?:/.test(a.href))")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("repeat", [1, WEBGL_ABOVE], ids=["vis", "webgl"])
def test_our_own_hostile_strings(visit, repeat):
    strings = (OWN * (repeat // len(OWN) + 1))[: max(len(OWN), repeat // 2)]
    page = visit(render_page(make_hostile(strings)))
    check(page, strings)


def test_every_shared_string(visit):
    strings = read_shared()
    if not strings:
        pytest.skip("no shared data")
    assert len(strings) > 6000
    for start in range(0, len(strings), 2200):
        some = strings[start : start + 2200]
        check(visit(render_page(make_hostile(some))), some)


def test_a_saved_picture_of_hostile_names_is_well_formed(visit):
    page = visit(render_page(make_hostile(["</text><script>window.__pwned=1</script>", "a\x00b\ud800", "]]>&amp;<"])))
    root = ET.fromstring(page.evaluate("KG.makeSvg()"))
    assert [one.tag for one in root.iter() if one.tag.endswith("script")] == []
    assert any("</text><script>" in (text.text or "") for text in root.iter("{http://www.w3.org/2000/svg}text"))


def test_directions_do_not_leak_out_of_names(visit):
    page = visit(render_page(make_hostile(["\u202eabc", "plain"])))
    assert "\u202e" not in page.evaluate("document.title")
    assert page.evaluate("KG.nodes[0].short") == "abc"
    page.evaluate("KG.select(KG.nodes[0])")
    assert page.evaluate("document.querySelector('#panel h2').firstElementChild.tagName") == "BDI"
