"""Weigh what says that institutions of different keys are one: acronyms, short names and the domains of addresses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property

from kg.resolve.organizations.affiliations import clean_affiliation
from kg.resolve.organizations.institutions import register
from kg.resolve.organizations.reading import Printed, abbreviates
from kg.resolve.organizations.words import institution_key, is_public_suffix, registered_domain, words_of

__all__ = ["Bond", "Linker", "Node"]

#: An institution has the domain that so large a share of the authors with an address there prints, at least so many.
_SHARE, _FEWEST = 0.6, 2
#: Share of letters in common order from which two names with one domain are spellings of one.
_ALIKE = 0.88
_GENERIC = frozenset(
    {"university", "institute", "technology", "science", "national", "research", "center", "laboratory", "college"}
    | {"school", "department", "academy", "international", "state", "engineering", "computer", "information", "medical"}
)
#: Words that make a longer name another institution's.
_OTHERS = _GENERIC | {"hospital", "press", "business", "law", "museum", "clinic", "joint", "foundation", "campus"}


@dataclass(slots=True)
class Node:
    """Everything that is printed under one key: positions in the list of what is printed, and the domains there."""

    key: str
    bare: bool
    printed: list[int] = field(default_factory=list)
    domains: Counter[str] = field(default_factory=Counter)

    @property
    def short(self) -> str:
        """The acronym or slug, if nothing else is printed."""
        return self.key.removeprefix("short ") if self.bare else ""

    def main_domain(self) -> str:
        """Return the domain of most of its authors' addresses, or nothing."""
        if not self.domains:
            return ""
        domain = min(self.domains, key=lambda d: (-self.domains[d], d))
        return domain if self.domains[domain] >= _SHARE * self.domains.total() else ""


@dataclass(frozen=True, slots=True)
class Bond:
    """Two nodes, what speaks for and against their being one, and the probability; merged if that is high."""

    left: int
    right: int
    reasons: tuple[str, ...]
    score: float
    merge: bool
    against: tuple[str, ...] = ()


class Linker:
    """Holds the nodes of what is printed and finds the bonds between them."""

    def __init__(self, printed: Sequence[Printed]) -> None:
        """Put together what has one key."""
        self.printed = printed
        self.nodes: list[Node] = []
        self._place: dict[str, int] = {}
        for i, p in enumerate(printed):
            if p.key not in self._place:
                self._place[p.key] = len(self.nodes)
                self.nodes.append(Node(p.key, p.bare))
            node = self.nodes[self._place[p.key]]
            node.printed.append(i)
            if p.domain and not p.by_address:
                node.domains[p.domain] += 1
        self.defined: dict[str, dict[str, int]] = defaultdict(dict)
        for i, p in enumerate(printed):
            if p.acronym and not p.bare:
                self.defined[p.acronym].setdefault(p.key, i)
        self.place = dict(self._place)
        self.owners = self._find_owners()

    @property
    def shorts(self) -> set[str]:
        """The keys of all short names."""
        return {node.key for node in self.nodes if node.bare}

    def place_of(self, p: Printed) -> int:
        """Return the node of what is printed."""
        return self._place[p.key]

    def _find_owners(self) -> dict[str, tuple[int, int, int]]:
        """Return the node that a domain belongs to, and of how many authors with addresses there how many print it."""
        seen: dict[str, Counter[int]] = defaultdict(Counter)
        for n, node in enumerate(self.nodes):
            if not node.bare and not node.key.startswith(("part ", "nobody ")):
                for domain, count in node.domains.items():
                    seen[domain][n] += count
        owners = {}
        for domain, counts in seen.items():
            n = min(counts, key=lambda n: (-counts[n], n))
            if counts[n] >= _FEWEST and counts[n] >= _SHARE * counts.total():
                owners[domain] = n, counts[n], counts.total()
        return owners

    def bonds(self) -> Iterator[Bond]:
        """Yield what puts nodes together or leaves it open, in order of the nodes."""
        for n, node in enumerate(self.nodes):
            if node.bare:
                yield from self._place_short(n, node)
            elif "." in node.key and " " not in node.key:
                yield from self._place_domain(n, node.key)
        for domain, (n, _, _) in self.owners.items():
            yield from self._compare_sharers(domain, n)

    def _place_short(self, n: int, node: Node) -> Iterator[Bond]:
        """Say what an acronym or slug stands for: every institution that anything names for it."""
        found: dict[int, str] = {}
        owner = register().shorts.get(node.short) or register().names.get(institution_key(node.short))
        if owner:
            place = self.place.setdefault(owner.key, n)
            if place != n:
                found[place] = f"“{self._text(n)}” is a short name of {owner.name} in the register of institutions"
        for key, i in self.defined.get(node.short, {}).items():
            found.setdefault(self.place[key], f"{{{i}}} puts it in brackets after the name: {self._name(i)}")
        for domain, (m, count, of) in self._labelled.get(node.short, ()):
            if m not in found:
                found[m] = f"{count:,} of {of:,} authors with addresses at {domain} print {self._text(m)}"
        for m, i in self._together(node):
            found.setdefault(m, f"{{{i}}} prints both, and “{self._text(n)}” are the first letters of the name")
        clear = len(found) == 1 and not (owner and self.place[owner.key] == n)
        for m, reason in found.items():
            if clear:
                yield Bond(m, n, (reason,), 0.95, merge=True)
            else:
                others = ", ".join(self._text(k) for k in (*found, n) if k != m and (k != n or owner))
                against = f"“{self._text(n)}” may be short for another: {others}"
                yield Bond(n, m, (reason,), round(0.8 / (len(found) + 1), 4), merge=False, against=(against,))

    @cached_property
    def _labelled(self) -> dict[str, list[tuple[str, tuple[int, int, int]]]]:
        labels: dict[str, list[tuple[str, tuple[int, int, int]]]] = defaultdict(list)
        for domain, row in self.owners.items():
            labels[domain.split(".")[0]].append((domain, row))
        return labels

    def _together(self, node: Node) -> Iterator[tuple[int, int]]:
        """Yield institutions whose first letters a short name is, where one record prints both."""
        for i in node.printed[:50]:
            for j in self._by_paper[self.printed[i].paper]:
                other = self.printed[j]
                if (
                    not other.bare
                    and " " in other.key
                    and len(node.short) > 2
                    and abbreviates(node.short, self._name(j))
                ):
                    yield self.place[other.key], j

    def _place_domain(self, n: int, domain: str) -> Iterator[Bond]:
        """Say whose a bare domain is."""
        if domain in self.owners and self.owners[domain][0] != n:
            m, count, of = self.owners[domain]
            reason = f"{count:,} of {of:,} authors with addresses at {domain} print {self._text(m)}"
            yield Bond(m, n, (reason,), round(count / of, 4), merge=True)

    def _compare_sharers(self, domain: str, top: int) -> Iterator[Bond]:
        """Compare the owner of a domain with others whose addresses are there: misspelled, or another name of it."""
        known = register().of_domain(domain)
        top = self.place.get(known.key, top) if known else top
        for n in self._sharers.get(domain, ()):
            a, b = self.nodes[top], self.nodes[n]
            if n == top or b.bare or b.key.startswith(("part ", "nobody ")):
                continue
            shared = f"most authors of both have addresses at {domain}"
            relation = _relate(a.key, b.key) if not _both_known(a.key, b.key) else ""
            if relation:
                names = f"{relation}: {self._text(top)}, {self._text(n)}"
                yield Bond(top, n, (names, shared), 0.93, merge=True)
            elif _is_academic(domain) and (set(a.key.split()) & set(b.key.split())) - _GENERIC:
                against = "their names differ in more than spelling"
                yield Bond(top, n, (shared,), 0.3, merge=False, against=(against,))

    @cached_property
    def _by_paper(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for i, p in enumerate(self.printed):
            found[p.paper].append(i)
        return found

    @cached_property
    def _sharers(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for n, node in enumerate(self.nodes):
            if domain := node.main_domain():
                found[domain].append(n)
        return found

    def _text(self, n: int) -> str:
        return self.printed[self.nodes[n].printed[0]].name

    def _name(self, i: int) -> str:
        text = clean_affiliation(self.printed[i].name)
        segments = [s for s in text.split(", ") if institution_key(s.split("(")[0]) == self.printed[i].key] or [text]
        return segments[0].split("(")[0].strip()


def _relate(a: str, b: str) -> str:
    """Say how two keys are related that should be one institution's; empty if they are not."""
    x, y = set(a.split()), set(b.split())
    if SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE and not (x ^ y) & words_of("place"):
        return "names that differ in little"
    longer, shorter = (x, y) if len(x) > len(y) else (y, x)
    more = longer - shorter
    if shorter < longer and shorter - _GENERIC and shorter & _GENERIC and not more & (_OTHERS | words_of("place")):
        return "one name goes on where the other ends"
    return ""


def _both_known(a: str, b: str) -> bool:
    known = register().keys
    return a in known and b in known


def _is_academic(domain: str) -> bool:
    labels = registered_domain(domain).split(".")
    suffix = ".".join(labels[1:])
    return suffix == "edu" or (is_public_suffix(suffix) and labels[-2] in ("ac", "edu")) or labels[0].startswith("uni")
