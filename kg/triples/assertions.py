"""Collect assertions with what backs them, and write both as quads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.iris import Minter
from kg.triples.literals import Term, confidence, expand, literal

__all__ = ["CLASSES", "Assertions"]

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
    "Vocabulary": ("skos:ConceptScheme", "prov:Entity"),
    "Decision": ("prov:Activity",),
}


@dataclass(slots=True)
class Support:
    """What backs one assertion."""

    mentions: list[str] = field(default_factory=list)
    score: float = 0.0
    activities: set[str] = field(default_factory=set)
    extra: list[tuple[str, Term]] = field(default_factory=list)


class Assertions:
    """Collects assertions with what backs them until they are flushed as quads of both graphs."""

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

    def mention_iri(self, paper: str, name: str, start: int, end: int, kind: str) -> str:
        """Return the IRI of a mention."""
        return self.minter.part("mention", paper, name, str(start), str(end), kind)

    def mention(self, paper: str, name: str, start: int, end: int, text: str, *, kind: str = "field",
                by: str = "read", score: float = 1.0, denotes: str = "", role: str | None = None,
                derived: Iterable[str] = ()) -> str:  # fmt: skip
        """Describe a mention in the evidence graph once and return its IRI; ``derived`` names sources that print it."""
        iri = self.mention_iri(paper, name, start, end, kind)
        facts = self.mentions.setdefault(iri, [])
        if not facts:
            facts += [("rdf:type", expand(cls)) for cls in ("kg:Mention", *CLASSES["Mention"])]
            facts += [
                ("nif:anchorOf", literal(text)),
                ("nif:beginIndex", literal(start)),
                ("nif:endIndex", literal(end)),
                ("kg:field", literal(name)),
                ("kg:mentionedIn", ox.NamedNode(paper)),
                ("kg:confidence", confidence(score)),
                ("kg:extractor", literal(by)),
            ]
            if role:
                facts.append(("kg:role", literal(role)))
            facts += [("prov:wasDerivedFrom", ox.NamedNode(source)) for source in dict.fromkeys(derived)]
        if denotes and ("kg:denotes", ox.NamedNode(denotes)) not in facts:
            facts.append(("kg:denotes", ox.NamedNode(denotes)))
        return iri

    def flush(self) -> Iterator[ox.Quad]:
        """Yield what was collected, assertions and evidence, and forget it."""
        for subject, predicate, term in self.support:
            yield ox.Quad(ox.NamedNode(subject), expand(predicate), term)
        graph = ox.NamedNode(self.minter.evidence_graph)
        for subject, predicate, term in self._evidence():
            yield ox.Quad(ox.NamedNode(subject), expand(predicate), term, graph)
        self.support.clear()
        self.mentions.clear()

    def _evidence(self) -> Iterator[tuple[str, str, Term]]:
        """Yield mentions and reified statements."""
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

    def describe_runs(self) -> Iterator[ox.Quad]:
        """Yield a description of every extractor's run that was named."""
        graph = ox.NamedNode(self.minter.evidence_graph)
        for iri, extractor in self.activities.items():
            node = ox.NamedNode(iri)
            yield ox.Quad(node, expand("rdf:type"), expand("prov:Activity"), graph)
            yield ox.Quad(node, expand("rdfs:label"), literal(f"{extractor} {self.version}"), graph)
            yield ox.Quad(node, expand("schema:softwareVersion"), literal(self.version), graph)
