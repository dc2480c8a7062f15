r"""Decisions of curators: an append-only text file whose lines win over every rule and can be undone one by one.

One decision a line; ``#`` at the start of a word begins a comment::

    merge REF REF            the two are one; the first keeps its IRI
    split REF PAPER [N]      what PAPER prints (its author N, counted from 1) is not REF
    split REF REF            the two are not one
    reject REF [PAPER]       REF is no such thing (in PAPER); its mentions are dropped
    rename REF NAME          the preferred name, to the end of the line
    undo LINE                the decision on line LINE no longer holds; an undo can be undone

A REF is an IRI in full, or names what a paper prints: ``PAPER#2`` is its second author (so is the authorship's IRI),
``PAPER#"CLIP"`` the method, dataset, task, metric or organisation that it calls so. Quotes are written around such a
name always, and around the NAME of a rename that holds `` #``; ``\"`` and ``\\`` stand for a quote and a backslash.

**What a decision means** does not hang on how names were grouped when it was written. A person's IRI stands for the
signature that it was minted from, another IRI for the names that mint it, and IRIs that were merged away since stand
for what they were merged into. ``merge`` ties two such things together, ``split`` keeps them apart, and the groups
that the rules make are joined or divided as little as that takes: of a divided group only what the line names leaves.
So the order of lines does not matter, but that of two merges the first says which IRI stands.

**Papers** are merged and split too: ``merge PAPER PAPER`` and ``split PAPER PAPER``, where an IRI stands for the record
that has it by itself, also if it was merged away. These lines hold before anybody's signatures are compared. Of merged
papers the first says which IRI stands, and its record comes before the others where sources differ. One record is one
thing, and can't be divided.

**What does not fit.** A file that cannot be parsed, or whose lines contradict each other, stops a build before it
begins (exit 1). A line that does not fit the data (what it names is gone, or it would make one person of two authors
of a paper) is left out and listed in the report and on stderr with file, line and remedy; all other lines are applied
and the build ends well (exit 0). A merge of what is one already, and a split of what is apart already, hold silently.
"""

from __future__ import annotations

from kg.resolve.curation.applying import apply_curation
from kg.resolve.curation.files import append_curation, read_curation, read_log
from kg.resolve.curation.lines import CuratedLine, Reference, parse_curation, parse_reference, quote_name
from kg.resolve.curation.papers import rule_papers, select_papers

__all__ = [
    "CuratedLine",
    "Reference",
    "append_curation",
    "apply_curation",
    "parse_curation",
    "parse_reference",
    "quote_name",
    "read_curation",
    "read_log",
    "rule_papers",
    "select_papers",
]
