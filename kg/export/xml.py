"""What XML 1.0 can hold."""

from __future__ import annotations

import re

__all__ = ["ILLEGAL", "legal_text"]

#: Characters outside the production Char (XML 1.0, section 2.2).
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal_text(text: str) -> str:
    r"""Return text for a label in XML: white space as spaces, without characters that XML can't hold.

    >>> legal_text("A\x00 B\nC")
    'A B C'
    """
    return re.sub(r"[\t\n\r]", " ", ILLEGAL.sub("", text))
