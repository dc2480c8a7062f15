"""Pages of what a graph says about one author, paper, method …: as a folder of static files, and for ``kg serve``."""

from __future__ import annotations

from kg.profiles.site import Written, write_site

__all__ = ["Written", "write_site"]
