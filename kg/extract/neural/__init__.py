"""Trained models that find names of methods, datasets and tasks: ``fast`` (spaCy), ``accurate`` (a transformer)."""

from __future__ import annotations

from kg.extract.neural.component import DEFAULT_MODEL, MODELS

__all__ = ["DEFAULT_MODEL", "MODELS"]
