"""Who took a decision, and the commands that correct it or take it back."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pyoxigraph as ox

from kg.explain.model import Side, Told
from kg.turtle import Abbreviator

__all__ = ["list_remedies", "name_decider", "shorten"]

_CURATED = re.compile(r"curated: .*\((?P<file>.+), line (?P<line>\d+)\)", re.DOTALL)


def name_decider(sentences: Iterable[str]) -> str:
    """Tell who took a decision by what it says.

    >>> name_decider(["curated: one (kg-curation.txt, line 3)"]), name_decider(["shared co-authors: X"])
    ('curation', 'rule')
    """
    for sentence in sentences:
        if _CURATED.fullmatch(sentence):
            return "curation"
        if sentence.startswith("the vocabulary knows"):
            return "vocabulary"
    return "rule"


def shorten(iri: str, base: str) -> str:
    """Write an IRI as tables show it, where it can be written so."""
    try:
        return Abbreviator(base).term(ox.NamedNode(iri)).strip("<>")
    except ValueError:
        return iri


def list_remedies(told: Told, iri: str, base: str, often: Mapping[str, int]) -> Told:
    """Add the commands that correct a decision about a thing, or undo the line that took it.

    ``often`` counts in how many merges a side takes part: what takes part in fewest is what is split off.
    """
    if told.by == "curation":
        cited = next(m for s in (*told.reasons, *told.against) if (m := _CURATED.fullmatch(s)))
        option = "" if cited["file"] == "kg-curation.txt" else f" --curation {shlex.quote(cited['file'])}"
        return replace(told, remedy=(("to take it back", f"kg curate undo {cited['line']}{option}"),))
    return replace(told, remedy=tuple(_correct(told, iri, base, often)))


def _correct(told: Told, iri: str, base: str, often: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    def command(verb: str, *words: str) -> str:
        return shlex.join(["kg", "curate", verb, *words])

    short = shorten(iri, base)
    if told.verdict == "merge":
        if told.sides:
            last = min(reversed(told.sides), key=lambda side: often.get(side.iri, 0))
            yield "to separate", command("split", short, *_part(last, base))
        return
    pair = [shorten(side.now or side.iri, base) for side in told.sides]
    if len(pair) != 2:
        return
    yield "if they are one", command("merge", *pair)
    if told.verdict == "possible":
        yield "if they are not", command("split", *pair)


def _part(side: Side, base: str) -> list[str]:
    """Return the words that name what a split takes away: a paper and position, a paper, or an entity."""
    if side.author and side.works:
        return [shorten(side.works[0].iri, base), str(side.author)]
    return [shorten(side.iri, base)]
