"""`kg extract` and `kg build` take a model and a threshold, and say what they can be."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

LINE = '{"id": "a", "abstract": "We propose FooNet for lane detection and reach 80.2% accuracy on ImageNet."}\n'
WITHOUT = "import sys; sys.modules['onnxruntime'] = None; "


def run(*arguments, text=LINE, cwd=None, before=""):
    script = f"if __name__ == '__main__':\n    {before}from kg.cli import main; main()"
    return subprocess.run([sys.executable, "-c", script, *arguments], input=text, cwd=cwd, capture_output=True, text=True,
                          timeout=300, env=os.environ | {"PYTHONWARNINGS": "ignore"})  # fmt: skip


@pytest.mark.parametrize("command", [["extract", "-"], ["build", "page.txt"]], ids=["extract", "build"])
def test_an_unknown_model_is_refused_with_the_choices(tmp_path, command):
    (tmp_path / "page.txt").write_text("26.3CVDec 30, 2022\nDeep Learning\nA. B. · uw\nWe train.\n", encoding="utf-8")
    done = run(*command, "--model", "nonsense", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kg: no model 'nonsense': choose fast, accurate, rules\n"
    assert [p.name for p in tmp_path.iterdir()] == ["page.txt"]


@pytest.mark.parametrize("value", ["2", "-0.5", "half", "nan"])
@pytest.mark.parametrize("command", ["extract", "build"])
def test_a_threshold_that_is_no_probability_is_refused(tmp_path, command, value):
    (tmp_path / "page.txt").write_text("We train.\n", encoding="utf-8")
    done = run(command, "page.txt", "--min-confidence", value, cwd=tmp_path)
    assert done.returncode == 2
    assert "confidence" in done.stderr
    assert "Traceback" not in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["page.txt"]


def test_a_threshold_leaves_out_what_is_less_sure():
    every, some = (run("extract", "--min-confidence", value) for value in ("0", "1"))
    assert every.returncode == some.returncode == 0
    every, some = json.loads(every.stdout), json.loads(some.stdout)
    assert every["mentions"]
    assert all(m["score"] == 1.0 for m in some["mentions"])
    assert len(some["mentions"]) < len(every["mentions"])


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_accurate_without_its_extra_is_one_line(jobs):
    done = run("extract", "--model", "accurate", "--jobs", jobs, before=WITHOUT)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kg: this needs onnxruntime: pip install 'scholar-kg[accurate]'\n"
