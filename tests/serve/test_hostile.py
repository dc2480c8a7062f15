"""Strings that were made to break pages, as titles, names and datasets of a served graph, and in addresses."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from browsing import launch, visit

from kg.iris import BASE, KG, PREFIXES
from kg.serve import Limits

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "data" / "hostile"
HTML = "text/html,*/*;q=0.8"
PAGE = 1000
HUB = 100
PWNED = (
    "[window.__pwned, document.querySelectorAll('main img, main iframe, main object, main video, main bdi *').length]"
)


@pytest.fixture(scope="module")
def strings():
    if not SHARED.exists():
        pytest.skip("the shared collections are not here")
    found = (SHARED / "xss" / "xss-payload-list.txt").read_text("utf-8").splitlines()
    labels = (SHARED / "own" / "labels.jsonl").read_text("utf-8").splitlines()
    found += [label["text"] for label in map(json.loads, labels) if "text" in label]
    # No RDF file can hold a lone surrogate.
    valid = (text.encode("utf-8", "ignore").decode("utf-8") for text in found)
    return [text for text in dict.fromkeys(valid) if text.strip()]


def list_quads(strings):
    """Yield a paper, a person and a dataset of each name, and papers that use a hundred of the datasets each."""
    kinds = {"paper": "Paper", "person": "Person", "dataset": "Dataset"}
    label, type_ = ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.NamedNode(PREFIXES["rdf"] + "type")
    uses, title = ox.NamedNode(f"{KG}usesDataset"), ox.NamedNode(PREFIXES["dcterms"] + "title")
    for number, text in enumerate(strings):
        for place, kind in kinds.items():
            thing = ox.NamedNode(f"{BASE}{place}/{number}")
            yield ox.Quad(thing, type_, ox.NamedNode(KG + kind))
            yield ox.Quad(thing, label, ox.Literal(text))
        dataset = ox.NamedNode(f"{BASE}dataset/{number}")
        paper, hub = ox.NamedNode(f"{BASE}paper/{number}"), ox.NamedNode(f"{BASE}paper/{number - number % HUB}")
        yield ox.Quad(paper, title, ox.Literal(text))
        yield ox.Quad(paper, ox.NamedNode(PREFIXES["dcterms"] + "creator"), ox.NamedNode(f"{BASE}person/{number}"))
        yield ox.Quad(paper, ox.NamedNode(f"{KG}listingScore"), ox.Literal(number))
        yield ox.Quad(paper, ox.NamedNode(f"{KG}evaluatesOn"), dataset)
        yield ox.Quad(hub, uses, dataset)


@pytest.fixture(scope="module")
def address(strings, tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile") / "graph.nq"
    path.write_bytes(ox.serialize(list_quads(strings), format=ox.RdfFormat.N_QUADS))
    command = [sys.executable, str(HERE / "run_server.py"), str(path), json.dumps(asdict(Limits()))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().strip()
        assert address, process.stderr.read()
        yield address.rstrip("/")
        process.terminate()
        _, errors = process.communicate(timeout=120)
    assert "Traceback" not in errors


@pytest.fixture(scope="module")
def browser():
    with launch() as running:
        yield running


def test_tables_and_raw_answers(browser, address, strings):
    seen = []
    with visit(browser, address) as tab:
        for start in range(0, len(strings), PAGE):
            query = (
                "SELECT ?title ?name ?set { ?p kg:listingScore ?n ; rdfs:label ?title ; dcterms:creator/rdfs:label ?name ; "
                f"kg:evaluatesOn/rdfs:label ?set FILTER(?n >= {start} && ?n < {start + PAGE}) }} ORDER BY ?n"
            )
            tab.open("/query").run(query)
            seen += tab.page.eval_on_selector_all(
                "#answer tbody tr", "rows => rows.map(r => [...r.cells].map(c => [...c.querySelectorAll('bdi')]"
                ".map(b => b.textContent).join('')))"
            )  # fmt: skip
            tab.locator(".raw summary").click()
            assert tab.evaluate(PWNED) == [None, 0]
            assert tab.evaluate("document.documentElement.scrollWidth") == 1280
    assert len(seen) == len(strings)
    plain = [i for i, text in enumerate(strings) if text.isprintable()]
    assert [seen[i] for i in plain] == [[strings[i]] * 3 for i in plain]


def test_profiles_lists_and_names_that_are_offered(browser, address, strings):
    with visit(browser, address) as tab:
        paths = [f"/id/paper/{number}" for number in range(0, len(strings), 5 * HUB)]
        paths += [f"/browse?class={kind}&page={page}" for kind in ("Person", "Dataset") for page in range(1, 60, 30)]
        for path in paths:
            tab.open(path)
            assert tab.evaluate(PWNED) == [None, 0]
            assert tab.evaluate("document.documentElement.scrollWidth") == 1280
        tab.open("/query?name=papers-of-author")
        for word in ("script", "onerror", "javascript:"):
            tab.get_by_label("author").fill(word)
            tab.wait("document.querySelectorAll('datalist option').length > 5")
        assert tab.evaluate(PWNED) == [None, 0]


def test_addresses_in_the_browser(browser, address, strings):
    with visit(browser, address) as tab:
        for text in strings[:: len(strings) // 15]:
            for path, name in (("/query", "query"), ("/search", "q"), ("/graph", "around")):
                tab.open(f"{path}?{urlencode({name: text})}")
                assert tab.evaluate(PWNED) == [None, 0]
        text = '<img src=x onerror="window.__pwned=1">'
        tab.open("/query").run(f"SELECT * {{ ?s ?p {text} }}")
        assert text in tab.text("#answer pre.error")
        assert tab.evaluate(PWNED) == [None, 0]


class Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes; text is left out."""

    def __init__(self, page):
        super().__init__()
        self.parts = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.parts.append((tag, *(name for name, _ in attrs)))


@pytest.mark.parametrize(
    "path", ["/query?query=", "/sparql?query=", "/search?q=", "/id/", "/resource?iri=", "/graph?around="]
)
def test_addresses_only_change_the_text_of_pages(server, strings, path):
    plain = Skeleton(server.ask(path + "zzz", Accept=HTML).text).parts
    for text in strings[:: len(strings) // 150]:
        answer = server.ask(path + quote(text, safe=""), Accept=HTML)
        assert "__pwned" not in answer.headers["content-security-policy"]
        assert Skeleton(answer.text).parts == plain, text
