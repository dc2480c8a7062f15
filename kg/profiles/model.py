"""What a profile page shows, before any HTML: sections of items, and the statements that stand behind each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.view.scene import Trace

__all__ = ["Dot", "Item", "Key", "Line", "Mark", "Picture", "Profile", "Section"]

Key = tuple[str, str, str]
"""A statement: subject, predicate and object, as ``kg.view.evidence`` keeps them."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list, or one cell of a table.

    ``iri`` is the thing that it leads to, if that has a page; ``web`` an address outside. ``group`` is the heading that
    it stands under, ``share`` the length of its bar (0 to 1), ``keys`` the statements that it tells.
    Of its ``people`` ``more`` are left out, and, where the list is ``open``, the source names not all.
    """

    text: str
    iri: str = ""
    web: str = ""
    note: str = ""
    group: str = ""
    people: tuple[Item, ...] = ()
    more: int = 0
    open: bool = False
    count: int = 0
    share: float = 0.0
    keys: tuple[Key, ...] = ()
    traces: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a picture, from one point to another."""

    x: int
    y: int
    to_x: int
    to_y: int
    width: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot of a picture; ``label`` is the middle of its name, if there is room for that."""

    x: int
    y: int
    size: float
    label: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing whose dots stand for the items of its section."""

    width: int
    height: int
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page.

    ``shape`` names the way in which the template shows it: papers, ranking, table, figure, shares, ties, facts, notes.
    ``key`` tells it apart from the page's others. The page shows at most ``limit`` entries; ``query`` is SPARQL that
    finds all.
    ``svg`` or ``picture`` is a figure, and ``told`` what it says in words.
    """

    key: str
    title: str
    shape: str
    items: tuple[Item, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Item, ...], ...] = ()
    limit: int = 100
    query: str = ""
    svg: str = ""
    picture: Picture | None = None
    told: str = ""
    note: str = ""

    def __len__(self) -> int:
        """Count the entries."""
        return len(self.items) + len(self.rows)

    def cut(self, start: int, stop: int) -> Section:
        """Keep some of the entries."""
        return replace(self, items=self.items[start:stop], rows=self.rows[start:stop])


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of the abstract that name a thing: characters ``begin`` to ``end``."""

    begin: int
    end: int
    iri: str
    told: str


@dataclass(frozen=True, slots=True)
class Profile:
    """The page of one thing.

    ``linked`` is its JSON-LD, ``capped`` how many papers were too many to be looked at; ``backed`` says of how many
    authors, the first, the evidence is shown.
    """

    iri: str
    kind: str
    label: str
    name: str
    lead: str = ""
    aliases: tuple[str, ...] = ()
    web: str = ""
    authors: tuple[Item, ...] = ()
    complete: bool = True
    backed: int = 0
    text: str = ""
    marks: tuple[Mark, ...] = ()
    sections: tuple[Section, ...] = ()
    linked: str = ""
    capped: int = 0
