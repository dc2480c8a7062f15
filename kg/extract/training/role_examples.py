"""Turn judged names into examples: the features of each, with and without the hints and the title that give it away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zlib import crc32

import spacy

from kg.extract.candidates import get_words
from kg.extract.document import make_doc
from kg.extract.pipeline import COMPONENTS
from kg.extract.role_features import Describer
from kg.extract.roles import judge_by_keywords
from kg.extract.tokens import Tokenizer
from kg.extract.training.role_corpora import read_lines, read_scier, read_scierc, read_scirex
from kg.extract.training.role_silver import find_names, judge_listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from spacy.language import Language
    from spacy.tokens import Doc

    from kg.extract.role_context import Feature
    from kg.extract.training.role_corpora import Judged
    from kg.extract.training.role_silver import Found

__all__ = ["Example", "describe_all", "is_held_out", "make_examples", "make_reader", "read_examples"]

_LISTS = ("listings/anthology_code_datasets", "listings/acl2022", "listings/naacl2024", "results/orkg_tdm_papers")
_ANNOTATED = frozenset(["SciER", "SciERC", "SciREX"])
OWN_ZONE = 0.3
"""How far to trust that a task is only mentioned of which the paper's own sentences speak, not just its background."""


@dataclass(frozen=True, slots=True)
class Example:
    """One name of one text: its role, how far that is trusted, what is known of the name, and what keywords say."""

    kind: str
    role: str
    weight: float
    features: frozenset[Feature]
    corpus: str
    id: str
    keywords: str
    view: str = "full"


def is_held_out(key: str) -> bool:
    """Tell whether a paper belongs to the tenth kept for evaluation."""
    return crc32(key.encode()) % 10 == 0


def make_reader() -> Language:
    """Assemble the rules of the pipeline as far as the roles, whose weights are about to be trained."""
    nlp = spacy.blank("en")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    for name in COMPONENTS[: COMPONENTS.index("kg_roles") + 1]:
        if name != "kg_model":
            nlp.add_pipe(name)
    return nlp


def make_examples(judged: Judged, doc: Doc, names: Sequence[Found]) -> Iterator[Example]:
    """Describe each judged name up to three times: as found, without the rules' hints, and without its title."""
    words = get_words(doc)
    describer = Describer(words)
    hints = {(kind, span): said for kind, _, said, spans in names for span in spans}
    for name in judged.named:
        said = next((hints[name.kind, s] for s in name.spans if (name.kind, s) in hints), ())
        full = Example(
            kind=name.kind,
            role=name.role,
            weight=name.weight,
            features=frozenset(describer.describe(name.kind, said, name.spans)),
            corpus=judged.corpus,
            id=judged.record.id,
            keywords=judge_by_keywords(words, name.kind, said, name.spans),
        )
        if _is_doubtful(full):
            continue
        if full.role == "mentioned" and ("zones", "0 True") not in full.features:
            full = replace(full, weight=full.weight * OWN_ZONE)
        yield full
        if said or judged.corpus not in _ANNOTATED:
            yield replace(full, features=frozenset(describer.describe(name.kind, (), name.spans)), view="no hint")
        rest = [s for s in name.spans if s[0] >= words.start[min(words.title_end, len(words) - 1)]]
        if name.kind != "task" and rest and len(rest) < len(name.spans):
            features = (f for f in describer.describe(name.kind, (), rest) if f[0] != "in title")
            yield replace(full, features=frozenset(features), view="no title")


def _is_doubtful(example: Example) -> bool:
    """Say whether a method that counts as used by default is a part that the text does propose."""
    default = example.kind == "method" and example.role == "used" and example.weight < 1
    return default and ("verb", "propose ") in example.features


def describe_all(corpus: Iterable[Judged], nlp: Language) -> Iterator[Example]:
    """Make examples of annotated texts."""
    for judged in corpus:
        doc = nlp(make_doc(nlp, judged.record))
        yield from make_examples(judged, doc, find_names(doc))


def read_examples(data: Path, nlp: Language) -> Iterator[Example]:
    """Read every training corpus under ``data``."""
    ner = data / "ner"
    for corpus in (
        read_scier(ner / "scier_train.jsonl"),
        read_scier(ner / "scier_train.jsonl", size=1),
        read_scierc(ner / "scierc_train.jsonl"),
        read_scirex(ner / "scirex_head_train.jsonl"),
    ):
        yield from describe_all(corpus, nlp)
    lines = {(x["title"], x["abstract"]): x for name in _LISTS for x in read_lines(data / f"{name}.jsonl")}
    for judged, doc, names in judge_listed(list(lines.values()), nlp):
        yield from make_examples(judged, doc, names)
