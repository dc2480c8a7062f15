"""The command ``coauthors``: networks of people, and of what they write about, as tables, files and plots."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.showing import COLUMNS, COUNTED, SHOWN, Sheet, Study
from kg.cli.talk import PAGE_LIMIT, Graph, open_dataset, say, write_text
from kg.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset

    from kg.network import Plan

app = typer.Typer()

PLOTS = ("communities", "degrees", "growth")
#: Edges that a search may visit, some seconds; pages make do with less.
_BUDGET = 200_000_000
_DRAWN = (".svg", ".png", ".pdf")
Several = list[str] | None


@app.command()
def coauthors(
    name: Annotated[str | None, typer.Option(help="Only this person and who is near, by any printed name.")] = None,
    radius: Annotated[int, typer.Option(min=1, help="How many ties away is near.")] = 1,
    year_from: Annotated[int | None, typer.Option("--from", metavar="YEAR", help="The first year.")] = None,
    year_to: Annotated[int | None, typer.Option("--to", metavar="YEAR", help="The last year.")] = None,
    category: Annotated[Several, typer.Option(help="Only papers of this category, such as CV; repeatable.")] = None,
    term: Annotated[Several, typer.Option(help="Only papers on this method, data set or task; repeatable.")] = None,
    organization: Annotated[Several, typer.Option(help="Only papers of this organisation; repeatable.")] = None,
    max_authors: Annotated[int, typer.Option(min=0, help="Leave out papers of more authors; 0 for none.")] = 500,
    people: Annotated[
        str | None, typer.Option(metavar="FILE", help="Only people of this list, a name or IRI a line; - for stdin.")
    ] = None,
    minimum: Annotated[float, typer.Option("--min-weight", help="Only ties of at least this weight.")] = 0.0,
    giant: Annotated[bool, typer.Option("--giant", help="Only the largest component.")] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="Search from everybody, however long betweenness and closeness take.")
    ] = False,
    weight: Annotated[str, typer.Option(help="What a tie weighs: weight (papers), fractional, first_last.")] = "weight",
    communities: Annotated[str, typer.Option(help="How communities are found: leiden or louvain.")] = "leiden",
    measure: Annotated[
        Several,
        typer.Option(help="One more column: closeness, pagerank, eigenvector, core, constraint, …; repeatable."),
    ] = None,
    by: Annotated[str, typer.Option(help="What people are ranked by: degree, papers, name or any measure.")] = "degree",
    top: Annotated[int | None, typer.Option(min=1, help="Only so many rows.")] = None,
    show: Annotated[
        str,
        typer.Option(help="people, ties, years, bridges, predictions, ranges (over who is who) or summary."),
    ] = "people",
    method: Annotated[
        str,
        typer.Option(help="For predictions: recent_allocation, resource_allocation, adamic_adar, common_neighbours, …"),
    ] = "recent_allocation",
    split_below: Annotated[
        float, typer.Option(min=0, max=1, help="For ranges: undo merges of people less sure than this.")
    ] = 0.9,
    merge_above: Annotated[
        float, typer.Option(min=0, max=1, help="For ranges: merge possibly same people at least as sure as this.")
    ] = 0.0,
    view: Annotated[
        str, typer.Option(help="Another network: author-paper, author-term, terms, methods, datasets, tasks, "
                               "organizations, code-author, citations.")
    ] = "coauthors",
    form: Annotated[str, typer.Option("-f", "--format", help="table, csv, tsv, json, xml or md.")] = "table",
    out: Annotated[
        list[Path] | None,
        typer.Option("-o", "--out", help="Write .html .graphml .gexf .dynamic.gexf .net .csv .tsv .edgelist "
                                         ".vosviewer.json .vosviewer.txt .svg .png or .pdf instead."),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=0, metavar="N", help="For .html: draw the N most connected people; 0 for all.")
    ] = PAGE_LIMIT,
    plot: Annotated[str, typer.Option(help="What .svg, .png and .pdf show: communities, degrees, growth.")] = PLOTS[0],
    graph: Graph = "kg-out",
) -> None:  # fmt: skip
    """Rank co-authors, or write their network, page or plots.

    What "et al." hides and what carries no date is said beside the table.
    """
    from kg.network import Plan, Selection

    _check_call(show, plot, by, view, out or [])
    dataset = open_dataset(graph)
    selection = Selection(
        year_from,
        year_to,
        _read_categories(dataset, category or []),
        _find_things(dataset, term or [], graph, ("Method", "Dataset", "Task")),
        _find_things(dataset, organization or [], graph, ("Organization",)),
        max_authors or None,
    )
    listed = _read_people(dataset, people, graph) if people is not None else ()
    wanted = [*(measure or []), by]
    extra = tuple(dict.fromkeys(one for one in wanted if one not in {"name", *COLUMNS, *COUNTED}))
    plan = Plan(selection, weight, listed, minimum, giant, extra, communities, budget=sys.maxsize if exact else _BUDGET)
    if view != "coauthors":
        _refuse(view, show=show, by=by, weight=weight, communities=communities, measure=" ".join(measure or []))
        _put_view(_project(dataset, view, plan, name, radius, graph), out or [], Sheet(form, top), plan.budget)
        return
    person = None if name is None else _find_person(dataset, name, graph)
    study = Study(dataset, plan, person, radius, by, (split_below, merge_above), method)
    study.check_counts(wanted)
    for path in out or []:
        _write_network(study, path, plot, limit)
    if not out:
        SHOWN[show](study, Sheet(form, top))
    for sentence in study.notes():
        say(sentence)


def _check_call(show: str, plot: str, by: str, view: str, out: Sequence[Path]) -> None:
    from kg.export import refuse_overlap
    from kg.network.tables import ORDERS

    for option, value, known in (("show", show, tuple(SHOWN)), ("plot", plot, PLOTS), ("by", by, ORDERS)):
        if value not in known:
            raise UsageError(f"--{option} {value!r} is unknown: expected one of {', '.join(known)}")
    for path in out:
        _check_suffix(path, view)
    refuse_overlap(out)
    if out and show != "people":
        raise UsageError(f"-o writes the network: for the rows of --show {show} take -f csv and redirect them")


def _refuse(view: str, **options: object) -> None:
    """Raise ``UsageError`` for what another view than co-authors can't heed."""
    for option, value in options.items():
        if value not in {"people", "degree", "weight", "leiden", ""}:
            raise UsageError(f"--{option} is for co-authors: leave it out with --view {view}")


def _find_person(dataset: Dataset, name: str, location: str, *, names: Mapping[str, set[str]] | None = None) -> str:
    from kg.network import find_person
    from kg.results import prefixes_of
    from kg.standing import expand_iri
    from kg.store import base_of

    return find_person(dataset, expand_iri(name, prefixes_of(base_of(location))) or name, names=names)


def _find_things(dataset: Dataset, names: Iterable[str], location: str, classes: Sequence[str]) -> frozenset[str]:
    from kg.graph import find_node
    from kg.iris import KG
    from kg.store import base_of
    from kg.view.rows import read_types

    found = {}
    for name in names:
        iri = find_node(dataset, name, base=base_of(location))
        kinds = {kind.removeprefix(KG) for _, kind in read_types(dataset, [iri]) if kind.startswith(KG)}
        if kinds.isdisjoint(classes):
            known = " or ".join(classes).lower()
            raise UsageError(f"{name!r} is a {min(kinds, default='thing').lower()}: expected a {known}")
        found[iri] = name
    return frozenset(found)


def _read_categories(dataset: Dataset, wanted: Sequence[str]) -> frozenset[str]:
    from kg.network import read_papers

    if not wanted:
        return frozenset()
    known = {code.casefold(): code for paper in read_papers(dataset) for code in paper.categories}
    if missing := [code for code in wanted if code.casefold() not in known]:
        there = ", ".join(sorted(known.values())[:20]) or "none"
        raise UsageError(f"no paper is of category {missing[0]!r}: the graph has {there}")
    return frozenset(known[code.casefold()] for code in wanted)


def _read_people(dataset: Dataset, file: str, location: str) -> frozenset[str]:
    from kg.network.people import read_people

    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} can't be read ({getattr(error, 'strerror', None) or error})") from error
    lines = ((n, line.strip()) for n, line in enumerate(text.splitlines(), 1))
    names = {n: line for n, line in lines if line and not line.startswith("#")}
    if not names:
        raise UsageError(f"{file} names nobody: write a name or an IRI a line")
    found, known = set(), read_people(dataset)
    for number, name in names.items():
        try:
            found.add(_find_person(dataset, name, location, names=known))
        except UsageError as error:
            raise UsageError(f"{file}:{number}: {error}") from error
    return frozenset(found)


def _project(dataset: Dataset, view: str, plan: Plan, name: str | None, radius: int, location: str) -> nx.Graph[str]:
    from kg.graph import find_node
    from kg.network import ego_network, project_view
    from kg.network.study import trim_network
    from kg.store import base_of

    if plan.people and "author" not in view:
        raise UsageError(f"--people has nobody to choose in --view {view}: leave it out")
    network = trim_network(project_view(dataset, view, selection=plan.selection), plan)
    if name is None:
        return network
    return ego_network(network, find_node(dataset, name, base=base_of(location)), radius=radius)


def _put_view(network: nx.Graph[str], out: Sequence[Path], sheet: Sheet, budget: int) -> None:
    from kg.network import measure_coauthors

    for path in out:
        _export(network, path)
    if not out:
        measured = measure_coauthors(network, budget=budget)
        shown = ["name", "kind", "papers", "degree", "strength", "betweenness"]
        if network.is_directed():
            shown[2:5] = ["cited", "cites"]
            for iri, own in measured.nodes(data=True):
                own.update(cited=network.in_degree(iri), cites=network.out_degree(iri))  # type: ignore[attr-defined]
        first = "cited" if network.is_directed() else "strength"
        rows = [{**own, "iri": iri} for iri, own in measured.nodes(data=True)]
        rows.sort(key=lambda row: (-row[first], row["name"], row["iri"]))
        sheet.put(shown if sheet.form == "table" else (*shown, "iri"), rows)
        if (how := str(measured.graph["betweenness"])) != "exact":
            say(f"betweenness is {how}; --exact takes all, which may take long.")
    if truncated := network.graph.get("truncated", 0):
        say(f"“et al.” hides authors on {truncated:,} of {network.graph['papers']:,} papers.")
    say(f"{len(network):,} nodes, {network.number_of_edges():,} ties, from {network.graph['papers']:,} papers.")
    if left_out := network.graph["left_out"]:
        say(f"Papers that the conditions leave out: {left_out:,}.")
    if trimmed := network.graph.get("trimmed", 0):
        say(f"Nodes that the conditions leave out: {trimmed:,}.")


def _check_suffix(path: Path, view: str) -> None:
    from kg.export import NETWORK_FORMATS, suffix_format

    drawn = (".html", *_DRAWN) if view == "coauthors" else ()
    if path.suffix.lower() not in drawn and suffix_format(path, NETWORK_FORMATS) is None:
        known = " ".join((*drawn, *(f".{name}" for name in NETWORK_FORMATS)))
        raise UsageError(f"{path} has no suffix that this network is written in: expected one of {known}")


def _write_network(study: Study, path: Path, plot: str, limit: int) -> None:
    suffix = path.suffix.lower()
    if suffix == ".html":
        from kg.view import view_coauthors

        write_text(str(path), view_coauthors(study.network, limit=limit))
    elif suffix in _DRAWN and plot == "growth":
        from kg.view.plots import plot_growth, save_figure

        study.refuse_people("--plot growth")
        chosen = study.plan.selection
        figure = plot_growth(study.selected, year_from=chosen.year_from, year_to=chosen.year_to)
        say(f"wrote {save_figure(figure, path)}")
    elif suffix in _DRAWN:
        _plot(study.network, path, plot)
    else:
        _export(study.network, path)


def _plot(network: nx.Graph[str], path: Path, plot: str) -> None:
    from kg.view.plots import plot_communities, plot_degrees, save_figure

    figure = plot_degrees(network) if plot == "degrees" else plot_communities(network)
    say(f"wrote {save_figure(figure, path)}")


def _export(network: nx.Graph[str], path: Path) -> None:
    from kg.export import export_network

    for written in export_network(network, path):
        say(f"wrote {written}")
