"""``kg coauthors`` shows a network in every way, and says what it could not show."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import KGError

COLUMNS = {
    "people": "name",
    "ties": "source_name",
    "years": "arrivals",
    "bridges": "other_name",
    "predictions": "common",
    "ranges": "worst_rank",
    "summary": "figure",
}


def run(graph: Path, *arguments: str) -> tuple[int, list[dict[str, str]], str]:
    """Call the command in this process; return its exit code, its rows, and what it said."""
    result = CliRunner().invoke(app, ["coauthors", "-g", str(graph), "-f", "csv", *arguments])
    if isinstance(result.exception, KGError):
        return result.exception.exit_code, [], str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, list(csv.DictReader(io.StringIO(result.stdout))), result.stderr


@pytest.mark.parametrize("show", COLUMNS)
def test_everything_that_can_be_shown(seed_graph: Path, show: str) -> None:
    code, rows, said = run(seed_graph, "--show", show)
    assert (code, COLUMNS[show] in rows[0]) == (0, True), said


def test_ranges_of_the_seed(seed_graph: Path) -> None:
    """Who is least sure to be one person has the widest range; what et al. hides is said for the measure."""
    _, rows, said = run(seed_graph, "--show", "ranges")
    first = rows[0]
    assert (first["name"], int(first["low"]) < int(first["value"]) <= int(first["high"])) == ("Qi Qian", True)
    assert "degree: at least what is shown" in said


def test_numbers_keep_their_digits(seed_graph: Path) -> None:
    _, rows, _ = run(seed_graph, "--measure", "pagerank")
    assert sum(float(row["pagerank"]) for row in rows) == pytest.approx(1, abs=1e-9)


def test_conditions(seed_graph: Path, tmp_path: Path) -> None:
    call = ("--category", "cv", "--min-weight", "2", "--giant", "--measure", "pagerank")
    _, rows, said = run(seed_graph, *call)
    assert sum(float(row["pagerank"]) for row in rows) == pytest.approx(1, abs=0.01)
    assert "Papers that the other conditions leave out" in said
    assert "People that the conditions leave out" in said
    (tmp_path / "people.txt").write_text("# those who matter here\nhu, juhua\n\nQi Qian\n")
    _, rows, _ = run(seed_graph, "--people", str(tmp_path / "people.txt"))
    assert [row["name"] for row in rows] == ["Qi Qian", "Juhua Hu"]


@pytest.mark.parametrize("plot", ["communities", "degrees", "growth"])
def test_plots(seed_graph: Path, tmp_path: Path, plot: str) -> None:
    path = tmp_path / f"{plot}.svg"
    _, _, said = run(seed_graph, "-o", str(path), "--plot", plot)
    assert path.read_text("utf-8").startswith("<?xml"), said


def test_files_hold_the_weight_that_was_chosen(seed_graph: Path, tmp_path: Path) -> None:
    path = tmp_path / "network.csv"
    run(seed_graph, "--weight", "fractional", "-o", str(path))
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    assert all(row["weight"] == row["fractional"] for row in rows)
    assert {row["papers_together"] for row in rows} > {"1", "2"}


def test_another_view(seed_graph: Path, tmp_path: Path) -> None:
    _, (row,), _ = run(seed_graph, "--view", "methods", "--top", "1")
    assert (row["kind"], int(row["papers"]) > 1) == ("method", True)
    run(seed_graph, "--view", "terms", "-o", str(tmp_path / "terms.gexf"))
    assert (tmp_path / "terms.gexf").stat().st_size > 1000


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["--show", "nothing"], "expected one of people, ties"),
        (["--plot", "pie"], "expected one of communities"),
        (["--show", "ties", "-o", "x.csv"], "-o writes the network"),
        (["-o", "fine.csv", "-o", "x.doc"], "has no suffix"),
        (["-o", "x.csv", "-o", "x-nodes.csv"], "would both write x-nodes.csv"),
        (["--min-weight", "nan"], "no least weight"),
        (["--term", "Qi Qian"], "is a person: expected a method or dataset or task"),
        (["--measure", "citations"], "no paper of the network cites another"),
        (["--view", "terms", "--people", "/dev/null"], "names nobody"),
        (["--name", "Junfeng Tian", "--giant"], "loosen them"),
        (["--view", "nonsense"], "is no view"),
        (["--category", "XX"], "the graph has"),
        (["--term", "nonsensical"], "nonsensical"),
        (["--people", "missing.txt"], "missing.txt can't be read"),
        (["--weight", "fame"], "no weight of a tie"),
        (["--by", "fame"], "is unknown: expected one of degree"),
        (["--communities", "astrology"], "finds no communities"),
        (["--by", "h_index"], "no paper of the network cites another"),
        (["--show", "ranges", "--by", "name"], "has no range"),
        (["--from", "2022", "--to", "2020"], "swap them"),
        (["--view", "terms", "--measure", "pagerank"], "--measure is for co-authors"),
        (["--view", "terms", "--weight", "first_last"], "--weight is for co-authors"),
        (["--show", "years", "--giant"], "leave out --name, --people, --min-weight and --giant"),
    ],
)
def test_wrong_calls(seed_graph: Path, call: list[str], said: str) -> None:
    code, rows, words = run(seed_graph, *call)
    assert (code, rows) == (2, [])
    assert said in words
