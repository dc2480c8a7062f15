"""Write a graph as a folder of static pages that works from a disk, on any web server, and without either's help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rdflib import Dataset

from kg.errors import UsageError
from kg.iris import BASE, KG
from kg.profiles.addresses import FOLDERS, SiteAddresses
from kg.profiles.corpus import Corpus, first_class, read_corpus
from kg.profiles.folder import Folder, open_folder
from kg.profiles.model import Profile, Section
from kg.profiles.reading import read_profiles
from kg.profiles.rendering import CSS, make_environment, render_further, render_profile
from kg.profiles.search import Entry
from kg.profiles.surroundings import Surroundings, write_surroundings
from kg.store import hold_locally
from kg.view.rows import read_classes
from kg.view.words import CLASSES

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Written", "write_site"]

Progress = Callable[[str, int, int], None]
_THINGS, _WEIGHT = 400, 3000
_FURTHER = 500
_MENU = tuple(f"{KG}{name}" for name in ("Paper", "Person", "Method", "Dataset", "Task"))
#: Styles and scripts of the site's own files alone, and no script in a page; ``file:`` is for pages from a disk.
POLICY = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src data:; "
    "form-action 'self' file:; base-uri 'none'"
)


@dataclass(frozen=True, slots=True)
class Written:
    """How many pages a site has, its files and their size in bytes."""

    pages: int
    files: int
    size: int


def write_site(
    dataset: Dataset,
    target: str | Path,
    *,
    base: str = BASE,
    location: str | Path = "",
    title: str = "Knowledge graph",
    progress: Progress = lambda *_: None,
) -> Written:
    """Write the pages of a graph to a folder, which takes the place of one that an earlier call wrote.

    ``location`` is where the graph is: of a build directory the pages tell what was read. ``progress`` is called with
    a stage, and how much of how much is done. Raises ``UsageError`` for a graph without anything that has a page, and
    for a folder that holds something else.
    """
    with open_folder(Path(target)) as folder:
        progress("reading", 0, 0)
        local = hold_locally(dataset)
        corpus = _read_all(local)
        site = _Site(local, corpus, folder, base, title, progress)
        pages = site.write()
        around = Surroundings(corpus, site.addresses, site.environment, site.common, title, location)
        progress("lists and search", 0, 0)
        for name, text in write_surroundings(around, site.entries):
            folder.write(name, text)
        folder.write("assets/style.css", CSS)
        folder.write(".nojekyll", "")
        progress("putting in place", 0, 0)
    return Written(pages, len(folder.files), folder.size)


def _read_all(dataset: Dataset) -> Corpus:
    classes: dict[str, list[str]] = defaultdict(list)
    for iri, kind in read_classes(dataset, FOLDERS):
        classes[iri].append(kind)
    kinds = {iri: first_class(found) for iri, found in classes.items()}
    if not kinds:
        raise UsageError("the graph has no paper, person, method or other thing that has a page: nothing to write")
    return read_corpus(dataset, (iri for iri, kind in kinds.items() if kind == f"{KG}Paper"), kinds)


class _Site:
    """Holds what the pages share while they are written."""

    def __init__(  # noqa: PLR0917
        self, dataset: Dataset, corpus: Corpus, folder: Folder, base: str, title: str, progress: Progress
    ) -> None:
        self.dataset, self.corpus, self.folder, self.base, self.progress = dataset, corpus, folder, base, progress
        self.addresses = SiteAddresses(corpus.kinds, base)
        self.environment: Environment = make_environment("kg.profiles:assets/site")
        there = set(corpus.kinds.values())
        menu = [(CLASSES[kind].label, f"{FOLDERS[kind]}/index.html") for kind in _MENU if kind in there]
        menu.append(("About", "about.html"))
        self.common: dict[str, Any] = {"policy": POLICY, "site_name": title, "menu": menu}
        self.entries: list[Entry] = []

    def write(self) -> int:
        things = sorted(self.corpus.kinds, key=lambda iri: (self.corpus.kinds[iri], iri))
        done = 0
        for block in self._cut(things):
            for profile in read_profiles(self.dataset, block, self.corpus, base=self.base):
                self._write_profile(profile)
            done += len(block)
            self.progress("pages", done, len(things))
        return done

    def _cut(self, things: Iterable[str]) -> Iterator[list[str]]:
        """Cut into blocks that need about as much memory each."""
        block, weight = list[str](), 0
        for iri in things:
            own = 1 + sum(min(len(papers), 150) for papers in self.corpus.pointing.get(iri, {}).values())
            if block and (weight + own > _WEIGHT or len(block) >= _THINGS):
                yield block
                block, weight = [], 0
            block.append(iri)
            weight += own
        if block:
            yield block

    def _write_profile(self, profile: Profile) -> None:
        file = self.addresses.file_of(profile.iri)
        page = partial(self._page, file)
        page_html = render_profile(
            self.environment,
            profile,
            page=page,
            more=lambda section: self.addresses.link(file, self.addresses.more_of(profile.iri, section.key, 2)),
            root="../",
            **self.common,
        )
        self.folder.write(file, page_html)
        weight = len({paper for papers in self.corpus.pointing.get(profile.iri, {}).values() for paper in papers})
        self.entries.append(Entry(profile.name, file, profile.label, profile.aliases, weight, profile.lead))
        for section in profile.sections:
            if len(section) > section.limit and section.shape != "ties":
                self._write_further(profile, section)

    def _write_further(self, profile: Profile, section: Section) -> None:
        """Write the rest of a long section to pages of its own."""
        starts = range(section.limit, len(section), _FURTHER)
        files = [self.addresses.more_of(profile.iri, section.key, number) for number in range(2, len(starts) + 2)]
        pages = [self.addresses.link(file, file) for file in files]
        for number, (start, file) in enumerate(zip(starts, files, strict=True), 1):
            stop = min(start + _FURTHER, len(section))
            told = f"{section.title or 'More'} {start + 1:,} to {stop:,} of {len(section):,}"
            further = render_further(
                self.environment, profile, section.cut(start, stop), told, pages if len(pages) > 1 else (), number,
                page=partial(self._page, file), root="../", **self.common,
            )  # fmt: skip
            self.folder.write(file, further)

    def _page(self, source: str, iri: str) -> str:
        target = self.addresses.file_of(iri)
        return self.addresses.link(source, target) if target else ""
