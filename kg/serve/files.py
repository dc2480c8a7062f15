"""The scripts and styles of the query page: few files of our own choosing, read once and named by their content."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from kg.serve.model import RefusedError

__all__ = ["address_file", "send_file"]

_MEDIA = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    media: str
    digest: str


@functools.cache
def _read_files() -> dict[str, _File]:
    found = {}
    for item in (files("kg.serve") / "assets" / "editor").iterdir():
        media = _MEDIA.get(item.name.rpartition(".")[2])
        if media is not None:
            body = item.read_bytes()
            found[item.name] = _File(body, media, hashlib.sha256(body).hexdigest()[:16])
    return found


def address_file(name: str) -> str:
    """Return the address of a file; it changes with the content, so a browser may keep what it has.

    >>> address_file("editor.js").partition("=")[0]
    '/assets/editor.js?v'
    """
    return f"/assets/{name}?v={_read_files()[name].digest}"


def send_file(request: Request) -> Response:
    """Send one of the files, or 304 to a browser that has it already."""
    name = request.path_params["name"]
    file = _read_files().get(name)
    if file is None:
        raise RefusedError(404, f"there is no file {name[:80]!r}")
    tag = f'"{file.digest}"'
    current = request.query_params.get("v") == file.digest
    headers = {"ETag": tag, "Cache-Control": "public, max-age=31536000, immutable" if current else "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(file.body, media_type=file.media, headers=headers)
