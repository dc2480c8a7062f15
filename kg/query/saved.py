"""The saved queries and how a command-line argument becomes a query."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from kg.errors import UsageError
from kg.query.tokens import FORMS, UPDATES

__all__ = ["TYPES", "Parameter", "SavedQuery", "parse_query", "resolve_query", "saved_queries"]

#: string: text as it is. integer, decimal: a number. iri: ``<…>``, a prefixed name or an absolute IRI.
#: thing: text that may be a name, a prefixed name or an IRI; it is bound as text, with the IRI written out.
TYPES = ("string", "integer", "decimal", "iri", "thing")

_HEADER = re.compile(r"#\s*(title|description|param\s+\w+)\s*:\s*(.*)", re.IGNORECASE)
_DETAILS = re.compile(r"\s*\(([^()]*)\)\s*$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the caller may give a value. One that has neither default nor value stays unbound."""

    name: str
    description: str = ""
    type: str = "string"
    default: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with its documentation. ``name`` is empty for an ad-hoc query; ``source`` is what errors call it."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str
    source: str = "query"


def parse_query(text: str, *, name: str = "", source: str = "query") -> SavedQuery:
    r"""Read the header comments of a query.

    >>> q = parse_query("# title: All\n# param n: how many (integer, default 3)\nSELECT * { ?s ?p ?n }")
    >>> q.title, q.parameters[0].description, q.parameters[0].type, q.parameters[0].default
    ('All', 'how many', 'integer', '3')
    """
    fields: dict[str, str] = {}
    last = ""
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if match := _HEADER.match(line):
            last = " ".join(match[1].split())
            fields[last] = match[2].strip()
        elif last and line.startswith("#  "):
            fields[last] += " " + line[1:].strip()
        else:
            last = ""
    parameters = tuple(_parse_parameter(key.split()[1], value) for key, value in fields.items() if " " in key)
    return SavedQuery(name, fields.get("title", ""), fields.get("description", ""), parameters, text, source)


def _parse_parameter(name: str, text: str) -> Parameter:
    match = _DETAILS.search(text)
    kind, default, required = "string", None, False
    for detail in match[1].split(",") if match else ():
        word = detail.strip()
        if word in TYPES:
            kind = word
        elif word.startswith("default "):
            default = word.removeprefix("default ").strip()
        elif word == "required":
            required = True
        elif word != "optional":
            raise UsageError(
                f"parameter {name!r}: {word!r} is none of {', '.join(TYPES)}, required, optional, default …"
            )
    return Parameter(name, _DETAILS.sub("", text) if match else text, kind, default, required)


@functools.cache
def _load() -> Mapping[str, SavedQuery]:
    found = {}
    for item in sorted((files("kg") / "queries").iterdir(), key=lambda item: item.name):
        if item.name.endswith(".rq"):
            name = item.name.removesuffix(".rq")
            found[name] = parse_query(item.read_text("utf-8"), name=name, source=item.name)
    return MappingProxyType(found)


def saved_queries() -> dict[str, SavedQuery]:
    """Return the queries that ship with the package, by name, in alphabetical order."""
    return dict(_load())


def resolve_query(argument: str, *, stdin: TextIO | None = None) -> SavedQuery:
    """Find the query that an argument means: a saved name, a file, SPARQL text, or ``-`` for standard input.

    >>> resolve_query("papers-of-author").title
    'Papers of an author'
    >>> resolve_query("ASK { ?s ?p ?o }").name
    ''
    """
    if argument == "-" and stdin is not None:
        return parse_query(_read(stdin, "standard input"), source="standard input")
    if argument in _load():
        return _load()[argument]
    if path := _existing_file(argument):
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                return parse_query(_read(file, argument), source=argument)
        except OSError as error:
            raise UsageError(f"{argument} cannot be read: {error.strerror or error}") from error
    if _looks_like_sparql(argument):
        return parse_query(argument)
    raise UsageError(_unknown(argument))


def _read(file: TextIO, source: str) -> str:
    try:
        return file.read()
    except UnicodeDecodeError as error:
        raise UsageError(f"{source} is not UTF-8 text (byte {error.start})") from error


def _existing_file(argument: str) -> Path | None:
    """Return a path that is a file; a query's text may be longer than any file name or hold NUL."""
    try:
        return Path(argument) if Path(argument).is_file() else None
    except (OSError, ValueError):
        return None


def _looks_like_sparql(text: str) -> bool:
    stripped = text.lstrip("\ufeff \t\r\n")
    first = re.match(r"[A-Za-z]+", stripped)
    word = first[0].upper() if first else ""
    begins = word in (*FORMS, "PREFIX", "BASE") or (word in UPDATES and " " in stripped)
    return "{" in text or stripped.startswith("#") or begins or not stripped


def _unknown(argument: str) -> str:
    shown = argument if len(argument) <= 60 else argument[:59] + "…"
    if argument.endswith((".rq", ".sparql")):
        return f"{shown} does not exist"
    near = difflib.get_close_matches(argument.lower(), _load(), n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    return f"unknown query {shown!r}: {hint}'kg query' lists them"
