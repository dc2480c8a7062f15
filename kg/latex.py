"""Read LaTeX markup in titles and names."""

from __future__ import annotations

import re

from pylatexenc.latex2text import LatexNodes2Text

__all__ = ["decode_latex"]

#: Inline mathematics as pandoc delimits it: no space inside the dollar signs, no digit after them.
_MATH = re.compile(r"(\$(?=[^\s$])[^$]*?(?<=[^\s\\])\$(?!\d))")


def decode_latex(text: str) -> str:
    r"""Return text without LaTeX markup, for labels; text without markup comes back as it is.

    >>> decode_latex(r"A Theory of $\theta$-Expectations and {\'e}")
    'A Theory of θ-Expectations and é'
    """
    if not re.search(r"[\\${}]", text):
        return text
    parts = _MATH.split(text)
    parts[::2] = (re.sub(r"(?<!\\)([%#&_$])", r"\\\1", part) for part in parts[::2])
    escaped = "".join(parts)
    plain = LatexNodes2Text(math_mode="text", strict_latex_spaces=True).latex_to_text(escaped)
    return re.sub(r"\s+", " ", plain).strip() or text
