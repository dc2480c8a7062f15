"""Fill in the HTML templates; everything that comes from the graph is escaped."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["POLICY", "render"]

_CSS = (files("kg.serve") / "assets" / "style.css").read_text("utf-8")
_HASH = base64.b64encode(hashlib.sha256(_CSS.encode()).digest()).decode()
#: The Content-Security-Policy of the pages: no script at all, one style sheet, forms go to this server.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def render(template: str, **values: object) -> str:
    """Fill in a template; characters that HTML cannot hold become U+FFFD."""
    page = _environment().get_template(f"{template}.html.j2").render(css=_CSS, **values)
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", page)


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("kg.serve", "assets"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
