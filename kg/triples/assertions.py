"""Collect assertions with what backs them, and write both as facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.iris import Minter
from kg.triples.literals import Term, confidence, expand, literal

__all__ = ["CLASSES", "Assertions", "Fact"]

#: Whether a statement stands in the evidence graph, its subject's IRI, its predicate's, its object in N-Triples.
Fact = tuple[bool, str, str, str]

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

    def basis(self) -> tuple[object, ...]:
        """Return all that it says, in a form that JSON takes."""
        return self.mentions, self.score, sorted(self.activities), [(name, str(term)) for name, term in self.extra]


class Assertions:
    """Collects assertions with what backs them until they are flushed as facts of both graphs."""

    def __init__(self, minter: Minter, version: str) -> None:
        """Start empty; ``version`` is the version of this package, which names the extractors' runs."""
        self.minter = minter
        self.version = version
        self.support: dict[tuple[str, str, Term], Support] = {}
        self.mentions: dict[str, list[tuple[str, Term]]] = {}
        #: The extractors whose runs were named since the last flush.
        self.runs: set[str] = set()
        self._activities: dict[str, str] = {}

    def add(self, subject: str, predicate: str, obj: Term | str, *, by: str, mention: str = "", score: float = 1.0,
            extra: Iterable[tuple[str, Term]] = ()) -> None:  # fmt: skip
        """Assert one triple and what backs it; the same triple said twice gathers support."""
        term = ox.NamedNode(obj) if isinstance(obj, str) else obj
        key = (subject, predicate, term)
        if (support := self.support.get(key)) is None:
            support = self.support[key] = Support()
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
        self.runs.add(extractor)
        if extractor not in self._activities:
            self._activities[extractor] = self.minter.activity(extractor, self.version)
        return self._activities[extractor]

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

    def describe(self, iri: str, facts: Iterable[tuple[str, Term]]) -> None:
        """Describe something in the evidence graph, which needs no backing itself."""
        self.mentions.setdefault(iri, []).extend(facts)

    def flush(self) -> Iterator[Fact]:
        """Yield what was collected, assertions and evidence, and forget it."""
        for iri, facts in self.mentions.items():
            for predicate, term in facts:
                yield True, iri, expand(predicate).value, str(term)
        for (subject, predicate, term), support in self.support.items():
            prop, text = expand(predicate).value, str(term)
            yield False, subject, prop, text
            yield from self._back(subject, prop, text, support)
        self.support.clear()
        self.mentions.clear()
        self.runs.clear()

    def _back(self, subject: str, predicate: str, term: str, support: Support) -> Iterator[Fact]:
        """Yield the reification of one statement and what backs it."""
        iri = self.minter.statement(f"<{subject}>", f"<{predicate}>", term)
        yield True, iri, _TYPE, _STATEMENT
        yield True, iri, _SUBJECT, f"<{subject}>"
        yield True, iri, _PREDICATE, f"<{predicate}>"
        yield True, iri, _OBJECT, term
        yield True, iri, _CONFIDENCE, str(confidence(support.score))
        for mention in support.mentions:
            yield True, iri, _DERIVED, f"<{mention}>"
        for run in sorted(support.activities):
            yield True, iri, _GENERATED, f"<{run}>"
        for extra, value in support.extra:
            yield True, iri, expand(extra).value, str(value)


_TYPE, _SUBJECT, _PREDICATE, _OBJECT = (
    expand(f"rdf:{name}").value for name in ("type", "subject", "predicate", "object")
)
_CONFIDENCE, _DERIVED, _GENERATED = (
    expand(name).value for name in ("kg:confidence", "prov:wasDerivedFrom", "prov:wasGeneratedBy")
)
_STATEMENT = str(expand("rdf:Statement"))
