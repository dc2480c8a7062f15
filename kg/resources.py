"""Find the files of the ontology folder, in a wheel or in a checkout."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["ontology_path"]


def ontology_path(name: str) -> Traversable:
    """Return ``kg.ttl``, ``shapes.ttl`` or ``context.jsonld``.

    >>> ontology_path("kg.ttl").read_text("utf-8").startswith("@prefix")
    True
    """
    packaged = files("kg") / "ontology" / name
    return packaged if packaged.is_file() else Path(__file__).resolve().parents[1] / "ontology" / name
