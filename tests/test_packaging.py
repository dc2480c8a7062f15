"""The wheel works outside the checkout: ontology, shapes, queries, page assets and models are inside it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(target),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (wheel,) = target.glob("scholar_kg-*.whl")
    assert wheel.stat().st_size < 5_000_000
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target / "site")
    return target / "site"


def test_built_package_runs_alone(unpacked: Path, tmp_path: Path) -> None:
    """Build, query, validate and export with nothing but the wheel's own files on the path."""
    (tmp_path / "page.txt").write_text(
        "26.3CVDec 30, 2022\nDeep Learning for Object DetectionJuhua Hu, Qi Qian et al. · uw\nWe propose DeepDet, a detector."
    )
    (tmp_path / "run.py").write_text(
        "import sys, kg\nassert kg.__file__.startswith(sys.argv[1]), kg.__file__\nsys.argv = ['kg', *sys.argv[2:]]\n"
        "from kg.cli import main\nmain()\n"
    )
    for arguments in (
        ["build", "page.txt"],
        ["validate"],
        ["query", "papers-of-author", "-p", "author=juhua hu", "-f", "csv"],
        ["export", "graph.jsonld"],
        ["view", "-o", "view.html"],
    ):
        done = subprocess.run(
            [sys.executable, "run.py", str(unpacked), *arguments],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(unpacked), "KG_DEBUG": "1"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "view.html").read_text("utf-8").count("Juhua Hu") > 0
