"""State what a paper's record and its text say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.extract.links import classify_url, clean_url
from kg.iris import Minter, normalise_arxiv, normalise_doi, normalise_repository
from kg.latex import decode_latex
from kg.model import Author, Link, Mention, Origin, Paper, Result
from kg.triples.assertions import Assertions
from kg.triples.literals import Term, date_literal, escape_url, expand, literal
from kg.triples.names import Named

__all__ = ["assert_paper", "assert_sources", "describe_shared"]

_ROLES: dict[tuple[str, str | None], str] = {
    ("method", "introduced"): "kg:introduces",
    ("method", "used"): "kg:usesMethod",
    ("dataset", "introduced"): "kg:introduces",
    ("dataset", "evaluated_on"): "kg:evaluatesOn",
    ("dataset", "used"): "kg:usesDataset",
    ("task", "addressed"): "kg:addresses",
}
_PRECEDENCE = ("kg:introduces", "kg:evaluatesOn", "kg:usesDataset", "kg:usesMethod", "kg:addresses", "kg:mentions")
_LINKS = {
    "repository": "kg:hasRepository",
    "demo": "kg:hasDemo",
    "model": "kg:hasModelPage",
    "project": "kg:hasProjectPage",
}


def assert_paper(out: Assertions, paper: Paper, denotes: Mapping[Mention, Named]) -> None:
    """State a paper's fields, what it says about methods, datasets and tasks, its links and its results."""
    _assert_fields(out, paper)
    _assert_terms(out, paper, denotes)
    for link in paper.extraction.links:
        _assert_link(out, paper, link)
    for result in paper.extraction.results:
        _assert_result(out, paper, result, denotes)


def assert_sources(out: Assertions, paper: Paper) -> None:
    """State which files a paper derives from: the only statements about it that other papers of a file can change."""
    fields = _Fields(out, paper)
    for origin in paper.origins:
        source, by = _mint_source(out.minter, origin), f"read-{origin.reader}"
        line = ("kg:sourceLine", literal(origin.line))
        out.add(paper.iri, "prov:wasDerivedFrom", source, by=by, mention=fields.locate_whole(), extra=[line])


def describe_shared(shared: Assertions, paper: Paper) -> None:
    """Describe what several papers may say of one thing: categories, files and repositories."""
    fields = _Fields(shared, paper)
    for i, category in enumerate(paper.record.categories):
        fields.describe_category(i, category)
    for origin in paper.origins:
        source, by = _mint_source(shared.minter, origin), f"read-{origin.reader}"
        shared.type(source, "Source", by=by)
        shared.add(source, "rdfs:label", literal(_file_name(origin)), by=by)
        shared.add(source, "kg:sha256", literal(origin.sha256), by=by)
    for i, url in enumerate(paper.record.urls):
        if (address := _read_url(url)) and address.kind == "repository":
            _describe_repository(shared, address.canonical, by=fields.reader, mention=fields.locate("urls", url, at=i))
    for link in paper.extraction.links:
        if link.kind == "repository":
            mention = shared.mention_iri(paper.iri, link.field, link.start, link.end, link.kind)
            _describe_repository(shared, link.url, by=link.extractor, mention=mention)


@dataclass(frozen=True, slots=True)
class _Fields:
    """States what a paper's own fields say, each fact backed by the field it is printed in."""

    out: Assertions
    paper: Paper

    @property
    def reader(self) -> str:
        """The run that read the paper."""
        return f"read-{self.paper.origins[0].reader}" if self.paper.origins else "read"

    def state(self, name: str, text: str, *facts: tuple[str, Term | str], at: int = -1) -> str:
        """State facts backed by a whole text field, or by position ``at`` of a list field; return the mention."""
        start, end = (at, at + 1) if at >= 0 else (0, len(text))
        derived = self.find_sources(name, text, whole=at < 0)
        mention = self.out.mention(self.paper.iri, name, start, end, text, by=self.reader, derived=derived)
        for predicate, obj in facts:
            self.out.add(self.paper.iri, predicate, obj, by=self.reader, mention=mention)
        return mention

    def find_sources(self, name: str, text: str, *, whole: bool) -> Iterator[str]:
        """Yield the sources that state a field's value, or an item of a list; none where the paper has one source."""
        for _, record in self.paper.sources:
            value = getattr(record, name)
            if record.origin and (str(value) == text if whole else text in _list_texts(value)):
                yield _mint_source(self.out.minter, record.origin)

    def locate(self, name: str, text: str, *, at: int = -1) -> str:
        """Return the mention that ``state`` describes."""
        start, end = (at, at + 1) if at >= 0 else (0, len(text))
        return self.out.mention_iri(self.paper.iri, name, start, end, "field")

    def locate_whole(self) -> str:
        """Return the mention that stands for the paper as a whole: its title, or its id where it has none."""
        record = self.paper.record
        return self.locate("title", record.title) if record.title else self.locate("id", record.id)

    def describe_category(self, position: int, category: str) -> None:
        """Describe the concept of a subject."""
        code, mention = _plain_code(category), self.locate("categories", category, at=position)
        concept = self.out.minter.term("category", code)
        names: list[tuple[str, Term]] = [(said, literal(code)) for said in ("skos:notation", "skos:prefLabel")]
        names += [("skos:altLabel", literal(category))] if category != code else []
        for predicate, obj in (("rdf:type", expand("skos:Concept")), *names):
            self.out.add(concept, predicate, obj, by=self.reader, mention=mention)


def _plain_code(category: str) -> str:
    """Return the code of a category's concept, the same for "CV" and arXiv's "cs.CV"."""
    return re.sub(r"^cs\.(?=[A-Z]{2}$)", "", category.strip()) or category


def _list_texts(items: Iterable[str | Author | tuple[str, str]]) -> list[str]:
    """Return the items of a list field as their mentions print them."""
    return [item.name if isinstance(item, Author) else item if isinstance(item, str) else item[1] for item in items]


def _mint_source(minter: Minter, origin: Origin) -> str:
    return minter.source(path=_file_name(origin), sha256=origin.sha256)


def _file_name(origin: Origin) -> str:
    return re.split(r"[\\/]", origin.path)[-1]


def _assert_fields(out: Assertions, paper: Paper) -> None:
    record, fields = paper.record, _Fields(out, paper)
    if record.title:
        whole = fields.state("title", record.title, ("dcterms:title", literal(record.title)))
    else:
        whole = fields.state("id", record.id)
    out.type(paper.iri, "Paper", by=fields.reader, mention=whole)
    label = decode_latex(record.title) or record.id
    out.add(paper.iri, "rdfs:label", literal(label), by=fields.reader, mention=whole)
    for name, predicate, term in _single_facts(paper):
        fields.state(name, str(getattr(record, name)), (predicate, term))
    if record.authors:
        last = len(record.authors) - 1
        complete = ("kg:authorListComplete", literal(record.authors_complete))
        fields.state("authors", record.authors[last].name, complete, at=last)
    for i, category in enumerate(record.categories):
        fields.state(
            "categories", category, ("dcterms:subject", out.minter.term("category", _plain_code(category))), at=i
        )
    for i, (scheme, value) in enumerate(record.ids):
        fields.state("ids", value, *_identifier_facts(scheme, value), at=i)
    for i, (reference, target) in enumerate(zip(record.references, paper.references, strict=False)):
        if target:
            fields.state("references", reference, ("dcterms:references", target), at=i)
    for i, url in enumerate(record.urls):
        _assert_url(fields, i, url)
    _assert_identity(out, paper, whole)


def _assert_identity(out: Assertions, paper: Paper, mention: str) -> None:
    for iri in paper.replaces:
        out.add(iri, "dcterms:isReplacedBy", paper.iri, by="resolve-paper", mention=mention)
    for iri, probability in paper.possibly_same:
        out.add(paper.iri, "kg:possiblySameAs", iri, by="resolve-paper", mention=mention, score=probability)


def _single_facts(paper: Paper) -> Iterator[tuple[str, str, Term]]:
    """Yield field, predicate and value of the fields that hold one value, where they hold one."""
    record = paper.record
    if record.abstract:
        yield "abstract", "dcterms:abstract", literal(record.abstract)
    if record.date:
        yield "date", "dcterms:issued", date_literal(record.date)
    if record.score is not None:
        yield "score", "kg:listingScore", literal(record.score)
    if record.venue:
        yield "venue", "bibo:presentedAt", literal(record.venue)


def _identifier_facts(scheme: str, value: str) -> Iterator[tuple[str, Term | str]]:
    normal = {"doi": normalise_doi, "arxiv": normalise_arxiv}.get(scheme, str)(value) or value
    yield "dcterms:identifier", literal(f"{scheme}:{normal}")
    if scheme == "doi" and (doi := normalise_doi(value)):
        yield "bibo:doi", literal(doi)
        yield "owl:sameAs", escape_url(f"https://doi.org/{doi}")
    elif scheme == "arxiv" and (arxiv := normalise_arxiv(value)):
        yield "fabio:hasArXivId", literal(arxiv)
        yield "owl:sameAs", escape_url(f"https://arxiv.org/abs/{arxiv}")


@dataclass(frozen=True, slots=True)
class _Address:
    """An address that a source lists: the IRI of what is there, and what that is."""

    canonical: str
    kind: str


def _read_url(url: str) -> _Address | None:
    """Read a listed address; None where it is no address of the web."""
    if not re.match(r"(?:https?|ftp)://|[\w-]+(?:\.[\w-]+)+(?:[/?#]|$)", url.strip(), re.IGNORECASE):
        return None
    address = clean_url(url)
    return _Address(normalise_repository(address) or address, classify_url(address))


def _assert_url(fields: _Fields, position: int, url: str) -> None:
    """State an address that the source lists; what the text says of the same address has precedence."""
    mention = fields.state("urls", url, at=position)
    if address := _read_url(url):
        text = next((li for li in fields.paper.extraction.links if li.url == address.canonical), None)
        status = () if text else [("kg:linkStatus", literal("available"))]
        predicate = _LINKS[text.kind if text else address.kind]
        iri = escape_url(address.canonical)
        fields.out.add(fields.paper.iri, predicate, iri, by=fields.reader, mention=mention, extra=status)


def _describe_repository(shared: Assertions, url: str, *, by: str, mention: str) -> None:
    iri = escape_url(url)
    shared.type(iri, "Repository", by=by, mention=mention)
    shared.add(iri, "rdfs:label", literal("/".join(url.split("/")[-2:])), by=by, mention=mention)


def _assert_terms(out: Assertions, paper: Paper, denotes: Mapping[Mention, Named]) -> None:
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
                out.add(paper.iri, predicate, entity_iri, by=m.extractor, mention=iri, score=m.score * m.role_score)


def _assert_link(out: Assertions, paper: Paper, link: Link) -> None:
    iri, by = escape_url(link.url), link.extractor
    mention = out.mention(paper.iri, link.field, link.start, link.end, link.text, kind=link.kind, by=by,
                          score=link.score, denotes=iri)  # fmt: skip
    status = [("kg:linkStatus", literal(link.status))]
    out.add(paper.iri, _LINKS[link.kind], iri, by=by, mention=mention, score=link.score, extra=status)


def _assert_result(out: Assertions, paper: Paper, result: Result, denotes: Mapping[Mention, Named]) -> None:
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
