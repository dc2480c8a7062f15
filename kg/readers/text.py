"""A file as a source of clean text: the only place where input bytes become characters."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Source", "clean_text", "open_source"]

HEAD = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"\x89PNG", "an image"),
    (b"\x7fELF", "a program"),
)
# XML 1.0, production 2 (Char): what no RDF/XML, GraphML or XHTML file may hold, escaped or not.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> str:
    r"""Drop the control characters that XML forbids and replace lone surrogates by U+FFFD; keep all else as printed.

    >>> clean_text("a\x00b\x0bc")
    'abc'
    """
    if text.isascii() and text.isprintable():
        return text
    return _SURROGATE.sub("\ufffd", _ILLEGAL.sub("", text))


@dataclass(frozen=True, slots=True)
class Source:
    """One readable file: its path as given, the hash of its bytes, its encoding and its first 64 KiB of text.

    ``encoding`` is empty, and ``head`` too, where the bytes are no text.
    """

    path: str
    sha256: str
    encoding: str
    head: str

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield (1-based number, clean text without its line end) for each line; may be called again."""
        with Path(self.path).open(encoding=self.encoding, newline=None) as stream:
            for number, line in enumerate(stream, start=1):
                yield number, clean_text(line.rstrip("\n"))


def open_source(path: str) -> Source:
    """Hash a file and make sure that all of it is text, without holding it in memory.

    Raises ReadError for a file that is empty, binary, not in UTF-8 or UTF-16, or that cannot be opened.
    """
    try:
        with Path(path).open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        raise ReadError(f"cannot be opened: {error.strerror}", path=path) from error
    if not head:
        raise ReadError("the file is empty; nothing to read", path=path)
    _refuse_binary(path, head)
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), "utf-8")
    sha256, start = _check(path, encoding)
    if not start.strip():
        raise ReadError("the file holds only white space; nothing to read", path=path)
    return Source(path, sha256, encoding, start)


def _refuse_binary(path: str, head: bytes) -> None:
    kind = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    controls = len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head))
    if kind is None and controls * 20 > len(head) and not head.startswith(tuple(bom for bom, _ in _BOMS[1:])):
        kind = "binary data"
    if kind:
        raise ReadError(f"this is {kind}, not text; save or convert it as UTF-8 text", path=path)


def _check(path: str, encoding: str) -> tuple[str, str]:
    """Return the hash of a file and its first text; raise ReadError at the first line that can't be decoded."""
    digest, decoder, line, start = hashlib.sha256(), codecs.getincrementaldecoder(encoding)(), 1, ""
    with Path(path).open("rb") as stream:
        while True:
            block = stream.read(HEAD)
            digest.update(block)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                bad = error.object[error.start]
                message = (
                    f"byte 0x{bad:02x} is not {encoding.removesuffix('-sig').upper()} text; save the file as UTF-8"
                )
                raise ReadError(message, path=path, line=line) from error
            start = start or clean_text(text)
            line += text.count("\n")
            if not block:
                return digest.hexdigest(), start
