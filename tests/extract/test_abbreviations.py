"""Abbreviations and their long forms."""

from __future__ import annotations

import pytest

from kg.extract import make_doc, make_nlp
from kg.model import Record

NLP = make_nlp()


def pairs(title, abstract):
    doc = NLP(make_doc(NLP, Record(id="1", title=title, abstract=abstract)))
    return [(doc.text[p.short_start : p.short_end], doc.text[p.long_start : p.long_end]) for p in doc._.kg_pairs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We train convolutional neural networks (CNNs).", [("CNNs", "convolutional neural networks")]),
        ("a novel deep feature transfer method (DeFT) works", [("DeFT", "deep feature transfer")]),
        (r"We define a \textbf{Deep Ritz Operator (DRO)}.", [("DRO", "Deep Ritz Operator")]),
        ("We study vehicle re-identification (Re-ID).", [("Re-ID", "re-identification")]),
        ("restraint and relaxation iteration (RRI)", [("RRI", "restraint and relaxation iteration")]),
        ("CRF (conditional random field) layers", [("CRF", "conditional random field")]),
        ("video object segmentation~(VOS)", [("VOS", "video object segmentation")]),
        ("retrieval (RAG; Lewis et al., 2020) and retrieval-augmented generation (RAG, 2020)",
         [("RAG", "retrieval-augmented generation")]),
        ("It is fast (see Table 2) and good (e.g., on images).", []),
        ("It runs on a GPU (A100).", []),
    ],
)  # fmt: skip
def test_parenthesis(text, expected):
    assert pairs("", text) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("BLISS: Bilingual Lexicon Induction with Semi-Supervision",
         [("BLISS", "Bilingual Lexicon Induction with Semi-Supervision")]),
        ("ConvTrans: Convolutional Transfer for Segmentation", [("ConvTrans", "Convolutional Transfer")]),
        ("FooNet: A Fast Oriented Optimiser for Search", [("FooNet", "Fast Oriented Optimiser")]),
        ("DeepWalk: Online Learning of Social Representations", []),
    ],
)  # fmt: skip
def test_title_must_spell_the_name(title, expected):
    assert pairs(title, "") == expected
