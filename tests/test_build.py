"""Building: the same bytes every time, all or nothing, and nothing lost without a word."""

import hashlib
import json
import os
import platform
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kg.build import build, build_graph
from kg.errors import KGError, UsageError
from kg.store import open_store, read_store

PAGE = (
    "Deep Learning for Object DetectionJuhua Hu, Qi Qian\nWe propose DeepDet, a detector, and test it on ImageNet.\n"
    "Semantic Segmentation with TransformersQi Qian\nWe study segmentation.\n"
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, "utf-8")
    return path


def hashes(directory: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(directory.iterdir()) if p.is_file()}


def test_same_bytes_under_any_hash_seed(page: Path) -> None:
    """Two processes with other hash seeds, folders and days of the week write the same files."""
    found = []
    for seed, zone in (("0", "UTC"), ("4242", "Pacific/Kiritimati")):
        code = f"from kg.build import build_graph; build_graph([{str(page)!r}], {str(page.parent / seed)!r})"
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        subprocess.run([sys.executable, "-c", code], env=env, check=True)
        found.append(hashes(page.parent / seed))
    assert found[0] == found[1]
    assert set(found[0]) == {"graph.ttl", "graph.trig", "graph.html", "coauthors.html", "report.json", "manifest.json"}


def test_seed_counts(seed_graph: Path) -> None:
    report = json.loads((seed_graph / "report.json").read_text("utf-8"))
    assert report["classes"]["Paper"] == 25
    assert report["classes"]["Repository"] == 12
    assert report["classes"]["Authorship"] == 66
    assert report["truncated_author_lists"] == 15
    assert report["skipped"] == []
    assert report["coverage"]["date"] == report["coverage"]["category"] == 9


def test_manifest_names_every_file(seed_graph: Path) -> None:
    manifest = json.loads((seed_graph / "manifest.json").read_text("utf-8"))
    del manifest["files"]["graph.ttl"]["bytes"]
    assert manifest["files"]["graph.ttl"] == {"sha256": hashes(seed_graph)["graph.ttl"]}
    assert manifest["counts"]["papers"] == 25


def test_two_name_orders_are_one_person_and_a_namesake_is_another(seed_graph: Path) -> None:
    """Qi Qian also signs as Qian Qi; the Qian Qi of the four theory papers is somebody else."""
    query = """SELECT ?name (COUNT(?a) AS ?papers) (GROUP_CONCAT(DISTINCT ?printed; separator="/") AS ?forms) {
        ?a kg:author ?x ; kg:printedName ?printed . ?x foaf:name ?name FILTER(?name IN ("Qi Qian", "Qian Qi")) }
        GROUP BY ?x ?name ORDER BY ?name"""
    rows = [(str(n), int(c), set(str(f).split("/"))) for n, c, f in open_store(seed_graph).default_graph.query(query)]
    assert rows == [("Qi Qian", 11, {"Qi Qian", "Qian Qi"}), ("Qian Qi", 4, {"Qian Qi"})]


def test_a_failed_build_leaves_what_was_there(page: Path, tmp_path: Path) -> None:
    """Also one that fails after everything was read, extracted and stored."""
    out = tmp_path / "out"
    build_graph([page], out)
    before = hashes(out)

    def stop(stage: str, _: int) -> None:
        if stage == "pages":
            raise KGError("stopped")

    with pytest.raises(KGError, match="stopped"):
        build_graph([page], out, progress=stop)
    assert hashes(out) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "page.txt"]


def test_a_decision_that_fits_nothing_is_told_and_the_rest_applied(page: Path, tmp_path: Path) -> None:
    decisions, told = tmp_path / "decisions.txt", list[str]()
    person = next(iter(build(page, tmp_path / "one").dataframe('SELECT ?p { ?p foaf:name "Juhua Hu" }')["p"]))
    decisions.write_text(f"rename https://example.org/nothing X\nrename {person} J. Hu\n")
    out = build_graph([page], tmp_path / "out", curation=decisions, notify=told.append)
    reason = "curation: no such entity in the graph: https://example.org/nothing"
    assert [line for line in told if f"decisions.txt:1: left out: {reason}" in line]
    skipped = json.loads((out / "report.json").read_text("utf-8"))["skipped"]
    assert [(s["line"], s["text"]) for s in skipped] == [(1, "rename https://example.org/nothing X")]
    assert "J. Hu" in (out / "graph.ttl").read_text("utf-8")


@pytest.mark.parametrize("line", ["frobnicate x", "merge a:b a:b"])
def test_a_file_of_decisions_that_makes_no_sense_stops_the_build(page: Path, tmp_path: Path, line: str) -> None:
    (tmp_path / "decisions.txt").write_text(f"# why\r\n{line}\r\n")
    with pytest.raises(KGError, match=r"decisions.txt:2: "):
        build_graph([page], tmp_path / "out", curation=tmp_path / "decisions.txt")
    assert not (tmp_path / "out").exists()


def test_an_interrupted_swap_is_mended(page: Path, tmp_path: Path) -> None:
    """If a crash left only the old graph under its waiting name, the next call puts it back before it builds."""
    out = tmp_path / "out"
    build_graph([page], out)
    out.rename(tmp_path / ".out.old")
    with pytest.raises(KGError):
        build_graph([tmp_path / "missing"], out)
    assert (out / "manifest.json").is_file()


def test_foreign_directory_is_not_overwritten(page: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("")
    with pytest.raises(UsageError, match="is no graph directory"):
        build_graph([page], tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.tex").exists()


def test_nothing_is_lost_but_what_a_build_wrote(page: Path, tmp_path: Path) -> None:
    """Many a project has a manifest.json; and people put files beside the graph."""
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "manifest.json").write_text('{"name": "a browser extension"}')
    with pytest.raises(UsageError, match="is no graph directory"):
        build_graph([page], tmp_path / "project")
    out = build_graph([page], tmp_path / "out")
    (out / "notes.txt").write_text("")
    with pytest.raises(UsageError, match=r"holds 'notes.txt', which no build wrote"):
        build_graph([page], out)
    (out / "notes.txt").unlink()
    (out / "manifest.json").unlink()
    assert (build_graph([page], out) / "manifest.json").is_file()


@pytest.mark.parametrize("out", [".", "/", ""])
def test_output_needs_a_name(page: Path, out: str) -> None:
    with pytest.raises(UsageError, match="name a new one"):
        build_graph([page], out)


@pytest.mark.skipif(os.name != "posix", reason="tells live processes as POSIX does")
def test_what_a_killed_build_left_is_cleared_away(page: Path, tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / f".out.building-{platform.node()}-{gone.pid}").mkdir()
    running = tmp_path / f".out.building-{platform.node()}-{os.getppid()}"
    running.mkdir()
    build_graph([page], tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".out")) == [running.name]


def test_adding_a_source_moves_no_iri(page: Path, tmp_path: Path) -> None:
    more = tmp_path / "q.jsonl"
    more.write_text(
        json.dumps(
            {"id": "n", "title": "On ImageNet", "authors": [{"name": "Juhua Hu"}], "abstract": "We use ImageNet."}
        )
    )
    small, large = (
        {str(s) for s in build(paths, tmp_path / name).dataset.default_graph.subjects()}
        for paths, name in (([page], "a"), ([page, more], "b"))
    )
    assert small <= large


def test_base_is_used_and_checked(page: Path, tmp_path: Path) -> None:
    graph = build(page, tmp_path / "out", base="https://example.org/kg/")
    assert graph.base == "https://example.org/kg/"
    assert any(str(s).startswith("https://example.org/kg/person/") for s in graph.dataset.default_graph.subjects())
    with pytest.raises(UsageError, match="must end in"):
        build(page, tmp_path / "other", base="https://example.org/kg")
    with pytest.raises(UsageError, match="is no IRI"):
        build(page, tmp_path / "other", base="no iri/")


def test_same_file_twice_is_one_set_of_papers(page: Path, tmp_path: Path) -> None:
    graph = build([page, page], tmp_path / "out")
    assert graph.report()["papers"] == 2


def test_curation_is_applied_last(page: Path, tmp_path: Path) -> None:
    graph = build(page, tmp_path / "one")
    person = next(iter(graph.dataframe('SELECT ?p { ?p foaf:name "Juhua Hu" }')["p"]))
    curation = tmp_path / "decisions.txt"
    curation.write_text(f"rename {person} J. Hu\n")
    again = build(page, tmp_path / "two", curation=curation)
    assert list(again.dataframe("SELECT DISTINCT ?n { ?p foaf:name ?n } ORDER BY ?n")["n"]) == ["J. Hu", "Qi Qian"]


def test_listed_addresses_reach_the_graph(tmp_path: Path) -> None:
    """An address of a native record is a link like one in the text, and the graph conforms."""
    record = {"id": "a", "title": "On Graphs", "abstract": "Code will be at https://github.com/a/b.",
              "urls": ["http://www.github.com/a/b.git", "https://github.com/c/d", "https://example.org/x", "javascript:alert(1)"]}  # fmt: skip
    (tmp_path / "r.jsonl").write_text(json.dumps(record))
    graph = build(tmp_path / "r.jsonl", tmp_path / "out")
    rows = graph.query("SELECT ?u { ?p kg:hasRepository|kg:hasProjectPage ?u } ORDER BY ?u")
    assert [str(u) for (u,) in rows] == ["https://example.org/x", "https://github.com/a/b", "https://github.com/c/d"]
    from kg.validate import validate_graph

    assert validate_graph(graph.dataset) == []


def test_a_vocabulary_of_ones_own(page: Path, tmp_path: Path) -> None:
    """It adds to the one that ships, and the manifest names it; the same IRIs stand with and without."""
    own = tmp_path / "own.tsv"
    own.write_text("task\tbroader\nobject detection\tfinding things\ncomputer vision\tobject detection\n", "utf-8")
    plain, graph = build(page, tmp_path / "plain"), build(page, tmp_path / "out", vocabulary=[own])
    rows = graph.query(
        'SELECT ?n { ?t skos:prefLabel "object detection" ; skos:broader/skos:prefLabel ?n } ORDER BY ?n'
    )
    assert [str(n) for (n,) in rows] == ["computer vision", "finding things"]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["vocabulary"][-1]["path"] == str(own)
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert [c.split(": ")[1] for c in report["conflicts"]] == ["the broader concepts go round in a circle"]
    before, after = ({str(s) for s in g.dataset.default_graph.subjects()} for g in (plain, graph))
    assert {iri for iri in before if "/source/" not in iri} <= after
    own.write_text("task\tparent\n", "utf-8")
    with pytest.raises(KGError, match=r"own\.tsv:1: unknown column 'parent'"):
        build(page, tmp_path / "out", vocabulary=[own])


def build_lines(lines: list[str], out: Path, **options: object) -> tuple[dict[str, str], list[str]]:
    """Build files of one record each, and return the hashes of what was written and what was said."""
    source = out.parent / "sources"
    for path in source.glob("*") if source.exists() else ():
        path.unlink()
    source.mkdir(exist_ok=True)
    for line in lines:
        (source / f"{json.loads(line)['id']}.jsonl").write_text(line + "\n", "utf-8")
    said: list[str] = []
    build_graph([source], out, notify=said.append, **options)  # type: ignore[arg-type]
    return hashes(out), said


def test_a_removed_source_leaves_nothing_behind(tmp_path: Path) -> None:
    """Built again without it, the graph is that of the rest from scratch."""
    both = [
        json.dumps({"id": "a", "title": "On ImageNet", "authors": [{"name": "A. B."}], "abstract": "We use ImageNet."}),
        json.dumps({"id": "b", "title": "On Xyzzy", "authors": [{"name": "A. B."}], "abstract": "We propose Xyzzy."}),
    ]
    build_lines(both, tmp_path / "out")
    again, said = build_lines(both[:1], tmp_path / "out")
    assert said[0] == "1 of 1 records had been extracted before"
    assert again == build_lines(both[:1], tmp_path / "scratch")[0]
    scratch = set(read_store(tmp_path / "scratch" / "store"))
    assert set(read_store(tmp_path / "out" / "store")) == scratch


def test_a_missing_path_is_told_before_the_cache_is_opened(page: Path, tmp_path: Path) -> None:
    out = build_graph([page], tmp_path / "out")
    (out / "cache" / "build.sqlite").write_bytes(b"\0" * 5000)
    said: list[str] = []
    with pytest.raises(UsageError, match="nowhere: no such file or directory"):
        build_graph([tmp_path / "nowhere"], out, notify=said.append)
    assert said == []


def test_a_cache_changes_nothing_but_time(tmp_path: Path) -> None:
    """Damaged, of another version, left out: the same files come out, and what was wrong is said."""
    line = json.dumps({"id": "a", "title": "On ImageNet", "abstract": "We use ImageNet and reach 90% accuracy."})
    out = tmp_path / "out"
    first, said = build_lines([line], out)
    assert said == []
    assert build_lines([line], out, use_cache=False) == (first, [])
    path = out / "cache" / "build.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE versions SET version = 'older'")
    connection.close()
    again, said = build_lines([line], out)
    what = "extraction and graph are worked out anew, which takes longer"
    assert (again, said) == (first, [f"the cache {path} is of another version or setting: {what}"])
    path.write_bytes(b"\0" * 5000)
    again, said = build_lines([line], out)
    assert again == first
    assert said == [f"the cache {path} cannot be read (file is not a database): what it held is done anew"]
    stood = ["1 of 1 records had been extracted before", "100.0% of the graph's pieces stood already"]
    assert build_lines([line], out) == (first, stood)
