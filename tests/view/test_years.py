"""The range of years: by hand, by keyboard, by itself, and together with everything else that filters."""

from __future__ import annotations

import pytest
from gestures import shown_names
from sample import make_scene

from kg.iris import KG
from kg.view.page import WEBGL_ABOVE, render_page
from kg.view.scene import Edge, Node, Relation, Scene
from kg.view.words import CLASSES


@pytest.fixture(scope="module")
def dated_page():
    return render_page(make_scene(24))


def set_years(page, first, last):
    for handle, year in (("#low", first), ("#high", last)):
        page.locator(handle).fill(str(year))


def test_nodes_without_years_follow_their_dated_neighbours(visit, dated_page):
    page = visit(dated_page)
    assert page.locator("#range").inner_text() == "2001 – 2010"
    set_years(page, 2002, 2003)
    assert shown_names(page) == ["Paper 2", "Person 3", "Paper 4", "Person 5", "Paper 22", "Person 23"]
    page.locator("#undated").uncheck()
    assert shown_names(page) == ["Paper 2", "Person 3", "Paper 4", "Person 5"]
    assert page.locator("#counts").inner_text() == "4 of 24 nodes, 3 edges shown"
    assert page.locator("#undated-count").inner_text() == "Undated (1)"


def test_handles_move_by_keyboard_and_push_each_other(visit, dated_page):
    page = visit(dated_page)
    page.locator("#low").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.locator("#range").inner_text() == "2004 – 2010"
    page.locator("#high").focus()
    page.keyboard.press("Home")
    assert page.locator("#range").inner_text() == "2001"
    assert page.locator("#low").get_attribute("aria-label") == "First year shown"


def test_play_walks_through_the_years_to_the_end(visit, dated_page):
    page = visit(dated_page)
    set_years(page, 2001, 2003)
    page.locator("#play").click()
    assert page.locator("#range").inner_text() == "2001"
    assert page.locator("#play").get_attribute("aria-pressed") == "true"
    page.wait("document.getElementById('play').getAttribute('aria-pressed') === 'false'")
    assert page.locator("#range").inner_text() == "2001 – 2003"


def test_legend_and_table_follow_the_years(visit, dated_page):
    page = visit(dated_page)
    set_years(page, 2001, 2001)
    page.locator("#legend button", has_text="People").click()
    page.keyboard.press("t")
    assert page.locator("#table tbody td:first-child").all_inner_texts() == ["Paper 0", "Paper 20", "Paper 22"]


def test_what_is_searched_for_is_shown_whatever_the_years(visit, dated_page):
    page = visit(dated_page)
    set_years(page, 2001, 2002)
    page.keyboard.press("/")
    page.keyboard.type("Paper 10")
    page.keyboard.press("Enter")
    assert "Paper 10" in shown_names(page)
    assert page.locator("#range").inner_text() == "2001 – 2010"


def test_ties_have_years_of_their_own(visit):
    kind = next(iter(CLASSES))
    people = [Node(f"http://example.org/{n}", n, n, kind, 1, years=years) for n, years in (("A", (2001, 2005)), ("B", (2001,)), ("C", (2005,)))]  # fmt: skip
    ties = [Edge(f"http://example.org/{a}", f"http://example.org/{b}", (Relation("co-author", "co-author"),), years=(year,)) for a, b, year in (("A", "B", 2001), ("A", "C", 2005))]  # fmt: skip
    page = visit(render_page(Scene("People", "", "Group", {kind: CLASSES[kind]}, tuple(people), tuple(ties), directed=False)))  # fmt: skip
    set_years(page, 2005, 2005)
    assert shown_names(page) == ["A", "C"]
    assert page.locator("#counts").inner_text() == "2 of 3 nodes, 1 edge shown"


def test_papers_without_a_year_are_undated_whatever_they_are_tied_to(visit):
    paper, person, task = (f"{KG}{name}" for name in ("Paper", "Person", "Task"))
    things = {"Old": (paper, 2001), "New": (paper, 2005), "Bare": (paper, None), "Ann": (person, None), "Bob": (person, None), "Sorting": (task, None), "Order": (task, None), "Alone": (task, None)}  # fmt: skip
    nodes = tuple(Node(f"http://example.org/{n}", n, n, kind, 1, years=(year,) if year else ()) for n, (kind, year) in things.items())  # fmt: skip
    ties = (("Old", "New"), ("Bare", "New"), ("Old", "Ann"), ("Bare", "Ann"), ("Bare", "Bob"), ("Bare", "Sorting"), ("Sorting", "Order"))  # fmt: skip
    edges = tuple(Edge(*(f"http://example.org/{end}" for end in tie), (Relation("ties", "tied"),)) for tie in ties)
    page = visit(render_page(Scene("Mixed", "", "Class", {kind: CLASSES[kind] for kind in (paper, person, task)}, nodes, edges)))  # fmt: skip
    assert page.locator("#undated-count").inner_text() == "Undated (1)"
    set_years(page, 2001, 2001)
    assert sorted(shown_names(page)) == ["Alone", "Ann", "Bare", "Bob", "Old", "Order", "Sorting"]
    page.locator("#undated").uncheck()
    assert sorted(shown_names(page)) == ["Alone", "Ann", "Old"]
    set_years(page, 2001, 2005)
    assert sorted(shown_names(page)) == ["Alone", "Ann", "New", "Old"]


def test_large_graphs_follow_too(visit):
    page = visit(render_page(make_scene(WEBGL_ABOVE + 200)))
    set_years(page, 2002, 2002)
    assert len(shown_names(page)) == 122


def test_without_two_years_there_is_no_range(visit):
    page = visit(render_page(make_scene(4)))
    assert page.locator("#years").is_hidden()
