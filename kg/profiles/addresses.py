"""The file of each page of a site: names that every file system takes, made from the IRI alone."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

from kg.iris import KG, PREFIXES, slug

__all__ = ["FOLDERS", "SiteAddresses", "name_file"]

#: The folder of each class.
FOLDERS: dict[str, str] = {
    f"{KG}Paper": "paper",
    f"{KG}Person": "person",
    f"{KG}Organization": "organization",
    f"{KG}Method": "method",
    f"{KG}Dataset": "dataset",
    f"{KG}Task": "task",
    f"{KG}Metric": "metric",
    f"{KG}Repository": "repository",
    f"{KG}Result": "result",
    f"{PREFIXES['skos']}Concept": "category",
}
#: Names that Windows keeps for devices, whatever follows a dot (Microsoft, "Naming Files, Paths, and Namespaces").
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?![a-z0-9])")
_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?")


def name_file(iri: str, folder: str, base: str) -> str:
    """Name the file of an IRI within its folder, without the suffix.

    An IRI that the base and the folder begin, and that goes on in small letters, digits and hyphens, keeps that rest;
    any other gets a digest behind a dot, so that no two are alike on a file system that knows no capitals.

    >>> name_file("https://w3id.org/scholar-kg/id/method/clip", "method", "https://w3id.org/scholar-kg/id/")
    'clip'
    >>> name_file("https://w3id.org/scholar-kg/id/method/con", "method", "https://w3id.org/scholar-kg/id/")
    'x-con.e1d318854baf6088'
    """
    rest = iri.removeprefix(f"{base}{folder}/")
    index = re.fullmatch(r"index(?:-\d+)?", rest)
    if iri != rest and _PLAIN.fullmatch(rest) and not _DEVICE.match(rest) and not index:
        return rest
    stem = slug(unquote(rest.partition("://")[2] or rest)) or "x"
    stem = f"x-{stem}" if _DEVICE.match(stem) else stem
    return f"{stem}.{hashlib.sha256(iri.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


class SiteAddresses:
    """Where the things of a graph have their pages; ``kinds`` has the class of each thing that has one."""

    def __init__(self, kinds: Mapping[str, str], base: str) -> None:
        """Take the classes; the addresses are worked out when they are asked for."""
        self._kinds, self._base = kinds, base

    def file_of(self, iri: str) -> str:
        """Return the path of a thing's page below the site's folder, or an empty string if it has none."""
        folder = FOLDERS.get(self._kinds.get(iri, ""), "")
        return f"{folder}/{name_file(iri, folder, self._base)}.html" if folder else ""

    def more_of(self, iri: str, key: str, page: int) -> str:
        """Return the path of a further page of a thing: a section that is too long for the first."""
        return f"{self.file_of(iri).removesuffix('.html')}.{key}-{page}.html"

    @staticmethod
    def link(source: str, target: str) -> str:
        """Return the relative address of one file seen from another.

        >>> SiteAddresses.link("paper/a.html", "person/b.html"), SiteAddresses.link("index.html", "person/b.html")
        ('../person/b.html', 'person/b.html')
        """
        folder = posixpath.dirname(source)
        same = folder and target.startswith(f"{folder}/") and "/" not in target[len(folder) + 1 :]
        return target[len(folder) + 1 :] if same else "../" * (source.count("/")) + target
