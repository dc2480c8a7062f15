"""Turn resolved papers into RDF: the only place where a predicate is written.

Assertions go to the default graph. Each of them is backed in the evidence graph by an ``rdf:Statement`` that names the
mentions it derives from, the extractor's confidence and the run of the extractor that made it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import quote

import pyoxigraph as ox
from pylatexenc.latex2text import LatexNodes2Text

from kg.iris import PREFIXES, Minter, normalise_arxiv, normalise_doi
from kg.model import Decision, Entity, Link, Mention, Origin, Paper, Resolution, Result

__all__ = ["CLASSES", "assert_graph"]

Term = ox.NamedNode | ox.Literal
XSD = PREFIXES["xsd"]

#: Our class and the standard super-classes that are asserted with it.
CLASSES: dict[str, tuple[str, ...]] = {
    "Paper": ("schema:ScholarlyArticle", "fabio:ResearchPaper"),
    "Person": ("foaf:Person", "schema:Person"),
    "Organization": ("foaf:Organization", "schema:Organization"),
    "Authorship": ("dblp:AuthorSignature", "soa:Authorship"),
    "Method": ("mls:Algorithm",),
    "Dataset": ("schema:Dataset", "dcat:Dataset"),
    "Task": ("mls:Task",),
    "Metric": ("mls:EvaluationMeasure",),
    "Result": ("mls:ModelEvaluation",),
    "Repository": ("schema:SoftwareSourceCode",),
    "Mention": ("nif:Phrase", "nif:OffsetBasedString"),
    "Source": ("prov:Entity",),
    "Decision": ("prov:Activity",),
}

_ROLES: dict[tuple[str, str | None], str] = {
    ("method", "introduced"): "kg:introduces",
    ("method", "used"): "kg:usesMethod",
    ("dataset", "introduced"): "kg:introduces",
    ("dataset", "evaluated_on"): "kg:evaluatesOn",
    ("dataset", "used"): "kg:usesDataset",
    ("task", "addressed"): "kg:addresses",
}
_PRECEDENCE = ("kg:introduces", "kg:evaluatesOn", "kg:usesDataset", "kg:usesMethod", "kg:addresses", "kg:mentions")
_LINKS = {"repository": "kg:hasRepository", "demo": "kg:hasDemo", "model": "kg:hasModelPage", "project": "kg:hasProjectPage"}


def expand(name: str) -> ox.NamedNode:
    """Expand a prefixed name.

    >>> expand("kg:Paper").value
    'https://w3id.org/scholar-kg/ontology#Paper'
    """
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def literal(value: str | int | bool | Decimal, datatype: str = "") -> ox.Literal:
    """Make a typed literal; text is xsd:string, numbers never use exponents."""
    if datatype:
        return ox.Literal(str(value), datatype=ox.NamedNode(XSD + datatype))
    if isinstance(value, bool):
        return ox.Literal(str(value).lower(), datatype=ox.NamedNode(f"{XSD}boolean"))
    if isinstance(value, int):
        return ox.Literal(str(value), datatype=ox.NamedNode(f"{XSD}integer"))
    if isinstance(value, Decimal):
        text = format(value, "f")
        return ox.Literal(text if "." in text else f"{text}.0", datatype=ox.NamedNode(f"{XSD}decimal"))
    return ox.Literal(value)


def date_literal(date: str) -> ox.Literal:
    """Type a date by its precision: xsd:gYear, xsd:gYearMonth or xsd:date."""
    return literal(date, {4: "gYear", 7: "gYearMonth"}.get(len(date), "date"))


#: Inline mathematics as pandoc delimits it: no space inside the dollar signs, no digit after them.
_MATH = re.compile(r"(\$(?=[^\s$])[^$]*?(?<=[^\s\\])\$(?!\d))")


def readable_title(title: str) -> str:
    r"""Return a title without LaTeX markup, for labels.

    >>> readable_title(r"A Theory of $\\theta$-Expectations and {\\'e}")
    'A Theory of θ-Expectations and é'
    """
    if not re.search(r"[\\${}]", title):
        return title
    parts = _MATH.split(title)
    parts[::2] = (re.sub(r"(?<!\\)([%#&_$])", r"\\\1", part) for part in parts[::2])
    escaped = "".join(parts)
    plain = LatexNodes2Text(math_mode="text", strict_latex_spaces=True).latex_to_text(escaped)
    return re.sub(r"\s+", " ", plain).strip() or title


def confidence(score: float) -> ox.Literal:
    """Write a probability with at most four decimals."""
    return literal(Decimal(str(round(min(max(float(score), 0.0), 1.0), 4))))


@dataclass(slots=True)
class Support:
    """What backs one assertion."""

    mentions: list[str] = field(default_factory=list)
    score: float = 0.0
    activities: set[str] = field(default_factory=set)
    extra: list[tuple[str, Term]] = field(default_factory=list)


Assert = Callable[[str, str, Term | str], Support]


class Assertions:
    """Collects assertions with their support, and writes both graphs."""

    def __init__(self, minter: Minter, version: str) -> None:
        """Start empty; ``version`` is the version of this package, which names the extractors' runs."""
        self.minter = minter
        self.version = version
        self.support: dict[tuple[str, str, Term], Support] = {}
        self.mentions: dict[str, list[tuple[str, Term]]] = {}
        self.activities: dict[str, str] = {}

    def add(self, subject: str, predicate: str, obj: Term | str, *, by: str, mention: str = "", score: float = 1.0,
            extra: Iterable[tuple[str, Term]] = ()) -> None:  # fmt: skip
        """Assert one triple and what backs it; the same triple said twice gathers support."""
        term = ox.NamedNode(obj) if isinstance(obj, str) else obj
        support = self.support.setdefault((subject, predicate, term), Support())
        if mention and mention not in support.mentions:
            support.mentions.append(mention)
        support.score = max(support.score, score)
        support.activities.add(self.activity(by))
        support.extra += [pair for pair in extra if pair not in support.extra]

    def type(self, subject: str, name: str, *, by: str, mention: str = "", score: float = 1.0) -> None:
        """Assert our class and its standard super-classes."""
        for cls in (f"kg:{name}", *CLASSES[name]):
            self.add(subject, "rdf:type", expand(cls), by=by, mention=mention, score=score)

    def activity(self, extractor: str) -> str:
        """Return the IRI of an extractor's run."""
        iri = self.minter.activity(extractor, self.version)
        self.activities[iri] = extractor
        return iri

    def mention(self, paper: str, name: str, start: int, end: int, text: str, *, kind: str = "field",
                by: str = "read", score: float = 1.0, denotes: str = "", role: str | None = None) -> str:  # fmt: skip
        """Describe a mention in the evidence graph once and return its IRI."""
        iri = self.minter.part("mention", paper, name, str(start), str(end), kind)
        facts = self.mentions.setdefault(iri, [])
        if not facts:
            facts += [("rdf:type", expand(cls)) for cls in ("kg:Mention", *CLASSES["Mention"])]
            facts += [
                ("nif:anchorOf", literal(text)),
                ("nif:beginIndex", literal(str(start), "nonNegativeInteger")),
                ("nif:endIndex", literal(str(end), "nonNegativeInteger")),
                ("kg:field", literal(name)),
                ("kg:mentionedIn", ox.NamedNode(paper)),
                ("kg:confidence", confidence(score)),
                ("kg:extractor", literal(by)),
            ]
            if role:
                facts.append(("kg:role", literal(role)))
        if denotes and ("kg:denotes", ox.NamedNode(denotes)) not in facts:
            facts.append(("kg:denotes", ox.NamedNode(denotes)))
        return iri

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the assertions, then the evidence graph."""
        for subject, predicate, term in self.support:
            yield ox.Quad(ox.NamedNode(subject), expand(predicate), term)
        graph = ox.NamedNode(self.minter.evidence_graph)
        for subject, predicate, term in self.evidence():
            yield ox.Quad(ox.NamedNode(subject), expand(predicate), term, graph)

    def evidence(self) -> Iterator[tuple[str, str, Term]]:
        """Yield mentions, reified statements and the extractors' runs."""
        for iri, facts in self.mentions.items():
            for predicate, term in facts:
                yield iri, predicate, term
        for (subject, predicate, term), support in self.support.items():
            node, prop = ox.NamedNode(subject), expand(predicate)
            iri = self.minter.statement(str(node), str(prop), str(term))
            yield iri, "rdf:type", expand("rdf:Statement")
            yield iri, "rdf:subject", node
            yield iri, "rdf:predicate", prop
            yield iri, "rdf:object", term
            yield iri, "kg:confidence", confidence(support.score)
            for mention in support.mentions:
                yield iri, "prov:wasDerivedFrom", ox.NamedNode(mention)
            for run in sorted(support.activities):
                yield iri, "prov:wasGeneratedBy", ox.NamedNode(run)
            for extra, value in support.extra:
                yield iri, extra, value
        for iri, extractor in self.activities.items():
            yield iri, "rdf:type", expand("prov:Activity")
            yield iri, "rdfs:label", literal(f"{extractor} {self.version}")
            yield iri, "schema:softwareVersion", literal(self.version)


def assert_graph(resolution: Resolution, *, minter: Minter, version: str) -> Iterator[ox.Quad]:
    """Yield every quad of the graph: assertions in the default graph, evidence in the named one; no duplicates."""
    out = Assertions(minter, version)
    denotes = {m: e for e in resolution.entities for m in e.mentions}
    papers = {record: paper for paper in resolution.papers for record in paper.records}
    for paper in resolution.papers:
        _assert_fields(out, paper)
        _assert_terms(out, paper, denotes)
        _assert_links(out, paper)
        for result in paper.extraction.results:
            _assert_result(out, paper, result, denotes)
    for entity in resolution.entities:
        _assert_entity(out, entity, papers)
    yield from out.quads()
    yield from _decision_quads(resolution.decisions, minter)


def _assert_fields(out: Assertions, paper: Paper) -> None:
    iri, record = paper.iri, paper.record
    reader = f"read-{paper.origins[0].reader}" if paper.origins else "read"

    def state(name: str, text: str, *facts: tuple[str, Term | str], at: int = -1) -> str:
        start, end = (at, at + 1) if at >= 0 else (0, len(text))
        mention = out.mention(iri, name, start, end, text, by=reader)
        for predicate, obj in facts:
            out.add(iri, predicate, obj, by=reader, mention=mention)
        return mention

    title = readable_title(record.title) if record.title else record.id
    whole = state("title", record.title, ("dcterms:title", literal(record.title))) if record.title else state("id", record.id)
    out.type(iri, "Paper", by=reader, mention=whole)
    out.add(iri, "rdfs:label", literal(title), by=reader, mention=whole)
    if record.abstract:
        state("abstract", record.abstract, ("dcterms:abstract", literal(record.abstract)))
    if record.date:
        state("date", record.date, ("dcterms:issued", date_literal(record.date)))
    if record.score is not None:
        state("score", str(record.score), ("kg:listingScore", literal(record.score)))
    if record.venue:
        state("venue", record.venue, ("bibo:presentedAt", literal(record.venue)))
    if record.authors:
        last = len(record.authors) - 1
        state("authors", record.authors[last].name, ("kg:authorListComplete", literal(record.authors_complete)), at=last)
    for i, category in enumerate(record.categories):
        concept = out.minter.term("category", category)
        mention = state("categories", category, ("dcterms:subject", concept), at=i)
        for predicate, obj in (("rdf:type", expand("skos:Concept")), ("skos:notation", literal(category)), ("skos:prefLabel", literal(category))):
            out.add(concept, predicate, obj, by=reader, mention=mention)
    for i, (scheme, value) in enumerate(record.ids):
        state("ids", value, *_identifier_facts(scheme, value), at=i)
    for i, reference in enumerate(record.references):
        if target := _reference_iri(out.minter, reference):
            state("references", reference, ("dcterms:references", target), at=i)
    for origin in paper.origins:
        _assert_source(out, paper, origin, whole)


def _identifier_facts(scheme: str, value: str) -> Iterator[tuple[str, Term | str]]:
    yield "dcterms:identifier", literal(f"{scheme}:{value}")
    if scheme == "doi" and (doi := normalise_doi(value)):
        yield "bibo:doi", literal(doi)
        yield "owl:sameAs", _escape(f"https://doi.org/{doi}")
    elif scheme == "arxiv" and (arxiv := normalise_arxiv(value)):
        yield "fabio:hasArXivId", literal(arxiv)
        yield "owl:sameAs", _escape(f"https://arxiv.org/abs/{arxiv}")


def _escape(iri: str) -> str:
    return quote(iri, safe=":/?#@!$&'()*+,;=%-._~")


def _reference_iri(minter: Minter, reference: str) -> str | None:
    scheme, _, value = reference.partition(":")
    if scheme.lower() not in ("doi", "arxiv") or not value:
        return None
    iri = minter.paper(title="", first_author="", ids={scheme.lower(): value}, record="")
    return iri if "/doi/" in iri or "/arxiv/" in iri else None


def _assert_source(out: Assertions, paper: Paper, origin: Origin, mention: str) -> None:
    name = re.split(r"[\\/]", origin.path)[-1]
    source, by = out.minter.source(path=name, sha256=origin.sha256), f"read-{origin.reader}"
    line = ("kg:sourceLine", literal(origin.line))
    out.add(paper.iri, "prov:wasDerivedFrom", source, by=by, mention=mention, extra=[line])
    out.type(source, "Source", by=by)
    out.add(source, "rdfs:label", literal(name), by=by)
    out.add(source, "kg:sha256", literal(origin.sha256), by=by)


def _assert_terms(out: Assertions, paper: Paper, denotes: dict[Mention, Entity]) -> None:
    said: dict[str, list[tuple[str, Mention, str]]] = defaultdict(list)
    for m in paper.extraction.mentions:
        entity = denotes[m]
        iri = out.mention(paper.iri, m.field, m.start, m.end, m.surface, kind=m.kind, by=m.extractor, score=m.score,
                          denotes=entity.iri, role=m.role)  # fmt: skip
        said[entity.iri].append((_ROLES.get((m.kind, m.role), "kg:mentions"), m, iri))
    for entity_iri, uses in said.items():
        strongest = min((predicate for predicate, _, _ in uses), key=_PRECEDENCE.index)
        for predicate, m, iri in uses:
            if predicate == strongest:
                out.add(paper.iri, predicate, entity_iri, by=m.extractor, mention=iri, score=m.score)


def _assert_links(out: Assertions, paper: Paper) -> None:
    for link in paper.extraction.links:
        _assert_link(out, paper, link)


def _assert_link(out: Assertions, paper: Paper, link: Link) -> None:
    iri, by = _escape(link.url), link.extractor
    mention = out.mention(paper.iri, link.field, link.start, link.end, link.text, kind=link.kind, by=by,
                          score=link.score, denotes=iri)  # fmt: skip
    status = [("kg:linkStatus", literal(link.status))]
    out.add(paper.iri, _LINKS[link.kind], iri, by=by, mention=mention, score=link.score, extra=status)
    if link.kind == "repository":
        out.type(iri, "Repository", by=by, mention=mention, score=link.score)
        out.add(iri, "rdfs:label", literal("/".join(link.url.split("/")[-2:])), by=by, mention=mention, score=link.score)


def _assert_result(out: Assertions, paper: Paper, result: Result, denotes: dict[Mention, Entity]) -> None:
    iri = out.minter.part("result", paper.iri, result.field, str(result.start), str(result.end))
    mention = out.mention(paper.iri, result.field, result.start, result.end, result.text, kind="result",
                          by=result.extractor, score=result.score, denotes=iri)  # fmt: skip

    def state(predicate: str, obj: Term | str) -> None:
        out.add(iri, predicate, obj, by=result.extractor, mention=mention, score=result.score)

    out.add(paper.iri, "kg:reports", iri, by=result.extractor, mention=mention, score=result.score)
    out.type(iri, "Result", by=result.extractor, mention=mention, score=result.score)
    names = {}
    for kind in ("task", "dataset", "metric", "method"):
        named: Mention | None = getattr(result, kind)
        if named is not None and named in denotes:
            names[kind] = denotes[named].name
            state(f"kg:{kind}", denotes[named].iri)
    state("rdfs:label", literal(_label_result(result, names)))
    state("kg:value", literal(result.value))
    state("kg:valueType", literal(result.value_type))
    state("kg:comparator", literal(result.comparator))
    if result.unit:
        state("kg:unit", literal(result.unit))
    if result.baseline_value is not None:
        state("kg:baselineValue", literal(result.baseline_value))
    if result.aggregation:
        state("kg:aggregation", literal(result.aggregation))


def _label_result(result: Result, names: dict[str, str]) -> str:
    sign = "+" if result.value_type == "improvement" else ""
    bound = "" if result.comparator == "=" else f"{result.comparator} "
    value = f"{bound}{sign}{format(result.value, 'f')}{' ' if result.unit else ''}{result.unit or ''}"
    metric = f" {names['metric']}" if "metric" in names else ""
    place = f" on {names['dataset']}" if "dataset" in names else ""
    task = f" ({names['task']})" if "task" in names else ""
    return f"{names.get('method', 'result')}: {value}{metric}{place}{task}"


def _assert_entity(out: Assertions, entity: Entity, papers: dict[str, Paper]) -> None:
    if entity.kind == "person":
        _assert_signatures(out, entity, papers)
    elif entity.kind == "organization":
        _assert_affiliations(out, entity, papers)
    else:
        _assert_term(out, entity, papers)
    for iri in entity.same_as:
        out.add(entity.iri, "owl:sameAs", iri, by="read")
    for iri in entity.replaces:
        out.add(iri, "dcterms:isReplacedBy", entity.iri, by="curate")
    for iri, score in entity.possibly_same:
        out.add(entity.iri, "kg:possiblySameAs", iri, by=f"resolve-{entity.kind}", score=score)


def _locate(out: Assertions, entity: Entity, m: Mention, paper: Paper) -> str:
    kind = m.kind if m.field in ("title", "abstract") else entity.kind
    return out.mention(paper.iri, m.field, m.start, m.end, m.surface, kind=kind, by=m.extractor, score=m.score,
                       denotes=entity.iri, role=m.role)  # fmt: skip


def _assert_names(out: Assertions, entity: Entity, papers: dict[str, Paper], label: str) -> None:
    located = [(m, _locate(out, entity, m, papers[m.record])) for m in entity.mentions]
    cls = entity.kind.capitalize()
    first, where = located[0]
    out.type(entity.iri, cls, by=first.extractor, mention=where, score=max(m.score for m, _ in located))
    for name in (entity.name, *entity.aliases):
        predicate = label if name == entity.name else "skos:altLabel"
        m, iri = next(((m, iri) for m, iri in located if m.surface == name), located[0])
        out.add(entity.iri, predicate, literal(name), by=m.extractor, mention=iri, score=m.score)
    out.add(entity.iri, "rdfs:label", literal(entity.name), by=first.extractor, mention=where, score=first.score)


def _assert_term(out: Assertions, entity: Entity, papers: dict[str, Paper]) -> None:
    _assert_names(out, entity, papers, "skos:prefLabel")


def _assert_signatures(out: Assertions, person: Entity, papers: dict[str, Paper]) -> None:
    _assert_names(out, person, papers, "foaf:name")
    for m in person.mentions:
        paper = papers[m.record]
        where = _locate(out, person, m, paper)
        node = out.minter.part("authorship", paper.iri, str(m.start + 1))
        out.type(node, "Authorship", by="read", mention=where)
        out.add(paper.iri, "kg:hasAuthorship", node, by="read", mention=where)
        out.add(node, "kg:ordinal", literal(m.start + 1), by="read", mention=where)
        out.add(node, "kg:printedName", literal(m.surface), by="read", mention=where)
        out.add(node, "kg:author", person.iri, by="resolve-person", mention=where, score=m.score)
        out.add(paper.iri, "dcterms:creator", person.iri, by="resolve-person", mention=where, score=m.score)


def _assert_affiliations(out: Assertions, organization: Entity, papers: dict[str, Paper]) -> None:
    _assert_names(out, organization, papers, "foaf:name")
    for m in organization.mentions:
        paper = papers[m.record]
        where = _locate(out, organization, m, paper)
        own = m.field == "authors"
        subject = out.minter.part("authorship", paper.iri, str(m.start + 1)) if own else paper.iri
        out.add(subject, "kg:affiliation", organization.iri, by="read", mention=where)


def _decision_quads(decisions: Iterable[Decision], minter: Minter) -> Iterator[ox.Quad]:
    graph = ox.NamedNode(minter.evidence_graph)
    for d in decisions:
        node = ox.NamedNode(minter.decision(d.verdict, *d.compared, *d.reasons))
        facts: list[tuple[str, Term]] = [("rdf:type", expand(cls)) for cls in ("kg:Decision", *CLASSES["Decision"])]
        facts += [("kg:verdict", literal(d.verdict)), ("kg:confidence", confidence(d.score))]
        facts += [("kg:compares", ox.NamedNode(iri)) for iri in d.compared]
        facts += [("kg:reason", literal(reason)) for reason in d.reasons]
        if d.entity:
            facts.append(("prov:generated", ox.NamedNode(d.entity)))
        for predicate, term in facts:
            yield ox.Quad(node, expand(predicate), term, graph)
