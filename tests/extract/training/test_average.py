"""Averaged models know what they knew; models that do not belong together are refused."""

from __future__ import annotations

import json

import pytest

from kg.extract.training.average import main

torch = pytest.importorskip("torch")


@pytest.fixture
def trained(tmp_path):
    """Write what two runs of the training leave behind, as far as averaging looks at it."""
    safetensors = pytest.importorskip("safetensors.torch")
    folders = []
    for name, labels in (("a", ["Task"]), ("b", ["Method"])):
        folder = tmp_path / name
        folder.mkdir()
        safetensors.save_file({"head.width": torch.zeros(2)}, folder / "network.safetensors")
        (folder / "meta.json").write_text(json.dumps({"labels": labels, "corpora": []}), encoding="utf-8")
        folders.append(str(folder))
    return folders


def test_models_of_different_labels_are_refused(trained, capsys):
    assert main(trained) == 2
    assert "the models know different labels" in capsys.readouterr().err


def test_a_folder_without_a_model_is_named(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert f"{tmp_path}: no model that --out of the training wrote" in capsys.readouterr().err
