"""Counting names for the table that ships with the package."""

import gzip
import json
from pathlib import Path

from kg.resolve.training.namecounts import main


def test_each_name_counts_once(tmp_path: Path) -> None:
    """However often it signs and however it is spelt; initials and rare names are left out."""
    papers = [
        {"authors": [{"name": "Carolyn Rosé"}, {"name": "Carolyn Penstein Rosé"}, {"name": "C. Rosé"}]},
        {"a": [["Carolyn Rose", None], ["Rosé, Carolyn", None], ["Qi Qian", None]]},
    ]
    path = tmp_path / "papers.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(p) + "\n" for p in papers).encode()))
    out = tmp_path / "counts.tsv"
    assert main([str(path), "--out", str(out), "--least", "2"]) == 0
    comment, *rows = out.read_text(encoding="utf-8").splitlines()
    assert comment.startswith("#")
    assert rows == ["total\t3\t3", "carolyn\t2\t0", "rose\t0\t2"]
