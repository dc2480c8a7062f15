"""One spaCy Doc per record: title, a gap, abstract. What the components add lives in ``doc._.kg_*``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from kg.model import Dropped, Extraction, Record

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["GAP", "abstract_start", "get_record", "get_text", "locate", "make_doc", "read_extraction", "record_drop"]

GAP = "\n\n"
_SURROGATE = re.compile("[\ud800-\udfff]")

for _name in ("kg_mentions", "kg_results", "kg_links", "kg_dropped", "kg_candidates", "kg_pairs"):
    Doc.set_extension(_name, default=[], force=True)
for _name in ("kg_record", "kg_text"):
    Doc.set_extension(_name, default=None, force=True)


def make_doc(nlp: Language, record: Record) -> Doc:
    """Tokenise a record's title and abstract into one Doc that carries the record as ``doc._.kg_record``.

    Lone surrogates, which spaCy cannot hold, become U+FFFD in the Doc; positions stay the same.
    """
    doc = nlp.make_doc(_SURROGATE.sub("\ufffd", f"{record.title}{GAP}{record.abstract}"))
    doc._.kg_record = record
    return doc


def get_record(doc: Doc) -> Record:
    """Give the record of a Doc; a Doc made from bare text counts as an abstract without a title."""
    if doc._.kg_record is None:
        doc._.kg_record = Record(id="", abstract=doc.text)
    record: Record = doc._.kg_record
    return record


def get_text(doc: Doc) -> str:
    """Give ``doc.text``, which spaCy joins anew at every call, from a copy made once."""
    if doc._.kg_text is None:
        doc._.kg_text = doc.text
    text: str = doc._.kg_text
    return text


def abstract_start(doc: Doc) -> int:
    """Give the character of the Doc at which the abstract begins."""
    title, abstract = get_record(doc).title, get_record(doc).abstract
    return 0 if len(get_text(doc)) == len(abstract) and not title else len(title) + len(GAP)


def locate(doc: Doc, start: int, end: int) -> tuple[str, int, int] | None:
    """Turn character positions of the Doc into (field, start, end); None for a span outside or across the fields.

    >>> import spacy
    >>> doc = make_doc(spacy.blank("en"), Record(id="1", title="On CLIP", abstract="We use CLIP."))
    >>> locate(doc, 16, 20), locate(doc, 3, 12)
    (('abstract', 7, 11), None)
    """
    second = abstract_start(doc)
    if 0 <= start < end <= len(get_record(doc).title) and second:
        return "title", start, end
    if second <= start < end <= len(get_text(doc)):
        return "abstract", start - second, end - second
    return None


def record_drop(doc: Doc, start: int, end: int, reason: str) -> None:
    """Note that the candidate at these characters of the Doc was rejected, and why."""
    if place := locate(doc, start, end):
        record = get_record(doc)
        text = getattr(record, place[0])[place[1] : place[2]]
        doc._.kg_dropped.append(Dropped(record.id, *place, text, reason))


def read_extraction(doc: Doc) -> Extraction:
    """Collect what the components put on the Doc."""
    return Extraction(
        mentions=tuple(sorted(doc._.kg_mentions, key=lambda m: (m.field != "title", m.start, -m.end, m.kind))),
        results=tuple(doc._.kg_results),
        links=tuple(doc._.kg_links),
        dropped=tuple(doc._.kg_dropped),
    )
