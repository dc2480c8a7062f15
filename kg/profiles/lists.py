"""The sections that several kinds of pages share: papers by year, rankings with counts, and tables of results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kg.iris import KG, PREFIXES
from kg.profiles.corpus import ABOUT, Corpus, PaperCard, tell_value
from kg.profiles.model import Item, Key, Section
from kg.view.rows import number_of, text_of

__all__ = [
    "author_items",
    "count_query",
    "creator_keys",
    "list_papers",
    "rank",
    "rank_organizations",
    "rank_people",
    "rank_terms",
    "tabulate_results",
    "thing_item",
]

_CREATOR, _PLACE = f"{PREFIXES['dcterms']}creator", f"{KG}affiliation"
_SHOWN_PEOPLE, _TOP, _FEW = 8, 8, 12
_TERMS = {
    f"{KG}Method": ("methods", "Methods"),
    f"{KG}Dataset": ("datasets", "Datasets"),
    f"{KG}Task": ("tasks", "Tasks"),
}
_COLUMNS = ("method", "dataset", "task", "metric")


def thing_item(corpus: Corpus, iri: str, **more: object) -> Item:
    """Make the entry of a thing by its name."""
    return Item(corpus.name(iri), iri, **more)  # type: ignore[arg-type]


def creator_keys(card: PaperCard, person: str) -> tuple[Key, ...]:
    """Return the statements that make a person an author of a paper."""
    keys: list[Key] = [(card.iri, _CREATOR, person)]
    keys += [(one.iri, f"{KG}author", person) for one in card.signatures if one.person == person and one.iri]
    return tuple(keys)


def author_items(corpus: Corpus, card: PaperCard, *, without: str = "") -> tuple[Item, ...]:
    """Name the authors of a paper."""
    return tuple(thing_item(corpus, person) for person in card.people if person != without)


def _by_date(card: PaperCard) -> tuple[int, str, str]:
    return -(card.year or 0), card.title.casefold(), card.iri


def list_papers(
    corpus: Corpus,
    key: str,
    title: str,
    papers: Iterable[str],
    *,
    thing: str = "",
    predicates: Sequence[str] = (),
    query: str = "",
) -> Section:
    """List papers by year, the newest first; ``predicates`` are those by which they speak of the ``thing``."""
    cards = sorted((corpus.papers[paper] for paper in set(papers)), key=_by_date)
    items = tuple(_paper_item(corpus, card, thing, predicates) for card in cards)
    return Section(key, title, "papers", items, query=query)


def _paper_item(corpus: Corpus, card: PaperCard, thing: str, predicates: Sequence[str]) -> Item:
    people = author_items(corpus, card)
    keys: tuple[Key, ...] = tuple((card.iri, predicate, thing) for predicate in predicates)
    note = ""
    if _CREATOR in predicates:
        keys = creator_keys(card, thing)
        printed = {one.printed for one in card.signatures if one.person == thing and one.printed}
        note = f"printed as {', '.join(sorted(printed))}" if printed - {corpus.name(thing)} else ""
    if _PLACE in predicates:
        keys += tuple((one.iri, _PLACE, thing) for one in card.signatures if thing in one.places and one.iri)
    return Item(
        card.title,
        card.iri,
        note=note,
        group=str(card.year) if card.year else "Undated",
        people=people[:_SHOWN_PEOPLE],
        more=max(0, len(people) - _SHOWN_PEOPLE),
        open=not card.complete,
        keys=keys,
    )


def rank(corpus: Corpus, key: str, title: str, counts: Counter[str], *, note: str = "", query: str = "") -> Section:
    """Rank things by a count of papers, equal ones by name."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], corpus.name(pair[0]).casefold(), pair[0]))
    top = ordered[0][1] if ordered else 1
    items = tuple(thing_item(corpus, iri, count=count, share=count / top) for iri, count in ordered)
    return Section(key, title, "ranking", items, limit=_TOP if len(items) > _FEW else _FEW, note=note, query=query)


def count_query(iri: str, pattern: str) -> str:
    """Write SPARQL that counts, for each ``?thing`` of a pattern, the papers that concern an IRI."""
    return f"""SELECT ?thing ?name (COUNT(DISTINCT ?paper) AS ?papers) WHERE {{
  {{ ?paper ?relation <{iri}> }} UNION {{ ?paper kg:hasAuthorship/kg:affiliation <{iri}> }}
  ?paper a kg:Paper . {pattern} OPTIONAL {{ ?thing rdfs:label ?name }}
}}
GROUP BY ?thing ?name
ORDER BY DESC(?papers) ?name"""


def rank_terms(
    corpus: Corpus, papers: Iterable[str], *, about: str = "", without: str = "", where: str = ""
) -> tuple[Section, ...]:
    """Rank the methods, data sets and tasks that papers speak of, each by the number of papers."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in _TERMS}
    for paper in papers:
        links = corpus.papers[paper].links
        # Sorted, because the order of a set is another in every process.
        for term in sorted({term for predicate in ABOUT for term in links.get(predicate, ())} - {without}):
            if (kind := corpus.kinds.get(term, "")) in counts:
                counts[kind][term] += 1
    said = "|".join(f"kg:{predicate.removeprefix(KG)}" for predicate in ABOUT)
    queries = {
        kind: count_query(about, f"?paper {said} ?thing . ?thing a <{kind}>") if about else "" for kind in counts
    }
    return tuple(
        rank(corpus, _TERMS[kind][0], _TERMS[kind][1] + where, found, query=queries[kind])
        for kind, found in counts.items()
        if found
    )


def rank_people(
    corpus: Corpus, key: str, title: str, papers: Iterable[str], *, about: str = "", note: str = ""
) -> Section:
    """Rank the authors of papers by their number of papers; ``about`` is the thing, which is no author of its own."""
    counts = Counter(person for paper in papers for person in corpus.papers[paper].people if person != about)
    query = count_query(about, f"?paper dcterms:creator ?thing FILTER(?thing != <{about}>)") if about else ""
    return rank(corpus, key, title, counts, note=note, query=query)


def rank_organizations(corpus: Corpus, papers: Iterable[str], *, person: str = "") -> Section:
    """Rank the organisations of papers; of a person those that stand beside the own name where any does."""
    counts: Counter[str] = Counter()
    for paper in papers:
        card = corpus.papers[paper]
        own = [place for one in card.signatures if one.person == person for place in one.places]
        counts.update(set(own or ([] if person else card.organizations)))
    query = f"""SELECT ?thing (COUNT(DISTINCT ?paper) AS ?papers) WHERE {{
  ?paper kg:hasAuthorship ?signature . ?signature kg:author <{person}> ; kg:affiliation ?thing
}}
GROUP BY ?thing
ORDER BY DESC(?papers)"""
    return rank(corpus, "organizations", "Organisations", counts, query=query if person else "")


def tabulate_results(corpus: Corpus, results: Iterable[str], *, without: str = "", query: str = "") -> Section:
    """Make a leaderboard for each metric and data set or task: absolute values before gains, the best first."""
    rows = sorted((_result_row(corpus, iri, without) for iri in set(results)), key=lambda pair: pair[0])
    columns = ("value", *(column for column in _COLUMNS if column != without), "paper")
    kept = [i for i, name in enumerate(columns) if name != without and any(row[i].text for _, row in rows)]
    return Section(
        "results",
        "Results",
        "table",
        columns=tuple(columns[i] for i in kept),
        rows=tuple(tuple(row[i] for i in kept) for _, row in rows),
        limit=50,
        query=query,
        note="As the papers' own abstracts print them; “+” marks a gain over what they compare with.",
    )


def _result_row(corpus: Corpus, iri: str, without: str) -> tuple[tuple[object, ...], tuple[Item, ...]]:
    facts = corpus.results[iri]
    things = {name: text_of(facts, f"{KG}{name}") for name in _COLUMNS}
    paper = corpus.papers_of_results.get(iri, "")
    value = number_of(facts, f"{KG}value")
    lower = corpus.metrics.get(things["metric"]) == "lower"
    gain = text_of(facts, f"{KG}valueType") == "improvement"
    order = value if value is not None else 0.0
    names = {name: corpus.name(thing) if thing else "" for name, thing in things.items()}
    board = tuple(names[name].casefold() for name in ("metric", "dataset", "task") if name != without)
    first, *others = [name for name in ("metric", "dataset", "task") if name != without]
    # The first is said even where it is lacking: else the rows would seem to belong to the heading before.
    group = " · ".join((names[first] or f"{first} not stated", *(names[name] for name in others if names[name])))
    cells = [Item(tell_value(facts) or corpus.name(iri), iri, group=group, keys=((paper, f"{KG}reports", iri),))]
    cells += [Item(names[name], things[name]) for name in _COLUMNS if name != without]
    cells.append(Item(corpus.papers[paper].title, paper) if paper else Item(""))
    return (tuple(not part for part in board), board, gain, order if lower and not gain else -order, iri), tuple(cells)
