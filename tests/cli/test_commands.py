"""The command line: data on stdout, talk on stderr, one line and the right exit code for what goes wrong."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from kg.cli import app
from kg.iris import BASE


def run(*arguments: str, cwd: Path, text: str | bytes | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as people do, in a process of its own."""
    data = text.encode() if isinstance(text, str) else text
    done = subprocess.run([sys.executable, "-c", "from kg.cli import main; main()", *arguments], cwd=cwd, input=data,
                          capture_output=True, env=os.environ | {"PYTHONWARNINGS": "ignore"})  # fmt: skip
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_every_command_and_option_has_help() -> None:
    """What has no help cannot be found."""

    def walk(command: object, path: str) -> list[str]:
        missing = [] if getattr(command, "help", None) else [path]
        for parameter in getattr(command, "params", []):
            is_option = parameter.param_type_name == "option"
            if is_option and not parameter.help:
                missing.append(f"{path} {parameter.name}")
        for name, sub in getattr(command, "commands", {}).items():
            missing += walk(sub, f"{path} {name}")
        return missing

    assert walk(get_command(app), "kg") == []


def test_query_formats(seed_graph: Path, tmp_path: Path) -> None:
    found = run("query", "-g", str(seed_graph), "papers-of-author", "-p", "author=qian qi", "-f", "csv", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    rows = list(csv.DictReader(io.StringIO(found.stdout)))
    assert len(rows) == 15
    assert {row["printedName"] for row in rows} == {"Qi Qian", "Qian Qi"}
    listed = run("query", cwd=tmp_path)
    assert len(listed.stdout.splitlines()) >= 15


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("papers-of-author", "author=Qian Qj", "no such name: Qian Qj; near: Qian Qi, "),
        ("papers-of-author", "author=person:none", "no such name: person:none"),
        ("tasks-under", "task=Qi Qian", ""),  # there is one, but no task
        ("papers-of-author", "author=Qi Qian", ""),
    ],
)
def test_a_name_that_nothing_has_is_said(seed_graph: Path, tmp_path: Path, query: str, name: str, said: str) -> None:
    found = run("query", "-g", str(seed_graph), query, "-p", name, "-f", "csv", cwd=tmp_path)
    assert found.returncode == 0
    assert found.stderr.startswith(said)
    assert found.stderr.count("\n") == bool(said)


def test_query_from_stdin_and_file(seed_graph: Path, tmp_path: Path) -> None:
    sparql = "SELECT (COUNT(*) AS ?n) WHERE { ?p a kg:Paper }"
    piped = run("query", "-g", str(seed_graph), "-", "-f", "json", cwd=tmp_path, text=sparql)
    (tmp_path / "count.rq").write_text(sparql)
    filed = run("query", "-g", str(seed_graph), "count.rq", "-f", "json", cwd=tmp_path)
    assert piped.stdout == filed.stdout
    assert json.loads(piped.stdout)["results"]["bindings"][0]["n"]["value"] == "25"


def test_extract_is_one_line_per_line(tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "title": "TeS", "abstract": "We propose TeS and reach 80.2% accuracy on ImageNet."}',
        '{"id": "b", "text": "Code is at https://github.com/idstcv/TeS."}',
    ]
    done = run("extract", cwd=tmp_path, text="\n".join(lines))
    first, second = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 0
    assert first["id"] == "a"
    kinds = {(m["kind"], m["text"]) for m in first["mentions"]}
    assert {("method", "TeS"), ("dataset", "ImageNet")} <= kinds
    assert all(
        {"title": "TeS", "abstract": json.loads(lines[0])["abstract"]}[m["field"]][m["start"] : m["end"]] == m["text"]
        for m in first["mentions"]
    )
    assert second["links"][0]["url"] == "https://github.com/idstcv/TeS"


def test_extract_goes_on_after_a_bad_line(tmp_path: Path) -> None:
    done = run("extract", "-", cwd=tmp_path, text='{"id": "a", "text": "x"}\nnot json\n{"id": "b", "text": "y"}\n')
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", "b"]
    assert done.returncode == 1
    assert "stdin:2:" in done.stderr


def test_report_and_validate(seed_graph: Path, tmp_path: Path) -> None:
    assert "of 25 papers" in run("report", "-g", str(seed_graph), cwd=tmp_path).stdout
    assert json.loads(run("report", "--json", "-g", str(seed_graph / "graph.ttl"), cwd=tmp_path).stdout)["papers"] == 25
    fine = run("validate", "-g", str(seed_graph), cwd=tmp_path)
    assert (fine.returncode, fine.stdout) == (0, "")
    (tmp_path / "broken.ttl").write_text("<https://e.org/p> a <https://w3id.org/scholar-kg/ontology#Paper> .")
    broken = run("validate", "-g", "broken.ttl", cwd=tmp_path)
    assert broken.returncode == 1
    assert "https://e.org/p" in broken.stdout


def test_coauthors_says_what_et_al_hides(seed_graph: Path, tmp_path: Path) -> None:
    done = run("coauthors", "-g", str(seed_graph), "--top", "1", "-f", "csv", cwd=tmp_path)
    assert done.stdout.splitlines()[1].startswith("1,Qi Qian,11,12,")
    assert "“et al.” hides co-authors on 15 of 25 papers" in done.stderr


def test_view_of_a_saved_query_takes_parameters(seed_graph: Path, tmp_path: Path) -> None:
    done = run(
        "view", "-g", str(seed_graph), "--query", "entity-description", "-p", "name=InMaP", "-o", "-", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "Intra-Modal" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
@pytest.mark.parametrize("query", ["authors-by-papers", "SELECT * { GRAPH ?g { ?s ?p ?o } }"])
def test_a_full_disk_behind_stdout_is_one_line(seed_graph: Path, query: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kg", "query", "-g", str(seed_graph), query],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, "kg: No space left on device\n")


def test_damage_is_one_line(seed_graph: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(seed_graph, tmp_path / "broken")
    (broken / "store" / "CURRENT").write_text("?")
    (broken / "report.json").write_text('{"classes": 3}')
    done = run("query", "-g", "broken", "authors-by-papers", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "build it again" in done.stderr
    shutil.copytree(seed_graph / "store", broken / "store", dirs_exist_ok=True)
    done = run("report", "-g", "broken", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "report.json is damaged" in done.stderr


def test_curate_round(seed_graph: Path, tmp_path: Path) -> None:
    assert run("curate", "merge", "https://e.org/a", "https://e.org/b", "-m", "one", cwd=tmp_path).returncode == 0
    assert run("curate", "undo", "1", cwd=tmp_path).returncode == 0
    log = run("curate", "log", cwd=tmp_path).stdout.splitlines()
    assert log == ["    1 × merge https://e.org/a https://e.org/b  # one", "    2   undo 1"]


def test_curate_takes_names_as_tables_show_them(tmp_path: Path) -> None:
    done = run("curate", "reject", "method:clip", "paper:x", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    log = run("curate", "log", cwd=tmp_path).stdout.split()
    assert log[-3:] == ["reject", f"{BASE}method/clip", f"{BASE}paper/x"]


def test_extract_takes_a_byte_order_mark(tmp_path: Path) -> None:
    line = json.dumps({"id": "1", "abstract": "We use BERT."})
    (tmp_path / "a.jsonl").write_text(line, "utf-8-sig")
    for done in (run("extract", "a.jsonl", cwd=tmp_path), run("extract", cwd=tmp_path, text="\ufeff" + line)):
        assert (done.returncode, json.loads(done.stdout)["id"]) == (0, "1")


def bad_calls(seeds: Path) -> list[tuple[str, list[str], int, str]]:
    return [
        ("missing path", ["build", "nowhere"], 2, "nowhere"),
        ("empty file", ["build", "empty.txt"], 1, "empty.txt"),
        ("binary file", ["build", "binary.txt"], 1, "binary.txt"),
        ("nothing readable", ["build", "folder"], 1, "folder"),
        ("no listing", ["build", "prose.txt"], 1, "prose.txt"),
        ("unwritable output", ["build", "page.txt", "-o", "empty.txt/out"], 1, "empty.txt/out"),
        ("output in the way", ["build", "page.txt", "-o", "folder"], 2, "folder exists and is no graph directory"),
        ("no graph", ["query", "papers-of-author"], 2, "kg build"),
        ("not a graph", ["query", "-g", "folder", "SELECT * {}"], 2, "folder is not a graph directory"),
        ("unknown query", ["query", "-g", "graph.ttl", "paper-of-author"], 2, "papers-of-author"),
        ("broken SPARQL", ["query", "-g", "graph.ttl", "SELECT * WHERE {\n ?s ?p }"], 2, "line 2"),
        ("malformed parameter", ["query", "-g", "graph.ttl", "papers-of-author", "-p", "author"], 2, "KEY=VALUE"),
        ("unknown format", ["export", "-g", "graph.ttl", "graph.xyz"], 2, "graph.xyz"),
        ("unwritable export", ["export", "-g", "graph.ttl", "nowhere/graph.nt"], 1, "nowhere"),
        ("one file twice", ["export", "-g", "graph.ttl", "a.csv", "a-nodes.csv"], 2, "would both write a-nodes.csv"),
        ("unknown name", ["coauthors", "-g", "graph.ttl", "--name", "Nobody Atall"], 2, "Nobody Atall"),
        ("name like an option", ["coauthors", "-g", "graph.ttl", "--name", "--help"], 2, "--help"),
        ("unknown around", ["view", "-g", "graph.ttl", "--around", "Nothing"], 2, "Nothing"),
        ("unknown engine", ["build", "page.txt", "--engine", "abacus"], 2, "abacus"),
        ("bad base", ["build", "page.txt", "--base", "here"], 2, "here"),
        ("missing curation", ["build", "page.txt", "--curation", "none.txt"], 2, "none.txt"),
        ("unknown option", ["build", "--fast"], 2, "--fast"),
        ("no record", ["build", "none.jsonl"], 1, "none.jsonl:1: no record can be read"),
        ("no IRI", ["curate", "merge", "CLIP", "method:clip"], 2, "'CLIP' is no IRI"),
        ("name of two lines", ["curate", "rename", "method:clip", "CLIP\nmerge a:b c:d"], 2, "one line"),
        ("comment that steers", ["curate", "undo", "1", "-m", "\x1b[2J"], 2, "control characters"),
        ("nobody's graph", ["curate", "rename", "method:clip", "X", "-g", "none"], 2, "none does not exist"),
        ("unknown to the graph", ["curate", "merge", "method:a", "method:b", "-g", "graph.ttl"], 2, "is not in the graph"),
        ("output without a name", ["build", "page.txt", "-o", "."], 2, "name a new one"),
        ("page over a directory", ["view", "-g", "graph.ttl", "-o", "folder"], 1, "folder"),
        ("two pages", ["view", "-g", "graph.ttl", "--around", "X", "--query", "ASK {}"], 2, "--around and --query"),
        ("empty page", ["view", "-g", "graph.ttl", "--query", "DESCRIBE <a:b>"], 2, "nothing to draw"),
        ("parameter twice", ["query", "-g", "graph.ttl", "ASK {?s ?p ?o}", "-p", "s=1", "-p", "s=2"], 2, "twice"),
        ("unknown network", ["coauthors", "-g", "graph.ttl", "-o", "x.doc"], 2, ".html"),
        ("nothing to undo", ["curate", "undo", "3"], 2, "nothing to undo"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "says"), [c[1:] for c in bad_calls(Path())], ids=[c[0] for c in bad_calls(Path())]
)
def test_bad_calls(tmp_path: Path, arguments: list[str], code: int, says: str) -> None:
    """One line that names the culprit, no traceback, no half-written output."""
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "prose.txt").write_text("it was a dark and stormy night.\n" * 3)
    (tmp_path / "page.txt").write_text("On Graph Neural NetworksJuhua Hu, Qi Qian\nWe study graphs.\n")
    (tmp_path / "none.jsonl").write_text('{"id": 1}')
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / "graph.ttl").write_text('<https://e.org/x> <http://xmlns.com/foaf/0.1/name> "X" .')
    before = sorted(p.name for p in tmp_path.iterdir())
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "this is a bug" not in done.stderr
    assert done.stdout == ""
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_a_terminal_is_not_steered(tmp_path: Path) -> None:
    """Escape sequences in data come out visible."""
    (tmp_path / "g.ttl").write_text('<https://e.org/x> <http://www.w3.org/2000/01/rdf-schema#label> "\\u001B[31mred" .')
    done = run("query", "-g", "g.ttl", "SELECT ?o { ?s ?p ?o }", cwd=tmp_path)
    assert "\x1b" not in done.stdout
    assert "red" in done.stdout


def test_closed_pipe_is_quiet(seed_graph: Path) -> None:
    code = f"{sys.executable} -c 'from kg.cli import main; main()' query -g {seed_graph} 'SELECT * {{ ?s ?p ?o }}' -f csv | head -n 1"
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True)
    assert done.stderr == ""


def test_diff(seed_graph: Path, tmp_path: Path) -> None:
    """0 although they differ, as ``diff`` of git does; 1 only where that is asked for."""
    shutil.copy(seed_graph / "graph.ttl", tmp_path / "old.ttl")
    text = (tmp_path / "old.ttl").read_text("utf-8")
    (tmp_path / "new.ttl").write_text(f"{text}\nmethod:x a kg:Method ; rdfs:label 'A\\u001B[31m' .\n", "utf-8")
    found = run("diff", "old.ttl", "new.ttl", cwd=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.splitlines()[0] == "1 method added, 2 statements added, 0 removed"
    assert "+ method method:x (A␛[31m)" in found.stdout
    assert run("diff", "old.ttl", "new.ttl", "--exit-code", "--stat", cwd=tmp_path).returncode == 1
    assert run("diff", "old.ttl", str(seed_graph), "--exit-code", cwd=tmp_path).returncode == 0
    wrong = run("diff", "old.ttl", "new.ttl", "-f", "yaml", cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "choose one of text, json, patch" in wrong.stderr
    assert "no graph in kg-out" in run("diff", "old.ttl", cwd=tmp_path).stderr
