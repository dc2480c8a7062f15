"""Score which printed affiliations are one institution: python -m tests.benchmarks.organizations [--half dev|test].

Truth: two affiliations are one institution if most of the authors who print them have e-mail addresses in one
registered domain, and two if their domains have nothing in common and the source's own normalised names differ too.
Domains of mail providers do not count. An affiliation is left out if half of its authors sign from elsewhere or if its
normalised name is not the usual one of its domain. Institutions fall into halves by the hash of their domain.
Companies are scored apart: their laboratories share a domain, but are organisations of their own here.
The linker sees the names only, or the addresses of half of the authors too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from kg.iris import Minter
from kg.model import Author, Extraction, Paper, Record
from kg.resolve.organizations import resolve_organizations
from kg.resolve.organizations.affiliations import read_domain
from kg.resolve.organizations.words import registered_domain

SHARED = Path(__file__).parents[3] / "shared" / "data"
FILES = ("authors/openreview_papers.jsonl", "listings/acl2022.jsonl", "listings/naacl2024.jsonl")


def read_signatures() -> Iterator[tuple[str, str, str]]:
    """Yield affiliation, domain and the source's normalised name of the authors who print one of each."""
    for name in FILES:
        for line in (SHARED / name).read_text("utf-8").splitlines():
            for author in json.loads(line)["authors"]:
                text, domain = author.get("affiliation") or "", author.get("domain") or ""
                normal = author.get("affiliation_norm") or [""]
                if text and domain and "+" not in text + domain and (known := read_domain(domain)):
                    yield text, known, normal[0]


@dataclass(frozen=True)
class Truth:
    """The main domain of an affiliation, all its domains and its normalised name."""

    main: str
    domains: frozenset[str]
    normal: str


def find_truth(signatures: list[tuple[str, str, str]]) -> dict[str, Truth]:
    """Return what is known of each affiliation of which enough is known."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    normals: dict[str, Counter[str]] = defaultdict(Counter)
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    for text, domain, normal in signatures:
        seen[text][registered_domain(domain)] += 1
        normals[text][normal] += 1
        usual[registered_domain(domain)][normal] += bool(normal)
    truth = {}
    for text, domains in seen.items():
        ((main, count),) = domains.most_common(1)
        ((normal, _),) = normals[text].most_common(1)
        if count * 2 > domains.total() and normal and normal == max(usual[main], key=usual[main].__getitem__):
            truth[text] = Truth(main, frozenset(domains), normal)
    return truth


def half_of(domain: str) -> str:
    """Put an institution in one half or the other."""
    return "dev" if hashlib.sha256(domain.encode()).digest()[0] % 2 else "test"


def link(signatures: list[tuple[str, str, str]], *, domains: bool) -> dict[str, set[str]]:
    """Return the entities of each affiliation: of one that names several institutions, those of the first."""
    papers = []
    for i, (text, domain, _) in enumerate(signatures):
        email = domain if domains and hashlib.sha256(str(i).encode()).digest()[0] % 2 else None
        record = Record(str(i), f"Paper {i}", (Author("A. B.", (text,), email=email),))
        papers.append(Paper(f"https://example.org/paper/{i}", record, (str(i),), (), Extraction()))
    entities, _ = resolve_organizations(papers, minter=Minter())
    first: dict[str, tuple[int, str]] = {}
    for entity in entities:
        for m in entity.mentions:
            row = signatures[int(m.record)][0].find(m.name), entity.iri
            first[m.record] = min(first.get(m.record, row), row)
    found: dict[str, set[str]] = defaultdict(set)
    for place, (_, iri) in first.items():
        found[signatures[int(place)][0]].add(iri)
    return found


def is_company(domain: str) -> bool:
    """Say whether a domain is a company's."""
    return domain.endswith((".com", ".ai", ".io", ".co", ".net", ".co.jp", ".global", ".company"))


def score(truth: dict[str, Truth], found: dict[str, set[str]], *, show: int = 0) -> str:
    """Score pairs of affiliations."""
    right = wrong = missed = 0
    errors: list[str] = []
    for (a, x), (b, y) in combinations(sorted(truth.items()), 2):
        one = x.main == y.main
        if not one and (x.domains & y.domains or x.normal == y.normal):
            continue
        said = bool(found[a] & found[b])
        right += one and said
        wrong += said and not one
        missed += one and not said
        if one != said:
            errors.append(f"{'MISSED' if one else 'WRONG'}\t{a} [{x.main}]\t{b} [{y.main}]")
    for error in sorted(errors)[:: max(1, len(errors) // show)] if show else ():
        print(error)
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"{len(truth):,} affiliations, {right + missed:,} pairs: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}"


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", default="test", choices=("dev", "test"))
    parser.add_argument("--show", type=int, default=0, help="print about so many errors")
    args = parser.parse_args()
    signatures = list(read_signatures())
    truth = {t: row for t, row in find_truth(signatures).items() if half_of(row.main) == args.half}
    for domains in (False, True):
        found = link(signatures, domains=domains)
        for companies in (False, True):
            rows = {t: row for t, row in truth.items() if is_company(row.main) == companies}
            what = f"{'names and domains' if domains else 'names only'}, {'companies' if companies else 'others'}"
            print(what, score(rows, found, show=args.show), sep=": ", flush=True)


if __name__ == "__main__":
    main()
