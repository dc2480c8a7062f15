"""Fill in the templates of pages; whatever comes from a graph is escaped here, by one environment."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from kg.iris import KG
from kg.profiles.addresses import FOLDERS
from kg.profiles.model import Item, Mark, Profile, Section
from kg.profiles.ties import LETTERS
from kg.view.words import unturn

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["CSS", "make_environment", "render_further", "render_profile", "render_template"]

#: The style sheet of all pages.
CSS = (files("kg.profiles") / "assets" / "style.css").read_text("utf-8")
#: What HTML cannot hold; each becomes U+FFFD.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef]|[\ufffe\uffff]")
_BESIDE = {"figure", "shares", "ranking", "notes"}


@functools.cache
def make_environment(*places: str) -> Environment:
    """Make the environment of templates in ``package:folder`` places, the first that has one winning."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=ChoiceLoader([PackageLoader(*place.split(":")) for place in (*places, "kg.profiles:assets")]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_show_value,
    )
    environment.filters |= {
        "consecutive": _group_items,
        "consecutive_rows": _group_rows,
        "pieces": _split_text,
        "clip": lambda text: text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…",
    }
    return environment


def _show_value(value: object) -> object:
    """Take what turns the direction of writing out of whatever a template shows, at the very last.

    What is escaped already is left alone: data, and by ``|e`` what a reader edits or follows.
    """
    return unturn(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def render_template(environment: Environment, template: str, **values: object) -> str:
    """Fill in one template."""
    return _ILLEGAL.sub("\ufffd", environment.get_template(f"{template}.html.j2").render(**values))


def render_profile(
    environment: Environment,
    profile: Profile,
    *,
    page: Callable[[str], str],
    more: Callable[[Section], str],
    canonical: str = "",
    alternates: Sequence[tuple[str, str]] = (),
    tools: Sequence[tuple[str, str]] = (),
    **values: object,
) -> str:
    """Fill in the page of one thing.

    ``page`` gives the address of a thing's page, or nothing; ``more`` that of the rest of a section.
    """
    main, beside = _arrange(profile)
    return render_template(
        environment,
        "profile",
        title=profile.name,
        thing=profile,
        folder=FOLDERS.get(profile.kind, ""),
        body=main,
        beside=beside,
        page=page,
        more=more,
        canonical=canonical,
        alternates=alternates,
        tools=tools,
        further="",
        pages=(),
        number=0,
        **values,
    )


def render_further(  # noqa: PLR0917
    environment: Environment,
    profile: Profile,
    section: Section,
    told: str,
    pages: Sequence[str],
    number: int,
    *,
    page: Callable[[str], str],
    **values: object,
) -> str:
    """Fill in a page with the entries of a long section that the profile has no room for."""
    return render_template(
        environment,
        "profile",
        title=f"{profile.name}: {section.title}",
        thing=profile,
        folder=FOLDERS.get(profile.kind, ""),
        body=[section],
        beside=(),
        page=page,
        more=None,
        further=told,
        pages=pages,
        number=number,
        **values,
    )


def _arrange(profile: Profile) -> tuple[list[Section], list[Section]]:
    """Put charts, rankings and details beside the lists; where there are no lists, beside what there is."""
    beside = [
        section
        for section in profile.sections
        if section.shape in _BESIDE or (section.key == "details" and profile.kind != f"{KG}Result")
    ]
    main = [section for section in profile.sections if section not in beside]
    if not main and not profile.text:
        return beside, []
    beside.sort(key=lambda section: section.shape not in ("figure", "shares"))
    return main, beside


def _group_items(items: Sequence[Item], name: str) -> Iterator[tuple[str, list[Item]]]:
    for group, some in groupby(items, key=lambda item: getattr(item, name)):
        yield group, list(some)


def _group_rows(rows: Sequence[tuple[Item, ...]]) -> Iterator[tuple[str, list[tuple[Item, ...]]]]:
    for group, some in groupby(rows, key=lambda row: row[0].group):
        yield group, list(some)


def _split_text(profile: Profile) -> Iterator[tuple[str, Mark | None]]:
    """Cut an abstract at its marks."""
    at = 0
    for mark in profile.marks:
        yield profile.text[at : mark.begin], None
        yield profile.text[mark.begin : mark.end], mark
        at = mark.end
    yield profile.text[at:], None
