"""The command that writes a page says on the terminal what the page leaves out."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app


@pytest.mark.parametrize("limit", [5, 0])
def test_view_says_what_it_leaves_out(seed_graph: Path, tmp_path: Path, limit: int) -> None:
    out = tmp_path / "page.html"
    done = CliRunner().invoke(app, ["view", "-g", str(seed_graph), "--limit", str(limit), "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert "<!doctype html>" in out.read_text(encoding="utf-8")
    assert ("Showing the 5 most connected of" in done.stderr) == bool(limit)
    assert done.stdout == ""
