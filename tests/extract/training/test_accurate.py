"""A tiny encoder is fine-tuned, written in eight bits and read back."""

from __future__ import annotations

import json

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
tokenizers = pytest.importorskip("tokenizers")
for package in ("onnx", "onnxruntime", "safetensors"):
    pytest.importorskip(package)

from kg.extract.neural.accurate import AccurateModel  # noqa: E402
from kg.extract.neural.component import ModelFinder  # noqa: E402
from kg.extract.training.accurate import AccurateRecipe, AccurateTagger, train  # noqa: E402
from kg.extract.training.corpus import Passage  # noqa: E402

PASSAGES = [
    Passage("1", ((2, 3, "Method"), (4, 5, "Task")), ("We", "train", "BERT", "for", "parsing", ".")),
    Passage("2", ((2, 3, "Method"), (4, 5, "Task")), ("We", "train", "GloVe", "for", "tagging", ".")),
    Passage("3", (), ("Nothing", "is", "named", "here", ".")),
]
WORDS = sorted({word.lower() for p in PASSAGES for word in p.tokens})


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """An encoder of one layer that knows the words of the passages."""
    folder = tmp_path_factory.mktemp("base")
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS]
    tokenizer = tokenizers.Tokenizer(
        tokenizers.models.WordPiece({w: i for i, w in enumerate(names)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=True)
    tokenizer.post_processor = tokenizers.processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.enable_truncation(4)
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    transformers.BertModel(transformers.BertConfig(vocab_size=len(names), **sizes)).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def tagger(base, told):
    recipe = AccurateRecipe(base=str(base), epochs=20, batch=2, learn_rate=3e-3, head_learn_rate=1e-2)
    return train(PASSAGES, PASSAGES, ["Method", "Task"], recipe, tell=told.append)


def test_training_learns_the_passages(tagger, told):
    assert told[-1].startswith("step 40 of 40: ")
    assert len(told) == 20
    assert tagger.evaluate(PASSAGES)["micro"].f1 == 1.0


def test_labels_that_were_not_learned_are_scored_as_missed(tagger):
    scores = tagger.evaluate([Passage("1", ((2, 3, "Metric"),), PASSAGES[0].tokens)])
    assert (scores["Metric"].right, scores["Metric"].gold) == (0, 1)


def test_the_model_that_is_written_finds_the_same(tagger, tmp_path):
    tagger.write(tmp_path, {"corpora": ["own.jsonl"]})
    meta = json.loads((tmp_path / "meta.json").read_text("utf-8"))
    assert meta == {"base": tagger.base.name, "corpora": ["own.jsonl"], "labels": ["Method", "Task"]}
    model = AccurateModel(tmp_path, threads=1)
    text = "We train BERT for parsing . We train GloVe for tagging ."
    found = [(text[start:end], kind) for start, end, kind, _ in ModelFinder(model).find(text)]
    assert found == [("BERT", "method"), ("parsing", "task"), ("GloVe", "method"), ("tagging", "task")]


def test_the_mean_of_a_model_and_itself_is_the_model(tagger, tmp_path):
    tagger.write(tmp_path, {"corpora": ["own.jsonl"]})
    other = AccurateTagger(tagger.labels, tagger.recipe)
    other.average([tmp_path, tmp_path])
    assert other.evaluate(PASSAGES)["micro"].f1 == 1.0


def test_a_passage_longer_than_the_tokenizer_was_set_to_read(base):
    tagger = AccurateTagger(["Method"], AccurateRecipe(base=str(base)))
    (item,) = tagger.make_items(PASSAGES[:1])
    assert len(item.pieces.ids) == 8
