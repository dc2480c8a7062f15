"""Say which expansions of one acronym mean the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from kg.iris import fold

__all__ = ["are_alike", "pair_alike"]

#: Share of letters in common order from which two expansions are one.
_ALIKE = 0.8
#: More expansions of one acronym than this are compared only where they begin, or where they end, alike.
_MANY = 200
_SMALL = frozenset(
    ["a", "an", "and", "for", "from", "in", "of", "on", "the", "to", "via", "with", "by", "using", "based"]
)


def pair_alike(short: str, forms: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of keys of expansions that are one; ``forms`` are the printed expansions by key."""
    words = {key: fold(form).split() for key, form in forms.items()}
    blocks: dict[str, list[str]] = defaultdict(list)
    for key in forms:
        for name in (key[:4], f"-{key[-6:]}") if len(forms) > _MANY else ("",):
            blocks[name].append(key)
    letters = {key: Counter(key) for key in forms}
    for block in blocks.values():
        for j, b in enumerate(block):
            for a in block[:j]:
                if are_alike(short, words[a], words[b]) or (
                    _may_match(letters[a], letters[b]) and SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE
                ):
                    yield a, b


def _may_match(a: Counter[str], b: Counter[str]) -> bool:
    """Rule out most pairs by the letters that they share, which bound the share in common order from above."""
    return 2 * (a & b).total() >= _ALIKE * (a.total() + b.total())


def are_alike(short: str, a: Sequence[str], b: Sequence[str]) -> bool:
    """Say whether two expansions of an acronym differ only in an ending, a nested acronym or a modifier in front.

    >>> are_alike("mbrl", "model based rl".split(), "model based reinforcement learning".split())
    True
    >>> are_alike("ie", "document level information extraction".split(), "information extraction".split())
    True
    >>> are_alike("lora", "low rank adaptation".split(), "low rank adapters".split())
    True
    >>> are_alike("dp", "diffusion policy".split(), "dynamic programming".split())
    False
    """
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    if len(longer) > len(shorter) > 1 and longer[-len(shorter) :] == shorter and _spells(short, shorter):
        return True
    return _match(longer, shorter)


def _spells(short: str, words: Sequence[str]) -> bool:
    """Say whether the first letters of words, but for small words, are an acronym."""
    return "".join(word[0] for word in words if word not in _SMALL) == short


def _match(a: Sequence[str], b: Sequence[str]) -> bool:
    """Match words one by one; one ending may differ, and an acronym stands for the words that it abbreviates."""
    slips = 0
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            i, j = i + 1, j + 1
        elif 1 < len(b[j]) < 6 and "".join(w[0] for w in a[i : i + len(b[j])]) == b[j]:
            i, j = i + len(b[j]), j + 1
        elif slips == 0 and _same_stem(a[i], b[j]) and len(a) > 1:
            slips, i, j = 1, i + 1, j + 1
        else:
            return False
    return i == len(a) and j == len(b)


def _same_stem(a: str, b: str) -> bool:
    common = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return common >= 4 and common * 2 >= max(len(a), len(b))
