"""The evidence of the statements that pages show, cut to a readable length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rdflib import Dataset

from kg.iris import KG, PREFIXES
from kg.profiles.corpus import Corpus
from kg.profiles.model import Item, Key, Section
from kg.view.decisions import choose_merges
from kg.view.evidence import Evidence, gather_evidence
from kg.view.printed import PrintedText, trim_trace
from kg.view.rows import describe, text_of
from kg.view.words import HIDDEN_PREDICATES

__all__ = ["attach_traces", "gather_proof", "read_reasons"]

_DCT = PREFIXES["dcterms"]
_UNSHOWN = HIDDEN_PREDICATES | {f"{KG}printedName", f"{KG}ordinal", f"{KG}about", f"{_DCT}title"}
#: Things that so many papers speak of are read from those papers that are shown, others by themselves.
_HUB = 400
_REASONS = 8


def gather_proof(
    dataset: Dataset, planned: Mapping[str, tuple[Section, ...]], corpus: Corpus, *, texts: Mapping[str, PrintedText]
) -> Evidence:
    """Read what stands behind the shown statements of some pages, and no more."""
    keys = {key for sections in planned.values() for section in sections for key in _keys(section)}
    by_object: dict[str, set[str]] = {}
    for subject, _, value in keys:
        if value in planned and subject not in planned:
            by_object.setdefault(value, set()).add(subject)
    hubs = {iri for iri in by_object if sum(map(len, corpus.pointing.get(iri, {}).values())) > _HUB}
    subjects = set(planned) | {subject for iri in hubs for subject in by_object[iri]}
    subjects |= {subject for subject, _, value in keys if value not in planned}
    papers = {subject for subject, _, _ in keys if subject in corpus.papers}
    papers |= {corpus.papers_of_results[s] for s, _, _ in keys if s in corpus.papers_of_results}
    papers |= {paper for iri in planned if (paper := corpus.papers_of_results.get(iri))}
    printed = {**read_texts(dataset, papers - set(texts), corpus), **texts}
    return gather_evidence(dataset, subjects, printed, (), leave_out=_UNSHOWN, objects=set(by_object) - hubs)


def _keys(section: Section) -> Iterable[Key]:
    shown = section.cut(0, section.limit)
    for item in (*shown.items, *(cell for row in shown.rows for cell in row)):
        yield from item.keys


def read_texts(dataset: Dataset, papers: Iterable[str], corpus: Corpus) -> dict[str, PrintedText]:
    """Read title and abstract of papers; the authors as printed are in the corpus."""
    described = describe(dataset, papers, only=(f"{_DCT}title", f"{_DCT}abstract"))
    return {
        iri: PrintedText(
            title=text_of(facts, f"{_DCT}title"),
            abstract=text_of(facts, f"{_DCT}abstract"),
            authors=tuple(one.printed for one in corpus.papers[iri].signatures if one.iri)
            if iri in corpus.papers
            else (),
        )
        for iri, facts in described.items()
    }


def read_reasons(dataset: Dataset, iris: Iterable[str]) -> dict[str, Section]:
    """Read why names were taken for one thing: a section for each thing of several names."""
    found = {}
    for iri, count, traces in choose_merges(dataset, iris, most=_REASONS):
        query = f"SELECT ?decision WHERE {{ GRAPH ?graph {{ ?decision prov:generated <{iri}> }} }}"
        items = tuple(Item("", traces=(trace,)) for trace in traces)
        note = f"{count - len(traces):,} more decisions are in the graph." if count > len(traces) else ""
        found[iri] = Section("reasons", "Why this is one", "notes", items, note=note, query=query)
    return found


def attach_traces(section: Section, evidence: Evidence, *, most: int) -> Section:
    """Put the evidence into the entries that the page shows, at most so many places for each."""

    def back(item: Item) -> Item:
        if not item.keys:
            return item
        backing = evidence.back(*item.keys)
        # The surest place of each paper first: what else it prints stands on its own page.
        ordered = sorted(backing.traces, key=lambda trace: -(trace.confidence or 0.0))
        traces = tuple(trim_trace(trace) for trace in ordered[:most])
        note = ", ".join(filter(None, (item.note, backing.detail)))
        return replace(item, traces=traces, note=note)

    shown = section.limit
    items = [back(item) for item in section.items[:shown]]
    if section.key == "details":
        # One sentence gives value, unit and data set of a result: it stands beside the first.
        items = [
            replace(item, traces=()) if at and item.traces == items[at - 1].traces else item
            for at, item in enumerate(items)
        ]
    return replace(
        section,
        items=(*items, *section.items[shown:]),
        rows=(*(tuple(map(back, row)) for row in section.rows[:shown]), *section.rows[shown:]),
    )
