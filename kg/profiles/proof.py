"""The evidence of the statements that pages show, cut to a readable length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from rdflib import Dataset

from kg.iris import KG, PREFIXES
from kg.profiles.corpus import Corpus, read_corpus
from kg.profiles.model import Item, Key, Section
from kg.view.decisions import choose_merges, read_doubts
from kg.view.evidence import Backing, Evidence, gather_evidence
from kg.view.printed import PrintedText, trim_trace
from kg.view.rows import describe, text_of
from kg.view.scene import Trace
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
    """Read what stands behind the shown statements of some pages; ``texts`` are those of papers that are known."""
    keys = {key for sections in planned.values() for section in sections for key in _keys(section)}
    subjects, objects = _choose_ends(keys, planned, corpus)
    papers = {subject for subject, _, _ in keys if subject in corpus.papers}
    papers |= {
        corpus.papers_of_results[s] for s in (*(s for s, _, _ in keys), *planned) if s in corpus.papers_of_results
    }
    printed = {**_read_texts(dataset, papers - set(texts), corpus), **texts}
    read = partial(gather_evidence, dataset, printed=printed, entities=(), leave_out=_UNSHOWN, few=True)
    statements = read(subjects, objects=objects).statements
    # Some are told by other papers: of a broader task, of namesakes.
    lacking = {
        key: {t.paper for t in statements[key].traces if t.anchor and not t.text} for key in keys & set(statements)
    }
    if missing := {paper for found in lacking.values() for paper in found if paper} - set(printed):
        printed |= _read_texts(dataset, missing, read_corpus(dataset, missing))
        statements |= read({key[0] for key, found in lacking.items() if found & missing}).statements
    _add_doubts(statements, dataset, keys)
    return Evidence(statements)


def _choose_ends(
    keys: Iterable[Key], planned: Mapping[str, tuple[Section, ...]], corpus: Corpus
) -> tuple[set[str], set[str]]:
    """Choose the subjects and objects of the statements to be read."""
    subjects, by_object = set(planned), dict[str, set[str]]()
    for subject, _, value in keys:
        if value in planned and subject not in planned:
            by_object.setdefault(value, set()).add(subject)
        elif subject not in planned:
            subjects.add(subject)
    hubs = {iri for iri in by_object if sum(map(len, corpus.pointing.get(iri, {}).values())) > _HUB}
    return subjects.union(*(by_object[iri] for iri in hubs)), set(by_object) - hubs


def _keys(section: Section) -> Iterable[Key]:
    shown = section.cut(0, section.limit)
    for item in (*shown.items, *(cell for row in shown.rows for cell in row)):
        yield from item.keys


def _read_texts(dataset: Dataset, papers: Iterable[str], corpus: Corpus) -> dict[str, PrintedText]:
    """Read title and abstract of papers; the authors as printed are in the corpus."""
    found = {}
    for iri, facts in describe(dataset, papers, only=(f"{_DCT}title", f"{_DCT}abstract")).items():
        authors = tuple(one.printed for one in corpus.papers[iri].signatures if one.iri) if iri in corpus.papers else ()
        found[iri] = PrintedText(text_of(facts, f"{_DCT}title"), text_of(facts, f"{_DCT}abstract"), authors)
    return found


def _add_doubts(statements: dict[Key, Backing], dataset: Dataset, keys: Iterable[Key]) -> None:
    """Add why two things may be one."""
    doubted = {key: frozenset((key[0], key[2])) for key in keys if key[1] == f"{KG}possiblySameAs"}
    reasons: dict[frozenset[str], list[Trace]] = {}
    for pair, trace in read_doubts(dataset, set().union(*doubted.values())) if doubted else ():
        reasons.setdefault(frozenset(pair), []).append(trace)
    for key, both in doubted.items():
        if both in reasons:
            old = statements.get(key, Backing())
            statements[key] = replace(old, traces=(*reasons[both], *old.traces))


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
        ordered = sorted(backing.traces, key=lambda trace: (not trace.note, -(trace.confidence or 0.0)))
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
