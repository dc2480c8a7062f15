"""The command ``coauthors``: networks of people, and of what they write about, as tables, files and plots."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.showing import COLUMNS, SHOWN, Sheet, Study
from kg.cli.talk import Graph, open_dataset, say, write_text
from kg.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset

    from kg.network import Plan

app = typer.Typer()

PLOTS = ("communities", "degrees", "growth")
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
    plot: Annotated[str, typer.Option(help="What .svg, .png and .pdf show: communities, degrees, growth.")] = PLOTS[0],
    graph: Graph = "kg-out",
) -> None:  # fmt: skip
    """Rank co-authors, or write their network, page or plots.

    What "et al." hides and what carries no date is said beside the table.
    """
    from kg.graph import find_node
    from kg.network import Plan, Selection
    from kg.store import base_of

    if show not in SHOWN:
        raise UsageError(f"--show {show!r} shows nothing: expected one of {', '.join(SHOWN)}")
    if plot not in PLOTS:
        raise UsageError(f"--plot {plot!r} is no plot: expected one of {', '.join(PLOTS)}")
    dataset = open_dataset(graph)
    selection = Selection(
        year_from,
        year_to,
        _read_categories(dataset, category or []),
        _find_things(dataset, term or [], graph),
        _find_things(dataset, organization or [], graph),
        max_authors or None,
    )
    listed = _read_people(dataset, people, graph) if people else ()
    if view != "coauthors":
        _refuse(view, show=show, by=by, weight=weight, communities=communities, measure=" ".join(measure or []))
        centre = None if name is None else find_node(dataset, name, base=base_of(graph))
        network = _project(dataset, view, Plan(selection, people=listed, minimum=minimum, giant=giant), centre, radius)
        _put_view(network, out or [], Sheet(form, top))
        return
    extra = tuple(dict.fromkeys([*(measure or []), *([by] if by not in {"name", *COLUMNS} else [])]))
    extra = tuple(name for name in extra if name not in {"citations", "h_index"})
    plan = Plan(selection, weight, listed, minimum, giant, extra, communities)
    person = None if name is None else _find_person(dataset, name, graph)
    study = Study(dataset, plan, person, radius, by, (split_below, merge_above), method)
    for path in out or []:
        _write_network(study, path, plot)
    if not out:
        SHOWN[show](study, Sheet(form, top))
    for sentence in study.notes():
        say(sentence)


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


def _find_things(dataset: Dataset, names: Iterable[str], location: str) -> frozenset[str]:
    from kg.graph import find_node
    from kg.store import base_of

    return frozenset(find_node(dataset, name, base=base_of(location)) for name in names)


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
        text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} can't be read ({getattr(error, 'strerror', None) or error})") from error
    names = {n: line.strip() for n, line in enumerate(text.splitlines(), 1) if line.strip() and line[:1] != "#"}
    if not names:
        raise UsageError(f"{file} names nobody: write a name or an IRI a line")
    found, known = set(), read_people(dataset)
    for number, name in names.items():
        try:
            found.add(_find_person(dataset, name, location, names=known))
        except UsageError as error:
            raise UsageError(f"{file}:{number}: {error}") from error
    return frozenset(found)


def _project(dataset: Dataset, view: str, plan: Plan, centre: str | None, radius: int) -> nx.Graph[str]:
    from kg.network import ego_network, project_view
    from kg.network.study import trim_network

    network = trim_network(project_view(dataset, view, selection=plan.selection), plan)
    return network if centre is None else ego_network(network, centre, radius=radius)


def _put_view(network: nx.Graph[str], out: Sequence[Path], sheet: Sheet) -> None:
    from kg.network import compute_measures

    for path in out:
        _export(network, path)
    if not out:
        columns = compute_measures(network, ("degree", "strength", "betweenness"))
        rows = [
            {**network.nodes[iri], **{name: values[iri] for name, values in columns.items()}, "iri": iri}
            for iri in sorted(network, key=lambda iri: (-columns["strength"][iri], network.nodes[iri]["name"], iri))
        ]
        shown = ("name", "kind", "papers", "degree", "strength", "betweenness")
        sheet.put(shown if sheet.form == "table" else (*shown, "iri"), rows)
    say(f"{len(network):,} nodes, {network.number_of_edges():,} ties, from {network.graph['papers']:,} papers.")
    if trimmed := network.graph.get("trimmed", 0):
        say(f"Nodes that the conditions leave out: {trimmed:,}.")


def _write_network(study: Study, path: Path, plot: str) -> None:
    suffix = path.suffix.lower()
    if suffix == ".html":
        from kg.view import view_coauthors

        write_text(str(path), view_coauthors(study.network))
    elif suffix in _DRAWN and plot == "growth":
        from kg.view.plots import plot_growth, save_figure

        study.refuse_people("--plot growth")
        chosen = study.plan.selection
        figure = plot_growth(study.selected, year_from=chosen.year_from, year_to=chosen.year_to)
        say(f"wrote {save_figure(figure, path)}")
    elif suffix in _DRAWN:
        _plot(study.network, path, plot)
    else:
        _export(study.network, path, ("html", *_DRAWN))


def _plot(network: nx.Graph[str], path: Path, plot: str) -> None:
    from kg.view.plots import plot_communities, plot_degrees, save_figure

    figure = plot_degrees(network) if plot == "degrees" else plot_communities(network)
    say(f"wrote {save_figure(figure, path)}")


def _export(network: nx.Graph[str], path: Path, others: Sequence[str] = ()) -> None:
    from kg.export import NETWORK_FORMATS, export_network, suffix_format

    if suffix_format(path, NETWORK_FORMATS) is None:
        known = " ".join(f".{name.removeprefix('.')}" for name in (*others, *NETWORK_FORMATS))
        raise UsageError(f"{path} has no suffix that this network is written in: expected one of {known}")
    for written in export_network(network, path):
        say(f"wrote {written}")
