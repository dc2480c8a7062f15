"""Turn a fine-tuned encoder into an 8-bit ONNX file."""

from __future__ import annotations

import json
import logging
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from kg.extract.training.accurate import Network

__all__ = ["write_accurate"]


class _Encoder(nn.Module):
    """One passage at a time needs no mask."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: torch.Tensor, cases: torch.Tensor) -> torch.Tensor:
        vectors: torch.Tensor = self.network.encode(ids, cases)
        return vectors


def write_accurate(folder: Path, network: Network, tokenizer: Tokenizer, meta: dict[str, Any]) -> None:
    """Write ``encoder.onnx`` (matrices and tables in 8 bits), ``head.npz``, ``tokenizer.json`` and ``meta.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        whole = Path(place, "encoder.onnx")
        _export(network.eval(), whole)
        _quantise(whole, folder / "encoder.onnx")
    head = {name: array.detach().numpy().astype(np.float16) for name, array in network.head.state_dict().items()}
    np.savez_compressed(folder / "head.npz", **head)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "meta.json").write_text(json.dumps(meta, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _export(network: Network, target: Path) -> None:
    example = (torch.ones(1, 20, dtype=torch.long), torch.zeros(1, 20, dtype=torch.long))
    dynamic = {name: {1: "pieces"} for name in ("ids", "cases", "vectors")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Encoder(network),
            example,
            target,
            input_names=["ids", "cases"],
            output_names=["vectors"],
            dynamic_axes=dynamic,
            opset_version=17,
            dynamo=False,
        )


def _quantise(source: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)  # it advises, on the root logger, what a graph without shapes does not need
    quantize_dynamic(
        source, target, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gather"]
    )
    logging.disable(logging.NOTSET)
