"""Fill in the HTML templates of the server, with the style sheet in the page."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from kg.profiles.rendering import CSS, make_environment, render_template

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["POLICY", "environment", "render"]

_HASH = base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
#: The Content-Security-Policy of the pages: no script at all, one style sheet, forms go to this server.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def environment() -> Environment:
    """Return the environment of the server's templates; they find the profiles' beside their own."""
    return make_environment("kg.serve:assets")


def render(template: str, **values: object) -> str:
    """Fill in a template; characters that HTML cannot hold become U+FFFD."""
    return render_template(environment(), template, css=CSS, **values)
