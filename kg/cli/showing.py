"""What ``kg coauthors`` can show of a network, each as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from math import isfinite, isnan
from typing import TYPE_CHECKING, Any

from kg.cli.talk import put, terminal_width
from kg.errors import UsageError

if TYPE_CHECKING:
    from rdflib import Dataset

    from kg.network import Plan, SignedPaper

__all__ = ["COLUMNS", "COUNTED", "SHOWN", "Sheet", "Study"]

#: Columns of people, in a table and elsewhere.
PEOPLE = ("rank", "name", "papers", "degree", "strength", "betweenness", "community", "truncated")
MORE = ("clustering", "component", "community_name", "iri")
COLUMNS = (*PEOPLE, *MORE)
#: Measures that only a graph with citations has.
COUNTED = ("citations", "h_index")
_SMALL = 0.01
_YEARS = ("year", "papers", "people", "arrivals", "returning", "ties", "new_ties", "people_kept", "ties_kept",
          "giant_so_far")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """What rows are written on: the format, and how many there may be."""

    form: str
    top: int | None

    def put(self, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
        """Write rows to stdout; what a row does not know stays empty."""
        from rdflib import Literal, Variable
        from rdflib.query import Result

        from kg.results import write_result

        result = Result("SELECT")
        result.vars = [Variable(c) for c in columns]
        write = _short if self.form in {"table", "md"} else _full
        result.bindings = [
            {Variable(c): Literal(write(row[c])) for c in columns if _known(row[c])} for row in list(rows)[: self.top]
        ]
        put(write_result(result, self.form, width=terminal_width()))


def _known(value: object) -> bool:
    return value is not None and not (isinstance(value, float) and isnan(value))


def _full(value: object) -> object:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return Decimal(f"{value:.12g}") if isinstance(value, float) and isfinite(value) else value


def _short(value: object) -> object:
    """Show a number with four decimals, or with three digits that tell something."""
    if isinstance(value, float) and isfinite(value):
        return Decimal(f"{value:.4f}" if value == 0 or abs(value) >= _SMALL else f"{value:.3g}")
    return _full(value)


class Study:
    """A network as the call asked for it, and what is to be said about it beside the rows.

    ``whole`` is measured; ``network`` is the part of it around ``person``, or all of it. ``doubt`` are
    the confidences below which merges are undone, and above which possibly same people are merged, for ranges;
    ``method`` is that of predictions.
    """

    def __init__(
        self,
        dataset: Dataset,
        plan: Plan,
        person: str | None,
        radius: int,
        by: str,
        doubt: tuple[float, float],
        method: str,
    ) -> None:
        """Read the papers of a graph, and make and measure the network of a plan."""
        from kg.network import ego_network, read_papers, study_papers

        self.dataset, self.plan, self.person = dataset, plan, person
        self.by, self.doubt, self.method = by, doubt, method
        self.papers: list[SignedPaper] = read_papers(dataset)
        self.whole = study_papers(self.papers, dataset, plan)
        if person is not None and person not in self.whole:
            raise UsageError(f"{person} stands on no paper or tie that the conditions leave: loosen them")
        self.network = self.whole if person is None else ego_network(self.whole, person, radius=radius)
        self.said: list[str] = []
        self.dated = False

    @property
    def selected(self) -> list[SignedPaper]:
        """The papers that the call selects, of any year."""
        chosen = self.plan.selection
        return [paper for paper in self.papers if chosen.on_subject(paper) and not chosen.is_crowded(paper)]

    def check_counts(self, wanted: Iterable[str]) -> None:
        """Raise ``UsageError`` if citations are to be counted where no paper cites another."""
        counted = set(wanted).intersection(COUNTED)
        if counted and len(self.whole) and not any("citations" in own for _, own in self.whole.nodes(data=True)):
            raise UsageError(f"{min(counted)!r} can't be counted: no paper of the network cites another")

    def refuse_people(self, what: str) -> None:
        """Raise ``UsageError`` if people were chosen for what counts papers."""
        if self.person or self.plan.people or self.plan.minimum or self.plan.giant:
            raise UsageError(f"{what} counts all who sign: leave out --name, --people, --min-weight and --giant")

    def notes(self) -> list[str]:
        """Say what the network rests on and what it leaves out."""
        from kg.network import describe_coverage

        facts = self.whole.graph
        more = [
            f"{what} that the conditions leave out: {facts[key]:,}."
            for what, key in (("People", "trimmed"), ("Ties", "trimmed_ties"))
            if facts.get(key)
        ]
        estimated = [
            f"{name} is {how}; --exact takes all, which may take long." for name in ("betweenness", "closeness")
            if str(how := self.whole.graph.get(name, "")).startswith("estimated")
        ]  # fmt: skip
        return [*(() if self.dated else describe_coverage(self.network)), *more, *estimated, *self.said]


def _show_people(study: Study, sheet: Sheet) -> None:
    from kg.network import rank_authors

    rows = [asdict(row) for row in rank_authors(study.network, by=study.by, top=sheet.top)]
    further = [*study.plan.measures, *(c for c in COUNTED if rows and rows[0][c] is not None)]
    columns = [*PEOPLE, *(() if sheet.form == "table" else MORE)]
    sheet.put([*columns, *(c for c in dict.fromkeys(further) if c not in columns)], rows)


def _show_ties(study: Study, sheet: Sheet) -> None:
    from kg.network import list_ties

    rows = ({**asdict(tie), "papers": len(tie.papers)} for tie in list_ties(study.network))
    names = ("source_name", "target_name", "weight", "fractional", "first_last")
    sheet.put(names if sheet.form == "table" else (*names, "papers", "source", "target"), rows)


def _show_years(study: Study, sheet: Sheet) -> None:
    from kg.network.years import GrowthRow, describe_dates, describe_growth

    study.refuse_people("--show years")
    chosen = study.plan.selection
    rows = [asdict(r) for r in describe_growth(study.selected, year_from=chosen.year_from, year_to=chosen.year_to)]
    sheet.put(_YEARS if sheet.form == "table" else tuple(GrowthRow.__dataclass_fields__), rows)
    study.said += describe_dates(study.selected)
    study.dated = True


def _show_bridges(study: Study, sheet: Sheet) -> None:
    from kg.network import list_bridges

    name = {iri: own["name"] for iri, own in study.network.nodes(data=True)}
    rows = ({**asdict(b), "people": tuple(name[iri] for iri in b.people)} for b in list_bridges(study.network))
    sheet.put(("community", "name", "other", "other_name", "ties", "weight", "people"), rows)


def _show_predictions(study: Study, sheet: Sheet) -> None:
    from kg.network.prediction import describe_search, predict_ties

    found = predict_ties(study.whole, method=study.method, person=study.person, top=sheet.top or 20)
    rows = [asdict(prediction) for prediction in found]
    columns = ("source_name", "target_name", "score", "common")
    sheet.put(columns if sheet.form == "table" else (*columns, "source", "target"), rows)
    study.said += describe_search(study.whole)


def _show_ranges(study: Study, sheet: Sheet) -> None:
    from kg.network import project_papers
    from kg.network.study import trim_network
    from kg.network.uncertainty import describe_identities, describe_truncation, measure_range, read_identities

    if study.by in {"name", *COUNTED}:
        raise UsageError(f"--by {study.by} has no range over who is who: take a measure such as degree")
    plan = study.plan
    identities = read_identities(study.dataset, split_below=study.doubt[0], merge_above=study.doubt[1])
    # Whoever is listed may go by another IRI once merged or split.
    parts = {one for (_, person), several in identities.parts.items() if person in plan.people for one in several}
    everyone = replace(plan, people={*plan.people, *(identities.merged.get(p, p) for p in plan.people), *parts})
    rows = measure_range(
        study.papers,
        identities,
        measures=[study.by],
        names={iri: own["name"] for iri, own in study.whole.nodes(data=True)},
        weight=plan.weight,
        communities=plan.communities,
        budget=plan.budget,
        project=lambda papers: trim_network(project_papers(papers, selection=plan.selection), everyone),
    )
    columns = ["rank", "name", "value", "low", "high", "best_rank", "worst_rank", "robust", "group", "parts"]
    near = [asdict(row) for row in rows if row.iri in study.network]
    sheet.put(columns if sheet.form == "table" else [*columns, "merged", "split", "iri"], near)
    study.said += [*describe_identities(identities), *describe_truncation(study.whole, [study.by])]


def _show_summary(study: Study, sheet: Sheet) -> None:
    from kg.network import summarise_network

    facts: dict[str, Any] = asdict(summarise_network(study.network))
    if study.person is None:
        facts |= {key: study.whole.graph[key] for key in ("communities", "modularity")}
    if str(study.whole.graph.get("betweenness")).startswith("estimated"):
        study.said.append("distance and small_world are estimated from some of the nodes.")
    sheet.put(("figure", "value"), [{"figure": key, "value": value} for key, value in facts.items()])


SHOWN: Mapping[str, Callable[[Study, Sheet], None]] = {
    "people": _show_people,
    "ties": _show_ties,
    "years": _show_years,
    "bridges": _show_bridges,
    "predictions": _show_predictions,
    "ranges": _show_ranges,
    "summary": _show_summary,
}
