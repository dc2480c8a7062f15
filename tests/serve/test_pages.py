"""The pages that people read: every IRI has one, and nothing in the data becomes markup."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, unquote, urlencode

import pytest
from client import read_triples
from runaways import ENDLESS

from kg.profiles.plain import read_plain
from kg.serve.links import page_of
from kg.store import open_store

BASE = "https://w3id.org/scholar-kg/id/"
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PAGES = [
    "/", "/browse?class=Paper", "/browse?class=Person", "/search?q=script", "/query", "/query?name=papers-of-author",
    "/id/paper/one", "/id/person/a", "/id/method/nystrom", "/id/mention/m", "/id/statement/s", "/id/graph/evidence",
    "/sparql", f"/resource?iri={quote('https://github.com/idstcv/TeS', safe='')}",
    f"/sparql?{urlencode({'query': 'SELECT * { ?s ?p ?o }'})}",
    f"/sparql?{urlencode({'query': 'CONSTRUCT WHERE { ?s ?p ?o }'})}",
    "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/id/%3Cscript%3E",
    f"/sparql?{urlencode({'query': '</textarea><script>'})}",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_nothing_in_the_data_becomes_markup(server, path):
    answer = server.ask(path, Accept=HTML)
    assert answer.kind == "text/html"
    text = re.sub(r'<script src="/assets/[a-z.]+\?v=[0-9a-f]{16}" defer></script>', "", answer.text)
    text = re.sub(r'<script type="application/ld\+json">[^<>&]*</script>', "", text)
    for raw in ("<script", "<img", "<i>", "<b>x", 'href="javascript:', "onerror=alert(1)>"):
        assert raw not in text
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; s")
    assert not re.search(r'(?:src|action)="(?!/)', answer.text)


def test_a_paper(server):
    text = server.ask("/id/paper/one", Accept=HTML).text
    assert "<h1><bdi>On &lt;i&gt;bold&lt;/i&gt; Nyström</bdi></h1>" in text
    assert "<bdi>printed A. B.</bdi>" in text
    assert "et al." in text
    assert "We use <mark>Nyström</mark> &lt;img" in text
    assert 'href="https://github.com/idstcv/TeS"' in text


def test_a_method_shows_where_it_is_named(server):
    text = server.ask("/id/method/nystrom", Accept=HTML).text
    assert "Papers that use it" in text
    assert 'href="/id/paper/one"' in text
    assert "subject of" not in text


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (HTML, "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_iris_are_dereferenced(server, accept, kind):
    answer = server.ask("/id/method/nystrom", Accept=accept)
    assert (answer.status, answer.kind, answer.headers["vary"]) == (200, kind, "Accept")
    if kind != "text/html":
        ends = {(str(t.subject), str(t.object)) for t in read_triples(answer)}
        assert (f"<{BASE}paper/one>", f"<{BASE}method/nystrom>") in ends


def test_an_iri_that_was_merged_away_leads_on(server):
    moved = server.ask("/id/method/nystroem?format=ttl", Accept=HTML)
    assert (moved.status, moved.headers["location"]) == (301, "/id/method/nystrom?format=ttl")
    plain = server.ask("/id/method/nystroem", Accept="text/turtle")
    assert (plain.status, plain.headers["location"]) == (301, "/id/method/nystrom")
    found = server.ask(f"/query?{urlencode({'name': 'papers-about-name', 'p.name': 'method:nystroem'})}").text
    assert f"&#34;{BASE}method/nystrom&#34;" in found


def test_what_was_merged_away_is_no_thing(server):
    for path in ("/id/method/nystrom", "/browse?class=Method", "/search?q=nystroem", "/graph"):
        assert "nystroem" not in server.ask(path, Accept=HTML).text.replace('value="nystroem"', "").replace(
            "Search: nystroem", ""
        )


def test_percent_encoded_iris(server):
    assert "été" in server.ask("/id/task/%C3%A9t%C3%A9", Accept=HTML).text


@pytest.mark.parametrize("rest", ["a%2Fb?c", "a/%2e%2e/b", "./a", "a//b", "été#x", "%", "a%zz", "a b"])
def test_every_iri_has_an_address_that_leads_back(rest):
    address = page_of(f"{BASE}{rest}", BASE)
    here, _, query = address.partition("?")
    if query:
        assert (here, parse_qs(query)) == ("/resource", {"iri": [f"{BASE}{rest}"]})
    else:
        assert f"{BASE}{rest}" in (BASE + here[4:], BASE + unquote(here[4:]))
        assert not re.search(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", here, re.IGNORECASE)


def test_other_iris(server):
    here = server.ask("/resource?iri=http://example.org/n", Accept="text/turtle")
    assert len(read_triples(here)) == 2
    moved = server.ask(f"/resource?iri={BASE}paper/one")
    assert (moved.status, moved.headers["location"]) == (303, "/id/paper/one")


@pytest.mark.parametrize("accept", [HTML, "*/*", "text/turtle"])
@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/id/",
        "/id/paper/none",
        "/id/..%2f..%2fetc",
        "/resource",
        "/resource?iri=%3E%20x",
        "/browse?class=No",
        "/browse?class=Paper&page=2",
        "/browse?class=Paper&page=0",
    ],
)
def test_unknown(server, path, accept):
    answer = server.ask(path, Accept=accept)
    assert answer.status == 404
    assert answer.kind == ("text/html" if accept == HTML else "text/plain")


def test_not_acceptable(server):
    assert server.ask("/id/paper/one", Accept="image/png").status == 406


@pytest.mark.parametrize("words", ["nystrom", "NYSTRÖM", "on i bold"])
def test_search_ignores_case_and_accents(server, words):
    assert "/id/paper/one" in server.ask(f"/search?{urlencode({'q': words})}").text


def test_search_tells_namesakes_apart(server):
    assert "<small>Author · 1 paper</small>" in server.ask("/search?q=script").text
    assert "<small>Method · 1 paper</small>" in server.ask("/search?q=nystrom").text
    assert "<small>Paper</small>" in server.ask("/search?q=nystrom").text


def test_saved_queries_are_filled_in(server):
    text = server.ask(f"/query?{urlencode({'name': 'papers-of-author', 'p.author': 'A. B.'})}").text
    assert "VALUES (?author) { (&#34;A. B.&#34;) }" in text
    query = "SELECT ?title { ?p a kg:Paper ; rdfs:label ?title }"
    assert "1 row" in server.ask(f"/sparql?{urlencode({'query': query})}", Accept=HTML).text


def test_of_a_large_answer_the_beginning_is_shown(server):
    query = "SELECT ?a ?e ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 1100"
    text = server.ask(f"/sparql?{urlencode({'query': query})}", Accept=HTML).text
    assert "<h2>1,100 rows, the first 1,000 shown</h2>" in text
    assert text.count("<tr>") == 1001


def test_runaway_on_the_page(hasty_server):
    answer = hasty_server.ask(f"/sparql?{urlencode({'query': ENDLESS['cross product']})}", Accept=HTML)
    assert (answer.status, answer.kind) == (503, "text/html")
    assert "took longer than 0.8 s" in answer.text


def test_interactive_graph(server):
    answer = server.ask("/graph")
    assert (answer.status, answer.kind) == (200, "text/html")
    assert "On \\u003ci\\u003ebold" in answer.text


def test_only_its_own_host_names(server):
    port = server.netloc.rpartition(":")[2]
    for host in ("localhost", f"127.0.0.1:{port}", f"[::1]:{port}", "LOCALHOST."):
        assert server.ask("/", Host=host).status == 200
    for host in ("evil.example", "127.0.0.1.evil.example", f"localhost.evil.example:{port}", ""):
        assert server.ask("/", Host=host).status == 421


def test_other_sites_cannot_read_a_loopback_server(server):
    headers = server.ask("/sparql?query=ASK%7B%7D", Origin="https://evil.example").headers
    assert "access-control-allow-origin" not in headers
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_what_has_no_profile_has_its_statements(server):
    signature = server.ask("/id/authorship/one.1", Accept=HTML).text
    assert "<h2>Statements</h2>" in signature
    assert '<a href="/id/paper/one"><bdi>On &lt;i&gt;bold&lt;/i&gt; Nyström</bdi></a>' in signature
    assert "around it" not in signature
    mention = server.ask("/id/mention/m", Accept=HTML).text
    assert '<p class="kind">Mention</p>' in mention
    assert "<dt>begin index</dt><dd><ul><li><bdi>19</bdi></li></ul></dd>" in mention
    kind = server.ask("/resource?iri=http://www.w3.org/1999/02/22-rdf-syntax-ns%23value", Accept=HTML)
    assert kind.status == 404


def test_what_thousands_of_statements_are_about_is_cut(tmp_path):
    lines = (f"<http://e/{n}> <http://www.w3.org/2002/07/owl#sameAs> <http://e/hub> .\n" for n in range(1001))
    (tmp_path / "graph.nt").write_text("".join(lines))
    page = read_plain(open_store(tmp_path / "graph.nt"), "http://e/hub")
    assert len(page.sections[0]) == 1000
    assert page.sections[0].note == "1,001 statements are about it; the first 1,000 are counted here."
