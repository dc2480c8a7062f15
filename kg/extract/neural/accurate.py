"""The accurate model: a small transformer run by ONNX Runtime, and a head that scores spans."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kg.errors import MissingExtraError
from kg.extract.neural.spans import Scores, score_spans
from kg.extract.neural.wordpieces import cut_pieces

__all__ = ["AccurateModel"]


class AccurateModel:
    """A fine-tuned encoder out of a folder; needs the extra ``accurate``."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        """Read ``meta.json``, ``tokenizer.json``, ``encoder.onnx`` and ``head.npz``; 0 threads stand for every core."""
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise MissingExtraError(error.name or "onnxruntime", "accurate") from error
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        self.labels: tuple[str, ...] = tuple(meta["labels"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._encoder = onnxruntime.InferenceSession(
            folder / "encoder.onnx", options, providers=["CPUExecutionProvider"]
        )
        with np.load(folder / "head.npz", allow_pickle=False) as stored:
            self._head = {name: stored[name].astype(np.float32) for name in stored.files}

    def score(self, words: Sequence[str]) -> Scores:
        """Score all spans of one passage.

        Passages are read one by one: the weights are 8-bit, their inputs are scaled by the largest of a batch, and so
        what is found in one paper would depend on its neighbours.
        """
        pieces = cut_pieces(self._tokenizer, words)
        inputs = {"ids": np.array([pieces.ids]), "cases": np.array([pieces.cases])}
        vectors = self._encoder.run(None, inputs)[0][0]
        return score_spans(vectors[pieces.first], vectors[pieces.last], self._head)
