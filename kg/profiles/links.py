"""What may be a link that leads outside."""

from __future__ import annotations

import re

__all__ = ["is_web"]


def is_web(iri: str) -> bool:
    """Tell whether an IRI may become a link that leads outside: no javascript: or data: among them.

    >>> is_web("https://github.com/idstcv/TeS"), is_web("javascript:alert(1)")
    (True, False)
    """
    return re.fullmatch(r"https?://[^\s<>\"]+", iri) is not None
