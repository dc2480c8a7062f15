"""Sort the words around a name: senses of verbs, words that tell roles apart, shapes and familiarity of names."""

from __future__ import annotations

from functools import cache, lru_cache

from kg.extract.candidates import has_name_shape, key_of
from kg.extract.lexicon import (
    CLOSED,
    DATASET_HEADS,
    EVALUATION_WORDS,
    GENERIC,
    INTRODUCING,
    METHOD_HEADS,
    NAMING,
    OURS,
    known_part,
    load_lines,
    load_names,
    load_words,
    word_list,
)

__all__ = ["TASK_NOUNS", "name_familiarity", "name_shape", "plain_word", "telling_words", "verb_senses"]

TASK_NOUNS = frozenset(["task", "tasks", "problem", "problems", "challenge", "challenges"])


@cache
def verb_senses() -> dict[str, tuple[str, str]]:
    """Map every form of the verbs of the lexicon to its sense and its form: base, s, ed or ing.

    >>> verb_senses()["introduces"], verb_senses()["pre-trained"], verb_senses()["applying"]
    (('propose', 's'), ('train', 'ed'), ('use', 'ing'))
    """
    forms: dict[str, tuple[str, str]] = {}
    sense = ""
    for line in load_lines("role_verbs"):
        head, colon, verbs = line.partition(": ")
        sense = head if colon else sense
        for verb in (verbs if colon else line).split():
            base, *irregular = verb.split("/")
            stem = base.removesuffix("e")
            ending = "es" if base.endswith(("s", "x", "ch", "sh", "z")) else "s"
            for form, name in ((base, "base"), (base + ending, "s"), (stem + "ed", "ed"), (stem + "ing", "ing")):
                forms[form] = (sense, name)
            forms.update((form, (sense, "s" if form.endswith("s") else "ed")) for form in irregular)
    return forms


@cache
def telling_words() -> frozenset[str]:
    """Give the words that may bear on a role; others name topics, by which one would learn papers, not roles."""
    lists = CLOSED | DATASET_HEADS | METHOD_HEADS | EVALUATION_WORDS | OURS | INTRODUCING | NAMING | GENERIC
    return lists | TASK_NOUNS | verb_senses().keys() | word_list("subject_verbs") | load_words("role_words")


@lru_cache(maxsize=1 << 16)
def plain_word(word: str) -> str:
    """Reduce a word that tells nothing to what it looks like.

    >>> [plain_word(w) for w in ("propose", "protein", "folding", "2015", "(", " ")]
    ['propose', '<word>', '<ing>', '<number>', '(', '<gap>']
    """
    if word in telling_words():
        return word
    if not word[0].isalnum():
        return "<gap>" if word.isspace() else word
    return "<number>" if word[0].isdigit() else "<ing>" if word.endswith("ing") else "<word>"


@lru_cache(maxsize=1 << 16)
def name_shape(text: str) -> str:
    """Say how a name is written, and in how many words.

    >>> [name_shape(t) for t in ("BERT", "DistilBERT", "Adam", "graph attention network")]
    ['acronym 1', 'mixed 1', 'Capital 1', 'small 3']
    """
    parts = text.split()
    count = min(len(parts), 3)
    if any(has_name_shape(p) for p in parts):
        return f"{'mixed' if any(c.islower() for c in text) else 'acronym'} {count}"
    return f"{'Capital' if text[:1].isupper() else 'small'} {count}"


@lru_cache(maxsize=1 << 16)
def name_familiarity(kind: str, text: str) -> str:
    """Say whether the lexicon of a kind holds a name, a family, or a name that this is a version of.

    >>> [name_familiarity("method", t) for t in ("BERT", "BERT-7", "large language models", "FooNet")]
    ['yes', 'variant', 'family', 'no']
    """
    if kind == "task":
        return ""
    sure = load_names(f"{kind}s").get(text)
    if sure is not None:
        return "yes" if sure else "unsure"
    if key_of(text) in _families():
        return "family"
    return "variant" if known_part(text, f"{kind}s") else "no"


@cache
def _families() -> frozenset[str]:
    return frozenset(key_of(line) for line in load_lines("categories"))
