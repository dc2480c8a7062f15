"""The lines of a curation file: how they are written and read; the package's docstring gives the format."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kg.errors import ReadError

__all__ = ["CuratedLine", "Reference", "parse_curation", "parse_reference", "quote_name"]

_FORMS = {
    "merge": ("merge REF REF", 2, 2),
    "split": ("split REF PAPER [N], or split REF REF", 2, 3),
    "reject": ("reject REF [PAPER]", 1, 2),
    "rename": ("rename REF NAME", 2, 2),
    "undo": ("undo LINE", 1, 1),
}
_QUOTED = r'"(?:[^"\\]|\\.)*"'
#: A word, or a reference that ends in a quoted name; a quote elsewhere is like any other character.
_WORD = re.compile(rf'(?:[^\s"#][^\s"]*#)?{_QUOTED}(?=\s|$)|\S+')
_AUTHORSHIP = re.compile(r"(.*[/#])authorship/(.+)\.([1-9][0-9]{0,5})", re.DOTALL)
_AUTHOR = re.compile(r"(.+)#([0-9]{1,6})", re.DOTALL)
_NAMED = re.compile(rf"(.+?)#({_QUOTED})", re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a decision is about: an entity or paper by its IRI, an author of a paper, or what a paper calls something.

    >>> str(Reference("https://x/paper/1", author=2)), str(Reference("https://x/paper/1", name="CLIP"))
    ('https://x/paper/1#2', 'https://x/paper/1#"CLIP"')
    """

    iri: str
    author: int | None = None
    name: str | None = None

    @property
    def is_exact(self) -> bool:
        """Whether it names what one paper prints."""
        return self.author is not None or self.name is not None

    def __str__(self) -> str:
        """Write the reference as it stands in a file."""
        if self.author is not None:
            return f"{self.iri}#{self.author}"
        return self.iri if self.name is None else f"{self.iri}#{quote_name(self.name)}"


@dataclass(frozen=True, slots=True)
class CuratedLine:
    """One line of a curation file: a verb and its arguments as written; ``targets`` are those that are references."""

    path: str
    line: int
    verb: str
    arguments: tuple[str, ...]
    comment: str = ""
    targets: tuple[Reference, ...] = ()

    def __str__(self) -> str:
        """Write the line as it stands in a file."""
        words = list(self.arguments)
        if self.verb == "rename" and re.search(r'^"|(?:^|\s)#', words[-1]):
            words[-1] = quote_name(words[-1])
        comment = f"  # {self.comment}" if self.comment else ""
        return f"{self.verb} {' '.join(words)}{comment}"


def quote_name(name: str) -> str:
    r"""Put a name in quotes.

    >>> quote_name('the "C#" way')
    '"the \\"C#\\" way"'
    """
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def parse_reference(word: str) -> Reference:
    """Parse one reference.

    >>> parse_reference("https://x/id/authorship/doi/10.1/a.3")
    Reference(iri='https://x/id/paper/doi/10.1/a', author=3, name=None)
    >>> parse_reference('https://x/id/paper/a#"image classification"').name
    'image classification'
    """
    if match := _AUTHORSHIP.fullmatch(word):
        return Reference(f"{match[1]}paper/{match[2]}", author=int(match[3]))
    if match := _NAMED.fullmatch(word):
        return Reference(match[1], name=" ".join(_unquote(match[2]).split()))
    if match := _AUTHOR.fullmatch(word):
        return Reference(match[1], author=int(match[2]))
    return Reference(word)


def _cut(text: str) -> tuple[list[str], str, str]:
    """Cut a line into its words, the text from the third word on, and the comment."""
    words: list[str] = []
    rest = end = len(text)
    for match in _WORD.finditer(text):
        if match[0].startswith("#"):
            end = match.start()
            break
        words.append(match[0])
        rest = match.start() if len(words) == 3 else rest
    return words, text[min(rest, end) : end].strip(), text[end:].lstrip("#").strip()


def parse_curation(text: str, *, path: str, line: int) -> CuratedLine | None:
    """Parse one line; None for a blank line or a comment. Raises ``ReadError``.

    >>> str(parse_curation("rename https://x/1 Qi Qian # seen on his page", path="c.txt", line=1))
    'rename https://x/1 Qi Qian  # seen on his page'
    """
    words, rest, comment = _cut(text)
    if not words:
        return None
    try:
        verb, arguments, targets = _read_words(words, rest)
    except ValueError as error:
        raise ReadError(f"{error}: {text.strip()[:200]!r}", path=path, line=line) from error
    return CuratedLine(path, line, verb, arguments, comment, targets)


def _read_words(words: list[str], rest: str) -> tuple[str, tuple[str, ...], tuple[Reference, ...]]:
    verb, *arguments = words
    if verb not in _FORMS:
        raise ValueError(f"unknown decision {verb!r}: expected one of {', '.join(_FORMS)}")
    form, low, high = _FORMS[verb]
    if verb == "rename" and len(arguments) > 1:
        arguments = [arguments[0], _read_name(rest)]
    if not low <= len(arguments) <= high:
        takes = f"{low if low == high else f'{low} or {high}'} argument{'' if high == 1 else 's'}"
        raise ValueError(f"{verb!r} takes {takes}, not {len(arguments)} ({form})")
    if verb == "undo":
        if not _NUMBER.fullmatch(arguments[0]):
            raise ValueError(f"'undo' takes the number of a line, not {arguments[0]!r}")
        return verb, tuple(arguments), ()
    return verb, tuple(arguments), _read_targets(verb, arguments)


def _read_name(text: str) -> str:
    name = " ".join((_unquote(text) if re.fullmatch(_QUOTED, text) else text).split())
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in name):
        raise ValueError("a name holds no control characters")
    if not name:
        raise ValueError("a name holds at least one character")
    return name


def _read_targets(verb: str, arguments: list[str]) -> tuple[Reference, ...]:
    if verb == "rename":
        targets = [parse_reference(arguments[0])]
    elif verb == "split" and len(arguments) == 3:
        if not _NUMBER.fullmatch(arguments[2]):
            raise ValueError(f"the third argument of 'split' is the number of an author, not {arguments[2]!r}")
        targets = [parse_reference(arguments[0]), Reference(arguments[1], author=int(arguments[2]))]
    else:
        targets = [parse_reference(word) for word in arguments]
    if any(t.author == 0 for t in targets):
        raise ValueError("authors count from 1")
    if verb == "reject" and len(targets) == 2 and (targets[0].is_exact or targets[1].is_exact):
        raise ValueError("'reject' takes an IRI and a paper, or what a paper prints alone")
    return tuple(targets)
