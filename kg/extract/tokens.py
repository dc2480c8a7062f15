"""The tokeniser and sentence splitter for scholarly English with bits of LaTeX in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from spacy.tokens import Doc

if TYPE_CHECKING:
    from spacy.tokens import Token
    from spacy.vocab import Vocab

__all__ = ["Tokenizer", "is_url", "split_sentences"]

_LETTER = r"""(?:[^\W_]|[\u0300-\u036f]|\{\\?["'`^~=.]?[^\W\d_]\}(?=\w)|(?<=\w)\\["'`^~=.]\{?[^\W\d_]\}?|_)"""
_WORD = rf"{_LETTER}+(?:(?:[-‐‑–](?=\w)|(?<=\d)\.(?=\d)|(?<=[A-Z\d])[/@](?=\d)){_LETTER}+)*"
_TOKEN = re.compile(
    rf"""
    (?:https?://|www\.)[^\s{{}}]*[^\s{{}}.,;:)\]'"]                # URL without its trailing punctuation
  | \$\\?[^\W\d][^\s$]{{0,24}}\$(?:-\w+(?:-\w+)*)?                 # $θ$-BSDE, $k$-means, $V^*$
  | (?:[A-Za-z]\.){{2,}}                                           # e.g. i.e. U.S.
  | \\[A-Za-z]+ | \\[^\sA-Za-z]                                    # \modelname \%
  | ['’]s\b
  | {_WORD}\+{{0,2}}(?!\+)(?<![a-z]\+)                             # Re-ID, GPT-3.5, ViT-L/14@336, DeepLabV3+
  | \s+ | .
    """,
    re.VERBOSE | re.DOTALL,
)
_CLOSING = frozenset([")", "]", "}", '"', "”", "'", "’"])
_ABBREVIATED = frozenset(
    ["al", "cf", "fig", "figs", "vs", "resp", "eq", "eqs", "sec", "ref", "refs", "approx", "no", "st"]
)


class Tokenizer:
    """Splits text into tokens that keep hyphenated words, model versions, URLs and LaTeX commands whole.

    >>> import spacy
    >>> [t.text for t in Tokenizer(spacy.blank("en").vocab)("We use ViT-L/14@336 (i.e., CLIP's) on Re-ID.")]
    ['We', 'use', 'ViT-L/14@336', '(', 'i.e.', ',', 'CLIP', "'s", ')', 'on', 'Re-ID', '.']
    """

    def __init__(self, vocab: Vocab) -> None:
        """Take the vocabulary that the documents share."""
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Make a Doc whose text is exactly the input."""
        words: list[str] = []
        spaces: list[bool] = []
        for token in _TOKEN.findall(text):
            if token[0] == " " and words and not words[-1].isspace():
                spaces[-1] = True
                token = token[1:]  # noqa: PLW2901
            if token:
                words.append(token)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)


def is_url(token: Token) -> bool:
    """Say whether the tokeniser took the token for a URL."""
    return token.text.startswith(("http://", "https://", "www."))


def _ends_sentence(token: Token) -> bool:
    if token.text in {"?", "!"}:
        return True
    return token.text == "." and not (token.i and token.nbor(-1).lower_ in _ABBREVIATED)


def split_sentences(doc: Doc, *, second_text: int = 0) -> Doc:
    """Mark sentence starts; ``e.g.``, ``et al.``, ``i.e.`` and decimals end none.

    The character ``second_text`` of the Doc always begins a sentence: there the abstract follows the title.
    """
    starts, ended = [], False
    for token in doc:
        passing = token.is_space or token.text in _CLOSING
        here = ended and not passing and not token.is_lower
        if token.idx >= second_text > 0 and not token.is_space:
            here, second_text = True, 0
        ended = (ended and passing) or _ends_sentence(token)
        starts.append(1 if here or token.i == 0 else -1)
    if starts:
        # Setting Token.is_sent_start looks through the whole Doc each time.
        column = np.array(starts, dtype=np.int64).astype(np.uint64).reshape(-1, 1)
        doc.from_array(["SENT_START"], cast("Any", column))
    return doc
