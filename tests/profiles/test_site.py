"""A site is whole: every link leads to a file, nothing leaves the folder, and the same graph gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from endpoint import serve_store
from rdflib import Dataset
from sample import Writer, make_dataset
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import UsageError
from kg.profiles import write_site
from kg.profiles.search import Entry, place_word, write_index
from kg.profiles.site import _read_all
from kg.report import describe_graph
from kg.serve.lists import count_unnamed
from kg.store import open_store

VOID = {"meta", "link", "input", "br", "img", "hr", "rect", "circle", "path"}


class Page(HTMLParser):
    """Collects links, identifiers, and tags that are not closed where they should be."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.open, self.faults, self.images = [], [], [], [], 0
        self.feed(text)
        self.close()
        self.faults += self.open

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if len(given) != len(attrs):
            self.faults.append(f"{tag} has an attribute twice")
        self.links += [given[name] for name in ("href", "src", "action") if name in given]
        self.ids += [given["id"]] if "id" in given else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")


@pytest.fixture(scope="module")
def pages(seed_site):
    return {path.relative_to(seed_site): Page(path.read_text("utf-8")) for path in sorted(seed_site.rglob("*.html"))}


def test_pages_are_well_formed(pages):
    for page in pages.values():
        assert page.faults == []
        assert len(set(page.ids)) == len(page.ids)


def test_every_link_leads_to_a_file(seed_site, pages):
    count = 0
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if link == "data:," or parts.scheme in ("http", "https"):
                continue
            assert (parts.scheme, parts.netloc) == ("", "")
            target = (seed_site / path.parent / unquote(parts.path)).resolve() if parts.path else seed_site / path
            assert target.is_file()
            assert seed_site.resolve() in target.resolve().parents
            count += 1
    assert count > 5000


def test_every_thing_has_a_page(seed_site, seed_dataset):
    query = """SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c VALUES ?c { kg:Paper kg:Person kg:Organization
      kg:Method kg:Dataset kg:Task kg:Metric kg:Result kg:Repository skos:Concept } }"""
    from kg.iris import PREFIXES

    ((count,),) = seed_dataset.default_graph.query(query, initNs=PREFIXES)
    written = [p for p in seed_site.glob("*/*.html") if not re.search(r"index(-\d+)?\.html$|-\d+\.html$", p.name)]
    further = [p for p in seed_site.glob("*/*-[0-9].html") if re.search(r"\.[a-z]+-\d\.html$", p.name)]
    lists = list(seed_site.glob("*/index*.html"))
    assert len(list(seed_site.glob("*/*.html"))) - len(further) - len(lists) == int(count)
    assert written
    assert (seed_site / ".nojekyll").is_file()


def test_long_lists_go_on(seed_site):
    first = (seed_site / "person" / "qi-qian-ce00adb9.html").read_text("utf-8")
    (link,) = re.findall(r'href="(qi-qian-ce00adb9\.methods-2\.html)">and (?:\d+) more', first)
    rest = (seed_site / "person" / link).read_text("utf-8")
    assert "Methods 9 to 26 of 26" in rest


def test_every_file_is_listed_and_small_pages_stay_small(seed_site):
    listed = (seed_site / "kg-site.txt").read_text("utf-8").splitlines()[1:]
    assert listed == sorted(str(p.relative_to(seed_site)) for p in seed_site.rglob("*") if p.is_file())
    assert max(path.stat().st_size for path in seed_site.rglob("*.html")) < 60_000


def test_the_same_graph_gives_the_same_bytes(seed_graph, seed_site, tmp_path):
    script = f"""
from kg.profiles import write_site
from kg.store import open_store
write_site(open_store({str(seed_graph)!r}), {str(tmp_path / "again")!r}, location={str(seed_graph)!r})
"""
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONHASHSEED": "7", "PATH": "/usr/bin:/bin"})
    assert digest(tmp_path / "again") == digest(seed_site)


def digest(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_was_read_is_told(seed_site):
    about = (seed_site / "about.html").read_text("utf-8")
    assert "000_ad5981f22b560db4.txt" in about
    assert "<dt>scholar-kg</dt>" in about


def test_an_rdf_file_without_evidence(tmp_path, seed_graph):
    written = write_site(open_store(seed_graph / "graph.ttl"), tmp_path / "site", title="Mine <b>")
    assert written.pages == 225
    home = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "<title>Mine &lt;b&gt;</title>" in home
    assert "evidence</summary>" not in (tmp_path / "site" / "method" / "clip.html").read_text("utf-8")


def test_a_graph_of_nothing(tmp_path):
    with pytest.raises(UsageError, match="nothing to write"):
        write_site(open_store("memory:"), tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


def test_the_index_is_plain_data():
    entries = [Entry("</script>\u2028<b>", "a.html", "Paper"), Entry("CLIP", "b.html", "Method", ("clip",), 9)]
    files = dict(write_index(entries, shards=1))
    assert list(files) == ["t0.js", "w0.js"]
    things = files["t0.js"]
    assert things.isascii()
    assert "<" not in things
    assert json.loads(things[len("kgThings(0,") : -3]) == [
        ["CLIP", "b.html", "Method", "clip"],
        ["</script>\u2028<b>", "a.html", "Paper"],
    ]
    words = dict(json.loads(files["w0.js"][len("kgWords(0,") : -3]))
    assert words == {"b": [1], "script": [1], "=script b": [1], "clip": [0], "=clip": [0]}


def test_words_stand_where_the_script_looks():
    assert [place_word(word, 7) for word in ("clip", "é", "中文", "𝒳y")] == [
        (99 * 31 + 108) % 65521 % 7,
        233 % 7,
        (0x4E2D * 31 + 0x6587) % 65521 % 7,
        (0x1D4B3 * 31 + 121) % 65521 % 7,
    ]


def test_the_command(seed_graph, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    first = run(app, ["export", "-g", str(seed_graph), "site/"])
    assert (first.exit_code, first.stdout) == (0, "")
    assert re.fullmatch(r"wrote 225 pages in \d+ files, 1\.\d MB: open site/index\.html\n", first.stderr)
    make_dataset().default_graph.serialize("small.ttl")
    assert run(app, ["export", "-g", "small.ttl", "site", "graph.nt"]).exit_code == 0
    assert (tmp_path / "graph.nt").is_file()
    assert run(app, ["export", "-g", "small.ttl", "-f", "site", "other"]).exit_code == 0
    assert (tmp_path / "other" / "index.html").is_file()
    refused = run(app, ["export", "-g", str(seed_graph), "-f", "site", "-"])
    assert isinstance(refused.exception, UsageError)
    refused = run(app, ["export", "-g", str(seed_graph), f"{seed_graph}/"])
    assert isinstance(refused.exception, UsageError)
    assert (seed_graph / "store").is_dir()


def test_an_endpoint_gives_the_same_site(tmp_path):
    dataset = make_dataset()
    write_site(dataset, tmp_path / "near")
    with serve_store(dataset.store._inner) as url:
        write_site(open_store(url), tmp_path / "far")
    assert digest(tmp_path / "far") == digest(tmp_path / "near")


def test_nothing_turns_the_direction_of_writing(tmp_path):
    turn = "\u202e"
    abstract = f"We {turn}turn. We use {turn}CLIP\u202c here."
    dataset = Dataset(store="Oxigraph")
    writer = Writer(dataset)
    paper = writer.paper(f"A {turn}title", abstract)
    writer.author(paper, f"Ada {turn}Lovelace", 1)
    writer.term(paper, f"{turn}CLIP", "Method", "usesMethod", abstract.index(f"{turn}CLIP"))
    write_site(dataset, tmp_path / "pages")
    pages = {path: path.read_text("utf-8") for path in (tmp_path / "pages").rglob("*.*") if path.is_file()}
    assert sum("<bdi>A title</bdi>" in text for text in pages.values()) >= 3
    assert any('We use <a class="m"' in text and ">CLIP</a> here." in text for text in pages.values())
    for path, text in pages.items():
        shown = re.sub(r'<script type="application/ld\+json">[^<>&]*</script>', "", text)
        assert turn not in shown, path
        assert "\\u202e" not in shown, path


def test_terms_that_no_paper_names_are_told_as_such(seed_site, seed_dataset):
    home = re.sub(r"<[^>]*>", " ", (seed_site / "index.html").read_text("utf-8"))
    counts = describe_graph(seed_dataset)["classes"]
    for label, name in (("Tasks", "Task"), ("Datasets", "Dataset"), ("Metrics", "Metric")):
        count, unnamed = re.search(rf"(\d+)\s+{label}\s+(\d+) of them only as broader terms", home).groups()
        assert int(count) - int(unnamed) == counts[name]
    assert count_unnamed(seed_dataset) == _read_all(seed_dataset).count_unnamed()
