"""The wheel works outside the checkout: ontology, shapes, queries, page assets and models are inside it."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TRAINED = (
    "calibration.json",
    "roles.npz",
    "neural/fast/meta.json",
    "neural/fast/weights.npz",
    "neural/accurate/encoder.onnx",
    "neural/accurate/head.npz",
    "neural/accurate/meta.json",
    "neural/accurate/tokenizer.json",
)


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
    assert wheel.stat().st_size < 60_000_000
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(target / "site")
    assert {f"kg/extract/{name}" for name in TRAINED} <= names
    assert not {name for name in names if name.endswith((".safetensors", ".pt", ".pyc"))}
    return target / "site"


def test_built_package_runs_alone(unpacked: Path, tmp_path: Path) -> None:
    """Build, query, validate, export and extract with nothing but the wheel's own files on the path."""
    (tmp_path / "page.txt").write_text(
        "26.3CVDec 30, 2022\nDeep Learning for Object DetectionJuhua Hu, Qi Qian et al. · uw\nWe propose DeepDet, a detector."
    )
    (tmp_path / "lines.jsonl").write_text(
        '{"id": "1", "abstract": "We fine-tune BERT for named entity recognition on the CoNLL-2003 dataset."}\n'
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
        *(["extract", "lines.jsonl", "--model", model] for model in ("rules", "fast", "accurate")),
    ):
        done = subprocess.run(
            [sys.executable, "run.py", str(unpacked), *arguments],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(unpacked), "KG_DEBUG": "1"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        if arguments[0] == "extract":
            assert "BERT" in {mention["text"] for mention in json.loads(done.stdout)["mentions"]}
    assert (tmp_path / "view.html").read_text("utf-8").count("Juhua Hu") > 0
