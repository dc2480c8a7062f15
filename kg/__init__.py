"""Build, query and look at a knowledge graph of scholarly text."""

from __future__ import annotations

__version__ = "0.1.0"
