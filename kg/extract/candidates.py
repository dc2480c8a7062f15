"""What the components share: the words of a Doc as plain lists, and candidates with the evidence for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from kg.extract.document import abstract_start, get_text

if TYPE_CHECKING:
    pass

__all__ = [
    "Candidate",
    "Words",
    "add_candidate",
    "get_words",
    "has_name_shape",
    "is_adjective",
    "is_capitalised",
    "is_measure",
    "key_of",
]

Doc.set_extension("kg_words", default=None, force=True)

_PARTS = re.compile(r"[-‐‑–_/]")
_ADJECTIVE_TAIL = re.compile(
    r"-(?:based|like|style|styled|type|level|aware|driven|guided|enhanced|augmented|powered|inspired|trained|tuned|free|"
    r"specific|only|oriented|generated|related|induced|equipped|assisted|compatible|centric|native|hard|complete|"
    r"stationary|sized|scale|agnostic|optimal|invariant|equivariant|dependent|independent|variant|intensive|friendly|"
    r"derived)$",
    re.IGNORECASE,
)

_PARTICIPLE = re.compile(r"(?![A-Z][a-z]).*-\w+(?<!e)ed$")
# 7B, 23.1K, 2.9X, 1M+; R@100, PSP@1
_MEASURE = re.compile(r"\d[\d.,]*[KMBTXkmx]?B?\+*|[A-Za-z]+(?:-[A-Za-z]+)?@(?:\d+|[kKnN])")
_LATEX_NAME = re.compile(r"\$\\(?:text|math)(?:bf|it|rm|sc|sf|tt)\{?[A-Z].*|\$[^$]+\$-[A-Z].*")
_ADJECTIVE_HEAD = re.compile(r"(?:pre|post|non|multi|anti|semi|sub|inter|intra|cross|self|un|co|ex)-[A-Z]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of the Doc (in characters) that may name something, and one piece of evidence for it.

    ``weight`` says how often such evidence holds, in [0, 1]; ``role`` is what it says about the role, if anything.
    """

    start: int
    end: int
    text: str
    kind: str
    evidence: str
    weight: float
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of a Doc as parallel lists; rules over lists are many times faster than rules over Token objects."""

    text: list[str]
    lower: list[str]
    start: list[int]
    end: list[int]
    sentence: list[int]
    title_end: int

    def __len__(self) -> int:
        """Count the tokens."""
        return len(self.text)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Give the characters from token ``first`` up to and including token ``last``."""
        return self.start[first], self.end[last]


def get_words(doc: Doc) -> Words:
    """Give the words of a Doc, made once; needs sentence starts."""
    if doc._.kg_words is None:
        text = [t.text for t in doc]
        start = [t.idx for t in doc]
        sentence, count = [], 0
        for t in doc:
            count += bool(t.is_sent_start)
            sentence.append(count)
        second = abstract_start(doc)
        title_end = next((i for i, s in enumerate(start) if s >= second), len(text))
        end = [s + len(w) for s, w in zip(start, text, strict=True)]
        doc._.kg_words = Words(text, [w.lower() for w in text], start, end, sentence, title_end)
    words: Words = doc._.kg_words
    return words


def add_candidate(
    doc: Doc, start: int, end: int, kind: str, *, evidence: str, weight: float, role: str | None = None
) -> None:
    """Put one candidate on the Doc."""
    doc._.kg_candidates.append(Candidate(start, end, get_text(doc)[start:end], kind, evidence, weight, role))


@cache
def _shape(word: str) -> bool:
    if word.startswith("$"):
        return bool(_LATEX_NAME.fullmatch(word))
    if is_adjective(word) or is_measure(word) or len(word) < 2 or (word[0].islower() and "-to-" in word):
        return False
    parts = [p for p in _PARTS.split(word) if p]
    upper = sum(c.isupper() for c in word)
    inner = any(c.isupper() for p in parts for c in p[1:])
    digit_tail = bool(upper and any(c.isdigit() for c in word) and word[0].isalpha())
    return (inner and upper >= 1) or digit_tail


def has_name_shape(word: str) -> bool:
    """Say whether one token looks coined: a capital after its first letter, or a capital and a digit.

    >>> [has_name_shape(w) for w in ("TeS", "mPLUG-2", "BERT", "GPT-4", "Zero-Shot", "CLIP-based", "We")]
    [True, True, True, True, False, False, False]
    """
    return _shape(word) if len(word) < 40 else False


def is_adjective(word: str) -> bool:
    """Say whether a hyphenated token only qualifies a noun, as ``BERT-based`` and ``low-level`` do."""
    return bool(_ADJECTIVE_TAIL.search(word) or _ADJECTIVE_HEAD.match(word) or _PARTICIPLE.match(word))


def is_measure(word: str) -> bool:
    """Say whether a token is a size or a measure at a cut-off rather than a name.

    >>> [is_measure(w) for w in ("7B", "23.1K", "R@100", "3D-PA", "ViT-L/14@336")]
    [True, True, True, False, False]
    """
    return bool(_MEASURE.fullmatch(word))


def is_capitalised(word: str) -> bool:
    """Say whether a token starts with a capital letter."""
    return word[0].isupper()


@cache
def _key(text: str) -> str:
    if len(text) > 2 and text[-1] == "s" and text[-2].isupper():
        text = text[:-1]
    folded = re.sub(r"[\s\-‐‑–_]+", " ", text).strip().casefold()
    return (
        folded[:-1] if len(folded) > 3 and folded.endswith("s") and not folded.endswith(("ss", "us", "is")) else folded
    )


def key_of(text: str) -> str:
    """Reduce a name to what its plural, case and hyphen variants share.

    >>> key_of("Large Language Models") == key_of("large-language model"), key_of("DQNs") == key_of("DQN")
    (True, True)
    """
    return _key(text) if len(text) < 200 else text
