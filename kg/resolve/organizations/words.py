"""Reduce the name of an institution to words that its spellings share."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files

from kg.iris import fold

__all__ = ["institution_key", "is_public_suffix", "name_words", "registered_domain", "words_of"]

_COMPANY = re.compile(
    r",?\s+(?:Co\.?,?\s*)?(?:Inc|Incorporated|Ltd|Limited|LLC|L\.L\.C|GmbH|Corp|Corporation|Co|PLC|Pte|Pvt|S\.?p\.?A|B\.V)"
    r"(?:\.|(?=$|[\s,;:()]))"
)
#: Names of places written as one word and as two.
_TOGETHER = {"jiao tong": "jiaotong", "hongkong": "hong kong", "shen zhen": "shenzhen", "guang zhou": "guangzhou"}
_JOINED = re.compile("|".join(rf"\b{words}\b" for words in _TOGETHER))


@cache
def _read_words() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Read ``words.tsv``: the full word of each spelling, and the other kinds of words."""
    spellings: dict[str, str] = {}
    kinds: dict[str, frozenset[str]] = {}
    text = (files("kg") / "resolve" / "organizations" / "words.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            kind, word, words = line.split("\t")
            if kind == "spelling":
                spellings |= dict.fromkeys(words.split(), word)
            else:
                kinds[kind] = kinds.get(kind, frozenset()) | set(
                    words.split(" | " if kind in ("system", "umbrella") else None)
                )
    return spellings, kinds


def words_of(kind: str) -> frozenset[str]:
    """Return the words of one kind: dropped, part, place, provider, second, one-way or system.

    >>> "department" in words_of("part"), "gmail" in words_of("provider")
    (True, True)
    """
    return _read_words()[1][kind]


def name_words(text: str) -> list[str]:
    """Return the words of a name, folded, abbreviations and translations written out, small words left out.

    >>> name_words("Dept. of Comput. Sci., Univ. of Zürich"), name_words("Zhuiyi Technology Co., Ltd.")
    (['department', 'computer', 'science', 'university', 'zurich'], ['zhuiyi', 'technology'])
    """
    spellings, kinds = _read_words()
    bare = re.sub(r"[’‘'`´ʼ]", "", _COMPANY.sub("", text))
    folded = _JOINED.sub(lambda m: _TOGETHER[m[0]], fold(bare))
    words = [spellings.get(word) or _mend(word) for word in folded.split()]
    return [word for word in words if word not in kinds["dropped"]] or words


def _mend(word: str) -> str:
    """Correct the commonest word where letters are in the wrong order or one is missing.

    >>> _mend("uinveristy"), _mend("diversity")
    ('university', 'diversity')
    """
    if word[0] != "u" or not 8 <= len(word) <= 11 or word[-1] != "y":
        return word
    wrong = Counter(word), Counter("university")
    return "university" if (wrong[0] - wrong[1]).total() + (wrong[1] - wrong[0]).total() <= 2 else word


def institution_key(text: str) -> str:
    """Reduce the name of an institution, with nothing else around it, to a key that does not depend on word order.

    >>> institution_key("University of Oxford") == institution_key("Oxford Univ.")
    True
    >>> institution_key("University of Washington") == institution_key("Washington University")
    False
    """
    words = name_words(text)
    if len(words) == 2 and "university" in words and words_of("one-way") & set(words):
        return " ".join(words)
    return " ".join(sorted(set(words)))


def is_public_suffix(domain: str) -> bool:
    """Say whether nobody in particular owns a domain: "com", "ac.uk".

    >>> is_public_suffix("ac.jp"), is_public_suffix("mit.edu")
    (True, False)
    """
    labels = domain.split(".")
    return len(labels) == 1 or (len(labels) == 2 and labels[0] in words_of("second") and len(labels[1]) == 2)


def registered_domain(domain: str) -> str:
    """Return the part of a domain that its owner registered; the domain itself if it is a mere suffix.

    >>> registered_domain("robots.ox.ac.uk"), registered_domain("cs.cmu.edu")
    ('ox.ac.uk', 'cmu.edu')
    """
    labels = domain.lower().strip(" .").split(".")
    parts = (".".join(labels[-n:]) for n in (2, 3))
    return next((part for part in parts if not is_public_suffix(part)), ".".join(labels))
