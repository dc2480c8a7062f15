"""An answer as the query page shows it: a table with links, a text, or an error."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import urlencode

from kg.serve.links import page_of
from kg.serve.model import GRAPHS, Reply
from kg.turtle import Abbreviator

__all__ = ["CELLS", "Answer", "Cell", "show_reply"]

#: How many cells of a table a page is made of at most.
CELLS = 30_000

_ROWS, _CELL, _TEXT, _WORD = 1000, 600, 200_000, 24
#: Longer addresses than this are not offered as links: servers and browsers cut them.
_LONGEST = 8000
_TABLES = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML"}
_TRUTHS = {"json": "JSON", "xml": "XML"}
_TRIPLES = {"ttl": "Turtle", "nt": "N-Triples", "rdf": "RDF/XML", "jsonld": "JSON-LD"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: what is read, where it leads, its language and datatype, and the rest of a text that was cut.

    Where it is ``long``, it may be broken anywhere: it is an address, or has a word that fits no column.
    """

    text: str
    href: str = ""
    language: str = ""
    kind: str = ""
    rest: str = ""

    @property
    def long(self) -> bool:
        """Whether no column would fit it unbroken."""
        return bool(self.href) or max(map(len, self.text.split()), default=0) > _WORD


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page shows below the query; ``columns`` is None where the answer is no table."""

    title: str
    error: str = ""
    columns: list[str] | None = None
    rows: list[list[Cell]] = field(default_factory=list)
    text: str = ""
    raw: str = ""
    cut: bool = False
    links: dict[str, str] = field(default_factory=dict)
    drawing: str = ""
    permalink: str = ""


def show_reply(query: str, reply: Reply, *, base: str) -> Answer:
    """Turn a worker's reply (JSON, Turtle or an error) into what the page shows."""
    text = reply.body.decode("utf-8", "replace")
    if reply.status != 200:
        return Answer("That did not work", error=text)
    raw, cut = text[:_TEXT], len(text) > _TEXT
    permalink = _link("/sparql", query)
    if reply.media in GRAPHS:
        links, drawing = _list_links(query, _TRIPLES), _link("/graph", query)
        return Answer("Graph", text=_drop_prefixes(raw), cut=cut, links=links, drawing=drawing, permalink=permalink)
    answer = json.loads(text)
    if "boolean" in answer:
        links = _list_links(query, _TRUTHS)
        return Answer("Yes" if answer["boolean"] else "No", raw=raw, links=links, permalink=permalink)
    links = _list_links(query, _TABLES)
    names, rows = answer["head"]["vars"], answer["results"]["bindings"]
    short = Abbreviator(base)
    cells = [[_cell(row.get(name), short, base) for name in names] for row in rows[:_ROWS]]
    title = f"{reply.rows:,} row{'' if reply.rows == 1 else 's'}"
    title += f", the first {len(cells):,} shown" if reply.rows > len(cells) else ""
    cut = cut or reply.rows > len(rows)
    return Answer(title, columns=names, rows=cells, raw=raw, cut=cut, links=links, permalink=permalink)


def _drop_prefixes(turtle: str) -> str:
    """Leave out the declarations that nothing uses."""
    lines = turtle.splitlines(keepends=True)
    body = "".join(line for line in lines if not line.startswith("@prefix "))
    used = [line for line in lines if line.startswith("@prefix ") and line.split()[1] in body]
    return "".join([*used, body])


def _cell(term: dict[str, str] | None, short: Abbreviator, base: str) -> Cell:
    if term is None:
        return Cell("")
    value = term["value"]
    if term["type"] == "uri":
        return Cell(short.shorten(f"<{value}>").strip("<>"), page_of(value, base))
    if term["type"] == "bnode":
        return Cell(f"_:{value}")
    kind = short.shorten(f"<{term['datatype']}>").strip("<>") if "datatype" in term else ""
    return Cell(value[:_CELL], language=term.get("xml:lang", ""), kind=kind, rest=value[_CELL:])


def _list_links(query: str, forms: dict[str, str]) -> dict[str, str]:
    found = {name: _link("/sparql", query, format=form) for form, name in forms.items()}
    return {name: address for name, address in found.items() if address}


def _link(path: str, query: str, **more: str) -> str:
    address = f"{path}?{urlencode({'query': query, **more})}"
    return address if len(address) <= _LONGEST else ""
