"""Word lists: names the field knows, and closed classes of words that bound a noun phrase."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

__all__ = [
    "CLOSED",
    "DATASET_HEADS",
    "DETERMINERS",
    "EVALUATION_WORDS",
    "FORMAL_HEADS",
    "GENERIC",
    "INTRODUCING",
    "LISTING",
    "METHOD_HEADS",
    "METRIC_HEADS",
    "NAMING",
    "OURS",
    "known_part",
    "load_lines",
    "load_names",
    "load_words",
    "stop_names",
    "task_acronyms",
]

DETERMINERS = frozenset(
    "a an the our this that these those its their his her each every some any no such another".split()
)
_PREPOSITIONS = (
    "of in on for with by to from as at into onto over under via through across between among within without towards "
    "toward against during after before than per using based upon about like including such while where when which "
    "whose that who whom because since although though if whether but and or nor so yet not only also e.g. i.e. both "
    "either neither then thus hence therefore however is are was were be been being has have had do does did can could "
    "may might will would shall should must we i you they it he she us them our ours there here what how why"
)
CLOSED = DETERMINERS | frozenset(_PREPOSITIONS.split())


@cache
def load_lines(name: str) -> tuple[str, ...]:
    """Read a lexicon file's entries, one a line, without comments."""
    text = files("kg.extract").joinpath("lexicon", f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def load_words(name: str) -> frozenset[str]:
    """Read a lexicon file's whitespace-separated words."""
    return frozenset(word for line in load_lines(name) for word in line.split())


@cache
def load_names(name: str) -> dict[str, bool]:
    """Read a lexicon of names: each with True, or with False where the file marks other meanings with ``?``."""
    return {line.removesuffix(" ?"): not line.endswith(" ?") for line in load_lines(name)}


def known_part(word: str, name: str) -> bool:
    """Say whether a coined word extends a name of a lexicon by a version, size or variant.

    >>> known_part("ViT-L/14@336", "methods"), known_part("RBGNet", "methods")
    (True, False)
    """
    names = load_names(name)
    stem = word
    while stem := _VARIANT.sub("", stem) if _VARIANT.search(stem) else "":
        if names.get(stem) and len(stem) > 2:
            return True
    return False


_VARIANT = re.compile(r"(?:[-_/@.][^-_/@.]*|\d+)$")


@cache
def stop_names() -> frozenset[str]:
    """Give the tokens that look like names of methods or datasets and never are."""
    return load_words("stop_names") | load_words("stop_metrics") | frozenset(task_acronyms())


@cache
def task_acronyms() -> dict[str, str]:
    """Map each known task acronym to its long form."""
    pairs = (line.partition(" = ") for line in load_lines("task_names"))
    return {short.strip(): long.strip() for long, _, shorts in pairs if shorts for short in shorts.split(",")}


def _nouns(singulars: str) -> frozenset[str]:
    words = singulars.split()
    return frozenset(words) | frozenset(f"{w}es" if w.endswith(("s", "x", "ch")) else f"{w}s" for w in words)


DATASET_HEADS = _nouns("dataset benchmark corpus testbed treebank leaderboard test-bed data-set") | {
    "corpora",
    "datasets",
}
METHOD_HEADS = _nouns(
    "model method network algorithm architecture framework approach encoder decoder backbone transformer optimizer "
    "baseline system module classifier detector agent pipeline paradigm technique strategy loss learner scheme mechanism "
    "layer solver llm lm variant chatbot assistant generator adapter parser tagger retriever ranker reranker planner "
    "estimator regularizer extractor segmenter tracker attention autoencoder gan embedding estimator kernel sampler "
    "library toolkit procedure"
) | {"families", "strategies", "policy", "policies"}
FORMAL_HEADS = _nouns(
    "equation theorem principle calculus formula operator expectation process conjecture lemma inequality"
) | {
    "processes",
    "inequalities",
}
METRIC_HEADS = _nouns(
    "score rate error accuracy precision metric distance ratio index coefficient divergence similarity measure"
)
EVALUATION_WORDS = frozenset(
    "experiment experiments experimental evaluate evaluated evaluating evaluation evaluations evaluates result results "
    "achieve achieves achieved achieving outperform outperforms outperformed outperforming state-of-the-art accuracy "
    "performance improve improves improved improvement improvements surpass surpasses surpassing tested test testing "
    "validate validated validation demonstrate demonstrates demonstrated empirical empirically score scores gain gains "
    "benchmarked benchmarking compared comparison sota effectiveness attains obtains obtain show shows reaches points".split()
)
OURS = frozenset("we our this proposed propose paper work".split()) | EVALUATION_WORDS
INTRODUCING = frozenset(
    "propose proposes proposed proposing introduce introduces introduced introducing present presents presented presenting "
    "develop develops developed developing design designs designed designing devise devises devised construct constructs "
    "constructed build builds built create creates created establish establishes established contribute contributes "
    "collect collected curate curated derive derived defining define release releases released".split()
)
NAMING = frozenset("called named dubbed termed coined nicknamed abbreviated denoted titled".split())
GENERIC = frozenset(
    "novel new existing effective efficient challenging different various several many popular important downstream "
    "traditional conventional standard recent current previous proposed main common general simple real-world large-scale "
    "state-of-the-art strong better accurate robust performance large small big two three four five six seven "
    "eight nine ten multiple other certain such first second key core complex difficult diverse broad wide public "
    "well-known widely-used relevant related specific typical corresponding classic modern powerful practical useful "
    "widely commonly more most less few single deep advanced vanilla original fundamental essential critical crucial".split()
)
LISTING = frozenset("including namely e.g. i.e. like especially particularly e.g i.e \\eg \\ie".split())
