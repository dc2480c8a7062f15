"""What the page of each kind of thing consists of: which sections, in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from kg.iris import KG, PREFIXES
from kg.profiles.charts import chart_shares, chart_years
from kg.profiles.corpus import ABOUT, Corpus
from kg.profiles.lists import (
    count_query,
    list_papers,
    rank,
    rank_organizations,
    rank_people,
    rank_terms,
    tabulate_results,
    thing_item,
)
from kg.profiles.model import Item, Section
from kg.profiles.ties import draw_ties
from kg.view.words import label_predicate

__all__ = ["HANDLED", "count_papers", "plan_sections", "tell_lead"]

_DCT = PREFIXES["dcterms"]
_CREATOR, _PLACE, _SUBJECT, _CITES = f"{_DCT}creator", f"{KG}affiliation", f"{_DCT}subject", f"{_DCT}references"
_LINKS = tuple(f"{KG}has{name}" for name in ("Repository", "Demo", "ModelPage", "ProjectPage"))
_PAPER, _PERSON, _ORGANIZATION = f"{KG}Paper", f"{KG}Person", f"{KG}Organization"
_METHOD, _DATASET, _TASK, _METRIC = (f"{KG}{name}" for name in ("Method", "Dataset", "Task", "Metric"))
_REPOSITORY, _RESULT, _CATEGORY = f"{KG}Repository", f"{KG}Result", f"{PREFIXES['skos']}Concept"
#: Predicates whose statements about the object of a page its own sections tell.
HANDLED = frozenset({*ABOUT, *_LINKS, _CREATOR, _PLACE, _SUBJECT, _CITES, f"{KG}author", f"{KG}hasAuthorship",
                     f"{KG}reports", *(f"{KG}{name}" for name in ("task", "dataset", "metric", "method"))})  # fmt: skip

_ROLES = {
    f"{KG}introduces": ("introduced", "Papers that introduce it", "introduce it"),
    f"{KG}usesMethod": ("used", "Papers that use it", "use it"),
    f"{KG}usesDataset": ("used-data", "Papers that use it", "use it"),
    f"{KG}evaluatesOn": ("evaluated", "Papers that evaluate on it", "evaluate on it"),
    f"{KG}addresses": ("addressed", "Papers that address it", "address it"),
    f"{KG}mentions": ("mentioned", "Papers that mention it", "mention it"),
    f"{KG}about": ("about", "Papers about it", "are about it"),
}


def plan_sections(corpus: Corpus, iri: str, kind: str) -> tuple[Section, ...]:
    """Make the sections of a page from the corpus; those that would be empty are left out."""
    makers: dict[str, Callable[[Corpus, str], Iterator[Section | None]]] = {
        _PAPER: _of_paper,
        _PERSON: _of_person,
        _ORGANIZATION: _of_organization,
        _REPOSITORY: _of_repository,
        _CATEGORY: _of_category,
        _RESULT: _of_result,
    }
    made = makers.get(kind, _of_term)(corpus, iri)
    return tuple(section for section in made if section is not None and (len(section) or section.svg))


def tell_lead(corpus: Corpus, iri: str) -> str:
    """Say in one line how much the graph has of a thing: papers and years."""
    return count_papers([corpus.papers[paper].year for paper in _papers_of(corpus, iri)])


def count_papers(years: Sequence[int | None]) -> str:
    """Say how many papers there are, and of which years those are that have one.

    >>> count_papers([2021, 2020]), count_papers([2022, None])
    ('2 papers, 2020–2021', '2 papers, 1 of them dated 2022')
    """
    if not years:
        return ""
    dated = sorted(year for year in years if year)
    told = f"{len(years):,} paper{'' if len(years) == 1 else 's'}"
    if not dated:
        return told
    span = f"{dated[0]}" if dated[0] == dated[-1] else f"{dated[0]}–{dated[-1]}"
    return f"{told}, {span}" if len(dated) == len(years) else f"{told}, {len(dated):,} of them dated {span}"


def _papers_of(corpus: Corpus, iri: str) -> list[str]:
    found = [p for predicate, papers in corpus.pointing.get(iri, {}).items() if predicate != _CITES for p in papers]
    found += [corpus.papers_of_results[r] for r in corpus.results_of.get(iri, ()) if r in corpus.papers_of_results]
    return sorted(set(found))


def _years(corpus: Corpus, papers: Iterable[str]) -> Section | None:
    return chart_years(corpus.papers[paper].year for paper in papers)


def _query(predicate: str, iri: str) -> str:
    return f"SELECT ?subject WHERE {{ ?subject <{predicate}> <{iri}> }} ORDER BY ?subject"


def _of_person(corpus: Corpus, iri: str) -> Iterator[Section | None]:
    papers = _papers_of(corpus, iri)
    yield _years(corpus, papers)
    yield from rank_terms(corpus, papers, about=iri)
    yield rank_people(corpus, "coauthors", "Co-authors", papers, about=iri)
    yield rank_organizations(corpus, papers, person=iri)
    yield draw_ties(corpus, iri, papers)
    yield list_papers(corpus, "papers", "Papers", papers, thing=iri, predicates=[_CREATOR], query=_query(_CREATOR, iri))


def _of_organization(corpus: Corpus, iri: str) -> Iterator[Section | None]:
    papers = _papers_of(corpus, iri)
    yield _years(corpus, papers)
    signed = ((one.person, one) for paper in papers for one in corpus.papers[paper].signatures)
    people = Counter(person for person, one in signed if iri in one.places)
    query = count_query(iri, f"?paper kg:hasAuthorship ?signed . ?signed kg:affiliation <{iri}> ; kg:author ?thing")
    yield rank(corpus, "people", "People", people, query=query)
    if not people:
        note = "The papers do not say which of their authors belong to it."
        yield rank_people(corpus, "authors", "Authors of its papers", papers, about=iri, note=note)
    yield from rank_terms(corpus, papers, about=iri)
    yield list_papers(corpus, "papers", "Papers", papers, thing=iri, predicates=[_PLACE], query=_query(_PLACE, iri))


def _of_term(corpus: Corpus, iri: str) -> Iterator[Section | None]:
    papers, pointing = _papers_of(corpus, iri), corpus.pointing.get(iri, {})
    yield _years(corpus, papers)
    shown, listed = set[str](), list[Section]()
    for predicate, (key, title, _) in _ROLES.items():
        # That a paper is about it says nothing beside how.
        here = set(pointing.get(predicate, ())) - (shown if predicate == f"{KG}about" else set())
        shown |= here
        if here:
            listed.append(
                list_papers(corpus, key, title, here, thing=iri, predicates=[predicate], query=_query(predicate, iri))
            )
    yield chart_shares({_ROLES[p][2]: len(pointing[p]) for p in ABOUT[:-1] if p in pointing}, title="Papers that")
    yield from rank_terms(corpus, papers, about=iri, without=iri, where=" of these papers")
    yield rank_people(corpus, "authors", "Authors", papers, about=iri)
    column = corpus.kinds.get(iri, "").removeprefix(KG).lower()
    yield tabulate_results(corpus, corpus.results_of.get(iri, ()), without=column, query=_query(f"{KG}{column}", iri))
    yield from listed


def _of_paper(corpus: Corpus, iri: str) -> Iterator[Section | None]:
    card = corpus.papers.get(iri)
    if card is None:
        return
    told = set[str]()
    items: list[Item] = []
    for predicate in ABOUT:
        terms = [term for term in card.links.get(predicate, ()) if predicate != f"{KG}about" or term not in told]
        told |= set(terms)
        label = label_predicate(predicate)[0]
        items += [
            thing_item(corpus, term, group=label, keys=((iri, predicate, term),))
            for term in sorted(terms, key=lambda term: (corpus.name(term).casefold(), term))
        ]
    query = f"SELECT ?predicate ?object WHERE {{ <{iri}> ?predicate ?object }}"
    yield Section("terms", "What it is about", "facts", tuple(items), query=query)
    yield tabulate_results(corpus, card.results, without="paper")
    cited = [paper for paper in card.links.get(_CITES, ()) if paper in corpus.papers]
    yield list_papers(corpus, "cites", "Cites", cited)
    citing = corpus.pointing.get(iri, {}).get(_CITES, ())
    yield list_papers(corpus, "cited", "Cited by", citing, thing=iri, predicates=[_CITES], query=_query(_CITES, iri))


def _of_repository(corpus: Corpus, iri: str) -> Iterator[Section | None]:
    pointing = corpus.pointing.get(iri, {})
    for predicate, papers in pointing.items():
        title = {f"{KG}hasRepository": "Papers whose code it holds"}.get(predicate, "Papers that name it")
        key = predicate.removeprefix(KG).lower()
        yield list_papers(corpus, key, title, papers, thing=iri, predicates=[predicate], query=_query(predicate, iri))
    papers = _papers_of(corpus, iri)
    yield from rank_terms(corpus, papers, about=iri)
    yield rank_people(corpus, "authors", "Authors", papers, about=iri)


def _of_category(corpus: Corpus, iri: str) -> Iterator[Section | None]:
    papers = _papers_of(corpus, iri)
    yield _years(corpus, papers)
    yield from rank_terms(corpus, papers, about=iri)
    yield rank_people(corpus, "authors", "Authors", papers, about=iri)
    query = _query(_SUBJECT, iri)
    yield list_papers(corpus, "papers", "Papers", papers, thing=iri, predicates=[_SUBJECT], query=query)


def _of_result(corpus: Corpus, iri: str) -> Iterator[Section | None]:
    paper = corpus.papers_of_results.get(iri)
    if paper:
        yield list_papers(corpus, "papers", "Reported by", [paper], thing=iri, predicates=[f"{KG}reports"])
