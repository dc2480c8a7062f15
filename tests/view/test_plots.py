import subprocess
import sys
from itertools import combinations
from xml.etree import ElementTree as ET

import matplotlib as mpl
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import MissingExtraError, OutputError, UsageError
from kg.network import SignedPaper
from kg.view.plots import FORMATS, plot_communities, plot_degrees, plot_growth, save_figure
from kg.view.plots.lettering import clean_name

HOSTILE = [
    r"$\frac{1}{0}$ $x",
    "<script>alert(1)</script> & -- ]]>",
    "杨明",
    "김민수",
    "Łukasz Ж.",
    "محمد علي",
    "सत्येन्द्र नाथ बसु",
    "--help",
    "",
    "\x00\x1b[31m",
    "\u202egnirts",
    "x" * 300,
    "\U0001f984",
    "A\nB",
    "&lt;",
    "\ue000\ufffe",
]
PAPERS = [
    SignedPaper("p1", "P", ("a", "b"), 2020),
    SignedPaper("p2", "P", ("b", "c"), 2022, complete=False),
    SignedPaper("p3", "P", ("a", "b"), 2022),
    SignedPaper("p4", "P", ("a", "d")),
]


def network(edges, people=(), **attributes):
    graph = nx.Graph(**attributes)
    graph.add_nodes_from(sorted({*people, *(p for edge in edges for p in edge)}), papers=1)
    graph.add_edges_from(edges, weight=1)
    for iri, own in graph.nodes(data=True):
        own["name"] = iri
    return graph


def hostile_network():
    graph = network([(str(i), str(i + 1)) for i in range(len(HOSTILE) - 1)])
    for i, name in enumerate(HOSTILE):
        graph.nodes[str(i)]["name"] = name
    return graph


def notes(figure):
    return " ".join(text.get_text().replace("\n", " ") for text in figure.findobj(mpl.text.Text))


# Degrees


def test_degrees_are_cumulative_shares_of_all_people():
    figure = plot_degrees(network([("a", "b"), ("a", "c"), ("a", "d")], ["alone"]))
    (axes,) = figure.axes
    points = next(line for line in axes.lines if line.get_marker() == "o")
    assert points.get_xdata().tolist() == [1, 3]
    assert points.get_ydata().tolist() == pytest.approx([80, 20])
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert "mean, 1.2 co-authors" in notes(figure)
    assert "not on a logarithmic axis: 1 without a co-author" in notes(figure)


def test_random_ties_follow_a_poisson_distribution():
    figure = plot_degrees(network([(str(i), str((i + 1) % 50)) for i in range(50)]))
    chance = next(line for line in figure.axes[0].lines if line.get_label().startswith("ties at random"))
    # 1 - e^-2 and 1 - 3 e^-2
    assert chance.get_ydata()[:2].tolist() == pytest.approx([86.466472, 59.399415])


def test_degrees_say_what_et_al_hides():
    figure = plot_degrees(network([("a", "b")], papers=3, truncated=2))
    assert "“et al.” hides co-authors on 2 of 3 papers." in notes(figure)


# Growth


def heights(axes):
    return [[bar.get_height() for bar in bars] for bars in axes.containers]


def test_growth_tells_new_from_known():
    figure = plot_growth(PAPERS)
    papers, people, ties = figure.axes
    assert heights(papers) == [[1, 2]]
    assert heights(people) == [[2, 1], [0, 2]]
    assert heights(ties) == [[1, 1], [0, 1]]
    assert [axes.get_ylabel() for axes in figure.axes] == ["Papers", "People", "Ties"]
    assert "Not shown: 1 of 4 papers, which carry no date." in notes(figure)
    assert "“et al.” hides people and ties on 1 of the papers shown." in notes(figure)


def test_growth_adds_up():
    figure = plot_growth(PAPERS, cumulative=True)
    steps = [axes.patches[0].get_data() for axes in figure.axes]
    assert [step.values.tolist() for step in steps] == [[1, 3], [2, 3], [1, 2]]
    assert steps[0].edges.tolist() == [2019.5, 2021.5, 2022.5]


def test_growth_of_some_years_remembers_the_others():
    yearly, sums = (plot_growth(PAPERS, cumulative=cumulative, year_from=2021) for cumulative in (False, True))
    assert heights(yearly.axes[1]) == [[1], [2]]
    assert sums.axes[0].patches[0].get_data().values.tolist() == [3]
    assert "Of other years: 1 papers." in notes(yearly)


# Communities


def two_circles():
    first, second = (list(combinations([f"{side}{i}" for i in range(5)], 2)) for side in "xy")
    return network([*first, *second, ("x0", "y0")], ["z"])


def test_a_community_has_a_colour_and_a_shape():
    figure = plot_communities(two_circles())
    looks = {(h.get_marker(), h.get_color()) for h in figure.legends[0].legend_handles}
    assert len({shape for shape, _ in looks}) == 2
    assert len({colour for _, colour in looks}) == 3
    assert [text.get_text() for text in figure.legends[0].texts] == [
        "x0, x1 and 3 more",
        "y0, y1 and 3 more",
        "no co-author shown",
    ]


def test_a_map_says_whom_it_leaves_out():
    figure = plot_communities(two_circles(), limit=6)
    assert "Left out: 5 people and 10 of 21 ties." in notes(figure)
    assert sum(len(dots.get_offsets()) for dots in figure.axes[0].collections[1:]) == 6


def test_the_most_central_are_named():
    named = {text.get_text() for text in plot_communities(two_circles(), labels=2).axes[0].texts}
    assert named == {"x0", "y0"}


def test_a_community_named_by_its_terms_is_called_so():
    graph = two_circles()
    graph.remove_node("z")
    nx.set_node_attributes(graph, {iri: 1 if iri[0] == "x" else 2 for iri in graph}, "community")
    nx.set_node_attributes(graph, {iri: "CLIP, ImageNet" if iri[0] == "x" else "y0" for iri in graph}, "community_name")
    labels = [text.get_text() for text in plot_communities(graph).legends[0].texts]
    assert labels[:2] == ["x0 and 4 more: CLIP, ImageNet", "y0, y1 and 3 more"]


def test_directed_networks_are_drawn_too():
    graph = nx.DiGraph([("b", "a"), ("a", "c")])
    assert len(plot_communities(graph).axes[0].collections[0].get_segments()) == 2
    assert "mean, 1.33 co-authors" in notes(plot_degrees(graph))


def test_measures_and_names_may_be_missing():
    figure = plot_communities(nx.Graph([("https://example.org/person/a", "https://example.org/person/b")]))
    assert {text.get_text() for text in figure.axes[0].texts} == {"a", "b"}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60))
@settings(max_examples=8, deadline=None)
def test_no_name_covers_another(pairs):
    figure = plot_communities(network([(f"Person {a}", f"Person {b}") for a, b in pairs if a != b]))
    figure.canvas.draw()
    boxes = [text.get_tightbbox() for text in figure.axes[0].texts]
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_dots_do_not_overlap():
    import numpy as np

    from kg.view.plots.arranging import arrange

    people = [str(i) for i in range(40)]
    points, high = arrange(people, [people], combinations(people, 2), radii=[4.0] * 40, wide=241, high=181)
    apart = [float(np.hypot(a[0] - b[0], a[1] - b[1])) for a, b in combinations(points, 2)]
    assert min(apart) > 7.5
    assert all(0 < x < 241 and 0 < y < high for x, y in points)
    assert high <= 181 + 1e-6


# Files


@pytest.mark.parametrize("plot", [plot_degrees, plot_communities])
@pytest.mark.parametrize("graph", [hostile_network(), nx.Graph(), network([], ["a"]), network([], "ab")])
def test_every_network_is_drawn(graph, plot, tmp_path):
    figure = plot(graph)
    for form in FORMATS:
        path = save_figure(figure, tmp_path / f"a.{form}")
        assert path.read_bytes()[:4] == {"svg": b"<?xm", "png": b"\x89PNG", "pdf": b"%PDF"}[form]
    ET.parse(tmp_path / "a.svg")


@pytest.mark.parametrize(
    "papers",
    [[], [SignedPaper("p", "P", ())], PAPERS[3:], PAPERS[:1], [SignedPaper("p", "P", ("a",), y) for y in (1, 9999)]],
)
@pytest.mark.parametrize("cumulative", [False, True])
def test_all_growth_is_drawn(papers, cumulative, tmp_path):
    save_figure(plot_growth(papers, cumulative=cumulative), tmp_path / "a.png")


def test_names_are_no_formulas():
    figure = plot_communities(hostile_network(), labels=100, width=180)
    assert not any(text.get_parse_math() for text in figure.findobj(mpl.text.Text) if text.get_text())
    assert r"$\frac{1}{0}$ $x" in {text.get_text() for text in figure.axes[0].texts}


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_network_gives_the_same_bytes(form, tmp_path):
    first, second = (
        save_figure(plot_communities(hostile_network()), tmp_path / f"{i}.{form}").read_bytes() for i in (1, 2)
    )
    assert first == second
    assert b"Matplotlib" not in first.partition(b"<style")[0]


def test_settings_of_the_caller_neither_count_nor_change(tmp_path):
    with mpl.rc_context({"text.usetex": True, "font.size": 30, "svg.hashsalt": "other"}):
        theirs = save_figure(plot_communities(two_circles()), tmp_path / "theirs.svg").read_bytes()
        assert mpl.rcParams["font.size"] == 30
    assert theirs == save_figure(plot_communities(two_circles()), tmp_path / "ours.svg").read_bytes()


def test_nothing_is_left_in_pyplot_and_hashes_do_not_matter(tmp_path):
    code = """
import sys, networkx as nx
from kg.view.plots import plot_communities, save_figure
graph = nx.Graph((f"x{i}", f"x{j}") for i in range(20) for j in range(i) if i * j % 3 == 1)
save_figure(plot_communities(graph), sys.argv[1])
assert "matplotlib.pyplot" not in sys.modules
"""
    paths = [tmp_path / f"{seed}.svg" for seed in "12"]
    for path in paths:
        subprocess.run([sys.executable, "-c", code, path], env={"PYTHONHASHSEED": path.stem}, check=True)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_the_width_is_in_millimetres():
    for plot, data in ((plot_degrees, two_circles()), (plot_communities, two_circles()), (plot_growth, PAPERS)):
        assert plot(data).get_figwidth() * 25.4 == pytest.approx(85)
        assert plot(data, width=180).get_figwidth() * 25.4 == pytest.approx(180)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plot_degrees(nx.Graph(), width=10), "a figure 10 mm wide can't be read: give 60 to 1000 mm"),
        (lambda: plot_growth([], width=float("nan")), "a figure nan mm wide"),
        (lambda: plot_communities(nx.Graph(), limit=0), "a map of 0 people shows nothing"),
        (lambda: plot_growth(PAPERS, year_from=2022, year_to=2020), "swap them"),
        (lambda: save_figure(plot_degrees(nx.Graph()), "a.gif"), "suffix .gif: a figure is written as one of .svg"),
        (lambda: save_figure(plot_degrees(nx.Graph()), "a"), "a has no suffix"),
    ],
)
def test_wrong_calls(call, message):
    with pytest.raises(UsageError) as error:
        call()
    assert message in str(error.value)


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(OutputError, match="cannot be written: No such file"):
        save_figure(plot_degrees(nx.Graph()), tmp_path / "none" / "a.svg")
    (tmp_path / "b.svg").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        save_figure(plot_degrees(nx.Graph()), tmp_path / "b.svg")
    assert [path.name for path in tmp_path.iterdir()] == ["b.svg"]


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for call in (lambda: plot_degrees(two_circles()), lambda: plot_communities(two_circles()), lambda: plot_growth([])):
        with pytest.raises(MissingExtraError, match=r"matplotlib: pip install 'scholar-kg\[plots\]'"):
            call()


# Letters


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada  Lovelace ", "Ada Lovelace"),
        ("e\u0301", "é"),
        ("\u202eevil\u200b", "evil"),
        ("שלום", "slvm"),
        ("\ue000", "(no name)"),
        ("", "(no name)"),
        ("$x$ <b>", "$x$ <b>"),
        ("Dame Susan Jocelyn Bell Burnell FRS", "Dame Susan Jocelyn Bell Burne…"),
    ],
)
def test_clean_name(name, expected):
    assert clean_name(name) == expected


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_every_name_has_letters_that_the_fonts_have(name):
    from matplotlib.figure import Figure

    from kg.view.plots.sheet import drawing

    shown = clean_name(name)
    assert 0 < len(shown) <= 30
    with drawing():
        figure = Figure()
        figure.text(0, 0, shown)
        figure.draw_without_rendering()
