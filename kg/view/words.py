"""What the pages call things: classes with their look, predicates with readable labels."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.iris import KG, PREFIXES

__all__ = [
    "CLASSES",
    "COMMUNITY_COLOURS",
    "HIDDEN_PREDICATES",
    "LABELS",
    "Look",
    "label_predicate",
    "local_name",
    "shorten",
    "unturn",
]


@dataclass(frozen=True, slots=True)
class Look:
    """How one group of nodes appears: its legend label, node shape, colour on a light and on a dark page."""

    label: str
    shape: str
    light: str
    dark: str
    on: bool = True


CLASSES: dict[str, Look] = {
    f"{KG}Paper": Look("Papers", "square", "#2f66c9", "#7aa7ff"),
    f"{KG}Person": Look("People", "dot", "#b8501c", "#ff9f63"),
    f"{KG}Organization": Look("Organisations", "triangle", "#5c6675", "#aab4c3"),
    f"{KG}Method": Look("Methods", "diamond", "#0b7f62", "#45d0a8"),
    f"{KG}Dataset": Look("Datasets", "triangleDown", "#7c45bd", "#c297ff"),
    f"{KG}Task": Look("Tasks", "star", "#ad2f74", "#f583bf"),
    f"{KG}Repository": Look("Code", "hexagon", "#57720f", "#b2d356"),
    f"{KG}Metric": Look("Metrics", "diamond", "#856400", "#e3c04f", on=False),
    f"{KG}Result": Look("Results", "dot", "#a83232", "#ff8f86", on=False),
    f"{PREFIXES['skos']}Concept": Look("Categories", "square", "#0a7196", "#58c8ee", on=False),
}


COMMUNITY_COLOURS: tuple[tuple[str, str], ...] = (
    ("#2f66c9", "#7aa7ff"),
    ("#b8501c", "#ff9f63"),
    ("#0b7f62", "#45d0a8"),
    ("#7c45bd", "#c297ff"),
    ("#ad2f74", "#f583bf"),
    ("#57720f", "#b2d356"),
    ("#856400", "#e3c04f"),
    ("#0a7196", "#58c8ee"),
    ("#a83232", "#ff8f86"),
    ("#3d5a80", "#9fc0e8"),
    ("#6b4f3a", "#d9b595"),
)

# Each pair reads from the subject and from the object: "introduces" on the paper, "introduced by" on the method.
_PREDICATES: dict[str, tuple[str, str]] = {
    "dcterms:creator": ("author", "wrote"),
    "kg:introduces": ("introduces", "introduced by"),
    "kg:usesMethod": ("uses method", "used by"),
    "kg:evaluatesOn": ("evaluates on", "evaluated on by"),
    "kg:usesDataset": ("uses dataset", "used by"),
    "kg:addresses": ("addresses task", "addressed by"),
    "kg:mentions": ("mentions", "mentioned by"),
    "kg:about": ("is about", "subject of"),
    "kg:hasRepository": ("code", "code of"),
    "kg:hasDemo": ("demo", "demo of"),
    "kg:hasModelPage": ("model page", "model page of"),
    "kg:hasProjectPage": ("project page", "project page of"),
    "kg:reports": ("reports result", "reported by"),
    "kg:affiliation": ("affiliation", "named as affiliation by"),
    "kg:possiblySameAs": ("possibly the same as", "possibly the same as"),
    "kg:task": ("on task", "has result"),
    "kg:dataset": ("on dataset", "has result"),
    "kg:metric": ("measured by", "measures"),
    "kg:method": ("of method", "has result"),
    "kg:value": ("value", ""),
    "kg:unit": ("unit", ""),
    "kg:valueType": ("kind of value", ""),
    "kg:comparator": ("comparator", ""),
    "kg:baselineValue": ("baseline value", ""),
    "kg:aggregation": ("aggregated over", ""),
    "kg:listingScore": ("score in the listing", ""),
    "kg:authorListComplete": ("author list", ""),
    "kg:printedName": ("printed as", ""),
    "kg:ordinal": ("position", ""),
    "dcterms:subject": ("category", "category of"),
    "dcterms:references": ("cites", "cited by"),
    "dcterms:issued": ("date", ""),
    "dcterms:title": ("title as printed", ""),
    "dcterms:identifier": ("identifier", ""),
    "dcterms:isReplacedBy": ("replaced by", "replaces"),
    "dcterms:source": ("source", "source of"),
    "prov:wasDerivedFrom": ("read from", "gave"),
    "bibo:doi": ("DOI", ""),
    "fabio:hasArXivId": ("arXiv", ""),
    "owl:sameAs": ("same as", "same as"),
    "skos:broader": ("kind of", "includes"),
    "skos:notation": ("notation", ""),
    "skos:altLabel": ("also printed as", ""),
    "foaf:name": ("name", ""),
}

LABELS: dict[str, tuple[str, str]] = {
    PREFIXES[curie.split(":")[0]] + curie.split(":")[1]: pair for curie, pair in _PREDICATES.items()
}

HIDDEN_PREDICATES: frozenset[str] = frozenset(
    PREFIXES[curie.split(":")[0]] + curie.split(":")[1]
    for curie in ("rdf:type", "rdfs:label", "skos:prefLabel", "skos:altLabel", "dcterms:abstract", "kg:hasAuthorship")
)


# The marks, embeddings, overrides and isolates of Unicode Annex 9.
_TURNING = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def local_name(iri: str) -> str:
    """Take the last segment of an IRI.

    >>> local_name("https://w3id.org/scholar-kg/ontology#usesMethod")
    'usesMethod'
    """
    return re.split(r"[#/:]", iri.rstrip("#/:"))[-1] or iri


def label_predicate(iri: str) -> tuple[str, str]:
    """Say how a predicate reads from its subject and from its object; an unknown one is spelled out.

    >>> label_predicate("http://example.org/worksFor")
    ('works for', 'works for (of)')
    """
    if pair := LABELS.get(iri):
        return pair
    words = re.sub(r"(?<=[a-z\d])(?=[A-Z])", " ", local_name(iri)).replace("_", " ").lower()
    return words, f"{words} (of)"


def unturn(text: str) -> str:
    r"""Take out the characters that turn the direction of what follows them, even past the end of a name.

    >>> unturn("abc\u202edef\u202c")
    'abcdef'
    """
    return _TURNING.sub("", text)


def shorten(name: str, *, limit: int = 34) -> str:
    """Cut a name for the canvas: the part before a colon if that is a short name of its own, else whole words.

    >>> shorten("HiTeA: Hierarchical Temporal-Aware Video-Language Pre-training")
    'HiTeA'
    >>> shorten("Graph Convolution Based Efficient Re-Ranking for Visual Retrieval")
    'Graph Convolution Based Efficient…'
    """
    name = " ".join(unturn(name).split())
    head, colon, _ = name.partition(": ")
    if colon and len(head) <= 24:
        return head
    if len(name) <= limit:
        return name
    cut = name[:limit].rsplit(" ", 1)[0]
    return (cut if len(cut) > limit // 2 else name[: limit - 1]).rstrip(" ,;:-") + "…"
