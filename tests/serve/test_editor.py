"""The query page in a real browser: the editor, the saved queries, answers, and what is drawn of them."""

from __future__ import annotations

import json

import pytest
from browsing import launch, visit
from runaways import ENDLESS

from kg.query import saved_queries
from kg.serve.examples import group_queries

PAPERS = "SELECT ?title ?paper { ?paper a kg:Paper ; rdfs:label ?title }"
NUMBERS = "SELECT ?n ?m { VALUES (?n ?m) { (10 'b') (9 'a') (2 'é') (UNDEF 'c') (-1 'd') (0 'e') } }"
CREATORS = "CONSTRUCT { ?p dcterms:creator ?a } { ?p dcterms:creator ?a }"


@pytest.fixture(scope="module")
def browser():
    with launch() as running:
        yield running


@pytest.fixture
def tab(browser, server):
    with visit(browser, f"http://{server.netloc}") as one:
        yield one


def rows(tab):
    return tab.page.eval_on_selector_all(
        "#answer tbody tr", "rows => rows.filter(r => !r.hidden).map(r => [...r.cells].map(c => c.innerText))"
    )


def test_rows_lead_to_profiles(tab):
    tab.open("/query").run(PAPERS)
    assert tab.text("#answer h2").lower() == "1 row"
    assert rows(tab) == [["On <i>bold</i> Nyström", "paper:one"]]
    tab.locator("#answer td a").click()
    tab.wait("location.pathname === '/id/paper/one'")
    assert tab.text("h1") == "On <i>bold</i> Nyström"


@pytest.mark.parametrize(
    ("parameters", "status", "message"),
    [
        ("name=papers-of-author&run=1", 400, "Fill in author first."),
        ("name=papers-of-author&p.thing=a", 400, "papers-of-author has no parameter &#39;thing&#39;; it has: author"),
        ("name=authors-by-papers&p.minimum=x&run=1", 400, "parameter &#39;minimum&#39;: &#39;x&#39; is no integer"),
        ("name=authors-by-papers&run=1", 200, "<h2>1 row</h2>"),
        ("name=nope", 404, "there is no saved query &#39;nope&#39;"),
    ],
)
def test_saved_queries_by_address(server, parameters, status, message):
    answer = server.ask(f"/query?{parameters}", Accept="text/html")
    assert answer.status == status
    assert message in answer.text


@pytest.mark.parametrize(("field", "first"), [("method", "Nyström"), ("paper", "On <i>bold</i> Nyström")])
def test_names_for_a_field_come_first(server, field, first):
    found = json.loads(server.ask(f"/complete/names?q=nystrom&for={field}").text)
    assert (len(found), found[0]["value"]) == (2, first)


def test_every_saved_query_is_in_a_group():
    groups = group_queries()
    assert sorted(saved.name for _, queries in groups for saved in queries) == sorted(saved_queries())
    assert all(len(queries) >= 3 for _, queries in groups)


def test_rows_are_sorted_and_filtered(tab):
    tab.open("/query").run(NUMBERS)
    tab.locator("#answer th button").first.click()
    assert [n for n, _ in rows(tab)] == ["-1", "0", "2", "9", "10", ""]
    tab.locator("#answer th button").first.click()
    assert [n for n, _ in rows(tab)] == ["10", "9", "2", "0", "-1", ""]
    assert tab.locator("#answer th").first.get_attribute("aria-sort") == "descending"
    tab.locator("#answer th button").nth(1).click()
    assert [m for _, m in rows(tab)] == ["a", "b", "c", "d", "e", "é"]
    tab.get_by_label("Filter these rows").fill("1")
    assert [n for n, _ in rows(tab)] == ["10", "-1"]
    assert tab.text(".filter small") == "2 of 6 shown"


def test_a_mistake_is_marked_while_typing_and_explained_by_the_server(tab):
    tab.open("/query")
    assert tab.text("#editor-said") == ""
    tab.run("SELECT * {\n  ?s nope:x ?o\n}")
    assert tab.text("#editor-said") == "Line 2: Prefix 'nope' is not defined"
    assert "line 2, column 6: the prefix 'nope:' is not declared" in tab.text("#answer pre.error")
    assert tab.locator(".faulty").count() == 1
    tab.run("SELECT * { ?s kg:author ?o }")
    assert tab.text("#editor-said") == ""
    assert (tab.locator(".faulty").count(), tab.locator("#answer pre.error").count()) == (0, 0)


def test_what_runs_too_long_is_said(browser, hasty_server):
    with visit(browser, f"http://{hasty_server.netloc}") as tab:
        tab.open("/query").run(ENDLESS["cross product"])
        assert "took longer" in tab.text("#answer pre.error")


def test_a_saved_query_is_filled_in_with_a_name_that_is_offered(tab):
    tab.open("/query")
    tab.get_by_label("Find a saved query").fill("papers author")
    links = tab.locator(".examples a:visible")
    assert "Papers of an author" in links.all_inner_texts()
    assert "Best results on datasets" not in links.all_inner_texts()
    links.filter(has_text="Papers of an author").click()
    tab.wait("location.search === '?name=papers-of-author'")
    field = tab.get_by_label("author")
    field.press_sequentially("script")
    tab.wait("document.querySelector('datalist option') !== null")
    assert tab.locator("datalist option").first.get_attribute("value") == "<script>alert(1)</script>"
    field.fill("a. b.")
    tab.get_by_text("Fill in and run").click()
    tab.wait("document.querySelector('#answer h2') !== null")
    assert tab.text("#answer h2").lower() == "1 row"
    assert '"a. b."' in tab.text(".CodeMirror-code")


@pytest.mark.parametrize(
    ("typed", "offered", "meaning"),
    [
        ("SELECT * { ?p a kg:Pa", "kg:Paper", "A scholarly article"),
        ("SELECT * { ?p a Met", "kg:Method", "A model, algorithm"),
        ("SELECT * { ?p kg:usesM", "kg:usesMethod", ""),
        ("SELECT * { ?p rdf:type/dcterms:cr", "dcterms:creator", "property"),
        ("SELECT * { ?p foa", "foaf:", "http://xmlns.com/foaf/0.1/"),
    ],
)
def test_terms_are_completed_with_their_meaning(tab, typed, offered, meaning):
    tab.open("/query")
    tab.locator(".CodeMirror").click()
    tab.keyboard.press("Control+a")
    tab.keyboard.type(typed)
    tab.wait(f"document.querySelector('.CodeMirror-hint b')?.textContent === '{offered}'")
    assert meaning in tab.text(".CodeMirror-hint span")
    tab.keyboard.press("Enter")
    assert tab.text(".CodeMirror-code").endswith(typed[: max(typed.rfind(" "), typed.rfind("/")) + 1] + offered)


def test_a_graph_is_drawn(tab):
    tab.open("/query").run(CREATORS)
    assert [line for line in tab.text("#answer > pre").split("\n") if line and not line.startswith("#")] == [
        "@prefix dcterms: <http://purl.org/dc/terms/> .",
        "@prefix paper: <https://w3id.org/scholar-kg/id/paper/> .",
        "@prefix person: <https://w3id.org/scholar-kg/id/person/> .",
        "paper:one",
        "    dcterms:creator person:a .",
    ]
    tab.get_by_text("Draw").click()
    tab.wait("location.pathname === '/graph' && document.readyState === 'complete'")
    assert "<script>alert(1)</script>" in tab.content().replace("&lt;", "<").replace("&gt;", ">")


@pytest.mark.parametrize(
    ("query", "form", "begins"),
    [(PAPERS, "CSV", "title,paper"), (CREATORS, "Turtle", "@prefix")],
)
def test_answers_are_downloaded(tab, query, form, begins):
    tab.open("/query").run(query)
    with tab.page.expect_download() as download:
        tab.locator("#answer a.button", has_text=form).click()
    assert download.value.path().read_text("utf-8").startswith(begins)
    assert download.value.suggested_filename == f"answer.{ {'CSV': 'csv', 'Turtle': 'ttl'}[form] }"


def test_the_address_leads_back(tab):
    tab.open("/query").run(PAPERS)
    tab.reload()
    assert tab.text(".CodeMirror-code").endswith(PAPERS)
    assert tab.locator("#answer h2").count() == 0


def test_the_keyboard_leaves_the_editor_after_escape(tab):
    tab.open("/query")
    tab.locator(".CodeMirror").click()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('aria-label')") == "SPARQL query"
    tab.keyboard.press("Escape")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Run"


@pytest.mark.parametrize("path", ["/query", "/query?name=papers-of-author&p.author=A.+B.&run=1"])
def test_nothing_sticks_out_on_a_phone(browser, server, path):
    with visit(browser, f"http://{server.netloc}", viewport={"width": 390, "height": 844}) as tab:
        tab.open(path)
        assert tab.evaluate("document.documentElement.scrollWidth") == 390


def test_without_scripts_the_plain_form_answers(browser, server):
    with visit(browser, f"http://{server.netloc}", java_script_enabled=False) as tab:
        tab.open("/query")
        tab.locator("textarea").fill(PAPERS)
        tab.locator("#query button").click()
        assert tab.text("#answer td") == "On <i>bold</i> Nyström"
        tab.locator("#answer td a").click()
        assert tab.text("h1") == "On <i>bold</i> Nyström"


def test_nothing_is_kept_in_the_browser(tab):
    tab.open("/query").run(PAPERS)
    assert tab.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_wide_answer_takes_the_width_of_the_window(browser, server, width):
    long = "BIND(IRI(CONCAT('https://example.org/', SHA512(STR(?s)))) AS ?long)"
    wide = f"SELECT ?s ?p ?o ?long ?a ?b ?c {{ ?s ?p ?o . ?a ?b ?c . {long} }} LIMIT 20"
    with visit(browser, f"http://{server.netloc}", viewport={"width": width, "height": 900}) as tab:
        tab.open("/query").run(wide)
        left, right, needed, shown = tab.page.evaluate(
            "(() => { const e = document.querySelector('#answer .wide'), box = e.getBoundingClientRect();"
            " return [box.left, box.right, e.scrollWidth, e.clientWidth]; })()"
        )
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
        assert 0 <= left <= 20
        assert width - 20 <= right <= width
        assert needed == shown or width < 1000
