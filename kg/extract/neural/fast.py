"""The fast model: spaCy's tok2vec network (hashed word features, convolutions) and a head that scores spans."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from spacy.ml.models.tok2vec import MaxoutWindowEncoder, MultiHashEmbed, build_Tok2Vec_model
from spacy.tokens import Doc
from spacy.vectors import Vectors
from spacy.vocab import Vocab
from thinc.api import Model

from kg.extract.neural.spans import Scores, score_spans

__all__ = ["FastModel", "make_tok2vec", "make_vocab", "write_fast"]

ATTRIBUTES = {"NORM": 5000, "PREFIX": 1000, "SUFFIX": 2500, "SHAPE": 2500}
"""The features of a word, and the rows of the table that each is hashed into."""


def make_tok2vec(*, width: int, depth: int, vectors: bool) -> Model[list[Doc], list[Any]]:
    """Build the network, untrained."""
    embed = MultiHashEmbed(width, list(ATTRIBUTES), list(ATTRIBUTES.values()), vectors)
    return build_Tok2Vec_model(embed, MaxoutWindowEncoder(width, 1, 3, depth))


def make_vocab(vectors: Vectors | None) -> Vocab:
    """Make a vocabulary with English word features and, if given, static vectors."""
    import spacy

    vocab = spacy.blank("en").vocab
    if vectors is not None:
        vocab.vectors = vectors
    return vocab


class FastModel:
    """A trained network out of a folder."""

    def __init__(self, folder: Path) -> None:
        """Read ``meta.json`` and ``weights.npz``."""
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        self.labels: tuple[str, ...] = tuple(meta["labels"])
        with np.load(folder / "weights.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name].astype(np.float32) for name in stored.files}
        table = arrays.pop("vectors", None)
        self.vectors = (
            None if table is None else Vectors(data=table, mode="floret", name="scholar-kg", **meta["floret"])
        )
        self.vocab = make_vocab(self.vectors)
        self._tok2vec = make_tok2vec(width=meta["width"], depth=meta["depth"], vectors=self.vectors is not None)
        self._tok2vec.initialize(X=[Doc(self.vocab, words=["a"])])
        for (node, name), key in _parameters(self._tok2vec):
            node.set_param(name, arrays.pop(key))
        self._head = arrays

    def score(self, words: Sequence[str]) -> Scores:
        """Score all spans of one passage."""
        vectors = self._tok2vec.predict([Doc(self.vocab, words=list(words))])[0]
        return score_spans(vectors, vectors, self._head)


def _parameters(network: Model[Any, Any]) -> list[tuple[tuple[Model[Any, Any], str], str]]:
    """Name the arrays of a network by the place of their node, which is the same for every network so built."""
    return [
        ((node, name), f"node{i}.{name}")
        for i, node in enumerate(network.walk())
        for name in node.param_names
        if node.has_param(name)
    ]


def write_fast(
    folder: Path, network: Model[Any, Any], head: Mapping[str, Scores], meta: dict[str, Any], vectors: Vectors | None
) -> None:
    """Write a trained network in half precision; ``meta`` holds labels, width, depth and what the card tells."""
    arrays = {key: np.asarray(node.get_param(name)) for (node, name), key in _parameters(network)} | dict(head)
    if vectors is not None:
        arrays["vectors"] = np.asarray(vectors.data)
        meta |= {"floret": {n: getattr(vectors, n) for n in ("hash_count", "hash_seed", "minn", "maxn", "bow", "eow")}}
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "weights.npz", **{k: v.astype(np.float16) for k, v in arrays.items()})  # type: ignore[arg-type]
    (folder / "meta.json").write_text(json.dumps(meta, indent=1, sort_keys=True) + "\n", encoding="utf-8")
