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
VISIT = """(step) => {
    const fits = () => document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight;
    const panel = document.getElementById("panel");
    const wrong = [];
    panel.style.display = "none";
    KG.nodes.forEach((node, place) => {
        if (place % step) return;
        KG.panel.showNode(node);
        for (const fold of panel.querySelectorAll("details")) fold.open = true;
        if (place % (60 * step)) return;
        panel.style.display = "";
        if (!fits()) wrong.push(node.name);
        panel.style.display = "none";
    });
    KG.edges.forEach((edge, place) => { if (place % 4 === 0) KG.panel.showEdge(edge); });
    panel.style.display = "";
    KG.select(KG.nodes[0]);
    KG.makeSvg();
    return wrong;
}"""


def make_hostile(strings, *, whole=True):
    """Make a scene in which every string is a title, a name and a dataset, with everything else made of it too.

    If it is not to be whole, each string is one of the three, in turn.
    """
    nodes, edges = [], []
    for place, text in enumerate(strings):
        kinds = KINDS if whole else KINDS[place % 3 :][:1]
        for kind in kinds:
            trace = Trace(f"{text} {text}", 0, len(text), paper=f"http://x/{place}", field=text, extractor=text)
            fact = Fact(text, text, href=text, traces=(trace,))
            name = Node(f"{kind}/{place}", text, shorten(text), kind, 1, (text,), (fact,), (trace,), text)
            nodes.append(name)
        told = Relation(text, text, text, 0.5, (Trace(anchor=text, note=text),))
        # A pair of strings hangs together: chains of thousands would be laid out for seconds.
        ends = [node.iri for node in nodes[-len(kinds) - place % 2 * len(kinds) :]]
        edges += [Edge(ends[0], end, (told,), papers=((text, text),)) for end in ends[1:]]
    first = strings[0]
    looks = {kind: Look(first, "dot", "#2f66c9", "#7aa7ff") for kind in KINDS}
    return Scene(first, first, first, looks, tuple(nodes), tuple(edges), (first,))


def check(page, strings, step=3):
    """Open every panel, the search and the table; nothing may have run, and nothing may be wider than the window."""
    elements = page.evaluate("document.querySelectorAll('script').length")
    assert page.evaluate(VISIT, step) == []
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
    check(visit(render_page(make_hostile(strings, whole=False))), strings, step=1)


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
