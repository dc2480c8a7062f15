"""What pages call the classes: one of them, and many."""

from __future__ import annotations

from kg.iris import KG, PREFIXES

__all__ = ["LABEL_OF_CLASS"]

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
