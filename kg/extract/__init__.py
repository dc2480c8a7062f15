"""Find methods, datasets, tasks, metrics, results and links in the text of records."""

from __future__ import annotations

from kg.extract.document import get_record, get_text, locate, make_doc, read_extraction, record_drop
from kg.extract.jsonlines import record_from_json, to_json
from kg.extract.pipeline import COMPONENTS, Options, extract, make_nlp

__all__ = [
    "COMPONENTS",
    "Options",
    "extract",
    "get_record",
    "get_text",
    "locate",
    "make_doc",
    "make_nlp",
    "read_extraction",
    "record_drop",
    "record_from_json",
    "to_json",
]
