"""What pages call the classes: one of them, and many."""

from __future__ import annotations

from collections.abc import Iterable

from kg.iris import KG, PREFIXES
from kg.view.words import CLASSES, local_name

__all__ = ["LABEL_OF_CLASS", "tell_class", "tell_unnamed"]

LABEL_OF_CLASS: dict[str, str] = {
    f"{KG}Paper": "Paper",
    f"{KG}Person": "Author",
    f"{KG}Organization": "Organisation",
    f"{KG}Method": "Method",
    f"{KG}Dataset": "Dataset",
    f"{KG}Task": "Task",
    f"{KG}Metric": "Metric",
    f"{KG}Repository": "Code",
    f"{KG}Result": "Result",
    f"{PREFIXES['skos']}Concept": "Category",
}


def tell_class(kinds: Iterable[str]) -> str:
    """Say what a thing is: the name of its first class that pages know, else of one of ours, else of any.

    >>> tell_class(["http://xmlns.com/foaf/0.1/Person", "https://w3id.org/scholar-kg/ontology#Person"])
    'Person'
    """
    found = sorted(set(kinds), key=lambda kind: (kind not in CLASSES, not kind.startswith(KG), kind))
    return local_name(found[0]) if found else ""


def tell_unnamed(count: int) -> str:
    """Say of how many terms of a class no paper speaks by name."""
    return f"{count:,} of them only as broader terms" if count else ""
