"""Know which given names are short or other forms of one name."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from nicknames import NickNamer

__all__ = ["full_forms"]


@cache
def _read_table() -> dict[str, frozenset[str]]:
    """Map each short form to the names it may stand for: English ones of a library, others of our own table."""
    found = {short: set(fulls) for short, fulls in NickNamer().canonical_lookup.items()}
    text = files("kg.resolve.names").joinpath("nicknames.tsv").read_text(encoding="utf-8")
    for full, *shorts in csv.reader((line for line in text.splitlines() if not line.startswith("#")), delimiter="\t"):
        for short in shorts[0].split():
            found.setdefault(short, set()).add(full)
    return {short: frozenset(fulls) for short, fulls in found.items()}


def full_forms(token: str) -> frozenset[str]:
    """Return the given names that a token may stand for, itself included.

    >>> sorted(full_forms("sasha") & full_forms("alexander"))
    ['aleksandr']
    """
    fulls = _read_table().get(token)
    return fulls | {token} if fulls else frozenset((token,))
