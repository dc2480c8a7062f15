"""Sites in a real browser, from the disk and offline: search, folding, keyboard; and nothing hostile executes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from browsing import visit
from rdflib import RDF, RDFS, Dataset, Literal, URIRef

from kg.iris import BASE, KG, PREFIXES, fold
from kg.profiles import write_site
from kg.profiles.search import place_word

SHARED = Path(__file__).parents[3] / "shared" / "data" / "hostile"
PWNED = "[window.__pwned, document.querySelectorAll('main img, main iframe, main script, main bdi *').length, document.documentElement.scrollWidth > innerWidth]"


def test_search_from_the_disk(chromium, seed_site):
    with visit(chromium, seed_site.as_uri(), offline=True) as tab:
        tab.open("/index.html")
        tab.page.fill("header input", "ZÉRO-shot")
        with tab.page.expect_navigation():
            tab.page.keyboard.press("Enter")
        tab.wait("document.querySelectorAll('#hits li').length > 3")
        assert tab.page.url.endswith("search.html?q=Z%C3%89RO-shot")
        tab.page.fill("header input", "clip")
        tab.wait("document.querySelector('#hits a')?.textContent === 'CLIP'")
        tab.page.fill("header input", "nothing of the kind")
        tab.wait("document.querySelector('#found')?.textContent === '0 found'")
        tab.page.fill("header input", "qi qian")
        tab.wait("document.querySelector('#hits a')?.textContent === 'Qi Qian'")
        tab.page.keyboard.press("Tab")
        with tab.page.expect_navigation():
            tab.page.locator("#hits a").first.click()
        assert tab.text("h1") == "Qi Qian"
        tab.page.locator("details summary").first.click()
        assert tab.page.locator("details[open] mark").first.inner_text()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit(chromium, seed_site, width, scheme):
    size = {"width": width, "height": 800}
    with visit(chromium, seed_site.as_uri(), offline=True, viewport=size, color_scheme=scheme) as tab:
        for path in (
            "index.html",
            "person/qi-qian-ce00adb9.html",
            "dataset/imagenet.html",
            "method/index.html",
            "about.html",
        ):
            tab.open(f"/{path}")
            assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert faint_texts(tab) == []


def faint_texts(tab):
    """Texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3)."""
    return tab.page.evaluate(
        """() => {
      const light = (rgb) => { const [r, g, b] = rgb.map((v) => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
        return .2126 * r + .7152 * g + .0722 * b; };
      const parse = (text) => text.match(/[\\d.]+/g).map(Number);
      const faint = [];
      for (const node of document.querySelectorAll("h1, h2, p, a, small, summary, dt, dd, td, th, button, b, span")) {
        if (!node.textContent.trim() || !node.getClientRects().length) continue;
        let behind = node;
        while (behind && (parse(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) behind = behind.parentElement;
        const bar = node.closest("ol.ranking li") ? getComputedStyle(node.closest("li").querySelector("rect")).fill : null;
        const ground = bar || (behind ? getComputedStyle(behind).backgroundColor : "rgb(255,255,255)");
        const [a, b] = [light(parse(getComputedStyle(node).color)), light(parse(ground))].sort((x, y) => y - x);
        if ((a + .05) / (b + .05) < 4.5) faint.push(`${node.tagName} ${node.textContent.slice(0, 30)}`);
      }
      return [...new Set(faint)];
    }"""
    )


WORDS = [
    "Nyström-Method v2",
    "ŒUVRE",
    "Straße",
    "ﬁne",
    "Ångström",
    "ΣΊΣΥΦΟΣ",
    "中文 信息",
    "x²",
    "ça_va",
    "İstanbul",
    "𝒳y",
    "न्यू",
]


def test_the_script_folds_and_places_as_the_index_does(chromium, seed_site):
    source = (seed_site / "assets" / "search.js").read_text("utf-8")
    fold_line = source[source.index("const fold = ") : source.index("const place = ")]
    with visit(chromium, seed_site.as_uri(), offline=True) as tab:
        tab.open("/index.html")
        folded = tab.page.evaluate(f"(list) => {{ {fold_line} return list.map((w) => fold(w).join(' ')); }}", WORDS)
        assert folded == [fold(word) for word in WORDS]
        place = source[source.index("const place = ") : source.index("const load")].replace("% shards", "% 11")
        words = [word for text in folded for word in text.split()]
        assert tab.page.evaluate(f"(list) => {{ {place} return list.map(place); }}", words) == [
            place_word(word, 11) for word in words
        ]


@pytest.fixture(scope="module")
def hostile():
    own = ["</script><script>window.__pwned=1</script>", '<img src=x onerror="window.__pwned=1">', "\u202eevil", "x" * 3000,
           "javascript:window.__pwned=1", "\u2028window.__pwned=1//", '"onmouseover=window.__pwned=1//', "{{7*7}}", ""]  # fmt: skip
    if SHARED.exists():
        labels = (SHARED / "own" / "labels.jsonl").read_text("utf-8").splitlines()
        own += [label["text"] for label in map(json.loads, labels) if "text" in label]
        own += (SHARED / "xss" / "xss-payload-list.txt").read_text("utf-8").splitlines()[::8]
    valid = (text.encode("utf-8", "ignore").decode("utf-8") for text in own)
    return list(dict.fromkeys(valid))


@pytest.fixture(scope="module")
def hostile_site(hostile, tmp_path_factory):
    """Each string is the title of a paper, and with 23 others the name of an author, a data set or a method of one."""
    dataset, dcterms = Dataset(store="Oxigraph"), PREFIXES["dcterms"]
    add = lambda s, p, o: dataset.default_graph.add((URIRef(s), URIRef(p), o))  # noqa: E731
    kinds = (("person", f"{dcterms}creator"), ("dataset", f"{KG}evaluatesOn"), ("method", f"{KG}usesMethod"))
    for number, text in enumerate(hostile):
        paper, hub = f"{BASE}paper/{number}", f"{BASE}paper/{number - number % 24}"
        place, predicate = kinds[number % 3]
        thing = f"{BASE}{place}/{number}"
        add(thing, RDF.type, URIRef(KG + place.capitalize()))
        add(thing, RDFS.label, Literal(text))
        add(thing, f"{PREFIXES['skos']}altLabel", Literal(f"alias {text}"))
        add(hub, predicate, URIRef(thing))
        add(paper, RDF.type, URIRef(f"{KG}Paper"))
        add(paper, f"{dcterms}title", Literal(text))
        add(paper, f"{dcterms}abstract", Literal(" ".join(hostile[number : number + 24])))
        add(paper, f"{KG}hasRepository", URIRef("javascript:window.__pwned=1"))
    folder = tmp_path_factory.mktemp("hostile") / "site"
    write_site(dataset, folder, title=hostile[0])
    return folder


@pytest.mark.skipif(not os.environ.get("CI") and not SHARED.exists(), reason="the shared collections are not here")
def test_nothing_hostile_executes(chromium, hostile_site):
    size = {"width": 1000, "height": 800}
    with visit(chromium, hostile_site.as_uri(), offline=True, viewport=size) as tab:
        hubs = [path for path in hostile_site.glob("paper/*.html") if path.stem.isdigit() and int(path.stem) % 24 == 0]
        shown = [*sorted(hubs), *sorted(hostile_site.glob("*/index*.html"))]
        shown += [
            *sorted(hostile_site.glob("person/*.html"))[:8],
            hostile_site / "index.html",
            hostile_site / "about.html",
        ]
        for path in shown:
            tab.open(f"/{path.relative_to(hostile_site)}")
            assert tab.page.evaluate(PWNED) == [None, 0, False], path
        tab.open("/search.html?q=%3Cscript%3Ealias%20scri")
        tab.wait("document.querySelectorAll('#hits li').length > 10")
        assert tab.page.evaluate(PWNED) == [None, 0, False]
