"""Why a name, a signature or a paper means what it means: the decisions of the evidence graph, told to people."""

from __future__ import annotations

from kg.explain.choices import list_choices, list_near
from kg.explain.model import Explanation, Side, Told, Work
from kg.explain.parts import find_part, split_part
from kg.explain.reading import explain
from kg.explain.text import write_explanation

__all__ = ["Explanation", "Side", "Told", "Work", "explain", "find_part", "list_choices", "list_near", "split_part",
           "write_explanation"]  # fmt: skip
