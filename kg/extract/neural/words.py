"""Cut text into the words that the models were trained on, the same however the text was spaced."""

from __future__ import annotations

import re

__all__ = ["Span", "split_words"]

Span = tuple[int, int]
"""Start and end in characters; the end is exclusive."""

_WORD = re.compile(r"\d|[^\W\d_]+|[^\w\s]|_")


def split_words(text: str) -> list[Span]:
    """Cut letters from digits, digits and signs from one another; white space only parts words.

    So the corpora that print ``pre - trained``, ``word 2 vec`` and ``4 2 . 2 %`` and the text that authors write give
    the same words, and the models never see how a corpus was spaced.

    >>> text = "BERT-large (340M), ResNet50"
    >>> [text[start:end] for start, end in split_words(text)]
    ['BERT', '-', 'large', '(', '3', '4', '0', 'M', ')', ',', 'ResNet', '5', '0']
    """
    return [match.span() for match in _WORD.finditer(text)]
