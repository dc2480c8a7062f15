"""Read from a record under which identifiers its work is known, whatever form and place they are printed in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, unquote, urlsplit

from kg.iris import normalise_arxiv, normalise_doi
from kg.model import Record

__all__ = ["EXCLUSIVE", "Identifier", "contradict", "identify", "mint_ids", "read_identifier"]

#: A scheme and a value in normal form.
Identifier = tuple[str, str]

#: Schemes that give a work one identifier, so that different ones tell works apart. The DOI of a preprint server is a
#: scheme of its own ("preprint"), for a work has it beside the publisher's. A work may be submitted to OpenReview, and
#: be listed by an index, several times.
EXCLUSIVE = ("doi", "preprint", "arxiv", "acl", "pmid", "pmcid")

_SCHEMES = {
    "acl": "acl",
    "anthology": "acl",
    "arxiv": "arxiv",
    "corpusid": "s2",
    "dblp": "dblp",
    "doi": "doi",
    "eprint": "arxiv",
    "hal": "hal",
    "mag": "mag",
    "openalex": "openalex",
    "openreview": "openreview",
    "pmcid": "pmcid",
    "pmid": "pmid",
    "pubmed": "pmid",
    "s2": "s2",
}
#: Registrants of preprint servers: bioRxiv and medRxiv, ChemRxiv, Research Square, Preprints.org, OSF, SSRN, TechRxiv,
#: Authorea. F1000Research and its sisters give each version of an article a DOI.
_PREPRINT = re.compile(r"10\.(?:1101/\d{4}\.\d\d\.|26434/chemrxiv|21203/rs\.|20944/preprints|31\d{3}/osf|2139/ssrn|"
                       r"36227/techrxiv|22541/au\.)")  # fmt: skip
_PREPRINT_VERSION = re.compile(r"[./_-]?v\d{1,2}$")
_ARTICLE_VERSION = re.compile(r"^(10\.12688/\w+\.\d+)\.\d+$")
_ACL_DOI = re.compile(r"10\.(?:18653|3115)/v1/(.+)")
_ACL_ID = re.compile(r"\b([A-Z]\d{2}-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?:v\d+)?(?=$|[./?#])", re.IGNORECASE)
_SUBJECT_CLASS = re.compile(r"^([a-z-]+)\.[A-Z]{2}/")


def _read_doi(text: str) -> Iterator[Identifier]:
    doi = normalise_doi(unquote(text))
    if doi is None:
        return
    if doi.startswith("10.48550/arxiv."):
        yield from _read_arxiv(doi.removeprefix("10.48550/arxiv."))
    elif _PREPRINT.match(doi):
        yield "preprint", _PREPRINT_VERSION.sub("", doi)
    else:
        yield "doi", _ARTICLE_VERSION.sub(r"\1", doi)
        if acl := _ACL_DOI.fullmatch(doi):
            yield "acl", acl[1].lower()


def _read_arxiv(text: str) -> Iterator[Identifier]:
    if found := normalise_arxiv(re.sub(r"\.pdf$", "", text)):
        yield "arxiv", _SUBJECT_CLASS.sub(r"\1/", found)


def _read_acl(text: str) -> Iterator[Identifier]:
    if found := _ACL_ID.search(text):
        yield "acl", found[1].lower()


def _read_url(url: str) -> Iterator[Identifier]:
    """Yield what an address of doi.org, arXiv, the ACL Anthology, OpenReview, dblp or PubMed identifies."""
    try:
        parts = urlsplit(url.strip() if "://" in url else f"https://{url.strip()}")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("dx.").removeprefix("export.")
    except ValueError:
        return
    path = parts.path.strip("/")
    if host == "doi.org":
        yield from _read_doi(path)
    elif host == "arxiv.org" and (place := re.fullmatch(r"(?:abs|pdf|html|format)/(.+)", path)):
        yield from _read_arxiv(place[1])
    elif host in ("aclanthology.org", "aclweb.org", "aclanthology.info"):
        yield from _read_acl(path)
    elif host == "openreview.net":
        yield from (("openreview", value) for value in parse_qs(parts.query).get("id", ())[:1])
    elif host in ("dblp.org", "dblp.uni-trier.de") and path.startswith("rec/"):
        yield "dblp", re.sub(r"^rec/(?:html/|bibtex/)?|\.html$", "", path)
    elif host == "pubmed.ncbi.nlm.nih.gov" and path.isdecimal():
        yield "pmid", path


def read_identifier(scheme: str, value: str) -> list[Identifier]:
    """Return what a value of a scheme identifies; a scheme that is unknown here, or shared by many works, gives none.

    >>> read_identifier("DOI", "https://doi.org/10.48550/arXiv.2301.00001"), read_identifier("isbn", "0-19-853453-1")
    ([('arxiv', '2301.00001')], [])
    >>> read_identifier("doi", "10.18653/v1/P19-1007")
    [('doi', '10.18653/v1/p19-1007'), ('acl', 'p19-1007')]
    """
    kind = _SCHEMES.get(re.sub(r"[^a-z0-9]", "", scheme.lower()).removesuffix("id"), "")
    kind = kind or _SCHEMES.get(scheme.lower(), "")
    if scheme.lower() == "url" or "://" in value:
        return list(_read_url(value))
    if kind == "doi":
        return list(_read_doi(value))
    if kind == "arxiv":
        return list(_read_arxiv(value.strip()))
    if kind == "acl":
        return list(_read_acl(value))
    return [(kind, value.strip().lower() if kind in EXCLUSIVE else value.strip())] if kind and value.strip() else []


def identify(record: Record) -> tuple[Identifier, ...]:
    """Return the identifiers of a record, sorted; an address counts only where no other says the same scheme."""
    stated = {found for scheme, value in record.ids for found in read_identifier(scheme, value)}
    schemes = {scheme for scheme, _ in stated}
    linked: dict[str, set[str]] = defaultdict(set)
    for url in record.urls:
        for scheme, value in _read_url(url):
            linked[scheme].add(value)
    stated |= {(s, *values) for s, values in linked.items() if len(values) == 1 and s not in schemes}  # type: ignore[misc]
    return tuple(sorted(stated))


def contradict(left: Iterable[Identifier], right: Iterable[Identifier]) -> list[str]:
    """Return the exclusive schemes in which two works have identifiers, but none in common."""
    mine, yours = _by_scheme(left), _by_scheme(right)
    return [s for s in EXCLUSIVE if s in mine and s in yours and not mine[s] & yours[s]]


def _by_scheme(identifiers: Iterable[Identifier]) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for scheme, value in identifiers:
        if scheme in EXCLUSIVE:
            out.setdefault(scheme, set()).add(value)
    return out


def mint_ids(identifiers: Iterable[Identifier]) -> dict[str, str]:
    """Return the identifiers that an IRI is minted from: one DOI, that of a publisher first, and one arXiv id."""
    found = {s: value for s, value in sorted(identifiers, reverse=True) if s in ("doi", "arxiv")}
    preprints = [value for scheme, value in identifiers if scheme == "preprint"]
    return found if "doi" in found or not preprints else found | {"doi": min(preprints)}
