"""The pages of a site around its profiles: home, lists of each class, search, and what the graph was made of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.iris import fold
from kg.profiles.addresses import FOLDERS, SiteAddresses
from kg.profiles.charts import chart_years
from kg.profiles.corpus import Corpus
from kg.profiles.lists import rank_people, rank_terms
from kg.profiles.model import Section
from kg.profiles.rendering import render_template
from kg.profiles.search import FOLDS, Entry, count_shards, write_index
from kg.profiles.words import tell_unnamed
from kg.store import MANIFEST
from kg.view.words import CLASSES

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Surroundings", "write_surroundings"]

_LISTED = 600


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What these pages need to know."""

    corpus: Corpus
    addresses: SiteAddresses
    environment: Environment
    common: Mapping[str, Any]
    title: str
    location: str | Path = ""

    def render(self, template: str, *, root: str = "", **values: object) -> str:
        """Fill in a template of the site."""
        return render_template(self.environment, template, root=root, **self.common, **values)


def write_surroundings(site: Surroundings, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """Yield the (path, text) of each file."""
    by_class: dict[str, list[Entry]] = {kind: [] for kind in CLASSES if kind in FOLDERS}
    kinds = {site.addresses.file_of(iri): kind for iri, kind in site.corpus.kinds.items()}
    for entry in entries:
        by_class[kinds[entry.address]].append(entry)
    by_class = {kind: found for kind, found in by_class.items() if found}
    yield "index.html", _write_home(site, by_class)
    yield "about.html", _write_about(site, by_class)
    for kind, found in by_class.items():
        yield from _write_lists(site, kind, found)
    shards = count_shards(entries)
    yield "search.html", site.render("search", title="Search", folds=FOLDS, shards=shards)
    yield "assets/search.js", (Path(__file__).parent / "assets" / "site" / "search.js").read_text("utf-8")
    for name, text in write_index(entries, shards=shards):
        yield f"search/{name}", text


def _write_home(site: Surroundings, by_class: Mapping[str, Sequence[Entry]]) -> str:
    corpus = site.corpus
    papers = sorted(corpus.papers)
    rankings: list[Section] = [*rank_terms(corpus, papers), rank_people(corpus, "authors", "Authors", papers)]
    unnamed = corpus.count_unnamed()
    classes = [
        (CLASSES[kind].label, f"{FOLDERS[kind]}/index.html", len(found), tell_unnamed(unnamed[kind]))
        for kind, found in by_class.items()
    ]
    lead = "Every statement on these pages leads to the printed words that it comes from. Search for a name, or browse."
    return site.render(
        "home",
        title=site.title,
        lead=lead,
        classes=classes,
        years=chart_years(corpus.papers[paper].year for paper in papers),
        rankings=[section for section in rankings if len(section)],
        page=site.addresses.file_of,
    )


def _write_lists(site: Surroundings, kind: str, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """Write the members of a class by name, so many to a page."""
    folder, label = FOLDERS[kind], CLASSES[kind].label
    ordered = sorted(entries, key=lambda entry: (fold(entry.name), entry.name, entry.address))
    parts = [ordered[start : start + _LISTED] for start in range(0, len(ordered), _LISTED)]
    files = [f"index{'' if number == 1 else f'-{number}'}.html" for number in range(1, len(parts) + 1)]
    pages = [(_span(part), file) for part, file in zip(parts, files, strict=True)]
    for number, (part, file) in enumerate(zip(parts, files, strict=True), 1):
        lead = f"{len(ordered):,}, by name" + (f"; page {number} of {len(parts)}" if len(parts) > 1 else "")
        listed = [
            (entry.name, entry.address.partition("/")[2], f"{entry.weight:,}" if entry.weight > 1 else "")
            for entry in part
        ]
        yield (
            f"{folder}/{file}",
            site.render("index", root="../", title=label, lead=lead, entries=listed, pages=pages, number=number),
        )


def _span(part: Sequence[Entry]) -> str:
    """Name a page by the beginning of its first name."""
    return (fold(part[0].name) or part[0].name or "–")[:3].strip().capitalize()


def _write_about(site: Surroundings, by_class: Mapping[str, Sequence[Entry]]) -> str:
    manifest = _read_manifest(site.location)
    counts = [(CLASSES[kind].label, len(found)) for kind, found in by_class.items()]
    undated = sum(card.year is None for card in site.corpus.papers.values())
    left_out = f"{undated:,} of the papers are undated: no chart of years counts them." if undated else ""
    sources = [(one["path"], one["sha256"]) for one in manifest.get("sources", ())]
    made = sorted(manifest.get("versions", {}).items()) + sorted(manifest.get("extraction", {}).items())
    return site.render("about", title="About", counts=counts, left_out=left_out, sources=sources, made=made)


def _read_manifest(location: str | Path) -> dict[str, Any]:
    path = Path(str(location)) / MANIFEST
    if not location or not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
