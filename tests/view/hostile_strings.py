"""Text that tries to be something else: markup, scripts, templates, other directions, too much or nothing."""

from __future__ import annotations

import json
from pathlib import Path

SHARED = Path(__file__).parents[3] / "shared" / "data" / "hostile"
OWN = [
    "</script><script>window.__pwned=1</script>",
    '<img src=x onerror="window.__pwned=1">',
    "javascript:window.__pwned=1",
    "\u2028window.__pwned=1//\u2029",
    "&lt;img src=x onerror=window.__pwned=1&gt;",
    "${window.__pwned=1} `{{7*7}}` {% raw %}",
    '"onmouseover=window.__pwned=1//',
    "<!--<script>window.__pwned=1",
    "\u202egnirts sdrawkcab",
    "Ada\x01\x7f\x85b",
    "x" * 3000,
    "",
    "\u2066\u2067left open",
    "\u200f\u200e",
    "\u200b\u200c\u200d",
    "\ufeff",
    "a\x00b",
    "\ud800",
]


def read_shared() -> list[str]:
    """Read every string of the shared collections; none where they are not at hand."""
    if not SHARED.exists():
        return []
    strings = []
    for path in sorted((SHARED / "xss").glob("*.txt")):
        strings += path.read_text(encoding="utf-8").splitlines()
    labels = (SHARED / "own" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    strings += [label["text"] for label in map(json.loads, labels) if "text" in label]
    return list(dict.fromkeys(strings))
