"""Pages of large graphs: the seconds to read, lay out, render and open them, and the size of the file beside its bar.

Run by hand: ``python tests/benchmarks/pages.py [-g DIR] [--nodes N ...] [--out DIR]``. Without ``-g`` the graph is a
synthetic one of about the largest number of nodes. The bar for a page is 3 MB and 1 kB for each node, libraries
included.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TypeVar

import networkx as nx
import pyoxigraph as ox
from rdflib import Dataset

from kg.garbage import uncollected
from kg.iris import PREFIXES, Minter
from kg.store import make_dataset, open_store
from kg.view.graph import compose_graph
from kg.view.layout import place
from kg.view.page import render_page
from kg.view.scene import Scene

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = (200, 2_000, 10_000, 20_000)
WORDS = (
    "we",
    "train",
    "a",
    "small",
    "network",
    "on",
    "images",
    "and",
    "text",
    "and",
    "measure",
    "how",
    "it",
    "transfers",
)
RDF, RDFS, DCT, FOAF, SKOS, NIF, PROV, K = (
    PREFIXES[prefix] for prefix in ("rdf", "rdfs", "dcterms", "foaf", "skos", "nif", "prov", "kg")
)
T = TypeVar("T")


def timed(call: Callable[[], T]) -> tuple[T, float]:
    """Run once; return the result and the seconds of the processor, which other programs disturb least."""
    start = time.process_time()
    result = call()
    return result, time.process_time() - start


class Corpus:
    """Writes a synthetic graph: papers of many fields, their authors, the methods they use, and the evidence."""

    def __init__(self, nodes: int, *, seed: int = 3) -> None:
        self.random = Random(seed)
        self.nodes = nodes
        self.minter = Minter()
        self.evidence = ox.NamedNode(self.minter.evidence_graph)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the statements of about so many nodes: three in ten are papers, half are people."""
        papers, fields = max(self.nodes * 3 // 10, 1), max(self.nodes // 250, 1)
        for kind, count, name in (("Person", self.nodes // 2, "foaf:name"), ("Method", self.nodes // 5, "")):
            for number in range(count):
                node = f"{self.minter.base}{kind.lower()}/{number}"
                yield from self.say(node, f"{RDF}type", ox.NamedNode(f"{K}{kind}"))
                naming = f"{FOAF}name" if name else f"{SKOS}prefLabel"
                yield from self.say(node, naming, ox.Literal(f"{kind} {number}"))
        for number in range(papers):
            yield from self.paper(number, number % fields, fields)

    def paper(self, number: int, field: int, fields: int) -> Iterator[ox.Quad]:
        """Yield one paper of a field, whose people and methods are mostly those of the field."""
        paper = f"{self.minter.base}paper/{number}"
        terms = sorted({self.pick("method", self.nodes // 5, field, fields) for _ in range(6)})
        people = sorted({self.pick("person", self.nodes // 2, field, fields) for _ in range(4)})
        sentences = [f"{' '.join(self.random.choices(WORDS, k=14)).capitalize()} with {term}." for term in terms]
        abstract = " ".join(sentences)
        year = str(2005 + number % 20)
        for predicate, value in (
            (f"{RDF}type", ox.NamedNode(f"{K}Paper")),
            (f"{RDFS}label", ox.Literal(f"Paper {number} of field {field}")),
            (f"{DCT}title", ox.Literal(f"Paper {number} of field {field}")),
            (f"{DCT}abstract", ox.Literal(abstract)),
            (f"{DCT}issued", ox.Literal(year, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYear"))),
        ):
            yield from self.say(paper, predicate, value)
        for ordinal, person in enumerate(people):
            yield from self.state((paper, f"{DCT}creator", person), "authors", (ordinal, ordinal + 1))
        for term in terms:
            begin = abstract.index(f"with {term}.") + 5
            yield from self.state((paper, f"{K}usesMethod", term), "abstract", (begin, begin + len(term)))

    def pick(self, kind: str, count: int, field: int, fields: int) -> str:
        """Take a person or a method: most are of the field, and few are taken often."""
        own = count // fields
        at = int(own * self.random.random() ** 2)
        return f"{self.minter.base}{kind}/{(field * own + at if self.random.random() < 0.9 else at) % max(count, 1)}"

    def say(self, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> Iterator[ox.Quad]:
        """Yield one statement of the default graph."""
        yield ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value)

    def state(self, triple: tuple[str, str, str], field: str, span: tuple[int, int]) -> Iterator[ox.Quad]:
        """Yield a statement with the mention that it was read from, whose words are the IRI of the object."""
        (paper, predicate, value), (begin, end) = triple, span
        yield from self.say(paper, predicate, ox.NamedNode(value))
        mention = ox.NamedNode(self.minter.part("mention", paper, field, str(begin), str(end)))
        statement = ox.NamedNode(self.minter.statement(paper, predicate, value))
        for subject, name, of in (
            (mention, f"{NIF}anchorOf", ox.Literal(value)),
            (mention, f"{NIF}beginIndex", ox.Literal(begin)),
            (mention, f"{NIF}endIndex", ox.Literal(end)),
            (mention, f"{K}field", ox.Literal(field)),
            (mention, f"{K}mentionedIn", ox.NamedNode(paper)),
            (mention, f"{K}denotes", ox.NamedNode(value)),
            (mention, f"{K}confidence", ox.Literal(0.9)),
            (statement, f"{RDF}subject", ox.NamedNode(paper)),
            (statement, f"{RDF}predicate", ox.NamedNode(predicate)),
            (statement, f"{RDF}object", ox.NamedNode(value)),
            (statement, f"{PROV}wasDerivedFrom", mention),
            (statement, f"{K}confidence", ox.Literal(0.9)),
        ):
            yield ox.Quad(subject, ox.NamedNode(name), of, self.evidence)


def make_corpus(nodes: int) -> Dataset:
    """Put a synthetic graph into a store in memory."""
    store = ox.Store()
    store.bulk_extend(Corpus(nodes).quads())
    return make_dataset(store)


def draw_scene(scene: Scene) -> nx.Graph[int]:
    """Take the graph of a scene, as the page lays it out."""
    spot = {node.iri: index for index, node in enumerate(scene.nodes)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(scene.nodes)))
    graph.add_edges_from((spot[edge.source], spot[edge.target]) for edge in scene.edges)
    return graph


def compare_layouts(dataset: Dataset, sizes: list[int]) -> None:
    """Print the seconds of networkx's spring layout (scipy does its sums) beside ours, on the same graphs."""
    print(f"\n{'nodes':>10}{'edges':>10}{'ours s':>10}{'spring s':>10}")
    for size in sizes:
        graph = draw_scene(compose_graph(dataset, limit=size))
        _, ours = timed(lambda graph=graph: place(graph))
        _, spring = timed(lambda graph=graph: nx.spring_layout(graph, seed=1))
        print(f"{len(graph):>10,}{graph.number_of_edges():>10,}{ours:>10.2f}{spring:>10.2f}", flush=True)


def make_pages(dataset: Dataset, sizes: list[int], out: Path) -> list[Path]:
    """Write one page of each size and print what it took."""
    heads = ("nodes", "edges", "read s", "layout s", "render s", "MB", "bar MB")
    print(("{:>10}" * len(heads)).format(*heads))
    written = []
    for size in sizes:
        with uncollected():  # as kg.view does
            scene, reading = timed(lambda size=size: compose_graph(dataset, limit=size))
            _, laying = timed(lambda scene=scene: place(draw_scene(scene)))
            page, rendering = timed(lambda scene=scene: render_page(scene))
        path = out / f"page-{size}.html"
        path.write_text(page, encoding="utf-8")
        written.append(path)
        large, bar = path.stat().st_size / 1e6, 3 + len(scene.nodes) / 1e3
        counts = f"{len(scene.nodes):>10,}{len(scene.edges):>10,}"
        print(f"{counts}{reading:>10.2f}{laying:>10.2f}{rendering - laying:>10.2f}{large:>10.2f}{bar:>10.2f}")
    return written


READY = "performance.getEntriesByName('kg-ready')[0]?.startTime"
TARGET = """() => {
    const [width, height] = KG.overlay.size();
    const isFree = ([x, y]) => x > 40 && y > 40 && x < width - 40 && y < height - 40;
    const isHit = (one) => one.shown && isFree(KG.spot(one)) && KG.pick(...KG.spot(one)).node === one;
    const node = [...KG.nodes].sort((a, b) => b.size - a.size).find(isHit);
    const box = document.getElementById("canvas").getBoundingClientRect();
    const [x, y] = KG.spot(node);
    return [node.name, box.left + x, box.top + y];
}"""
OPENED = """(name) => document.querySelector("#panel h2")?.textContent === name && KG.details !== null
    && !document.querySelector("#panel [role=status]")"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def open_pages(pages: list[Path], *, runs: int = 3) -> None:
    """Open each page in a new context of headless Chromium that is offline, and print the seconds until it answers.

    All are counted by the page's own clock from the start of navigation, and what the driver takes is included:
    ``drawn`` until the first picture is made, ``click`` until a real click on a node has opened its panel with all
    details, ``search`` until a name typed right after has been answered. The page counts as interactive then; the
    bars are 1 s for 200 nodes, 3 s for 2,000, 5 s for 10,000. The median of the runs is printed, and the requests.
    """
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    print(f"\n{'page':<20}{'drawn s':>10}{'click s':>10}{'search s':>10}{'requests':>10}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for path in pages:
            figures = [open_page(browser, path) for _ in range(runs)]
            drawn, click, search, requests = (statistics.median(column) for column in zip(*figures, strict=True))
            print(f"{path.name:<20}{drawn:>10.2f}{click:>10.2f}{search:>10.2f}{requests:>10.0f}")
        browser.close()


def open_page(browser: Browser, path: Path) -> tuple[float, float, float, int]:
    """Open one page, click a node, search for it; return the three times and how often the page asked for anything."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.resolve().as_uri())
    wait_for(page, READY, None)
    drawn = page.evaluate(READY)
    name, x, y = page.evaluate(TARGET)
    page.mouse.click(x, y)
    click = wait_for(page, OPENED, name)
    page.keyboard.press("/")
    page.keyboard.insert_text(name[:12])
    search = wait_for(page, "() => document.querySelectorAll('#found li bdi').length > 0", None)
    context.close()
    outside = [url for url in asked if url != path.resolve().as_uri() and not url.startswith(("data:", "blob:"))]
    return drawn / 1000, click, search, len(outside)


def wait_for(page: Page, expression: str, argument: object) -> float:
    """Wait until an expression holds; return the seconds since the start of navigation."""
    for _ in range(3000):
        if page.evaluate(expression, argument):
            return float(page.evaluate("performance.now()")) / 1000
        time.sleep(0.01)
    raise SystemExit(f"never true: {expression}")


def main() -> None:
    """Make the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-g", "--graph", help="a graph directory, instead of a synthetic graph")
    parser.add_argument("--nodes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--out", type=Path, help="where the pages are kept")
    parser.add_argument("--runs", type=int, default=3, help="how often each page is opened")
    parser.add_argument("--spring", action="store_true", help="lay out with networkx too, which may take long")
    arguments = parser.parse_args()
    sizes = sorted(arguments.nodes)
    dataset = open_store(arguments.graph) if arguments.graph else make_corpus(sizes[-1])
    with tempfile.TemporaryDirectory() as scratch:
        out = arguments.out or Path(scratch)
        out.mkdir(parents=True, exist_ok=True)
        open_pages(make_pages(dataset, sizes, out), runs=arguments.runs)
    if arguments.spring:
        compare_layouts(dataset, sizes)


if __name__ == "__main__":
    main()
