"""Know the common institutions by name, by domain and by short name."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.resolve.organizations.words import institution_key, registered_domain

__all__ = ["Institution", "Register", "register"]


@dataclass(frozen=True, slots=True)
class Institution:
    """One institution: its name and its key."""

    name: str
    key: str


class Register:
    """The institutions of ``organizations.tsv``, by key of a name, by domain and by short name.

    A name of two institutions names neither.
    """

    def __init__(self, rows: list[tuple[str, list[str], list[str], list[str]]]) -> None:
        """Index rows of a name, other names, domains and short names; a row without a name blocks its names."""
        names, domains, shorts = _Index(), _Index(), _Index()
        for name, others, own_domains, own_shorts in rows:
            institution = Institution(name, institution_key(name))
            for text in (name, *others):
                names.add(institution_key(text), institution)
                if re.fullmatch(r"[A-Z][\w*&+-]*", text):
                    shorts.add(text.casefold(), institution)
            for domain in own_domains:
                domains.add(domain, institution)
                if domain == registered_domain(domain):
                    shorts.add(domain.split(".")[0], institution)
            for short in own_shorts:
                shorts.add(short, institution)
        self.names, self.domains, self.shorts = names.unique(), domains.unique(), shorts.unique()
        self.keys = {i.key: i for i in self.names.values()}
        self.longest = max((len(key.split()) for key in self.names), default=0)

    def of_domain(self, domain: str) -> Institution | None:
        """Return the institution that a domain, or the domain above it, belongs to."""
        labels = domain.lower().strip(" .").split(".")
        parts = (".".join(labels[i:]) for i in range(len(labels)))
        return next((self.domains[part] for part in parts if part in self.domains), None)


class _Index:
    def __init__(self) -> None:
        self._rows: dict[str, dict[Institution, None]] = defaultdict(dict)

    def add(self, key: str, institution: Institution) -> None:
        self._rows[key][institution] = None

    def unique(self) -> dict[str, Institution]:
        return {key: next(iter(rows)) for key, rows in self._rows.items() if len(rows) == 1 and next(iter(rows)).name}


@cache
def register() -> Register:
    """Read the institutions that the package knows.

    >>> register().of_domain("robots.ox.ac.uk").name
    'University of Oxford'
    """
    text = (files("kg") / "resolve" / "organizations" / "organizations.tsv").read_text("utf-8")
    rows = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, others, domains, shorts = line.split("\t")
            rows.append((name, [o for o in others.split(" | ") if o], domains.split(), shorts.split()))
    return Register(rows[1:])
