"""Canonical names: which known task, metric or data set a printed name means, and what is broader."""

from __future__ import annotations

from kg.resolve.vocabulary.concepts import Concept, Fact, Row, Source, Vocabulary
from kg.resolve.vocabulary.files import read_rows, read_vocabulary, shipped_vocabulary
from kg.resolve.vocabulary.merging import merge_known

__all__ = [
    "Concept",
    "Fact",
    "Row",
    "Source",
    "Vocabulary",
    "merge_known",
    "read_rows",
    "read_vocabulary",
    "shipped_vocabulary",
]
