"""Read the profiles of some things at once: one round of bulk queries for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rdflib import Dataset, URIRef

from kg.iris import BASE, KG, PREFIXES, is_iri
from kg.profiles.corpus import Corpus, add_names, find_papers, read_corpus
from kg.profiles.kinds import HANDLED, plan_sections, tell_lead
from kg.profiles.linked import describe_linked
from kg.profiles.links import is_web
from kg.profiles.lists import author_items, creator_keys
from kg.profiles.model import Item, Mark, Profile, Section
from kg.profiles.proof import attach_traces, gather_proof, read_reasons
from kg.profiles.statements import list_statements
from kg.profiles.words import LABEL_OF_CLASS
from kg.store import select_text
from kg.view.evidence import Evidence
from kg.view.printed import PrintedText
from kg.view.rows import Facts, describe, text_of

__all__ = ["read_profile", "read_profiles"]

LIMIT = 2000
#: Of so many authors of a paper the evidence is shown; a page says so where there are more.
_BACKED = 1000
_DCT, _SKOS = PREFIXES["dcterms"], PREFIXES["skos"]
_REPLACED, _DOUBT = f"{_DCT}isReplacedBy", f"{KG}possiblySameAs"


def read_profile(dataset: Dataset, iri: str, *, base: str = BASE, limit: int = LIMIT) -> Profile | None:
    """Read the profile of one thing from no more than what concerns it; None for what has no profile.

    Of more than ``limit`` papers the latest are counted and listed, and the profile says so.
    """
    if not is_iri(iri):
        return None
    papers, count = find_papers(dataset, iri, limit=limit)
    corpus = read_corpus(dataset, papers, [iri])
    if iri not in corpus.kinds:
        return None
    profile = next(read_profiles(dataset, [iri], corpus, base=base))
    return replace(profile, capped=count) if count > limit else profile


def read_profiles(dataset: Dataset, iris: Sequence[str], corpus: Corpus, *, base: str = BASE) -> Iterator[Profile]:
    """Read the profiles of things that have one; ``corpus`` holds the papers that concern them.

    IRIs below ``base`` are links to pages, or none: what they name is nowhere on the web.
    """
    described = describe(dataset, iris)
    pointing = _read_others(dataset, iris)
    named = {str(o) for facts in described.values() for values in facts.values() for o in values if _is_node(o)}
    add_names(corpus, dataset, (named | {s for found in pointing.values() for s, _ in found}) - set(corpus.names))
    planned = {
        iri: (
            *list_statements(corpus, iri, described.get(iri, {}), pointing.get(iri, ()), base),
            *plan_sections(corpus, iri, kind),
        )
        for iri in iris
        if (kind := corpus.kinds.get(iri, ""))
    }
    signed = {iri: _sign(corpus, iri) for iri in iris if iri in corpus.papers}
    texts = {iri: _print(corpus, iri, described.get(iri, {})) for iri in signed}
    evidence = gather_proof(dataset, _with_signatures(planned, signed), corpus, texts=texts)
    reasons = read_reasons(dataset, planned)
    for iri, sections in planned.items():
        yield _make_profile(corpus, iri, described.get(iri, {}), sections, signed.get(iri), evidence, reasons.get(iri))


def _with_signatures(
    planned: Mapping[str, tuple[Section, ...]], signed: Mapping[str, Section]
) -> dict[str, tuple[Section, ...]]:
    return {iri: (*sections, signed[iri]) if iri in signed else sections for iri, sections in planned.items()}


def _make_profile(  # noqa: PLR0917
    corpus: Corpus,
    iri: str,
    facts: Facts,
    sections: tuple[Section, ...],
    signed: Section | None,
    evidence: Evidence,
    reasons: Section | None,
) -> Profile:
    name, kind = corpus.name(iri), corpus.kinds[iri]
    text = text_of(facts, f"{_DCT}abstract")
    most = 3 if kind in (f"{KG}Paper", f"{KG}Result") else 1
    shown = [attach_traces(section, evidence, most=most) for section in sections]
    if reasons:
        shown.append(reasons)
    aliases = {str(alias) for alias in facts.get(f"{_SKOS}altLabel", ())} - {name}
    authors = attach_traces(signed, evidence, most=2).items if signed else ()
    return Profile(
        iri=iri,
        kind=kind,
        label=LABEL_OF_CLASS[kind],
        name=name,
        lead="" if kind in (f"{KG}Paper", f"{KG}Result") else tell_lead(corpus, iri),
        aliases=tuple(sorted(aliases)),
        web=iri if kind == f"{KG}Repository" and is_web(iri) else "",
        authors=authors,
        backed=signed.limit if signed else 0,
        complete=corpus.papers[iri].complete if iri in corpus.papers else True,
        text=text,
        marks=_mark_text(text, shown) if text else (),
        sections=tuple(shown),
        linked=describe_linked(iri, facts, corpus),
    )


def _sign(corpus: Corpus, iri: str) -> Section:
    """List the authors of a paper with their printed names and organisations."""
    card, items = corpus.papers[iri], []
    for item in author_items(corpus, card):
        own = [one for one in card.signatures if one.person == item.iri]
        printed = {one.printed for one in own if one.printed} - {item.text}
        places = tuple(Item(corpus.name(p), p) for p in dict.fromkeys(p for one in own for p in one.places))
        keys = creator_keys(card, item.iri)
        note = f"printed {', '.join(sorted(printed))}" if printed else ""
        items.append(Item(item.text, item.iri, note=note, people=places, keys=keys))
    return Section("signatures", "Authors", "authors", tuple(items), limit=_BACKED)


def _print(corpus: Corpus, iri: str, facts: Facts) -> PrintedText:
    authors = tuple(one.printed for one in corpus.papers[iri].signatures if one.iri)
    return PrintedText(text_of(facts, f"{_DCT}title"), text_of(facts, f"{_DCT}abstract"), authors)


def _mark_text(text: str, sections: Iterable[Section]) -> tuple[Mark, ...]:
    """Find where the abstract names the things of the page's statements; of two that overlap the longer stays."""
    found: dict[tuple[int, int], Mark] = {}
    for section in sections:
        for item in section.items:
            for trace in item.traces if item.iri and section.key == "terms" else ():
                body = trace.text.strip("…")
                at = text.find(body) if trace.field == "abstract" and body else -1
                begin = at + trace.begin - trace.text.index(body)
                end = begin + trace.end - trace.begin
                if at >= 0 and text[begin:end] == trace.anchor:
                    found.setdefault((begin, end), Mark(begin, end, item.iri, f"{item.group} {item.text}"))
    kept: list[Mark] = []
    for mark in sorted(found.values(), key=lambda mark: (mark.begin - mark.end, mark.begin)):
        if all(mark.end <= other.begin or mark.begin >= other.end for other in kept):
            kept.append(mark)
    return tuple(sorted(kept, key=lambda mark: mark.begin))


def _read_others(dataset: Dataset, iris: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Read the (subject, predicate) of statements about each thing that no list of papers tells."""
    without = ", ".join(f"<{predicate}>" for predicate in sorted(HANDLED | {_REPLACED}))
    found: dict[str, list[tuple[str, str]]] = {}
    block = " ".join(f"<{iri}>" for iri in sorted(iris) if is_iri(iri))
    query = f"SELECT ?s ?p ?o WHERE {{ VALUES ?o {{ {block} }} ?s ?p ?o FILTER(ISIRI(?s) && ?p NOT IN ({without})) }}"
    for subject, predicate, value in sorted(select_text(dataset, query)):
        found.setdefault(value, []).append((subject, predicate))
    return found


def _is_node(term: object) -> bool:
    return isinstance(term, URIRef)
