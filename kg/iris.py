"""Namespaces, identifier normalisation, and the only place where an IRI is minted."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote, unquote, urlsplit

__all__ = [
    "BASE",
    "KG",
    "PERSON_REGISTRIES",
    "PREFIXES",
    "Minter",
    "digest",
    "fold",
    "is_iri",
    "normalise_arxiv",
    "normalise_doi",
    "normalise_orcid",
    "normalise_person_id",
    "normalise_repository",
    "normalise_ror",
    "slug",
]

KG = "https://w3id.org/scholar-kg/ontology#"
BASE = "https://w3id.org/scholar-kg/id/"

PREFIXES: dict[str, str] = {
    "bibo": "http://purl.org/ontology/bibo/",
    "dblp": "https://dblp.org/rdf/schema#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "kg": KG,
    "mls": "http://www.w3.org/ns/mls#",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "soa": "http://semanticweb.cs.vu.nl/2010/swrc-authorship#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def fold(text: str) -> str:
    """Reduce text to lower-case letters, digits and single spaces, without accents: a key for comparing names.

    >>> fold("Nyström-Method  v2")
    'nystrom method v2'
    """
    if text.isascii():
        return " ".join(re.findall("[a-z0-9]+", text.lower()))
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", letters))


def is_iri(text: str) -> bool:
    """Say whether a text is an IRI (RFC 3987): nothing else can stand in a query, nor name a node of any graph.

    >>> is_iri("https://example.org/a"), is_iri("a b")
    (True, False)
    """
    import pyoxigraph as ox

    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def digest(*parts: str, length: int = 8) -> str:
    """Hash parts to a short hexadecimal string; the same parts give the same string everywhere."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


def slug(text: str, *, limit: int = 60) -> str:
    """Make a readable IRI segment of ASCII letters, digits and hyphens, cut at a word; empty if nothing is left.

    >>> slug("mPLUG-2: A Modularized Model")
    'mplug-2-a-modularized-model'
    """
    words = re.findall(r"[a-z0-9]+", fold(text))
    out = ""
    for word in words:
        if out and len(out) + len(word) + 1 > limit:
            break
        out = f"{out}-{word}" if out else word[:limit]
    return out


def normalise_doi(text: str) -> str | None:
    """Return a DOI in lower case without resolver or prefix, or None if the text is none (ISO 26324).

    >>> normalise_doi("https://doi.org/10.18653/V1/D19-1170")
    '10.18653/v1/d19-1170'
    """
    match = re.search(r"\b(10\.\d{4,9}(?:\.\d+)*/\S+)", text.strip())
    return match[1].rstrip(".,;)").lower() if match else None


def normalise_arxiv(text: str) -> str | None:
    """Return an arXiv identifier without version, or None.

    >>> normalise_arxiv("arXiv:2301.00001v3"), normalise_arxiv("https://arxiv.org/abs/math.GT/0309136")
    ('2301.00001', 'math.GT/0309136')
    """
    match = re.search(r"(?<![\d.])(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?$", text.strip())
    return match[1] if match else None


def normalise_orcid(text: str) -> str | None:
    """Return an ORCID iD with hyphens if its check digit is right (ISO 7064 mod 11-2), else None.

    >>> normalise_orcid("https://orcid.org/0000-0002-1825-0097")
    '0000-0002-1825-0097'
    """
    dash = "[- ‐-―]?"
    match = re.search(
        rf"(?<![0-9])([0-9]{{4}}){dash}([0-9]{{4}}){dash}([0-9]{{4}}){dash}([0-9]{{3}}[0-9Xx])(?!\w)", text
    )
    if not match:
        return None
    digits = "".join(match.groups()).upper()
    total = 0
    for char in digits[:-1]:
        total = (total + int(char)) * 2
    check = (12 - total % 11) % 11
    return "-".join(match.groups()).upper() if digits[-1] == ("X" if check == 10 else str(check)) else None


#: Registries in which people or curators say who is who, the most trusted first, and how each writes an identifier.
#: Those in which programs guess (OpenAlex, Semantic Scholar, Scopus) are not among them.
PERSON_REGISTRIES = {
    "orcid": "",
    "dblp": r"(?:.*/pid/|homepages/)?((?:[0-9]+/[0-9]+|[a-z]/[A-Z]\w+)(?:-[0-9]+)?)(?:\.html|\.xml)?",
    "openreview": r"(?:.*[?&]id=)?(~[^\s/?&]+?[0-9]+)",
    "wikidata": r"(?:.*/)?(Q[0-9]+)",
    "isni": r"(?:.*/)?((?:[0-9]{4} ?){3}[0-9]{3}[0-9X])",
    "viaf": r"(?:.*/)?([0-9]+)",
    "gnd": r"(?:.*/)?([0-9]+-?[0-9X])",
}


def normalise_person_id(registry: str, text: str) -> tuple[str, str] | None:
    """Return the registry and the person's identifier in it, whatever form it has, or None if it proves nothing.

    >>> normalise_person_id("DBLP", "https://dblp.org/pid/12/34.html"), normalise_person_id("dblp", "n/a")
    (('dblp', '12/34'), None)
    >>> normalise_person_id("homepage", "https://example.org")
    """
    kind = registry.casefold().strip()
    if kind == "orcid":
        return (kind, orcid) if (orcid := normalise_orcid(text)) else None
    match = re.fullmatch(PERSON_REGISTRIES.get(kind, "(?!)"), unquote(text.strip()).rstrip("/"))
    return (kind, re.sub("[ -]", "", match[1]) if kind in ("isni", "gnd") else match[1]) if match else None


def normalise_ror(text: str) -> str | None:
    """Return a ROR identifier (``0`` and eight characters), or None.

    >>> normalise_ror("https://ror.org/02mhbdp94")
    '02mhbdp94'
    """
    match = re.search(r"(?:^|/)(0[a-hj-km-np-tv-z0-9]{6}\d{2})$", text.strip().lower())
    return match[1] if match else None


_FORGES = {"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com"}
_RESERVED = {"about", "apps", "collections", "explore", "features", "issues", "login", "marketplace", "orgs", "search",
             "settings", "sponsors", "topics", "users"}  # fmt: skip


def normalise_repository(url: str) -> str | None:
    """Return the canonical ``https://host/owner/name`` of a code repository, or None if the URL is none.

    >>> normalise_repository("http://www.github.com/idstcv/TeS.git")
    'https://github.com/idstcv/TeS'
    >>> normalise_repository("https://github.com/idstcv")
    """
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    path = [segment for segment in parts.path.split("/") if segment]
    if host not in _FORGES or len(path) < 2 or path[0].lower() in _RESERVED:
        return None
    owner, name = path[0], path[1].removesuffix(".git")
    ok = re.compile(r"[\w.-]+")
    return f"https://{host}/{owner}/{name}" if name and ok.fullmatch(owner) and ok.fullmatch(name) else None


class Minter:
    """Mints every IRI of one build under one base.

    >>> Minter().paper(title="On A", first_author="X Y", ids={"doi": "10.1000/ab"})
    'https://w3id.org/scholar-kg/id/paper/doi/10.1000/ab'
    """

    def __init__(self, base: str = BASE) -> None:
        """Take the base IRI; it ends in ``/`` or ``#``."""
        self.base = base

    def _iri(self, kind: str, local: str) -> str:
        return f"{self.base}{kind}/{quote(local, safe='/-._~')}"

    @property
    def evidence_graph(self) -> str:
        """The named graph that holds mentions and provenance."""
        return f"{self.base}graph/evidence"

    def paper(self, *, title: str, first_author: str, ids: dict[str, str], record: str = "") -> str:
        """Mint from DOI, else arXiv id, else normalised title and first author, else the record id."""
        if doi := normalise_doi(ids.get("doi", "")):
            return self._iri("paper", f"doi/{doi}")
        if arxiv := normalise_arxiv(ids.get("arxiv", "")):
            return self._iri("paper", f"arxiv/{arxiv}")
        key = (fold(title) or title, fold(first_author) or first_author)
        return self._named("paper", title or record, *(key if title else (record,)))

    def _named(self, kind: str, label: str, *key: str) -> str:
        stem = slug(label)
        return self._iri(kind, f"{stem}-{digest(kind, *key)}" if stem else digest(kind, *key, length=16))

    def person(self, *, name: str, paper: str, ordinal: int) -> str:
        """Mint from the earliest signature of the person: the paper's IRI and the 1-based author position."""
        return self._named("person", name, paper.removeprefix(self.base), str(ordinal))

    def term(self, kind: str, name: str, *, sense: str = "") -> str:
        """Mint a method, dataset, task, metric, organisation or category; ``sense`` tells apart equal names."""
        stem = slug(name)
        if stem and not sense and len(stem) < 60 and fold(name).isascii():
            return self._iri(kind, stem)
        return self._named(kind, name, fold(name) or name, sense)

    def part(self, kind: str, paper: str, *parts: str) -> str:
        """Mint something that belongs to one paper: an authorship, a mention, a result."""
        local = paper.removeprefix(f"{self.base}paper/")
        return f"{self.base}{kind}/{local}.{quote('-'.join(parts), safe='-._~')}"

    def source(self, *, path: str, sha256: str) -> str:
        """Mint a source file from its name and content."""
        return self._iri("source", f"{slug(path.rsplit('/', 1)[-1]) or 'file'}-{sha256[:12]}")

    def statement(self, *terms: str) -> str:
        """Mint the reification of one triple from its three terms in N-Triples form."""
        return self._iri("statement", digest(*terms, length=20))

    def activity(self, extractor: str, version: str) -> str:
        """Mint the run of one extractor at one version."""
        return self._iri("activity", f"{slug(extractor)}-{version}")

    def decision(self, *parts: str) -> str:
        """Mint the record of one resolution decision."""
        return self._iri("decision", digest(*parts, length=16))
