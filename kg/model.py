"""The records that flow through the stages: what was read, what was found, what it means.

Everything here is frozen and imports nothing else of the package.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

__all__ = [
    "Author",
    "Decision",
    "Dropped",
    "Entity",
    "Extraction",
    "Link",
    "Mention",
    "Origin",
    "Paper",
    "Record",
    "Resolution",
    "Result",
    "Skipped",
]


@dataclass(frozen=True, slots=True)
class Author:
    """One signature on a paper, as printed.

    ``ids`` holds (scheme, value) pairs of registries other than ORCID, such as ``("dblp", "95/2321")`` or
    ``("openreview", "~Qi_Qian1")``; ``email`` is an address or the bare domain of one.

    >>> Author("Juhua Hu").name
    'Juhua Hu'
    """

    name: str
    affiliations: tuple[str, ...] = ()
    orcid: str | None = None
    ids: tuple[tuple[str, str], ...] = ()
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record stands: a file, its content hash and the 1-based line the record begins on."""

    path: str
    sha256: str
    line: int
    reader: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Input that no record could be made of, and why; the report lists it.

    ``line`` is 1-based; 0 means the file as a whole.
    """

    path: str
    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """One paper as its source states it. Text is exactly as printed; what the source does not say is empty or None.

    ``date`` is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``. ``ids`` holds (scheme, value) pairs, such as
    ``("doi", "10.1/x")``. ``affiliations`` are those that the source does not tie to one author.
    """

    id: str
    title: str = ""
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    abstract: str = ""
    date: str | None = None
    venue: str | None = None
    categories: tuple[str, ...] = ()
    score: Decimal | None = None
    affiliations: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    references: tuple[str, ...] = ()
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of one record that names something.

    Always ``getattr(record, m.field)[m.start:m.end] == m.text``. Text fields are counted in Unicode characters and
    ``text`` is a ``str``; list fields (``authors``, ``affiliations``) are counted in list positions and ``text`` is the
    one-element tuple that stands there.

    ``kind`` is method, dataset, task, metric, person or organization. ``role`` is introduced, used, evaluated_on,
    addressed or mentioned. ``name`` is what the record itself calls the thing: mentions of one record that share
    ``kind`` and ``name`` mean the same thing (acronym and expansion, say). ``score`` is a confidence in [0, 1], and
    ``role_score`` that of the role alone.
    """

    record: str
    field: str
    start: int
    end: int
    text: str | tuple[Author, ...] | tuple[str, ...]
    kind: str
    name: str
    role: str | None = None
    score: float = 1.0
    extractor: str = ""
    role_score: float = 1.0

    @property
    def surface(self) -> str:
        """The mention as one string: the text itself, the author's printed name, or the printed list item."""
        if isinstance(self.text, str):
            return self.text
        item = self.text[0]
        return item.name if isinstance(item, Author) else item


@dataclass(frozen=True, slots=True)
class Result:
    """A number that a record reports for a method; None wherever the text does not say.

    The span ``field[start:end] == text`` is the printed value. ``value_type`` is absolute, improvement or count;
    ``comparator`` one of ``=  >  >=  <  <=``; ``unit`` is ``%`` only if printed.
    """

    record: str
    field: str
    start: int
    end: int
    text: str
    value: Decimal
    unit: str | None = None
    value_type: str = "absolute"
    comparator: str = "="
    baseline_value: Decimal | None = None
    task: Mention | None = None
    dataset: Mention | None = None
    metric: Mention | None = None
    method: Mention | None = None
    aggregation: str | None = None
    score: float = 1.0
    extractor: str = ""
    role_score: float = 1.0


@dataclass(frozen=True, slots=True)
class Link:
    """A URL printed in a text field, cleaned and classified.

    ``field[start:end] == text`` is the URL as printed without trailing punctuation; ``url`` is its canonical form.
    ``kind`` is repository, demo, model or project; ``status`` is available or promised.
    """

    record: str
    field: str
    start: int
    end: int
    text: str
    url: str
    kind: str
    status: str
    score: float = 1.0
    extractor: str = ""
    role_score: float = 1.0


@dataclass(frozen=True, slots=True)
class Dropped:
    """A candidate mention that was found and then rejected, and why; the report counts the reasons."""

    record: str
    field: str
    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything found in one record."""

    mentions: tuple[Mention, ...] = ()
    results: tuple[Result, ...] = ()
    links: tuple[Link, ...] = ()
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One work: its IRI, the record that its sources together make, where they stand, and what was found in it.

    ``records`` are the ids of the records that were taken for this work; the first one wins where they differ.
    ``references`` are the IRIs that the record's references name, position by position; None where none is known.
    ``replaces`` are IRIs merged away: those that the records would have had by themselves. ``sources`` are the records
    of a work that has several, each with the IRI that it has by itself; ``possibly_same`` pairs IRI and probability.
    """

    iri: str
    record: Record
    records: tuple[str, ...]
    origins: tuple[Origin, ...]
    extraction: Extraction
    references: tuple[str | None, ...] = ()
    replaces: tuple[str, ...] = ()
    sources: tuple[tuple[str, Record], ...] = ()
    possibly_same: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Why two names were taken, or not taken, for one entity.

    ``verdict`` is merge, possible or apart. ``compared`` are IRIs (signatures, papers or entities); ``entity`` is the
    IRI that a merge went into. ``reasons`` are sentences that name what speaks for the verdict's names being one,
    ``against`` what speaks against it; ``score`` is the probability that they are one.
    """

    verdict: str
    kind: str
    compared: tuple[str, ...]
    reasons: tuple[str, ...]
    score: float
    entity: str | None = None
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing in the world and the mentions that denote it.

    ``name`` is the preferred name, ``aliases`` the other printed forms, sorted. ``same_as`` are IRIs that an
    identifier proves equal; ``possibly_same`` pairs an IRI with a probability; ``replaces`` are IRIs merged away.
    """

    iri: str
    kind: str
    name: str
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]
    same_as: tuple[str, ...] = ()
    possibly_same: tuple[tuple[str, float], ...] = ()
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the records are about once equal things have been put together.

    ``conflicts`` are sentences about sources of one work that contradict each other.
    """

    papers: tuple[Paper, ...]
    entities: tuple[Entity, ...]
    decisions: tuple[Decision, ...] = ()
    conflicts: tuple[str, ...] = ()
