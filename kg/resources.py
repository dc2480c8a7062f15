"""Find the files that ship with the package: in the wheel beside the code, in a checkout beside the package."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kg.errors import KGError

__all__ = ["ontology_path"]


def ontology_path(name: str) -> Traversable:
    """Return a file of the ontology directory; raise ``KGError`` if the installation lacks it.

    >>> ontology_path("kg.ttl").name
    'kg.ttl'
    """
    shipped = files("kg") / "ontology" / name
    checkout = Path(__file__).parent.parent / "ontology" / name
    for path in (shipped, checkout):
        if path.is_file():
            return path
    raise KGError(f"ontology/{name} is missing from this installation: reinstall scholar-kg")
